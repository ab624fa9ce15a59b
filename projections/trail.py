"""Audit trail 审计轨迹: what was recorded of a record, an organisation, a person, by an account.

Only the heads of entries stand here, no payloads: who looks at a line loads the event from the ledger.
An organisation's trail holds the entries of its records, those that name it, and those made on its behalf.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, TypedDict, TypeVar, Unpack, get_args, get_type_hints

import sqlalchemy as sa

from domain.identity import PREFIXES
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.store import (
    EARLY,
    Reading,
    Row,
    Store,
    Tables,
    cursor_of,
    day_of,
    getter,
    iso,
    kept_index,
    mark_of,
    marked,
    micros,
    moment_of,
    of_streams,
    select_in,
)

NAME: Final = "trail"
_Some = TypeVar("_Some", str, int)
_PREFIXES: Final = tuple(f"{prefix}-" for prefix, kind in PREFIXES.items() if kind != "account")
_WORDS: Final = 200_000
_OWNERS: Final = 20_000
"""Words, and streams with their organisations, that stay in memory between pages; beyond, all are let go."""


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
    found.discard("")
    return found


def _look(value: Any, found: set[str]) -> None:
    kind = type(value)
    if kind is str:
        found.add(_id_in(value))
    elif kind is tuple:
        for part in value:
            _look(part, found)
    elif value is not None:
        finder = _FINDERS.get(kind)
        if finder is None:
            finder = _FINDERS[kind] = _finder(kind)
        finder(value, found)


@lru_cache(maxsize=65_536)
def _id_in(text: str) -> str:
    """The id that the text is, without the number of a part; empty where it is none."""
    # Text that merely begins so is no id: ids hold no blanks and are short. Few ids are named again and again.
    return text.partition("#")[0] if text.startswith(_PREFIXES) and len(text) < 100 and " " not in text else ""


_FINDERS: Final[dict[type, Find]] = {}
_TEXT: Final = (str, str | None)


def _finder(cls: type) -> Find:
    """Looks at those fields of a record that may hold ids: made once a class, for every entry passes here."""
    hints = get_type_hints(cls) if is_dataclass(cls) else {}
    names = _may_name(cls)
    plain = [name for name in names if hints[name] in _TEXT]
    listed = [name for name in names if hints[name] == tuple[str, ...]]
    texts, lists = getter(plain), getter(listed)
    others = getter([name for name in names if name not in plain and name not in listed])

    def find(value: Any, found: set[str]) -> None:
        for text in texts(value):
            if text:
                found.add(_id_in(text))
        for part in lists(value):
            found.update(map(_id_in, part))
        for part in others(value):
            if part:
                _look(part, found)

    return find


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
    """The view: heads of entries, and (subject, position) for what an entry is about besides its own record.

    What is said again and again (names of events, accounts, organisations, persons) stands as a number; `words` says
    which. A record's own entries are found by its stream, so that a record that nobody else names costs no word.
    """

    name = NAME
    version = 4
    effort = 11
    reads: frozenset[type] = frozenset(EVENTS.values())
    ignores: frozenset[type] = frozenset()

    def __init__(self) -> None:
        self._owners: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._count = 0
        self._stands: tuple[int, int] | None = None

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Heads (with the organisation the stream belongs to), subjects, and the words behind their numbers."""

        def key(name: str) -> sa.Column[Any]:
            # Named so, the key is SQLite's own number of the row, and rows in its order are simply added.
            kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
            return sa.Column(name, kind, primary_key=True, autoincrement=False)

        def number(name: str) -> sa.Column[Any]:
            return sa.Column(name, sa.Integer, nullable=False)

        heads = sa.Table(
            f"{prefix}heads{suffix}",
            metadata,
            key("position"),
            sa.Column("stream", sa.String, nullable=False),
            number("mark"),
            number("version"),
            number("name"),
            sa.Column("recorded_at", sa.BigInteger, nullable=False),
            number("recorded_by"),
            number("on_behalf_of"),
            sa.Column("occurred_on", sa.String),
            sa.Column("command_id", sa.String, nullable=False),
            number("organisation"),
            kept_index(f"{prefix}heads_", suffix),
            sa.Index(f"{prefix}by{suffix}", "recorded_by", "position"),
        )
        subjects = sa.Table(
            f"{prefix}subjects{suffix}",
            metadata,
            sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sqlite_with_rowid=False,
        )
        words = sa.Table(
            f"{prefix}words{suffix}",
            metadata,
            key("number"),
            sa.Column("word", sa.String, nullable=False),
            sa.Index(f"{prefix}words_word{suffix}", "word", unique=True, info=EARLY),
        )
        return {"heads": heads, "subjects": subjects, "words": words}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """One head and a few subjects for every entry."""
        if self._stands != (store.generation, after):
            count = sa.select(sa.func.coalesce(sa.func.max(store.tables["words"].c.number), 0))
            self._count = store.connection.execute(count).scalar_one()
            self._words.clear()
            self._owners.clear()
        if len(self._words) > _WORDS:
            self._words.clear()
        if len(self._owners) > _OWNERS:
            self._owners.clear()
        self._stands = None
        page = _Page(self._words, self._owners, self._count)
        about = [_about(entry) for entry in entries]
        page.load(store, entries, about)
        for entry, subjects in zip(entries, about, strict=True):
            page.add(entry, subjects)
        page.flush(store)
        self._count = page.count
        self._stands = (store.generation, entries[-1].position)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


