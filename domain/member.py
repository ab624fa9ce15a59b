"""Party member 党员: where a member belongs, special situations, training, problems and what came of them.

Rules
1. A person has one membership and one formal relation 正式组织关系 on any day; it goes to another organisation, or
   to another category of member, from a day on. Whoever left may be entered again from a later day.
2. Only a probationary member is decided on; an extended probation says until when. A cancelled one ends there.
3. A special situation (age, illness ...) has a first day and a text. It makes a difference from the first day of the
   year in which it was recorded, never further back: without a record the ordinary days are owed (c2006-edu 三（四）;
   that the record comes before the year's end is a reading, `domain.reading.memberships`).
4. Study is brought to the home of whoever has a special situation on that day (c2006-edu 三（四）).
5. Rotation training counts at a party school of a county or above; a lower one is kept, and counts nothing for the
   three years (c2006-edu 三（一）).
6. A problem is met by help first: help comes after the problem was found, that it failed is said after help, and only
   then does the organisation dispose (c2006-edu 二（二）3¶3). A correction within a limit says the limit.
7. A disposition is decided by a meeting of the organisation that holds the formal relation (c2006-float 三（一）).
8. Staying away is a problem only where a session on record shows the member absent without proper reason
   (c2006-edu 四¶3); that help failed then means a criticism on record and a later absence of the same kind.
9. Steps lie in the membership, in order, and not after today. An entry made by mistake is voided and stays readable;
   not so where a later one rests on it. A membership recorded by mistake is voided as a whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)


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


class Status(StrEnum):
    """How far the membership has come 党员状态."""

    FULL = "full"
    PROBATIONARY = "probationary"
    ENDED = "ended"


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


class School(StrEnum):
    """Level of the school 党校层级."""

    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    BELOW_COUNTY = "below_county"


class Disposition(StrEnum):
    """What was decided 处置方式."""

    CORRECT_WITHIN_LIMIT = "correct_within_limit"
    PERSUADED_TO_LEAVE = "persuaded_to_leave"
    STRUCK_OFF = "struck_off"
    REMOVED_FROM_OFFICE = "removed_from_office"
    OTHER = "other"


# --- values and events -----------------------------------------------------------


@record
class Stands:
    """Where and how the member stands once a mistake is mended 更正后的状态."""

    organisation: str
    """Branch that holds the formal relation."""
    category: Category
    status: Status


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

    organisation: str
    """Branch that holds the formal relation on that day."""
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

    organisation: str
    """Branch that holds the formal relation on that day."""
    occurred_on: date
    persons: tuple[str, ...]
    text: str


@record
class RotationTrainingCompleted:
    """Rotation training was completed 完成轮训."""

    organisation: str
    """Branch that holds the formal relation on that day."""
    occurred_on: date
    title: str
    half_days: int
    school: School
    organiser: str


@record
class MemberProblemIdentified:
    """A problem was identified 发现问题."""

    organisation: str
    """Branch that holds the formal relation on that day."""
    number: int
    problem: Problem
    occurred_on: date
    text: str
    cites: tuple[str, ...] = ()


@record
class HelpGiven:
    """Help and education were given 帮助教育."""

    organisation: str
    """Branch that holds the formal relation on that day."""
    number: int
    occurred_on: date
    persons: tuple[str, ...]
    text: str
    criticism: str | None = None
    """Record of the criticism, where there was one."""


@record
class HelpFailed:
    """Help was without effect 经教育不改."""

    organisation: str
    """Branch that holds the formal relation on that day."""
    number: int
    occurred_on: date
    text: str
    cites: tuple[str, ...] = ()


@record
class MemberProblemResolved:
    """The problem was overcome 问题解决."""

    organisation: str
    """Branch that holds the formal relation on that day."""
    number: int
    occurred_on: date
    text: str


@record
class MemberDisposed:
    """A disposition was decided 组织处置."""

    organisation: str
    """Branch that holds the formal relation on that day."""
    number: int
    disposition: Disposition
    occurred_on: date
    meeting: str
    document: str
    due_on: date | None = None
    """By when it is to be put right, where a limit is set."""
    text: str = ""


@record
class MembershipEnded:
    """The membership ended 党员出列."""

    occurred_on: date
    reason: str


@record
class MemberEntryVoided:
    """One entry of the member's record was made by mistake 作废一项登记."""

    entry: int
    """Its version in this stream."""
    stands: Stands
    reason: str


