"""Offices on both databases, and what their tests note in the table of figures."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import soak_table
from fault_office import Office
from fresh import fresh
from pg_pair import PostgresServer, primary
from places import PostgresCluster, PostgresDatabase
from served import Browser, Served, Server

_serial = count(1)


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[..., Office]:
    """Makes offices with their first entries, on the kind of database asked for; they go when the server goes.

    On the databases of this run the first is made, and each later one a copy of it.
    """
    first: dict[str, tuple[Office, PostgresDatabase | None]] = {}

    def make(kind: str, server: Any = None) -> Office:
        folder = tmp_path_factory.mktemp(f"office{next(_serial)}-")
        if kind == "sqlite":
            return of_this_run(kind, folder, None)
        if server is None:
            return of_this_run(kind, folder, request.getfixturevalue("postgres_cluster"))
        name = f"faults{next(_serial)}"
        with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        owner = server.get_uri(name)
        office = Office(kind, folder, owner.replace("//postgres:@", "//zeren_app:secret@", 1), owner=owner)
        office.create()
        return office

    def of_this_run(kind: str, folder: Path, cluster: PostgresCluster | None) -> Office:
        if kind not in first:
            kept = tmp_path_factory.mktemp(f"first-{kind}-")
            database = None if cluster is None else cluster.create()
            made = office_at(kept, database)
            made.create()
            first[kind] = made, database
        template, beside = first[kind]
        shutil.copytree(template.folder, folder, dirs_exist_ok=True)
        if cluster is None or beside is None:
            return office_at(folder, None)
        database = cluster.named()
        cluster.copy(beside, database)
        return office_at(folder, database)

    def office_at(folder: Path, database: PostgresDatabase | None) -> Office:
        if database is None:
            return Office("sqlite", folder, str(folder / "ledger.db"))
        return Office("postgresql", folder, database.application, owner=database.owner)

    return make


@pytest.fixture(scope="session")
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be stopped, because no other test uses it."""
    with primary() as server:
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
        stop, start = (lambda: own.stop("fast")), own.start
    token = office.token()
    server = Server(office).start()
    yield Served(office, server, token, stop, start)
    server.stop()


@pytest.fixture(scope="session")
def clerk(served: Served) -> Browser:
    """Signed in once, for tests of which who it is makes no difference."""
    return served.browser()


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
