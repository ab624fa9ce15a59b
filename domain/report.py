"""Report 报告: what an organisation reports to another, on which period, in which form."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Form(StrEnum):
    """Written or oral 报告形式."""

    WRITTEN = "written"
    ORAL = "oral"


class Type(StrEnum):
    """What kind of report 报告类型."""

    PARTY_BUILDING = "party_building"
    """基层党建工作情况报告"""
    PLENARY = "plenary"
    """常委会向全委会报告"""
    INTEGRITY_DEBRIEF = "integrity_debrief"
    """述职述廉报告"""
    IMPLEMENTATION_PROBLEM = "implementation_problem"
    """执行中遇到的问题"""
    OTHER = "other"


@record
class ReportSubmitted:
    """A report was handed in 报送."""

    organisation: str
    """Who reports."""
    recipient: str
    type: Type
    form: Form
    period: str
    """Reported period: ``2024``, ``2024-H1``, ``2024-Q3`` or ``2024-05``."""
    title: str
    occurred_on: date
    person: str | None = None
    """Who reports in person, where a person does."""
    sections: tuple[str, ...] = ()
    """Sections it holds, e.g. ``party_building`` in a general debriefing."""
    text: str = ""


@record
class ReportReturned:
    """The recipient sent it back 退回."""

    occurred_on: date
    reason: str


@record
class ReportResubmitted:
    """It was handed in again 重报."""

    occurred_on: date
    text: str


@record
class ReportAccepted:
    """The recipient accepted it 接收."""

    occurred_on: date
    note: str = ""


@record
class ReportCorrected:
    """The submission was written down wrongly 更正报送登记."""

    corrects: int
    submitted: ReportSubmitted
    reason: str


@record
class ReportVoided:
    """The report was recorded by mistake 作废报送登记."""

    reason: str


Event: TypeAlias = (
    ReportSubmitted | ReportReturned | ReportResubmitted | ReportAccepted | ReportCorrected | ReportVoided
)


@record
class SubmitReport:
    """Hand a report in 报送."""

    report: str
    organisation: str
    recipient: str
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    person: str | None = None
    sections: tuple[str, ...] = ()
    text: str = ""


@record
class ReturnReport:
    """Send it back 退回."""

    report: str
    occurred_on: date
    reason: str


@record
class ResubmitReport:
    """Hand it in again 重报."""

    report: str
    occurred_on: date
    text: str = ""


@record
class AcceptReport:
    """Accept it 接收."""

    report: str
    occurred_on: date
    note: str = ""


@record
class CorrectReport:
    """Correct the submission's record 更正报送登记."""

    report: str
    recipient: str
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    reason: str
    person: str | None = None
    sections: tuple[str, ...] = ()
    text: str = ""


@record
class VoidReport:
    """Void a report recorded by mistake 作废."""

    report: str
    reason: str


Command: TypeAlias = SubmitReport | ReturnReport | ResubmitReport | AcceptReport | CorrectReport | VoidReport
