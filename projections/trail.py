"""Audit trail 审计轨迹: what was recorded of a record, an organisation, a person, by an account.

Only the heads of entries stand here, no payloads: who looks at a line loads the event from the ledger.
An organisation's trail holds the entries of its records, those that name it, and those made on its behalf.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, TypedDict, Unpack, get_args, get_type_hints

import sqlalchemy as sa

from domain.identity import PREFIXES
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.store import Reading, Row, Store, Tables, day_of, iso, micros, moment_of, portions

NAME: Final = "trail"
_PREFIXES: Final = tuple(f"{prefix}-" for prefix, kind in PREFIXES.items() if kind != "account")
_CACHED: Final = 100_000
"""Streams whose organisation is kept in memory."""


@record
class Line:
    """One line of a trail: the envelope of an entry."""

    position: int
    stream: str
    version: int
    name: str
    recorded_at: datetime
    recorded_by: str
    on_behalf_of: str
    occurred_on: date | None
    command_id: str

    @property
    def ref(self) -> str:
        """How the entry is pointed at: ``stream#version``."""
        return f"{self.stream}#{self.version}"


# --- which records, organisations and persons an event names ----------------------------

Find = Callable[[Any, set[str]], None]
"""Adds the ids that stand in a value to a set."""


def named(event: Any) -> set[str]:
    """Ids of records, organisations and persons that stand in any field of an event."""
    found: set[str] = set()
    _look(event, found)
    return found


def _look(value: Any, found: set[str]) -> None:
    kind = type(value)
    if kind is str:
        _read(value, found)
    elif kind is tuple:
        for part in value:
            _look(part, found)
    elif value is not None:
        finder = _FINDERS.get(kind)
        if finder is None:
            finder = _FINDERS[kind] = _finder(kind)
        finder(value, found)


def _read(text: str, found: set[str]) -> None:
    # Text that merely begins so is no id: ids hold no blanks and are short.
    if text.startswith(_PREFIXES) and len(text) < 100 and " " not in text:
        found.add(text.partition("#")[0] if "#" in text else text)


_FINDERS: Final[dict[type, Find]] = {}


