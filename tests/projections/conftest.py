"""Databases for views: a SQLite file, and a real PostgreSQL that the tests start themselves."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
import sqlalchemy as sa
from places import PostgresDatabase

from projections.store import connect

_serial = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def fresh_url(request: pytest.FixtureRequest, tmp_path) -> Iterator[Callable[[], str]]:
    """Makes addresses of new, empty databases, of each kind in turn."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path}/views{next(_serial)}.db"
        return
    cluster = request.getfixturevalue("postgres_cluster")
    made: list[PostgresDatabase] = []

    def make() -> str:
        made.append(cluster.create())
        return made[-1].owner

    yield make
    for database in made:
        cluster.drop(database)


@pytest.fixture
def url(fresh_url: Callable[[], str]) -> str:
    """Address of one new database."""
    return fresh_url()


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = connect(url)
    yield engine
    engine.dispose()
