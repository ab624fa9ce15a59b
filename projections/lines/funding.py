"""Lines of funding: one a budget; its parts are the expenses that stand."""

from typing import Final

from domain import funding
from projections.lines.line import Plain, Values, said


def _approved(event: funding.BudgetApproved) -> Values:
    return said(stage="approved", on=event.occurred_on, organisation=event.organisation, period=str(event.year))


_LINES: Final = Plain(
    "funding",
    opens={funding.BudgetApproved: _approved},
    corrected={funding.BudgetCorrected: "approved"},
    stages={},
    parts={funding.MoneySpent: 1, funding.SpendingVoided: -1},
    silent=(funding.BudgetAdjusted, funding.SpendingCorrected),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
