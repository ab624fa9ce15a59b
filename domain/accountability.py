"""Accountability 追究责任: a case against the holder of a duty, decided only on cited facts.

Three local documents repeat the central wording (shunde2015 五（四）, jianxi2020 第十五条: route ``superior``); the
township's has one condition less (township 三（七）: route ``township``). What happens to a case on its way (notice,
statement, collective decision, appeal) no text says: those steps are the office's own [inf].

Rules
1. A case names the duty: its clause, the day it was due, the organisation in which it lay, and who answered for it.
   A person held a post there on that day: responsibility attaches to the holder of the role on the due date [inf].
   Without a person the case is against the leadership as a body; the texts name both (c2006-resp 四¶2).
2. Whoever is held to account, it is shown on the record that the duty existed, that it was not conscientiously
   performed, that there was a serious problem within the responsibility which was not solved in time, that this had
   a bad influence *and* serious consequences (c2006-resp 四¶2). Each of these rests on at least one record that still
   stands on the day of the decision.
3. The township does not ask that the problem was not solved in time (三（七）). A decision that rests on that alone is
   flagged: the superior's wording is not met (S28).
4. A decision not to hold anybody to account needs no such records, but says why.
5. The person is told, and heard or waives it, before anything is decided [inf].
6. A meeting decides: of the deciding organisation, held by that day; each decision by a meeting of its own [inf].
7. Consequences follow only where somebody is held to account, and not before the decision.
8. One appeal against each decision, decided by another organisation than the one that decided [inf: no text speaks of
   appeals]. Changed or revoked, the consequences fall away; where it was changed, new ones may follow.
9. A decision is changed by a later decision or on appeal, never corrected or voided; what it rests on is not withdrawn
   any more, though more may be cited for a later decision (reading 5.9).
10. A case in which somebody is held to account is closed once a consequence was imposed; no case is closed while an
    appeal is open.
11. The days follow one another, and nothing lies after today.
12. Until it is decided, a case written down wrongly is corrected by adding, or voided.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, assert_never

from domain.collective import Meeting, require_meeting
from domain.kernel import (
    TEXT_LIMIT,
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)
from domain.rule import Responsible


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
    TRANSFER = "transfer"
    NON_LEADING_POST = "non_leading_post"
    REMOVAL = "removal"
    ORGANISATIONAL_MEASURE = "organisational_measure"
    OTHER = "other"


class Outcome(StrEnum):
    """Outcome of an appeal 申诉结果."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REVOKED = "revoked"


class Flag(StrEnum):
    """What a decision shows beside its outcome 提示."""

    SUPERIOR_WORDING_NOT_MET = "superior_wording_not_met"
    """The township's wider conditions carry it, the central ones would not."""


# --- events ----------------------------------------------------------------------


@record
class CaseOpened:
    """A case was opened 启动追责."""

    organisation: str
    """Who decides."""
    subject: str
    """Organisation in which the duty lay."""
    person: str | None
    """Holder of the role on the due date; None: the leadership as a body."""
    policy: str
    clause: str
    """Clause of the duty that was not done."""
    route: Route
    due_on: date
    """Day on which the duty was due."""
    title: str
    occurred_on: date
    roles: tuple[Responsible, ...] = ()
    """What the person was responsible as, on the due date."""
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
    flags: tuple[Flag, ...] = ()
    known_at: int = 0
    """Position of the log up to which was known; 0: all that stands before this entry."""


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

# --- what a decision rests on ----------------------------------------------------

ELEMENTS: Final[Mapping[Element, tuple[str, str]]] = {
    Element.DUTY: ("负有职责", "the duty"),
    Element.NOT_PERFORMED: ("不认真履行职责", "that it was not conscientiously performed"),
    Element.SERIOUS_PROBLEM: ("责任范围内存在严重问题", "a serious problem within the responsibility"),
    Element.NOT_SOLVED: ("问题没有及时解决", "that it was not solved in time"),
    Element.BAD_INFLUENCE: ("造成不良影响", "bad influence"),
    Element.SERIOUS_CONSEQUENCE: ("造成严重后果", "serious consequences"),
}
"""What each element is called."""

CLAUSES: Final[Mapping[Route, str]] = {Route.SUPERIOR: "c2006-resp 四¶2", Route.TOWNSHIP: "township 三（七）"}
"""Where the conditions of a route stand."""

