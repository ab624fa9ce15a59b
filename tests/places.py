"""Where a ledger lies while a test runs: a SQLite file, or a database on a PostgreSQL server of this test run.

A place is made when it is first asked about, and not before: who knows that an office is wanted there copies one
that was opened before (`office.opened`), instead of making a ledger and founding an office in it once more.
"""

import atexit
import os
import shutil
import tempfile
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from ledger.application import LocalLedger, init_ledger, open_ledger

APPLICATION_ROLE = "zeren_app"
MEMORY = Path("/dev/shm")
STRATEGY = "FILE_COPY"
"""How PostgreSQL copies a database: its files, rather than every page through its log."""

SERVER = {
    # The server itself is never killed in the tests that look at durability; only its clients are.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Databases live for a second: nothing in them is worth counting or sweeping.
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


def roomy_folder() -> str | None:
    """A folder in memory, where the system has room there; None: wherever temporary files are.

    What a test writes is thrown away at once, and waiting for a disk teaches nothing: what becomes of data when a
    process is killed is the same in memory, and no test pulls the plug.
    """
    try:
        room = os.statvfs(MEMORY)
    except OSError:
        return None
    enough = room.f_bavail * room.f_frsize > 6 * 2**30
    return str(MEMORY) if enough and os.access(MEMORY, os.W_OK | os.X_OK) else None


def temporary_folder(prefix: str) -> Path:
    """One that is there as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=roomy_folder()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@dataclass(frozen=True)
class PostgresDatabase:
    """A database: its name, and URLs of its owner and of the application's role."""

    name: str
    owner: str
    application: str


class PostgresCluster:
    """The server of this test run."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self._held: psycopg.Connection[Any] | None = None
        self._blank: PostgresDatabase | None = None
        for name, value in SERVER.items():
            self._ask(f"ALTER SYSTEM SET {name} = '{value}'")
        self._ask("SELECT pg_reload_conf()")

    def named(self) -> PostgresDatabase:
        """A database that is not there yet."""
        name = f"zeren_{uuid.uuid4().hex[:12]}"
        owner = self.server.get_uri(name)
        application = owner.replace("//postgres:@", f"//{APPLICATION_ROLE}:secret@", 1)
        return PostgresDatabase(name=name, owner=owner, application=application)

    def create(self) -> PostgresDatabase:
        """A database that nobody has used."""
        database = self.named()
        self._ask(f"CREATE DATABASE {database.name} STRATEGY {STRATEGY}")
        return database

    def copy(self, template: PostgresDatabase, database: PostgresDatabase) -> None:
        """Make ``database`` as ``template`` is; nobody may be connected there. Rights on it are given anew."""
        self._ask(f"CREATE DATABASE {database.name} TEMPLATE {template.name} STRATEGY {STRATEGY}")
        self._ask(f"REVOKE TEMPORARY, CREATE ON DATABASE {database.name} FROM PUBLIC")
        self._ask(f"GRANT CONNECT ON DATABASE {database.name} TO {APPLICATION_ROLE}")

    def blank(self) -> PostgresDatabase:
        """One with an empty ledger, to be copied."""
        if self._blank is None:
            made = self.create()
            with tempfile.TemporaryDirectory() as folder:
                keys, master_key_file = str(Path(folder) / "keys.db"), Path(folder) / "master.key"
                init_ledger(made.application, keys=keys, master_key_file=master_key_file, owner=made.owner)
            self._blank = made
        return self._blank

    def drop(self, database: PostgresDatabase) -> None:
        """Remove it again."""
        self._ask(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the connection."""
        if self._held is not None:
            self._held.close()

    def _ask(self, statement: str) -> None:
        """On a connection that is kept: making one costs as much as what is asked."""
        if self._held is None or self._held.closed:
            self._held = psycopg.connect(self.server.get_uri(), autocommit=True)
        self._held.execute(statement.encode())


@dataclass(frozen=True)
class Where:
    """The arguments of `open_ledger`, and the owner's URL on PostgreSQL."""

    database: str
    keys: str
    master_key_file: Path
    owner: str | None


class Place:
    """Where a ledger lies. What is there is empty, and made once somebody asks where that is."""

    def __init__(self, folder: Path, cluster: PostgresCluster | None = None, *, made: bool = False) -> None:
        self.folder, self.cluster = folder, cluster
        self.kind = "sqlite" if cluster is None else "postgresql"
        self.named = None if cluster is None else cluster.named()
        self._is_made = made  # then there is one already
        self.where = Where(
            database=str(folder / "ledger.db") if self.named is None else self.named.application,
            keys=str(folder / "keys.db"),
            master_key_file=folder / "master.key",
            owner=None if self.named is None else self.named.owner,
        )

    @property
    def database(self) -> str:
        """Path, or URL under which the application's role signs in."""
        return self._made().database

    @property
    def keys(self) -> str:
        """Path of the database of keys."""
        return self._made().keys

    @property
    def master_key_file(self) -> Path:
        """Its path."""
        return self._made().master_key_file

    @property
    def owner(self) -> str | None:
        """URL of the owner, on PostgreSQL."""
        return self._made().owner

    def init(self) -> None:
        """Make what must exist; safe to repeat."""
        where = self._made()
        init_ledger(where.database, keys=where.keys, master_key_file=where.master_key_file, owner=where.owner)

    def open(self, **more: Any) -> LocalLedger:
        """A ledger of its own, as another process or another start of the program would have it."""
        where = self._made()
        return open_ledger(where.database, keys=where.keys, master_key_file=where.master_key_file, **more)

    @property
    def untouched(self) -> bool:
        """Whether nobody asked yet, so that something else than an empty ledger may be put there."""
        return not self._is_made

    def take(self, template: PostgresDatabase | None) -> None:
        """Be a copy of an office: here of its database; whoever copies brings the files."""
        assert self.untouched
        self._is_made = True
        if self.cluster is not None and self.named is not None and template is not None:
            self.cluster.copy(template, self.named)

    def drop(self) -> None:
        """Remove the database again; files go with their folder."""
        if self._is_made and self.cluster is not None and self.named is not None:
            self.cluster.drop(self.named)

    def _made(self) -> Where:
        if not self._is_made:
            self._is_made = True
            for file in _blank_files().iterdir():
                if self.kind == "sqlite" or not file.name.startswith("ledger.db"):
                    shutil.copy(file, self.folder)
            if self.cluster is not None and self.named is not None:
                self.cluster.copy(self.cluster.blank(), self.named)
        return self.where


@cache
def _blank_files() -> Path:
    """An empty ledger and its keys, to be copied."""
    folder = temporary_folder("zeren-blank-")
    init_ledger(str(folder / "ledger.db"), keys=str(folder / "keys.db"), master_key_file=folder / "master.key")
    return folder
