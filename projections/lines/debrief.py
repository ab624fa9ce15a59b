"""Lines of debriefings."""

from typing import Final

from domain import debrief
from projections.lines.line import Plain, Values, said


def _delivered(event: debrief.DebriefDelivered) -> Values:
    return said(
        stage="delivered",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
        about=event.person,
    )


_LINES: Final = Plain(
    "debrief",
    opens={debrief.DebriefDelivered: _delivered},
    corrected={debrief.DebriefCorrected: "delivered"},
    stages={debrief.DebriefEvaluated: "evaluated", debrief.DebriefVoided: "voided"},
    silent=(debrief.EvaluationCorrected,),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
