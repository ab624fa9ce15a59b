"""One fact through a command, streams that grew, import: against a raw insert of the same bytes, and other tools."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date, timedelta
from functools import partial
from itertools import count, islice
from time import perf_counter

import psycopg

from bench import crowd, facts, peers
from bench.measure import Row, compare
from bench.places import Place, Places, Sizes
from domain.appointment import AppointRole, Post
from domain.person import RegisterPerson
from ledger import standing
from ledger.execution import execute, execute_many
from ledger.port import Signature

TABLE = "writing"
LIMIT = "raw insert of the same bytes"
REACH = {"sqlite": 0.7, "postgresql": 0.5}
IMPORT = {"sqlite": 0.3, "postgresql": 0.15}
HISTORY = "django-simple-history"
STREAM = 60
"""Events of a stream that has grown."""

SQLITE = "CREATE TABLE IF NOT EXISTS raw (position INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, body TEXT)"
POSTGRES = "CREATE TABLE raw (position bigserial PRIMARY KEY, name text, body text)"


def bodies(place: Place, count: int) -> list[tuple[str, str]]:
    """Names and stored bodies of the last entries: the bytes that the raw insert writes too."""
    if place.kind == "sqlite":
        with sqlite3.connect(place.database) as connection:
            return connection.execute(
                "SELECT name, body FROM ledger ORDER BY position DESC LIMIT ?", (count,)
            ).fetchall()
    with psycopg.connect(place.database) as connection:
        return connection.execute(
            "SELECT name, body FROM zeren.ledger ORDER BY position DESC LIMIT %s", (count,)
        ).fetchall()


class Raw:
    """The bare table, with the same durability."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.path = str(place.folder / "raw.db")
        if place.kind == "sqlite":
            with sqlite3.connect(self.path) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(SQLITE)
        else:
            with psycopg.connect(place.owner, autocommit=True) as connection:
                connection.execute(POSTGRES.encode())
                connection.execute("GRANT ALL ON raw, raw_position_seq TO zeren_app")

    @classmethod
    def there(cls, place: Place) -> "Raw":
        """The table that another process made."""
        raw = cls.__new__(cls)
        raw.place, raw.path = place, str(place.folder / "raw.db")
        return raw

    def inserter(self) -> Callable[[tuple[str, str]], None]:
        """One durable insert a call."""
        if self.place.kind == "sqlite":
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
            connection.execute("PRAGMA synchronous=FULL")

            def insert(row: tuple[str, str]) -> None:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO raw (name, body) VALUES (?, ?)", row)
                connection.execute("COMMIT")

            return insert
        postgres = psycopg.connect(self.place.database, autocommit=True, prepare_threshold=0)

        def insert_postgres(row: tuple[str, str]) -> None:
            postgres.execute("INSERT INTO raw (name, body) VALUES (%s, %s)", row)

        return insert_postgres

    def many(self, rows: list[tuple[str, str]]) -> None:
        """All rows by executemany, in one transaction."""
        if self.place.kind == "sqlite":
            with sqlite3.connect(self.path) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.executemany("INSERT INTO raw (name, body) VALUES (?, ?)", rows)
            return
        with psycopg.connect(self.place.database) as postgres, postgres.cursor() as cursor:
            cursor.executemany("INSERT INTO raw (name, body) VALUES (%s, %s)", rows)


def one_client(places: Places, kind: str, *, facts_a_round: int, rounds: int) -> Iterator[Row]:
    """One fact through a command, durable, one client: beside the bare insert, and beside other tools."""
    place = places.fresh(kind)
    township, opening = facts.township(20)
    commands = facts.meetings(township, facts_a_round * (rounds + 1) * 5, "b")
    theirs = list(facts.meetings(township, min(facts_a_round * (rounds + 1), 4_000), "b"))
    number = count()
    with closing(place.open()) as ledger, ExitStack() as open_:
        facts.enter(ledger, opening, "opening")

        def ours() -> float:
            batch = list(islice(commands, facts_a_round))
            start = perf_counter()
            for command in batch:
                execute(ledger, command, facts.signature(next(number), command.organisation, "one"), facts.TODAY)
            return (perf_counter() - start) / facts_a_round

        def bare(insert: Callable[[tuple[str, str]], None]) -> float:
            rows = bodies(place, facts_a_round)
            start = perf_counter()
            for row in rows:
                insert(row)
            return (perf_counter() - start) / facts_a_round

        def beside(limit: str, other: Callable[[], float], target: float) -> Row:
            return compare(
                TABLE,
                "one fact, one client",
                kind,
                size=f"{facts_a_round} facts a round",
                limit=limit,
                ours=ours,
                bare=other,
                target=target,
                rounds=rounds,
            )

        yield beside(LIMIT, partial(bare, Raw(place).inserter()), REACH[kind])
        for tool, target in ((HISTORY, 4.0), ("SQLAlchemy-Continuum", 0.0)):
            peer = open_.enter_context(peers.peer(tool, place, theirs))
            if peer is not None:
                yield beside(tool, partial(peer.ask, "one", facts_a_round), target)
        if kind == "postgresql":
            audited = open_.enter_context(closing(peers.Triggered(place, facts.meetings(township, 10**7, "b"))))
            yield beside(peers.TRIGGER, partial(_audited, audited, facts_a_round), 0.0)


