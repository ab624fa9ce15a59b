"""Lines of plans."""

from typing import Final

from domain import plan
from projections.lines.line import Plain, Values, said


def _adopted(event: plan.PlanAdopted) -> Values:
    return said(
        stage="standing",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
    )


_LINES: Final = Plain(
    "plan",
    opens={plan.PlanAdopted: _adopted},
    corrected={plan.PlanCorrected: "adopted"},
    stages={plan.PlanEnded: "ended", plan.PlanVoided: "voided"},
    parts={plan.TargetReached: 1},
    silent=(plan.PlanRevised,),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
