"""Plan 规划计划、指标、制度: what an organisation lays down for itself or those below, with targets.

Rules
1. It is for a period (year, half-year, quarter or month), which may lie ahead; it was laid down on or before the
   day it is recorded (jianxi 第十一条（一）, 第十四条: points of the year, indicators at its start).
2. Indicators that are handed down hold at least one target (township 三（一）: quantified, with limit and standard).
3. Targets are numbered from 1, each number once; a target that is on record as reached stays in a revision.
4. Only a target of the plan is reached, once, not before the plan was laid down.
5. A plan that has ended takes no more entries but corrections; days follow one another.
6. What was written down wrongly is corrected by adding; nothing is added to a voided record.
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
    """What is laid down 类别."""

    PLAN_ADOPTED = "plan_adopted"
    YEAR_POINTS_ISSUED = "year_points_issued"
    INDICATORS_ISSUED = "indicators_issued"
    EDUCATION_PLAN = "education_plan"
    SYSTEM_ESTABLISHED = "system_established"


# --- values and events -----------------------------------------------------------


@record
class Target:
    """One target 目标."""

    number: int
    title: str
    indicator: str = ""
    due_on: date | None = None
    responsible: str = ""
    """Person or organisation that answers for it."""


@record
class PlanAdopted:
    """A plan was adopted 制定（印发）."""

    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    targets: tuple[Target, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class PlanRevised:
    """It was revised 修订."""

    occurred_on: date
    targets: tuple[Target, ...]
    reason: str


@record
class TargetReached:
    """A target was reached 完成目标."""

    number: int
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class PlanEnded:
    """It ceased to hold 废止."""

    occurred_on: date
    reason: str


@record
class PlanCorrected:
    """It was written down wrongly; ``adopted`` is how it should read 更正计划登记."""

    corrects: int
    adopted: PlanAdopted
    reason: str


@record
class PlanVoided:
    """It was recorded by mistake 作废计划登记."""

    reason: str


Event: TypeAlias = PlanAdopted | PlanRevised | TargetReached | PlanEnded | PlanCorrected | PlanVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one plan."""

    organisation: str
    adopted: PlanAdopted
    stands_at: int
    """Version of the entry that now says how it was laid down."""
    stage: str
    """standing, ended or voided."""
    targets: tuple[Target, ...]
    """Targets as last revised."""
    reached: frozenset[int] = frozenset()
    revised: bool = False
    next_on: date | None = None
    """Day of the first thing that happened to it after it was laid down."""
    last_on: date
    """Day of the last revision; of being laid down, where there was none."""
    version: int


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, PlanAdopted):
        return State(
            organisation=event.organisation,
            adopted=event,
            stands_at=version,
            stage="standing",
            targets=event.targets,
            last_on=event.occurred_on,
            version=version,
        )
    assert state is not None, "a plan begins with being laid down"
    state = replace(state, version=version)
    match event:
        case PlanRevised():
            moved = _moved(state, event.occurred_on)
            return replace(moved, targets=event.targets, revised=True, last_on=event.occurred_on)
        case TargetReached():
            return replace(_moved(state, event.occurred_on), reached=state.reached | {event.number})
        case PlanEnded():
            return replace(_moved(state, event.occurred_on), stage="ended", last_on=event.occurred_on)
        case PlanCorrected():
            return replace(
                state,
                adopted=event.adopted,
                stands_at=version,
                targets=state.targets if state.revised else event.adopted.targets,
                last_on=state.last_on if state.revised or state.stage == "ended" else event.adopted.occurred_on,
            )
        case PlanVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _moved(state: State, day: date) -> State:
    return replace(state, next_on=day if state.next_on is None else min(day, state.next_on))


# --- commands --------------------------------------------------------------------


