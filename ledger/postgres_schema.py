"""What `zeren init` makes on PostgreSQL: the table, the triggers that guard it, and a role that may only add."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import psycopg
from psycopg import sql

from ledger.lines import ERASED
from ledger.port import Row
from ledger.waiting import LONG_STATEMENT, arguments

_LOCK: Final = 525688005998
"""Key of the advisory lock ("zeren" in ASCII); the statements below say it in full."""

_PROOF_TABLES: Final = (
    "leaves (first bigint PRIMARY KEY, hashes bytea NOT NULL)",
    "subtrees (level integer, number bigint, hash bytea NOT NULL, PRIMARY KEY (level, number))",
    "checkpoints (size bigint PRIMARY KEY, root bytea NOT NULL, note bytea NOT NULL, sealed_at text NOT NULL,"
    " recomputed boolean NOT NULL)",
    "cosignatures (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size bigint NOT NULL, witness text NOT NULL,"
    " line text NOT NULL, received_at text NOT NULL)",
    "refusals (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size bigint NOT NULL, witness text NOT NULL,"
    " status integer NOT NULL, answer text NOT NULL, received_at text NOT NULL)",
)
"""What `ledger.proof.store` keeps; as on SQLite."""

_PROOF: Final = tuple(
    statement
    for table in _PROOF_TABLES
    for name in (table.partition(" ")[0],)
    for statement in (
        f"CREATE TABLE IF NOT EXISTS zeren.{table}",
        f"CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON zeren.{name}"
        " FOR EACH STATEMENT EXECUTE FUNCTION zeren.refuse_change()",
        f"ALTER TABLE zeren.{name} ENABLE ALWAYS TRIGGER refuse_change",
    )
)

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
    # Who was erased is asked at the start of each process; of other entries the index holds nothing.
    f"CREATE INDEX IF NOT EXISTS ledger_erased ON zeren.ledger (stream) WHERE name = '{ERASED}'",
    """
    CREATE OR REPLACE FUNCTION zeren.continue_log() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    DECLARE
        last record;
        follows bigint;
    BEGIN
        PERFORM pg_advisory_xact_lock(525688005998);
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
    """
    CREATE OR REPLACE FUNCTION zeren.append(
        vouched bigint, expected text[], versions bigint[],
        stream text[], version bigint[], name text[], recorded_at text[],
        command_id text[], command_part integer[], body text[]
    ) RETURNS TABLE (given bigint, stood_at text, moved text[]) LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    #variable_conflict use_column
    DECLARE
        changed text[];
        now_is text;
    BEGIN
        PERFORM pg_advisory_xact_lock(525688005998);
        IF $1 <> coalesce((SELECT max(l.position) FROM zeren.ledger AS l), 0) THEN
            SELECT array_agg(e.s) INTO changed FROM unnest($2, $3) AS e(s, v)
                WHERE e.v <> (SELECT coalesce(max(l.version), 0) FROM zeren.ledger AS l WHERE l.stream = e.s);
            IF changed IS NOT NULL THEN
                RETURN QUERY SELECT NULL::bigint, NULL::text, changed;
                RETURN;
            END IF;
        END IF;
        now_is := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
        RETURN QUERY
            INSERT INTO zeren.ledger AS l (stream, version, name, recorded_at, command_id, command_part, body)
            SELECT n.s, n.v, n.n, coalesce(n.r, now_is), n.c, n.p, n.b
                FROM unnest($4, $5, $6, $7, $8, $9, $10) AS n(s, v, n, r, c, p, b)
            RETURNING l.position, l.recorded_at, NULL::text[];
    END
    $$
    """,
    # The same for the act of one event, which most acts are: twice as fast without sets.
    """
    CREATE OR REPLACE FUNCTION zeren.append_one(
        vouched bigint, expected text[], versions bigint[],
        stream text, version bigint, name text, recorded_at text, command_id text, command_part integer, body text,
        OUT given bigint, OUT stood_at text, OUT moved text[]
    ) LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(525688005998);
        IF $1 <> coalesce((SELECT max(l.position) FROM zeren.ledger AS l), 0) THEN
            FOR i IN 1 .. cardinality($2) LOOP
                IF $3[i] <> (SELECT coalesce(max(l.version), 0) FROM zeren.ledger AS l WHERE l.stream = $2[i]) THEN
                    moved := moved || $2[i];
                END IF;
            END LOOP;
        END IF;
        IF moved IS NULL THEN
            INSERT INTO zeren.ledger AS l (stream, version, name, recorded_at, command_id, command_part, body)
                VALUES ($4, $5, $6, $7, $8, $9, $10) RETURNING l.position, l.recorded_at INTO given, stood_at;
        END IF;
    END
    $$
    """,
    *_PROOF,
    "CREATE INDEX IF NOT EXISTS cosignatures_size ON zeren.cosignatures (size)",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA zeren FROM PUBLIC",
    "REVOKE ALL ON SCHEMA zeren FROM PUBLIC",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
)


