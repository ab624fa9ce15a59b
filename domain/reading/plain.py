"""The plain sort of fact: a record that is one fact, opened, corrected by a whole new version, voided."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.days import local_day


def fact_of(
    entry: Entry, kind: FactKind, act: str, organisation: str, occurred_on: date, *, ref: str = "", **more: Any
) -> Fact:
    """A fact that the entry makes; ``ref`` is the stream unless another is given, ``more`` any field of `Fact`."""
    return Fact(
        ref=ref or entry.stream,
        kind=kind,
        act=act,
        organisation=organisation,
        occurred_on=occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        **more,
    )


class Plain:
    """Facts of a kind whose records are one fact each.

    ``opens``: event -> the fact it makes. ``corrected``: event -> name of its field that holds the corrected opening
    event. ``voided``: events that take the fact away. All other events of the kind leave facts alone.
    """

    def __init__(
        self,
        *,
        opens: Mapping[type, Callable[[Entry, Any], Fact]],
        corrected: Mapping[type, str],
        voided: tuple[type, ...],
    ) -> None:
        self._opens, self._corrected, self._voided = opens, corrected, voided
        self.reads: tuple[type, ...] = (*opens, *corrected, *voided)

    def changes(self, entry: Entry, get: Get) -> list[Change]:
        """See `domain.reading.facts.changes`."""
        event = entry.event
        kind = type(event)
        if kind in self._opens:
            return [(entry.stream, self._opens[kind](entry, event))]
        before = get(entry.stream)
        if kind in self._corrected:
            fact = getattr(event, self._corrected[kind])
            fresh = self._opens[type(fact)](entry, fact)
            return [(entry.stream, fresh if before is None else continued(before, fresh))]
        return [(entry.stream, None)] if before is not None else []
