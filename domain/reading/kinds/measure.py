"""Facts of measures, of the organisation that takes them; the person is the performer, the place the unit.

All criticisms are the one act ``criticism`` that clauses ask for, told apart by ``form``; other measures are their own.
"""

from datetime import date
from typing import Final

from domain import measure
from domain.fact import Fact, FactKind, Span
from domain.identity import is_stream_id
from domain.kernel import Entry
from domain.reading.changing import ONE_DAY, Change, Get, ended
from domain.reading.plain import Plain, fact_of


def _taken(entry: Entry, event: measure.MeasureTaken) -> Fact:
    return fact_of(
        entry,
        FactKind.MEASURE,
        "criticism" if event.type in measure.CRITICISMS else event.type.value,
        event.organisation,
        event.occurred_on,
        title=event.title,
        topics=(event.ground.value,),
        form=event.type.value,
        performers=(event.about,) if is_stream_id(event.about, "person") else (),
        unit=event.subject,
        duties=event.duties,
        spans=(Span(first=event.occurred_on),),
        cites=event.cites,
    )


_FACTS: Final = Plain(
    opens={measure.MeasureTaken: _taken},
    corrected={measure.MeasureCorrected: "taken"},
    voided=(measure.MeasureVoided,),
)
_OVER: Final = (measure.MeasureEnded, measure.MeasureRevoked)

READS: Final = (*_FACTS.reads, *_OVER)
IGNORES: Final[tuple[type, ...]] = (measure.MeasureNotified, measure.MeasureStatementTaken)


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`. A measure that is over was taken all the same, and stands no longer."""
    event, before = entry.event, get(entry.stream)
    if isinstance(event, _OVER):
        if before is None:
            return []
        spans = ended(before.spans, event.occurred_on)
        return [(entry.stream, before._replace(spans=spans, position=entry.position))]
    found = _FACTS.changes(entry, get)
    if isinstance(event, measure.MeasureCorrected) and before is not None:
        last = before.spans[-1].last if before.spans else event.taken.occurred_on - ONE_DAY
        return [(ref, None if fact is None else _until(fact, last)) for ref, fact in found]
    return found


def _until(fact: Fact, last: date | None) -> Fact:
    """The corrected measure is over when the one before was."""
    over = last is not None and last < fact.occurred_on
    return fact._replace(spans=() if over else (Span(first=fact.occurred_on, last=last),))