_NOTHING: Final = 0
"""Number of the empty word."""


def _about(entry: Entry) -> set[str]:
    """What an entry is about, besides its own record and the organisation that the record belongs to."""
    about = named(entry.event)
    about.add(entry.on_behalf_of)
    about.discard(entry.stream)
    about.discard("")
    return about


def _owner(event: Any) -> str:
    """The organisation to which a record that begins with this event belongs; empty where there is none."""
    return getattr(event, "organisation", "")


class _Page:
    """The work of one page. Words get their numbers in the order of entries, however the log is cut into pages."""

    def __init__(self, words: dict[str, int], owners: dict[str, int], count: int) -> None:
        self._words = words
        self._owners = owners
        self.count = count
        self._fresh: list[Row] = []
        self._heads: list[Row] = []
        self._subjects: list[int] = []
        """Subject and position in one number, for they are sorted by both."""

    def load(self, store: Store, entries: Sequence[Entry], about: Sequence[set[str]]) -> None:
        """Fetch the numbers of words and the organisations of streams that are on record."""
        wanted = set().union(*about)
        for entry in entries:
            wanted.update((entry.name, entry.recorded_by, entry.on_behalf_of))
            if entry.version == 1:
                wanted.add(_owner(entry.event))
        unknown = sorted(word for word in wanted if word not in self._words)
        self._words.update((word, number) for number, word in store.select_in("words", "word", unknown))
        opened = {entry.stream for entry in entries if entry.version == 1}
        streams = {entry.stream for entry in entries if entry.version > 1 and entry.stream not in self._owners} - opened
        columns = ("stream", "organisation")
        self._owners.update(map(tuple, store.select_streams("heads", streams, columns=columns)))

    def _number(self, word: str) -> int:
        if not word:
            return _NOTHING
        found = self._words.get(word)
        if found is None:
            self.count += 1
            found = self._words[word] = self.count
            self._fresh.append((found, word))
        return found

    def add(self, entry: Entry, about: set[str]) -> None:
        """Take in the next entry."""
        event, position, stream = entry.event, entry.position, entry.stream
        words, number, known = self._words, self._number, self._words.get
        if entry.version == 1:
            owner = self._owners[stream] = number(_owner(event))
        else:
            owner = self._owners[stream]
        occurred_on = getattr(event, "occurred_on", None)
        self._heads.append(
            (
                position,
                stream,
                mark_of(stream),
                entry.version,
                known(entry.name) or number(entry.name),
                micros(entry.recorded_at),
                known(entry.recorded_by) or number(entry.recorded_by),
                known(entry.on_behalf_of) or number(entry.on_behalf_of),
                None if occurred_on is None else iso(occurred_on),
                entry.command_id,
                owner,
            )
        )
        try:
            found = {words[word] for word in about}
        except KeyError:
            found = {number(word) for word in sorted(about)}
        found.add(owner)
        found.discard(_NOTHING)
        self._subjects += [subject << _POSITION | position for subject in found]

    def flush(self, store: Store) -> None:
        """Write the page."""
        store.insert("words", self._fresh)
        store.insert("heads", self._heads)
        # In the order of the key, neighbours go to the same place in the tree.
        rows = [(subject >> _POSITION, subject & _POSITIONS) for subject in sorted(self._subjects)]
        store.insert("subjects", rows)


_POSITION: Final = 48
_POSITIONS: Final = (1 << _POSITION) - 1


# --- queries ----------------------------------------------------------------------------


_LIMIT: Final = 50


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
    return _of(reading, (stream,), **options)


def of_organisation(reading: Reading, *organisations: str, **options: Unpack[Options]) -> list[Line]:
    """Entries about one or several organisations or on their behalf."""
    return _of(reading, organisations, **options)


