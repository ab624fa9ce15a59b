"""Lines of measures."""

from typing import Final

from domain import measure
from projections.lines.line import Plain, Values, said


def _taken(event: measure.MeasureTaken) -> Values:
    return said(
        stage="taken",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        about=event.about,
    )


_LINES: Final = Plain(
    "measure",
    opens={measure.MeasureTaken: _taken},
    corrected={measure.MeasureCorrected: "taken"},
    stages={
        measure.MeasureNotified: "told",
        measure.MeasureEnded: "expired",
        measure.MeasureRevoked: "revoked",
        measure.MeasureVoided: "voided",
    },
    silent=(measure.MeasureStatementTaken,),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
