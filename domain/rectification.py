"""Rectification 限期整改: an organisation is ordered to put something right by a day; it reports, another verifies.

Rules
1. An order has a limit: a day, or a number of working days, one of the two ("within a time limit": c2006-resp 四¶2;
   shunde2015 五（四）; jianxi2020 第十五条; township 三（七）; S26). No document gives its length: each order does.
2. Working days are counted from the day after the order; statutory holidays are skipped and make-up days count. A
   year whose calendar is not on record falls back to Monday to Friday, and ``counted_by`` says so. The day reached
   stands in the order: a calendar that changes later moves no deadline that was issued.
3. The ordering organisation is another than the one that puts it right, and does not stand under it on that day
   (c2006-resp 四¶2: the superior criticises and sets the limit).
4. Only the ordering organisation, or one above it on the day, extends, verifies, rejects, orders again, strikes
   off, corrects or voids; never the rectifying one [inf] (S25). The day of a report is corrected by either side.
5. The limit is extended before it has run out, to a later day [inf] (S25).
6. It is reported while it has to be put right: after the order, after a rejection, after being ordered again.
7. Who verifies, or rejects, is neither who reported last nor the person who answers for it; nothing is verified
   that was not reported [inf].
8. It is ordered again, with a new limit, after a rejection; also after it was verified, where that turns out wrong
   before it is struck off. What was struck off keeps its history: a problem that comes back is a new order.
9. It is struck off after it was verified.
10. The days follow one another: no step before the one that went before it, and nothing after today.
11. What was written down wrongly is corrected by adding. The limit of an order that has begun to run (another day
    has begun, or a step followed) is not corrected: extending does that, or voiding and recording anew. Nothing is
    added to what was voided.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

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
from domain.workdays import YearCalendar, after_workdays


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


class Standing(StrEnum):
    """How an order stands on a day 整改进度: follows from its steps, see `domain.rectification_status`."""

    OPEN = "open"
    OVERDUE = "overdue"
    REPORTED = "reported"
    REJECTED = "rejected"
    VERIFIED = "verified"
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
    """The day of the latest such step was written down wrongly 更正环节日期."""

    by: str
    step: Step
    occurred_on: date
    reason: str


@record
class RectificationCorrected:
    """It was written down wrongly; ``ordered`` is how it should read 更正整改登记."""

    by: str
    corrects: int
    ordered: RectificationOrdered
    reason: str


@record
class RectificationVoided:
    """It was recorded by mistake 作废整改登记."""

    by: str
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

# --- state -----------------------------------------------------------------------


@record
class Happened:
    """One step that was taken."""

    step: Step
    occurred_on: date
    due_on: date
    """Limit that held before the step."""


@record
class State:
    """What the rules need to know of one rectification."""

    organisation: str
    ordered: RectificationOrdered
    stands_at: int
    """Version of the entry that now says how it was ordered."""
    due_on: date
    """Limit that holds now."""
    stage: str = "ordered"
    """ordered, reported, rejected, verified, closed or voided."""
    version: int = 1
    reporter: str | None = None
    """Who reported last."""
    steps: tuple[Happened, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """Organisations whose people act on it: the rectifying and the ordering one."""
        return self.organisation, self.ordered.ordered_by

    @property
    def last_on(self) -> date:
        """Day of the last thing that happened to it."""
        return self.steps[-1].occurred_on if self.steps else self.ordered.occurred_on


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, RectificationOrdered):
        return State(organisation=event.organisation, ordered=event, stands_at=1, due_on=event.due_on)
    assert state is not None, "a rectification begins with being ordered"
    state = replace(state, version=state.version + 1)
    match event:
        case RectificationExtended():
            return replace(_after(state, Step.EXTENDED, event.occurred_on, state.stage), due_on=event.due_on)
        case RectificationReported():
            return replace(_after(state, Step.REPORTED, event.occurred_on, "reported"), reporter=event.reporter)
        case RectificationVerified():
            return _after(state, Step.VERIFIED, event.occurred_on, "verified")
        case RectificationRejected():
            return _after(state, Step.REJECTED, event.occurred_on, "rejected")
        case RectificationOrderedAgain():
            return replace(_after(state, Step.ORDERED_AGAIN, event.occurred_on, "ordered"), due_on=event.due_on)
        case RectificationClosed():
            return _after(state, Step.CLOSED, event.occurred_on, "closed")
        case StepCorrected():
            at = _latest(state.steps, event.step)
            assert at is not None, "only a step that was taken is corrected"
            mended = replace(state.steps[at], occurred_on=event.occurred_on)
            return replace(state, steps=(*state.steps[:at], mended, *state.steps[at + 1 :]))
        case RectificationCorrected():
            due_on = state.due_on if state.steps else event.ordered.due_on
            return replace(state, ordered=event.ordered, stands_at=state.version, due_on=due_on)
        case RectificationVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _after(state: State, step: Step, day: date, stage: str) -> State:
    happened = Happened(step=step, occurred_on=day, due_on=state.due_on)
    return replace(state, stage=stage, steps=(*state.steps, happened))


def _latest(steps: tuple[Happened, ...], step: Step) -> int | None:
    """Where the latest step of a sort stands."""
    return max((at for at, one in enumerate(steps) if one.step is step), default=None)


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
    by: str
    """The ordering organisation or one above it; for a report also the organisation that reported."""
    step: Step
    occurred_on: date
    reason: str


@record
class CorrectRectification:
    """Correct it 更正整改登记."""

    rectification: str
    by: str
    """The ordering organisation, or one above it."""
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
    by: str
    """The ordering organisation, or one above it."""
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

# --- decisions -------------------------------------------------------------------

MOST_WORKING_DAYS: Final = 250
"""Longest limit that is given in working days: about a year. Our own bound; no document has one."""

Lines: TypeAlias = Mapping[str, frozenset[str]]
"""Ordering organisation -> itself and those that stand above it on the day of the act."""

Calendars: TypeAlias = Mapping[int, YearCalendar]
"""Year -> its working calendar, for the years on record."""

_STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "ordered": ("整改中", "under way"),
    "reported": ("已报告，待验收", "reported and not yet verified"),
    "rejected": ("验收不合格", "rejected"),
    "verified": ("验收合格", "verified"),
    "closed": ("已销号", "struck off"),
}
_NOBODY: Final[Lines] = {}
_NONE: Final[Calendars] = {}


def decide(
    state: State | None, command: Command, *, today: date, lines: Lines = _NOBODY, calendars: Calendars = _NONE
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``lines`` are told for the organisations that order, or ordered, it; ``calendars`` for the years that a limit in
    working days may touch.
    """
    match command:
        case OrderRectification():
            if state is not None:
                raise Refused("exists", zh="这项整改已经登记过。", en="This rectification is already on record.")
            deadline = _deadline(command, today, calendars)
            return [_ordered(command, command.organisation, deadline, lines, today)]
        case CorrectRectification():
            return _correct(_standing(state), command, today, lines, calendars)
        case CorrectRectificationStep():
            return _correct_step(_standing(state), command, today, lines)
        case VoidRectification():
            _require_ordering_side(_standing(state), command.by, lines)
            return [RectificationVoided(by=command.by, reason=require_reason(command.reason))]
        case _:
            return [_step(_standing(state), command, today, lines, calendars)]