@record
class MembershipCorrected:
    """It was written down wrongly; ``registered`` is how it should read 更正党员登记."""

    corrects: int
    registered: MembershipRegistered
    stands: Stands
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
    | MemberEntryVoided
    | MembershipCorrected
    | MembershipVoided
)

# --- state -----------------------------------------------------------------------


@record
class Relation:
    """Where the member belonged from a day on."""

    first: date
    organisation: str
    category: Category


@record
class Special:
    """A special situation, open while ``last`` is None."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it stood on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@record
class Trouble:
    """A problem and how far its handling has come."""

    problem: Problem
    stage: str
    """identified, helped, failed, resolved or disposed."""
    last_on: date
    helped_on: date | None = None
    """Day of the first help."""
    criticised: bool = False


@record
class State:
    """What the rules need to know of one member."""

    organisation: str
    """Branch that holds the formal relation, or held it last."""
    stage: str
    """full, probationary, ended or voided."""
    registered: MembershipRegistered
    stands_at: int
    """Version of the entry that now says how the membership began."""
    version: int = 0
    kept: tuple[tuple[int, Event], ...] = ()
    """Entries that stand, as they should read, each with its version."""
    relations: tuple[Relation, ...] = ()
    situations: Mapping[int, Special]
    troubles: Mapping[int, Trouble]
    ended_on: date | None = None
    next_situation: int = 1
    next_problem: int = 1

    @property
    def person(self) -> str:
        """Whose membership it is."""
        return self.registered.person

    def organisation_on(self, day: date) -> str:
        """Branch that held the formal relation on ``day``."""
        found = self.relations[0].organisation
        for relation in self.relations:
            if relation.first <= day:
                found = relation.organisation
        return found


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, MembershipRegistered):
        kept = state.kept if state is not None and state.stage == "ended" else ()
        return _folded((*kept, (version, event)), version, state)
    assert state is not None, "a membership begins with being registered"
    match event:
        case MembershipCorrected():
            return _with_registered(state, version, event.registered)
        case MemberEntryVoided():
            return _without(state, version, event.entry)
        case MembershipVoided():
            return replace(state, stage="voided", version=version)
        case _:
            return _with(replace(state, version=version), version, event)


def _with_registered(state: State, version: int, registered: MembershipRegistered) -> State:
    kept = ((v, registered if v == state.stands_at else e) for v, e in state.kept)
    return _folded(kept, version, state)


def _without(state: State, version: int, entry: int) -> State:
    return _folded(((v, e) for v, e in state.kept if v != entry), version, state)


def _stands(state: State) -> Stands:
    return Stands(organisation=state.organisation, category=state.relations[-1].category, status=Status(state.stage))


def _folded(kept: Iterable[tuple[int, Event]], version: int, before: State | None) -> State:
    """The state that these entries lead to; numbers that were given once are not given again."""
    state: State | None = None
    for number, event in kept:
        if isinstance(event, MembershipRegistered):
            state = _registered(state, number, event)
        else:
            assert state is not None, "a membership begins with being registered"
            state = _with(state, number, event)
    assert state is not None, "a membership begins with being registered"
    situations, problems = (1, 1) if before is None else (before.next_situation, before.next_problem)
    return replace(state, version=version, next_situation=situations, next_problem=problems)


def _registered(state: State | None, version: int, event: MembershipRegistered) -> State:
    relation = Relation(first=event.occurred_on, organisation=event.organisation, category=event.category)
    return State(
        organisation=event.organisation,
        stage=event.standing.value,
        registered=event,
        stands_at=version,
        kept=(*(() if state is None else state.kept), (version, event)),
        relations=(*(() if state is None else state.relations), relation),
        situations={} if state is None else state.situations,
        troubles={} if state is None else state.troubles,
    )


def _with(state: State, version: int, event: Event) -> State:
    state = replace(state, kept=(*state.kept, (version, event)))
    match event:
        case RelationTransferred():
            relation = Relation(first=event.occurred_on, organisation=event.organisation, category=event.category)
            return replace(state, organisation=event.organisation, relations=(*state.relations, relation))
        case ConfirmationDecided():
            if event.outcome is Confirmation.CANCELLED:
                return replace(state, stage="ended", ended_on=event.occurred_on)
            return replace(state, stage="full" if event.outcome is Confirmation.CONFIRMED else "probationary")
        case SpecialSituationRecorded():
            situations = {**state.situations, event.number: Special(first=event.occurred_on)}
            return replace(state, situations=situations, next_situation=max(state.next_situation, event.number + 1))
        case SpecialSituationEnded():
            ended = replace(state.situations[event.number], last=event.occurred_on)
            return replace(state, situations={**state.situations, event.number: ended})
        case MembershipEnded():
            return replace(state, stage="ended", ended_on=event.occurred_on)
        case MemberProblemIdentified():
            trouble = Trouble(problem=event.problem, stage="identified", last_on=event.occurred_on)
            troubles = {**state.troubles, event.number: trouble}
            return replace(state, troubles=troubles, next_problem=max(state.next_problem, event.number + 1))
        case HelpGiven() | HelpFailed() | MemberProblemResolved() | MemberDisposed():
            troubles = {**state.troubles, event.number: _handled(state.troubles[event.number], event)}
            return replace(state, troubles=troubles)
        case _:
            return state


def _handled(trouble: Trouble, event: HelpGiven | HelpFailed | MemberProblemResolved | MemberDisposed) -> Trouble:
    match event:
        case HelpGiven():
            return replace(
                trouble,
                stage="helped",
                last_on=event.occurred_on,
                helped_on=trouble.helped_on or event.occurred_on,
                criticised=trouble.criticised or event.criticism is not None,
            )
        case HelpFailed():
            return replace(trouble, stage="failed", last_on=event.occurred_on)
        case MemberProblemResolved():
            return replace(trouble, stage="resolved", last_on=event.occurred_on)
        case MemberDisposed():
            return replace(trouble, stage="disposed", last_on=event.occurred_on)
        case _:
            assert_never(event)


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
    school: School
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
    criticism: str | None = None
    """Record of the criticism, where there was one."""


@record
class FailHelp:
    """Record that help failed 登记教育无效."""

    member: str
    number: int
    occurred_on: date
    text: str
    cites: tuple[str, ...] = ()


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
    due_on: date | None = None
    """By when it is to be put right, where a limit is set."""
    text: str = ""


@record
class EndMembership:
    """Record its end 登记党员出列."""

    member: str
    occurred_on: date
    reason: str


@record
class VoidMemberEntry:
    """Void one entry 作废一项登记."""

    member: str
    entry: int
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
    | VoidMemberEntry
    | CorrectMembership
    | VoidMembership
)

# --- decisions -------------------------------------------------------------------


class Held(Protocol):
    """What this kind must know of how a meeting went."""

    @property
    def occurred_on(self) -> date:
        """Day of the meeting."""
        ...


class Meeting(Protocol):
    """What this kind must know of a meeting."""

    @property
    def organisation(self) -> str:
        """Who met."""
        ...

    @property
    def stage(self) -> str:
        """``held`` once it took place."""
        ...

    @property
    def held(self) -> Held | None:
        """How it went."""
        ...


class Session(Protocol):
    """What this kind must know of a session of collective education."""

    def unexcused(self, person: str) -> date | None:
        """Day on which ``person`` stayed away from it without proper reason; None: not so."""
        ...


class Taken(Protocol):
    """What this kind must know of how a measure was taken."""

    @property
    def about(self) -> str:
        """The person concerned."""
        ...

    @property
    def type(self) -> StrEnum:
        """What was done."""
        ...

    @property
    def occurred_on(self) -> date:
        """Day on which it was taken."""
        ...


class Measure(Protocol):
    """What this kind must know of a measure."""

    @property
    def stage(self) -> str:
        """``revoked`` where it no longer stands."""
        ...

    @property
    def taken(self) -> Taken:
        """What was done, about whom."""
        ...


_CRITICISMS: Final = ("criticism", "serious_criticism", "notice_of_criticism")

_LIFE: Final = (RelationTransferred, ConfirmationDecided, MembershipEnded)
_HANDLING: Final = (MemberProblemIdentified, HelpGiven, HelpFailed, MemberProblemResolved, MemberDisposed)

_TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    "identified": ("已发现、尚未帮助教育", "found, and no help given yet"),
    "helped": ("正在帮助教育", "being helped"),
    "failed": ("经教育不改", "help failed"),
    "resolved": ("已解决", "overcome"),
    "disposed": ("已作出组织处置", "disposed of"),
}


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    meeting: Meeting | None = None,
    sessions: Iterable[Session] = (),
    criticism: Measure | None = None,
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``meeting`` is the one that decided, for a disposition; ``sessions`` are the sessions of collective education
    that the command cites; ``criticism`` is the measure that help names.
    """
    if isinstance(command, RegisterMembership):
        return [_registration(state, command, today)]
    standing = _standing(state)
    match command:
        case TransferRelation():
            return [_transfer(standing, command, today)]
        case DecideConfirmation():
            return [_confirmation(standing, command, today)]
        case RecordSpecialSituation():
            return [_situation(standing, command, today)]
        case EndSpecialSituation():
            return [_situation_ended(standing, command, today)]
        case DeliverHomeStudy():
            return [_home_study(standing, command, today)]
        case CompleteRotationTraining():
            return [_training(standing, command, today)]
        case IdentifyMemberProblem():
            return [_identified(standing, command, today, sessions)]
        case GiveHelp():
            _require_criticism(standing, command, criticism)
            return [_handle(standing, command, today, meeting, sessions)]
        case FailHelp() | ResolveMemberProblem() | DisposeMember():
            return [_handle(standing, command, today, meeting, sessions)]
        case EndMembership():
            return [_end(standing, command, today)]
        case VoidMemberEntry():
            return [_void_entry(standing, command)]
        case CorrectMembership():
            return _correct(standing, command, today)
        case VoidMembership():
            return [MembershipVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到这名党员的登记。", en="This member is not on record.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这名党员的登记已作废，不能再作登记。",
            en="The record of this member was voided; nothing more can be added to it.",
        )
    return state