def _audited(audited: peers.Triggered, facts_a_round: int) -> float:
    ready = audited.record(facts_a_round)
    start = perf_counter()
    audited.send(ready)
    return (perf_counter() - start) / facts_a_round


def grown_streams(places: Places, kind: str, *, streams: int, rounds: int) -> Iterator[Row]:
    """One more event in streams of sixty, against streams of one: who holds a post in an organisation is one stream.

    A process that has worked with a record keeps its state; one that has not, reads and folds the stream first.
    """
    place = places.fresh(kind)
    size = 2 * streams * (rounds + 1)
    root, number = facts.organisation(), count()
    township, opening = facts.township(2 * size)
    staff = [f"person-bbbb{one:016x}" for one in range(STREAM + 1)]
    named = [RegisterPerson(person=one, name=f"丙{turn}", organisation=root) for turn, one in enumerate(staff)]
    # The townships' own people are left out: one event here, sixty there.
    bare = [one for one in opening if not isinstance(one, AppointRole | RegisterPerson)]
    bodies_ = [body for body, _ in township.bodies]
    with closing(place.open()) as ledger:
        facts.enter(ledger, [*bare, *named], "opening")
        facts.enter(ledger, (_appointed(body, one) for body in bodies_[:size] for one in staff[:STREAM]), "grown")
        facts.enter(ledger, (_appointed(body, staff[0]) for body in bodies_[size:]), "short")
    grown, short = iter(bodies_[:size]), iter(bodies_[size:])

    def one_more(some: Iterator[str], version: int, kept: bool) -> float:
        chosen = list(islice(some, streams))
        with closing(place.open()) as ledger:
            streams_ = [f"posts-{body.removeprefix('org-')}" for body in chosen]
            standing.look(ledger, [root, *staff, *chosen, *(streams_ if kept else ())])
            start = perf_counter()
            for body in chosen:
                signed = facts.signature(next(number), body, "more")
                execute(ledger, _appointed(body, staff[STREAM]), signed, facts.TODAY, expecting=version)
            return (perf_counter() - start) / streams

    for work, kept, target in (
        (f"append to a stream of {STREAM} events", True, 0.8),
        (f"append to a stream of {STREAM}, read and folded first", False, 0.0),
    ):
        yield compare(
            TABLE,
            work,
            kind,
            size=f"{streams} appends a round",
            limit="append to a stream of one",
            ours=partial(one_more, grown, STREAM, kept),
            bare=partial(one_more, short, 1, kept),
            target=target,
            rounds=rounds,
        )


def _appointed(body: str, person: str) -> AppointRole:
    return AppointRole(organisation=body, person=person, post=Post.STAFF, occurred_on=facts.FIRST + timedelta(days=1))


def importing(places: Places, kind: str, *, size: int, rounds: int) -> Iterator[Row]:
    """Import of many facts in batches of 2,000."""
    township, opening = facts.township(200)
    last: list[Place] = []

    def ours() -> float:
        place = places.fresh(kind)
        with closing(place.open()) as ledger:
            facts.enter(ledger, opening, "opening")
            acts: list[tuple[object, Signature, date]] = [
                (command, facts.signature(number, command.organisation, "import"), facts.TODAY)
                for number, command in enumerate(facts.meetings(township, size, "c"))
            ]
            start = perf_counter()
            for first in range(0, size, 2_000):
                execute_many(ledger, acts[first : first + 2_000])
            took = perf_counter() - start
        last[:] = [place]
        return took / size

    def bare() -> float:
        rows = bodies(last[0], size)
        raw = Raw(places.fresh(kind))
        start = perf_counter()
        raw.many(rows)
        return (perf_counter() - start) / size

    def beside(limit: str, other: Callable[[], float], target: float, rounds: int) -> Row:
        return compare(
            TABLE,
            "import in batches",
            kind,
            size=f"{size:,} facts",
            limit=limit,
            ours=ours,
            bare=other,
            target=target,
            rounds=rounds,
            settle=False,
        )

    def theirs(peer: peers.Peer, some: int) -> float:
        peer.ask("empty")
        return peer.ask("many", some)

    yield beside("raw executemany of the same bytes", bare, IMPORT[kind], rounds)
    # Continuum takes milliseconds a fact, so that a tenth of the facts tells as much.
    for tool, limit, some, target in (
        (HISTORY, HISTORY, size, 8.0),
        ("SQLAlchemy-Continuum", f"SQLAlchemy-Continuum, {size // 10:,} facts", size // 10, 0.0),
    ):
        with peers.peer(tool, places.fresh(kind), facts.meetings(township, some, "c")) as peer:
            if peer is not None:
                yield beside(limit, partial(theirs, peer, some), target, max(1, rounds // 2))


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    quick = sizes.quick
    for kind in kinds:
        yield from one_client(places, kind, facts_a_round=40 if quick else 400, rounds=3 if quick else sizes.rounds)
        yield from crowd.run(places, kind, facts_a_round=200 if quick else 1_200, rounds=1 if quick else sizes.few)
        yield from grown_streams(places, kind, streams=10 if quick else 40, rounds=2 if quick else sizes.rounds)
        yield from importing(places, kind, size=4_000 if quick else sizes.facts, rounds=1 if quick else sizes.few)
