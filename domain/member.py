"""Party member 党员: to which organisation a member belongs, special situations, training, problems and what came of them.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Category(StrEnum):
    """Where the member works 党员类别."""

    OFFICE = "office"
    STATE_FIRM = "state_firm"
    INSTITUTION = "institution"
    VILLAGE = "village"
    COMMUNITY = "community"
    PRIVATE_FIRM = "private_firm"
    SOCIAL_ORGANISATION = "social_organisation"
    STUDENT = "student"
    RETIRED = "retired"
    OTHER = "other"


class Standing(StrEnum):
    """Full or probationary 党员身份."""

    FULL = "full"
    PROBATIONARY = "probationary"


class Confirmation(StrEnum):
    """Outcome of the probation 转正结果."""

    CONFIRMED = "confirmed"
    EXTENDED = "extended"
    CANCELLED = "cancelled"


class Situation(StrEnum):
    """Why education is given differently 特殊情况."""

    FRAIL = "frail"
    ILL = "ill"
    DISABLED = "disabled"
    OTHER = "other"


class Problem(StrEnum):
    """What is wrong 问题类别."""

    UNFIT = "unfit"
    DUTY_NOT_DONE = "duty_not_done"
    LONG_ABSENCE = "long_absence"
    NO_CONTACT = "no_contact"
    UNREPAIRED = "unrepaired"
    OTHER = "other"


class Disposition(StrEnum):
    """What was decided 处置方式."""

    CORRECT_WITHIN_LIMIT = "correct_within_limit"
    PERSUADED_TO_LEAVE = "persuaded_to_leave"
    STRUCK_OFF = "struck_off"
    REMOVED_FROM_OFFICE = "removed_from_office"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class MembershipRegistered:
    """A member's relation was entered 登记党员."""

    person: str
    organisation: str
    """Branch that holds the formal relation."""
    category: Category
    standing: Standing
    occurred_on: date
    """From which day the relation is here."""
    joined_on: date | None = None
    """Day of joining the party."""


@record
class RelationTransferred:
    """The relation went to another organisation 转接组织关系."""

    organisation: str
    category: Category
    occurred_on: date
    document: str = ""


@record
class ConfirmationDecided:
    """The probation was decided on 预备党员转正决定."""

    outcome: Confirmation
    occurred_on: date
    meeting: str | None = None
    until: date | None = None
    """Where the probation was extended."""


@record
class SpecialSituationRecorded:
    """A special situation was recorded 登记特殊情况."""

    number: int
    situation: Situation
    occurred_on: date
    text: str


@record
class SpecialSituationEnded:
    """It ended 特殊情况结束."""

    number: int
    occurred_on: date


@record
class HomeStudyDelivered:
    """Study was brought to the member 送学上门."""

    occurred_on: date
    persons: tuple[str, ...]
    text: str


@record
class RotationTrainingCompleted:
    """Rotation training was completed 完成轮训."""

    occurred_on: date
    title: str
    half_days: int
    organiser: str


@record
class MemberProblemIdentified:
    """A problem was identified 发现问题."""

    number: int
    problem: Problem
    occurred_on: date
    text: str
    cites: tuple[str, ...] = ()


@record
class HelpGiven:
    """Help and education were given 帮助教育."""

    number: int
    occurred_on: date
    persons: tuple[str, ...]
    text: str


@record
class HelpFailed:
    """Help was without effect 经教育不改."""

    number: int
    occurred_on: date
    text: str


@record
class MemberProblemResolved:
    """The problem was overcome 问题解决."""

    number: int
    occurred_on: date
    text: str


@record
class MemberDisposed:
    """A disposition was decided 组织处置."""

    number: int
    disposition: Disposition
    occurred_on: date
    meeting: str
    document: str
    text: str = ""


@record
class MembershipEnded:
    """The membership ended 党员出列."""

    occurred_on: date
    reason: str


@record
class MembershipCorrected:
    """It was written down wrongly; ``registered`` is how it should read 更正党员登记."""

    corrects: int
    registered: MembershipRegistered
    reason: str


@record
class MembershipVoided:
    """It was recorded by mistake 作废党员登记."""

    reason: str


Event: TypeAlias = (
    MembershipRegistered
    | RelationTransferred
    | ConfirmationDecided
    | SpecialSituationRecorded
    | SpecialSituationEnded
    | HomeStudyDelivered
    | RotationTrainingCompleted
    | MemberProblemIdentified
    | HelpGiven
    | HelpFailed
    | MemberProblemResolved
    | MemberDisposed
    | MembershipEnded
    | MembershipCorrected
    | MembershipVoided
)

# --- commands --------------------------------------------------------------------


@record
class RegisterMembership:
    """Enter a member 登记党员."""

    person: str
    organisation: str
    """Branch that holds the formal relation."""
    category: Category
    standing: Standing
    occurred_on: date
    """From which day the relation is here."""
    joined_on: date | None = None
    """Day of joining the party."""


@record
class TransferRelation:
    """Transfer the relation 转接组织关系."""

    member: str
    organisation: str
    category: Category
    occurred_on: date
    document: str = ""


@record
class DecideConfirmation:
    """Decide on the probation 登记转正决定."""

    member: str
    outcome: Confirmation
    occurred_on: date
    meeting: str | None = None
    until: date | None = None
    """Where the probation was extended."""


@record
class RecordSpecialSituation:
    """Record a special situation 登记特殊情况."""

    member: str
    situation: Situation
    occurred_on: date
    text: str


@record
class EndSpecialSituation:
    """Record its end 登记特殊情况结束."""

    member: str
    number: int
    occurred_on: date


@record
class DeliverHomeStudy:
    """Record study brought home 登记送学上门."""

    member: str
    occurred_on: date
    persons: tuple[str, ...]
    text: str


@record
class CompleteRotationTraining:
    """Record rotation training 登记轮训."""

    member: str
    occurred_on: date
    title: str
    half_days: int
    organiser: str


@record
class IdentifyMemberProblem:
    """Record a problem 登记党员问题."""

    member: str
    problem: Problem
    occurred_on: date
    text: str
    cites: tuple[str, ...] = ()


@record
class GiveHelp:
    """Record help given 登记帮助教育."""

    member: str
    number: int
    occurred_on: date
    persons: tuple[str, ...]
    text: str


@record
class FailHelp:
    """Record that help failed 登记教育无效."""

    member: str
    number: int
    occurred_on: date
    text: str


@record
class ResolveMemberProblem:
    """Record that it was overcome 登记问题解决."""

    member: str
    number: int
    occurred_on: date
    text: str


@record
class DisposeMember:
    """Record the disposition 登记组织处置."""

    member: str
    number: int
    disposition: Disposition
    occurred_on: date
    meeting: str
    document: str
    text: str = ""


@record
class EndMembership:
    """Record its end 登记党员出列."""

    member: str
    occurred_on: date
    reason: str


@record
class CorrectMembership:
    """Correct it 更正党员登记."""

    member: str
    category: Category
    standing: Standing
    occurred_on: date
    """From which day the relation is here."""
    reason: str
    joined_on: date | None = None
    """Day of joining the party."""


@record
class VoidMembership:
    """Void it 作废党员登记."""

    member: str
    reason: str


Command: TypeAlias = (
    RegisterMembership
    | TransferRelation
    | DecideConfirmation
    | RecordSpecialSituation
    | EndSpecialSituation
    | DeliverHomeStudy
    | CompleteRotationTraining
    | IdentifyMemberProblem
    | GiveHelp
    | FailHelp
    | ResolveMemberProblem
    | DisposeMember
    | EndMembership
    | CorrectMembership
    | VoidMembership
)