REQUIRED: Final[Mapping[Route, tuple[Element, ...]]] = {
    Route.SUPERIOR: tuple(Element),
    Route.TOWNSHIP: tuple(element for element in Element if element is not Element.NOT_SOLVED),
}
"""What must be shown under each route."""

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one case."""

    organisation: str
    opened: CaseOpened
    stands_at: int
    """Version of the entry that now says what the case is about."""
    stage: str
    """opened, notified, heard, held, not_held, appealed, revoked, closed or voided."""
    version: int
    last_on: date
    """Day of the last step that the next one may not lie before."""
    next_on: date | None = None
    """Earliest day of anything that followed the opening."""
    citations: Mapping[int, ElementCited] = field(default_factory=dict)
    """What is cited and not withdrawn, by the version of the entry that cited it."""
    meetings: frozenset[str] = frozenset()
    """Meetings that have decided in this case."""
    consequences: tuple[ConsequenceImposed, ...] = ()
    """Those in effect."""
    appealed: bool = False
    """Whether the decision that stands has been appealed against."""
    decided: CaseDecided | None = None
    """The decision that stands."""

    @property
    def cited(self) -> tuple[str, ...]:
        """Every record cited for any element."""
        return tuple(dict.fromkeys(ref for citation in self.citations.values() for ref in citation.refs))

    def shown(self, element: Element, standing: frozenset[str]) -> bool:
        """Whether a record that still stands is cited for the element."""
        return any(one.element is element and not standing.isdisjoint(one.refs) for one in self.citations.values())


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, CaseOpened):
        version = 1 if state is None else state.version + 1
        return State(
            organisation=event.organisation,
            opened=event,
            stands_at=version,
            stage="opened",
            version=version,
            last_on=event.occurred_on,
        )
    assert state is not None, "a case begins with being opened"
    state = replace(state, version=state.version + 1)
    match event:
        case ElementCited():
            return replace(_followed(state, event.occurred_on), citations={**state.citations, state.version: event})
        case ElementWithdrawn():
            kept = {number: one for number, one in state.citations.items() if number != event.citation}
            return replace(state, citations=kept)
        case NoticeGiven():
            return _moved(state, "notified", event.occurred_on)
        case StatementTaken():
            return _moved(state, "heard", event.occurred_on)
        case CaseDecided():
            decided = _moved(state, "held" if event.held else "not_held", event.occurred_on)
            meetings = state.meetings | {event.meeting}
            return replace(decided, decided=event, meetings=meetings, consequences=(), appealed=False)
        case ConsequenceImposed():
            return replace(_moved(state, state.stage, event.occurred_on), consequences=(*state.consequences, event))
        case AppealLodged():
            return replace(_moved(state, "appealed", event.occurred_on), appealed=True)
        case AppealDecided():
            return _appeal_over(state, event)
        case CaseClosed():
            return _moved(state, "closed", event.occurred_on)
        case CaseCorrected():
            last_on = event.opened.occurred_on if state.stage == "opened" else state.last_on
            return replace(state, opened=event.opened, stands_at=state.version, last_on=last_on)
        case CaseVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _followed(state: State, day: date) -> State:
    return replace(state, next_on=day if state.next_on is None else min(state.next_on, day))


def _moved(state: State, stage: str, day: date) -> State:
    return replace(_followed(state, day), stage=stage, last_on=day)


def _appeal_over(state: State, event: AppealDecided) -> State:
    over = _moved(state, "revoked" if event.outcome is Outcome.REVOKED else "held", event.occurred_on)
    return over if event.outcome is Outcome.UPHELD else replace(over, consequences=())


# --- commands --------------------------------------------------------------------


@record
class OpenCase:
    """Open a case 启动追责."""

    accountability: str
    organisation: str
    """Who decides."""
    subject: str
    """Organisation in which the duty lay."""
    person: str | None
    """Holder of the role on the due date; None: the leadership as a body."""
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
    text: str = ""
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
    text: str
    document: str = ""
    known_at: int = 0
    """Position of the log up to which was known; 0: all that stands before this entry."""


@record
class ImposeConsequence:
    """Record the consequence 登记处理."""

    accountability: str
    consequence: Consequence
    occurred_on: date
    document: str = ""
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
    text: str
    document: str = ""


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
    person: str | None
    """Holder of the role on the due date; None: the leadership as a body."""
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

# --- decisions -------------------------------------------------------------------


class Posts(Protocol):
    """What this kind must know of the posts in the organisation in which the duty lay."""

    def holds_post(self, person: str, day: date) -> bool:
        """Whether ``person`` holds any post there on ``day``."""
        ...

    def roles(self, person: str, day: date) -> tuple[Responsible, ...]:
        """What ``person`` is responsible as there on ``day``."""
        ...


BEFORE_DECISION: Final = ("opened", "notified", "heard")
DECIDED: Final = ("held", "not_held", "revoked", "closed")

STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "opened": ("已启动", "opened"),
    "notified": ("已告知", "told to the person"),
    "heard": ("已听取陈述", "heard"),
    "held": ("已决定追究", "decided: held to account"),
    "not_held": ("已决定不予追究", "decided: not held to account"),
    "appealed": ("申诉复查中", "under appeal"),
    "revoked": ("决定已撤销", "revoked on appeal"),
    "closed": ("已结案", "closed"),
    "voided": ("已作废", "voided"),
}
"""How far a case has come, in words."""


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    posts: Posts | None = None,
    meeting: Meeting | None = None,
    standing: frozenset[str] = frozenset(),
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``posts`` are those of the organisation in which the duty lay, for the acts that name who answered for it;
    ``meeting`` is the one a decision names, ``standing`` the cited records that are neither gone nor voided.
    """
    match command:
        case OpenCase():
            if state is not None:
                raise Refused("exists", zh="这件追责已经登记过。", en="This case is already on record.")
            return [_opened(command, command.organisation, today, posts)]
        case CorrectCase():
            return _correct(_undecided(state, "更正"), command, today, posts)
        case VoidCase():
            _undecided(state, "作废")
            return [CaseVoided(reason=require_reason(command.reason))]
        case CiteElement():
            return [_cited(_at(state, (*BEFORE_DECISION, *DECIDED), "引证要件", "cited for"), command, today)]
        case WithdrawElement():
            return [_withdrawn(_undecided(state, "撤回引证"), command)]
        case GiveNotice():
            told = _at(state, ("opened",), "登记告知", "told to the person")
            day = _in_order(told, command.occurred_on, today, ("告知日期", "Date told"))
            text = require_text(command.text, "text", limit=2_000, label=("告知内容", "What was told"))
            return [NoticeGiven(occurred_on=day, text=text)]
        case TakeStatement():
            return [_statement(_at(state, ("notified",), "听取陈述", "heard"), command, today)]
        case DecideCase():
            deciding = _at(state, ("heard", *DECIDED), "作出决定", "decided", clause=_clause(state))
            return [_decided(deciding, command, today, meeting, standing)]
        case ImposeConsequence():
            return [_imposed(_at(state, ("held",), "作出处理", "given a consequence"), command, today)]
        case LodgeAppeal():
            return [_lodged(_at(state, ("held",), "提出申诉", "appealed against"), command, today)]
        case DecideAppeal():
            return [_appeal_decided(_at(state, ("appealed",), "作出申诉决定", "decided on appeal"), command, today)]
        case CloseCase():
            return [_closed(_at(state, ("held", "not_held", "revoked"), "结案", "closed"), command, today)]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a case that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这件追责的记录。", en="There is no record of this case.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这件追责的登记已作废，不能再作登记。",
            en="The record of this case was voided; nothing more can be added to it.",
        )
    return state


