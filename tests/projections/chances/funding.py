"""Budgets and expenses by chance."""

from typing import TYPE_CHECKING, Any

from domain import funding
from domain.identity import budget_of

if TYPE_CHECKING:
    from log_book import Chance


def _lines(chance: "Chance") -> tuple[funding.Allocation, ...]:
    sources = chance.random.sample(list(funding.Source), 2)
    return tuple(funding.Allocation(source=one, amount=100 * chance.random.randrange(1, 900)) for one in sources)


def spend(chance: "Chance") -> None:
    """A budget is approved, adjusted, corrected; money is spent."""
    id, _ = chance.place()
    stream = budget_of(id, 2024)
    told = [entry for entry in chance.book.entries if entry.stream == stream]
    approved = funding.BudgetApproved(
        organisation=id, year=2024, lines=_lines(chance), occurred_on=chance.day(), document="批复"
    )
    if not told:
        chance.write(stream, approved, id)
        return
    spent = chance.sample(funding.MoneySpent, amount=chance.random.randrange(1, 5000))
    paid = [entry.version for entry in told if isinstance(entry.event, funding.MoneySpent)]
    events: list[Any] = [
        spent,
        spent,
        funding.BudgetAdjusted(lines=_lines(chance), occurred_on=chance.day(), reason="追加"),
        funding.BudgetCorrected(corrects=1, approved=approved, reason="笔误"),
    ]
    if paid:
        one = chance.random.choice(paid)
        events.append(funding.SpendingCorrected(spending=one, spent=spent, reason="笔误"))
        events.append(funding.SpendingVoided(spending=one, reason="误登"))
    chance.write(stream, chance.random.choice(events), id)


STEPS = (spend,)