def _member(state: State) -> State:
    """The state of somebody who is a member now."""
    if state.stage == "ended":
        raise Refused(
            "ended",
            zh="这名党员已出列，不能再作此登记。",
            en="The membership has ended; the act does not apply.",
        )
    return state


def _during(state: State, day: date, today: date, label: tuple[str, str]) -> str:
    """The branch that held the relation on ``day``, which must lie in the membership and not after today."""
    require_past(day, today, "occurred_on", label=label)
    first = state.relations[0].first
    if day < first or (state.ended_on is not None and day > state.ended_on):
        raise Refused(
            "outside_membership",
            zh=f"“{label[0]}”不在党员登记的期间内（{first.isoformat()}起）。",
            en=f"{label[1]} lies outside the membership, which began on {first.isoformat()}.",
            field="occurred_on",
        )
    return state.organisation_on(day)


def _text(value: str, label: tuple[str, str]) -> str:
    return require_text(value, "text", limit=2_000, label=label)


# --- membership ------------------------------------------------------------------


def _registration(state: State | None, command: RegisterMembership, today: date) -> MembershipRegistered:
    day = require_past(command.occurred_on, today, "occurred_on", label=("登记起始日期", "First day"))
    if state is not None and state.stage not in ("ended", "voided"):
        raise Refused(
            "exists",
            zh="这名党员已经登记，组织关系变动请用“转接组织关系”。",
            en="This member is on record already; transfer the relation where it changed.",
            field="person",
        )
    if state is not None and state.stage == "ended" and state.ended_on is not None and day <= state.ended_on:
        raise Refused(
            "before_end",
            zh=f"这名党员已于{state.ended_on.isoformat()}出列，重新登记须在此日之后。",
            en=f"The membership ended on {state.ended_on.isoformat()}; it can begin again after that day only.",
            field="occurred_on",
        )
    return MembershipRegistered(
        person=command.person,
        organisation=command.organisation,
        category=command.category,
        standing=command.standing,
        occurred_on=day,
        joined_on=_joined(command.joined_on, day),
    )


