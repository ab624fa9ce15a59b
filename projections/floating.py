"""Floating members 流动党员台账: who is away from here, who has come here, how far each journey is, what is missing.

One row a journey, found from every organisation that has to do with it; one row a member and year of dues. Both keep
what they said before. How a journey stands on a day follows from its steps (`domain.floating_status`), which months
of dues are open from the payments (`domain.dues_status`); nothing of that is stored.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

import msgspec
import sqlalchemy as sa

from domain import dues, dues_status, floating, identity
from domain.dues_status import Month
from domain.floating_status import Journey, Stage, Standing, Taken, begun, journey_after, standing_on
from domain.identity import dues_of
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.store import (
    Kept,
    Reading,
    Row,
    Store,
    Tables,
    day_of,
    iso,
    kept_columns,
    kept_index,
    of_streams,
    portions,
)
from projections.store import known_at as known

NAME: Final = "floating"

_JOURNEY: Final = ("person", "home", "destination", "reported_on", "leaves_on", "expected_back", "steps")
_DUES: Final = ("person", "year", "payments", "difficulties")

_encode: Final = msgspec.json.Encoder().encode
_steps: Final = msgspec.json.Decoder(list[Taken]).decode
_payments: Final = msgspec.json.Decoder(dict[str, tuple[list[int], date]]).decode
_difficulties: Final = msgspec.json.Decoder(dict[int, date]).decode


class Floating:
    """The view: journeys, the organisations they concern, dues."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset({*get_args(floating.Event), *get_args(dues.Event)})
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads
    """Every other kind: none bears on the question."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Three tables with two clocks."""

        def kept(name: str, columns: Sequence[str], *indexes: str) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *(sa.Column(column, sa.Integer if column == "year" else sa.String) for column in columns),
                kept_index(f"{prefix}{name}_", suffix),
                *(sa.Index(f"{prefix}{name}_{column}{suffix}", column, "known_to") for column in indexes),
            )

        return {
            "journeys": kept("journeys", _JOURNEY),
            "sides": kept("sides", ("organisation",), "organisation"),
            "dues": kept("dues", _DUES),
        }

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its rows."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run(mine)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._kept = {name: Kept(store, name) for name in ("journeys", "sides", "dues")}
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._journeys: dict[str, Journey] = {}
        """Certificate -> its latest journey."""
        for stream, part, _, _, _, *values in store.select_streams("journeys", going_on, None):
            journey = _journey(stream, part, values)
            if stream not in self._journeys or self._journeys[stream].number < journey.number:
                self._journeys[stream] = journey
        self._dues: dict[str, Row] = {
            stream: tuple(values) for stream, _, _, _, _, *values in store.select_streams("dues", going_on, None)
        }

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            if isinstance(entry.event, get_args(floating.Event)):
                self._fold_journey(entry)
            else:
                self._fold_dues(entry)
        for kept in self._kept.values():
            kept.flush()

    def _fold_journey(self, entry: Entry) -> None:
        stream = entry.stream
        if isinstance(entry.event, floating.DepartureReported):
            self._put(entry, None, begun(stream, entry.version, entry.event))
            return
        before = self._journeys.get(stream)
        if before is not None:
            self._put(entry, before, journey_after(before, entry.event))

    def _put(self, entry: Entry, before: Journey | None, after: Journey | None) -> None:
        stream = entry.stream
        one = after if before is None else before
        assert one is not None, "a journey begins, goes on or is voided"
        part, position = str(one.number), entry.position
        row = None if after is None else _row(after)
        self._kept["journeys"].put(stream, part, position, row, had=before is not None)
        had = () if before is None else before.sides
        has = () if after is None else after.sides
        for body in dict.fromkeys((*had, *has)):
            if (body in had) != (body in has):
                side = (body,) if body in has else None
                self._kept["sides"].put(stream, f"{part} {body}", position, side, had=body in had)
        if after is not None:
            self._journeys[stream] = after
        else:
            # An earlier journey that was checked off takes no more entries: it need not be remembered.
            self._journeys.pop(stream, None)

    def _fold_dues(self, entry: Entry) -> None:
        event, stream = entry.event, entry.stream
        before = self._dues.get(stream)
        if before is None:
            person, year, payments, difficulties = event.person, event.year, {}, {}
        else:
            person, year, payments, difficulties = before[0], before[1], _payments(before[2]), _difficulties(before[3])
        match event:
            case dues.DuesPaid():
                payments[str(entry.version)] = (list(event.months), event.occurred_on)
            case dues.PaymentCorrected():
                payments[str(event.payment)] = (list(event.paid.months), event.paid.occurred_on)
            case dues.PaymentVoided():
                payments.pop(str(event.payment), None)
            case dues.DuesDifficultyRecorded():
                difficulties |= dict.fromkeys(event.quarters, event.occurred_on)
        row = (person, year, _encode(payments).decode(), _encode(difficulties).decode())
        self._kept["dues"].put(stream, "", entry.position, row, had=before is not None)
        self._dues[stream] = row


def _row(journey: Journey) -> Row:
    return (
        journey.person,
        journey.home,
        journey.destination,
        iso(journey.reported_on),
        iso(journey.leaves_on),
        None if journey.expected_back is None else iso(journey.expected_back),
        _encode(journey.steps).decode(),
    )


def _journey(stream: str, part: str, values: Sequence[Any]) -> Journey:
    said = dict(zip(_JOURNEY, values, strict=True))
    return Journey(
        certificate=stream,
        number=int(part),
        person=said["person"],
        home=said["home"],
        destination=said["destination"],
        reported_on=day_of(said["reported_on"]),
        leaves_on=day_of(said["leaves_on"]),
        expected_back=None if said["expected_back"] is None else day_of(said["expected_back"]),
        steps=tuple(_steps(said["steps"])),
    )


