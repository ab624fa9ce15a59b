"""The ledger on SQLite: a table that is only ever added to, by force.

Three fences, each for what the others let pass. Triggers refuse UPDATE and DELETE, and every INSERT
that does not continue the log (chosen positions, INSERT OR REPLACE, gaps, clocks that run back). An
authorizer on every connection refuses what would remove the triggers or go round them (DROP, ALTER,
CREATE, ATTACH, PRAGMA). The file itself is created by `init` alone: a missing file is an error here,
never a new and empty ledger.
"""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
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
    ERASED,
    NEWS_AND_STREAMS,
    NEWS_SINCE,
    POSITION_AT,
    CommandOnRecord,
    LoggedLine,
    Moved,
    StoredLine,
    StreamsMoved,
    Terms,
    Versions,
    news_of,
    to_text,
    utc_now,
)
from ledger.port import Row
from ledger.sqlite_schema import LOCK_TIMEOUT, authorize, queue_file


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
            raw.execute("PRAGMA cache_size=-32768")  # 32 MB: ids are random, so that inserts touch all of the indexes
            raw.execute("PRAGMA wal_autocheckpoint=4000")
            raw.execute("SELECT value FROM json_each('[]')")  # declares a table, which the authorizer would refuse
            raw.set_authorizer(authorize)
        except sqlite3.Error as error:
            raise OperationalError(str(error)) from error
        raw.row_factory = None
        return _Connection(raw, identity)

    def current(self) -> _Connection:
        """A connection on the file that stands at the path now."""
        identity = _identity(self.db_name)
        while True:
            connection = self.get_connection()
            assert isinstance(connection, _Connection)
            if connection.identity == identity:
                return connection
            connection.close()
            self.put_connection(connection)

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """The same, for as long as the block lasts."""
        connection = self.current()
        try:
            yield connection.raw
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

    def __enter__(self) -> None:
        if not self._threads.acquire(timeout=LOCK_TIMEOUT):
            raise OperationalError("the ledger is busy")
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def close(self) -> None:
        with self._threads:
            if self._file is not None:
                os.close(self._file)
                self._file = None


# The body as the bytes that it is: it is parsed from them, and need not become a text of Python before.
_COLUMNS: Final = (
    "SELECT position, stream, version, name, recorded_at, command_id, command_part, CAST(body AS BLOB) FROM ledger "
)
_STREAM: Final = _COLUMNS + "WHERE stream = ? AND version > ? AND version <= ? ORDER BY version LIMIT ?"
_STREAM_BACK: Final = _COLUMNS + "WHERE stream = ? AND version > ? AND version <= ? ORDER BY version DESC LIMIT ?"
_LOG: Final = _COLUMNS + "WHERE position >= ? AND position <= ? ORDER BY position LIMIT ?"
_LOG_OF_NAMES: Final = (
    _COLUMNS + "WHERE position >= ? AND position <= ? AND name IN (SELECT value FROM json_each(?))"  # noqa: S608  # constants
    " ORDER BY position LIMIT ?"
)
_COMMANDS: Final = _COLUMNS + "WHERE command_id IN (SELECT value FROM json_each(?)) ORDER BY position"  # noqa: S608  # constants
_NEWS: Final = NEWS_SINCE.format(table="ledger", since="?")
_NEWS_AND_STREAMS: Final = NEWS_AND_STREAMS.format(
    table="ledger", since="?", streams="stream IN (SELECT value FROM json_each(?))"
)
_LAST: Final = "SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1"
_SINCE: Final = (
    "SELECT position, recorded_at, stream, version FROM ledger WHERE position >= ?"  # noqa: S608  # a number of ours
    f" ORDER BY position DESC LIMIT {Versions.FOLLOWED + 1}"
)
_VERSION: Final = "SELECT coalesce(max(version), 0) FROM ledger WHERE stream = ?"
_ERASED: Final = f"SELECT stream FROM ledger WHERE name = '{ERASED}'"  # noqa: S608  # a constant
_ALL: Final = 2**62
_INSERT: Final = (
    "INSERT INTO ledger (stream, version, name, recorded_at, command_id, command_part, body) VALUES (?,?,?,?,?,?,?)"
)