def _joined(joined_on: date | None, first: date) -> date | None:
    if joined_on is not None and joined_on > first:
        raise Refused(
            "joined_after",
            zh="入党日期不能晚于组织关系的起始日期。",
            en="Nobody's relation is here before joining the party.",
            field="joined_on",
        )
    return joined_on


def _transfer(state: State, command: TransferRelation, today: date) -> RelationTransferred:
    last = _member(state).relations[-1]
    day = require_past(command.occurred_on, today, "occurred_on", label=("转接日期", "Date transferred"))
    if (command.organisation, command.category) == (last.organisation, last.category):
        raise Refused(
            "same_relation",
            zh="转入组织和党员类别都与现在相同，无需转接。",
            en="Neither the organisation nor the category changes.",
            field="organisation",
        )
    if day <= last.first:
        raise Refused(
            "out_of_order",
            zh=f"转接日期须晚于现组织关系的起始日期（{last.first.isoformat()}）。",
            en=f"The relation has been here since {last.first.isoformat()}; it can only leave after that day.",
            field="occurred_on",
        )
    return RelationTransferred(
        organisation=command.organisation,
        category=command.category,
        occurred_on=day,
        document=allow_text(command.document, "document", limit=200, label=("介绍信或文号", "Letter or document")),
    )


def _confirmation(state: State, command: DecideConfirmation, today: date) -> ConfirmationDecided:
    _during(_member(state), command.occurred_on, today, ("决定日期", "Date decided"))
    if state.stage != "probationary":
        raise Refused(
            "not_probationary",
            zh="只有预备党员才作转正决定。",
            en="Only a probationary member is decided on.",
        )
    if command.outcome is Confirmation.EXTENDED and (command.until is None or command.until <= command.occurred_on):
        raise Refused(
            "until_missing",
            zh="延长预备期请填写延长至哪一天，须晚于决定日期。",
            en="An extended probation says until which day, after that of the decision.",
            field="until",
        )
    if command.outcome is not Confirmation.EXTENDED and command.until is not None:
        raise Refused(
            "until_without_extension",
            zh="只有延长预备期才填写延长期限。",
            en="Only an extended probation has a last day.",
            field="until",
        )
    return ConfirmationDecided(
        outcome=command.outcome, occurred_on=command.occurred_on, meeting=command.meeting, until=command.until
    )


