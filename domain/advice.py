"""Advice against formalism 减负提示: what the way of recording suggests, for somebody to look into. Never a score.

Three things are looked for, each with the entries that it rests on:

1. *Backfill* 集中补登: in one sitting somebody enters what is said to have happened over many months.
2. *Alike* 内容雷同: long texts that hardly differ.
3. *Burden* 登记负担: how much each office enters, how much of it at night or on days off, and how many of its records
   serve several duties at once, so that nobody had to enter them twice.

No regulation states any number of this; all of them are settings with a default (`Limits`). What is found may have
good reasons: a network that was down, a form that everybody has to use.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any, Final
from zlib import crc32

from domain.kernel import record


@record
class Limits:
    """From when on something is worth a look. Our own numbers."""

    late_days: int = 20
    """So long after its day, an entry counts as backfilled."""
    sitting: timedelta = timedelta(hours=2)
    """A pause of more than this ends a sitting."""
    entries: int = 5
    """Backfilled entries in one sitting, at least."""
    months: int = 3
    """Months over which they are spread, at least."""
    letters: int = 60
    """A shorter text may well be like another."""
    likeness: float = 0.85
    """Share of what two texts have in common, from which they are called alike."""
    night_from: int = 22
    night_until: int = 6


@record
class Head:
    """An entry as far as advice looks at it. ``recorded_at`` is local time."""

    position: int
    ref: str
    account: str
    organisation: str
    recorded_at: datetime
    occurred_on: date | None

    @property
    def late_days(self) -> int:
        """Days between its day and its being recorded."""
        return 0 if self.occurred_on is None else (self.recorded_at.date() - self.occurred_on).days


@record
class Backfill:
    """What was entered in one sitting about many months."""

    account: str
    began: datetime
    ended: datetime
    months: tuple[str, ...]
    heads: tuple[Head, ...]

    @property
    def organisations(self) -> tuple[str, ...]:
        """On whose behalf."""
        return tuple(dict.fromkeys(head.organisation for head in self.heads))


def backfills(heads: Iterable[Head], limits: Limits) -> list[Backfill]:
    """Sittings in which months were entered, the largest first."""
    by_account: dict[str, list[Head]] = defaultdict(list)
    for head in heads:
        by_account[head.account].append(head)
    found: list[Backfill] = []
    for account, own in by_account.items():
        for sitting in _sittings(sorted(own, key=lambda head: head.position), limits.sitting):
            late = [head for head in sitting if head.late_days >= limits.late_days]
            months = sorted({f"{head.occurred_on:%Y-%m}" for head in late})
            if len(late) >= limits.entries and len(months) >= limits.months:
                found.append(
                    Backfill(
                        account=account,
                        began=late[0].recorded_at,
                        ended=late[-1].recorded_at,
                        months=tuple(months),
                        heads=tuple(late),
                    )
                )
    return sorted(found, key=lambda one: (-len(one.heads), one.began))


def _sittings(heads: Sequence[Head], pause: timedelta) -> Iterator[list[Head]]:
    sitting: list[Head] = []
    for head in heads:
        if sitting and head.recorded_at - sitting[-1].recorded_at > pause:
            yield sitting
            sitting = []
        sitting.append(head)
    if sitting:
        yield sitting


# --- alike ------------------------------------------------------------------------


@record
class Text:
    """A long text of an entry."""

    ref: str
    organisation: str
    field: str
    text: str


@record
class Alike:
    """Texts that hardly differ. ``likeness`` is the least of any two neighbours, from 0 to 1."""

    texts: tuple[Text, ...]
    likeness: float


_NOISE: Final = re.compile(r"[\W\d_]+")
_SHINGLE: Final = 4
_SKETCH: Final = 8
_CROWD: Final = 60
"""So many texts under one mark are compared with each other; beyond that only neighbours are."""


def texts_in(event: Any, limits: Limits) -> Iterator[tuple[str, str]]:
    """Long texts of an event: (field, text)."""
    for one in fields(event):
        value = getattr(event, one.name)
        if isinstance(value, str):
            if len(value) >= limits.letters:
                yield one.name, value
        elif isinstance(value, tuple):
            for part in value:
                if is_dataclass(part):
                    yield from texts_in(part, limits)
        elif is_dataclass(value):
            yield from texts_in(value, limits)


def alike(texts: Iterable[Text], limits: Limits) -> list[Alike]:
    """Groups of texts that hardly differ once numbers and signs are left out, the largest first."""
    kept: list[tuple[Text, frozenset[int]]] = []
    for text in texts:
        plain = _NOISE.sub("", text.text)
        if len(plain) >= limits.letters:
            kept.append((text, _shingles(plain)))
    marks: dict[int, list[int]] = defaultdict(list)
    for number, (_, shingles) in enumerate(kept):
        for mark in sorted(shingles)[:_SKETCH]:
            marks[mark].append(number)
    joined = list(range(len(kept)))
    least: dict[int, float] = {}
    for members in marks.values():
        pairs = combinations(members, 2) if len(members) <= _CROWD else pairwise(members)
        for one, other in pairs:
            if _root(joined, one) != _root(joined, other):
                likeness = _likeness(kept[one][1], kept[other][1])
                if likeness >= limits.likeness:
                    top, below = _root(joined, one), _root(joined, other)
                    joined[below] = top
                    least[top] = min(likeness, least.get(top, 1.0), least.get(below, 1.0))
    groups: dict[int, list[Text]] = defaultdict(list)
    for number, (text, _) in enumerate(kept):
        groups[_root(joined, number)].append(text)
    found = [
        Alike(texts=tuple(group), likeness=least.get(top, 1.0))
        for top, group in groups.items()
        if len({text.ref for text in group}) > 1
    ]
    return sorted(found, key=lambda one: -len(one.texts))


def _shingles(plain: str) -> frozenset[int]:
    return frozenset(crc32(plain[at : at + _SHINGLE].encode()) for at in range(len(plain) - _SHINGLE + 1))


def _likeness(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _root(joined: list[int], number: int) -> int:
    while joined[number] != number:
        joined[number] = joined[joined[number]]
        number = joined[number]
    return number


# --- burden -----------------------------------------------------------------------


@record
class Burden:
    """What one office enters in a year."""

    organisation: str
    entries: int
    months: tuple[int, ...]
    """Entries by month of recording, January first."""
    accounts: int
    """How many accounts share it."""
    off_hours: int
    """Entered at night, on a Saturday or a Sunday."""
    late: int
    """Entered late."""
    records: int
    """Records that count for any duty."""
    shared: int
    """Of these, such as count for several duties at once."""


def burdens(heads: Iterable[Head], serving: Mapping[str, Mapping[str, int]], year: int, limits: Limits) -> list[Burden]:
    """By office, the most entries first. ``serving``: organisation -> record -> how many duties it counts for."""
    by_office: dict[str, list[Head]] = defaultdict(list)
    for head in heads:
        if head.recorded_at.year == year:
            by_office[head.organisation].append(head)
    found: list[Burden] = []
    for organisation in dict.fromkeys((*by_office, *serving)):
        own = by_office.get(organisation, [])
        months = Counter(head.recorded_at.month for head in own)
        duties = serving.get(organisation, {})
        found.append(
            Burden(
                organisation=organisation,
                entries=len(own),
                months=tuple(months[month] for month in range(1, 13)),
                accounts=len({head.account for head in own}),
                off_hours=sum(_off_hours(head.recorded_at, limits) for head in own),
                late=sum(head.late_days >= limits.late_days for head in own),
                records=len(duties),
                shared=sum(count > 1 for count in duties.values()),
            )
        )
    return sorted(found, key=lambda one: -one.entries)


def _off_hours(moment: datetime, limits: Limits) -> bool:
    night = moment.hour >= limits.night_from or moment.hour < limits.night_until
    return night or moment.weekday() >= 5
