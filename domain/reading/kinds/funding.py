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

_ADJUSTED: Final = "adjusted"


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


def _corrected(fresh: Fact, budget: Fact) -> Fact:
    """A budget that was corrected: once adjusted, what it amounts to is a matter of the adjustment."""
    return fresh._replace(quantity=budget.quantity, form=_ADJUSTED) if budget.form == _ADJUSTED else fresh


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
            return [(stream, continued(budget, _corrected(_budget(entry, event.approved), budget)))]
        case funding.BudgetAdjusted():
            adjusted = budget._replace(quantity=_total(event.lines), form=_ADJUSTED, position=entry.position)
            return [(stream, adjusted)]
        case funding.MoneySpent():
            return [(entry.ref, _expense(entry, event, budget, entry.ref))]
    ref = f"{stream}#{event.spending}"
    before = get(ref)
    if before is None:
        return []
    if isinstance(event, funding.SpendingVoided):
        return [(ref, None)]
    return [(ref, continued(before, _expense(entry, event.spent, budget, ref)))]
