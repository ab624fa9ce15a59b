"""Facts of lectures and situation reports."""

from typing import Final

from domain import lecture
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.plain import Plain, fact_of


def _delivered(entry: Entry, event: lecture.LectureDelivered) -> Fact:
    return fact_of(
        entry,
        FactKind.LECTURE,
        event.type.value,
        event.organisation,
        event.occurred_on,
        title=event.title,
        performers=(event.lecturer,),
        unit=event.unit,
        point=event.point,
        quantity=event.audience,
        duties=event.duties,
    )


_FACTS: Final = Plain(
    opens={lecture.LectureDelivered: _delivered},
    corrected={lecture.LectureCorrected: "delivered"},
    voided=(lecture.LectureVoided,),
)

READS: Final = _FACTS.reads
IGNORES: Final[tuple[type, ...]] = ()
changes: Final = _FACTS.changes
