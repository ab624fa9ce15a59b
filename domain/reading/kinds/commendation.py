"""Facts of commendations, of whoever commends: persons are performers, the first organisation is the unit."""

from typing import Final

from domain import commendation
from domain.fact import Fact, FactKind
from domain.identity import is_stream_id
from domain.kernel import Entry
from domain.reading.plain import Plain, fact_of


def _granted(entry: Entry, event: commendation.CommendationGranted) -> Fact:
    return fact_of(
        entry,
        FactKind.COMMENDATION,
        "commendation",
        event.organisation,
        event.occurred_on,
        title=event.title,
        form=event.honour.value,
        performers=tuple(one for one in event.recipients if is_stream_id(one, "person")),
        unit=next((one for one in event.recipients if is_stream_id(one, "organisation")), None),
        duties=event.duties,
    )


_FACTS: Final = Plain(
    opens={commendation.CommendationGranted: _granted},
    corrected={commendation.CommendationCorrected: "granted"},
    voided=(commendation.CommendationVoided,),
)

READS: Final = _FACTS.reads
IGNORES: Final[tuple[type, ...]] = (commendation.CommendationWithdrawn,)
"""It was granted all the same: what was withdrawn later stays in its year."""
changes: Final = _FACTS.changes
