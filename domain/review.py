"""Review of members 民主评议、党性分析评议: steps before the meeting, results member by member, notification.

Rules
1. A review is arranged, and held by a branch on its own account or as part of a round that a superior arranged
   (c2006-edu 二（二）3¶2: county level or above, every five years). A democratic review is of a year.
2. Preparatory steps come after the arrangement and not after the meeting. One that is missing makes the review
   incomplete, not void (c2006-edu 二（二）3¶2), so that nothing is refused for it.
3. Members are reviewed one by one: each has one result (c2006-edu 二（二）3¶2).
4. The meeting that is named is one that this organisation held on that day (c2006-edu 二（二）3).
5. A round that is named is a review of the same sort, arranged before, by another organisation.
6. Of the masses that were asked no more can be satisfied than were asked.
7. What was found is made known after the meeting, and says to whom: members, masses (c2006-edu 二（二）3¶2).
8. What was written down wrongly is corrected by adding; what was recorded by mistake is voided.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)
from domain.periods import parse_period


class Type(StrEnum):
    """Which of the two 评议类型."""

    DEMOCRATIC_REVIEW = "democratic_review"
    SPIRIT_ANALYSIS = "spirit_analysis"


class Step(StrEnum):
    """What comes before the meeting 准备环节, in the order of c2006-edu 二（二）3¶2."""

    MOBILISATION = "mobilisation"
    OPINIONS_ASKED = "opinions_asked"
    TALKS_HELD = "talks_held"
    ANALYSIS_WRITTEN = "analysis_written"


class Audience(StrEnum):
    """Who is told 通报范围."""

    MEMBERS = "members"
    MASSES = "masses"


class Grade(StrEnum):
    """Outcome for a member 评议等次."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASICALLY_QUALIFIED = "basically_qualified"
    UNQUALIFIED = "unqualified"


# --- values and events -----------------------------------------------------------


@record
class Result:
    """Outcome for one member 评议结果."""

    person: str
    grade: Grade
    opinion: str = ""
    """Overall opinion of the branch 综合评议意见."""


@record
class ReviewArranged:
    """A review was arranged 部署评议."""

    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    document: str = ""
    arranged_under: str | None = None
    """Review that a superior arranged, of which this one is a part 所属集中评议."""
    duties: tuple[str, ...] = ()


@record
class ReviewStepCompleted:
    """A preparatory step was completed 完成准备环节."""

    step: Step
    occurred_on: date
    text: str


@record
class ReviewHeld:
    """The meeting was held 召开评议会."""

    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    results: tuple[Result, ...]
    meeting: str | None = None
    arranged_under: str | None = None
    """Review that a superior arranged, of which this one is a part 所属集中评议."""
    present: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class MassEvaluationRecorded:
    """The masses were asked 群众评议."""

    occurred_on: date
    asked: int
    satisfied: int
    text: str = ""


@record
class ResultNotified:
    """Results were made known 通报评议结果."""

    audiences: tuple[Audience, ...]
    occurred_on: date
    text: str = ""


@record
class ReviewCorrected:
    """It was written down wrongly; ``held`` is how it should read 更正评议登记."""

    corrects: int
    held: ReviewHeld
    reason: str


@record
class ReviewVoided:
    """It was recorded by mistake 作废评议登记."""

    reason: str