def of_person(reading: Reading, person: str, **options: Unpack[Options]) -> list[Line]:
    """Entries that name a person in any field."""
    return _of(reading, (person,), **options)


def of_account(reading: Reading, account: str, **options: Unpack[Options]) -> list[Line]:
    """Entries recorded by an account."""
    heads = reading.table(NAME, "heads")
    return _lines(reading, _page(reading, heads.c.recorded_by == _number_of(reading, account), **options))


def of_all(reading: Reading, **options: Unpack[Options]) -> list[Line]:
    """The whole log."""
    return _lines(reading, _page(reading, sa.true(), **options))


def recent(
    reading: Reading,
    organisations: Collection[str],
    *,
    after: int,
    known_at: int | None = None,
    names: Collection[str] = (),
    limit: int = _LIMIT,
) -> list[Line]:
    """Entries of records of these organisations recorded after a position, the latest first."""
    heads, words = reading.table(NAME, "heads"), reading.table(NAME, "words")
    numbers: set[int] = set()
    for some in _portions(organisations):
        found = sa.select(words.c.number).where(words.c.word.in_(some))
        numbers.update(reading.connection.execute(found).scalars())
    there = sa.and_(heads.c.position > after, heads.c.organisation.in_(sorted(numbers)))
    return _lines(reading, _page(reading, there, known_at=known_at, names=names, limit=limit))


