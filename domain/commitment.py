"""Commitment 党员承诺: a member promises something definite by a day.

Rules
1. A commitment names what will be there when it is kept, the year it is for, and a day by which, not before the
   day it was made (c2006-serve 二（二）: practical and feasible). One or two a year are asked of members with the
   conditions; a third is recorded like the others [inf].
2. The branch accepts it or sends it back; one sent back is revised. Only an accepted one is kept.
3. That it was kept is the member's own word until another person confirms it, or finds that it was not
   (二（二）: under the eyes of organisation and masses). What was not confirmed can be reported again.
4. The steps follow one another, none after today. A commitment kept after its day is late, not refused.
5. What was written down wrongly is corrected by adding; nothing is added to a voided commitment.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
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

# --- events ----------------------------------------------------------------------


@record
class CommitmentMade:
    """A commitment was made 作出承诺."""

    organisation: str
    person: str
    title: str
    """What will be there when it is kept."""
    period: str
    occurred_on: date
    due_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CommitmentAccepted:
    """The branch accepted it 审核通过."""

    occurred_on: date
    note: str = ""


@record
class CommitmentReturned:
    """The branch sent it back 退回修改."""

    occurred_on: date
    reason: str


@record
class CommitmentRevised:
    """It was revised 修改承诺."""

    occurred_on: date
    title: str
    due_on: date
    text: str = ""


@record
class CommitmentFulfilled:
    """The member kept it 兑现承诺."""

    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class CommitmentConfirmed:
    """Another person confirmed it 确认兑现."""

    occurred_on: date
    person: str
    note: str = ""


@record
class CommitmentNotConfirmed:
    """It was found not to be kept 未予确认."""

    occurred_on: date
    person: str
    reason: str


@record
class CommitmentCorrected:
    """It was written down wrongly; ``made`` is how it should read 更正承诺登记."""

    corrects: int
    made: CommitmentMade
    reason: str


@record
class CommitmentVoided:
    """It was recorded by mistake 作废承诺登记."""

    reason: str


Event: TypeAlias = (
    CommitmentMade
    | CommitmentAccepted
    | CommitmentReturned
    | CommitmentRevised
    | CommitmentFulfilled
    | CommitmentConfirmed
    | CommitmentNotConfirmed
    | CommitmentCorrected
    | CommitmentVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one commitment."""

    organisation: str
    made: CommitmentMade
    stands_at: int
    """Version of the entry that now says what was promised."""
    stage: str
    """made, accepted, returned, fulfilled, confirmed, not_confirmed or voided."""
    version: int
    next_on: date | None = None
    """Day of the first step after it was made."""
    last_on: date


_LEADS_TO: Final[Mapping[type, str]] = {
    CommitmentAccepted: "accepted",
    CommitmentReturned: "returned",
    CommitmentFulfilled: "fulfilled",
    CommitmentConfirmed: "confirmed",
    CommitmentNotConfirmed: "not_confirmed",
}


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, CommitmentMade):
        return State(
            organisation=event.organisation,
            made=event,
            stands_at=1,
            stage="made",
            version=1,
            last_on=event.occurred_on,
        )
    assert state is not None, "a commitment begins with being made"
    state = replace(state, version=state.version + 1)
    match event:
        case CommitmentCorrected():
            last_on = event.made.occurred_on if state.next_on is None else state.last_on
            return replace(state, made=event.made, stands_at=state.version, last_on=last_on)
        case CommitmentVoided():
            return replace(state, stage="voided")
        case CommitmentRevised():
            made = replace(state.made, title=event.title, due_on=event.due_on, text=event.text)
            return replace(_moved(state, "made", event.occurred_on), made=made, stands_at=state.version)
        case (
            CommitmentAccepted()
            | CommitmentReturned()
            | CommitmentFulfilled()
            | CommitmentConfirmed()
            | CommitmentNotConfirmed()
        ):
            return _moved(state, _LEADS_TO[type(event)], event.occurred_on)
        case _:
            assert_never(event)


def _moved(state: State, stage: str, day: date) -> State:
    return replace(state, stage=stage, next_on=state.next_on or day, last_on=day)


# --- commands --------------------------------------------------------------------


