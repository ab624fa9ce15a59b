"""The ledger on PostgreSQL: a table to which the application may only add.

`init`, run by the owner, makes a role that holds SELECT and INSERT and nothing else, and triggers that
fire even in replica mode. Positions, times and versions are settled by the insert trigger under an
advisory lock, which such a role may take (LOCK TABLE it may not): whoever inserts, by whatever
statement, continues the log. The lock is held to the end of the transaction, so that positions become
visible in order and a reader that follows the log misses nothing.

One call of ``zeren.append`` carries an act there and its positions back: one round trip.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from psycopg import sql
from psycopg.rows import tuple_row

from ledger.lines import (
    COLUMNS,
    POSITION_AT,
    CommandOnRecord,
    LoggedLine,
    StoredLine,
    StreamsMoved,
    Terms,
    to_text,
)

LOCK_TIMEOUT: Final = 5
"""Seconds to wait for a connection or for the lock."""

_LOCK: Final = 0x7A6572656E
"""Key of the advisory lock ("zeren" in ASCII)."""

SCHEMA: Final = (
    "CREATE SCHEMA IF NOT EXISTS zeren",
    """
    CREATE TABLE IF NOT EXISTS zeren.ledger (
        position bigint PRIMARY KEY CHECK (position > 0),
        stream text COLLATE "C" NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        name text COLLATE "C" NOT NULL,
        recorded_at text COLLATE "C" NOT NULL
            CHECK (recorded_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$'),
        command_id text COLLATE "C" NOT NULL,
        command_part integer NOT NULL CHECK (command_part > 0),
        body text COLLATE "C" NOT NULL,
        UNIQUE (stream, version),
        UNIQUE (command_id, command_part)
    )
    """,
    f"""
    CREATE OR REPLACE FUNCTION zeren.continue_log() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    DECLARE
        last record;
        follows bigint;
    BEGIN
        PERFORM pg_advisory_xact_lock({_LOCK});
        IF NEW.position IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: positions are given by the ledger' USING ERRCODE = 'insufficient_privilege';
        END IF;
        SELECT l.position, l.recorded_at INTO last FROM zeren.ledger AS l ORDER BY l.position DESC LIMIT 1;
        NEW.position := coalesce(last.position, 0) + 1;
        NEW.recorded_at := greatest(
            coalesce(NEW.recorded_at, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            last.recorded_at);
        SELECT coalesce(max(l.version), 0) + 1 INTO follows FROM zeren.ledger AS l WHERE l.stream = NEW.stream;
        IF NEW.version IS DISTINCT FROM follows THEN
            RAISE EXCEPTION 'ledger: version does not follow' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION zeren.refuse_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    BEGIN
        RAISE EXCEPTION 'ledger: entries are never changed or removed (%)', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END
    $$
    """,
    """
    CREATE OR REPLACE TRIGGER continue_log BEFORE INSERT ON zeren.ledger
        FOR EACH ROW EXECUTE FUNCTION zeren.continue_log()
    """,
    """
    CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON zeren.ledger
        FOR EACH STATEMENT EXECUTE FUNCTION zeren.refuse_change()
    """,
    "ALTER TABLE zeren.ledger ENABLE ALWAYS TRIGGER continue_log",
    "ALTER TABLE zeren.ledger ENABLE ALWAYS TRIGGER refuse_change",
    # Runs with the caller's rights: it can do nothing that the caller could not.
    f"""
    CREATE OR REPLACE FUNCTION zeren.append(
        expected text[], versions bigint[],
        stream text[], version bigint[], name text[], recorded_at text[],
        command_id text[], command_part integer[], body text[]
    ) RETURNS TABLE (given bigint, stood_at text, moved text[]) LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    #variable_conflict use_column
    DECLARE
        changed text[];
        now_is text;
    BEGIN
        PERFORM pg_advisory_xact_lock({_LOCK});
        SELECT array_agg(e.s) INTO changed FROM unnest($1, $2) AS e(s, v)
            WHERE e.v <> (SELECT coalesce(max(l.version), 0) FROM zeren.ledger AS l WHERE l.stream = e.s);
        IF changed IS NOT NULL THEN
            RETURN QUERY SELECT NULL::bigint, NULL::text, changed;
            RETURN;
        END IF;
        now_is := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
        RETURN QUERY
            INSERT INTO zeren.ledger AS l (stream, version, name, recorded_at, command_id, command_part, body)
            SELECT n.s, n.v, n.n, coalesce(n.r, now_is), n.c, n.p, n.b
                FROM unnest($3, $4, $5, $6, $7, $8, $9) AS n(s, v, n, r, c, p, b)
            RETURNING l.position, l.recorded_at, NULL::text[];
    END
    $$
    """,
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA zeren FROM PUBLIC",
    "REVOKE ALL ON SCHEMA zeren FROM PUBLIC",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
)


class UnsafeRole(RuntimeError):
    """The role that the application signs in as could change the ledger."""


def init(owner: str, application: str) -> None:
    """As ``owner`` (URL), create the ledger and the role named in ``application`` (URL), where missing."""
    parts = psycopg.conninfo.conninfo_to_dict(application)
    role = str(parts.get("user") or "")
    if not role:
        raise UnsafeRole("the application's URL names no user: postgresql://USER:PASSWORD@HOST/DATABASE")
    with psycopg.connect(owner) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if connection.execute("SELECT session_user = %s", (role,)).fetchone() == (True,):
            raise UnsafeRole("the application may not sign in as the owner of its ledger")
        for statement in SCHEMA:
            connection.execute(statement.encode())
        name = sql.Identifier(role)
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            password = parts.get("password")
            connection.execute(
                sql.SQL(
                    "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
                ).format(name, sql.Literal(password))
            )
        database = sql.Identifier(connection.info.dbname)
        for statement_for in (
            "REVOKE TEMPORARY, CREATE ON DATABASE {database} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA zeren TO {role}",
            "REVOKE ALL ON zeren.ledger FROM {role}",
            "GRANT SELECT, INSERT ON zeren.ledger TO {role}",
            "GRANT EXECUTE ON FUNCTION zeren.append TO {role}",
            # Trigger functions need no EXECUTE of the one who fires them. Views live beside the ledger, and
            # the application owns that schema: it rebuilds them.
            "CREATE SCHEMA IF NOT EXISTS views AUTHORIZATION {role}",
        ):
            connection.execute(sql.SQL(statement_for).format(database=database, role=name))


_ROLE_CHECK: Final = """
SELECT r.rolsuper OR pg_has_role(t.tableowner, 'MEMBER')
       OR has_table_privilege('zeren.ledger', 'UPDATE, DELETE, TRUNCATE, TRIGGER')
FROM pg_roles AS r, pg_tables AS t
WHERE r.rolname = current_user AND t.schemaname = 'zeren' AND t.tablename = 'ledger'
"""


class LedgerDatastore(PostgresDatastore):
    """The library's datastore, on a pool for our URL."""

    def __init__(self, url: str) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", originator_id_type="text", schema="zeren")
        self._checked = False
        self.pool = ConnectionPool(
            conninfo=url,
            connection_class=psycopg.Connection[Any],
            kwargs={
                "row_factory": tuple_row,
                "connect_timeout": LOCK_TIMEOUT,
                "options": f"-c lock_timeout={LOCK_TIMEOUT}s -c synchronous_commit=on"
                " -c idle_in_transaction_session_timeout=60s",
                "prepare_threshold": 0,
            },
            min_size=1,
            max_size=8,
            open=False,
            configure=_autocommit,
            timeout=LOCK_TIMEOUT,
            reconnect_timeout=LOCK_TIMEOUT,
        )

    def register_type_adapters(self) -> None:
        """Our statements need no composite types, so that nothing is fetched at the start."""

    @contextmanager
    def raw(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection; the first one tells whether the role is fit."""
        with self.get_connection() as connection:
            if not self._checked:
                _refuse_unsafe_role(connection)
                self._checked = True
            yield connection

    def forget_broken(self) -> None:
        """After a lost connection: drop what the server has closed, so that the next call gets a new one."""
        if not self.pool.closed:
            self.pool.check()


def _autocommit(connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True


def _refuse_unsafe_role(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(_ROLE_CHECK).fetchone()
    if row is not None and row[0]:
        raise UnsafeRole(
            f"role {connection.info.user} could change the ledger; sign in as the role that `init` made for the application"
        )


_APPEND: Final = (
    "SELECT given, stood_at, moved FROM zeren.append(%s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::text[],"
    " %s::text[], %s::text[], %s::integer[], %s::text[])"
)
_ALL: Final = 2**62


class PostgresRecorder(PostgresApplicationRecorder):
    """The library's recorder, on our table."""

    datastore: LedgerDatastore

    def __init__(self, datastore: LedgerDatastore) -> None:
        super().__init__(datastore, events_table_name="ledger")

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
        parameters = _parameters(stored_events, terms)
        try:
            answer = self._rows(_APPEND, parameters)
        except psycopg.errors.UniqueViolation as error:
            if "command_id" in (error.diag.constraint_name or ""):
                raise CommandOnRecord(str(error)) from error
            raise IntegrityError(str(error)) from error
        if answer and answer[0][2] is not None:
            raise StreamsMoved(answer[0][2])
        terms.recorded_at = [row[1] for row in answer]
        return [row[0] for row in answer]

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
            f"SELECT {COLUMNS} FROM zeren.ledger WHERE stream = %s AND version > %s AND version <= %s"
            f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT %s",
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
            f"SELECT {COLUMNS} FROM zeren.ledger WHERE position >= %s AND position <= %s"
            f"{' AND name = ANY(%s)' if topics else ''} ORDER BY position LIMIT %s",
            (first, _ALL if stop is None else stop, *([list(topics)] if topics else []), limit),
        )

    def select_commands(self, command_ids: Sequence[str]) -> Sequence[LoggedLine]:
        """Lines that these commands led to, in order of position."""
        return self._select(
            f"SELECT {COLUMNS} FROM zeren.ledger WHERE command_id = ANY(%s) ORDER BY position", (list(command_ids),)
        )

    def max_notification_id(self) -> int:
        """Last position."""
        return self.head()[0]

    def head(self) -> tuple[int, str | None]:
        """Last position and its time."""
        rows = self._rows("SELECT position, recorded_at FROM zeren.ledger ORDER BY position DESC LIMIT 1", ())
        return rows[0] if rows else (0, None)

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
        """One statement, one round trip; once more where the connection turned out to be lost."""
        try:
            return self._once(statement, parameters)
        except _Lost:
            self.datastore.forget_broken()
            try:
                return self._once(statement, parameters)
            except _Lost as error:
                raise OperationalError(str(error)) from error

    def _once(self, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
        try:
            with self.datastore.raw() as connection:
                try:
                    return connection.execute(statement.encode(), parameters).fetchall()
                except psycopg.errors.UniqueViolation as error:
                    violation = error
                except psycopg.OperationalError as error:
                    if connection.broken:
                        raise _Lost(str(error)) from error
                    raise
        except psycopg.Error as error:
            raise PersistenceError(str(error)) from error
        raise violation


class _Lost(Exception):
    """The server went away during a statement."""


def _parameters(lines: Sequence[StoredEvent], terms: Terms) -> tuple[Any, ...]:
    times: list[str | None] = []
    act, now = -1, None
    for line in lines:
        assert isinstance(line, StoredLine)
        if line.act != act:
            act, now = line.act, None if terms.clock is None else to_text(terms.clock())
        times.append(now)
    return (
        list(terms.expects),
        list(terms.expects.values()),
        [line.originator_id for line in lines],
        [line.originator_version for line in lines],
        [line.topic for line in lines],
        times,
        [line.command_id for line in lines if isinstance(line, StoredLine)],
        [line.command_part for line in lines if isinstance(line, StoredLine)],
        [line.state.decode() for line in lines],
    )


class PostgresLedgerFactory(PostgresFactory):
    """Builds our recorder on a URL."""

    def __init__(self, url: str) -> None:
        # The library's factory reads its own settings; ours is one URL.
        super().__init__(
            {
                "POSTGRES_DBNAME": "-",
                "POSTGRES_HOST": "-",
                "POSTGRES_USER": "-",
                "POSTGRES_PASSWORD": "-",
                "ORIGINATOR_ID_TYPE": "text",
                "CREATE_TABLE": "no",
            }
        )
        self.datastore = LedgerDatastore(url)

    def application_recorder(self) -> ApplicationRecorder:
        """The one recorder of this process."""
        return PostgresRecorder(self.datastore)
