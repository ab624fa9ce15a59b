"""Debriefing 述职: a person reports on duties done, and is evaluated.

Rules
1. A debriefing is about a period that has begun, and lies on or before the day it is recorded: one is due every
   year on that year's work (shunde2015 四（二）4; jianxi 第十三条).
2. It names who debriefed and before whom. It may stay in the house: leadership members debrief before their own
   organisation too (c2006-resp 四¶1; jianxi 第十二条).
3. Delivered and evaluated are two halves, each with its own day: the evaluation cannot lie before the delivery, but
   may lie after the end of the year debriefed on, which is shown and is no breach (shunde2015 四（二）4).
4. It is evaluated once; a wrong evaluation is corrected. Where the number of evaluators is given, it is one at
   least.
5. What was written down wrongly is corrected by adding: a corrected delivery does not overtake the evaluation.
   Nothing is added to a voided record.
6. Both sides may act on the record: whoever debriefs and whoever hears it [inf].
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

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
    """What kind of debriefing 述职类型."""

    PARTY_BUILDING = "party_building"
    INTEGRITY = "integrity"
    GENERAL = "general"


class Form(StrEnum):
    """How it was given 述职形式."""

    ON_SITE = "on_site"
    WRITTEN = "written"


class Grade(StrEnum):
    """Outcome of the evaluation 评议等次."""

    GOOD = "good"
    FAIRLY_GOOD = "fairly_good"
    AVERAGE = "average"
    POOR = "poor"


# --- events ----------------------------------------------------------------------


@record
class DebriefDelivered:
    """A person debriefed 述职."""

    organisation: str
    """Organisation whose work is debriefed on."""
    person: str
    recipient: str
    """Organisation before which it was delivered."""
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    sections: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class DebriefEvaluated:
    """It was evaluated 评议."""

    occurred_on: date
    grade: Grade
    evaluators: int | None = None
    """How many took part."""
    text: str = ""


@record
class EvaluationCorrected:
    """The evaluation was written down wrongly 更正评议结果."""

    corrects: int
    evaluated: DebriefEvaluated
    reason: str


@record
class DebriefCorrected:
    """It was written down wrongly; ``delivered`` is how it should read 更正述职登记."""

    corrects: int
    delivered: DebriefDelivered
    reason: str


@record
class DebriefVoided:
    """It was recorded by mistake 作废述职登记."""

    reason: str


Event: TypeAlias = DebriefDelivered | DebriefEvaluated | EvaluationCorrected | DebriefCorrected | DebriefVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one debriefing."""

    organisation: str
    delivered: DebriefDelivered
    evaluated: DebriefEvaluated | None = None
    stage: str = "delivered"
    """delivered, evaluated or voided."""
    delivered_at: int = 1
    """Version of the entry that now says how it was delivered."""
    evaluated_at: int = 0
    """The same of the evaluation; 0: none yet."""
    version: int = 1

    @property
    def parties(self) -> tuple[str, ...]:
        """Organisations whose people may act on it."""
        return tuple(dict.fromkeys((self.organisation, self.delivered.recipient)))


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, DebriefDelivered), "a debriefing begins with being delivered"
        return State(organisation=event.organisation, delivered=event)
    version = state.version + 1
    state = replace(state, version=version)
    match event:
        case DebriefDelivered():
            raise AssertionError("a debriefing is delivered once")
        case DebriefEvaluated():
            return replace(state, evaluated=event, stage="evaluated", evaluated_at=version)
        case EvaluationCorrected():
            return replace(state, evaluated=event.evaluated, evaluated_at=version)
        case DebriefCorrected():
            return replace(state, delivered=event.delivered, delivered_at=version)
        case DebriefVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class DeliverDebrief:
    """Record a debriefing 登记述职."""

    debrief: str
    organisation: str
    """Organisation whose work is debriefed on."""
    person: str
    recipient: str
    """Organisation before which it was delivered."""
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    sections: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class EvaluateDebrief:
    """Record the evaluation 登记评议结果."""

    debrief: str
    occurred_on: date
    grade: Grade
    evaluators: int | None = None
    """How many took part."""
    text: str = ""


@record
class CorrectEvaluation:
    """Correct the evaluation 更正评议结果."""

    debrief: str
    occurred_on: date
    grade: Grade
    reason: str
    evaluators: int | None = None
    """How many took part."""
    text: str = ""


@record
class CorrectDebrief:
    """Correct it 更正述职登记."""

    debrief: str
    person: str
    recipient: str
    """Organisation before which it was delivered."""
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    reason: str
    sections: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidDebrief:
    """Void it 作废述职登记."""

    debrief: str
    reason: str