def _finder(cls: type) -> Find:
    """Looks at those fields of a record that may hold ids: made once a class, for every entry passes here."""
    hints = get_type_hints(cls) if is_dataclass(cls) else {}
    names = _may_name(cls)
    plain = [name for name in names if hints[name] in (str, str | None)]
    texts, others = _getter(plain), _getter([name for name in names if name not in plain])

    def find(value: Any, found: set[str]) -> None:
        for text in texts(value):
            if text and text.startswith(_PREFIXES):
                _read(text, found)
        for part in others(value):
            if part:
                _look(part, found)

    return find


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of these fields."""
    if not names:
        return lambda value: ()
    if len(names) == 1:
        (name,) = names
        return lambda value: (getattr(value, name),)
    return attrgetter(*names)


_PROSE: Final = frozenset(
    {"title", "text", "minutes", "note", "reason", "place", "reports_heard", "catalogue", "basis"}
)
"""Fields of free text: whatever stands in them, it points at nothing."""


def _may_name(cls: Any) -> list[str]:
    """Fields of a record in which an id may stand."""
    if not is_dataclass(cls):
        return []
    hints = get_type_hints(cls)
    return [field.name for field in fields(cls) if field.name not in _PROSE and _may_hold_ids(hints[field.name])]


def _may_hold_ids(hint: Any) -> bool:
    if hint is str:
        return True
    if isinstance(hint, type) and is_dataclass(hint):
        return bool(_may_name(hint))
    return any(_may_hold_ids(part) for part in get_args(hint))


# --- view -------------------------------------------------------------------------------


class Trail:
    """The view: heads of entries, and (subject, position) for everything an entry is about."""

    name = NAME
    version = 3
    personal = False
    reads: frozenset[type] = frozenset(EVENTS.values())
    ignores: frozenset[type] = frozenset()

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._valid: tuple[int, int] = (0, 0)

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Heads (with the organisation the stream belongs to) and subjects."""
        heads = sa.Table(
            f"{prefix}heads{suffix}",
            metadata,
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("stream", sa.String, nullable=False),
            sa.Column("version", sa.Integer, nullable=False),
            sa.Column("name", sa.String, nullable=False),
            sa.Column("recorded_at", sa.BigInteger, nullable=False),
            sa.Column("recorded_by", sa.String, nullable=False),
            sa.Column("on_behalf_of", sa.String, nullable=False),
            sa.Column("occurred_on", sa.String),
            sa.Column("command_id", sa.String, nullable=False),
            sa.Column("organisation", sa.String, nullable=False),
            sa.Index(f"{prefix}by{suffix}", "recorded_by", "position"),
            sqlite_with_rowid=False,
        )
        subjects = sa.Table(
            f"{prefix}subjects{suffix}",
            metadata,
            sa.Column("subject", sa.String, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sqlite_with_rowid=False,
        )
        return {"heads": heads, "subjects": subjects}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """One head and a few subjects for every entry."""
        if self._valid != (store.generation, after) or len(self._owners) > _CACHED:
            self._owners.clear()
        self._load_owners(store, entries)
        heads: list[Row] = []
        subjects: dict[str, list[int]] = {}
        for entry in entries:
            event, position, stream = entry.event, entry.position, entry.stream
            if entry.version == 1:
                self._owners[stream] = getattr(event, "organisation", "")
            owner = self._owners[stream]
            occurred_on = getattr(event, "occurred_on", None)
            heads.append(
                (
                    position,
                    stream,
                    entry.version,
                    entry.name,
                    micros(entry.recorded_at),
                    entry.recorded_by,
                    entry.on_behalf_of,
                    None if occurred_on is None else iso(occurred_on),
                    entry.command_id,
                    owner,
                )
            )
            about = named(event)
            about.add(stream)
            about.add(owner)
            about.add(entry.on_behalf_of)
            about.discard("")
            for subject in about:
                if subject in subjects:
                    subjects[subject].append(position)
                else:
                    subjects[subject] = [position]
        store.insert("heads", heads)
        # In the order of the key, neighbours go to the same place in the tree.
        rows = [(subject, position) for subject in sorted(subjects) for position in subjects[subject]]
        store.insert("subjects", rows)
        self._valid = (store.generation, entries[-1].position)

    def _load_owners(self, store: Store, entries: Sequence[Entry]) -> None:
        unknown = {entry.stream for entry in entries if entry.version > 1 and entry.stream not in self._owners}
        unknown -= {entry.stream for entry in entries if entry.version == 1}
        if unknown:
            heads, about = store.tables["heads"], store.tables["subjects"]
            first = sa.and_(about.c.position == heads.c.position, about.c.subject == heads.c.stream)
            for portion in portions(sorted(unknown)):
                opened = sa.select(heads.c.stream, heads.c.organisation).join(about, first)
                opened = opened.where(about.c.subject.in_(portion), heads.c.version == 1)
                self._owners.update((row[0], row[1]) for row in store.connection.execute(opened))

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


# --- queries ----------------------------------------------------------------------------


class Options(TypedDict, total=False):
    """Which page of a trail is asked for."""

    known_at: int | None
    """Leave out what was recorded after this position."""
    names: Collection[str]
    """Stored event names to keep; none: all."""
    newest_first: bool
    limit: int
    cursor: int | None
    """Position of the last line of the page before."""


def of_record(reading: Reading, stream: str, **options: Unpack[Options]) -> list[Line]:
    """Entries of a record and those that point at it (evidence attached, cited as proof)."""
    return _about(reading, (stream,), **options)


def of_organisation(reading: Reading, *organisations: str, **options: Unpack[Options]) -> list[Line]:
    """Entries about one or several organisations or on their behalf."""
    return _about(reading, organisations, **options)


def of_person(reading: Reading, person: str, **options: Unpack[Options]) -> list[Line]:
    """Entries that name a person in any field."""
    return _about(reading, (person,), **options)


def of_account(reading: Reading, account: str, **options: Unpack[Options]) -> list[Line]:
    """Entries recorded by an account."""
    heads = reading.table(NAME, "heads")
    return _page(reading, heads, heads.c.recorded_by == account, **options)


def of_all(reading: Reading, **options: Unpack[Options]) -> list[Line]:
    """The whole log."""
    return _page(reading, reading.table(NAME, "heads"), sa.true(), **options)


def _about(reading: Reading, subjects: Collection[str], **options: Unpack[Options]) -> list[Line]:
    heads, about = reading.table(NAME, "heads"), reading.table(NAME, "subjects")
    if len(subjects) == 1:
        # Written as a join, both databases walk the index of subjects and stop at the limit.
        joined = heads.join(about, about.c.position == heads.c.position)
        (subject,) = subjects
        return _page(reading, joined, about.c.subject == subject, order=about.c.position, **options)
    found = sa.select(about.c.position).where(about.c.subject.in_(subjects))
    return _page(reading, heads, heads.c.position.in_(found), **options)


def _page(
    reading: Reading,
    source: sa.FromClause,
    condition: sa.ColumnElement[bool],
    *,
    order: sa.ColumnElement[int] | None = None,
    known_at: int | None = None,
    names: Collection[str] = (),
    newest_first: bool = True,
    limit: int = 50,
    cursor: int | None = None,
) -> list[Line]:
    heads = reading.table(NAME, "heads")
    order = heads.c.position if order is None else order
    statement = sa.select(heads).select_from(source).where(condition).limit(limit)
    statement = statement.order_by(order.desc() if newest_first else order)
    if known_at is not None:
        statement = statement.where(order <= known_at)
    if cursor is not None:
        statement = statement.where(order < cursor if newest_first else order > cursor)
    if names:
        statement = statement.where(heads.c.name.in_(names))
    return [
        Line(
            position=row.position,
            stream=row.stream,
            version=row.version,
            name=row.name,
            recorded_at=moment_of(row.recorded_at),
            recorded_by=row.recorded_by,
            on_behalf_of=row.on_behalf_of,
            occurred_on=None if row.occurred_on is None else day_of(row.occurred_on),
            command_id=row.command_id,
        )
        for row in reading.rows(statement)
    ]
