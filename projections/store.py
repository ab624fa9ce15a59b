"""What a view writes to and reads from: tables of one generation on one connection.

Days are stored as ISO text and moments as microseconds since 1970, so that one view file serves both
databases and rows go in as plain tuples. ``FOREVER`` and ``LAST_DAY`` stand for "no end yet": a comparison
with a number uses an index where ``IS NULL OR`` would not.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter, itemgetter
from types import EllipsisType
from typing import Any, Final, TypeAlias, cast
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

FOREVER: Final = 2**62
"""Log position that never comes: the row is what is known now."""

LAST_DAY: Final = "9999-12-31"
"""Day that never comes: the row has no last day."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_IN_LIMIT: Final = 500
"""Values in one IN (...): below the limits of every SQLite in use."""


Known: TypeAlias = int | EllipsisType | None
"""Which rows with two clocks: as known at a log position, as known now (None), all that ever stood (`ALL`)."""

ALL: Final[EllipsisType] = ...

Tables = Mapping[str, sa.Table]
Row = tuple[Any, ...]


@lru_cache(maxsize=16_384)
def iso(day: date) -> str:
    """A day as it is stored."""
    return day.isoformat()


@lru_cache(maxsize=16_384)
def day_of(text: str) -> date:
    """A stored day."""
    return date.fromisoformat(text)


def end_of(text: str) -> date | None:
    """A stored last day; None where there is none."""
    return None if text == LAST_DAY else date.fromisoformat(text)


@lru_cache(maxsize=256)  # what was entered together was recorded together
def micros(moment: datetime) -> int:
    """A moment as it is stored."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(value: int) -> datetime:
    """A stored moment, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


PATIENCE: Final = 30
"""Seconds that a statement which reads may take on a server, waiting for locks included; see `connect`."""


def connect(url: str, *, patience: int = PATIENCE, alone: bool = False) -> sa.Engine:
    """An engine for the views' database: ``sqlite:///path`` or ``postgresql://…``. Connects on first use.

    ``patience``: so many seconds a server works at a statement before it ends it with an error.
    ``alone``: a file that nobody else reads, and that is worth nothing unless it is filled to its end.
    """
    # Parameters hold names of persons: an error that is logged may not show them.
    if not url.startswith("sqlite"):
        return _connect_postgres(url, patience)
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": 30.0, "cached_statements": 512})

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        # The driver's own BEGIN comes too late for IMMEDIATE; transactions are begun below.
        connection.isolation_level = None
        connection.execute("PRAGMA page_size = 8192")  # of a new file: fewer, larger pages go through the WAL
        connection.execute(f"PRAGMA journal_mode = {'OFF' if alone else 'WAL'}")
        # A power cut may take the last pages back, bookmark and rows together: they are caught up again.
        connection.execute(f"PRAGMA synchronous = {'OFF' if alone else 'NORMAL'}")
        connection.execute(_CACHE)
        # Long catch-ups touch the same pages again and again: fold the WAL back seldom.
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
        # What is sorted lies in memory up to the size of the cache, and beyond that in a file of the system's.
        connection.execute("PRAGMA temp_store = FILE")
        # No personal value stands here in plain, so nothing need be overwritten: some builds would write pages twice.
        connection.execute("PRAGMA secure_delete = OFF")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("zeren_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


_CACHE: Final = "PRAGMA cache_size = -57344"


@contextmanager
def sorting(connection: sa.Connection) -> Iterator[None]:
    """A whole table is sorted meanwhile, for a new index: not all of it in memory (SQLite)."""
    connection.exec_driver_sql("PRAGMA cache_size = -16384")
    try:
        yield
    finally:
        connection.exec_driver_sql(_CACHE)


def _connect_postgres(url: str, patience: int) -> sa.Engine:
    told = {
        # A power cut may take the last transactions back, bookmark and rows together: they are caught up again.
        "synchronous_commit": "off",
        "statement_timeout": f"{patience}s",
        # Whoever reads holds off the swap of a rebuild: who forgot to let go is cut off.
        "idle_in_transaction_session_timeout": f"{_IDLE}s",
    }
    return sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=4,  # one for each thread of a worker
        max_overflow=8,
        pool_timeout=_WAIT,
        hide_parameters=True,
        connect_args={
            "connect_timeout": _WAIT,
            "options": " ".join(f"-c {name}={value}" for name, value in told.items()),
            # A server whose machine or cable is gone ends no statement: the system notices in a minute.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 60_000,
        },
    )


_WAIT: Final = 5
"""Seconds to wait for a connection."""
_IDLE: Final = 300
"""Seconds that a transaction may lie open between two statements: the longest page of a catch-up takes a few."""


