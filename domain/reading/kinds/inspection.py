"""Facts of inspections: how it was done stands in ``form``, what was looked at in ``topics``, where in ``unit``."""

from typing import Final

from domain import inspection
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.plain import Plain, fact_of


def _conducted(entry: Entry, event: inspection.InspectionConducted) -> Fact:
    return fact_of(
        entry,
        FactKind.INSPECTION,
        "inspection",
        event.organisation,
        event.occurred_on,
        title=event.title,
        topics=tuple(topic.value for topic in event.topics),
        performers=event.inspectors,
        form=event.method.value,
        unit=event.inspected,
        duties=event.duties,
    )


_FACTS: Final = Plain(
    opens={inspection.InspectionConducted: _conducted},
    corrected={inspection.InspectionCorrected: "conducted"},
    voided=(inspection.InspectionVoided,),
)

READS: Final = _FACTS.reads
IGNORES: Final[tuple[type, ...]] = (
    inspection.ProblemFound,
    inspection.ProblemCorrected,
    inspection.ProblemVoided,
    inspection.FeedbackGiven,
)
changes: Final = _FACTS.changes
