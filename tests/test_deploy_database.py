"""Deployment on PostgreSQL: the four roles of deploy/postgresql, each trying what it may not; and a log that begins
anew under another key after the first one was stolen, as docs/howto/after-a-compromise.md says."""

import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from pg_programs import pg_programs
from psycopg import errors

from ledger.application import init_ledger, open_ledger
from ledger.postgres_schema import _PROOF_TABLES, refuse_unsafe_role
from web.cli import main

ROOT = Path(__file__).parent.parent
ROLES, GRANTS = (ROOT / "deploy" / "postgresql" / name for name in ("roles.sql", "grants.sql"))
GUIDE = ROOT / "docs" / "howto" / "after-a-compromise.md"


def tool(name: str) -> str:
    """A program of PostgreSQL."""
    return str(pg_programs() / name)


@dataclass(frozen=True)
class Server:
    """A database made by the files of deploy/, under names of this test."""

    uri: str
    mark: str

    def named(self, text: str) -> str:
        """The text with our names in the place of `zeren_app` and its like, and of the database `zeren`."""
        text = re.sub(r"\bzeren_(owner|app|reader|backup)\b", rf"{self.mark}_\1", text)
        return re.sub(r"\bDATABASE zeren\b", f"DATABASE {self.mark}", text)

    def url(self, role: str) -> str:
        return self.uri.replace("//postgres:@/", f"//{self.mark}_{role}:@/").replace("/postgres?", f"/{self.mark}?")

    def statements(self, path: Path) -> list[bytes]:
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        return [self.named(one).encode() for one in text.split(";") if one.strip()]


@pytest.mark.postgresql
class TestRoles:
    @pytest.fixture
    def server(self, postgres_cluster: Any, tmp_path: Path) -> Iterator[Server]:
        made = Server(postgres_cluster.server.get_uri(), f"office{uuid.uuid4().hex[:8]}")
        with psycopg.connect(made.uri, autocommit=True) as superuser:
            for statement in made.statements(ROLES):
                superuser.execute(statement)
        init_ledger(
            made.url("app"), keys=str(tmp_path / "keys.db"), master_key_file=tmp_path / "key", owner=made.url("owner")
        )
        with psycopg.connect(made.url("owner"), autocommit=True) as owner:
            for statement in made.statements(GRANTS):
                owner.execute(statement)
        with psycopg.connect(made.url("app"), autocommit=True) as application:
            application.execute(b"CREATE TABLE views.people (name text)")
            application.execute(
                b"INSERT INTO zeren.ledger (stream, version, name, command_id, command_part, body)"
                b" VALUES ('work-a', 1, 'work.voided/1', 'c1', 1, '{}')"
            )
        yield made
        with psycopg.connect(made.uri, autocommit=True) as superuser:
            superuser.execute(f"DROP DATABASE {made.mark} WITH (FORCE)".encode())
            for role in ("backup", "reader", "app", "owner"):
                superuser.execute(f"DROP ROLE {made.mark}_{role}".encode())

    CHANGES = (
        "INSERT INTO zeren.ledger (stream, version, name, command_id, command_part, body)"
        " VALUES ('work-a', 2, 'work.voided/1', 'c2', 1, '{}')",
        "UPDATE zeren.ledger SET body = ''",
        "DELETE FROM zeren.ledger",
        "TRUNCATE zeren.ledger",
        "INSERT INTO zeren.checkpoints VALUES (1, '', '', '', true)",
        "SELECT * FROM zeren.append_one(1, '{}', '{}', 'work-b', 1, 'work.voided/1', NULL, 'c3', 1, '{}')",
        "CREATE TABLE zeren.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "SELECT * FROM views.people",
        "DROP TABLE zeren.ledger",
        "ALTER TABLE zeren.ledger DISABLE TRIGGER ALL",
    )

    @pytest.mark.parametrize("role", ["reader", "backup"])
    def test_reader_and_backup_read_the_ledger_and_nothing_else(self, server: Server, role: str) -> None:
        with psycopg.connect(server.url(role), autocommit=True) as connection:
            assert connection.execute(b"SELECT count(*) FROM zeren.ledger").fetchone() == (1,)
            for table in _PROOF_TABLES:
                connection.execute(f"SELECT * FROM zeren.{table.partition(' ')[0]}".encode())
            with pytest.raises(errors.ReadOnlySqlTransaction):
                connection.execute(self.CHANGES[3].encode())
            # Read-only is a habit that the role can drop; rights it cannot.
            connection.execute(b"SET default_transaction_read_only = off")
            for statement in self.CHANGES:
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(statement.encode())

    def test_what_a_later_version_adds_is_read_too(self, server: Server) -> None:
        with psycopg.connect(server.url("owner"), autocommit=True) as owner:
            owner.execute(b"CREATE TABLE zeren.later (id bigint GENERATED ALWAYS AS IDENTITY)")
        for role in ("reader", "backup"):
            with psycopg.connect(server.url(role), autocommit=True) as connection:
                connection.execute(b"SELECT * FROM zeren.later")

    def test_the_application_is_fit_to_serve_and_the_others_are_not_asked(self, server: Server) -> None:
        with psycopg.connect(server.url("app"), autocommit=True) as connection:
            refuse_unsafe_role(connection)
            for statement in self.CHANGES[1:4]:
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(statement.encode())

    def test_nobody_else_may_connect(self, server: Server) -> None:
        stranger = f"{server.mark}_stranger"
        with psycopg.connect(server.uri, autocommit=True) as superuser:
            superuser.execute(f"CREATE ROLE {stranger} LOGIN".encode())
            try:
                with pytest.raises(psycopg.OperationalError, match="permission denied"):
                    psycopg.connect(server.url("stranger"))
            finally:
                superuser.execute(f"DROP ROLE {stranger}".encode())

    def test_the_backup_is_whole(self, server: Server, tmp_path: Path) -> None:
        dump = str(tmp_path / "dump")
        subprocess.run(
            [tool("pg_dump"), "--schema=zeren", "--format=custom", f"--file={dump}", server.url("backup")],
            check=True,
            capture_output=True,
            text=True,
        )
        with psycopg.connect(server.uri, autocommit=True) as superuser:
            superuser.execute(f"CREATE DATABASE {server.mark}_back OWNER {server.mark}_owner".encode())
        back = server.url("owner").replace(f"/{server.mark}?", f"/{server.mark}_back?")
        try:
            subprocess.run(
                [tool("pg_restore"), "--exit-on-error", f"--dbname={back}", dump],
                check=True,
                capture_output=True,
                text=True,
            )
            with psycopg.connect(back) as restored:
                assert restored.execute(b"SELECT position, stream FROM zeren.ledger").fetchall() == [(1, "work-a")]
        finally:
            with psycopg.connect(server.uri, autocommit=True) as superuser:
                superuser.execute(f"DROP DATABASE {server.mark}_back WITH (FORCE)".encode())