def _step(
    state: State,
    command: ExtendRectification
    | ReportRectification
    | VerifyRectification
    | RejectRectification
    | OrderRectificationAgain
    | CloseRectification,
    today: date,
    lines: Lines,
    calendars: Calendars,
) -> Event:
    match command:
        case ExtendRectification():
            return _extended(state, command, today, lines)
        case ReportRectification():
            return _reported(state, command, today)
        case VerifyRectification():
            day = _judged_on(state, command, today, lines)
            text = allow_text(command.text, "text", label=("验收情况", "What was verified"))
            return RectificationVerified(by=command.by, verifier=command.verifier, occurred_on=day, text=text)
        case RejectRectification():
            day = _judged_on(state, command, today, lines)
            reason = require_reason(command.reason)
            return RectificationRejected(by=command.by, verifier=command.verifier, occurred_on=day, reason=reason)
        case OrderRectificationAgain():
            return _ordered_again(state, command, today, lines, calendars)
        case CloseRectification():
            _require_ordering_side(state, command.by, lines)
            _require_stage(
                state, ("verified",), "not_verified", "验收合格后才能销号", "Only what was verified is struck off"
            )
            day = _in_order(state, command.occurred_on, today, ("销号日期", "Date struck off"))
            note = allow_text(command.note, "note", limit=2_000, label=("备注", "Note"))
            return RectificationClosed(by=command.by, occurred_on=day, note=note)
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a rectification that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这项整改的记录。", en="There is no record of this rectification.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这项整改的登记已作废，不能再作登记。",
            en="The record of this rectification was voided; nothing more can be added to it.",
        )
    return state


