"""Facts of receptions: ``stream`` is the reception, ``stream#version`` each thing done about an issue raised there."""

from collections.abc import Mapping
from typing import Final

from domain import reception
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

_STEPS: Final[Mapping[type, str]] = {
    reception.IssueRaised: "issue_raised",
    reception.IssueResolved: "issue_resolved",
    reception.IssueExplained: "issue_explained",
    reception.CoordinationStarted: "coordination_started",
    reception.IssueFedBack: "issue_fed_back",
    reception.IssueClosed: "issue_closed",
}

READS: Final = (
    reception.ReceptionHeld,
    *_STEPS,
    reception.IssueVoided,
    reception.ReceptionCorrected,
    reception.ReceptionVoided,
)
IGNORES: Final[tuple[type, ...]] = ()


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, reception.ReceptionHeld):
        return [(stream, _held(entry, event))]
    held = get(stream)
    if held is None:
        return []
    steps = [fact for n in range(2, entry.version) if (fact := get(f"{stream}#{n}")) is not None]
    match event:
        case reception.ReceptionVoided():
            return [(stream, None), *((step.ref, None) for step in steps)]
        case reception.ReceptionCorrected():
            fresh = continued(held, _held(entry, event.held))
            told = [step._replace(performers=fresh.performers, duties=fresh.duties) for step in steps]
            return [(stream, fresh), *((new.ref, new) for old, new in zip(steps, told, strict=True) if old != new)]
        case reception.IssueVoided():
            return [(step.ref, None) for step in steps if step.quantity == event.number]
    step = fact_of(
        entry,
        FactKind.RECEPTION,
        _STEPS[type(event)],
        held.organisation,
        event.occurred_on,
        ref=entry.ref,
        title=held.title,
        performers=held.performers,
        duties=held.duties,
        # Which issue it is about: so that one voided takes its steps along.
        quantity=event.number,
        case=str(event.number),
    )
    return [(step.ref, step)]


def _held(entry: Entry, event: reception.ReceptionHeld) -> Fact:
    return fact_of(
        entry,
        FactKind.RECEPTION,
        "mass_reception",
        event.organisation,
        event.occurred_on,
        title=event.title,
        form=event.channel.value,
        performers=event.receivers,
        quantity=event.visitors,
        duties=event.duties,
    )
