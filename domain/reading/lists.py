"""Responsibility lists and their items as facts."""

from datetime import date
from typing import Final

from domain import responsibility
from domain.fact import Fact, FactKind, Span
from domain.identity import organisation_of
from domain.kernel import Entry
from domain.reading.changing import Change, Get, ended
from domain.reading.days import local_day

DRAFT: Final = "draft"
PLANNED: Final = "planned"
COMPLETED: Final = "completed"
VERIFIED: Final = "verified"
RETURNED: Final = "returned"

LIST_EVENTS: Final = (
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


def list_changes(entry: Entry, event: object, get: Get) -> list[Change]:
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
            fact = before._replace(owner=event.person, period=_limit(event.due_on))
        case responsibility.ResponsibilityItemAmended():
            fresh = _item(entry, event.item, before.act)
            fact = fresh._replace(first_position=before.first_position, recorded_on=before.recorded_on)
            fact = fact._replace(occurred_on=before.occurred_on, performers=before.performers)
            fact = fact._replace(spans=before.spans, returned_on=before.returned_on, corrected=before.corrected)
        case responsibility.ResponsibilityItemReassigned():
            fact = before._replace(owner=event.person)
        case responsibility.ResponsibilityItemCompleted():
            fact = before._replace(
                act=COMPLETED,
                occurred_on=event.occurred_on,
                recorded_on=local_day(entry.recorded_at),
                performers=() if before.owner is None else (before.owner,),
                spans=(*before.spans, Span(first=event.occurred_on)),
                returned_on=None,
            )
        case responsibility.ResponsibilityItemVerified():
            fact = before._replace(act=VERIFIED)
        case responsibility.ResponsibilityItemReturned():
            spans = ended(before.spans, event.occurred_on)
            fact = before._replace(act=RETURNED, spans=spans, returned_on=event.occurred_on)
        case responsibility.CompletionVoided():
            spans = before.spans[:-1]
            fact = before._replace(act=RETURNED if spans else PLANNED, spans=spans)
        case _:
            return []
    return [(ref, fact._replace(position=entry.position))]


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
        (fact.ref, fact._replace(act=PLANNED, position=entry.position))
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
