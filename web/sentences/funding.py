"""Sentences on funding 经费."""

from collections.abc import Mapping
from typing import Final

from domain import funding
from web.saying import yuan
from web.sentences.telling import Tell, Telling, corrected


def _sources(w: Telling, lines: tuple[funding.Allocation, ...]) -> str:
    total = yuan(sum(line.amount for line in lines))
    each = w.listed(
        [w.t(f"{w.code(x.source)}{yuan(x.amount)}元", f"{w.code(x.source)} {yuan(x.amount)}") for x in lines]
    )
    return w.t(f"合计{total}元（{each}）", f"{total} yuan in all ({each})")


def _approved(w: Telling, e: funding.BudgetApproved) -> str:
    paper = w.t(f"（{w.line(e.document)}）", f" ({w.line(e.document)})") if e.document else ""
    return w.t(
        f"{w.name(e.organisation)}{e.year}年度经费预算于{w.day(e.occurred_on)}批准{paper}，{_sources(w, e.lines)}",
        f"the budget of {w.name(e.organisation)} for {e.year} was approved on {w.day(e.occurred_on)}{paper}:"
        f" {_sources(w, e.lines)}",
    )


def _adjusted(w: Telling, e: funding.BudgetAdjusted) -> str:
    return w.t(
        f"预算于{w.day(e.occurred_on)}调整为{_sources(w, e.lines)}{w.because(e.reason)}",
        f"the budget was adjusted on {w.day(e.occurred_on)} to {_sources(w, e.lines)}{w.because(e.reason)}",
    )


def _spent(w: Telling, e: funding.MoneySpent) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}支出{yuan(e.amount)}元，用于{w.code(e.purpose)}{w.quote(e.title)}，来源为{w.code(e.source)}",
        f"{yuan(e.amount)} yuan were spent on {w.day(e.occurred_on)} for {w.quote(e.title)} ({w.code(e.purpose)}),"
        f" from {w.code(e.source)}",
    )


def _spending_voided(w: Telling, e: funding.SpendingVoided) -> str:
    spent = w.previous
    what = w.quote(spent.title) if isinstance(spent, funding.MoneySpent) else ""
    return w.t(f"支出{what}作废{w.because(e.reason)}", f"the expense {what} was voided{w.because(e.reason)}")


TELLS: Final[Mapping[type, Tell]] = {
    funding.BudgetApproved: _approved,
    funding.BudgetAdjusted: _adjusted,
    funding.MoneySpent: _spent,
    funding.SpendingCorrected: corrected("支出登记", "the record of an expense"),
    funding.SpendingVoided: _spending_voided,
    funding.BudgetCorrected: corrected("预算登记", "the record of the budget"),
}
"""Event -> how it is told."""