def _end(state: State, command: EndMembership, today: date) -> MembershipEnded:
    _during(_member(state), command.occurred_on, today, ("出列日期", "Date ended"))
    if command.occurred_on < state.relations[-1].first:
        raise Refused(
            "out_of_order",
            zh="出列日期不能早于现组织关系的起始日期。",
            en="The membership cannot end before the present relation began.",
            field="occurred_on",
        )
    return MembershipEnded(occurred_on=command.occurred_on, reason=require_reason(command.reason))


def _correct(state: State, command: CorrectMembership, today: date) -> list[Event]:
    day = require_past(command.occurred_on, today, "occurred_on", label=("登记起始日期", "First day"))
    registered = replace(
        state.registered,
        category=command.category,
        standing=command.standing,
        occurred_on=day,
        joined_on=_joined(command.joined_on, day),
    )
    if registered == state.registered:
        return []
    number = next(n for n, (version, _) in enumerate(state.kept) if version == state.stands_at)
    later = [event for _, event in state.kept[number + 1 :]]
    days = [
        event.occurred_on
        for event in later
        if not isinstance(event, MemberEntryVoided | MembershipCorrected | MembershipVoided)
    ]
    if days and day > min(days):
        raise Refused(
            "after_next_step",
            zh=f"起始日期不能晚于此后已登记的事项（{min(days).isoformat()}）。",
            en=f"What is on record for {min(days).isoformat()} cannot lie before the first day.",
            field="occurred_on",
        )
    if command.standing is not state.registered.standing and any(isinstance(e, ConfirmationDecided) for e in later):
        raise Refused(
            "confirmation_on_record",
            zh="已登记转正决定，不能再更正登记时的党员身份。",
            en="The probation was decided on; the standing at registration stays.",
            field="standing",
        )
    return [
        MembershipCorrected(
            corrects=state.stands_at,
            registered=registered,
            stands=_stands(_with_registered(state, state.version + 1, registered)),
            reason=require_reason(command.reason),
        )
    ]