def _at(state: State | None, stages: tuple[str, ...], act: str, acted: str, *, clause: str = "") -> State:
    """The state of a case that has come as far as the act asks."""
    standing = _standing(state)
    if standing.stage not in stages:
        now, needed = STAGES[standing.stage], [STAGES[stage] for stage in stages]
        raise Refused(
            "wrong_stage",
            zh=f"这件追责现为“{now[0]}”，须在“{'”或“'.join(zh for zh, _ in needed)}”时才能{act}。",
            en=f"The case is now {now[1]}; it can be {acted} once it is {' or '.join(en for _, en in needed)}.",
            clause=clause,
        )
    return standing


def _undecided(state: State | None, act: str) -> State:
    standing = _standing(state)
    if standing.stage not in BEFORE_DECISION:
        raise Refused(
            "decided_already",
            zh=f"这件追责已作出决定，不能再{act}；如需改变，请另行作出决定。",
            en="The case is decided; it is changed only by a later decision.",
        )
    return standing


def _clause(state: State | None) -> str:
    return "" if state is None else CLAUSES[state.opened.route]


def _in_order(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < state.last_on:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{state.last_on.isoformat()}）。",
            en=f"{label[1]} cannot lie before the step that went before it ({state.last_on.isoformat()}).",
            field="occurred_on",
        )
    return day


