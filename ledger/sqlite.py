"""The ledger on SQLite: a table that is only ever added to, by force.

Three fences, each for what the others let pass. Triggers refuse UPDATE and DELETE, and every INSERT
that does not continue the log (chosen positions, INSERT OR REPLACE, gaps, clocks that run back). An
authorizer on every connection refuses what would remove the triggers or go round them (DROP, ALTER,
CREATE, ATTACH, PRAGMA). The file itself is created by `init` alone: a missing file is an error here,
never a new and empty ledger.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import quote

from eventsourcing.persistence import ApplicationRecorder, Notification, OperationalError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
    SQLiteFactory,
)

from ledger.lines import (
    COLUMNS,
    POSITION_AT,
    CommandOnRecord,
    LoggedLine,
    StoredLine,
    StreamsMoved,
    Terms,
    to_text,
    utc_now,
)

LOCK_TIMEOUT: Final = 5
"""Seconds to wait for another program that holds the database."""

SCHEMA: Final = (
    """
    CREATE TABLE IF NOT EXISTS ledger (
        position INTEGER PRIMARY KEY AUTOINCREMENT CHECK (position > 0),
        stream TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        name TEXT NOT NULL,
        recorded_at TEXT NOT NULL CHECK (recorded_at GLOB
            '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]'
            || '.[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
        command_id TEXT NOT NULL,
        command_part INTEGER NOT NULL CHECK (command_part > 0),
        body TEXT NOT NULL,
        UNIQUE (stream, version),
        UNIQUE (command_id, command_part)
    ) STRICT
    """,
    # BEFORE INSERT runs ahead of what OR REPLACE would delete. An ungiven position reads as -1 or NULL here.
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_replace BEFORE INSERT ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: positions are given by the ledger') WHERE NEW.position > 0;
        SELECT RAISE(ABORT, 'ledger: command is on record')
            WHERE EXISTS (SELECT 1 FROM ledger
                          WHERE command_id = NEW.command_id AND command_part = NEW.command_part);
        SELECT RAISE(ABORT, 'ledger: version does not follow')
            WHERE NEW.version IS NOT
                (SELECT coalesce(max(version), 0) + 1 FROM ledger WHERE stream = NEW.stream);
        SELECT RAISE(ABORT, 'ledger: time runs backwards')
            WHERE NEW.recorded_at < (SELECT recorded_at FROM ledger ORDER BY position DESC LIMIT 1);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_gap AFTER INSERT ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: positions have no gaps')
            WHERE NEW.position IS NOT 1 + coalesce(
                (SELECT position FROM ledger WHERE position <> NEW.position ORDER BY position DESC LIMIT 1), 0);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_update BEFORE UPDATE ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: entries are never changed');
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_delete BEFORE DELETE ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: entries are never removed');
    END
    """,
)

_ALLOWED: Final = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_RECURSIVE,
}
_READABLE_PRAGMAS: Final = {"data_version", "integrity_check", "quick_check", "synchronous", "journal_mode"}
_FORBIDDEN_FUNCTIONS: Final = {"load_extension", "fts3_tokenizer", "writefile", "edit"}


def _authorize(action: int, first: str | None, second: str | None, _schema: str | None, _trigger: str | None) -> int:
    """Reading, and adding to ``ledger``; nothing else."""
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_INSERT and first == "ledger":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _READABLE_PRAGMAS and second is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def init(path: Path) -> None:
    """Create the file, its table and its triggers, where missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        connection.close()
    _queue_file(path).touch()


def _queue_file(path: Path) -> Path:
    return path.with_name(path.name + "-queue")


def _identity(path: str) -> tuple[int, int]:
    """Which file stands at the path: one that was removed would go on taking rows into the void."""
    try:
        status = os.stat(path)
    except OSError as error:
        raise OperationalError(f"the ledger's file cannot be reached: {error.strerror}") from error
    return status.st_dev, status.st_ino


class _Connection(SQLiteConnection):
    """A connection that remembers which file it was opened on."""

    def __init__(self, connection: sqlite3.Connection, identity: tuple[int, int]) -> None:
        super().__init__(connection, max_age=None)
        self.raw = connection
        self.identity = identity


class _Pool(SQLiteConnectionPool):
    """Connections to an existing file only, durable, and behind the authorizer."""

    def _create_connection(self) -> SQLiteConnection:
        identity = _identity(self.db_name)
        try:
            raw = sqlite3.connect(
                f"file:{quote(self.db_name)}?mode=rw",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                cached_statements=64,
                timeout=LOCK_TIMEOUT,
            )
            raw.execute("PRAGMA synchronous=FULL")
            raw.execute("PRAGMA trusted_schema=OFF")
            raw.set_authorizer(_authorize)
        except sqlite3.Error as error:
            raise OperationalError(str(error)) from error
        raw.row_factory = None
        return _Connection(raw, identity)

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """A connection on the file that stands at the path now."""
        identity = _identity(self.db_name)
        while True:
            connection = self.get_connection()
            assert isinstance(connection, _Connection)
            if connection.identity == identity:
                break
            connection.close()
            self.put_connection(connection)
        try:
            yield connection.raw
        except BaseException:
            with suppress(sqlite3.Error):
                connection.raw.rollback()
            raise
        finally:
            self.put_connection(connection)


class LedgerDatastore(SQLiteDatastore):
    """The library's datastore on our pool."""

    def __init__(self, path: Path) -> None:
        super().__init__(":memory:", originator_id_type="text")
        self.pool: _Pool = _Pool(db_name=str(path))
        self.path = path