@contextmanager
def attached(engine: sa.Engine, file: str) -> Iterator[sa.Connection]:
    """A connection that writes, and on which another SQLite file is at hand under the name ``beside``."""
    with engine.connect().execution_options(zeren_writes=True) as connection:
        with closing(cursor_of(connection)) as cursor:
            cursor.execute("ATTACH DATABASE ? AS beside", (file,))
        try:
            yield connection
        finally:
            with closing(cursor_of(connection)) as cursor:
                cursor.execute("DETACH DATABASE beside")


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cycle collector: a page makes many objects and no cycles, and looking for them takes a sixth."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of these fields of a record, in one look."""
    if not names:
        return lambda value: ()
    if len(names) == 1:
        (name,) = names
        return lambda value: (getattr(value, name),)
    return attrgetter(*names)


Opener = Callable[[str, str], str | None]
"""A person's id and a sealed value of theirs -> the value in plain."""


def nobody(subject: str, sealed: str) -> str | None:
    """Opens nothing: for whoever reads no personal values."""
    return None


@dataclass(slots=True)
class Store:
    """The tables of one view in one generation, in an open transaction."""

    connection: sa.Connection
    tables: Tables
    generation: int

    def insert(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, each in the order of the table's columns."""
        if not rows:
            return
        table = self.tables[name]
        if self.connection.dialect.name == "sqlite":
            # Several in one statement: beginning and ending it takes as long as writing a short row.
            text, together, several = _insert_texts(table)
            full = len(rows) // several * several
            with closing(cursor_of(self.connection)) as cursor:
                if full:
                    portions = (tuple(chain.from_iterable(rows[at : at + several])) for at in range(0, full, several))
                    cursor.executemany(together, portions)
                cursor.executemany(text, rows[full:])
            return
        with cursor_of(self.connection) as cursor, cursor.copy(_copy_text(table)) as copy:
            for row in rows:
                copy.write_row(row)

    def select_in(self, name: str, column: str, values: Sequence[Any], known: Known = ALL) -> list[Row]:
        """Rows whose ``column`` is one of ``values``, asked for in portions."""
        return select_in(self.connection, self.tables[name], column, values, known)

    def body(self, encoded: bytes) -> str | bytes:
        """A text that is only parsed again: as the bytes that it is, where the database takes them."""
        return encoded if self.connection.dialect.name == "sqlite" else encoded.decode()

    def select_streams(
        self, name: str, streams: Collection[str], known: Known = ALL, columns: Sequence[str] = ()
    ) -> list[Row]:
        """Rows of these streams, in a table with marks; the stream has to be the first column asked for."""
        return select_streams(self.connection, self.tables[name], streams, known, columns)

    def update(self, name: str, values: Sequence[str], where: Sequence[str], rows: Sequence[Row]) -> int:
        """For every row: set the columns ``values`` where the columns ``where`` hold; how many rows that changed."""
        setting = ", ".join(f'"{column}" = ?' for column in values)
        return self._many(f"UPDATE {_named(self.tables[name])} SET {setting} WHERE {_equal(where)}", rows)  # noqa: S608  # names of our own tables

    def delete(self, name: str, where: Sequence[str], rows: Sequence[Row]) -> int:
        """For every row: remove what the columns ``where`` find; how many rows that were."""
        return self._many(f"DELETE FROM {_named(self.tables[name])} WHERE {_equal(where)}", rows)  # noqa: S608  # names of our own tables

    def _many(self, text: str, rows: Sequence[Row]) -> int:
        if not rows:
            return 0
        with closing(cursor_of(self.connection)) as cursor:
            cursor.executemany(marked(self.connection, text), rows)
            return int(cursor.rowcount)


def select_in(
    connection: sa.Connection,
    table: sa.Table,
    column: str,
    values: Sequence[Any],
    known: Known = ALL,
    columns: Sequence[str] = (),
    more: tuple[str, Sequence[Any]] = ("", ()),
) -> list[Row]:
    """Rows of a table whose ``column`` is one of ``values``, asked for in portions; no columns named: all.

    ``more``: a further condition, beginning with AND, and what it asks for.

    As text for the driver: put together from expressions, the few small queries of one new entry cost more
    than all that is worked out from it.
    """
    if not values:
        return []
    wanted = ", ".join(f'"{name}"' for name in columns or table.c.keys())
    condition = ""
    if known is None:
        condition = f" AND known_to = {FOREVER}"
    elif known is not ALL:
        condition = f" AND known_from <= {known:d} AND known_to > {known:d}"
    rows: list[Row] = []
    with closing(cursor_of(connection)) as cursor:
        for portion in portions(values):
            marks = ", ".join("?" * len(portion))
            text = f'SELECT {wanted} FROM {_named(table)} WHERE "{column}" IN ({marks}){condition}{more[0]}'  # noqa: S608  # names of our own tables
            cursor.execute(marked(connection, text), [*portion, *more[1]])
            rows += cursor.fetchall()
    return rows


def select_streams(
    connection: sa.Connection,
    table: sa.Table,
    streams: Collection[str],
    known: Known = ALL,
    columns: Sequence[str] = (),
) -> list[Row]:
    """Rows of these streams, in a table with marks; the stream has to be the first column asked for."""
    marks = sorted({mark_of(stream) for stream in streams})
    return [row for row in select_in(connection, table, "mark", marks, known, columns) if row[0] in streams]


def _named(table: sa.Table) -> str:
    return f'"{table.name}"' if table.schema is None else f'"{table.schema}"."{table.name}"'


def _equal(columns: Sequence[str]) -> str:
    return " AND ".join(f'"{column}" = ?' for column in columns)


def marked(connection: sa.Connection, text: str) -> str:
    """The text with the driver's own marks for parameters."""
    return text if connection.dialect.name == "sqlite" else text.replace("?", "%s")


def portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in lists short enough for one IN (...)."""
    left = iter(values)
    while portion := list(islice(left, _IN_LIMIT)):
        yield portion


def cursor_of(connection: sa.Connection) -> Any:
    """A cursor of the driver itself, in the connection's transaction."""
    raw = connection.connection.driver_connection
    assert raw is not None
    return cast(DBAPICursor, raw.cursor())


@lru_cache(maxsize=256)
def _insert_texts(table: sa.Table) -> tuple[str, str, int]:
    """INSERT of one row, INSERT of several, and how many these are."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    begun = f'INSERT INTO "{table.name}" ({names}) VALUES '  # noqa: S608  # names of our own tables
    marks = f"({', '.join('?' * len(table.columns))})"
    several = max(1, _VALUES // len(table.columns))
    return begun + marks, begun + ", ".join([marks] * several), several


_VALUES: Final = 800
"""Values in one INSERT: below the limit of every SQLite in use."""


@lru_cache(maxsize=256)
def _copy_text(table: sa.Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'COPY "{table.schema}"."{table.name}" ({names}) FROM STDIN'


@dataclass(frozen=True, slots=True)
class Reading:
    """A consistent look at all views: one connection, one snapshot, whole generations."""

    connection: sa.Connection
    _tables: Mapping[str, Tables]
    positions: Mapping[str, int]
    """View -> log position up to which it has read."""
    opener: Opener = nobody
    """Reads personal values, which views keep as they are stored."""

    def open(self, subject: str, sealed: str | None) -> str | None:
        """A personal value of a person; None where the person was erased, or nothing is kept."""
        return self.opener(subject, sealed) if sealed else None

    def table(self, view: str, name: str) -> sa.Table:
        """A table of the view's live generation."""
        return self._tables[view][name]

    def tables(self, view: str) -> Tables:
        """All tables of the view's live generation."""
        return self._tables[view]

    def rows(self, statement: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """All rows of a query."""
        return self.connection.execute(statement).all()


# --- rows with two clocks -----------------------------------------------------------


def known_columns() -> list[sa.Column[Any]]:
    """First columns of a table that `History` keeps: ref, from which and up to which log position known.

    A row was known at position k when ``known_from <= k < known_to``.
    """
    return [
        sa.Column("ref", sa.String, primary_key=True),
        sa.Column("known_from", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("known_to", sa.BigInteger, nullable=False),
    ]


def known_at(table: sa.Table, position: int | None) -> sa.ColumnElement[bool]:
    """Condition: what was known at a log position; None asks for what is known now."""
    if position is None:
        return table.c.known_to == FOREVER
    return sa.and_(table.c.known_from <= position, table.c.known_to > position)


class History:
    """Rows of one table by ref, of which old versions are kept: nothing is overwritten, only closed.

    Used within one page: `load` what the page may touch, `set` new rows entry by entry, `flush` at the end.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._open: dict[str, list[tuple[int, int, Row]]] = {}
        self._closed: list[Row] = []
        self._new: dict[tuple[str, int, int], list[Any]] = {}

    def load(self, refs: Iterable[str]) -> None:
        """Fetch the current rows of these refs, in one go."""
        wanted = {ref for ref in refs if ref not in self._open}
        if not wanted:
            return
        for ref in wanted:
            self._open[ref] = []
        for ref, known_from, line, _, *values in self._store.select_in(self._name, "ref", sorted(wanted), None):
            self._open[ref].append((known_from, line, tuple(values)))

    def now(self, ref: str) -> list[Row]:
        """Current rows of a ref."""
        self.load((ref,))
        return [values for _, _, values in self._open[ref]]

    def set(self, ref: str, position: int, rows: Sequence[Row]) -> None:
        """From ``position`` on, these are the rows of ``ref``; rows that stay the same stay open."""
        self.load((ref,))
        left = list(rows)
        kept: list[tuple[int, int, Row]] = []
        for known_from, line, values in self._open[ref]:
            if values in left:
                left.remove(values)
                kept.append((known_from, line, values))
                continue
            fresh = self._new.get((ref, known_from, line))
            if fresh is not None:
                fresh[3] = position
            else:
                self._closed.append((position, ref, known_from, line))
        for line, values in enumerate(left):
            self._new[ref, position, line] = [ref, position, line, FOREVER, *values]
            kept.append((position, line, values))
        self._open[ref] = kept

    def flush(self) -> None:
        """Write what was set."""
        self._store.update(self._name, ["known_to"], ["ref", "known_from", "line"], self._closed)
        self._store.insert(self._name, [tuple(row) for row in self._new.values()])
        self._closed = []
        self._new = {}


class Kept:
    """Like `History`, for tables with one current row a ref, of which the caller knows whether it exists.

    Columns: `kept_columns`, then the rows' own. A ref is ``stream`` or ``stream#part``; kept apart, so that
    all parts of a stream are found together.
    """

    def __init__(self, store: Store, name: str, order: str = "stream") -> None:
        """``order``: the column by which rows of a page are laid beside each other, for who reads by it."""
        self._store = store
        self._name = name
        self._order = itemgetter(store.tables[name].columns.keys().index(order))
        self._rows: list[list[Any]] = []
        self._open: dict[tuple[str, str], list[Any]] = {}
        self._closed: list[Row] = []

    def put(self, stream: str, part: str, position: int, row: Row | None, *, had: bool) -> None:
        """From ``position`` on ``row`` stands under stream and part, or nothing; ``had``: something stood before."""
        mark = crc32(stream.encode()) - _HALF
        if had:
            before = self._open.pop((stream, part), None)
            if before is not None:
                before[4] = position
            else:
                self._closed.append((position, mark, stream, part, FOREVER))
        if row is not None:
            fresh = self._open[stream, part] = [stream, part, mark, position, FOREVER, *row]
            self._rows.append(fresh)

    def flush(self) -> None:
        """Write what was put."""
        self._store.update(self._name, ["known_to"], ["mark", "stream", "part", "known_to"], self._closed)
        self._store.insert(self._name, sorted(self._rows, key=self._order))


_KEPT: Final = ("stream", "part", "mark", "known_from", "known_to")


def kept_columns() -> list[sa.Column[Any]]:
    """First columns of a table that `Kept` writes; it is searched by ``mark``, see `mark_of`."""
    kinds: dict[str, Any] = {"stream": sa.String, "part": sa.String, "mark": sa.Integer}
    return [sa.Column(name, kinds.get(name, sa.BigInteger), nullable=False) for name in _KEPT]


def kept_index(prefix: str, suffix: str) -> sa.Index:
    """Index of such a table by streams; needed from the first page on, while others can wait."""
    return sa.Index(f"{prefix}mark{suffix}", "mark", info=EARLY)


EARLY: Final[dict[Any, Any]] = {"early": True}
"""Marks an index that pages of a catch-up ask by."""


def mark_of(stream: str) -> int:
    """A small number that is the same for the same stream: what streams are searched by.

    Ids are random, so that each goes to another place in an index. Numbers make it a third as large as the texts
    would, and a long catch-up rewrites most of its pages again and again. Two streams may share a number: who
    searches by it compares the text too.
    """
    return crc32(stream.encode()) - _HALF


_HALF: Final = 2**31


def of_stream(table: sa.FromClause, stream: str) -> sa.ColumnElement[bool]:
    """Condition: rows of one stream, in a table with marks."""
    return sa.and_(table.c.mark == mark_of(stream), table.c.stream == stream)


def of_streams(table: sa.FromClause, streams: Collection[str]) -> sa.ColumnElement[bool]:
    """Condition: rows of these streams, in a table with marks."""
    return sa.and_(table.c.mark.in_(sorted({mark_of(stream) for stream in streams})), table.c.stream.in_(streams))


def ref_of(stream: str, part: str) -> str:
    """The ref of a row that `Kept` wrote."""
    return f"{stream}#{part}" if part else stream