Command: TypeAlias = DeliverDebrief | EvaluateDebrief | CorrectEvaluation | CorrectDebrief | VoidDebrief

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case DeliverDebrief():
            if state is not None:
                raise Refused("exists", zh="这次述职已经登记过。", en="This debriefing is already on record.")
            return [_delivered(command, command.organisation, today)]
        case EvaluateDebrief():
            standing = _standing(state)
            if standing.evaluated is not None:
                raise Refused(
                    "already_evaluated",
                    zh="这次述职已登记评议结果；如登记有误，请更正评议结果。",
                    en="This debriefing is evaluated already; correct the evaluation if it was written down wrongly.",
                )
            return [_evaluated(standing, command, today)]
        case CorrectEvaluation():
            return _correct_evaluation(_standing(state), command, today)
        case CorrectDebrief():
            return _correct(_standing(state), command, today)
        case VoidDebrief():
            _standing(state)
            return [DebriefVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a debriefing that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次述职的记录。", en="There is no record of this debriefing.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次述职的登记已作废，不能再作登记。",
            en="The record of this debriefing was voided; nothing more can be added to it.",
        )
    return state


def _delivered(command: DeliverDebrief | CorrectDebrief, organisation: str, today: date) -> DebriefDelivered:
    day = require_past(command.occurred_on, today, "occurred_on", label=("述职日期", "Date delivered"))
    refuse_repeat(command.sections, "sections", label=("包含部分", "Sections"))
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    return DebriefDelivered(
        organisation=organisation,
        person=command.person,
        recipient=command.recipient,
        type=command.type,
        form=command.form,
        period=_period(command.period, day),
        title=require_text(command.title, "title", label=("述职标题", "Title")),
        occurred_on=day,
        sections=tuple(require_text(text, "sections", label=("包含部分", "Sections")) for text in command.sections),
        duties=tuple(require_text(text, "duties", label=("对应职责", "Duties")) for text in command.duties),
        text=allow_text(command.text, "text", label=("述职内容", "Text")),
    )


def _period(text: str, day: date) -> str:
    period = require_text(text, "period", limit=20, label=("述职期", "Period"))
    try:
        opens, _ = parse_period(period)
    except ValueError:
        raise Refused(
            "not_a_period",
            zh="“述职期”请按“2024”“2024-H1”（上半年）“2024-Q3”（第三季度）或“2024-05”的格式填写。",
            en="Give the period as 2024, 2024-H1 (half-year), 2024-Q3 (quarter) or 2024-05 (month).",
            field="period",
        ) from None
    if day < opens:
        raise Refused(
            "period_not_begun",
            zh=f"述职期从{opens.isoformat()}开始，述职日期不能早于这一天。",
            en=f"The period begins on {opens.isoformat()}; it cannot be debriefed on before.",
            field="period",
            clause="shunde2015 四（二）4",
        )
    return period


def _evaluated(state: State, command: EvaluateDebrief | CorrectEvaluation, today: date) -> DebriefEvaluated:
    day = require_past(command.occurred_on, today, "occurred_on", label=("评议日期", "Date evaluated"))
    if day < state.delivered.occurred_on:
        raise Refused(
            "before_delivery",
            zh=f"评议日期不能早于述职日期（{state.delivered.occurred_on.isoformat()}）。",
            en=f"It cannot have been evaluated before it was delivered ({state.delivered.occurred_on.isoformat()}).",
            field="occurred_on",
            clause="shunde2015 四（二）4",
        )
    if command.evaluators is not None and command.evaluators < 1:
        raise Refused(
            "no_evaluators",
            zh="参加评议人数至少为1人；不清楚的请留空。",
            en="One person at least took part in the evaluation; leave the number empty if it is not known.",
            field="evaluators",
        )
    return DebriefEvaluated(
        occurred_on=day,
        grade=command.grade,
        evaluators=command.evaluators,
        text=allow_text(command.text, "text", label=("评议意见", "Opinion")),
    )


def _correct_evaluation(state: State, command: CorrectEvaluation, today: date) -> list[Event]:
    if state.evaluated is None:
        raise Refused(
            "not_evaluated",
            zh="这次述职尚未登记评议结果，没有可更正的内容。",
            en="This debriefing has not been evaluated; there is nothing to correct.",
        )
    evaluated = _evaluated(state, command, today)
    if evaluated == state.evaluated:
        return []
    reason = require_reason(command.reason)
    return [EvaluationCorrected(corrects=state.evaluated_at, evaluated=evaluated, reason=reason)]


def _correct(state: State, command: CorrectDebrief, today: date) -> list[Event]:
    delivered = _delivered(command, state.organisation, today)
    if delivered == state.delivered:
        return []
    if state.evaluated is not None and delivered.occurred_on > state.evaluated.occurred_on:
        raise Refused(
            "after_evaluation",
            zh=f"这次述职已于{state.evaluated.occurred_on.isoformat()}评议，述职日期不能晚于这一天。",
            en=f"It was evaluated on {state.evaluated.occurred_on.isoformat()}; it cannot have been delivered later.",
            field="occurred_on",
        )
    reason = require_reason(command.reason)
    return [DebriefCorrected(corrects=state.delivered_at, delivered=delivered, reason=reason)]
