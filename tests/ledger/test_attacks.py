"""Nothing on record can be changed or removed by the application: each way that was thought of, refused.

The attacks go through the same connections that the application uses.
"""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ledger_writers import draft, raw, signature

from ledger import postgres_schema
from ledger.application import LocalLedger
from ledger.port import LedgerUnavailable

COLUMNS = "stream, version, name, recorded_at, command_id, command_part, body"
ROW = "'work-x', 1, 'work.voided/1', '2999-01-01T00:00:00.000000Z', 'attack', 1, '{}'"


def fill(ledger: LocalLedger) -> list[Any]:
    """Three entries, as they were recorded."""
    ledger.append([draft("work-a", 0, 3)], signature("c1"))
    return ledger.log(0, 100)


SQLITE_ATTACKS = {
    "update": "UPDATE ledger SET body = '{}' WHERE position = 1",
    "update of nothing": "UPDATE ledger SET body = '{}' WHERE position = 999",
    "update of position": "UPDATE ledger SET position = 77 WHERE position = 1",
    "delete": "DELETE FROM ledger WHERE position = 3",
    "delete of all": "DELETE FROM ledger",
    "upsert": f"INSERT INTO ledger ({COLUMNS}) VALUES ('work-a', 1, 'work.voided/1', '2999-01-01T00:00:00.000000Z',"
    " 'attack', 1, '{}') ON CONFLICT (stream, version) DO UPDATE SET body = excluded.body",
    "replace by stream and version": "INSERT OR REPLACE INTO ledger"
    f" ({COLUMNS}) VALUES ('work-a', 1, 'work.voided/1', '2999-01-01T00:00:00.000000Z', 'attack', 1, '{{}}')",
    "replace by command": "INSERT OR REPLACE INTO ledger"
    f" ({COLUMNS}) VALUES ('work-x', 1, 'work.voided/1', '2999-01-01T00:00:00.000000Z', 'c1', 1, '{{}}')",
    "replace by position": f"REPLACE INTO ledger (position, {COLUMNS}) VALUES (1, {ROW})",
    "replace by rowid": f"REPLACE INTO ledger (rowid, {COLUMNS}) VALUES (2, {ROW})",
    "chosen position ahead": f"INSERT INTO ledger (position, {COLUMNS}) VALUES (99, {ROW})",
    "chosen position, the next": f"INSERT INTO ledger (position, {COLUMNS}) VALUES (4, {ROW})",
    "chosen position below": f"INSERT INTO ledger (position, {COLUMNS}) VALUES (-5, {ROW})",
    "chosen position that reads as none": f"INSERT INTO ledger (position, {COLUMNS}) VALUES (-1, {ROW})",
    "chosen rowid": f"INSERT INTO ledger (rowid, {COLUMNS}) VALUES (50, {ROW})",
    "chosen oid": f"INSERT INTO ledger (_rowid_, {COLUMNS}) VALUES (50, {ROW})",
    "insert or ignore over a rule": f"INSERT OR IGNORE INTO ledger (position, {COLUMNS}) VALUES (99, {ROW})",
    "version that does not follow": f"INSERT INTO ledger ({COLUMNS}) VALUES"
    " ('work-a', 9, 'work.voided/1', '2999-01-01T00:00:00.000000Z', 'attack', 1, '{}')",
    "time that runs backwards": f"INSERT INTO ledger ({COLUMNS}) VALUES"
    " ('work-x', 1, 'work.voided/1', '1999-01-01T00:00:00.000000Z', 'attack', 1, '{}')",
    "time in another form": f"INSERT INTO ledger ({COLUMNS}) VALUES"
    " ('work-x', 1, 'work.voided/1', 'tomorrow', 'attack', 1, '{}')",
    "drop trigger": "DROP TRIGGER ledger_no_update",
    "drop table": "DROP TABLE ledger",
    "drop index": "DROP INDEX sqlite_autoindex_ledger_1",
    "alter rename": "ALTER TABLE ledger RENAME TO other",
    "alter add column": "ALTER TABLE ledger ADD COLUMN note TEXT",
    "alter drop column": "ALTER TABLE ledger DROP COLUMN body",
    "create trigger": "CREATE TRIGGER t BEFORE INSERT ON ledger BEGIN SELECT 1; END",
    "create temporary trigger": "CREATE TEMP TRIGGER t BEFORE INSERT ON ledger BEGIN SELECT RAISE(IGNORE); END",
    "create table": "CREATE TABLE mine (a)",
    "create temporary table": "CREATE TEMP TABLE ledger (a)",
    "create view": "CREATE VIEW mine AS SELECT 1",
    "create index": "CREATE INDEX mine ON ledger (body)",
    "create virtual table": "CREATE VIRTUAL TABLE mine USING fts5(a)",
    "attach": "ATTACH 'ledger.db' AS other",
    "attach in memory": "ATTACH ':memory:' AS other",
    "vacuum into": "VACUUM INTO '/tmp/never-written.db'",
    "writable schema": "PRAGMA writable_schema = ON",
    "recursive triggers": "PRAGMA recursive_triggers = OFF",
    "journal off": "PRAGMA journal_mode = OFF",
    "durability off": "PRAGMA synchronous = OFF",
    "checks off": "PRAGMA ignore_check_constraints = ON",
    "foreign schema": "PRAGMA schema_version = 1",
    "sequence": "UPDATE sqlite_sequence SET seq = 500 WHERE name = 'ledger'",
    "sequence removed": "DELETE FROM sqlite_sequence",
    "sequence added": "INSERT INTO sqlite_sequence VALUES ('ledger', 500)",
    "schema table": "UPDATE sqlite_master SET sql = '' WHERE name = 'ledger_no_update'",
    "schema row removed": "DELETE FROM sqlite_master WHERE type = 'trigger'",
    "reindex": "REINDEX ledger",
    "analyze": "ANALYZE",
    "load extension": "SELECT load_extension('/tmp/x')",
}