Event: TypeAlias = (
    ReviewArranged
    | ReviewStepCompleted
    | ReviewHeld
    | MassEvaluationRecorded
    | ResultNotified
    | ReviewCorrected
    | ReviewVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one review."""

    organisation: str
    type: Type
    stage: str
    """arranged, held, notified or voided."""
    arranged: ReviewArranged | None = None
    held: ReviewHeld | None = None
    stands_at: int = 0
    """Version of the entry that now says how the meeting went."""
    version: int
    steps: Mapping[Step, date]
    last_step: date | None = None
    """Day of the last preparatory step."""
    notified_on: date | None = None
    """Day on which results were first made known."""


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    match event:
        case ReviewArranged():
            return State(
                organisation=event.organisation,
                type=event.type,
                stage="arranged",
                arranged=event,
                version=version,
                steps={},
            )
        case ReviewHeld():
            before = state or State(
                organisation=event.organisation, type=event.type, stage="held", version=version, steps={}
            )
            return replace(before, type=event.type, stage="held", held=event, stands_at=version, version=version)
    assert state is not None, "a review begins with being arranged or held"
    state = replace(state, version=version)
    match event:
        case ReviewStepCompleted():
            last = event.occurred_on if state.last_step is None else max(state.last_step, event.occurred_on)
            return replace(state, steps={**state.steps, event.step: event.occurred_on}, last_step=last)
        case MassEvaluationRecorded():
            return state
        case ResultNotified():
            return replace(state, stage="notified", notified_on=state.notified_on or event.occurred_on)
        case ReviewCorrected():
            return replace(state, type=event.held.type, held=event.held, stands_at=version)
        case ReviewVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class ArrangeReview:
    """Arrange a review 部署评议."""

    review: str
    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    document: str = ""
    arranged_under: str | None = None
    """Review that a superior arranged, of which this one is a part 所属集中评议."""
    duties: tuple[str, ...] = ()


@record
class CompleteReviewStep:
    """Record a preparatory step 登记准备环节."""

    review: str
    step: Step
    occurred_on: date
    text: str


@record
class HoldReview:
    """Record the review meeting 登记评议会."""

    review: str
    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    results: tuple[Result, ...]
    meeting: str | None = None
    arranged_under: str | None = None
    """Review that a superior arranged, of which this one is a part 所属集中评议."""
    present: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class RecordMassEvaluation:
    """Record what the masses said 登记群众评议."""

    review: str
    occurred_on: date
    asked: int
    satisfied: int
    text: str = ""


@record
class NotifyResult:
    """Record the notification 登记通报."""

    review: str
    audiences: tuple[Audience, ...]
    occurred_on: date
    text: str = ""


@record
class CorrectReview:
    """Correct it 更正评议登记."""

    review: str
    type: Type
    period: str
    title: str
    occurred_on: date
    results: tuple[Result, ...]
    reason: str
    meeting: str | None = None
    arranged_under: str | None = None
    """Review that a superior arranged, of which this one is a part 所属集中评议."""
    present: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidReview:
    """Void it 作废评议登记."""

    review: str
    reason: str


Command: TypeAlias = (
    ArrangeReview | CompleteReviewStep | HoldReview | RecordMassEvaluation | NotifyResult | CorrectReview | VoidReview
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


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    meeting: Meeting | None = None,
    superior: State | None = None,
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``meeting`` is the one that the command names, ``superior`` the review under which it was arranged.
    """
    match command:
        case ArrangeReview():
            _refuse_existing(state)
            return [_arranged(command, today, superior)]
        case HoldReview():
            if state is not None and (state.stage != "arranged" or state.organisation != command.organisation):
                _refuse_existing(state)
            held = _held(command, command.organisation, today, meeting, superior)
            _require_after_preparation(state, held)
            return [held]
        case CorrectReview():
            standing = _reviewed(state)
            held = _held(command, standing.organisation, today, meeting, superior)
            if held == standing.held:
                return []
            _require_after_preparation(standing, held)
            _require_before_notification(standing, held)
            return [ReviewCorrected(corrects=standing.stands_at, held=held, reason=require_reason(command.reason))]
        case CompleteReviewStep():
            return [_step(_standing(state), command, today)]
        case RecordMassEvaluation():
            return [_mass_evaluation(_standing(state), command, today)]
        case NotifyResult():
            return [_notified(_reviewed(state), command, today)]
        case VoidReview():
            _standing(state)
            return [ReviewVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _refuse_existing(state: State | None) -> None:
    if state is not None:
        raise Refused("exists", zh="这次评议已经登记过。", en="This review is already on record.")


def _standing(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到这次评议的记录。", en="There is no record of this review.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次评议的登记已作废，不能再作登记。",
            en="The record of this review was voided; nothing more can be added to it.",
        )
    return state


def _reviewed(state: State | None) -> State:
    """The state of a review whose meeting was held."""
    standing = _standing(state)
    if standing.held is None:
        raise Refused(
            "not_held",
            zh="评议会尚未召开，不能作此登记。",
            en="The meeting of this review was not held yet; the act does not apply.",
        )
    return standing


def _arranged(command: ArrangeReview, today: date, superior: State | None) -> ReviewArranged:
    day = require_past(command.occurred_on, today, "occurred_on", label=("部署日期", "Date arranged"))
    _require_round(command, command.organisation, day, superior)
    refuse_repeat(command.duties, "duties", label=("对应条款", "Duties"))
    return ReviewArranged(
        organisation=command.organisation,
        type=command.type,
        period=_period(command.type, command.period),
        title=require_text(command.title, "title", label=("评议名称", "Title")),
        occurred_on=day,
        document=allow_text(command.document, "document", limit=200, label=("部署文件", "Document")),
        arranged_under=command.arranged_under,
        duties=command.duties,
    )


def _held(
    command: HoldReview | CorrectReview,
    organisation: str,
    today: date,
    meeting: Meeting | None,
    superior: State | None,
) -> ReviewHeld:
    day = require_past(command.occurred_on, today, "occurred_on", label=("评议日期", "Date of review"))
    _require_round(command, organisation, day, superior)
    _require_meeting(command, organisation, day, meeting)
    if not command.results:
        raise Refused(
            "results_missing",
            zh="党员须逐一评议，请填写评议结果。",
            en="Members are reviewed one by one; give their results.",
            field="results",
            clause="c2006-edu 二（二）3¶2",
        )
    refuse_repeat((result.person for result in command.results), "results", label=("评议结果", "Results"))
    refuse_repeat(command.duties, "duties", label=("对应条款", "Duties"))
    if command.present is not None and command.present < 1:
        raise Refused("present", zh="到会人数至少为1。", en="One person at least was present.", field="present")
    return ReviewHeld(
        organisation=organisation,
        type=command.type,
        period=_period(command.type, command.period),
        title=require_text(command.title, "title", label=("评议名称", "Title")),
        occurred_on=day,
        results=tuple(
            replace(one, opinion=allow_text(one.opinion, "results", limit=2_000, label=("综合评议意见", "Opinion")))
            for one in command.results
        ),
        meeting=command.meeting,
        arranged_under=command.arranged_under,
        present=command.present,
        duties=command.duties,
        text=allow_text(command.text, "text", label=("评议情况", "How it went")),
    )


def _period(type: Type, text: str) -> str:
    period = require_text(text, "period", limit=20, label=("评议年度", "Period"))
    try:
        parse_period(period)
    except ValueError:
        period = ""
    if not period or (type is Type.DEMOCRATIC_REVIEW and len(period) != 4):
        raise Refused(
            "not_a_period",
            zh="民主评议按年度进行，“评议年度”请按“2024”的格式填写。",
            en="Give the period as a year, 2024; a democratic review is of a year.",
            field="period",
            clause="c2006-edu 二（二）3",
        )
    return period


def _require_round(
    command: ArrangeReview | HoldReview | CorrectReview, organisation: str, day: date, superior: State | None
) -> None:
    """The round that is named was arranged before, for the same sort of review, by somebody else."""
    if command.arranged_under is None:
        return
    arranged = None if superior is None else superior.arranged
    if (
        arranged is None
        or arranged.type is not command.type
        or arranged.organisation == organisation
        or arranged.occurred_on > day
    ):
        raise Refused(
            "wrong_round",
            zh="所属集中评议须是上级组织此前部署的同类评议，请核对。",
            en="The round must be a review of the same sort that a superior arranged before.",
            field="arranged_under",
            clause="c2006-edu 二（二）3¶2",
        )


def _require_meeting(
    command: HoldReview | CorrectReview, organisation: str, day: date, meeting: Meeting | None
) -> None:
    if command.meeting is None:
        return
    held = None if meeting is None or meeting.stage != "held" else meeting.held
    if meeting is None or held is None or meeting.organisation != organisation or held.occurred_on != day:
        raise Refused(
            "wrong_meeting",
            zh="所选会议不是本组织当日召开的会议，请核对。",
            en="The meeting named is none that this organisation held on that day.",
            field="meeting",
            clause="c2006-edu 二（二）3",
        )


def _require_after_preparation(state: State | None, held: ReviewHeld) -> None:
    if state is None:
        return
    if state.arranged is not None and state.arranged.type is not held.type:
        raise Refused(
            "wrong_type",
            zh="评议类型与部署时不同，请核对。",
            en="This review was arranged as one of the other sort.",
            field="type",
        )
    days = [] if state.last_step is None else [state.last_step]
    days += [] if state.arranged is None else [state.arranged.occurred_on]
    if days and held.occurred_on < max(days):
        raise Refused(
            "before_preparation",
            zh=f"评议会不能早于部署和准备环节（{max(days).isoformat()}）。",
            en=f"The meeting cannot lie before its arrangement and preparation ({max(days).isoformat()}).",
            field="occurred_on",
            clause="c2006-edu 二（二）3¶2",
        )


def _require_before_notification(state: State, held: ReviewHeld) -> None:
    if state.notified_on is not None and held.occurred_on > state.notified_on:
        raise Refused(
            "after_notification",
            zh=f"评议会不能晚于通报日期（{state.notified_on.isoformat()}）。",
            en=f"The meeting cannot lie after its results were made known ({state.notified_on.isoformat()}).",
            field="occurred_on",
        )


def _step(state: State, command: CompleteReviewStep, today: date) -> ReviewStepCompleted:
    day = require_past(command.occurred_on, today, "occurred_on", label=("完成日期", "Date completed"))
    if state.arranged is None:
        raise Refused(
            "not_arranged",
            zh="这次评议没有部署登记，请先登记部署。",
            en="This review was not arranged; its steps follow an arrangement.",
        )
    if command.step in state.steps:
        raise Refused(
            "step_completed", zh="该准备环节已登记完成。", en="This step is on record as completed.", field="step"
        )
    if day < state.arranged.occurred_on:
        raise Refused(
            "before_arrangement",
            zh=f"准备环节不能早于部署日期（{state.arranged.occurred_on.isoformat()}）。",
            en=f"No step lies before the arrangement ({state.arranged.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    if state.held is not None and day > state.held.occurred_on:
        raise Refused(
            "after_meeting",
            zh=f"准备环节须在评议会（{state.held.occurred_on.isoformat()}）之前完成。",
            en=f"The steps come before the meeting ({state.held.occurred_on.isoformat()}).",
            field="occurred_on",
            clause="c2006-edu 二（二）3¶2",
        )
    text = require_text(command.text, "text", limit=2_000, label=("完成情况", "What was done"))
    return ReviewStepCompleted(step=command.step, occurred_on=day, text=text)


def _mass_evaluation(state: State, command: RecordMassEvaluation, today: date) -> MassEvaluationRecorded:
    day = require_past(command.occurred_on, today, "occurred_on", label=("评议日期", "Date"))
    if command.asked < 1 or not 0 <= command.satisfied <= command.asked:
        raise Refused(
            "satisfied",
            zh="满意人数不能多于参评人数，参评人数至少为1。",
            en="No more can be satisfied than were asked, and one at least was asked.",
            field="satisfied",
        )
    first = state.arranged or state.held
    if first is not None and day < first.occurred_on:
        raise Refused(
            "before_arrangement",
            zh=f"群众评议不能早于评议开始的日期（{first.occurred_on.isoformat()}）。",
            en=f"The masses were not asked before the review began ({first.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    return MassEvaluationRecorded(
        occurred_on=day,
        asked=command.asked,
        satisfied=command.satisfied,
        text=allow_text(command.text, "text", limit=2_000, label=("群众意见", "What they said")),
    )


def _notified(state: State, command: NotifyResult, today: date) -> ResultNotified:
    day = require_past(command.occurred_on, today, "occurred_on", label=("通报日期", "Date made known"))
    assert state.held is not None
    if not command.audiences:
        raise Refused(
            "audience_missing",
            zh="请选择通报范围：党员、群众。",
            en="Say to whom it was made known: members, masses.",
            field="audiences",
            clause="c2006-edu 二（二）3¶2",
        )
    refuse_repeat(command.audiences, "audiences", label=("通报范围", "Audience"))
    if day < state.held.occurred_on:
        raise Refused(
            "before_meeting",
            zh=f"通报日期不能早于评议会（{state.held.occurred_on.isoformat()}）。",
            en=f"Results cannot be made known before the meeting ({state.held.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    text = allow_text(command.text, "text", limit=2_000, label=("通报情况", "How it was made known"))
    return ResultNotified(audiences=command.audiences, occurred_on=day, text=text)