def _opened(command: OpenCase | CorrectCase, organisation: str, today: date, posts: Posts | None) -> CaseOpened:
    day = require_past(command.occurred_on, today, "occurred_on", label=("启动日期", "Date opened"))
    clause = require_text(command.clause, "clause", label=("职责条款", "Clause of the duty"))
    if command.due_on >= day:
        raise Refused(
            "not_yet_due",
            zh=f"该项职责{command.due_on.isoformat()}才到期，到期之后才能启动追责。",
            en=f"The duty falls due on {command.due_on.isoformat()}; a case is opened after that day.",
            field="due_on",
            clause=CLAUSES[command.route],
        )
    roles: tuple[Responsible, ...] = ()
    if command.person is not None:
        if posts is None or not posts.holds_post(command.person, command.due_on):
            raise Refused(
                "not_in_post",
                zh=f"所选人员在职责到期日（{command.due_on.isoformat()}）未在责任单位任职，责任由当日任职者承担。",
                en=f"That person held no post there on the due date ({command.due_on.isoformat()}); "
                "responsibility is the holder's on that day.",
                field="person",
                clause=CLAUSES[command.route],
            )
        roles = posts.roles(command.person, command.due_on)
    return CaseOpened(
        organisation=organisation,
        subject=command.subject,
        person=command.person,
        policy=command.policy,
        clause=clause,
        route=command.route,
        due_on=command.due_on,
        title=require_text(command.title, "title", label=("案由", "Title")),
        occurred_on=day,
        roles=roles,
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("情况说明", "Text")),
    )


def _correct(state: State, command: CorrectCase, today: date, posts: Posts | None) -> list[Event]:
    opened = _opened(command, state.organisation, today, posts)
    if opened == state.opened:
        return []
    if state.next_on is not None and opened.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"这件追责在{state.next_on.isoformat()}已有后续登记，启动日期不能晚于这一天。",
            en=f"Something is on record for {state.next_on.isoformat()}; the case cannot have been opened later.",
            field="occurred_on",
        )
    return [CaseCorrected(corrects=state.stands_at, opened=opened, reason=require_reason(command.reason))]


def _cited(state: State, command: CiteElement, today: date) -> ElementCited:
    day = require_past(command.occurred_on, today, "occurred_on", label=("引证日期", "Date cited"))
    if day < state.opened.occurred_on:
        raise Refused(
            "before_opening",
            zh=f"“引证日期”不能早于启动日期（{state.opened.occurred_on.isoformat()}）。",
            en=f"Nothing was cited before the case was opened ({state.opened.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    if not command.refs:
        raise Refused(
            "nothing_cited",
            zh=f"“{ELEMENTS[command.element][0]}”须至少引证一条记录。",
            en="Cite at least one record for the element.",
            field="refs",
            clause=CLAUSES[state.opened.route],
        )
    refuse_repeat(command.refs, "refs", label=("引证记录", "Records cited"))
    return ElementCited(
        element=command.element,
        refs=command.refs,
        text=require_text(command.text, "text", limit=2_000, label=("认定说明", "What they show")),
        occurred_on=day,
    )


def _withdrawn(state: State, command: WithdrawElement) -> ElementWithdrawn:
    if command.citation not in state.citations:
        raise Refused(
            "unknown_citation",
            zh="没有找到这条引证，或已经撤回。",
            en="There is no such citation, or it was withdrawn already.",
            field="citation",
        )
    return ElementWithdrawn(citation=command.citation, reason=require_reason(command.reason))


def _statement(state: State, command: TakeStatement, today: date) -> StatementTaken:
    day = _in_order(state, command.occurred_on, today, ("陈述日期", "Date heard"))
    label = ("陈述内容", "What was said")
    text = (
        allow_text(command.text, "text", limit=TEXT_LIMIT, label=label)
        if command.waived
        else require_text(command.text, "text", limit=TEXT_LIMIT, label=label)
    )
    return StatementTaken(occurred_on=day, text=text, waived=command.waived)


def _decided(
    state: State, command: DecideCase, today: date, meeting: Meeting | None, standing: frozenset[str]
) -> CaseDecided:
    route = state.opened.route
    day = _in_order(state, command.occurred_on, today, ("决定日期", "Date decided"))
    if command.meeting in state.meetings:
        raise Refused(
            "meeting_decided_already",
            zh="这次会议已就本案作出过决定；另作决定须另行研究。",
            en="This meeting has decided in the case already; a later decision takes another meeting.",
            field="meeting",
        )
    require_meeting(meeting, state.organisation, day, clause=CLAUSES[route])
    flags: tuple[Flag, ...] = ()
    if command.held:
        _require_elements(state, standing)
        if not state.shown(Element.NOT_SOLVED, standing):
            flags = (Flag.SUPERIOR_WORDING_NOT_MET,)
    if command.known_at < 0:
        raise Refused(
            "known_at", zh="“决定所依据的记录位置”不能为负数。", en="A log position is not negative.", field="known_at"
        )
    return CaseDecided(
        occurred_on=day,
        held=command.held,
        meeting=command.meeting,
        document=allow_text(command.document, "document", limit=200, label=("决定文号", "Document")),
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("决定理由", "Reasons")),
        flags=flags,
        known_at=command.known_at,
    )


