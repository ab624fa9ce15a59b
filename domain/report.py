"""Report 报告: what an organisation reports to another, on which period, in which form.

Rules
1. A report is on a period (year, half-year, quarter or month) that has begun by the day it is handed in:
   each year is reported on by itself (c2006-resp 四¶1; jianxi 第十二条).
2. It goes to somebody else; only the standing committee's report to the plenary of the same committee stays
   in the house (c2006-resp 四¶1).
3. A debriefing on duty and integrity names who debriefs: it is a person's report (township 三（六）).
4. Only a report that was handed in, or handed in again, is returned or accepted; only a returned one is
   handed in again. Acceptance is the office's own step [inf].
5. The days follow one another: nothing is returned before it was handed in, and nothing lies after today.
6. What was written down wrongly is corrected by adding, and does not overtake what happened to the report
   afterwards. Nothing is added to a voided report.
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
from domain.periods import parse_period


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


# --- events ----------------------------------------------------------------------


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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one report."""

    organisation: str
    submitted: ReportSubmitted
    stands_at: int
    """Version of the entry that now says how it was handed in."""
    stage: str
    """submitted, returned, resubmitted, accepted or voided."""
    version: int
    next_on: date | None = None
    """Day of the first thing that happened to it after it was handed in."""
    last_on: date
    """Day of the last thing that happened to it."""


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, ReportSubmitted):
        return State(
            organisation=event.organisation,
            submitted=event,
            stands_at=version,
            stage="submitted",
            version=version,
            last_on=event.occurred_on,
        )
    assert state is not None, "a report begins with being handed in"
    state = replace(state, version=version)
    match event:
        case ReportReturned():
            return _moved(state, "returned", event.occurred_on)
        case ReportResubmitted():
            return _moved(state, "resubmitted", event.occurred_on)
        case ReportAccepted():
            return _moved(state, "accepted", event.occurred_on)
        case ReportCorrected():
            last_on = event.submitted.occurred_on if state.next_on is None else state.last_on
            return replace(state, submitted=event.submitted, stands_at=version, last_on=last_on)
        case ReportVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _moved(state: State, stage: str, day: date) -> State:
    return replace(state, stage=stage, next_on=state.next_on or day, last_on=day)


# --- commands --------------------------------------------------------------------


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

# --- decisions -------------------------------------------------------------------

_STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "submitted": ("已报送", "handed in"),
    "returned": ("已退回", "returned"),
    "resubmitted": ("已重报", "handed in again"),
    "accepted": ("已接收", "accepted"),
}


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case SubmitReport():
            if state is not None:
                raise Refused("exists", zh="这份报告已经登记过。", en="This report is already on record.")
            return [_submitted(command, command.organisation, today)]
        case ReturnReport():
            standing = _in_hand(state, "退回", "returned")
            day = _in_order(standing, command.occurred_on, today, ("退回日期", "Date returned"))
            return [ReportReturned(occurred_on=day, reason=require_reason(command.reason))]
        case AcceptReport():
            standing = _in_hand(state, "接收", "accepted")
            day = _in_order(standing, command.occurred_on, today, ("接收日期", "Date accepted"))
            note = allow_text(command.note, "note", limit=2_000, label=("备注", "Note"))
            return [ReportAccepted(occurred_on=day, note=note)]
        case ResubmitReport():
            standing = _standing(state)
            if standing.stage != "returned":
                raise _wrong_stage(
                    standing, "not_returned", "只有被退回的报告才能重报", "Only a returned report is handed in again"
                )
            day = _in_order(standing, command.occurred_on, today, ("重报日期", "Date handed in again"))
            return [
                ReportResubmitted(occurred_on=day, text=allow_text(command.text, "text", label=("报告内容", "Text")))
            ]
        case CorrectReport():
            return _correct(_standing(state), command, today)
        case VoidReport():
            _standing(state)
            return [ReportVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a report that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这份报告的记录。", en="There is no record of this report.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这份报告的登记已作废，不能再作登记。",
            en="The record of this report was voided; nothing more can be added to it.",
        )
    return state


def _in_hand(state: State | None, act: str, acted: str) -> State:
    """The state of a report that lies with its recipient, to be returned or accepted."""
    standing = _standing(state)
    if standing.stage not in ("submitted", "resubmitted"):
        raise _wrong_stage(
            standing,
            "not_in_hand",
            f"只有已报送或已重报的报告才能{act}",
            f"Only a report that was handed in can be {acted}",
        )
    return standing


def _wrong_stage(state: State, code: str, zh: str, en: str) -> Refused:
    stage = _STAGES[state.stage]
    return Refused(code, zh=f"{zh}，这份报告现为“{stage[0]}”。", en=f"{en}; this one is {stage[1]}.")


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


def _submitted(command: SubmitReport | CorrectReport, organisation: str, today: date) -> ReportSubmitted:
    day = require_past(command.occurred_on, today, "occurred_on", label=("报送日期", "Date handed in"))
    if command.recipient == organisation and command.type is not Type.PLENARY:
        raise Refused(
            "own_recipient",
            zh="报告应报送其他组织；只有常委会向本级全委会的报告可以选择本组织。",
            en="A report goes to another organisation; only one to the committee's own plenary stays in the house.",
            field="recipient",
            clause="c2006-resp 四¶1",
        )
    if command.type is Type.INTEGRITY_DEBRIEF and command.person is None:
        raise Refused(
            "person_missing",
            zh="述职述廉报告请选择述职人。",
            en="A debriefing on duty and integrity names the person who debriefs.",
            field="person",
            clause="township 三（六）",
        )
    refuse_repeat(command.sections, "sections", label=("包含部分", "Sections"))
    return ReportSubmitted(
        organisation=organisation,
        recipient=command.recipient,
        type=command.type,
        form=command.form,
        period=_period(command.period, day),
        title=require_text(command.title, "title", label=("报告标题", "Title")),
        occurred_on=day,
        person=command.person,
        sections=tuple(require_text(text, "sections", label=("包含部分", "Sections")) for text in command.sections),
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("报告内容", "Text")),
    )


def _period(text: str, day: date) -> str:
    period = require_text(text, "period", limit=20, label=("报告期", "Period"))
    try:
        opens, _ = parse_period(period)
    except ValueError:
        raise Refused(
            "not_a_period",
            zh="“报告期”请按“2024”“2024-H1”（上半年）“2024-Q3”（第三季度）或“2024-05”的格式填写。",
            en="Give the period as 2024, 2024-H1 (half-year), 2024-Q3 (quarter) or 2024-05 (month).",
            field="period",
        ) from None
    if day < opens:
        raise Refused(
            "period_not_begun",
            zh=f"报告期从{opens.isoformat()}开始，报送日期不能早于这一天。",
            en=f"The period begins on {opens.isoformat()}; it cannot be reported on before.",
            field="period",
            clause="c2006-resp 四¶1",
        )
    return period


def _correct(state: State, command: CorrectReport, today: date) -> list[Event]:
    submitted = _submitted(command, state.organisation, today)
    if submitted == state.submitted:
        return []
    if state.next_on is not None and submitted.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"该报告在{state.next_on.isoformat()}已有后续办理，报送日期不能晚于这一天。",
            en=f"Something happened to it on {state.next_on.isoformat()}; it cannot have been handed in later.",
            field="occurred_on",
        )
    reason = require_reason(command.reason)
    return [ReportCorrected(corrects=state.stands_at, submitted=submitted, reason=reason)]