# --- who, when -------------------------------------------------------------------


def _require_ordering_side(state: State, by: str, lines: Lines) -> None:
    ordered_by = state.ordered.ordered_by
    if by == state.organisation or by not in lines.get(ordered_by, frozenset((ordered_by,))):
        raise Refused(
            "not_ordering_side",
            zh="只有责令整改的组织或其上级才能办理，整改单位自己不能办理。",
            en="Only the organisation that ordered it, or one above it, does this; never the rectifying one.",
            field="by",
            clause="c2006-resp 四¶2",
        )


def _require_stage(state: State, stages: tuple[str, ...], code: str, zh: str, en: str) -> None:
    if state.stage not in stages:
        stage = _STAGES[state.stage]
        raise Refused(code, zh=f"{zh}，这项整改现为“{stage[0]}”。", en=f"{en}; this one is {stage[1]}.")


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


# --- the order and its limit -----------------------------------------------------


@record
class Deadline:
    """A limit and how it was reached."""

    due_on: date
    counted_by: Counting
    working_days: int | None = None


def _deadline(
    command: OrderRectification | OrderRectificationAgain | CorrectRectification, today: date, calendars: Calendars
) -> Deadline:
    label = ("再次责令日期", "Date ordered again")
    label = label if isinstance(command, OrderRectificationAgain) else ("责令日期", "Date of the order")
    first = require_past(command.occurred_on, today, "occurred_on", label=label)
    due_on, days = command.due_on, command.working_days
    if due_on is None and days is None:
        raise Refused(
            "due_missing",
            zh="限期整改须有期限，请填写整改期限，或者填写工作日天数。",
            en="A rectification within a time limit needs one: give the day, or a number of working days.",
            field="due_on",
            clause="c2006-resp 四¶2",
        )
    if due_on is not None and days is not None:
        raise Refused(
            "due_twice",
            zh="整改期限与工作日天数只填一项。",
            en="Give the day or a number of working days, not both.",
            field="working_days",
        )
    if days is not None:
        if not 1 <= days <= MOST_WORKING_DAYS:
            raise Refused(
                "working_days_range",
                zh=f"工作日天数应在1至{MOST_WORKING_DAYS}之间。",
                en=f"Give between 1 and {MOST_WORKING_DAYS} working days.",
                field="working_days",
            )
        reached = after_workdays(first, days, calendars)
        counting = Counting.CALENDAR if reached.by_calendar else Counting.WEEKDAYS
        return Deadline(due_on=reached.day, counted_by=counting, working_days=days)
    assert due_on is not None
    if due_on < first:
        raise Refused(
            "due_before_order",
            zh=f"整改期限不能早于责令日期（{first.isoformat()}）。",
            en=f"The limit cannot lie before the order ({first.isoformat()}).",
            field="due_on",
            clause="c2006-resp 四¶2",
        )
    return Deadline(due_on=due_on, counted_by=Counting.DAY)