def _void_entry(state: State, command: VoidMemberEntry) -> MemberEntryVoided:
    entries = dict(state.kept)
    event = entries.get(command.entry)
    if event is None or isinstance(event, MembershipRegistered):
        raise Refused(
            "no_such_entry",
            zh="请选择要作废的事项；党员登记本身有误的，请更正或整体作废。",
            en="Choose an entry; a registration is corrected, or voided as a whole.",
            field="entry",
        )
    later = [one for version, one in state.kept if version > command.entry]
    if any(_rests_on(one, event) for one in later):
        raise Refused(
            "later_entry",
            zh="此后还有以它为前提的登记，请先作废后面的事项。",
            en="A later entry rests on this one; void that first.",
            field="entry",
        )
    return MemberEntryVoided(
        entry=command.entry,
        stands=_stands(_without(state, state.version + 1, command.entry)),
        reason=require_reason(command.reason),
    )


def _rests_on(later: Event, earlier: Event) -> bool:
    """Whether one entry presupposes an earlier one."""
    if isinstance(earlier, _LIFE):
        return isinstance(later, (*_LIFE, MembershipRegistered))
    if isinstance(earlier, _HANDLING):
        return isinstance(later, _HANDLING) and later.number == earlier.number
    if isinstance(earlier, SpecialSituationRecorded):
        return (isinstance(later, SpecialSituationEnded) and later.number == earlier.number) or (
            isinstance(later, HomeStudyDelivered) and later.occurred_on >= earlier.occurred_on
        )
    return False


# --- special situations and training ----------------------------------------------


def _situation(state: State, command: RecordSpecialSituation, today: date) -> SpecialSituationRecorded:
    organisation = _during(_member(state), command.occurred_on, today, ("起始日期", "First day"))
    return SpecialSituationRecorded(
        organisation=organisation,
        number=state.next_situation,
        situation=command.situation,
        occurred_on=command.occurred_on,
        text=_text(command.text, ("具体情况", "What it is")),
    )


def _situation_ended(state: State, command: EndSpecialSituation, today: date) -> SpecialSituationEnded:
    day = require_past(command.occurred_on, today, "occurred_on", label=("结束日期", "Last day"))
    special = state.situations.get(command.number)
    if special is None:
        raise Refused(
            "unknown_situation",
            zh=f"没有第{command.number}号特殊情况登记。",
            en=f"No special situation has the number {command.number}.",
            field="number",
        )
    if special.last is not None:
        raise Refused(
            "already_ended",
            zh="该特殊情况已登记结束。",
            en="This situation is on record as ended already.",
            field="number",
        )
    if day < special.first:
        raise Refused(
            "out_of_order",
            zh=f"结束日期不能早于起始日期（{special.first.isoformat()}）。",
            en=f"It cannot end before it began ({special.first.isoformat()}).",
            field="occurred_on",
        )
    return SpecialSituationEnded(number=command.number, occurred_on=day)


def _home_study(state: State, command: DeliverHomeStudy, today: date) -> HomeStudyDelivered:
    day = command.occurred_on
    organisation = _during(state, day, today, ("送学日期", "Date delivered"))
    if not any(special.holds(day) for special in state.situations.values()):
        raise Refused(
            "no_situation",
            zh="送学上门的对象须有当日有效的特殊情况登记，请先登记特殊情况。",
            en="Study is brought home in a special situation; record the situation first.",
            field="occurred_on",
            clause="c2006-edu 三（四）",
        )
    refuse_repeat(command.persons, "persons", label=("送学人员", "Who brought it"))
    return HomeStudyDelivered(
        organisation=organisation,
        occurred_on=day,
        persons=command.persons,
        text=_text(command.text, ("送学内容", "What was studied")),
    )


def _training(state: State, command: CompleteRotationTraining, today: date) -> RotationTrainingCompleted:
    organisation = _during(state, command.occurred_on, today, ("结业日期", "Date completed"))
    if command.half_days < 1:
        raise Refused(
            "half_days", zh="轮训时间至少为半天。", en="Training takes half a day at least.", field="half_days"
        )
    return RotationTrainingCompleted(
        organisation=organisation,
        occurred_on=command.occurred_on,
        title=require_text(command.title, "title", label=("培训班次", "Course")),
        half_days=command.half_days,
        school=command.school,
        organiser=require_text(command.organiser, "organiser", label=("举办单位", "Organiser")),
    )


