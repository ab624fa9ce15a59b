"""Facts of plans, indicators and rules: each is counted under its own type, for the period it is for."""

from typing import Final

from domain import plan
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.plain import Plain, fact_of


def _adopted(entry: Entry, event: plan.PlanAdopted) -> Fact:
    return fact_of(
        entry,
        FactKind.PLAN,
        event.type.value,
        event.organisation,
        event.occurred_on,
        title=event.title,
        period=event.period,
        quantity=len(event.targets),
        duties=event.duties,
    )


_FACTS: Final = Plain(
    opens={plan.PlanAdopted: _adopted},
    corrected={plan.PlanCorrected: "adopted"},
    voided=(plan.PlanVoided,),
)

READS: Final = _FACTS.reads
IGNORES: Final[tuple[type, ...]] = (plan.PlanRevised, plan.TargetReached, plan.PlanEnded)
changes: Final = _FACTS.changes
