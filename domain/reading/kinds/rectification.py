"""Facts of rectifications: one order is several facts, each of the organisation whose doing it is.

- ``stream``: ``rectification``, of the organisation that has to put it right; stands until it is struck off. It cites
  no clause: having been told to is no evidence of anything done.
- ``stream#1``: ``rectification_ordered``, of the organisation that ordered it, with the clauses that the order cites.
- ``stream#version`` of the verification: ``rectification_done``, of the organisation that has put it right, with the
  same clauses.
"""

from typing import Final

from domain import rectification
from domain.fact import Fact, FactKind, Span
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued, ended
from domain.reading.plain import fact_of

READS: Final = (
    rectification.RectificationOrdered,
    rectification.RectificationVerified,
    rectification.RectificationOrderedAgain,
    rectification.RectificationClosed,
    rectification.StepCorrected,
    rectification.RectificationCorrected,
    rectification.RectificationVoided,
)
IGNORES: Final[tuple[type, ...]] = (
    rectification.RectificationExtended,
    rectification.RectificationReported,
    rectification.RectificationRejected,
)

_KIND: Final = FactKind.RECTIFICATION
_DONE: Final = "rectification_done"


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, rectification.RectificationOrdered):
        return [(stream, _standing(entry, event)), (f"{stream}#1", _order(entry, event))]
    standing, order = get(stream), get(f"{stream}#1")
    if standing is None or order is None:
        return []
    done = next((fact for n in range(entry.version - 1, 1, -1) if (fact := get(f"{stream}#{n}")) is not None), None)
    match event:
        case rectification.RectificationVerified():
            return [(entry.ref, _done(entry, event, standing, order))]
        case rectification.RectificationOrderedAgain():
            return [] if done is None else [(done.ref, None)]
        case rectification.RectificationClosed():
            return [(stream, standing._replace(spans=ended(standing.spans, event.occurred_on)))]
        case rectification.StepCorrected(step=rectification.Step.CLOSED):
            return [(stream, standing._replace(spans=ended((Span(first=standing.occurred_on),), event.occurred_on)))]
        case rectification.StepCorrected(step=rectification.Step.VERIFIED) if done is not None:
            moved = done._replace(occurred_on=event.occurred_on, position=entry.position, corrected=True)
            return [(done.ref, moved)]
        case rectification.RectificationCorrected():
            return _corrected(entry, event.ordered, standing, order, done)
        case rectification.RectificationVoided():
            return [(fact.ref, None) for fact in (standing, order, done) if fact is not None]
    return []


def _standing(entry: Entry, event: rectification.RectificationOrdered) -> Fact:
    return fact_of(
        entry,
        _KIND,
        "rectification",
        event.organisation,
        event.occurred_on,
        title=event.title,
        topics=(event.category.value,),
        owner=event.responsible,
        recipient=event.ordered_by,
        spans=(Span(first=event.occurred_on),),
        cites=(event.source,) if event.source else (),
    )


def _order(entry: Entry, event: rectification.RectificationOrdered) -> Fact:
    return fact_of(
        entry,
        _KIND,
        "rectification_ordered",
        event.ordered_by,
        event.occurred_on,
        ref=f"{entry.stream}#1",
        title=event.title,
        topics=(event.category.value,),
        unit=event.organisation,
        duties=event.duties,
        cites=(event.source,) if event.source else (),
    )


def _done(entry: Entry, event: rectification.RectificationVerified, standing: Fact, order: Fact) -> Fact:
    return fact_of(
        entry,
        _KIND,
        _DONE,
        standing.organisation,
        event.occurred_on,
        ref=entry.ref,
        title=standing.title,
        topics=standing.topics,
        performers=() if standing.owner is None else (standing.owner,),
        recipient=standing.recipient,
        duties=order.duties,
    )


def _corrected(
    entry: Entry, event: rectification.RectificationOrdered, standing: Fact, order: Fact, done: Fact | None
) -> list[Change]:
    fresh = continued(standing, _standing(entry, event))
    spans = tuple(span._replace(first=event.occurred_on) for span in standing.spans)
    found: list[Change] = [
        (standing.ref, fresh._replace(spans=spans)),
        (order.ref, continued(order, _order(entry, event))),
    ]
    if done is not None:
        mended = done._replace(
            title=event.title,
            topics=(event.category.value,),
            performers=() if event.responsible is None else (event.responsible,),
            recipient=event.ordered_by,
            duties=event.duties,
            position=entry.position,
            corrected=True,
        )
        found.append((done.ref, mended))
    return found
