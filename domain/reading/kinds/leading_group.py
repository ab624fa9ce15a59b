"""Facts of leading groups: a group stands from the day it is set up until it is dissolved."""

from typing import Final

from domain import leading_group
from domain.fact import Fact, FactKind, Span
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued, ended
from domain.reading.plain import fact_of

_ACTS: Final = {leading_group.Type.EDUCATION_CONFERENCE: "education_conference_set_up"}

READS: Final[tuple[type, ...]] = (
    leading_group.GroupEstablished,
    leading_group.GroupDissolved,
    leading_group.GroupCorrected,
    leading_group.GroupVoided,
)
IGNORES: Final[tuple[type, ...]] = (leading_group.GroupChanged,)


def _established(entry: Entry, event: leading_group.GroupEstablished) -> Fact:
    return fact_of(
        entry,
        FactKind.LEADING_GROUP,
        _ACTS.get(event.type, "leading_group_set_up"),
        event.organisation,
        event.occurred_on,
        title=event.title,
        chair=event.head,
        performers=tuple(seat.person for seat in event.seats),
        duties=event.duties,
        spans=(Span(first=event.occurred_on),),
    )


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, leading_group.GroupEstablished):
        return [(stream, _established(entry, event))]
    before = get(stream)
    if before is None:
        return []
    match event:
        case leading_group.GroupDissolved():
            return [(stream, before._replace(spans=ended(before.spans, event.occurred_on), position=entry.position))]
        case leading_group.GroupCorrected():
            fresh = continued(before, _established(entry, event.established))
            last = before.spans[-1].last if before.spans else None
            return [(stream, fresh._replace(spans=(Span(first=fresh.occurred_on, last=last),)))]
        case _:
            return [(stream, None)]