def _require_elements(state: State, standing: frozenset[str]) -> None:
    """Refuse to hold to account while any element asked for rests on no record that stands."""
    route = state.opened.route
    missing = [ELEMENTS[element] for element in REQUIRED[route] if not state.shown(element, standing)]
    if missing:
        clause = CLAUSES[route]
        raise Refused(
            "elements_missing",
            zh=f"追究责任须逐项引证有效记录，尚缺：{'、'.join(zh for zh, _ in missing)}（{clause}）。",
            en=f"To hold to account, cite records that stand for: {', '.join(en for _, en in missing)} ({clause}).",
            field="held",
            clause=clause,
        )


def _imposed(state: State, command: ImposeConsequence, today: date) -> ConsequenceImposed:
    day = _in_order(state, command.occurred_on, today, ("处理日期", "Date imposed"))
    if command.ends_on is not None and command.ends_on < day:
        raise Refused(
            "ends_before",
            zh=f"“期满日期”不能早于处理日期（{day.isoformat()}）。",
            en=f"It cannot end before it was imposed ({day.isoformat()}).",
            field="ends_on",
        )
    if any(one.consequence is command.consequence for one in state.consequences):
        raise Refused(
            "imposed_already",
            zh="本案已作出同样的处理，不能重复登记。",
            en="The same consequence is already in effect in this case.",
            field="consequence",
        )
    return ConsequenceImposed(
        consequence=command.consequence,
        occurred_on=day,
        document=allow_text(command.document, "document", limit=200, label=("处理文号", "Document")),
        text=allow_text(command.text, "text", limit=2_000, label=("处理说明", "Text")),
        ends_on=command.ends_on,
    )


def _lodged(state: State, command: LodgeAppeal, today: date) -> AppealLodged:
    if state.appealed:
        raise Refused(
            "appealed_already",
            zh="对本次决定已经申诉复查过，不能再次申诉。",
            en="This decision has been appealed against already.",
        )
    day = _in_order(state, command.occurred_on, today, ("申诉日期", "Date of the appeal"))
    return AppealLodged(
        occurred_on=day, text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("申诉理由", "Grounds"))
    )


def _appeal_decided(state: State, command: DecideAppeal, today: date) -> AppealDecided:
    day = _in_order(state, command.occurred_on, today, ("复查决定日期", "Date decided"))
    if command.by == state.organisation:
        raise Refused(
            "own_appeal",
            zh="申诉应由作出决定以外的组织复查，请选择复查组织。",
            en="An appeal is decided by another organisation than the one that decided.",
            field="by",
        )
    return AppealDecided(
        occurred_on=day,
        by=command.by,
        outcome=command.outcome,
        document=allow_text(command.document, "document", limit=200, label=("复查文号", "Document")),
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("复查理由", "Reasons")),
    )


def _closed(state: State, command: CloseCase, today: date) -> CaseClosed:
    if state.stage == "held" and not state.consequences:
        raise Refused(
            "no_consequence",
            zh="已决定追究责任，尚未登记处理，不能结案。",
            en="Somebody is held to account and no consequence is on record; the case cannot be closed.",
            clause=CLAUSES[state.opened.route],
        )
    day = _in_order(state, command.occurred_on, today, ("结案日期", "Date closed"))
    return CaseClosed(occurred_on=day, note=allow_text(command.note, "note", limit=2_000, label=("备注", "Note")))
