"""Views and how they keep up with the log.

A view is a set of tables computed from entries. All views read the log in pages; one transaction holds a
page of rows and the bookmarks, the bookmark is read inside it, and moves by compare-and-set: however many
processes catch up at once, and wherever one is killed, each entry is applied exactly once.

Tables carry a generation in their names. Rebuilding writes the next generation beside the live one, page by
page, and swaps in one transaction: readers see a whole generation, the old or the new.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from domain.kernel import Entry
from domain.vocabulary import NAMES
from projections import hands
from projections.store import (
    PATIENCE,
    Opener,
    Reading,
    Store,
    Tables,
    attached,
    connect,
    nobody,
    sorting,
    uncollected,
)

PAGE: Final = 12_000
REBUILD_PAGE: Final = 12_000
SCHEMA: Final = "views"
"""Schema on PostgreSQL; a SQLite file is the views' own."""

LONGER: Final = 20
"""Sorting an index of millions of rows takes minutes: for that a server is given so many times as long."""

_log: Final = logging.getLogger(__name__)

_LOCK: Final = 0x7A6572656E
"""PostgreSQL advisory lock of everything that writes views."""

Log = Callable[[int, int], Sequence[Entry]]
"""Next entries after a position, at most so many, in order."""
Progress = Callable[[int, int], None]
"""Told how far a rebuild has come, and how far it has to go."""


class View(Protocol):
    """One question's read model. Made anew for each generation, so it may keep a cache."""

    name: str
    version: int
    """Raised when the same tables are filled otherwise; a change of columns, or of ``reads``, is noticed by itself."""
    reads: frozenset[type]
    """Event classes it handles."""
    ignores: frozenset[type]
    """Event classes that do not bear on its question; together with ``reads``, all there are."""
    effort: int
    """About how long an entry takes it, in microseconds: by this a long reading is shared out among processes."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Its tables, named prefix + own name + suffix."""
        ...

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Write what a page of entries means; ``after`` is the position up to which the rows stand."""
        ...

    def settle(self, store: Store) -> bool:
        """Work out what may wait until the log has been read to its end; True once nothing is left.

        Called again, each time in a transaction of its own, until it says so. What waits must be on record
        in the view's own tables, for a reader or another process may come in between.
        """
        ...


class ViewsOutdated(Exception):
    """Views are missing or were made by another version of the program: rebuild them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"rebuild these views: {', '.join(names)}")
        self.names = tuple(names)


class ViewsAhead(Exception):
    """The views have read further than the log goes: they belong to another log."""


class RebuildOvertaken(Exception):
    """Another rebuild of the same views has begun; this one gave way. The live views are as they were."""


class BookmarkMoved(Exception):
    """A bookmark was not where it was read, under the lock: somebody wrote past the engine."""