def _ordered(
    command: OrderRectification | CorrectRectification,
    organisation: str,
    deadline: Deadline,
    lines: Lines,
    today: date,
) -> RectificationOrdered:
    day = require_past(command.occurred_on, today, "occurred_on", label=("责令日期", "Date of the order"))
    if command.ordered_by == organisation or organisation in lines.get(command.ordered_by, frozenset()):
        raise Refused(
            "orders_superior",
            zh="限期整改由上级责令，责令单位不能是整改单位自己，也不能是它的下级。",
            en="The superior orders it: the ordering organisation is not the rectifying one, nor under it.",
            field="ordered_by",
            clause="c2006-resp 四¶2",
        )
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties served"))
    return RectificationOrdered(
        organisation=organisation,
        ordered_by=command.ordered_by,
        title=require_text(command.title, "title", label=("整改事项", "Title")),
        problem=require_text(command.problem, "problem", limit=TEXT_LIMIT, label=("存在问题", "Problem")),
        category=command.category,
        occurred_on=day,
        due_on=deadline.due_on,
        counted_by=deadline.counted_by,
        source=command.source,
        clause=allow_text(command.clause, "clause", limit=200, label=("违反条款", "Clause not kept")),
        working_days=deadline.working_days,
        responsible=command.responsible,
        serious=command.serious,
        document=allow_text(command.document, "document", limit=200, label=("文件", "Document")),
        duties=command.duties,
    )


def _ordered_again(
    state: State, command: OrderRectificationAgain, today: date, lines: Lines, calendars: Calendars
) -> RectificationOrderedAgain:
    _require_ordering_side(state, command.by, lines)
    _require_stage(
        state,
        ("rejected", "verified"),
        "not_rejected",
        "验收不合格，或者验收后发现问题没有解决的，才能再次责令整改",
        "It is ordered again after it was rejected, or was verified wrongly",
    )
    day = _in_order(state, command.occurred_on, today, ("再次责令日期", "Date ordered again"))
    deadline = _deadline(command, today, calendars)
    return RectificationOrderedAgain(
        by=command.by,
        occurred_on=day,
        due_on=deadline.due_on,
        counted_by=deadline.counted_by,
        reason=require_reason(command.reason),
        working_days=deadline.working_days,
    )


def _extended(state: State, command: ExtendRectification, today: date, lines: Lines) -> RectificationExtended:
    _require_ordering_side(state, command.by, lines)
    _require_stage(
        state,
        ("ordered", "rejected"),
        "not_running",
        "正在整改的事项才能延期",
        "Only what still has to be put right is extended",
    )
    day = _in_order(state, command.occurred_on, today, ("延期日期", "Date of the extension"))
    _require_running(day, state.due_on)
    if command.due_on <= state.due_on:
        raise Refused(
            "not_later",
            zh=f"延期后的期限应晚于现期限（{state.due_on.isoformat()}）。",
            en=f"An extension ends later than the present limit ({state.due_on.isoformat()}).",
            field="due_on",
        )
    return RectificationExtended(
        by=command.by, occurred_on=day, due_on=command.due_on, reason=require_reason(command.reason)
    )


def _require_running(day: date, due_on: date) -> None:
    if day > due_on:
        raise Refused(
            "limit_over",
            zh=f"整改期限（{due_on.isoformat()}）已过，不能再延期；期限届满前才能批准延期。",
            en=f"The limit ran out on {due_on.isoformat()}; it can only be extended before.",
            field="occurred_on",
            clause="c2006-resp 四¶2",
        )


# --- report and verification -----------------------------------------------------


def _reported(state: State, command: ReportRectification, today: date) -> RectificationReported:
    _require_stage(
        state,
        ("ordered", "rejected"),
        "not_running",
        "正在整改的事项才能报告整改情况",
        "Only what still has to be put right is reported on",
    )
    refuse_repeat(command.evidence, "evidence", label=("佐证材料", "Evidence"))
    return RectificationReported(
        occurred_on=_in_order(state, command.occurred_on, today, ("报告日期", "Date of the report")),
        reporter=command.reporter,
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("整改情况", "What was done")),
        evidence=command.evidence,
    )