class SQLiteRecorder(SQLiteApplicationRecorder):
    """The library's recorder, on our table."""

    datastore: LedgerDatastore

    def __init__(self, datastore: LedgerDatastore) -> None:
        super().__init__(datastore, events_table_name="ledger")
        self._queue = _Queue(queue_file(datastore.path))
        self._writer: _Connection | None = None
        self._versions = Versions()

    def create_table(self) -> None:
        """Tables are made by `init`, once, and never by a worker that starts."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, terms: Terms | None = None, **_: Any
    ) -> Sequence[int]:
        """Insert lines in one transaction; their positions. See `Terms`."""
        terms = terms or Terms(expects={})
        with self._queue:
            connection = self._writing()
            try:
                return _insert(connection, stored_events, terms, self._versions)
            except sqlite3.Error as error:
                raise OperationalError(str(error)) from error
            finally:
                if connection.in_transaction:
                    with suppress(sqlite3.Error):
                        connection.rollback()

    def _writing(self) -> sqlite3.Connection:
        """The connection kept for writing; only whoever has the turn may ask for it."""
        pool = self.datastore.pool
        if self._writer is not None and self._writer.identity != _identity(pool.db_name):
            self._writer.close()
            pool.put_connection(self._writer)
            self._writer = None
            self._versions.forget()
        if self._writer is None:
            self._writer = pool.current()
        return self._writer.raw

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
            _STREAM_BACK if desc else _STREAM,
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
        return self._select(
            _LOG_OF_NAMES if topics else _LOG,
            (first, _ALL if stop is None else stop, *([json.dumps(list(topics))] if topics else []), limit),
        )

    def select_rows(self, after: int, limit: int, until: int | None) -> list[Row]:
        """Lines of the log as they are stored."""
        return [Row._make(row) for row in self._rows(_LOG, (after + 1, _ALL if until is None else until, limit))]

    def select_commands(self, command_ids: Sequence[str]) -> Sequence[LoggedLine]:
        """Lines that these commands led to, in order of position."""
        return self._select(_COMMANDS, (json.dumps(list(command_ids)),))

    def select_erased(self) -> list[str]:
        """Streams of persons who were erased."""
        return [row[0] for row in self._rows(_ERASED, ())]

    def max_notification_id(self) -> int:
        """Last position."""
        return self.head()[0]

    def head(self) -> tuple[int, str | None]:
        """Last position and its time."""
        rows = self._rows(_LAST, ())
        return rows[0] if rows else (0, None)

    def select_news(self, since: int, streams: Sequence[str]) -> tuple[list[Moved], list[LoggedLine]]:
        """What moved from this position on, and these streams, at one moment."""
        if not streams:
            return news_of(self._rows(_NEWS, (since,)))
        return news_of(self._rows(_NEWS_AND_STREAMS, (since, json.dumps(list(streams)))))

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
        with self.datastore.pool.raw() as connection:
            try:
                return connection.execute(statement, parameters).fetchall()
            except sqlite3.Error as error:
                raise OperationalError(str(error)) from error


def _rows(lines: Sequence[StoredEvent], terms: Terms, floor: str) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Rows to insert and their times: the clock's, but never before the last one on record."""
    rows, times, act = [], [], -1
    if terms.clock is None:
        floor = max(floor, to_text(utc_now()))
    for line in lines:
        assert isinstance(line, StoredLine)
        if terms.clock is not None and line.act != act:
            act, floor = line.act, max(floor, to_text(terms.clock()))
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


def _insert(
    connection: sqlite3.Connection, lines: Sequence[StoredEvent], terms: Terms, versions: Versions
) -> Sequence[int]:
    """The write transaction. Whoever calls rolls back what it leaves open."""
    execute = connection.execute
    written = {line.originator_id for line in lines}
    # Versions of the streams that are written are left to the triggers, which look at them anyway.
    read = {stream: version for stream, version in terms.expects.items() if stream not in written}
    execute("BEGIN IMMEDIATE")
    position, floor = _end(connection, versions)
    if versions.vouched(read) != position and (moved := _moved(connection, read)):
        raise StreamsMoved(moved)
    rows, terms.recorded_at = _rows(lines, terms, floor)
    try:
        if len(rows) == 1:
            execute(_INSERT, rows[0])
        else:
            connection.executemany(_INSERT, rows)
    except sqlite3.IntegrityError as error:
        connection.rollback()
        if "command" in str(error):
            raise CommandOnRecord(str(error)) from error
        if "version" in str(error):
            raise StreamsMoved(_moved(connection, terms.expects)) from error
        raise
    execute("COMMIT")
    # The triggers let nothing in but the next positions.
    positions = range(position + 1, position + 1 + len(rows))
    versions.recorded(positions, read, lines)
    return positions


def _end(connection: sqlite3.Connection, versions: Versions) -> tuple[int, str]:
    """Last position and its time; what others recorded since our last look is told to ``versions``."""
    known = versions.position
    found = connection.execute(_SINCE, (known,)).fetchall()
    if not found:
        last: tuple[int, str] | None = connection.execute(_LAST).fetchone()
        return last or (0, "")
    position, floor = found[0][:2]
    if found[-1][0] == known != position:
        versions.follow(position, [(stream, version) for _, _, stream, version in reversed(found)])
    return position, floor


def _moved(connection: sqlite3.Connection, expects: Mapping[str, int]) -> list[str]:
    """Streams that are not at the version expected."""
    return [
        stream
        for stream, version in expects.items()
        if connection.execute(_VERSION, (stream,)).fetchone()[0] != version
    ]


class SQLiteLedgerFactory(SQLiteFactory):
    """Builds our recorder on a path."""

    def __init__(self, path: Path) -> None:
        super().__init__({"SQLITE_DBNAME": ":memory:", "ORIGINATOR_ID_TYPE": "text", "CREATE_TABLE": "no"})
        self._ours = LedgerDatastore(path)
        self.datastore = self._ours
        self._recorder: SQLiteRecorder | None = None

    def application_recorder(self) -> ApplicationRecorder:
        """The one recorder of this process."""
        self._recorder = SQLiteRecorder(self._ours)
        return self._recorder

    def close(self) -> None:
        """Close connections and the queue."""
        if self._recorder is not None:
            self._recorder.close()
        super().close()
