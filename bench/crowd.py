"""Four processes that write at once: how much, how long each waits, and whether a reader behind them misses any."""

import multiprocessing
import statistics
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from bench import facts
from bench.measure import Row, in_turn, row_of
from bench.places import Place, Places
from ledger.execution import execute

TABLE = "writing"
REACH = {"sqlite": 0.7, "postgresql": 0.35}
WAITS = {"sqlite": (10.0, 100.0), "postgresql": (0.0, 0.0)}
"""Milliseconds that one in a hundred, and that any, may take: asked on SQLite, where writers stand in a line."""
_SPAWN = multiprocessing.get_context("spawn")


def _write_ours(place: Place, count_: int, key: str, ready: Any, go: Any, told: Connection) -> None:
    with closing(place.open()) as ledger:
        township, _ = facts.township(20)
        commands = list(facts.meetings(township, count_, key))
        execute(ledger, commands[0], facts.signature(0, commands[0].organisation, key), facts.TODAY)
        ready.release()
        go.wait()
        waits = []
        for number, command in enumerate(commands[1:], 1):
            start = perf_counter()
            execute(ledger, command, facts.signature(number, command.organisation, key), facts.TODAY)
            waits.append(perf_counter() - start)
    told.send(waits)


def _write_raw(place: Place, row: tuple[str, str], count_: int, ready: Any, go: Any, told: Connection) -> None:
    from bench.writing import Raw

    insert = Raw.there(place).inserter()
    insert(row)
    ready.release()
    go.wait()
    waits = []
    for _ in range(count_ - 1):
        start = perf_counter()
        insert(row)
        waits.append(perf_counter() - start)
    told.send(waits)


def _tail(place: Place, ready: Any, go: Any, told: Connection) -> None:
    """Read on from the last position that was seen, again and again, until told where the log ends."""
    with closing(place.open()) as ledger:
        last = ledger.head().position
        ready.release()
        go.wait()
        end, seen, passed = None, 0, 0
        while end is None or last < end:
            if end is None and told.poll():
                end = int(told.recv())
            for entry in ledger.log(last, 500):
                passed += entry.position - last - 1
                seen, last = seen + 1, entry.position
    told.send((seen, passed))


def _at_once(target: Callable[..., None], arguments: list[tuple[Any, ...]]) -> tuple[float, list[float]]:
    """Run all of them at the same time: seconds from the start to the last, and how long each act took."""
    ready, go = _SPAWN.Semaphore(0), _SPAWN.Event()
    pipes = [_SPAWN.Pipe() for _ in arguments]
    processes = [
        _SPAWN.Process(target=target, args=(*own, ready, go, theirs))
        for own, (_, theirs) in zip(arguments, pipes, strict=True)
    ]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    start = perf_counter()
    go.set()
    waits = [wait for mine, _ in pipes for wait in mine.recv()]
    took = perf_counter() - start
    for process in processes:
        process.join()
    assert all(process.exitcode == 0 for process in processes), "a writer failed"
    return took, waits


def run(places: Places, kind: str, *, facts_a_round: int, rounds: int) -> Iterator[Row]:
    """Four writers against four bare ones; their waits; fewer writers; a reader behind them."""
    from bench.writing import Raw, bodies

    place = places.fresh(kind)
    turn = count()
    with closing(place.open()) as ledger:
        facts.enter(ledger, facts.township(20)[1], "opening")
        facts.enter(ledger, facts.meetings(facts.township(20)[0], 1, "f"), "first")
    Raw(place)
    (row,) = bodies(place, 1)
    every: list[list[float]] = []

    def ours(writers: int) -> float:
        number, each = next(turn), facts_a_round // writers
        keys = [f"{number:02x}{one:02x}" for one in range(writers)]
        took, waits = _at_once(_write_ours, [(place, each + 1, key) for key in keys])
        if writers == 4:
            every.append(waits)
        return took / (writers * each) * 1e6

    def bare() -> float:
        each = facts_a_round // 4
        took, _ = _at_once(_write_raw, [(place, row, each + 1)] * 4)
        return took / (4 * each) * 1e6

    told = partial(row_of, TABLE, database=kind, size=f"{facts_a_round} facts a round")
    mine, theirs = in_turn(partial(ours, 4), bare, rounds)
    yield told(
        "one fact, four processes", limit="raw insert of the same bytes", ours=mine, bare=theirs, target=REACH[kind]
    )
    usual, longest = WAITS[kind]
    slow = [statistics.quantiles(waits, n=100)[98] * 1e3 for waits in every]
    yield _within(told, "four processes: the wait of one in a hundred", slow, usual or 10.0, 1.0 if usual else 0.0)
    worst = [max(waits) * 1e3 for waits in every]
    yield _within(told, "four processes: the longest wait", worst, longest or 100.0, 1.0 if longest else 0.0)
    alone, two, four = zip(*[[ours(writers) for writers in (1, 2, 4)] for _ in range(rounds)], strict=True)
    asked = 1.0 if kind == "postgresql" else 0.0
    yield told("two processes together", limit="one process", ours=two, bare=alone, target=asked)
    yield told("four processes together", limit="two processes", ours=four, bare=two, target=asked)
    yield _behind(place, kind, facts_a_round)


def _within(told: Callable[..., Row], work: str, found: list[float], most: float, target: float) -> Row:
    """Against a fixed time: none of a bare insert's says what an office can bear."""
    fixed = [most] * len(found)
    return told(work, limit=f"{most:.0f} ms", ours=found, bare=fixed, target=target, unit="ms")


def _behind(place: Place, kind: str, facts_a_round: int) -> Row:
    """Four writers, and a reader that asks for what comes after the last position it saw."""
    with closing(place.open()) as ledger:
        before = ledger.head().position
        ready, go = _SPAWN.Semaphore(0), _SPAWN.Event()
        mine, theirs = _SPAWN.Pipe()
        reader = _SPAWN.Process(target=_tail, args=(place, ready, go, theirs))
        reader.start()
        ready.acquire()
        go.set()
        _at_once(_write_ours, [(place, facts_a_round // 4 + 1, f"ee{one:02x}") for one in range(4)])
        end = ledger.head().position
        mine.send(end)
        seen, passed = mine.recv()
        reader.join()
    written = end - before
    assert passed == 0, f"the reader passed over {passed} events"
    assert seen == written, f"the reader saw {seen} of {written} events"
    return row_of(
        TABLE,
        "four processes: read by one behind them",
        kind,
        size=f"{written:,} events",
        limit="events written",
        ours=[written],
        bare=[seen],
        target=1.0,
        unit="events",
    )
