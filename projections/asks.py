"""Asks 待办联动: what entries ask somebody to do next, and whether a later entry has answered it.

What asks and what answers is decided by `domain.reactions`; here it is kept: one row an ask, with both clocks, so that
the list of what nobody has answered can be read as it was known at any position.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from domain import reactions
from domain.identity import stream_of
from domain.kernel import Entry, record
from domain.reactions import Context, Reaction
from domain.vocabulary import EVENTS
from projections.store import (
    EARLY,
    Kept,
    Reading,
    Store,
    Tables,
    day_of,
    iso,
    kept_columns,
    kept_index,
    mark_of,
    of_streams,
    portions,
)
from projections.store import known_at as known

NAME: Final = "asks"

_COLUMNS: Final = (
    "command", "key", "organisation", "asked_on", "asked_position", "due_on", "answered_position", "answered_by",
    "answered_on", "answered_mark",
)  # fmt: skip
_NUMBERS: Final = {"asked_position": sa.BigInteger, "answered_position": sa.BigInteger, "answered_mark": sa.Integer}

_encode: Final = msgspec.json.Encoder().encode
_context: Final = msgspec.json.Decoder(dict[str, str]).decode


@record
class Asked:
    """One ask, and what became of it."""

    ref: str
    """Record, or its numbered part, that asks."""
    command: str
    """Name of the command that would do it."""
    key: str
    """Which of several alike: the person."""
    organisation: str
    """Who is asked."""
    asked_on: date | None
    asked_position: int
    due_on: date | None
    answered_position: int | None
    answered_by: str
    """Entry that answered: ``stream#version``; empty while nobody has."""
    answered_on: date | None = None

    def age_days(self, as_of: date) -> int:
        """Days for which it had been asked on a day."""
        return 0 if self.asked_on is None else max(0, (as_of - self.asked_on).days)

    def overdue_days(self, as_of: date) -> int:
        """Days since the day by which it was asked; 0 while that is to come, or where none was set."""
        return 0 if self.due_on is None else max(0, (as_of - self.due_on).days)


class _Row(NamedTuple):
    command: str
    key: str
    organisation: str
    asked_on: str
    asked_position: int
    due_on: str
    answered_position: int | None = None
    answered_by: str = ""
    answered_on: str = ""
    answered_mark: int = 0

    def answered(self, entry: Entry) -> "_Row":
        """The ask once the entry has answered it."""
        return self._replace(
            answered_position=entry.position,
            answered_by=entry.ref,
            answered_on=_day(reactions.fact_in(entry.event)),
            answered_mark=mark_of(entry.stream),
        )

    def unanswered(self) -> "_Row":
        """The ask where nothing answers it."""
        return self._replace(answered_position=None, answered_by="", answered_on="", answered_mark=0)


