"""Sides: two moments of one question, what differs between them, and what brought it about.

Between the two a third is read: the second day, as known at the first position. What differs up to there the passing
of time alone brought about; what differs from there on was brought about by entries recorded in between.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Any, Final, TypeAlias

from flask import url_for

from domain.kernel import record
from projections import trail
from projections.trail import Line
from web.asking import Clocks, asking
from web.links import visible
from web.services import services

Fields: TypeAlias = tuple[tuple[str, str], ...]
"""(label, text) of everything that is shown."""


@record
class Thing:
    """One line of an answer: a cell, an item, a field, an organisation."""

    title: str
    fields: Fields
    group: str = ""
    link: Callable[[], str] | None = None
    """Its address, worked out for what is shown only: most of what is compared is the same on both sides."""
    own: frozenset[str] = frozenset()
    """Records whose every entry bears on it."""
    rests: Mapping[str, Any] = field(default_factory=dict)
    """Record -> what it contributes: its entries bear on the thing where that differs."""
    entries: frozenset[int] | None = None
    """Positions of the entries that made it what it is, where the question knows them."""

    @property
    def url(self) -> str:
        """The page on which it stands."""
        return self.link() if self.link is not None else ""


Things: TypeAlias = Mapping[str, Thing]
"""What an answer shows, by a key that stays the same."""
Ask: TypeAlias = Callable[[Clocks], Things]


@record
class Pair:
    """Two moments; ``first`` is what is shown on the left."""

    first: Clocks
    second: Clocks
    start: int
    end: int
    """Log positions at which each of them stands."""

    @property
    def between(self) -> Clocks:
        """The second day, as known at the first moment."""
        return replace(self.second, known_at=self.first.known_at, known_on=self.first.known_on)


@record
class Change:
    """What differs in one line."""

    key: str
    sort: str
    """``appeared``, ``went`` or ``changed``."""
    thing: Thing
    fields: tuple[tuple[str, str, str], ...]
    """(label, before, after); of what appeared or went one side is empty."""
    by_time: bool
    """The passing of time did it, or had a part in it."""
    lines: tuple[Line, ...]
    """Entries recorded in between that did it, and that the viewer may see."""


def address(endpoint: str, when: Clocks, **values: Any) -> Callable[[], str]:
    """A page as it stands at a moment."""
    kept: dict[str, Any] = dict(when.parameters())
    return partial(url_for, endpoint, **values, **kept)


APPEARED: Final = "appeared"
WENT: Final = "went"
CHANGED: Final = "changed"


def pair_of(first: Clocks, second: Clocks) -> Pair:
    """Two moments with their positions."""
    head = services().ledger.head().position

    def position(when: Clocks) -> int:
        return head if when.known_at is None else min(when.known_at, head)

    return Pair(first=first, second=second, start=position(first), end=position(second))


def differing(ask: Ask, pair: Pair) -> list[Change]:
    """What differs between the two moments, in the order of the answer."""
    before, after = ask(pair.first), ask(pair.second)
    middle = before if pair.first.as_of == pair.second.as_of else ask(pair.between)
    if pair.start == pair.end:
        middle = after
    keys = [*after, *(key for key in before if key not in after)]
    changed = [key for key in keys if _shown(before, key) != _shown(after, key)]
    bearing = {key: _bearing(middle.get(key), after.get(key)) for key in changed}
    lines = _recorded(pair, set().union(*bearing.values()))
    return [_change(key, before, middle, after, lines, bearing[key], pair) for key in changed]


def _shown(things: Things, key: str) -> Fields | None:
    return things[key].fields if key in things else None


def _bearing(one: Thing | None, other: Thing | None) -> frozenset[str]:
    """Records whose entries may have made the one into the other."""
    if _fields(one) == _fields(other):
        return frozenset()
    rests = [dict(side.rests) if side else {} for side in (one, other)]
    moved = {stream for stream in {*rests[0], *rests[1]} if rests[0].get(stream) != rests[1].get(stream)}
    return frozenset(moved.union(*(side.own for side in (one, other) if side)))


def _fields(thing: Thing | None) -> Fields | None:
    return None if thing is None else thing.fields


def _recorded(pair: Pair, streams: Collection[str]) -> Mapping[str, Sequence[Line]]:
    """Entries of these records between the two positions, where the viewer may open the record."""
    low, high = sorted((pair.start, pair.end))
    found: dict[str, list[Line]] = {}
    for line in trail.between(asking().reading, streams, low, high):
        found.setdefault(line.stream, []).append(line)
    return {stream: lines for stream, lines in found.items() if visible(stream)}


def _change(
    key: str,
    before: Things,
    middle: Things,
    after: Things,
    recorded: Mapping[str, Sequence[Line]],
    bearing: Collection[str],
    pair: Pair,
) -> Change:
    one, other = before.get(key), after.get(key)
    thing = other or one
    assert thing is not None, "a change has a side"
    lines = {line.position: line for stream in bearing for line in recorded.get(stream, ())}
    said = [side.entries for side in (one, middle.get(key), other) if side is not None and side.entries is not None]
    if said:
        made = frozenset().union(*said)
        lines = {position: line for position, line in lines.items() if position in made}
    return Change(
        key=key,
        sort=APPEARED if one is None else WENT if other is None else CHANGED,
        thing=thing,
        fields=_side_by_side(one, other),
        by_time=pair.first.as_of != pair.second.as_of and _shown(before, key) != _shown(middle, key),
        lines=tuple(lines[position] for position in sorted(lines)),
    )


def _side_by_side(one: Thing | None, other: Thing | None) -> tuple[tuple[str, str, str], ...]:
    old, new = dict(one.fields) if one else {}, dict(other.fields) if other else {}
    return tuple(
        (label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys([*old, *new])
        if old.get(label, "") != new.get(label, "")
    )