class TestStolenSigningKey:
    """A new log over the same entries."""

    @pytest.fixture
    def env(self, place: Any, tmp_path: Path) -> dict[str, str]:
        return {
            "ZEREN_DATA": str(tmp_path),
            "ZEREN_LEDGER": place.database,
            "ZEREN_LOG_NAME": "first.example/zeren",
            **({"ZEREN_OWNER": place.owner} if place.owner else {}),
        }

    def zeren(self, env: dict[str, str], *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, list(words), env=env, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.output

    def test_entries_stand_under_a_new_key(
        self, env: dict[str, str], place: Any, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        self.zeren(env, "start", "--name", "中共安平区委")
        self.zeren(env, "seal")
        self.zeren(env, "fsck")
        first = self.zeren(env, "key")
        rows = self.rows(place.database, tmp_path)

        (tmp_path / "log.key").rename(tmp_path / "log.key.taken")
        env["ZEREN_LOG_NAME"] = "second.example/zeren"
        self.zeren(env, "init")
        assert "not the one that was signed" in self.zeren(env, "seal", code=1), "a new key alone is no new log"

        if place.kind == "sqlite":
            for part in tmp_path.glob("proof.db*"):
                shutil.move(part, tmp_path / f"taken-{part.name}")
        else:
            cluster = request.getfixturevalue("postgres_cluster")
            made = cluster.create()
            request.addfinalizer(lambda: cluster.drop(made))
            self.without_the_old_tree(place.owner, made.owner, tmp_path)
            env.update({"ZEREN_LEDGER": made.application, "ZEREN_OWNER": made.owner})
        self.zeren(env, "init")
        self.zeren(env, "rebuild")
        self.zeren(env, "seal")
        self.zeren(env, "fsck")
        assert self.zeren(env, "key") != first
        assert "second.example/zeren" in self.zeren(env, "key")
        assert self.rows(env["ZEREN_LEDGER"], tmp_path) == rows

    def without_the_old_tree(self, source: str, target: str, tmp_path: Path) -> None:
        text = GUIDE.read_text(encoding="utf-8")
        left_out = re.findall(r"--exclude-table-data=zeren\.\w+", text)
        assert {one.partition("zeren.")[2] for one in left_out} == {one.partition(" ")[0] for one in _PROOF_TABLES}
        dump = str(tmp_path / "entries.dump")
        subprocess.run(
            [tool("pg_dump"), "--schema=zeren", "--format=custom", *left_out, f"--file={dump}", source], check=True
        )
        subprocess.run([tool("pg_restore"), "--exit-on-error", f"--dbname={target}", dump], check=True)

    def rows(self, database: str, tmp_path: Path) -> list[tuple[int, bytes]]:
        ledger = open_ledger(database, keys=str(tmp_path / "keys.db"), master_key_file=tmp_path / "master.key")
        try:
            return [(row.position, row.body) for row in ledger.rows(0, 100)]
        finally:
            ledger.close()