@record
class MakeCommitment:
    """Record a commitment 登记承诺."""

    commitment: str
    organisation: str
    person: str
    title: str
    """What will be there when it is kept."""
    period: str
    occurred_on: date
    due_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class AcceptCommitment:
    """Accept it 审核通过."""

    commitment: str
    occurred_on: date
    note: str = ""


@record
class ReturnCommitment:
    """Send it back 退回修改."""

    commitment: str
    occurred_on: date
    reason: str


@record
class ReviseCommitment:
    """Revise it 修改承诺."""

    commitment: str
    occurred_on: date
    title: str
    due_on: date
    text: str = ""


@record
class FulfilCommitment:
    """Record that it was kept 登记兑现."""

    commitment: str
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class ConfirmCommitment:
    """Confirm it 确认兑现."""

    commitment: str
    occurred_on: date
    person: str
    note: str = ""


@record
class RefuseCommitment:
    """Refuse to confirm it 不予确认."""

    commitment: str
    occurred_on: date
    person: str
    reason: str


@record
class CorrectCommitment:
    """Correct it 更正承诺登记."""

    commitment: str
    person: str
    title: str
    """What will be there when it is kept."""
    period: str
    occurred_on: date
    due_on: date
    reason: str
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidCommitment:
    """Void it 作废承诺登记."""

    commitment: str
    reason: str


Command: TypeAlias = (
    MakeCommitment
    | AcceptCommitment
    | ReturnCommitment
    | ReviseCommitment
    | FulfilCommitment
    | ConfirmCommitment
    | RefuseCommitment
    | CorrectCommitment
    | VoidCommitment
)

# --- decisions -------------------------------------------------------------------

_STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "made": ("待审核", "waiting for the branch"),
    "accepted": ("已审核通过", "accepted"),
    "returned": ("已退回修改", "sent back"),
    "fulfilled": ("已报告兑现", "reported as kept"),
    "confirmed": ("已确认兑现", "confirmed"),
    "not_confirmed": ("未予确认", "not confirmed"),
}
_CLAUSE: Final = "c2006-serve 二（二）"
_YEAR: Final = re.compile(r"[0-9]{4}")


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case MakeCommitment():
            if state is not None:
                raise Refused("exists", zh="这项承诺已经登记过。", en="This commitment is already on record.")
            return [_made(command, command.organisation, today)]
        case CorrectCommitment():
            return _correct(_standing(state), command, today)
        case VoidCommitment():
            _standing(state)
            return [CommitmentVoided(reason=require_reason(command.reason))]
        case AcceptCommitment() | ReturnCommitment() | ReviseCommitment():
            return [_reviewed(_standing(state), command, today)]
        case FulfilCommitment() | ConfirmCommitment() | RefuseCommitment():
            return [_kept(_standing(state), command, today)]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a commitment that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这项承诺。", en="There is no record of this commitment.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这项承诺的登记已作废，不能再作登记。",
            en="The record of this commitment was voided; nothing more can be added to it.",
        )
    return state


def _require_stage(state: State, stages: tuple[str, ...], zh: str, en: str) -> None:
    if state.stage not in stages:
        stage = _STAGES[state.stage]
        raise Refused(
            "wrong_stage",
            zh=f"{zh}，这项承诺现为“{stage[0]}”。",
            en=f"{en}; this one is {stage[1]}.",
            clause=_CLAUSE,
        )


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


def _deliverable(title: str) -> str:
    return require_text(title, "title", label=("承诺事项", "What is promised"))


def _due(due_on: date, day: date) -> date:
    if due_on < day:
        raise Refused(
            "due_before_made",
            zh=f"“兑现时限”不能早于作出承诺的日期（{day.isoformat()}）。",
            en=f"It cannot be due before it was promised ({day.isoformat()}).",
            field="due_on",
            clause=_CLAUSE,
        )
    return due_on


