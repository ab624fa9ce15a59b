"""SQLAlchemy-Continuum at work: one meeting a transaction, or many in a session.

Run by `bench.peers` with an interpreter that has it: ``peer_continuum.py DATABASE FACTS``. Reads ``one N``, ``many N``
or ``empty`` line by line; answers seconds a fact. The model is written as its documentation shows: ``make_versioned``
before it, ``__versioned__`` in it. It has no way of its own to import: many are added to a session, 2,000 a commit.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, configure_mappers, declarative_base
from sqlalchemy_continuum import make_versioned, version_class

BATCH = 2_000

make_versioned(user_cls=None)
Base: Any = declarative_base()


class Meeting(Base):
    """A meeting with its versions."""

    __versioned__: dict[str, Any] = {}  # noqa: RUF012  # the library's own way of saying it
    __tablename__ = "meeting"

    stream = sa.Column(sa.String(60), primary_key=True)
    organisation = sa.Column(sa.String(40), nullable=False, index=True)
    body = sa.Column(sa.String(40), nullable=False)
    title = sa.Column(sa.String(200), nullable=False)
    occurred_on = sa.Column(sa.Date, nullable=False)
    chair = sa.Column(sa.String(40), nullable=False)
    attendees = sa.Column(sa.JSON, nullable=False)
    agenda = sa.Column(sa.JSON, nullable=False)
    resolutions = sa.Column(sa.JSON, nullable=False)
    minutes = sa.Column(sa.Text, nullable=False)
    recorded_by = sa.Column(sa.String(40), nullable=False)
    command_id = sa.Column(sa.String(40), nullable=False, unique=True)


configure_mappers()


def engine_of(database: str) -> sa.Engine:
    """The database, as durable as everybody's here."""
    if database.startswith("postgresql"):
        return sa.create_engine(database.replace("postgresql://", "postgresql+psycopg://", 1))
    engine = sa.create_engine(f"sqlite:///{database}")

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def facts_of(path: str) -> Iterator[dict[str, Any]]:
    """Meetings without end: those of the file, and again under other ids."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for number, row in enumerate(cycle(rows)):
        turn = number // len(rows)
        ids = {"stream": f"{row['stream']}-{turn}", "command_id": f"{row['command_id']}-{turn}"}
        yield {**row, **ids, "occurred_on": date.fromisoformat(row["occurred_on"])}


def main(database: str, path: str) -> None:
    """Answer line by line."""
    engine = engine_of(database)
    Base.metadata.create_all(engine)
    facts = facts_of(path)
    with Session(engine) as session:
        for line in sys.stdin:
            asked, _, number = line.strip().partition(" ")
            if asked == "empty":
                for table in reversed(Base.metadata.sorted_tables):
                    session.execute(sa.delete(table))
                session.commit()
                print(0.0, flush=True)
                continue
            rows = list(islice(facts, int(number)))
            start = perf_counter()
            for first in range(0, len(rows), 1 if asked == "one" else BATCH):
                session.add_all([Meeting(**row) for row in rows[first : first + (1 if asked == "one" else BATCH)]])
                session.commit()
            print((perf_counter() - start) / len(rows), flush=True)
            for model in (Meeting, version_class(Meeting)):
                assert session.scalar(sa.select(sa.func.count()).select_from(model)) >= len(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
