"""One fact through a command, four processes, import: against a raw insert of the same bytes."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from datetime import date
from itertools import count
from time import perf_counter
from typing import Any

import psycopg

from bench import facts
from bench.measure import Row, compare
from bench.places import Place, Places
from ledger.execution import execute, execute_many
from ledger.port import Signature

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


def one_client(places: Places, kind: str, *, facts_a_round: int, rounds: int) -> Row:
    """One fact through a command, durable, one client."""
    place = places.fresh(kind)
    ledger = place.open()
    township, opening = facts.township(20)
    facts.enter(ledger, opening, "opening")
    commands = facts.meetings(township, facts_a_round * (rounds + 1), "b")
    number = count()

    def ours() -> float:
        batch = [next(commands) for _ in range(facts_a_round)]
        start = perf_counter()
        for command in batch:
            execute(ledger, command, facts.signature(next(number), command.organisation, "one"), facts.TODAY)
        return (perf_counter() - start) / facts_a_round

    raw: Raw | None = None
    insert: Callable[[tuple[str, str]], None] | None = None

    def bare() -> float:
        nonlocal raw, insert
        if raw is None or insert is None:
            raw = Raw(place)
            insert = raw.inserter()
        rows = bodies(place, facts_a_round)
        start = perf_counter()
        for row in rows:
            insert(row)
        return (perf_counter() - start) / facts_a_round

    target = 0.45 if kind == "sqlite" else 0.35
    return compare(
        "one fact through a command, one client",
        kind,
        size=f"{facts_a_round} facts a round",
        limit="raw insert of the same bytes, same durability",
        ours=ours,
        bare=bare,
        target=target,
        rounds=rounds,
    )


def _write_ours(place: Place, count_: int, key: str, ready: Any, go: Any) -> None:
    ledger = place.open()
    township, _ = facts.township(20)
    commands = list(facts.meetings(township, count_, key))
    execute(ledger, commands[0], facts.signature(0, commands[0].organisation, key), facts.TODAY)
    ready.release()
    go.wait()
    for number, command in enumerate(commands[1:], 1):
        execute(ledger, command, facts.signature(number, command.organisation, key), facts.TODAY)


def _write_raw(place: Place, raw: Raw, rows: list[tuple[str, str]], ready: Any, go: Any) -> None:
    insert = raw.inserter()
    insert(rows[0])
    ready.release()
    go.wait()
    for row in rows[1:]:
        insert(row)


def four_processes(places: Places, kind: str, *, facts_a_round: int, rounds: int) -> Row:
    """The same from four processes at once."""
    place = places.fresh(kind)
    ledger = place.open()
    _, opening = facts.township(20)
    facts.enter(ledger, opening, "opening")
    raw = Raw(place)
    spawn = multiprocessing.get_context("spawn")
    each = facts_a_round // 4
    turn = count()
    commands = list(facts.meetings(facts.township(20)[0], 1, "f"))
    execute(ledger, commands[0], facts.signature(0, commands[0].organisation, "f"), facts.TODAY)
    row = bodies(place, 1)[0]

    def run(target: Callable[..., None], arguments: Callable[[int], tuple[Any, ...]]) -> float:
        ready, go = spawn.Semaphore(0), spawn.Event()
        processes = [spawn.Process(target=target, args=(*arguments(one), ready, go)) for one in range(4)]
        for process in processes:
            process.start()
        for _ in processes:
            ready.acquire()
        start = perf_counter()
        go.set()
        for process in processes:
            process.join()
        assert all(process.exitcode == 0 for process in processes), "a writer failed"
        return (perf_counter() - start) / (4 * each)

    def ours() -> float:
        number = next(turn)
        return run(_write_ours, lambda one: (place, each + 1, f"{number:x}{one}"[-4:]))

    def bare() -> float:
        return run(_write_raw, lambda one: (place, raw, [row] * (each + 1)))

    return compare(
        "one fact through a command, four processes",
        kind,
        size=f"{4 * each} facts a round",
        limit="raw insert of the same bytes, four processes",
        ours=ours,
        bare=bare,
        target=0.45 if kind == "sqlite" else 0.15,
        rounds=rounds,
    )


def importing(places: Places, kind: str, *, size: int, rounds: int) -> Row:
    """Import of many facts in batches of 2,000."""
    township, opening = facts.township(200)
    last: list[Place] = []

    def ours() -> float:
        place = places.fresh(kind)
        ledger = place.open()
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
        ledger.close()
        return took / size

    def bare() -> float:
        rows = bodies(last[0], size)
        raw = Raw(places.fresh(kind))
        start = perf_counter()
        raw.many(rows)
        return (perf_counter() - start) / size

    return compare(
        "import in batches",
        kind,
        size=f"{size:,} facts",
        limit="raw executemany of the same bytes",
        ours=ours,
        bare=bare,
        target=0.15,
        rounds=rounds,
    )


def run(places: Places, kinds: list[str], *, quick: bool) -> list[Row]:
    """All rows of this table."""
    rows = []
    for kind in kinds:
        rows.append(one_client(places, kind, facts_a_round=100 if quick else 800, rounds=3 if quick else 11))
        rows.append(four_processes(places, kind, facts_a_round=200 if quick else 1_200, rounds=3 if quick else 5))
        rows.append(importing(places, kind, size=6_000 if quick else 60_000, rounds=1 if quick else 2))
    return rows