class Asks:
    """The view: asks, and who is concerned by the records that ask."""

    name = NAME
    version = 2
    effort = 1
    reads: frozenset[type] = frozenset(
        {
            *reactions.NAMES,
            *reactions.REACTIONS,
            *reactions.ANSWERS,
            *reactions.RESTATING,
            *reactions.OVER,
            *reactions.VOIDED,
            reactions.ENTRY_VOIDED,
        }
    )
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Asks with two clocks; of the records, what was said last."""
        asks = sa.Table(
            f"{prefix}asks{suffix}",
            metadata,
            *kept_columns(),
            *(sa.Column(name, _NUMBERS.get(name, sa.String)) for name in _COLUMNS),
            kept_index(f"{prefix}asks_", suffix),
            sa.Index(f"{prefix}asks_answered{suffix}", "answered_mark", info=EARLY),
            sa.Index(f"{prefix}asks_organisation{suffix}", "organisation", "known_to"),
        )
        concerned = sa.Table(
            f"{prefix}concerned{suffix}",
            metadata,
            sa.Column("stream", sa.String, primary_key=True),
            sa.Column("said", sa.String, nullable=False),
        )
        return {"asks": asks, "concerned": concerned}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into the asks it makes, answers or ends."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run(mine)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._store = store
        self._kept = Kept(store, "asks")
        self._concerned = _Concerned(store, entries)
        self._rows: dict[str, dict[str, _Row]] = {}
        """Stream -> part -> ask as it stands."""
        self._answered: dict[str, set[tuple[str, str]]] = {}
        """Stream that answered -> asks (stream, part)."""
        self._touched: dict[tuple[str, str], _Row | None] = {}
        """Asks touched by the entry at hand, as they stood before."""
        self._fetch(entries)

    def _fetch(self, entries: Sequence[Entry]) -> None:
        streams = {entry.stream for entry in entries}
        marks = {mark_of(entry.stream) for entry in entries if _takes_back(entry)}
        found = self._store.select_in("asks", "answered_mark", sorted(marks), None)
        streams |= {stream_of(one.ref) for entry in entries for one in reactions.answered(entry)}
        streams |= {str(row[0]) for row in found}
        for stream, part, _, _, _, *values in self._store.select_streams("asks", streams, None):
            self._remember(stream, part, _Row(*values))

    def _remember(self, stream: str, part: str, row: _Row) -> None:
        self._rows.setdefault(stream, {})[part] = row
        if row.answered_by:
            self._answered.setdefault(stream_of(row.answered_by), set()).add((stream, part))

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            context = self._concerned.learn(entry)
            self._take_back(entry)
            self._end(entry)
            self._ask(entry, context)
            self._answer(entry)
            self._write(entry.position)
        self._kept.flush()
        self._concerned.flush()

    def _put(self, stream: str, part: str, row: _Row | None) -> None:
        rows = self._rows.setdefault(stream, {})
        before = rows.pop(part, None)
        self._touched.setdefault((stream, part), before)
        if before is not None and before.answered_by:
            self._answered[stream_of(before.answered_by)].discard((stream, part))
        if row is not None:
            self._remember(stream, part, row)

    def _write(self, position: int) -> None:
        """What the entry at this position has changed: one row an ask, however often it was touched."""
        for (stream, part), before in self._touched.items():
            after = self._rows[stream].get(part)
            if after != before:
                self._kept.put(stream, part, position, after, had=before is not None)
        self._touched.clear()

    def _take_back(self, entry: Entry) -> None:
        """What the record answered is unanswered again, where it is voided or says anew what it answers."""
        if not _takes_back(entry):
            return
        only = _entry_voided(entry)
        for stream, part in sorted(self._answered.get(entry.stream, ())):
            row = self._rows[stream][part]
            if not only or row.answered_by == only:
                self._put(stream, part, row.unanswered())

    def _end(self, entry: Entry) -> None:
        """What the record, or its part, asked for falls away."""
        rows = dict(self._rows.get(entry.stream, {}))
        if only := _entry_voided(entry):
            version = int(only.partition("#")[2])
            for part in sorted(rows):
                if _version(part) == version:
                    self._put(entry.stream, part, None)
        commands = reactions.OVER.get(type(entry.event))
        if commands is None:
            return
        ref = reactions.part_of(entry.stream, entry.event)
        names = {command.__name__ for command in commands}
        for part, row in sorted(rows.items()):
            if (ref == entry.stream or _ref(entry.stream, part) == ref) and (not names or row.command in names):
                self._put(entry.stream, part, None)

    def _ask(self, entry: Entry, context: Context) -> None:
        fact = reactions.fact_in(entry.event)
        for reaction in reactions.REACTIONS.get(type(fact), ()):
            self._ask_one(entry, fact, reaction, context)

    def _ask_one(self, entry: Entry, fact: Any, reaction: Reaction, context: Context) -> None:
        stream, command = entry.stream, reaction.asks.__name__
        number = reactions.part_of(stream, fact).partition("#")[2]
        restated = type(entry.event) in reactions.RESTATING
        before = {
            row.key: (part, row)
            for part, row in self._rows.get(stream, {}).items()
            if row.command == command and _number(part) == number
        }
        asked = reaction.whom(fact, context)
        due_on = reaction.due_on(fact)
        keys = reaction.each(fact)
        for key in keys:
            part, old = before.get(key, (f"{number}:{entry.version}:{command}:{key}", None))
            fresh = _Row(command, key, asked, _day(fact), entry.position, "" if due_on is None else iso(due_on))
            if old is not None and (restated or not old.answered_by):
                fresh = old._replace(organisation=asked, due_on=fresh.due_on)
            self._put(stream, part, fresh)
        if restated:
            for key in sorted(before.keys() - set(keys)):
                self._put(stream, before[key][0], None)

    def _answer(self, entry: Entry) -> None:
        for one in reactions.answered(entry):
            stream, command = stream_of(one.ref), one.asks.__name__
            for part, row in sorted(self._rows.get(stream, {}).items()):
                same = (row.command, row.key, _ref(stream, part)) == (command, one.key, one.ref)
                if same and not row.answered_by:
                    self._put(stream, part, row.answered(entry))


class _Concerned:
    """Who is concerned by the records of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._store = store
        self._said: dict[str, Context] = {}
        self._stored: set[str] = set()
        self._changed: set[str] = set()
        self._load(entry.stream for entry in entries)

    def _load(self, streams: Iterable[str]) -> None:
        table = self._store.tables["concerned"]
        for portion in portions(sorted({one for one in streams if one} - self._stored)):
            for stream, said in self._store.connection.execute(sa.select(table).where(table.c.stream.in_(portion))):
                self._said[stream] = _context(said)
                self._stored.add(stream)

    def learn(self, entry: Entry) -> Context:
        """Who is concerned by the entry's record, once the entry is known."""
        before = self._said.get(entry.stream, {})
        after = reactions.context_after(before, entry.event)
        if after != before:
            self._said[entry.stream] = after
            self._changed.add(entry.stream)
        return after

    def flush(self) -> None:
        """Write what was learnt."""
        old = [(stream,) for stream in sorted(self._changed & self._stored)]
        self._store.delete("concerned", ["stream"], old)
        rows = [(stream, _encode(dict(self._said[stream])).decode()) for stream in sorted(self._changed)]
        self._store.insert("concerned", rows)


