"""Lines of publicity."""

from typing import Final

from domain import publicity
from projections.lines.line import Plain, Values, said


def _released(event: publicity.PublicityReleased) -> Values:
    return said(
        stage="released",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        about=event.about,
    )


_LINES: Final = Plain(
    "publicity",
    opens={publicity.PublicityReleased: _released},
    corrected={publicity.PublicityCorrected: "released"},
    stages={publicity.ExperienceSpread: "spread", publicity.PublicityVoided: "voided"},
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