# --- journeys -----------------------------------------------------------------------------


@record
class Member:
    """A floating member, as seen from the organisations asked about."""

    journey: Journey
    standing: Standing
    left_here: bool
    """The place left is among them 流出."""
    came_here: bool
    """The present place is among them 流入."""
    unpaid: tuple[tuple[int, int], ...]
    """Months away for which dues are overdue: year, month."""
    position: int
    """Log position at which the journey came to read as it does."""


def members(
    reading: Reading,
    organisations: Collection[str],
    as_of: date,
    known_at: int | None = None,
    *,
    closed: bool = False,
) -> list[Member]:
    """Members away from or come to these organisations on a day; who has most missing first.

    ``closed``: those whose last journey is checked off by then besides.
    """
    sides, table = reading.table(NAME, "sides"), reading.table(NAME, "journeys")
    theirs = reading.rows(
        sa.select(sides.c.stream).distinct().where(sides.c.organisation.in_(organisations), known(sides, known_at))
    )
    streams = {row.stream for row in theirs}
    if not streams:
        return []
    bodies = set(organisations)
    found = []
    for row in reading.rows(sa.select(table).where(of_streams(table, streams), known(table, known_at))):
        journey = _journey(row.stream, row.part, row[5:])
        standing = standing_on(journey, as_of)
        if standing is None or (standing.stage is Stage.CLOSED and not closed):
            continue
        left_here = journey.home in bodies
        came_here = not bodies.isdisjoint({standing.host, standing.assigned} - {None})
        if left_here or came_here:
            found.append((journey, standing, left_here, came_here, row.known_from))
    years = _years(reading, [journey for journey, *_ in found], as_of, known_at)
    listed = [
        Member(
            journey=journey,
            standing=standing,
            left_here=left_here,
            came_here=came_here,
            unpaid=_unpaid(journey, years, as_of),
            position=position,
        )
        for journey, standing, left_here, came_here, position in found
    ]
    return sorted(listed, key=lambda one: (-len(one.standing.gaps), one.journey.leaves_on, one.journey.certificate))


def journeys_of(
    reading: Reading, person: str, as_of: date, known_at: int | None = None
) -> list[tuple[Journey, Standing]]:
    """Every journey of one member up to a day, the latest first."""
    table = reading.table(NAME, "journeys")
    stream = identity.certificate_of(person)
    rows = reading.rows(sa.select(table).where(of_streams(table, [stream]), known(table, known_at)))
    found = [(journey := _journey(row.stream, row.part, row[5:]), standing_on(journey, as_of)) for row in rows]
    return sorted(
        [(journey, standing) for journey, standing in found if standing is not None], key=lambda one: -one[0].number
    )


# --- dues ---------------------------------------------------------------------------------


def dues_months(
    reading: Reading, person: str, year: int, as_of: date, known_at: int | None = None
) -> tuple[Month, ...]:
    """The twelve months of a member's dues."""
    return dues_status.months_of(year, *_paid(_rows(reading, [dues_of(person, year)], known_at), person, year), as_of)


def dues_years(
    reading: Reading, persons: Collection[str], year: int, as_of: date, known_at: int | None = None
) -> dict[str, tuple[Month, ...]]:
    """The twelve months of each of these persons of whose dues in the year anything is on record."""
    streams = sorted(dues_of(person, year) for person in persons)
    rows: dict[tuple[str, int], tuple[list[tuple[list[int], date]], Mapping[int, date]]] = {}
    for portion in portions(streams):
        rows.update(_rows(reading, portion, known_at))
    return {person: dues_status.months_of(year, *said, as_of) for (person, _), said in rows.items()}


def months_away(journey: Journey, year: int, as_of: date) -> range:
    """Months of a year for which a journey owes dues at the new place, as far as they have come."""
    return dues_status.in_span(year, *_away(journey, as_of))


def _away(journey: Journey, as_of: date) -> tuple[date, date]:
    """Days away, as far as they have come: dues of other months follow the rule at home."""
    returned = (taken.day for taken in journey.steps if taken.step == floating.ReturnReported.__name__)
    return journey.leaves_on, min(next(returned, as_of), as_of)


_Years = Mapping[tuple[str, int], tuple[list[tuple[list[int], date]], Mapping[int, date]]]


def _years(reading: Reading, journeys: Sequence[Journey], as_of: date, known_at: int | None) -> _Years:
    wanted = {
        dues_of(journey.person, year)
        for journey in journeys
        for first, last in (_away(journey, as_of),)
        for year in range(first.year, last.year + 1)
    }
    return _rows(reading, sorted(wanted), known_at)


def _rows(reading: Reading, streams: Sequence[str], known_at: int | None) -> _Years:
    if not streams:
        return {}
    table = reading.table(NAME, "dues")
    rows = reading.rows(sa.select(table).where(of_streams(table, streams), known(table, known_at)))
    return {
        (row.person, row.year): (list(_payments(row.payments).values()), _difficulties(row.difficulties))
        for row in rows
    }


def _paid(years: _Years, person: str, year: int) -> tuple[list[tuple[list[int], date]], Mapping[int, date]]:
    return years.get((person, year), ([], {}))


def _unpaid(journey: Journey, years: _Years, as_of: date) -> tuple[tuple[int, int], ...]:
    first, last = _away(journey, as_of)
    found = []
    for year in range(first.year, last.year + 1):
        months = dues_status.months_of(year, *_paid(years, journey.person, year), as_of)
        owed = dues_status.in_span(year, first, last)
        found += [
            (year, one.month) for one in months if one.month in owed and one.standing is dues_status.Standing.UNPAID
        ]
    return tuple(found)
