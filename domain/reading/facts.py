"""From entries to facts: what a line of the log adds to, changes in or takes from what rules can count.

`changes` looks at one entry and at the facts it touches, nothing else; so a view can keep facts in a
table and step through the log, and a replay of the same lines gives the same facts.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeAlias

from domain import contact, meeting, report, responsibility, work
from domain.fact import Fact, FactKind, Span
from domain.identity import organisation_of
from domain.kernel import Entry
from domain.reading.days import local_day

Get: TypeAlias = Callable[[str], Fact | None]
"""The fact under a ref, as it was before the entry; None if there is none (any more)."""

Change: TypeAlias = tuple[str, Fact | None]
"""A ref and what stands under it from this entry on; None: nothing (voided)."""

DRAFT: Final = "draft"
PLANNED: Final = "planned"
COMPLETED: Final = "completed"
VERIFIED: Final = "verified"
RETURNED: Final = "returned"

_ONE_DAY: Final = timedelta(days=1)


def changes(entry: Entry, get: Get) -> list[Change]:
    """What the entry does to facts; empty for entries that rules do not read."""
    event = entry.event
    match event:
        case meeting.MeetingHeld():
            return [(entry.stream, _meeting(entry, event))]
        case meeting.MeetingCorrected():
            return _corrected(entry, get, _meeting(entry, event.held))
        case work.WorkRecorded():
            return [(entry.stream, _work(entry, event))]
        case work.WorkCorrected():
            return _corrected(entry, get, _work(entry, event.recorded))
        case meeting.MeetingVoided() | work.WorkVoided() | report.ReportVoided():
            return [(entry.stream, None)] if get(entry.stream) is not None else []
    if isinstance(event, _REPORT):
        return _report(entry, event, get)
    if isinstance(event, _CONTACT):
        return _contact(entry, event, get)
    if isinstance(event, _LIST):
        return _list(entry, event, get)
    return []


_REPORT: Final = (report.ReportSubmitted, report.ReportReturned, report.ReportResubmitted, report.ReportCorrected)
_CONTACT: Final = (
    contact.ContactPointEstablished,
    contact.ContactPointVisited,
    contact.ContactPointVisitCorrected,
    contact.ContactPointVisitVoided,
    contact.ContactPointReassigned,
    contact.ContactPointClosed,
    contact.ContactPointCorrected,
    contact.ContactPointVoided,
)
_LIST: Final = (
    responsibility.ResponsibilityItemAdded,
    responsibility.ResponsibilityItemAssigned,
    responsibility.ResponsibilityItemWithdrawn,
    responsibility.ResponsibilityListIssued,
    responsibility.ResponsibilityItemAmended,
    responsibility.ResponsibilityItemReassigned,
    responsibility.ResponsibilityItemCompleted,
    responsibility.ResponsibilityItemVerified,
    responsibility.ResponsibilityItemReturned,
    responsibility.CompletionVoided,
    responsibility.ResponsibilityListVoided,
)


def _corrected(entry: Entry, get: Get, fact: Fact) -> list[Change]:
    before = get(entry.stream)
    return [(entry.stream, fact if before is None else _continue(before, fact))]


def _continue(before: Fact, fact: Fact) -> Fact:
    """``fact`` as the correction of ``before``.

    The day of recording stays where the correction leaves the said date alone: who wrote a meeting down
    in time and mends its title later was not late.
    """
    return replace(
        fact,
        first_position=before.first_position,
        recorded_on=before.recorded_on if fact.occurred_on == before.occurred_on else fact.recorded_on,
        corrected=True,
    )


# --- meeting and work ------------------------------------------------------------


def _meeting(entry: Entry, held: meeting.MeetingHeld) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=FactKind.MEETING,
        act=held.body.value,
        organisation=held.organisation,
        occurred_on=held.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=held.title,
        topics=tuple(dict.fromkeys(item.topic.value for item in held.agenda)),
        chair=held.chair,
        performers=held.attendees,
    )


def _work(entry: Entry, done: work.WorkRecorded) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=FactKind.WORK,
        act=done.act.value,
        organisation=done.organisation,
        occurred_on=done.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=done.title,
        period=done.period,
        performers=done.performers,
        recipient=done.recipient,
        unit=done.unit,
        point=done.point,
        quantity=done.quantity,
        duties=done.duties,
    )


# --- report ----------------------------------------------------------------------


def _submitted(entry: Entry, handed_in: report.ReportSubmitted) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=FactKind.REPORT,
        act=handed_in.type.value,
        organisation=handed_in.organisation,
        occurred_on=handed_in.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=handed_in.title,
        period=handed_in.period,
        performers=() if handed_in.person is None else (handed_in.person,),
        recipient=handed_in.recipient,
        form=handed_in.form.value,
        sections=handed_in.sections,
        spans=(Span(first=handed_in.occurred_on),),
    )


def _report(entry: Entry, event: object, get: Get) -> list[Change]:
    """A report stands from the day it is handed in until the day it is sent back, and again once resubmitted."""
    if isinstance(event, report.ReportSubmitted):
        return [(entry.stream, _submitted(entry, event))]
    before = get(entry.stream)
    if before is None:
        return []
    match event:
        case report.ReportReturned():
            fact = replace(before, spans=_ended(before.spans, event.occurred_on), returned_on=event.occurred_on)
        case report.ReportResubmitted():
            fact = replace(
                before,
                spans=(*before.spans, Span(first=event.occurred_on)),
                returned_on=None,
                recorded_on=local_day(entry.recorded_at),
            )
        case report.ReportCorrected():
            fresh = _continue(before, _submitted(entry, event.submitted))
            first = Span(first=event.submitted.occurred_on, last=before.spans[0].last if before.spans else None)
            untouched = bool(before.spans) and before.spans[0].first == before.occurred_on
            spans = (first, *before.spans[1:]) if untouched else before.spans
            fact = replace(fresh, spans=spans, returned_on=before.returned_on)
        case _:
            return []
    return [(entry.stream, replace(fact, position=entry.position))]


def _ended(spans: tuple[Span, ...], day: date) -> tuple[Span, ...]:
    """The spans with the open one ended on the eve of ``day``; one that would hold no day falls away."""
    if not spans or spans[-1].last is not None:
        return spans
    if spans[-1].first >= day:
        return spans[:-1]
    return (*spans[:-1], replace(spans[-1], last=day - _ONE_DAY))


# --- contact point and visits ----------------------------------------------------


def _contact(entry: Entry, event: object, get: Get) -> list[Change]:
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
            return [(ref, _at_owners(visit if before is None else _continue(before, visit), owned))]
        case contact.ContactPointVisitVoided():
            return [(f"{stream}#{event.visit}", None)]
        case contact.ContactPointReassigned():
            fresh = replace(
                base,
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
            mended = _continue(base, _ownership(entry, event.established))
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
    return replace(
        fact,
        organisation=base.organisation,
        unit=base.unit,
        unit_kind=base.unit_kind,
        unit_sector=base.unit_sector,
        unit_rating=base.unit_rating,
    )


def _at_owners(visit: Fact, owned: list[Fact]) -> Fact:
    """The visit with whoever owned the point on its day."""
    owners = (fact.owner for fact in owned if any(span.holds(visit.occurred_on) for span in fact.spans))
    return replace(visit, owner=next(owners, None))


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
        last = closed_on if is_last else order[number + 1].occurred_on - _ONE_DAY
        empty = last is not None and last < fact.occurred_on and not is_last
        spans[fact.ref] = () if empty else (Span(first=fact.occurred_on, last=last),)
    return [replace(fact, spans=spans[fact.ref]) for fact in owned]


# --- responsibility list ---------------------------------------------------------


def _list(entry: Entry, event: object, get: Get) -> list[Change]:
    """The list is a fact once issued. Items are facts from the draft on, counted only once completed.

    An item's ``period`` is its time limit (``YYYY-MM-DD`` or empty), its ``act`` how far it has come.
    """
    stream = entry.stream
    match event:
        case responsibility.ResponsibilityItemAdded():
            issued = get(stream) is not None
            return [(f"{stream}#{event.item.item}", _item(entry, event.item, PLANNED if issued else DRAFT))]
        case responsibility.ResponsibilityItemWithdrawn():
            return [(f"{stream}#{event.item}", None)]
        case responsibility.ResponsibilityListIssued():
            return _issued(entry, event, get)
        case responsibility.ResponsibilityListVoided():
            return [(fact.ref, None) for fact in _items(entry, get)]
    ref = f"{stream}#{_item_number(event)}"
    before = get(ref)
    if before is None:
        return []
    match event:
        case responsibility.ResponsibilityItemAssigned():
            fact = replace(before, owner=event.person, period=_limit(event.due_on))
        case responsibility.ResponsibilityItemAmended():
            fresh = _item(entry, event.item, before.act)
            fact = replace(fresh, first_position=before.first_position, recorded_on=before.recorded_on)
            fact = replace(fact, occurred_on=before.occurred_on, performers=before.performers)
            fact = replace(fact, spans=before.spans, returned_on=before.returned_on, corrected=before.corrected)
        case responsibility.ResponsibilityItemReassigned():
            fact = replace(before, owner=event.person)
        case responsibility.ResponsibilityItemCompleted():
            fact = replace(
                before,
                act=COMPLETED,
                occurred_on=event.occurred_on,
                recorded_on=local_day(entry.recorded_at),
                performers=() if before.owner is None else (before.owner,),
                spans=(*before.spans, Span(first=event.occurred_on)),
                returned_on=None,
            )
        case responsibility.ResponsibilityItemVerified():
            fact = replace(before, act=VERIFIED)
        case responsibility.ResponsibilityItemReturned():
            ended = _ended(before.spans, event.occurred_on)
            fact = replace(before, act=RETURNED, spans=ended, returned_on=event.occurred_on)
        case responsibility.CompletionVoided():
            spans = before.spans[:-1]
            fact = replace(before, act=RETURNED if spans else PLANNED, spans=spans)
        case _:
            return []
    return [(ref, replace(fact, position=entry.position))]


def _item_number(event: object) -> str:
    if isinstance(event, responsibility.ResponsibilityItemAmended):
        return event.item.item
    return str(getattr(event, "item", ""))


def _items(entry: Entry, get: Get) -> list[Fact]:
    """The items on the list: numbered from 1, and never more than entries in the stream."""
    return [fact for n in range(1, entry.version) if (fact := get(f"{entry.stream}#{n}")) is not None]


def _issued(entry: Entry, event: responsibility.ResponsibilityListIssued, get: Get) -> list[Change]:
    the_list = Fact(
        ref=entry.stream,
        kind=FactKind.LIST,
        act="issued",
        organisation=organisation_of(entry.stream),
        occurred_on=event.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        period=entry.stream[-4:],
    )
    planned = [
        (fact.ref, replace(fact, act=PLANNED, position=entry.position))
        for fact in _items(entry, get)
        if fact.act == DRAFT
    ]
    return [(entry.stream, the_list), *planned]


def _item(entry: Entry, item: responsibility.Item, act: str) -> Fact:
    return Fact(
        ref=f"{entry.stream}#{item.item}",
        kind=FactKind.LIST_ITEM,
        act=act,
        organisation=organisation_of(entry.stream),
        occurred_on=local_day(entry.recorded_at),
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=item.title,
        period=_limit(item.due_on),
        owner=item.person,
        duties=(item.clause,) if item.clause else (),
    )


def _limit(due_on: date | None) -> str:
    return "" if due_on is None else due_on.isoformat()