class Views:
    """The views of one database. One object per process; threads may share it."""

    def __init__(
        self,
        database: str | sa.Engine,
        views: Sequence[Callable[[], View]],
        *,
        opener: Opener = nobody,
        patience: int = PATIENCE,
    ) -> None:
        """``opener``: how readers of personal values get them; see `projections.store.Reading`.

        ``patience``: seconds that a server may take over a statement that reads; over one that writes, or reads
        whole tables, `LONGER` times as many.
        """
        self._opener = opener
        self._longer = f"{patience * LONGER}s"
        self._engine = connect(database, patience=patience) if isinstance(database, str) else database
        self._postgres = self._engine.dialect.name == "postgresql"
        self._schema = SCHEMA if self._postgres else None
        self._makers = {make().name: make for make in views}
        self._live: dict[str, View] = {}
        self._bookmarks = sa.Table(
            "view_bookmarks",
            sa.MetaData(schema=self._schema),
            sa.Column("view", sa.String, primary_key=True),
            sa.Column("generation", sa.Integer, nullable=False),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("settled", sa.Boolean, nullable=False),
            sa.Column("fingerprint", sa.String, nullable=False),
            sa.Column("building", sa.Integer),
            sa.Column("built", sa.BigInteger),
        )
        # Made once: putting these together anew costs more than running them.
        table = self._bookmarks
        self._select_marks = sa.select(table)
        here = [table.c[name] == sa.bindparam(f"at_{name}") for name in ("view", "generation", "position")]
        moved: dict[str, Any] = {"position": sa.bindparam("to"), "settled": sa.bindparam("done")}
        self._update_mark = sa.update(table).where(*here).values(moved)
        self._tables_of: dict[tuple[str, int], Tables] = {}
        self._prints = {name: self._fingerprint(name) for name in self._makers}
        self._indexed: set[tuple[str, int]] = set()
        """Generations known to have all of their indexes."""
        self._reached = 0
        """A position that every view is known to have reached; bookmarks never move back."""
        self._mutex = threading.Lock()
        self._helping = False
        """Writes only what is being built, beside the process whose rebuild it is: without the lock of that."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the views."""
        return tuple(self._makers)

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    def beside(self, database: str, names: Sequence[str] = ()) -> "Views":
        """The same views, or those named, in another database."""
        return Views(database, [self._makers[name] for name in names or self._makers])

    # --- making -----------------------------------------------------------------------

    def create(self) -> None:
        """Make what is missing. Done once, at installation; workers never do it."""
        if not self._postgres and self._engine.url.database:
            Path(self._engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        with self._writing() as connection:
            # Asked first: where the owner made the schema, the application's role may not even try to.
            if self._postgres and not sa.inspect(connection).has_schema(SCHEMA):
                connection.execute(sa.schema.CreateSchema(SCHEMA))
            self._bookmarks.create(connection, checkfirst=True)
            there = {row.view for row in connection.execute(sa.select(self._bookmarks.c.view))}
            for name in self._makers:
                if name in there:
                    continue
                self._make_tables(connection, name, 1)
                connection.execute(
                    sa.insert(self._bookmarks).values(
                        view=name, generation=1, position=0, settled=True, fingerprint=self._prints[name]
                    )
                )

    def outdated(self) -> tuple[str, ...]:
        """Views that must be rebuilt before they can be read."""
        with self._engine.connect() as connection:
            return self._outdated(self._marks(connection))

    def position(self) -> int:
        """Log position up to which every view has read."""
        with self._engine.connect() as connection:
            return int(min(mark.position for mark in self._marks(connection).values()))

    def positions(self) -> dict[str, int]:
        """Log position up to which each view has read."""
        with self._engine.connect() as connection:
            return {name: int(mark.position) for name, mark in self._marks(connection).items()}

    # --- catching up ------------------------------------------------------------------

    def catch_up(self, log: Log, head: Callable[[], int]) -> int:
        """Read the log to its end; returns the position reached. Costs one ``head()`` when nothing is new.

        Never call it inside `reading`: a swap waits for readers, and this waits for a swap.
        """
        end = head()
        if end <= self._reached:
            return self._reached
        if not self._reached:
            self._read_first(log, end)
        with self._mutex:
            while True:
                with self._engine.connect() as connection:
                    marks = self._current(connection)
                first: int = min(mark.position for mark in marks.values())
                if max(mark.position for mark in marks.values()) > end:
                    # Others may have read further than our look at the head; ask again before judging.
                    end = max(end, head())
                    if max(mark.position for mark in marks.values()) > end:
                        raise ViewsAhead(f"views have read up to {first}, the log ends at {end}")
                settled = all(mark.settled for mark in marks.values())
                if first >= end and settled:
                    self._reached = max(self._reached, first)
                    return first
                with uncollected(), self._writing() as connection:
                    if first >= end:
                        self._settle(connection)
                        continue
                    reached, settled = self._page(connection, log, end)
                if not reached:
                    return first
                if reached >= end and settled:
                    self._reached = max(self._reached, reached)
                    return reached

    def _read_first(self, log: Log, end: int) -> None:
        """A long log of which nothing was read yet is read as for a rebuild, where several processes can share that."""
        if len(self._shared_out(self.names, end)) > 1:
            with self._engine.connect() as connection:
                marks = self._current(connection).values()
            # Where a rebuild has begun, this only goes on beside it.
            if not any(mark.position or mark.building is not None for mark in marks):
                with suppress(RebuildOvertaken):
                    self.rebuild(log, head=end)

    def _page(self, connection: sa.Connection, log: Log, end: int) -> tuple[int, bool]:
        """Apply the next page to every view, inside the caller's transaction.

        Returns the position reached (0: there was no page) and whether everything up to it is settled.
        """
        marks = self._current(connection)
        entries = log(min(mark.position for mark in marks.values()), PAGE)
        if not entries:
            return 0, False
        last, done = entries[-1].position, True
        for name, mark in marks.items():
            if mark.position >= last:
                done = done and bool(mark.settled)
                continue
            fresh = entries if mark.position < entries[0].position else _after(entries, mark.position)
            store = self._store(connection, name, mark.generation)
            view = self._view(name)
            view.apply(store, fresh, mark.position)
            # One new entry, the common case, is applied and settled in a single transaction.
            settled = last >= end and self._settle_view(store, name, view)
            self._move(connection, mark, position=last, settled=settled)
            done = done and settled
        return last, done

    def _settle(self, connection: sa.Connection) -> None:
        for name, mark in self._current(connection).items():
            store = self._store(connection, name, mark.generation)
            if not mark.settled and self._settle_view(store, name, self._view(name)):
                self._move(connection, mark, position=mark.position, settled=True)

    def _settle_view(self, store: Store, name: str, view: View) -> bool:
        """Settle a view whose log has been read to its end; the first time, its tables get their other indexes."""
        if (name, store.generation) not in self._indexed:
            self._make_indexes(store.connection, name, store.generation)
        return view.settle(store)

    def _move(self, connection: sa.Connection, mark: sa.Row[Any], *, position: int, settled: bool) -> None:
        where = {"at_view": mark.view, "at_generation": mark.generation, "at_position": mark.position}
        moved = connection.execute(self._update_mark, {**where, "to": position, "done": settled})
        if moved.rowcount != 1:
            raise BookmarkMoved(mark.view)

    # --- rebuilding ---------------------------------------------------------------------

    def rebuild(self, log: Log, names: Sequence[str] = (), *, progress: Progress | None = None, head: int = 0) -> None:
        """Compute views anew from the first entry, beside the live ones, then swap. No names: all.

        A killed rebuild leaves the live views as they were; the next one starts clean.
        """
        wanted = tuple(names) or self.names
        generations = self._start_building(wanted)
        builders = {name: self._makers[name]() for name in wanted}
        own, *others = self._shared_out(wanted, head)
        with self._helped(log, [{name: generations[name] for name in group} for group in others], head) as finish:
            mine = {name: generations[name] for name in own}
            until = head if others else None
            done = self._build(builders, mine, log, until, progress and (lambda at, _: progress(at, max(head, at))))
            self._settle_all(builders, mine)
            failed = finish()
        if failed:
            generations.update(self._start_building(failed))
            self._build(builders, {name: generations[name] for name in failed}, log, until)
        self._settle_all(builders, generations)
        with self._writing() as connection:
            self._wait_for_readers(connection)
            more = True
            while more:
                done, more = self._build_page(connection, builders, generations, log, done)
            settled = self._settle_built(connection, builders, generations)
            self._swap(connection, generations, done, settled)
        with self._mutex:
            self._live.update(builders)

    def _build(
        self,
        builders: Mapping[str, View],
        generations: Mapping[str, int],
        log: Log,
        until: int | None,
        progress: Progress | None = None,
    ) -> int:
        """Read the log into the generations being built, to its end or up to a position; the position reached."""
        done, more = 0, True
        while more:
            with uncollected(), self._writing() as connection:
                done, more = self._build_page(connection, builders, generations, log, done, until)
            if progress is not None and more:
                progress(done, done)
        with self._writing() as connection:
            self._check_building(self._marks(connection), generations)
            for name, generation in generations.items():
                self._make_indexes(connection, name, generation, fresh=True)
        return done

    def _settle_all(self, builders: Mapping[str, View], generations: Mapping[str, int]) -> None:
        settled = False
        while not settled:
            with uncollected(), self._writing() as connection:
                settled = self._settle_built(connection, builders, generations)

    # --- rebuilding with several processes ------------------------------------------------

    def _shared_out(self, names: Sequence[str], head: int) -> list[list[str]]:
        """Views by the process that builds them, ours first."""
        number = min(hands.MOST, hands.cores())
        if head < hands.FROM or number < 2 or not hands.may_fork() or not (self._postgres or self._file):
            return [list(names)]
        return hands.shared_out({name: self._makers[name]().effort for name in names}, number)

    @property
    def _file(self) -> str:
        """The SQLite file of the views; empty where there is none."""
        name = None if self._postgres else self._engine.url.database
        return "" if not name or name == ":memory:" else name

    @contextmanager
    def _helped(self, log: Log, groups: Sequence[Mapping[str, int]], until: int) -> Iterator[Callable[[], list[str]]]:
        """Other processes build these generations meanwhile; what is handed out waits for them and takes them in.

        It says which views are left to do: whatever ended a helper early is no reason to end the rebuild.
        """
        helpers: list[hands.Helper] = []
        files = [f"{self._file}.hand{number}" for number in range(1, len(groups) + 1)]
        if self._file:
            self._tidy()
        try:
            for group, file in zip(groups, files, strict=True):
                helpers.append(hands.Helper(partial(self._help, log, group, until, file)))

            def finish() -> list[str]:
                failed: list[str] = []
                for helper, group, file in zip(helpers, groups, files, strict=True):
                    why = helper.join()
                    if why:
                        # Another rebuild takes away the tables of this one: then this one is over.
                        with self._engine.connect() as connection:
                            self._check_building(self._marks(connection), group)
                        _log.warning("a process that helped to rebuild ended early: %s", why)
                        failed += group
                    elif self._file:
                        self._take_in(group, file, until)
                return failed

            yield finish
        finally:
            for helper in helpers:
                helper.stop()
            if groups and self._file:
                self._tidy()

    def _tidy(self) -> None:
        """Remove files that helpers filled, of a rebuild that was killed too."""
        place = Path(self._file)
        for left in place.parent.glob(f"{place.name}.hand*"):
            left.unlink(missing_ok=True)

    def _help(self, log: Log, group: Mapping[str, int], until: int, file: str, watched: Callable[[], None]) -> None:
        """In a process of its own: build these generations, in the database or beside it."""

        def read(after: int, limit: int) -> Sequence[Entry]:
            watched()
            return log(after, limit)

        url = self._engine.url.render_as_string(hide_password=False) if self._postgres else f"sqlite:///{file}"
        beside = Views(connect(url, alone=True), [self._makers[name] for name in group])
        beside._helping = True
        generations = dict(group)
        if not self._postgres:
            beside.create()
            generations = dict.fromkeys(group, 1)
            with beside._writing() as connection:
                connection.execute(sa.update(beside._bookmarks).values(building=1, built=0))
        beside._build({name: self._makers[name]() for name in group}, generations, read, until)
        beside.close()

    def _take_in(self, group: Mapping[str, int], file: str, until: int) -> None:
        """Take over the tables that a helper filled in a file of its own, each as a whole."""
        table = self._bookmarks
        with attached(self._engine, file) as connection:
            for name, generation in group.items():
                with connection.begin():
                    self._check_building(self._marks(connection), {name: generation})
                    self._make_indexes(connection, name, generation, fresh=True)
                    there = self._tables(name, 1)
                    for key, to in self._tables(name, generation).items():
                        # Same columns, same indexes, nothing there yet: SQLite copies rows as they lie.
                        connection.exec_driver_sql(
                            f'INSERT INTO main."{to.name}" SELECT * FROM beside."{there[key].name}"'  # noqa: S608  # names of our own tables
                        )
                    connection.execute(sa.update(table).where(table.c.view == name).values(built=until))

    def _start_building(self, names: Sequence[str]) -> dict[str, int]:
        table = self._bookmarks
        generations: dict[str, int] = {}
        with self._writing() as connection:
            marks = self._marks(connection)
            if any(marks[name].building is not None for name in names):
                self._wait_for_readers(connection)  # also for processes that still fill what is dropped here
            for name in names:
                mark = marks[name]
                if mark.building is not None:
                    self._drop(connection, name, mark.building)
                generations[name] = max(mark.generation, mark.building or 0) + 1
                self._make_tables(connection, name, generations[name])
                values = {"building": generations[name], "built": 0}
                connection.execute(sa.update(table).where(table.c.view == name).values(values))
        return generations

    def _build_page(
        self,
        connection: sa.Connection,
        builders: Mapping[str, View],
        generations: Mapping[str, int],
        log: Log,
        done: int,
        until: int | None = None,
    ) -> tuple[int, bool]:
        """Apply the next page to the generations being built: (position reached, whether there was a page)."""
        self._check_building(self._marks(connection), generations)
        entries = log(done, REBUILD_PAGE if until is None else min(REBUILD_PAGE, until - done))
        if not entries:
            return done, False
        end = entries[-1].position
        table = self._bookmarks
        for name, generation in generations.items():
            builders[name].apply(self._store(connection, name, generation), entries, done)
            moved = connection.execute(
                sa.update(table)
                .where(table.c.view == name, table.c.building == generation, table.c.built == done)
                .values(built=end)
            )
            if moved.rowcount != 1:
                raise BookmarkMoved(name)
        return end, True

    @staticmethod
    def _check_building(marks: Mapping[str, sa.Row[Any]], generations: Mapping[str, int]) -> None:
        if any(marks[name].building != generation for name, generation in generations.items()):
            raise RebuildOvertaken(", ".join(generations))

    def _settle_built(
        self, connection: sa.Connection, builders: Mapping[str, View], generations: Mapping[str, int]
    ) -> bool:
        self._check_building(self._marks(connection), generations)
        done = [builders[name].settle(self._store(connection, name, one)) for name, one in generations.items()]
        return all(done)

    def _swap(self, connection: sa.Connection, generations: Mapping[str, int], done: int, settled: bool) -> None:
        table = self._bookmarks
        marks = self._marks(connection)
        for name, generation in generations.items():
            values: dict[str, Any] = {
                "generation": generation,
                "position": done,
                "settled": settled,
                "fingerprint": self._prints[name],
                "building": None,
                "built": None,
            }
            connection.execute(sa.update(table).where(table.c.view == name).values(values))
            self._drop(connection, name, marks[name].generation)

    # --- reading ------------------------------------------------------------------------

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[Reading]:
        """A connection on one snapshot of all views, for queries. ``whole``: whole tables will be read."""
        level = {"isolation_level": "REPEATABLE READ"} if self._postgres else {}
        with self._engine.connect().execution_options(**level) as connection:
            if self._postgres:
                # Takes no snapshot yet: should a swap be under way, what follows sees its outcome.
                connection.exec_driver_sql(f'LOCK TABLE "{SCHEMA}"."view_bookmarks" IN ACCESS SHARE MODE')
                if whole:
                    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{self._longer}'")
            marks = self._current(connection)
            yield Reading(
                connection,
                {name: self._tables(name, mark.generation) for name, mark in marks.items()},
                {name: mark.position for name, mark in marks.items()},
                self._opener,
            )

    def level(self, reading: Reading) -> int | None:
        """The position at which all views stand, nothing left to settle; None while some are under way."""
        marks = self._current(reading.connection).values()
        positions = {mark.position for mark in marks if mark.settled}
        return int(positions.pop()) if len(positions) == 1 and all(mark.settled for mark in marks) else None

    # --- plumbing -----------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """The one transaction that may write views just now."""
        with self._engine.connect().execution_options(zeren_writes=True) as connection, connection.begin():
            if self._postgres:
                # Waiting for the turn is limited as reading is; who has it may take longer.
                longer = f"set_config('statement_timeout', '{self._longer}', true)"
                turn = "" if self._helping else f"pg_advisory_xact_lock({_LOCK}), "
                connection.exec_driver_sql(f"SELECT {turn}{longer}")
            yield connection

    def _marks(self, connection: sa.Connection) -> dict[str, sa.Row[Any]]:
        rows = connection.execute(self._select_marks).all()
        return {row.view: row for row in rows if row.view in self._makers}

    def _current(self, connection: sa.Connection) -> dict[str, sa.Row[Any]]:
        marks = self._marks(connection)
        if outdated := self._outdated(marks):
            raise ViewsOutdated(outdated)
        return marks

    def _outdated(self, marks: Mapping[str, sa.Row[Any]]) -> tuple[str, ...]:
        return tuple(
            name for name, print_ in self._prints.items() if name not in marks or marks[name].fingerprint != print_
        )

    def _store(self, connection: sa.Connection, name: str, generation: int) -> Store:
        return Store(connection, self._tables(name, generation), generation)

    def _view(self, name: str) -> View:
        if name not in self._live:
            self._live[name] = self._makers[name]()
        return self._live[name]

    def _tables(self, name: str, generation: int) -> Tables:
        key = (name, generation)
        if key not in self._tables_of:
            self._tables_of[key] = _made_tables(self._makers[name], self._schema, f"{name}_", f"_{generation}")
        return self._tables_of[key]

    def _make_tables(self, connection: sa.Connection, name: str, generation: int) -> None:
        """Tables with those indexes that pages ask by."""
        for table in self._tables(name, generation).values():
            connection.execute(CreateTable(table))
            for index in table.indexes:
                if index.info.get("early"):
                    index.create(connection)

    def _make_indexes(self, connection: sa.Connection, name: str, generation: int, *, fresh: bool = False) -> None:
        """The other indexes: made when the log has been read, each is sorted once, not added to row by row.

        ``fresh``: none of them can be there yet, and nothing need be looked up.
        """
        there = frozenset() if fresh else self._indexes(connection)
        wanted = [
            index
            for table in self._tables(name, generation).values()
            for index in table.indexes
            if not index.info.get("early") and index.name not in there
        ]
        with sorting(connection) if wanted and not self._postgres else nullcontext():
            for index in wanted:
                index.create(connection)
        self._indexed.add((name, generation))

    def _indexes(self, connection: sa.Connection) -> Set[str]:
        """Names of all indexes, asked for at once: one by one they took longer than the page of who came first."""
        names = "SELECT name FROM sqlite_master WHERE type = 'index'"
        if self._postgres:
            names = f"SELECT indexname FROM pg_catalog.pg_indexes WHERE schemaname = '{SCHEMA}'"  # noqa: S608  # ours
        return frozenset(connection.exec_driver_sql(names).scalars())

    def _wait_for_readers(self, connection: sa.Connection) -> None:
        """Before tables are dropped. Whoever uses one holds ACCESS SHARE on the bookmarks: new ones are kept out."""
        if self._postgres:
            connection.exec_driver_sql(f'LOCK TABLE "{SCHEMA}"."view_bookmarks" IN ACCESS EXCLUSIVE MODE')

    def _drop(self, connection: sa.Connection, name: str, generation: int) -> None:
        # By name in the database, not by today's definition: an older program may have made other tables.
        ends = f"_{generation}"
        for table in sa.inspect(connection).get_table_names(schema=self._schema):
            if table.startswith(f"{name}_") and table.endswith(ends):
                sa.Table(table, sa.MetaData(schema=self._schema)).drop(connection)

    def _fingerprint(self, name: str) -> str:
        view = self._makers[name]()
        # What it reads as well: a program that does not know all of it would go on filling the tables, and wrongly.
        read = sorted(NAMES[cls] for cls in view.reads if cls in NAMES)
        return hashlib.sha256(f"{view.version}{_ddl(self._makers[name])}{read}".encode()).hexdigest()[:16]


# Putting tables together, and their statements, takes longer than asking them: who opens views again, or the same
# views elsewhere, is given those of before, which nobody changes.


@lru_cache(maxsize=256)
def _made_tables(make: Callable[[], View], schema: str | None, prefix: str, suffix: str) -> Tables:
    return make().tables(sa.MetaData(schema=schema), prefix, suffix)


@lru_cache(maxsize=256)
def _ddl(make: Callable[[], View]) -> str:
    return "".join(str(CreateTable(table)) for table in make().tables(sa.MetaData(), "", "").values())


def _after(entries: Sequence[Entry], position: int) -> Sequence[Entry]:
    return [entry for entry in entries if entry.position > position]
