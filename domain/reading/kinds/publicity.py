"""Facts of publicity: act ``publicity`` for whatever was made known, ``openness`` for what had to be made public."""

from typing import Final

from domain import publicity
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.plain import Plain, fact_of

_OPENNESS: Final = "openness"


def _released(entry: Entry, event: publicity.PublicityReleased) -> Fact:
    return fact_of(
        entry,
        FactKind.PUBLICITY,
        _OPENNESS if event.type is publicity.Type.OPENNESS else "publicity",
        event.organisation,
        event.occurred_on,
        title=event.title,
        form=event.medium.value,
        duties=event.duties,
    )


_FACTS: Final = Plain(
    opens={publicity.PublicityReleased: _released},
    corrected={publicity.PublicityCorrected: "released"},
    voided=(publicity.PublicityVoided,),
)

READS: Final = _FACTS.reads
IGNORES: Final[tuple[type, ...]] = (publicity.ExperienceSpread,)
changes: Final = _FACTS.changes
