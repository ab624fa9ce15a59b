"""The ledger on PostgreSQL: a table to which the application may only add.

`init`, run by the owner, makes a role that holds SELECT and INSERT and nothing else, and triggers that
fire even in replica mode. Positions, times and versions are settled by the insert trigger under an
advisory lock, which such a role may take (LOCK TABLE it may not): whoever inserts, by whatever
statement, continues the log. The lock is held to the end of the transaction, so that positions become
visible in order and a reader that follows the log misses nothing.

One call of ``zeren.append`` carries an act there and its positions back: one round trip.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.postgres import (
    ConnectionPool,
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
)
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg_pool import PoolTimeout

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
)
from ledger.port import Row
from ledger.postgres_schema import refuse_unsafe_role
from ledger.waiting import CONNECT, arguments

LOCK_TIMEOUT: Final = CONNECT
"""Seconds to wait for a connection or for the lock."""
WHEN_GONE: Final = 1
"""Seconds to wait for a connection once one was waited for in vain: nobody need wait long to hear it again."""

HELD: Final = 4
"""Connections kept at hand, one for each thread of a worker; below the size of the pool, which serves the others."""


class LedgerDatastore(PostgresDatastore):
    """The library's datastore, on a pool for our URL."""

    def __init__(self, url: str) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", originator_id_type="text", schema="zeren")  # nosec B106 - the URL says it
        self._checked = False
        self._gone = False
        """A connection was waited for in vain, and none was had since."""
        self._held: deque[psycopg.Connection[Any]] = deque()
        self.pool = ConnectionPool(
            conninfo=url,
            connection_class=psycopg.Connection[Any],
            kwargs={
                "row_factory": tuple_row,
                **arguments(
                    lock_timeout=f"{LOCK_TIMEOUT}s",
                    synchronous_commit="on",
                    # Every statement finds a few rows by an index, whatever it is given: planned once, not each time.
                    plan_cache_mode="force_generic_plan",
                ),
                "prepare_threshold": 0,
            },
            min_size=1,
            max_size=8,
            open=False,
            configure=_autocommit,
            timeout=LOCK_TIMEOUT,
            # Below the wait, so that each wait sees a fresh attempt and the first one after the outage succeeds.
            reconnect_timeout=WHEN_GONE / 2,
        )

    def register_type_adapters(self) -> None:
        """Our statements need no composite types, so that nothing is fetched at the start."""

    @contextmanager
    def raw(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection; the first one tells whether the role is fit.

        A few are kept out of the pool from one statement to the next: the pool's own book-keeping costs as much as
        a question of one row. One that broke goes back, for the pool to replace.
        """
        connection = self._take()
        try:
            yield connection
        finally:
            idle = not connection.closed and connection.pgconn.transaction_status == TransactionStatus.IDLE
            if idle and len(self._held) < HELD and not self.pool.closed:
                self._held.append(connection)
            else:
                self.pool.putconn(connection)

    def _take(self) -> psycopg.Connection[Any]:
        try:
            return self._held.pop()
        except IndexError:
            pass
        try:
            self.pool.open()
            connection = self._wait()
        except psycopg.OperationalError as error:
            raise OperationalError(str(error)) from error
        if not self._checked:
            try:
                refuse_unsafe_role(connection)
            except BaseException:
                self.pool.putconn(connection)
                raise
            self._checked = True
        return connection

    def _wait(self) -> psycopg.Connection[Any]:
        """A connection of the pool, asked for again and again: each time it makes a fresh attempt at connecting.

        In one long wait it would make two, and then wait on beside a server that is back.
        """
        for _ in range(0 if self._gone else LOCK_TIMEOUT // WHEN_GONE - 1):
            with suppress(PoolTimeout):
                return self.pool.getconn(timeout=WHEN_GONE)
        self._gone = True
        connection = self.pool.getconn(timeout=WHEN_GONE)
        self._gone = False
        return connection

    def _let_go(self) -> None:
        while self._held:
            with suppress(IndexError):
                self.pool.putconn(self._held.pop())

    def forget_broken(self) -> None:
        """After a lost connection: drop what the server has closed, so that the next call gets a new one."""
        self._let_go()
        if not self.pool.closed:
            self.pool.check()

    def close(self) -> None:
        """Close every connection."""
        self._let_go()
        super().close()


def _autocommit(connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True


_APPEND: Final = (
    "SELECT given, stood_at, moved FROM zeren.append(%s::bigint, %s::text[], %s::bigint[],"
    " %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::integer[], %s::text[])"
)
_APPEND_ONE: Final = (
    "SELECT given, stood_at, moved FROM zeren.append_one(%s::bigint, %s::text[], %s::bigint[],"
    " %s, %s::bigint, %s, %s, %s, %s::integer, %s)"
)
_MOVED: Final = (
    "SELECT e.s FROM unnest(%s::text[], %s::bigint[]) AS e(s, v)"
    " WHERE e.v <> (SELECT coalesce(max(l.version), 0) FROM zeren.ledger AS l WHERE l.stream = e.s)"
)
_COLUMNS: Final = (
    "SELECT position, stream, version, name, recorded_at, command_id, command_part, body FROM zeren.ledger "
)
_STREAM: Final = _COLUMNS + "WHERE stream = %s AND version > %s AND version <= %s ORDER BY version LIMIT %s"
_STREAM_BACK: Final = _COLUMNS + "WHERE stream = %s AND version > %s AND version <= %s ORDER BY version DESC LIMIT %s"
_LOG: Final = _COLUMNS + "WHERE position >= %s AND position <= %s ORDER BY position LIMIT %s"
_LOG_OF_NAMES: Final = (
    _COLUMNS + "WHERE position >= %s AND position <= %s AND name = ANY(%s) ORDER BY position LIMIT %s"
)
_COMMANDS: Final = _COLUMNS + "WHERE command_id = ANY(%s) ORDER BY position"
_NEWS: Final = NEWS_SINCE.format(table="zeren.ledger", since="%s")
_NEWS_AND_STREAMS: Final = NEWS_AND_STREAMS.format(table="zeren.ledger", since="%s", streams="stream = ANY(%s::text[])")
# Writes to the log of the server alone, and waits as every commit does; all that was written before has got there then.
_STANDBY_TOO: Final = (
    "SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' AND NOT pg_is_in_recovery()"
    " THEN pg_logical_emit_message(true, 'zeren', '') END"
)
_ERASED: Final = f"SELECT stream FROM zeren.ledger WHERE name = '{ERASED}'"  # noqa: S608  # a constant
_ALL: Final = 2**62


class PostgresRecorder(PostgresApplicationRecorder):
    """The library's recorder, on our table."""

    datastore: LedgerDatastore

    def __init__(self, datastore: LedgerDatastore) -> None:
        super().__init__(datastore, events_table_name="ledger")
        self._versions = Versions()

    def create_table(self) -> None:
        """Tables are made by `init`, by the owner, and never by the application."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, terms: Terms | None = None, **_: Any
    ) -> Sequence[int]:
        """Insert lines in one transaction; their positions. See `Terms`.

        A lost connection is tried once more. Should the first attempt have been recorded after all, the
        second meets its own command id and the caller finds the first receipt.
        """
        terms = terms or Terms(expects={})
        written = {line.originator_id for line in stored_events}
        # Versions of the streams that are written are left to the trigger, which looks at them anyway.
        read = {stream: version for stream, version in terms.expects.items() if stream not in written}
        statement, parameters = _call(stored_events, terms, read, self._versions.vouched(read))
        try:
            answer = self._rows(statement, parameters)
        except psycopg.errors.IntegrityConstraintViolation as error:
            raise StreamsMoved(self._moved(terms.expects)) from error
        except psycopg.errors.UniqueViolation as error:
            if "command_id" in (error.diag.constraint_name or ""):
                raise CommandOnRecord(str(error)) from error
            raise IntegrityError(str(error)) from error
        if answer and answer[0][2] is not None:
            raise StreamsMoved(answer[0][2])
        terms.recorded_at = [row[1] for row in answer]
        positions = [row[0] for row in answer]
        if positions:
            self._versions.recorded(positions, read, stored_events)
        return positions

    def _moved(self, expects: Mapping[str, int]) -> list[str]:
        """Streams that are not at the version expected."""
        rows = self._rows(_MOVED, (_array(expects), _array(expects.values())))
        return [row[0] for row in rows]

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
            (originator_id, gt or 0, _ALL if lte is None else lte, limit),
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
        """Lines of the log."""
        first = 0 if start is None else start if inclusive_of_start else start + 1
        return self._select(
            _LOG_OF_NAMES if topics else _LOG,
            (first, _ALL if stop is None else stop, *([list(topics)] if topics else []), limit),
        )

    def select_rows(self, after: int, limit: int, until: int | None) -> list[Row]:
        """Lines of the log as they are stored."""
        rows = self._rows(_LOG, (after + 1, _ALL if until is None else until, limit))
        return [Row._make((*row[:-1], row[-1].encode())) for row in rows]

    def select_commands(self, command_ids: Sequence[str]) -> Sequence[LoggedLine]:
        """Lines that these commands led to, in order of position.

        They may have been committed by a server that was killed while it waited for its synchronous standby: whoever
        sends such a command again is told once the standby has it too.
        """
        found = self._select(_COMMANDS, (list(command_ids),))
        if found:
            self._rows(_STANDBY_TOO, ())
        return found

    def select_erased(self) -> list[str]:
        """Streams of persons who were erased."""
        return [row[0] for row in self._rows(_ERASED, ())]

    def max_notification_id(self) -> int:
        """Last position."""
        return self.head()[0]

    def head(self) -> tuple[int, str | None]:
        """Last position and its time."""
        rows = self._rows("SELECT position, recorded_at FROM zeren.ledger ORDER BY position DESC LIMIT 1", ())
        return rows[0] if rows else (0, None)

    def select_news(self, since: int, streams: Sequence[str]) -> tuple[list[Moved], list[LoggedLine]]:
        """What moved from this position on, and these streams, at one moment."""
        if not streams:
            return news_of(self._rows(_NEWS, (since,)))
        return news_of(self._rows(_NEWS_AND_STREAMS, (since, _array(streams))))

    def position_at(self, moment: str) -> int:
        """Last position recorded at or before the moment."""
        return int(self._rows(POSITION_AT.format(table="zeren.ledger", moment="%s"), (moment, moment))[0][0])

    def close(self) -> None:
        """Nothing of its own to let go of."""

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
        """One statement, one round trip; again where the connection turned out to be lost.

        Twice again, because a server that is told to end its connections may end the next one while we ask for it.
        """
        for _ in range(2):
            try:
                return self._once(statement, parameters)
            except _Lost:
                self.datastore.forget_broken()
                self._versions.forget()
        try:
            return self._once(statement, parameters)
        except _Lost as error:
            raise OperationalError(str(error)) from error

    def _once(self, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
        try:
            with self.datastore.raw() as connection:
                try:
                    return connection.execute(statement.encode(), parameters).fetchall()
                except (psycopg.errors.UniqueViolation, psycopg.errors.IntegrityConstraintViolation) as error:
                    violation: psycopg.Error = error
                except psycopg.OperationalError as error:
                    if connection.broken:
                        raise _Lost(str(error)) from error
                    raise
        except psycopg.Error as error:
            raise PersistenceError(str(error)) from error
        raise violation


class _Lost(Exception):
    """The server went away during a statement."""


def _call(
    lines: Sequence[StoredEvent], terms: Terms, read: Mapping[str, int], vouched: int
) -> tuple[str, tuple[Any, ...]]:
    """The statement for these lines, and its parameters. ``vouched``: see `Versions`."""
    rows = []
    act, now = -1, None
    for line in lines:
        assert isinstance(line, StoredLine)
        if line.act != act:
            act, now = line.act, None if terms.clock is None else to_text(terms.clock())
        rows.append(
            (
                line.originator_id,
                line.originator_version,
                line.topic,
                now,
                line.command_id,
                line.command_part,
                line.state.decode(),
            )
        )
    expects = (vouched, _array(read), _array(read.values()))
    if len(rows) == 1:
        return _APPEND_ONE, (*expects, *rows[0])
    return _APPEND, (*expects, *map(_array, zip(*rows, strict=True)))


def _array(values: Iterable[str | int | None]) -> str:
    """An array as PostgreSQL writes it; the driver's own way costs as much as the whole insert."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class PostgresLedgerFactory(PostgresFactory):
    """Builds our recorder on a URL."""

    def __init__(self, url: str) -> None:
        # The library's factory reads its own settings; ours is one URL.
        super().__init__(
            {
                "POSTGRES_DBNAME": "-",
                "POSTGRES_HOST": "-",
                "POSTGRES_USER": "-",
                "POSTGRES_PASSWORD": "-",  # nosec B105 - the library wants one; our datastore uses the URL
                "ORIGINATOR_ID_TYPE": "text",
                "CREATE_TABLE": "no",
            }
        )
        self._ours = LedgerDatastore(url)
        self.datastore = self._ours

    def application_recorder(self) -> ApplicationRecorder:
        """The one recorder of this process."""
        return PostgresRecorder(self._ours)
