"""Lines of commendations; several may be commended at once, and the first stands for them in ``about``."""

from typing import Final

from domain import commendation
from projections.lines.line import Plain, Values, said


def _granted(event: commendation.CommendationGranted) -> Values:
    return said(
        stage="granted",
        on=event.occurred_on,
        act=event.honour,
        organisation=event.organisation,
        title=event.title,
        about=event.recipients[0],
    )


_LINES: Final = Plain(
    "commendation",
    opens={commendation.CommendationGranted: _granted},
    corrected={commendation.CommendationCorrected: "granted"},
    stages={commendation.CommendationWithdrawn: "withdrawn", commendation.CommendationVoided: "voided"},
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