def _made(command: MakeCommitment | CorrectCommitment, organisation: str, today: date) -> CommitmentMade:
    day = require_past(command.occurred_on, today, "occurred_on", label=("承诺日期", "Date of the promise"))
    period = require_text(command.period, "period", limit=20, label=("承诺年度", "Year"))
    if not _YEAR.fullmatch(period):
        raise Refused(
            "not_a_year",
            zh="“承诺年度”请填写年份，例如“2024”：承诺按年作出。",
            en="Give the year of the commitment, such as 2024: commitments are made by the year.",
            field="period",
            clause=_CLAUSE,
        )
    refuse_repeat(command.duties, "duties", label=("对应条款", "Clauses"))
    return CommitmentMade(
        organisation=organisation,
        person=command.person,
        title=_deliverable(command.title),
        period=period,
        occurred_on=day,
        due_on=_due(command.due_on, day),
        duties=command.duties,
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("承诺内容", "Text")),
    )


def _reviewed(state: State, command: AcceptCommitment | ReturnCommitment | ReviseCommitment, today: date) -> Event:
    match command:
        case AcceptCommitment():
            _require_stage(state, ("made",), "只有待审核的承诺才能审核通过", "Only a commitment that waits is accepted")
            day = _in_order(state, command.occurred_on, today, ("审核日期", "Date accepted"))
            note = allow_text(command.note, "note", limit=2_000, label=("备注", "Note"))
            return CommitmentAccepted(occurred_on=day, note=note)
        case ReturnCommitment():
            _require_stage(state, ("made",), "只有待审核的承诺才能退回", "Only a commitment that waits is sent back")
            day = _in_order(state, command.occurred_on, today, ("退回日期", "Date sent back"))
            return CommitmentReturned(occurred_on=day, reason=require_reason(command.reason))
        case ReviseCommitment():
            _require_stage(state, ("returned",), "只有被退回的承诺才能修改", "Only one that was sent back is revised")
            day = _in_order(state, command.occurred_on, today, ("修改日期", "Date revised"))
            return CommitmentRevised(
                occurred_on=day,
                title=_deliverable(command.title),
                due_on=_due(command.due_on, day),
                text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("承诺内容", "Text")),
            )
        case _:
            assert_never(command)


def _kept(state: State, command: FulfilCommitment | ConfirmCommitment | RefuseCommitment, today: date) -> Event:
    match command:
        case FulfilCommitment():
            stages = ("accepted", "not_confirmed")
            _require_stage(state, stages, "经党支部审核通过的承诺才能登记兑现", "Only an accepted commitment is kept")
            day = _in_order(state, command.occurred_on, today, ("兑现日期", "Date kept"))
            text = require_text(command.text, "text", limit=TEXT_LIMIT, label=("兑现情况", "How it was kept"))
            refuse_repeat(command.evidence, "evidence", label=("佐证", "Evidence"))
            return CommitmentFulfilled(occurred_on=day, text=text, evidence=command.evidence)
        case ConfirmCommitment():
            day = _by_another(state, command, today, ("确认日期", "Date confirmed"))
            note = allow_text(command.note, "note", limit=2_000, label=("备注", "Note"))
            return CommitmentConfirmed(occurred_on=day, person=command.person, note=note)
        case RefuseCommitment():
            day = _by_another(state, command, today, ("认定日期", "Date"))
            reason = require_reason(command.reason)
            return CommitmentNotConfirmed(occurred_on=day, person=command.person, reason=reason)
        case _:
            assert_never(command)


def _by_another(
    state: State, command: ConfirmCommitment | RefuseCommitment, today: date, label: tuple[str, str]
) -> date:
    _require_stage(state, ("fulfilled",), "报告兑现后才能确认", "Only what was reported as kept is confirmed or not")
    if command.person == state.made.person:
        raise Refused(
            "own_confirmation",
            zh="承诺是否兑现应由承诺人以外的人确认。",
            en="Another person than the member says whether the commitment was kept.",
            field="person",
            clause=_CLAUSE,
        )
    return _in_order(state, command.occurred_on, today, label)


def _correct(state: State, command: CorrectCommitment, today: date) -> list[Event]:
    made = _made(command, state.organisation, today)
    if made == state.made:
        return []
    if state.next_on is not None and made.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"该承诺在{state.next_on.isoformat()}已有后续办理，承诺日期不能晚于这一天。",
            en=f"Something happened to it on {state.next_on.isoformat()}; it cannot have been made later.",
            field="occurred_on",
        )
    return [CommitmentCorrected(corrects=state.stands_at, made=made, reason=require_reason(command.reason))]