@record
class AdoptPlan:
    """Adopt a plan 登记规划计划、指标、制度."""

    plan: str
    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    targets: tuple[Target, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class RevisePlan:
    """Revise it 修订."""

    plan: str
    occurred_on: date
    targets: tuple[Target, ...]
    reason: str


@record
class ReachTarget:
    """Record a target reached 登记完成目标."""

    plan: str
    number: int
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class EndPlan:
    """End it 废止."""

    plan: str
    occurred_on: date
    reason: str


@record
class CorrectPlan:
    """Correct it 更正计划登记."""

    plan: str
    type: Type
    period: str
    title: str
    occurred_on: date
    reason: str
    targets: tuple[Target, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidPlan:
    """Void it 作废计划登记."""

    plan: str
    reason: str


Command: TypeAlias = AdoptPlan | RevisePlan | ReachTarget | EndPlan | CorrectPlan | VoidPlan

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case AdoptPlan():
            if state is not None:
                raise Refused("exists", zh="这份计划（指标、制度）已经登记过。", en="This plan is already on record.")
            return [_adopted(command, command.organisation, today)]
        case RevisePlan():
            return _revised(_standing(state), command, today)
        case ReachTarget():
            return [_reached(_standing(state), command, today)]
        case EndPlan():
            standing = _standing(state)
            day = _in_order(standing, command.occurred_on, today, ("废止日期", "Date ended"))
            return [PlanEnded(occurred_on=day, reason=require_reason(command.reason))]
        case CorrectPlan():
            return _corrected(_on_record(state), command, today)
        case VoidPlan():
            _on_record(state)
            return [PlanVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _on_record(state: State | None) -> State:
    """The state of a plan that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这份计划（指标、制度）。", en="There is no record of this plan.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这份计划（指标、制度）的登记已作废，不能再作登记。",
            en="The record of this plan was voided; nothing more can be added to it.",
        )
    return state


def _standing(state: State | None) -> State:
    """The state of a plan that has not ended."""
    found = _on_record(state)
    if found.stage != "standing":
        raise Refused("ended", zh="这份计划（指标、制度）已经废止。", en="This plan has ended.")
    return found


def _in_order(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < state.last_on:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{state.last_on.isoformat()}）。",
            en=f"{label[1]} cannot lie before what went before it ({state.last_on.isoformat()}).",
            field="occurred_on",
        )
    return day


def _targets(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    refuse_repeat((str(target.number) for target in targets), "targets", label=("目标", "Targets"))
    if any(target.number < 1 for target in targets):
        raise Refused("target_number", zh="目标编号从1开始。", en="Targets are numbered from 1.", field="targets")
    return tuple(
        Target(
            number=target.number,
            title=require_text(target.title, "targets", label=("目标", "Target")),
            indicator=allow_text(target.indicator, "targets", limit=2_000, label=("量化指标", "Indicator")),
            due_on=target.due_on,
            responsible=target.responsible,
        )
        for target in targets
    )


def _adopted(command: AdoptPlan | CorrectPlan, organisation: str, today: date) -> PlanAdopted:
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    if command.type is Type.INDICATORS_ISSUED and not command.targets:
        raise Refused(
            "targets_missing",
            zh="下达考核指标请至少填写一项目标。",
            en="Indicators that are handed down hold at least one target.",
            field="targets",
            clause="township 三（一）",
        )
    return PlanAdopted(
        organisation=organisation,
        type=command.type,
        period=_period(command.period),
        title=require_text(command.title, "title", label=("名称", "Title")),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("印发日期", "Date laid down")),
        targets=_targets(command.targets),
        document=allow_text(command.document, "document", limit=200, label=("文号", "Document number")),
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", label=("主要内容", "What it says")),
    )


def _period(text: str) -> str:
    period = require_text(text, "period", limit=20, label=("所属时期", "Period"))
    try:
        parse_period(period)
    except ValueError:
        raise Refused(
            "not_a_period",
            zh="“所属时期”请按“2024”“2024-H1”（上半年）“2024-Q3”（第三季度）或“2024-05”的格式填写。",
            en="Give the period as 2024, 2024-H1 (half-year), 2024-Q3 (quarter) or 2024-05 (month).",
            field="period",
        ) from None
    return period


def _keep_reached(state: State, targets: tuple[Target, ...]) -> None:
    lost = sorted(state.reached - {target.number for target in targets})
    if lost:
        raise Refused(
            "target_reached",
            zh=f"第{'、'.join(map(str, lost))}项目标已登记完成，须予保留。",
            en=f"Target {', '.join(map(str, lost))} is on record as reached and must stay.",
            field="targets",
        )


def _revised(state: State, command: RevisePlan, today: date) -> list[Event]:
    day = _in_order(state, command.occurred_on, today, ("修订日期", "Date revised"))
    targets = _targets(command.targets)
    _keep_reached(state, targets)
    if targets == state.targets:
        return []
    return [PlanRevised(occurred_on=day, targets=targets, reason=require_reason(command.reason))]


def _reached(state: State, command: ReachTarget, today: date) -> TargetReached:
    if command.number not in {target.number for target in state.targets}:
        raise Refused(
            "unknown_target",
            zh=f"没有第{command.number}项目标。",
            en=f"There is no target number {command.number}.",
            field="number",
        )
    if command.number in state.reached:
        raise Refused(
            "already_reached", zh="该项目标已登记完成。", en="This target is already reached.", field="number"
        )
    day = require_past(command.occurred_on, today, "occurred_on", label=("完成日期", "Date reached"))
    if day < state.adopted.occurred_on:
        raise Refused(
            "out_of_order",
            zh=f"“完成日期”不能早于印发日期（{state.adopted.occurred_on.isoformat()}）。",
            en=f"It cannot be reached before the plan was laid down ({state.adopted.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    refuse_repeat(command.evidence, "evidence", label=("佐证", "Evidence"))
    return TargetReached(
        number=command.number,
        occurred_on=day,
        text=require_text(command.text, "text", limit=2_000, label=("完成情况", "What was done")),
        evidence=command.evidence,
    )


def _corrected(state: State, command: CorrectPlan, today: date) -> list[Event]:
    adopted = _adopted(command, state.organisation, today)
    if adopted == state.adopted:
        return []
    if not state.revised:
        _keep_reached(state, adopted.targets)
    if state.next_on is not None and adopted.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"该计划在{state.next_on.isoformat()}已有后续登记，印发日期不能晚于这一天。",
            en=f"Something happened to it on {state.next_on.isoformat()}; it cannot have been laid down later.",
            field="occurred_on",
        )
    return [PlanCorrected(corrects=state.stands_at, adopted=adopted, reason=require_reason(command.reason))]