_PROOF_NAMES: Final = ", ".join(f"zeren.{table.partition(' ')[0]}" for table in _PROOF_TABLES)


class UnsafeRole(RuntimeError):
    """The role that the application signs in as could change the ledger."""


def init(owner: str, application: str) -> None:
    """As ``owner`` (URL), create the ledger and the role named in ``application`` (URL), where missing."""
    parts = psycopg.conninfo.conninfo_to_dict(application)
    role = str(parts.get("user") or "")
    if not role:
        raise UnsafeRole("the application's URL names no user: postgresql://USER:PASSWORD@HOST/DATABASE")
    with psycopg.connect(owner, **arguments(statement=LONG_STATEMENT)) as connection:
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
            f"REVOKE ALL ON {_PROOF_NAMES} FROM {{role}}",
            f"GRANT SELECT, INSERT ON {_PROOF_NAMES} TO {{role}}",
            "GRANT EXECUTE ON FUNCTION zeren.append, zeren.append_one TO {role}",
            # Trigger functions need no EXECUTE of the one who fires them. Views live beside the ledger, and
            # the application owns that schema: it rebuilds them.
            "CREATE SCHEMA IF NOT EXISTS views AUTHORIZATION {role}",
        ):
            connection.execute(sql.SQL(statement_for).format(database=database, role=name))


def restore(owner: str, pages: Iterable[Sequence[Row]]) -> None:
    """As ``owner``, put rows at their positions into a ledger that is empty, all in one transaction or none.

    The application's role can do nothing of the kind: to put a trigger aside takes the owner of the table.
    """
    with psycopg.connect(owner, **arguments(statement=LONG_STATEMENT)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute("LOCK TABLE zeren.ledger IN ACCESS EXCLUSIVE MODE")
        if connection.execute("SELECT 1 FROM zeren.ledger LIMIT 1").fetchone() is not None:
            raise ValueError("the ledger holds entries already; nothing is ever restored into one that does")
        connection.execute("ALTER TABLE zeren.ledger DISABLE TRIGGER continue_log")
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY zeren.ledger (position, stream, version, name, recorded_at, command_id, command_part, body)"
                " FROM STDIN"
            ) as copy,
        ):
            for rows in pages:
                for row in rows:
                    copy.write_row((*row[:-1], row.body.decode()))
        connection.execute("ALTER TABLE zeren.ledger ENABLE ALWAYS TRIGGER continue_log")


_ROLE_CHECK: Final = """
SELECT r.rolsuper OR pg_has_role(t.tableowner, 'MEMBER')
       OR has_table_privilege('zeren.ledger', 'UPDATE, DELETE, TRUNCATE, TRIGGER')
FROM pg_roles AS r, pg_tables AS t
WHERE r.rolname = current_user AND t.schemaname = 'zeren' AND t.tablename = 'ledger'
"""


def refuse_unsafe_role(connection: psycopg.Connection[Any]) -> None:
    """Raise `UnsafeRole` where the signed-in role could change what is recorded."""
    row = connection.execute(_ROLE_CHECK).fetchone()
    if row is not None and row[0]:
        raise UnsafeRole(
            f"role {connection.info.user} could change the ledger;"
            " sign in as the role that `init` made for the application"
        )
