"""Contact points and visits as facts."""

from datetime import date
from typing import Final

from domain import contact
from domain.fact import Fact, FactKind, Span
from domain.kernel import Entry
from domain.reading.changing import ONE_DAY, Change, Get, continued
from domain.reading.days import local_day

CONTACT_EVENTS: Final = (
    contact.ContactPointEstablished,
    contact.ContactPointVisited,
    contact.ContactPointVisitCorrected,
    contact.ContactPointVisitVoided,
    contact.ContactPointReassigned,
    contact.ContactPointClosed,
    contact.ContactPointCorrected,
    contact.ContactPointVoided,
)


def point_changes(entry: Entry, event: object, get: Get) -> list[Change]:
    """Each ownership of a point is a fact (the first under the stream, later ones under ``stream#version``).

    A change of owner, a closing or a correction may be dated back, so that visits are told anew whose
    point they went to.
    """
    if isinstance(event, contact.ContactPointEstablished):
        return [(entry.stream, _ownership(entry, event))]
    stream = entry.stream
    parts = [fact for n in range(2, entry.version) if (fact := get(f"{stream}#{n}")) is not None]
    base = get(stream)
    owned = [fact for fact in parts if fact.kind is FactKind.CONTACT_POINT]
    if base is not None:
        owned.insert(0, base)
    visits = [fact for fact in parts if fact.kind is FactKind.VISIT]
    if isinstance(event, contact.ContactPointVoided):
        return [(fact.ref, None) for fact in (*owned, *visits)]
    if base is None:
        return []
    match event:
        case contact.ContactPointVisited():
            visits = [_visit(entry, entry.ref, base, event)]
            return [(entry.ref, _at_owners(visits[0], owned))]
        case contact.ContactPointVisitCorrected():
            ref = f"{stream}#{event.visit}"
            before = get(ref)
            visit = _visit(entry, ref, base, event.visited)
            return [(ref, _at_owners(visit if before is None else continued(before, visit), owned))]
        case contact.ContactPointVisitVoided():
            return [(f"{stream}#{event.visit}", None)]
        case contact.ContactPointReassigned():
            fresh = base._replace(
                ref=entry.ref,
                owner=event.owner,
                occurred_on=event.occurred_on,
                recorded_on=local_day(entry.recorded_at),
                position=entry.position,
                first_position=entry.position,
                spans=(Span(first=event.occurred_on),),
                corrected=False,
            )
            after = _laid_out([*owned, fresh], _closed_on(owned))
        case contact.ContactPointClosed():
            after = _laid_out(owned, event.occurred_on)
        case contact.ContactPointCorrected():
            mended = continued(base, _ownership(entry, event.established))
            later = [_same_unit(fact, mended) for fact in owned[1:]]
            after = _laid_out([mended, *later], _closed_on(owned))
        case _:
            return []
    old = {fact.ref: fact for fact in (*owned, *visits)}
    fresh_facts = [*after, *(_at_owners(_same_unit(visit, after[0]), after) for visit in visits)]
    return [(fact.ref, fact) for fact in fresh_facts if old.get(fact.ref) != fact]


def _ownership(entry: Entry, event: contact.ContactPointEstablished) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=FactKind.CONTACT_POINT,
        act="",
        organisation=event.organisation,
        occurred_on=event.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        owner=event.owner,
        unit=event.unit,
        unit_kind=str(event.unit_kind),
        unit_sector=str(event.unit_sector),
        unit_rating=str(event.unit_rating),
        point=entry.stream,
        spans=(Span(first=event.occurred_on),),
    )


def _visit(entry: Entry, ref: str, base: Fact, event: contact.ContactPointVisited) -> Fact:
    return Fact(
        ref=ref,
        kind=FactKind.VISIT,
        act=event.purpose.value,
        organisation=base.organisation,
        occurred_on=event.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        performers=(event.visitor, *(person for person in event.companions if person != event.visitor)),
        unit=base.unit,
        unit_kind=base.unit_kind,
        unit_sector=base.unit_sector,
        unit_rating=base.unit_rating,
        point=entry.stream,
    )


def _same_unit(fact: Fact, base: Fact) -> Fact:
    return fact._replace(
        organisation=base.organisation,
        unit=base.unit,
        unit_kind=base.unit_kind,
        unit_sector=base.unit_sector,
        unit_rating=base.unit_rating,
    )


def _at_owners(visit: Fact, owned: list[Fact]) -> Fact:
    """The visit with whoever owned the point on its day."""
    owners = (fact.owner for fact in owned if any(span.holds(visit.occurred_on) for span in fact.spans))
    return visit._replace(owner=next(owners, None))


def _closed_on(owned: list[Fact]) -> date | None:
    """Last day of a closed point: where the latest ownership ends."""
    latest = max(owned, key=lambda fact: (fact.occurred_on, fact.first_position))
    return latest.spans[-1].last if latest.spans else None


def _laid_out(owned: list[Fact], closed_on: date | None) -> list[Fact]:
    """The ownerships end to end: each until the eve of the next, the last until the closing."""
    order = sorted(owned, key=lambda fact: (fact.occurred_on, fact.first_position))
    spans: dict[str, tuple[Span, ...]] = {}
    for number, fact in enumerate(order):
        is_last = number == len(order) - 1
        last = closed_on if is_last else order[number + 1].occurred_on - ONE_DAY
        empty = last is not None and last < fact.occurred_on and not is_last
        spans[fact.ref] = () if empty else (Span(first=fact.occurred_on, last=last),)
    return [fact._replace(spans=spans[fact.ref]) for fact in owned]
