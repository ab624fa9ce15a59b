"""Sentences on plans 规划计划、指标、制度."""

from collections.abc import Mapping
from typing import Final

from domain import plan
from web.sentences.telling import Tell, Telling, corrected, count, done


def _adopted(w: Telling, e: plan.PlanAdopted) -> str:
    paper = w.t(f"（{w.line(e.document)}）", f" ({w.line(e.document)})") if e.document else ""
    held = w.t(f"，共{len(e.targets)}项目标", f", with {count(len(e.targets), 'target')}") if e.targets else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}印发{w.code(e.type)}{w.quote(e.title)}{paper}，"
        f"所属时期{w.period(e.period)}{held}",
        f"{w.name(e.organisation)} laid down on {w.day(e.occurred_on)} ({w.code(e.type)}): {w.quote(e.title)}{paper},"
        f" for {w.period(e.period)}{held}",
    )


def _revised(w: Telling, e: plan.PlanRevised) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}修订，现有{len(e.targets)}项目标{w.because(e.reason)}",
        f"{w.this} was revised on {w.day(e.occurred_on)}; it now holds {count(len(e.targets), 'target')}"
        f"{w.because(e.reason)}",
    )


def _reached(w: Telling, e: plan.TargetReached) -> str:
    return w.t(
        f"{w.this}第{e.number}项目标于{w.day(e.occurred_on)}完成：{w.line(e.text)}",
        f"target {e.number} of {w.this} was reached on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _ended(w: Telling, e: plan.PlanEnded) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起废止{w.because(e.reason)}",
        f"{w.this} ended on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    plan.PlanAdopted: _adopted,
    plan.PlanRevised: _revised,
    plan.TargetReached: _reached,
    plan.PlanEnded: _ended,
    plan.PlanCorrected: corrected("计划登记", "the record of the plan"),
    plan.PlanVoided: done("计划登记作废", "the record of the plan was voided"),
}
"""Event -> how it is told."""