# --- problems ---------------------------------------------------------------------


def _identified(
    state: State, command: IdentifyMemberProblem, today: date, sessions: Iterable[Session]
) -> MemberProblemIdentified:
    day = command.occurred_on
    organisation = _during(_member(state), day, today, ("发现日期", "Date found"))
    refuse_repeat(command.cites, "cites", label=("依据记录", "Records cited"))
    if command.problem is Problem.LONG_ABSENCE and not any(gone <= day for gone in _gone(state, sessions)):
        raise Refused(
            "no_absence",
            zh="请引用该党员无正当理由缺席的集体教育记录；有正当理由或特殊情况的缺席不作问题处理。",
            en="Cite a session that the member missed without proper reason; excused absences are no problem.",
            field="cites",
            clause="c2006-edu 四¶3",
        )
    return MemberProblemIdentified(
        organisation=organisation,
        number=state.next_problem,
        problem=command.problem,
        occurred_on=day,
        text=_text(command.text, ("具体表现", "What is wrong")),
        cites=command.cites,
    )


def _gone(state: State, sessions: Iterable[Session]) -> list[date]:
    """Days on which the member stayed away without proper reason, as the cited sessions have it."""
    days = (session.unexcused(state.person) for session in sessions)
    return [day for day in days if day is not None]


def _handle(
    state: State,
    command: GiveHelp | FailHelp | ResolveMemberProblem | DisposeMember,
    today: date,
    meeting: Meeting | None,
    sessions: Iterable[Session],
) -> Event:
    trouble = state.troubles.get(command.number)
    if trouble is None:
        raise Refused(
            "unknown_problem",
            zh=f"没有第{command.number}号问题登记。",
            en=f"No problem has the number {command.number}.",
            field="number",
        )
    day = command.occurred_on
    organisation = _during(state, day, today, ("日期", "Date"))
    match command:
        case GiveHelp():
            _in_stage(trouble, ("identified", "helped", "failed"))
            _after_last(trouble, day)
            refuse_repeat(command.persons, "persons", label=("帮助教育人员", "Who helped"))
            return HelpGiven(
                organisation=organisation,
                number=command.number,
                occurred_on=day,
                persons=command.persons,
                text=_text(command.text, ("帮助教育情况", "What was done")),
                criticism=command.criticism,
            )
        case FailHelp():
            _in_stage(trouble, ("helped",), "no_help")
            _after_last(trouble, day)
            refuse_repeat(command.cites, "cites", label=("依据记录", "Records cited"))
            _require_repeated(state, trouble, day, sessions)
            return HelpFailed(
                organisation=organisation,
                number=command.number,
                occurred_on=day,
                text=_text(command.text, ("不改情况", "How it failed")),
                cites=command.cites,
            )
        case ResolveMemberProblem():
            _in_stage(trouble, ("identified", "helped", "failed"))
            _after_last(trouble, day)
            return MemberProblemResolved(
                organisation=organisation,
                number=command.number,
                occurred_on=day,
                text=_text(command.text, ("解决情况", "How it was overcome")),
            )
        case DisposeMember():
            _in_stage(trouble, ("failed",), "help_first")
            _after_last(trouble, day)
            return _disposed(organisation, command, meeting)
        case _:
            assert_never(command)


def _in_stage(trouble: Trouble, stages: tuple[str, ...], code: str = "wrong_stage") -> None:
    if trouble.stage in stages:
        return
    stage = _TROUBLES[trouble.stage]
    if code == "help_first" and trouble.stage in ("identified", "helped"):
        raise Refused(
            code,
            zh=f"须先帮助教育，经教育不改的才能作出组织处置；该问题现为“{stage[0]}”。",
            en=f"A member is disposed of only once help was given and failed; this problem is {stage[1]}.",
            field="number",
            clause="c2006-edu 二（二）3¶3",
        )
    if code == "no_help" and trouble.stage == "identified":
        raise Refused(
            code,
            zh="尚未登记帮助教育，不能登记经教育不改。",
            en="No help is on record; it cannot have failed.",
            field="number",
            clause="c2006-edu 二（二）3¶3",
        )
    raise Refused(
        "wrong_stage",
        zh=f"该问题现为“{stage[0]}”，不能再作此登记。",
        en=f"This problem is {stage[1]}; the act does not apply.",
        field="number",
    )


