"""Inspection 督促检查: one organisation looks at how another does its work, and finds problems.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Method(StrEnum):
    """Way of inspecting 检查方式."""

    SUPERVISION = "supervision"
    PATROL = "patrol"
    SAMPLING = "sampling"
    UNANNOUNCED = "unannounced"
    RANDOM_RESEARCH = "random_research"
    SPOT_CHECK = "spot_check"
    OTHER = "other"


class Topic(StrEnum):
    """What is inspected 检查内容."""

    RESPONSIBILITY_SYSTEM = "responsibility_system"
    PARTY_BUILDING = "party_building"
    ORGANISATION_LIFE = "organisation_life"
    MEMBER_EDUCATION = "member_education"
    FLOATING_MEMBERS = "floating_members"
    SERVICE = "service"
    CADRES = "cadres"
    DISCIPLINE = "discipline"
    IDEOLOGY = "ideology"
    FUNDING = "funding"
    OTHER = "other"


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


# --- events ----------------------------------------------------------------------


@record
class InspectionConducted:
    """An inspection took place 开展检查."""

    organisation: str
    """Who inspects."""
    inspected: str
    """Organisation that was inspected."""
    method: Method
    topics: tuple[Topic, ...]
    title: str
    occurred_on: date
    inspectors: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ProblemFound:
    """A problem was found 发现问题."""

    number: int
    """Numbered from 1 within the inspection."""
    category: Category
    text: str
    occurred_on: date
    clause: str = ""
    """Clause that was not kept."""
    serious: bool = False


@record
class ProblemCorrected:
    """A problem was written down wrongly 更正问题."""

    number: int
    category: Category
    text: str
    occurred_on: date
    reason: str
    clause: str = ""
    serious: bool = False


@record
class ProblemVoided:
    """A problem was recorded by mistake 作废问题."""

    number: int
    reason: str


@record
class FeedbackGiven:
    """The inspected organisation was told 反馈检查情况."""

    occurred_on: date
    text: str


@record
class InspectionCorrected:
    """It was written down wrongly; ``conducted`` is how it should read 更正检查登记."""

    corrects: int
    conducted: InspectionConducted
    reason: str


@record
class InspectionVoided:
    """It was recorded by mistake 作废检查登记."""

    reason: str


Event: TypeAlias = (
    InspectionConducted
    | ProblemFound
    | ProblemCorrected
    | ProblemVoided
    | FeedbackGiven
    | InspectionCorrected
    | InspectionVoided
)

# --- commands --------------------------------------------------------------------


@record
class ConductInspection:
    """Record an inspection 登记检查."""

    inspection: str
    organisation: str
    """Who inspects."""
    inspected: str
    """Organisation that was inspected."""
    method: Method
    topics: tuple[Topic, ...]
    title: str
    occurred_on: date
    inspectors: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class FindProblem:
    """Record a problem found 登记发现的问题."""

    inspection: str
    category: Category
    text: str
    occurred_on: date
    clause: str = ""
    """Clause that was not kept."""
    serious: bool = False


@record
class CorrectProblem:
    """Correct a problem 更正问题."""

    inspection: str
    number: int
    category: Category
    text: str
    occurred_on: date
    reason: str
    clause: str = ""
    serious: bool = False


@record
class VoidProblem:
    """Void a problem 作废问题."""

    inspection: str
    number: int
    reason: str


@record
class GiveFeedback:
    """Record the feedback 登记检查反馈."""

    inspection: str
    occurred_on: date
    text: str


@record
class CorrectInspection:
    """Correct it 更正检查登记."""

    inspection: str
    inspected: str
    """Organisation that was inspected."""
    method: Method
    topics: tuple[Topic, ...]
    title: str
    occurred_on: date
    reason: str
    inspectors: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidInspection:
    """Void it 作废检查登记."""

    inspection: str
    reason: str


Command: TypeAlias = (
    ConductInspection | FindProblem | CorrectProblem | VoidProblem | GiveFeedback | CorrectInspection | VoidInspection
)
