"""Facts of commitments: ``stream`` is the commitment itself, ``stream#version`` what came of it.

``commitment_accepted`` is the branch's doing, ``commitment_fulfilled`` the member's word, ``commitment_confirmed``
that of whoever confirmed it.
"""

from collections.abc import Mapping
from typing import Final

from domain import commitment
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

_STEPS: Final[Mapping[type, str]] = {
    commitment.CommitmentAccepted: "commitment_accepted",
    commitment.CommitmentFulfilled: "commitment_fulfilled",
    commitment.CommitmentConfirmed: "commitment_confirmed",
}

READS: Final = (
    commitment.CommitmentMade,
    *_STEPS,
    commitment.CommitmentRevised,
    commitment.CommitmentCorrected,
    commitment.CommitmentVoided,
)
IGNORES: Final[tuple[type, ...]] = (commitment.CommitmentReturned, commitment.CommitmentNotConfirmed)


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, commitment.CommitmentMade):
        return [(stream, _made(entry, event))]
    made = get(stream)
    if made is None:
        return []
    steps = [fact for n in range(2, entry.version) if (fact := get(f"{stream}#{n}")) is not None]
    match event:
        case commitment.CommitmentAccepted() | commitment.CommitmentFulfilled() | commitment.CommitmentConfirmed():
            step = fact_of(
                entry, FactKind.COMMITMENT, _STEPS[type(event)], made.organisation, event.occurred_on, ref=entry.ref
            )
            return [(step.ref, _told(step, made))]
        case commitment.CommitmentRevised():
            return [(stream, made._replace(title=event.title, position=entry.position))]
        case commitment.CommitmentCorrected():
            fresh = continued(made, _made(entry, event.made))
            told = [_told(step, fresh) for step in steps]
            return [(stream, fresh), *((new.ref, new) for old, new in zip(steps, told, strict=True) if old != new)]
        case commitment.CommitmentVoided():
            return [(stream, None), *((step.ref, None) for step in steps)]
    return []


def _made(entry: Entry, event: commitment.CommitmentMade) -> Fact:
    return fact_of(
        entry,
        FactKind.COMMITMENT,
        "commitment",
        event.organisation,
        event.occurred_on,
        title=event.title,
        period=event.period,
        performers=(event.person,),
        duties=event.duties,
    )


def _told(step: Fact, made: Fact) -> Fact:
    """A step says of the commitment what the commitment says now."""
    return step._replace(title=made.title, period=made.period, performers=made.performers, duties=made.duties)
