"""Places: what rules ask of an organisation on a day: is it there, under whom, how rated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from domain import organisation
from domain.kernel import Entry, record
from domain.reading.days import value_on

T = TypeVar("T")

Lookup: TypeAlias = Callable[[str], "Place | None"]
"""The place of an organisation; None if it is not on record."""


@record
class Place:
    """One organisation, with everything about it that changes from a day on, in order of those days."""

    organisation: str
    kind: str
    sector: str
    since: date
    """First day on which it exists."""
    until: date | None
    """Last day on which it exists; None while it does."""
    parents: tuple[tuple[date, str | None], ...]
    names: tuple[tuple[date, str], ...]
    ratings: tuple[tuple[date, str], ...] = ()

    def exists(self, day: date) -> bool:
        """Whether it exists on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)

    def parent(self, day: date) -> str | None:
        """Its superior on ``day``."""
        return value_on(self.parents, day)

    def name(self, day: date) -> str:
        """Its name on ``day``."""
        return value_on(self.names, day)

    def rating(self, day: date) -> str:
        """How it was rated on ``day``; empty if it had not been."""
        return value_on(((date.min, ""), *self.ratings), day)


def place_after(before: Place | None, entry: Entry) -> Place | None:
    """The place once the entry is known; None if the organisation was registered by mistake."""
    event = entry.event
    if isinstance(event, organisation.OrganisationRegistered):
        return _registered(entry.stream, event)
    if before is None:
        return None
    match event:
        case organisation.OrganisationRelationSet():
            return replace(before, parents=_with(before.parents, event.occurred_on, event.parent))
        case organisation.OrganisationRenamed():
            return replace(before, names=_with(before.names, event.occurred_on, event.name))
        case organisation.OrganisationRatedWeak() | organisation.OrganisationRerated():
            return replace(before, ratings=_with(before.ratings, event.occurred_on, event.rating.value))
        case organisation.OrganisationDissolved():
            return replace(before, until=event.occurred_on - timedelta(days=1))
        case organisation.OrganisationCorrected():
            fresh = _registered(entry.stream, event.registered)
            return replace(
                fresh,
                until=before.until,
                parents=_rebased(fresh.parents, before.parents),
                names=_rebased(fresh.names, before.names),
                ratings=before.ratings,
            )
        case organisation.OrganisationVoided():
            return None
    return before


def ancestors(start: str, day: date, lookup: Lookup) -> tuple[str, ...]:
    """The organisation itself and all above it on ``day``, nearest first; a loop is walked once."""
    line: list[str] = []
    current: str | None = start
    while current is not None and current not in line:
        line.append(current)
        place = lookup(current)
        current = None if place is None else place.parent(day)
    return tuple(line)


def is_place_event(event: object) -> bool:
    """Whether the event can change a place."""
    return isinstance(event, organisation.Event)


def _registered(stream: str, event: organisation.OrganisationRegistered) -> Place:
    return Place(
        organisation=stream,
        kind=event.kind.value,
        sector=event.sector.value,
        since=event.occurred_on,
        until=None,
        parents=((event.occurred_on, event.parent),),
        names=((event.occurred_on, event.name),),
    )


def _with(dated: tuple[tuple[date, T], ...], day: date, value: T) -> tuple[tuple[date, T], ...]:
    return (*(row for row in dated if row[0] <= day), (day, value), *(row for row in dated if row[0] > day))


def _rebased(first: tuple[tuple[date, T], ...], old: tuple[tuple[date, T], ...]) -> tuple[tuple[date, T], ...]:
    return (*first, *old[1:])
