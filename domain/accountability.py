"""Accountability 追究责任: a case against the holder of a duty, decided only on cited facts.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Route(StrEnum):
    """Under whose conditions the case is decided 追责情形."""

    SUPERIOR = "superior"
    TOWNSHIP = "township"


class Element(StrEnum):
    """What a decision must rest on 追责要件."""

    DUTY = "duty"
    NOT_PERFORMED = "not_performed"
    SERIOUS_PROBLEM = "serious_problem"
    NOT_SOLVED = "not_solved"
    BAD_INFLUENCE = "bad_influence"
    SERIOUS_CONSEQUENCE = "serious_consequence"


class Consequence(StrEnum):
    """What is imposed 处理方式."""

    CRITICISM = "criticism"
    ADMONITION = "admonition"
    POST_ADJUSTMENT = "post_adjustment"
    LEAVE_POST_TRAINING = "leave_post_training"
    ORGANISATIONAL_MEASURE = "organisational_measure"
    OTHER = "other"


class Outcome(StrEnum):
    """Outcome of an appeal 申诉结果."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REVOKED = "revoked"


# --- events ----------------------------------------------------------------------


@record
class CaseOpened:
    """A case was opened 启动追责."""

    organisation: str
    """Who decides."""
    subject: str
    """Organisation in which the duty lay."""
    person: str
    """Holder of the role on the due date."""
    policy: str
    clause: str
    """Clause of the duty that was not done."""
    route: Route
    due_on: date
    """Day on which the duty was due."""
    title: str
    occurred_on: date
    text: str = ""


@record
class ElementCited:
    """Facts were cited for an element 引证要件."""

    element: Element
    refs: tuple[str, ...]
    text: str
    occurred_on: date


@record
class ElementWithdrawn:
    """A citation was withdrawn 撤回引证."""

    citation: int
    """Version of the entry that cited it."""
    reason: str


@record
class NoticeGiven:
    """The person was told 告知当事人."""

    occurred_on: date
    text: str


@record
class StatementTaken:
    """The person was heard, or waived it 听取陈述申辩."""

    occurred_on: date
    text: str
    waived: bool = False


@record
class CaseDecided:
    """It was decided collectively 集体研究决定."""

    occurred_on: date
    held: bool
    """Whether the person is held to account."""
    meeting: str
    """Meeting that decided."""
    document: str
    text: str
    flags: tuple[str, ...]
    """E.g. ``superior_wording_not_met``."""
    known_at: int


@record
class ConsequenceImposed:
    """A consequence was imposed 作出处理."""

    consequence: Consequence
    occurred_on: date
    document: str
    text: str = ""
    ends_on: date | None = None


@record
class AppealLodged:
    """The person appealed 提出申诉."""

    occurred_on: date
    text: str


@record
class AppealDecided:
    """The appeal was decided 申诉复查决定."""

    occurred_on: date
    by: str
    outcome: Outcome
    document: str
    text: str


@record
class CaseClosed:
    """The case was closed 结案."""

    occurred_on: date
    note: str = ""


@record
class CaseCorrected:
    """It was written down wrongly; ``opened`` is how it should read 更正追责登记."""

    corrects: int
    opened: CaseOpened
    reason: str


@record
class CaseVoided:
    """It was recorded by mistake 作废追责登记."""

    reason: str


Event: TypeAlias = (
    CaseOpened
    | ElementCited
    | ElementWithdrawn
    | NoticeGiven
    | StatementTaken
    | CaseDecided
    | ConsequenceImposed
    | AppealLodged
    | AppealDecided
    | CaseClosed
    | CaseCorrected
    | CaseVoided
)

# --- commands --------------------------------------------------------------------


@record
class OpenCase:
    """Open a case 启动追责."""

    accountability: str
    organisation: str
    """Who decides."""
    subject: str
    """Organisation in which the duty lay."""
    person: str
    """Holder of the role on the due date."""
    policy: str
    clause: str
    """Clause of the duty that was not done."""
    route: Route
    due_on: date
    """Day on which the duty was due."""
    title: str
    occurred_on: date
    text: str = ""


@record
class CiteElement:
    """Cite facts for an element 引证要件."""

    accountability: str
    element: Element
    refs: tuple[str, ...]
    text: str
    occurred_on: date


@record
class WithdrawElement:
    """Withdraw a citation 撤回引证."""

    accountability: str
    citation: int
    """Version of the entry that cited it."""
    reason: str


@record
class GiveNotice:
    """Record the notice 登记告知."""

    accountability: str
    occurred_on: date
    text: str


@record
class TakeStatement:
    """Record the statement 登记陈述申辩."""

    accountability: str
    occurred_on: date
    text: str
    waived: bool = False


@record
class DecideCase:
    """Record the decision 登记决定."""

    accountability: str
    occurred_on: date
    held: bool
    """Whether the person is held to account."""
    meeting: str
    """Meeting that decided."""
    document: str
    text: str


@record
class ImposeConsequence:
    """Record the consequence 登记处理."""

    accountability: str
    consequence: Consequence
    occurred_on: date
    document: str
    text: str = ""
    ends_on: date | None = None


@record
class LodgeAppeal:
    """Record the appeal 登记申诉."""

    accountability: str
    occurred_on: date
    text: str


@record
class DecideAppeal:
    """Record the decision on the appeal 登记申诉决定."""

    accountability: str
    occurred_on: date
    by: str
    outcome: Outcome
    document: str
    text: str


@record
class CloseCase:
    """Close the case 结案."""

    accountability: str
    occurred_on: date
    note: str = ""


@record
class CorrectCase:
    """Correct it 更正追责登记."""

    accountability: str
    subject: str
    """Organisation in which the duty lay."""
    person: str
    """Holder of the role on the due date."""
    policy: str
    clause: str
    """Clause of the duty that was not done."""
    route: Route
    due_on: date
    """Day on which the duty was due."""
    title: str
    occurred_on: date
    reason: str
    text: str = ""


@record
class VoidCase:
    """Void it 作废追责登记."""

    accountability: str
    reason: str


Command: TypeAlias = (
    OpenCase
    | CiteElement
    | WithdrawElement
    | GiveNotice
    | TakeStatement
    | DecideCase
    | ImposeConsequence
    | LodgeAppeal
    | DecideAppeal
    | CloseCase
    | CorrectCase
    | VoidCase
)