def _takes_back(entry: Entry) -> bool:
    """Whether the entry may undo an answer that its record gave."""
    kind = type(entry.event)
    if kind in reactions.VOIDED or kind is reactions.ENTRY_VOIDED:
        return True
    return kind in reactions.RESTATING and type(reactions.fact_in(entry.event)) in reactions.ANSWERS


def _entry_voided(entry: Entry) -> str:
    """The one entry that is taken back, as ``stream#version``; ``""`` where it is the whole record or none."""
    event = entry.event
    return f"{entry.stream}#{event.entry}" if isinstance(event, reactions.ENTRY_VOIDED) else ""


def _number(part: str) -> str:
    return part.split(":", 1)[0]


def _version(part: str) -> int:
    return int(part.split(":", 2)[1])


def _ref(stream: str, part: str) -> str:
    number = _number(part)
    return f"{stream}#{number}" if number else stream


def _day(fact: Any) -> str:
    day = getattr(fact, "occurred_on", None)
    return "" if day is None else iso(day)


# --- queries ----------------------------------------------------------------------------


def open_asks(
    reading: Reading,
    organisations: Collection[str],
    *,
    as_of: date | None = None,
    known_at: int | None = None,
    commands: Collection[str] = (),
) -> list[Asked]:
    """What these organisations are asked for and nobody has answered, the oldest first.

    As of a day: asked by then, and answered later or not at all. What fell away has fallen away for every day.
    """
    table = reading.table(NAME, "asks")
    conditions = [table.c.organisation.in_(organisations), known(table, known_at)]
    unanswered = table.c.answered_by == ""
    if as_of is None:
        conditions.append(unanswered)
    else:
        conditions += [table.c.asked_on <= iso(as_of), sa.or_(unanswered, table.c.answered_on > iso(as_of))]
    if commands:
        conditions.append(table.c.command.in_(commands))
    return _asked(reading, table, conditions)


def asks_of(reading: Reading, stream: str, *, known_at: int | None = None) -> list[Asked]:
    """Everything that a record asks for, answered or not."""
    table = reading.table(NAME, "asks")
    return _asked(reading, table, [of_streams(table, [stream]), known(table, known_at)])


def asks_of_all(reading: Reading, streams: Iterable[str], *, known_at: int | None = None) -> list[Asked]:
    """Everything that any of these records asks for, answered or not."""
    table = reading.table(NAME, "asks")
    return [
        one
        for portion in portions(sorted(streams))
        for one in _asked(reading, table, [of_streams(table, portion), known(table, known_at)])
    ]


def _asked(reading: Reading, table: sa.Table, conditions: Sequence[sa.ColumnElement[bool]]) -> list[Asked]:
    order = (table.c.asked_on, table.c.asked_position, table.c.stream, table.c.part)
    rows = reading.rows(sa.select(table).where(*conditions).order_by(*order))
    return [
        Asked(
            ref=_ref(row.stream, row.part),
            command=row.command,
            key=row.key,
            organisation=row.organisation,
            asked_on=day_of(row.asked_on) if row.asked_on else None,
            asked_position=row.asked_position,
            due_on=day_of(row.due_on) if row.due_on else None,
            answered_position=row.answered_position,
            answered_by=row.answered_by,
            answered_on=day_of(row.answered_on) if row.answered_on else None,
        )
        for row in rows
    ]