class TestSQLite:
    @pytest.fixture
    def database_kind(self) -> str:
        """SQLite only."""
        return "sqlite"

    @pytest.mark.parametrize("attack", SQLITE_ATTACKS)
    def test_is_refused(self, ledger: LocalLedger, attack: str) -> None:
        before = fill(ledger)
        with raw(ledger) as connection, pytest.raises(sqlite3.DatabaseError):
            connection.execute(SQLITE_ATTACKS[attack])
        assert ledger.log(0, 100) == before
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 4

    def test_the_file_itself_holds_the_triggers(self, ledger: LocalLedger, place: Any) -> None:
        """A connection without the authorizer, as another program has it, still meets the triggers."""
        before = fill(ledger)
        other = sqlite3.connect(place.database, isolation_level=None)
        for attack in ("update", "delete", "replace by position", "replace by stream and version", "replace by command",
                       "chosen position ahead", "chosen rowid", "upsert"):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError):
                other.execute(SQLITE_ATTACKS[attack])
        other.execute("PRAGMA recursive_triggers = ON")
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(SQLITE_ATTACKS["replace by position"])
        other.close()
        assert ledger.log(0, 100) == before

    def test_several_statements_at_once_are_no_way_round(self, ledger: LocalLedger) -> None:
        before = fill(ledger)
        with raw(ledger) as connection, pytest.raises(sqlite3.DatabaseError):
            connection.executescript("DROP TRIGGER ledger_no_delete; DELETE FROM ledger;")
        assert ledger.log(0, 100) == before

    def test_reading_is_allowed(self, ledger: LocalLedger) -> None:
        fill(ledger)
        with raw(ledger) as connection:
            assert connection.execute("SELECT count(*), max(length(body)) > 0 FROM ledger").fetchone() == (3, 1)
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_a_missing_file_is_never_made_anew(self, place: Any, ledger: LocalLedger) -> None:
        fill(ledger)
        for suffix in ("", "-wal", "-shm"):
            Path(place.database + suffix).unlink(missing_ok=True)
        with pytest.raises(LedgerUnavailable):
            ledger.append([draft("work-b", 0)], signature("c2"))
        assert not Path(place.database).exists()