def last_of(reading: Reading, streams: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """Of each of these records the version and the moment of its last entry."""
    heads = reading.table(NAME, "heads")
    found: dict[str, tuple[int, datetime]] = {}
    for some in _portions(streams):
        last = (sa.func.max(heads.c.version), sa.func.max(heads.c.recorded_at))
        statement = sa.select(heads.c.stream, *last).where(of_streams(heads, some)).group_by(heads.c.stream)
        found.update((stream, (version, moment_of(at))) for stream, version, at in map(tuple, reading.rows(statement)))
    return found


@record
class Touch:
    """What something shown rests on: entries of these records, and entries about these organisations."""

    streams: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


def next_after(reading: Reading, touch: Touch, position: int) -> Line | None:
    """The first entry after a position that bears on it; None: there is none."""
    return _step(reading, touch, position, forward=True)


def last_before(reading: Reading, touch: Touch, position: int) -> Line | None:
    """The last entry before a position that bears on it."""
    return _step(reading, touch, position, forward=False)


def _step(reading: Reading, touch: Touch, position: int, *, forward: bool) -> Line | None:
    heads, about, words = (reading.table(NAME, name) for name in ("heads", "subjects", "words"))
    nearest, beyond = ("MIN", ">") if forward else ("MAX", "<")
    while True:
        found = []
        for some in _portions(touch.organisations):
            found += _asked(reading, _nearest_about(about, words, len(some), nearest, beyond), [position, *some])
        for some in _portions(touch.streams | touch.organisations):
            marks = sorted({mark_of(stream) for stream in some})
            text = _nearest_own(heads, (len(marks), len(some)), nearest, beyond)
            found += _asked(reading, text, [*marks, *some, position])
        there = [each for (each,) in found if each is not None]
        if not there:
            return None
        position = min(there) if forward else max(there)
        (line,) = at(reading, (position,))
        if not line.name.startswith(_ACCOUNTS):
            return line


# As texts for the driver, see `_of`: every page with a time bar takes several steps.


@lru_cache(maxsize=256)
def _nearest_about(about: sa.Table, words: sa.Table, size: int, nearest: str, beyond: str) -> str:
    """One short look into the index for each organisation, not a walk along all of their entries."""
    one = f"SELECT {nearest}(a.position) FROM {about.fullname} a WHERE a.subject = w.number AND a.position {beyond} ?"  # noqa: S608  # names of our own tables
    return f"SELECT {nearest}(({one})) FROM {words.fullname} w WHERE w.word IN ({_marks(size)})"  # noqa: S608  # as above


@lru_cache(maxsize=256)
def _nearest_own(heads: sa.Table, sizes: tuple[int, int], nearest: str, beyond: str) -> str:
    marks, streams = map(_marks, sizes)
    own = f"h.mark IN ({marks}) AND h.stream IN ({streams})"
    return f"SELECT {nearest}(h.position) FROM {heads.fullname} h WHERE {own} AND h.position {beyond} ?"  # noqa: S608  # names of our own tables


def _marks(size: int) -> str:
    return ", ".join("?" * size)


def _asked(reading: Reading, text: str, values: Sequence[Any]) -> list[Row]:
    with closing(cursor_of(reading.connection)) as there:
        there.execute(marked(reading.connection, text), values)
        return list(there.fetchall())


def counted(reading: Reading, touch: Touch, bounds: Sequence[int]) -> list[int]:
    """How many entries bear on it between each of these positions and the next (that one included)."""
    heads, about, words = (reading.table(NAME, name) for name in ("heads", "subjects", "words"))
    first, last = bounds[0], bounds[-1]
    if first >= last:
        return [0] * (len(bounds) - 1)
    positions: set[int] = set()
    for some in _portions(touch.organisations):
        positions.update(
            one for (one,) in _asked(reading, _between_about(about, words, len(some)), [*some, first, last])
        )
    for some in _portions(touch.streams | touch.organisations):
        marks = sorted({mark_of(stream) for stream in some})
        text = _between_own(heads, (len(marks), len(some)))
        positions.update(one for (one,) in _asked(reading, text, [*marks, *some, first, last]))
    found = sorted(positions)
    upto = [bisect_right(found, bound) for bound in bounds]
    return [after - before for before, after in pairwise(upto)]


@lru_cache(maxsize=256)
def _between_about(about: sa.Table, words: sa.Table, size: int) -> str:
    numbers = f"SELECT number FROM {words.fullname} WHERE word IN ({_marks(size)})"  # noqa: S608  # names of our own tables
    return f"SELECT position FROM {about.fullname} WHERE subject IN ({numbers}) AND position > ? AND position <= ?"  # noqa: S608  # as above


@lru_cache(maxsize=256)
def _between_own(heads: sa.Table, sizes: tuple[int, int]) -> str:
    marks, streams = map(_marks, sizes)
    own = f"mark IN ({marks}) AND stream IN ({streams})"
    return f"SELECT position FROM {heads.fullname} WHERE {own} AND position > ? AND position <= ?"  # noqa: S608  # names of our own tables


def between(reading: Reading, streams: Collection[str], after: int, until: int) -> list[Line]:
    """Entries of these records recorded after a position, up to another, in order."""
    heads = reading.table(NAME, "heads")
    rows: list[sa.Row[Any]] = []
    for some in _portions(streams):
        there = sa.and_(of_streams(heads, some), heads.c.position > after, heads.c.position <= until)
        rows += reading.rows(sa.select(heads).where(there))
    return _lines(reading, sorted(rows, key=lambda row: row.position))


_ACCOUNTS: Final = "account."
"""Who may sign in changes nothing that a page of questions shows."""


def _portions(words: Collection[_Some]) -> Iterator[list[_Some]]:
    """So many at a time, for a statement takes only so many values."""
    ordered = sorted(words)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


_AT_ONCE: Final = 5_000


def at(reading: Reading, positions: Collection[int]) -> list[Line]:
    """Entries at these log positions, in order."""
    heads, words = reading.table(NAME, "heads"), reading.table(NAME, "words")
    found: list[Line] = []
    for some in _portions(set(positions)):
        found += _whole(_asked(reading, _at(heads, words, len(some)), some))
    return found


@lru_cache(maxsize=256)
def _at(heads: sa.Table, words: sa.Table, size: int) -> str:
    return f"SELECT {_line(heads, words)} WHERE t.position IN ({_marks(size)}) ORDER BY t.position"


def _of(
    reading: Reading,
    subjects: Collection[str],
    *,
    known_at: int | None = None,
    names: Collection[str] = (),
    newest_first: bool = True,
    limit: int = _LIMIT,
    cursor: int | None = None,
) -> list[Line]:
    """Entries of these records and entries that name them: a page of each, and the page of both together.

    One statement, as text for the driver: put together from expressions it takes longer than reading the lines.
    Positions come first, of which an index gives as many as are asked for; what stands there is looked up.
    """
    wanted = sorted(set(subjects))
    within, values = _within(known_at=known_at, newest_first=newest_first, cursor=cursor)
    named = sorted(names)
    marks = sorted({mark_of(subject) for subject in wanted})
    text = _statement(
        *(reading.table(NAME, name) for name in ("heads", "subjects", "words")),
        (len(wanted), len(marks), len(named)),
        within,
        newest_first,
    )
    own = [*marks, *wanted, *values, *named, limit]
    about = [*wanted, *values, *named, limit]
    return _whole(_asked(reading, text, [*about, *own, limit]))


def _line(heads: sa.Table, words: sa.Table, positions: str = "") -> str:
    """Columns of lines, and where they stand: all, or those at the positions of a query."""
    where = f"{positions} p JOIN {heads.fullname} t ON t.position = p.position" if positions else f"{heads.fullname} t"
    return f"""
        t.position, t.stream, t.version, n.word, t.recorded_at, b.word, o.word, t.occurred_on, t.command_id
        FROM {where}
        JOIN {words.fullname} n ON n.number = t.name
        LEFT JOIN {words.fullname} b ON b.number = t.recorded_by
        LEFT JOIN {words.fullname} o ON o.number = t.on_behalf_of
    """


def _whole(rows: Sequence[Row]) -> list[Line]:
    return [
        Line(
            position=position,
            stream=stream,
            version=version,
            name=name,
            recorded_at=_moment(recorded_at),
            recorded_by=recorded_by or "",
            on_behalf_of=on_behalf_of or "",
            occurred_on=None if occurred_on is None else day_of(occurred_on),
            command_id=command_id,
        )
        for (
            position,
            stream,
            version,
            name,
            recorded_at,
            recorded_by,
            on_behalf_of,
            occurred_on,
            command_id,
        ) in rows
    ]


_moment: Final = lru_cache(maxsize=1_024)(moment_of)  # what was entered together was recorded together


def _within(*, known_at: int | None, newest_first: bool, cursor: int | None) -> tuple[str, list[int]]:
    """Condition on positions, and its values."""
    text, values = "", []
    if known_at is not None:
        text, values = " AND {0}.position <= ?", [known_at]
    if cursor is not None:
        text += f" AND {{0}}.position {'<' if newest_first else '>'} ?"
        values.append(cursor)
    return text, values


@lru_cache(maxsize=512)
def _statement(
    heads: sa.Table, about: sa.Table, words: sa.Table, sizes: tuple[int, int, int], within: str, newest_first: bool
) -> str:
    """Lines of entries about some subjects and of their own records; see `_of` for what it asks for."""
    subjects, marks, names = map(_marks, sizes)
    order = "DESC" if newest_first else "ASC"
    number = f"SELECT number FROM {words.fullname} WHERE word"  # noqa: S608  # names of our own tables
    # One subject is looked up once, so that its index is walked only as far as the limit.
    subject = f"= ({number} = {subjects})" if sizes[0] == 1 else f"IN ({number} IN ({subjects}))"
    joined = f" JOIN {heads.fullname} h ON h.position = a.position" if names else ""
    of_names = f" AND h.name IN ({number} IN ({names}))" if names else ""
    wanted = f"""(
        SELECT position FROM (
            SELECT a.position FROM {about.fullname} a{joined}
            WHERE a.subject {subject}{within.format("a")}{of_names} ORDER BY a.position {order} LIMIT ?
        ) named
        UNION
        SELECT position FROM (
            SELECT h.position FROM {heads.fullname} h
            WHERE h.mark IN ({marks}) AND h.stream IN ({subjects}){within.format("h")}{of_names}
            ORDER BY h.position {order} LIMIT ?
        ) own
    )"""  # noqa: S608  # names of our own tables
    return f"SELECT {_line(heads, words, wanted)} ORDER BY t.position {order} LIMIT ?"


def _number_of(reading: Reading, word: str) -> sa.ScalarSelect[Any]:
    words = reading.table(NAME, "words")
    return sa.select(words.c.number).where(words.c.word == word).scalar_subquery()


def _page(
    reading: Reading,
    condition: sa.ColumnElement[bool],
    *,
    known_at: int | None = None,
    names: Collection[str] = (),
    newest_first: bool = True,
    limit: int = _LIMIT,
    cursor: int | None = None,
) -> Sequence[sa.Row[Any]]:
    heads, words = reading.table(NAME, "heads"), reading.table(NAME, "words")
    order = heads.c.position
    statement = sa.select(heads).where(condition).limit(limit).order_by(order.desc() if newest_first else order)
    if known_at is not None:
        statement = statement.where(order <= known_at)
    if cursor is not None:
        statement = statement.where(order < cursor if newest_first else order > cursor)
    if names:
        statement = statement.where(heads.c.name.in_(sa.select(words.c.number).where(words.c.word.in_(names))))
    return reading.rows(statement)


def _lines(reading: Reading, rows: Sequence[sa.Row[Any]]) -> list[Line]:
    numbers = {number for row in rows for number in (row.name, row.recorded_by, row.on_behalf_of)}
    words: dict[int, str] = {_NOTHING: ""}
    words.update(map(tuple, select_in(reading.connection, reading.table(NAME, "words"), "number", sorted(numbers))))
    return [
        Line(
            position=row.position,
            stream=row.stream,
            version=row.version,
            name=words[row.name],
            recorded_at=moment_of(row.recorded_at),
            recorded_by=words[row.recorded_by],
            on_behalf_of=words[row.on_behalf_of],
            occurred_on=None if row.occurred_on is None else day_of(row.occurred_on),
            command_id=row.command_id,
        )
        for row in rows
    ]
