"""Facts of funding: the budget of a year, and every expense by itself. Quantities are fen."""

from typing import Final

from domain import funding
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

READS: Final[tuple[type, ...]] = (
    funding.BudgetApproved,
    funding.BudgetAdjusted,
    funding.MoneySpent,
    funding.SpendingCorrected,
    funding.SpendingVoided,
    funding.BudgetCorrected,
)
IGNORES: Final[tuple[type, ...]] = ()


def _budget(entry: Entry, event: funding.BudgetApproved) -> Fact:
    return fact_of(
        entry,
        FactKind.FUNDING,
        "budget_approved",
        event.organisation,
        event.occurred_on,
        period=str(event.year),
        quantity=_total(event.lines),
        duties=event.duties,
    )


def _total(lines: tuple[funding.Allocation, ...]) -> int:
    return sum(line.amount for line in lines)


def _expense(entry: Entry, event: funding.MoneySpent, budget: Fact, ref: str) -> Fact:
    return fact_of(
        entry,
        FactKind.FUNDING,
        "expense",
        budget.organisation,
        event.occurred_on,
        ref=ref,
        title=event.title,
        form=event.purpose.value,
        quantity=event.amount,
    )


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, funding.BudgetApproved):
        return [(stream, _budget(entry, event))]
    budget = get(stream)
    if budget is None:
        return []
    match event:
        case funding.BudgetCorrected():
            return [(stream, continued(budget, _budget(entry, event.approved)))]
        case funding.BudgetAdjusted():
            return [(stream, budget._replace(quantity=_total(event.lines), position=entry.position))]
        case funding.MoneySpent():
            return [(entry.ref, _expense(entry, event, budget, entry.ref))]
    ref = f"{stream}#{event.spending}"
    before = get(ref)
    if before is None:
        return []
    if isinstance(event, funding.SpendingVoided):
        return [(ref, None)]
    return [(ref, continued(before, _expense(entry, event.spent, budget, ref)))]