def _after_last(trouble: Trouble, day: date) -> None:
    if day < trouble.last_on:
        raise Refused(
            "out_of_order",
            zh=f"日期不能早于上一环节（{trouble.last_on.isoformat()}）。",
            en=f"It cannot lie before the step that went before it ({trouble.last_on.isoformat()}).",
            field="occurred_on",
        )


def _require_criticism(state: State, command: GiveHelp, criticism: Measure | None) -> None:
    """The criticism that is named was one of this member, given by the day of help, and stands."""
    if command.criticism is None:
        return
    taken = None if criticism is None or criticism.stage == "revoked" else criticism.taken
    if (
        taken is None
        or taken.about != state.person
        or taken.type not in _CRITICISMS
        or taken.occurred_on > command.occurred_on
    ):
        raise Refused(
            "wrong_criticism",
            zh="所选批评记录不是此前对这名党员的批评，请核对。",
            en="The record named is no criticism of this member that was given by then.",
            field="criticism",
            clause="c2006-edu 四¶3",
        )


def _require_repeated(state: State, trouble: Trouble, day: date, sessions: Iterable[Session]) -> None:
    """Absence is not changed by criticism: criticised, and away again afterwards without proper reason."""
    if trouble.problem is not Problem.LONG_ABSENCE:
        return
    if not trouble.criticised:
        raise Refused(
            "not_criticised",
            zh="无故缺席的，须先给予严肃批评（在帮助教育中注明批评记录），才能登记长期不改。",
            en="Staying away is criticised first: name the record of the criticism in the help that was given.",
            field="number",
            clause="c2006-edu 四¶3",
        )
    assert trouble.helped_on is not None, "criticism is noted with help"
    if not any(trouble.helped_on <= gone <= day for gone in _gone(state, sessions)):
        raise Refused(
            "not_repeated",
            zh="请引用批评之后该党员仍无正当理由缺席的集体教育记录。",
            en="Cite a session that the member missed without proper reason after the criticism.",
            field="cites",
            clause="c2006-edu 四¶3",
        )


def _disposed(organisation: str, command: DisposeMember, meeting: Meeting | None) -> MemberDisposed:
    held = None if meeting is None or meeting.stage != "held" else meeting.held
    if meeting is None or held is None or meeting.organisation != organisation:
        raise Refused(
            "wrong_meeting",
            zh="组织处置由正式组织关系所在党组织的会议作出，请选择该组织已召开的会议。",
            en="The organisation that holds the formal relation disposes, in a meeting of its own that was held.",
            field="meeting",
            clause="c2006-float 三（一）",
        )
    if command.occurred_on < held.occurred_on:
        raise Refused(
            "before_meeting",
            zh=f"处置日期不能早于会议日期（{held.occurred_on.isoformat()}）。",
            en=f"Nothing was decided before the meeting ({held.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    limited = command.disposition is Disposition.CORRECT_WITHIN_LIMIT
    if limited and (command.due_on is None or command.due_on <= command.occurred_on):
        raise Refused(
            "due_missing",
            zh="限期改正须填写期限，并晚于处置日期。",
            en="Correction within a limit says the limit, after the day of the decision.",
            field="due_on",
        )
    if not limited and command.due_on is not None:
        raise Refused(
            "due_without_limit",
            zh="只有限期改正才填写期限。",
            en="Only correction within a limit has a last day.",
            field="due_on",
        )
    return MemberDisposed(
        organisation=organisation,
        number=command.number,
        disposition=command.disposition,
        occurred_on=command.occurred_on,
        meeting=command.meeting,
        document=require_text(command.document, "document", label=("决定文号", "Document")),
        due_on=command.due_on,
        text=allow_text(command.text, "text", limit=2_000, label=("说明", "Text")),
    )