def _judged_on(state: State, command: VerifyRectification | RejectRectification, today: date, lines: Lines) -> date:
    """The day of a verification or rejection, by somebody who may judge."""
    _require_ordering_side(state, command.by, lines)
    _require_stage(
        state, ("reported",), "not_reported", "报告整改情况之后才能验收", "Only what was reported is verified"
    )
    if command.verifier == state.reporter:
        raise Refused(
            "verifier_reported",
            zh="验收人不能是报告整改情况的人。",
            en="Who reported it does not verify it.",
            field="verifier",
            clause="c2006-resp 四¶2",
        )
    if command.verifier == state.ordered.responsible:
        raise Refused(
            "verifier_responsible",
            zh="验收人不能是整改责任人。",
            en="Who answers for it does not verify it.",
            field="verifier",
            clause="c2006-resp 四¶2",
        )
    return _in_order(state, command.occurred_on, today, ("验收日期", "Date of verification"))


# --- corrections -----------------------------------------------------------------


def _correct(
    state: State, command: CorrectRectification, today: date, lines: Lines, calendars: Calendars
) -> list[Event]:
    _require_ordering_side(state, command.by, lines)
    old = state.ordered
    issued = Deadline(due_on=old.due_on, counted_by=old.counted_by, working_days=old.working_days)
    said = (None, old.working_days) if old.working_days is not None else (old.due_on, None)
    running = bool(state.steps) or today > old.occurred_on
    if running and (command.due_on, command.working_days) == said:
        deadline = issued  # as issued, whatever calendar was published since
    else:
        deadline = _deadline(command, today, calendars)
    if running and deadline != issued:
        raise Refused(
            "limit_running",
            zh=f"整改期限（{old.due_on.isoformat()}）已开始计算，不能以更正改动；请在期限届满前办理延期，或作废后重新登记。",
            en=f"The limit ({old.due_on.isoformat()}) is running; extend it, or void the record and enter it anew.",
            field="due_on",
        )
    ordered = _ordered(command, state.organisation, deadline, lines, today)
    if ordered == old:
        return []
    latest = min((deadline.due_on, *(one.occurred_on for one in state.steps[:1])))
    if ordered.occurred_on > latest:
        raise Refused(
            "after_next_step",
            zh=f"责令日期不能晚于后一环节或整改期限（{latest.isoformat()}）。",
            en=f"The order cannot lie after what followed it ({latest.isoformat()}).",
            field="occurred_on",
        )
    reason = require_reason(command.reason)
    return [RectificationCorrected(by=command.by, corrects=state.stands_at, ordered=ordered, reason=reason)]


def _correct_step(state: State, command: CorrectRectificationStep, today: date, lines: Lines) -> list[Event]:
    if command.step is not Step.REPORTED or command.by != state.organisation:
        _require_ordering_side(state, command.by, lines)
    at = _latest(state.steps, command.step)
    if at is None:
        raise Refused("unknown_step", zh="这项整改没有该环节的记录。", en="No such step was taken.", field="step")
    day = require_past(command.occurred_on, today, "occurred_on", label=("更正后日期", "Corrected date"))
    old = state.steps[at]
    if day == old.occurred_on:
        return []
    before = state.steps[at - 1].occurred_on if at else state.ordered.occurred_on
    after = state.steps[at + 1].occurred_on if at + 1 < len(state.steps) else today
    if not before <= day <= after:
        raise Refused(
            "out_of_order",
            zh=f"该环节的日期应在{before.isoformat()}至{after.isoformat()}之间。",
            en=f"The step lies between {before.isoformat()} and {after.isoformat()}.",
            field="occurred_on",
        )
    if command.step is Step.EXTENDED:
        _require_running(day, old.due_on)
    reason = require_reason(command.reason)
    return [StepCorrected(by=command.by, step=command.step, occurred_on=day, reason=reason)]