class _Queue:
    """A fair queue in front of the writer: the kernel wakes whoever waited longest.

    SQLite's own way of waiting is to sleep and try again, ever longer, so that one writer among
    several can starve. Threads queue at the lock, processes at the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = Lock()
        self._file: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self._threads.acquire(timeout=LOCK_TIMEOUT):
            raise OperationalError("the ledger is busy")
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def close(self) -> None:
        with self._threads:
            if self._file is not None:
                os.close(self._file)
                self._file = None


_INSERT: Final = (
    "INSERT INTO ledger (stream, version, name, recorded_at, command_id, command_part, body) VALUES (?,?,?,?,?,?,?)"
)


class SQLiteRecorder(SQLiteApplicationRecorder):
    """The library's recorder, on our table."""

    datastore: LedgerDatastore

    def __init__(self, datastore: LedgerDatastore) -> None:
        super().__init__(datastore, events_table_name="ledger")
        self._queue = _Queue(_queue_file(datastore.path))

    def create_table(self) -> None:
        """Tables are made by `init`, once, and never by a worker that starts."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, terms: Terms | None = None, **_: Any
    ) -> Sequence[int]:
        """Insert lines in one transaction; their positions. See `Terms`."""
        terms = terms or Terms(expects={})
        with self._queue.turn(), self.datastore.pool.raw() as connection, _translated():
            execute = connection.execute
            execute("BEGIN IMMEDIATE")
            moved = [
                stream
                for stream, version in terms.expects.items()
                if execute("SELECT coalesce(max(version), 0) FROM ledger WHERE stream = ?", (stream,)).fetchone()[0]
                != version
            ]
            if moved:
                raise StreamsMoved(moved)
            last = execute("SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1").fetchone()
            position, floor = last or (0, "")
            rows, terms.recorded_at = _rows(stored_events, terms, floor)
            if len(rows) == 1:
                execute(_INSERT, rows[0])
            else:
                connection.executemany(_INSERT, rows)
            execute("COMMIT")
            # The triggers let nothing in but the next positions.
            return range(position + 1, position + 1 + len(rows))

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Lines of one stream."""
        return self._select(
            f"SELECT {COLUMNS} FROM ledger WHERE stream = ? AND version > ? AND version <= ?"
            f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ?",
            (originator_id, gt or 0, _ALL if lte is None else lte, -1 if limit is None else limit),
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Lines of the log. A single SELECT is its own snapshot."""
        first = 0 if start is None else start if inclusive_of_start else start + 1
        names = f" AND name IN ({','.join('?' * len(topics))})" if topics else ""
        return self._select(
            f"SELECT {COLUMNS} FROM ledger WHERE position >= ? AND position <= ?{names} ORDER BY position LIMIT ?",
            (first, _ALL if stop is None else stop, *topics, limit),
        )

    def select_commands(self, command_ids: Sequence[str]) -> Sequence[LoggedLine]:
        """Lines that these commands led to, in order of position."""
        lines: list[LoggedLine] = []
        for first in range(0, len(command_ids), 500):
            some = command_ids[first : first + 500]
            lines += self._select(
                f"SELECT {COLUMNS} FROM ledger WHERE command_id IN ({','.join('?' * len(some))})", tuple(some)
            )
        return sorted(lines, key=lambda line: line.id)

    def max_notification_id(self) -> int:
        """Last position."""
        return self.head()[0]

    def head(self) -> tuple[int, str | None]:
        """Last position and its time."""
        rows = self._rows("SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1", ())
        return rows[0] if rows else (0, None)

    def position_at(self, moment: str) -> int:
        """Last position recorded at or before the moment."""
        return int(self._rows(POSITION_AT.format(table="ledger", moment="?"), (moment, moment))[0][0])

    def close(self) -> None:
        """Let go of the queue's file."""
        self._queue.close()

    def _select(self, statement: str, parameters: tuple[Any, ...]) -> list[LoggedLine]:
        return [
            LoggedLine(
                id=position,
                originator_id=stream,
                originator_version=version,
                topic=name,
                state=body,
                recorded_at=recorded_at,
                command_id=command_id,
            )
            for position, stream, version, name, recorded_at, command_id, _, body in self._rows(statement, parameters)
        ]

    def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
        with self.datastore.pool.raw() as connection, _translated():
            return connection.execute(statement, parameters).fetchall()


_ALL: Final = 2**62


def _rows(lines: Sequence[StoredEvent], terms: Terms, floor: str) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Rows to insert and their times: the clock's, but never before the last one on record."""
    clock = terms.clock or utc_now
    rows, times, act = [], [], -1
    for line in lines:
        assert isinstance(line, StoredLine)
        if line.act != act:
            act, floor = line.act, max(floor, to_text(clock()))
        times.append(floor)
        rows.append(
            (
                line.originator_id,
                line.originator_version,
                line.topic,
                floor,
                line.command_id,
                line.command_part,
                line.state.decode(),
            )
        )
    return rows, times


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        text = str(error)
        if "command is on record" in text or "ledger.command_id" in text:
            raise CommandOnRecord(text) from error
        raise
    except sqlite3.Error as error:
        raise OperationalError(str(error)) from error


class SQLiteLedgerFactory(SQLiteFactory):
    """Builds our recorder on a path."""

    def __init__(self, path: Path) -> None:
        super().__init__({"SQLITE_DBNAME": ":memory:", "ORIGINATOR_ID_TYPE": "text", "CREATE_TABLE": "no"})
        self.datastore = LedgerDatastore(path)
        self._recorder: SQLiteRecorder | None = None

    def application_recorder(self) -> ApplicationRecorder:
        """The one recorder of this process."""
        self._recorder = SQLiteRecorder(self.datastore)
        return self._recorder

    def close(self) -> None:
        """Close connections and the queue."""
        if self._recorder is not None:
            self._recorder.close()
        super().close()
