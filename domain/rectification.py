"""Rectification 限期整改: an organisation is ordered to put something right by a day; it reports, somebody else verifies.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Category(StrEnum):
    """Sort of problem 问题类别."""

    RESPONSIBILITY_LIST = "responsibility_list"
    MEETING = "meeting"
    CONTACT_POINT = "contact_point"
    REPORT = "report"
    ORGANISATION_LIFE = "organisation_life"
    MEMBER_EDUCATION = "member_education"
    FLOATING_MEMBERS = "floating_members"
    SERVICE = "service"
    CADRES = "cadres"
    DISCIPLINE = "discipline"
    FUNDING = "funding"
    FORMALISM = "formalism"
    OTHER = "other"


class Counting(StrEnum):
    """How the due date was reached 期限计算方式."""

    DAY = "day"
    CALENDAR = "calendar"
    WEEKDAYS = "weekdays"


class Step(StrEnum):
    """Step in the life of an order whose day may be corrected 环节."""

    EXTENDED = "extended"
    REPORTED = "reported"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ORDERED_AGAIN = "ordered_again"
    CLOSED = "closed"


# --- events ----------------------------------------------------------------------


@record
class RectificationOrdered:
    """An organisation was ordered to put something right by a day 责令限期整改."""

    organisation: str
    """Who must put it right."""
    ordered_by: str
    """Organisation that ordered it."""
    title: str
    problem: str
    category: Category
    occurred_on: date
    due_on: date
    counted_by: Counting
    source: str = ""
    """What it follows from: ``inspection-…#2`` (a problem), a criticism, a review; empty where nothing on record."""
    clause: str = ""
    working_days: int | None = None
    """Where the limit was given in working days."""
    responsible: str | None = None
    """Person who answers for it."""
    serious: bool = False
    document: str = ""
    duties: tuple[str, ...] = ()


@record
class RectificationExtended:
    """The limit was extended before it ran out 延期."""

    by: str
    """The ordering organisation, or one above it."""
    occurred_on: date
    due_on: date
    reason: str


@record
class RectificationReported:
    """What was done was reported 报告整改情况."""

    occurred_on: date
    reporter: str
    text: str
    evidence: tuple[str, ...] = ()


@record
class RectificationVerified:
    """Another person verified it 验收合格."""

    by: str
    verifier: str
    occurred_on: date
    text: str = ""


@record
class RectificationRejected:
    """It was found not to be put right 验收不合格."""

    by: str
    verifier: str
    occurred_on: date
    reason: str


@record
class RectificationOrderedAgain:
    """It was ordered again with a new limit 再次责令整改."""

    by: str
    occurred_on: date
    due_on: date
    counted_by: Counting
    reason: str
    working_days: int | None = None


@record
class RectificationClosed:
    """The problem was struck off 销号."""

    by: str
    occurred_on: date
    note: str = ""


@record
class StepCorrected:
    """The day of a step was written down wrongly 更正环节日期."""

    step: Step
    occurred_on: date
    reason: str


@record
class RectificationCorrected:
    """It was written down wrongly; ``ordered`` is how it should read 更正整改登记."""

    corrects: int
    ordered: RectificationOrdered
    reason: str


@record
class RectificationVoided:
    """It was recorded by mistake 作废整改登记."""

    reason: str


Event: TypeAlias = (
    RectificationOrdered
    | RectificationExtended
    | RectificationReported
    | RectificationVerified
    | RectificationRejected
    | RectificationOrderedAgain
    | RectificationClosed
    | StepCorrected
    | RectificationCorrected
    | RectificationVoided
)

# --- commands --------------------------------------------------------------------


@record
class OrderRectification:
    """Order a rectification 责令限期整改."""

    rectification: str
    organisation: str
    """Who must put it right."""
    ordered_by: str
    """Organisation that ordered it."""
    title: str
    problem: str
    category: Category
    occurred_on: date
    due_on: date | None = None
    source: str = ""
    """What it follows from: ``inspection-…#2`` (a problem), a criticism, a review; empty where nothing on record."""
    clause: str = ""
    working_days: int | None = None
    """Where the limit was given in working days."""
    responsible: str | None = None
    """Person who answers for it."""
    serious: bool = False
    document: str = ""
    duties: tuple[str, ...] = ()


@record
class ExtendRectification:
    """Extend a rectification 批准延期."""

    rectification: str
    by: str
    """The ordering organisation, or one above it."""
    occurred_on: date
    due_on: date
    reason: str


@record
class ReportRectification:
    """Report a rectification 报告整改情况."""

    rectification: str
    occurred_on: date
    reporter: str
    text: str
    evidence: tuple[str, ...] = ()


@record
class VerifyRectification:
    """Verify a rectification 验收合格."""

    rectification: str
    by: str
    verifier: str
    occurred_on: date
    text: str = ""


@record
class RejectRectification:
    """Reject a rectification 验收不合格."""

    rectification: str
    by: str
    verifier: str
    occurred_on: date
    reason: str


@record
class OrderRectificationAgain:
    """Order it again 再次责令整改."""

    rectification: str
    by: str
    occurred_on: date
    reason: str
    due_on: date | None = None
    working_days: int | None = None


@record
class CloseRectification:
    """Strike the problem off 销号."""

    rectification: str
    by: str
    occurred_on: date
    note: str = ""


@record
class CorrectRectificationStep:
    """Correct the day of the latest such step 更正环节日期."""

    rectification: str
    step: Step
    occurred_on: date
    reason: str


@record
class CorrectRectification:
    """Correct it 更正整改登记."""

    rectification: str
    ordered_by: str
    """Organisation that ordered it."""
    title: str
    problem: str
    category: Category
    occurred_on: date
    reason: str
    due_on: date | None = None
    source: str = ""
    """What it follows from: ``inspection-…#2`` (a problem), a criticism, a review; empty where nothing on record."""
    clause: str = ""
    working_days: int | None = None
    """Where the limit was given in working days."""
    responsible: str | None = None
    """Person who answers for it."""
    serious: bool = False
    document: str = ""
    duties: tuple[str, ...] = ()


@record
class VoidRectification:
    """Void it 作废整改登记."""

    rectification: str
    reason: str


Command: TypeAlias = (
    OrderRectification
    | ExtendRectification
    | ReportRectification
    | VerifyRectification
    | RejectRectification
    | OrderRectificationAgain
    | CloseRectification
    | CorrectRectificationStep
    | CorrectRectification
    | VoidRectification
)