POSTGRES_ATTACKS = {
    "update": "UPDATE zeren.ledger SET body = '{}' WHERE position = 1",
    "delete": "DELETE FROM zeren.ledger",
    "truncate": "TRUNCATE zeren.ledger",
    "upsert": f"INSERT INTO zeren.ledger ({COLUMNS}) VALUES ('work-a', 1, 'work.voided/1',"
    " '2999-01-01T00:00:00.000000Z', 'attack', 1, '{}') ON CONFLICT (stream, version) DO UPDATE SET body = '{}'",
    "merge": f"MERGE INTO zeren.ledger AS l USING (SELECT 1 AS p) AS n ON l.position = n.p"
    f" WHEN MATCHED THEN UPDATE SET body = '{{}}' WHEN NOT MATCHED THEN INSERT ({COLUMNS}) VALUES ({ROW})",
    "chosen position": f"INSERT INTO zeren.ledger (position, {COLUMNS}) VALUES (99, {ROW})",
    "chosen position, the next": f"INSERT INTO zeren.ledger (position, {COLUMNS}) VALUES (4, {ROW})",
    "version that does not follow": f"INSERT INTO zeren.ledger ({COLUMNS}) VALUES"
    " ('work-a', 9, 'work.voided/1', '2999-01-01T00:00:00.000000Z', 'attack', 1, '{}')",
    "copy in": "COPY zeren.ledger FROM PROGRAM 'true'",
    "lock table": "LOCK TABLE zeren.ledger IN ACCESS EXCLUSIVE MODE",
    "drop trigger": "DROP TRIGGER refuse_change ON zeren.ledger",
    "disable trigger": "ALTER TABLE zeren.ledger DISABLE TRIGGER ALL",
    "drop table": "DROP TABLE zeren.ledger",
    "drop schema": "DROP SCHEMA zeren CASCADE",
    "drop function": "DROP FUNCTION zeren.continue_log() CASCADE",
    "alter table": "ALTER TABLE zeren.ledger ADD COLUMN note text",
    "alter owner": "ALTER TABLE zeren.ledger OWNER TO CURRENT_USER",
    "rename": "ALTER TABLE zeren.ledger RENAME TO other",
    "replica mode": "SET session_replication_role = replica",
    "create table": "CREATE TABLE zeren.mine (a int)",
    "create table in public": "CREATE TABLE public.mine (a int)",
    "create temporary table": "CREATE TEMPORARY TABLE ledger (a int)",
    "create schema": "CREATE SCHEMA mine",
    "create trigger": "CREATE TRIGGER mine BEFORE INSERT ON zeren.ledger EXECUTE FUNCTION zeren.refuse_change()",
    "create rule": "CREATE RULE mine AS ON INSERT TO zeren.ledger DO INSTEAD NOTHING",
    "create index": "CREATE INDEX mine ON zeren.ledger (body)",
    "replace function": "CREATE OR REPLACE FUNCTION zeren.refuse_change() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "grant": "GRANT UPDATE ON zeren.ledger TO CURRENT_USER",
    "become owner": "SET ROLE postgres",
    "session of another": "SET SESSION AUTHORIZATION postgres",
    "alter role": "ALTER ROLE zeren_app SUPERUSER",
    "create role": "CREATE ROLE mine",
    "catalogue": "UPDATE pg_catalog.pg_trigger SET tgenabled = 'D'",
    "create extension": "CREATE EXTENSION file_fdw",
}


@pytest.mark.postgresql
class TestPostgreSQL:
    @pytest.fixture
    def database_kind(self) -> str:
        """PostgreSQL only."""
        return "postgresql"

    def test_everything_is_refused(self, ledger: LocalLedger) -> None:
        before = fill(ledger)
        for attack, statement in POSTGRES_ATTACKS.items():
            with raw(ledger) as connection:
                try:
                    connection.execute(statement.encode())
                except psycopg.Error:
                    pass
                else:
                    # GRANT by one who may not grant is a warning; what counts is that nothing was granted.
                    assert attack == "grant"
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        connection.execute(POSTGRES_ATTACKS["update"].encode())
            assert ledger.log(0, 100) == before, attack
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 4

    def test_a_plain_insert_continues_the_log_like_any_other(self, ledger: LocalLedger) -> None:
        fill(ledger)
        with raw(ledger) as connection:
            row = connection.execute(
                b"INSERT INTO zeren.ledger (stream, version, name, recorded_at, command_id, command_part, body)"
                b" VALUES ('work-x', 1, 'work.voided/1', '1999-01-01T00:00:00.000000Z', 'attack', 1, '{}')"
                b" RETURNING position, recorded_at >= (SELECT max(recorded_at) FROM zeren.ledger)"
            ).fetchone()
        assert row == (4, True)

    def test_functions_and_operators_of_ones_own_are_no_way_round(self, ledger: LocalLedger) -> None:
        """The application owns the schema of views; what it makes there must not be called by the triggers."""
        fill(ledger)
        with raw(ledger) as connection:
            connection.execute(
                b"CREATE FUNCTION views.pg_advisory_xact_lock(bigint) RETURNS void LANGUAGE sql"
                b" AS 'SELECT 1/0 IS NULL; SELECT'"
            )
            connection.execute(
                b"CREATE FUNCTION views.plus(bigint, integer) RETURNS bigint LANGUAGE sql AS 'SELECT 900::bigint'"
            )
            connection.execute(b"CREATE OPERATOR views.+ (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = views.plus)")
            connection.execute(b"SET search_path = views, pg_catalog")
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 4

    def test_the_triggers_hold_for_the_owner_and_in_replica_mode(self, ledger: LocalLedger, place: Any) -> None:
        before = fill(ledger)
        for mode in ("origin", "replica"):
            with psycopg.connect(place.owner, autocommit=True) as owner:
                owner.execute(f"SET session_replication_role = {mode}".encode())
                for attack in ("update", "delete", "truncate", "upsert", "chosen position"):
                    with pytest.raises(psycopg.Error):
                        owner.execute(POSTGRES_ATTACKS[attack].encode())
        assert ledger.log(0, 100) == before

    def test_a_role_that_could_change_the_ledger_may_not_serve(self, place: Any) -> None:
        from ledger.application import open_ledger

        owner = open_ledger(place.owner, keys=place.keys, master_key_file=place.master_key_file)
        with pytest.raises(postgres_schema.UnsafeRole):
            owner.head()
        owner.close()
        with pytest.raises(postgres_schema.UnsafeRole):
            postgres_schema.init(place.owner, place.owner)
