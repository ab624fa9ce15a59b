"""The same work in a small record and in a large one; and the memory that work on all of a record takes.

Both records have sixty facts an organisation; the large one has more districts. Each unit of work is measured in the
two in turn: one more fact, the catching up with some hundreds of facts, a cell of one district's board, an entry of
one organisation's trail. Memory is that of a process that does one piece of work and ends.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import count, islice
from time import perf_counter

from bench import facts, large
from bench.large import Cost
from bench.measure import Row, compare, row_of
from bench.places import Office, Places, Sizes
from bench.views import LAST, LINES, YEAR, caught_up
from ledger.application import LocalLedger
from ledger.execution import execute
from projections import status, trail
from projections.engine import Views

TABLE = "growth"
WITHIN = 1 / 1.3
MEGABYTES = 300.0
WORK = ("import", "rebuild", "fsck", "export")
ACTIVE, MOST = 50, 40_000
"""Organisations that go on recording while it is measured, and how much they have to record."""
SAID = {"import": "import", "rebuild": "rebuild", "fsck": "fsck", "export": "export of a bag"}


def memory(small: Office, big: Office) -> Iterator[Row]:
    """Import, rebuild, fsck and export in processes of their own: the most they hold."""
    kind = big.place.kind
    costs: dict[str, tuple[Cost, Cost]] = {"import": (small.imported, big.imported)}
    large.done("seal", small.place)
    large.done("seal", big.place)
    for work in WORK[1:]:
        try:
            costs[work] = large.done(work, small.place), large.done(work, big.place)
        except large.Failed as error:
            print(f"NOT MEASURED: {error}", file=sys.stderr, flush=True)
    for work in costs:
        little, much = (cost.megabytes for cost in costs[work])
        told = partial(row_of, TABLE, database=kind, unit="MB")
        size = f"{big.facts:,} facts"
        yield told(f"memory: {SAID[work]}", size=size, limit="300 MB", ours=[much], bare=[MEGABYTES], target=1.0)
        yield told(
            f"memory: {SAID[work]}",
            size=size,
            limit=f"at {small.facts:,} facts",
            ours=[much],
            bare=[little],
            target=WITHIN,
        )
    if "rebuild" not in costs:
        return
    shorter, longer = costs["rebuild"]
    yield row_of(
        TABLE,
        "rebuild, an event",
        kind,
        size=f"{big.facts:,} facts",
        limit=f"at {small.facts:,} facts",
        ours=[longer.seconds / big.facts * 1e6],
        bare=[shorter.seconds / small.facts * 1e6],
        target=WITHIN,
    )


class Side:
    """One of the two records, open."""

    def __init__(self, office: Office, ledger: LocalLedger, views: Views) -> None:
        self.office, self.ledger, self.views = office, ledger, views
        self._numbers = count()
        active = facts.Township(facts.township(office.organisations)[0].bodies[:ACTIVE])
        self._meetings = facts.meetings(active, MOST, f"g{office.facts}")

    def append(self, some: int) -> float:
        """Seconds for one more fact through a command."""
        batch = list(islice(self._meetings, some))
        start = perf_counter()
        for command in batch:
            signed = facts.signature(next(self._numbers), command.organisation, "growth")
            execute(self.ledger, command, signed, facts.TODAY)
        return (perf_counter() - start) / some

    def catch_up(self, some: int) -> float:
        """Seconds an event until the views have read so many that are new."""
        self.views.catch_up(self.ledger.log, lambda: self.ledger.head().position)
        facts.enter(self.ledger, islice(self._meetings, some), f"growth-{next(self._numbers)}")
        head = self.ledger.head().position
        start = perf_counter()
        self.views.catch_up(self.ledger.log, lambda: head)
        return (perf_counter() - start) / some

    def board(self) -> float:
        """Seconds a cell of the first district's board."""
        with self.views.reading() as reading:
            start = perf_counter()
            found = status.board(reading, facts.organisation(), YEAR, LAST)
            took = perf_counter() - start
        return took / sum(len(cells) for cells in found.cells.values())

    def trail(self) -> float:
        """Seconds for the last entries of an organisation."""
        with self.views.reading() as reading:
            start = perf_counter()
            lines = trail.of_organisation(reading, facts.organisation(7), limit=LINES)
            took = perf_counter() - start
        assert len(lines) == LINES
        return took


def growing(small: Office, big: Office, *, rounds: int, some: int) -> Iterator[Row]:
    """Each unit of work in the two records in turn."""
    with ExitStack() as open_:
        little, much = (
            Side(one, open_.enter_context(closing(one.place.open())), open_.enter_context(closing(caught_up(one))))
            for one in (small, big)
        )
        work: tuple[tuple[str, Callable[[Side], float], int], ...] = (
            ("append", lambda side: side.append(some), rounds),
            ("catch-up, an event", lambda side: side.catch_up(some), rounds),
            ("board of a district, a cell", Side.board, rounds),
            ("trail of an organisation", Side.trail, rounds * 9),
        )
        for name, act, turns in work:
            yield compare(
                TABLE,
                name,
                big.place.kind,
                size=f"{big.facts:,} facts",
                limit=f"at {small.facts:,} facts",
                ours=partial(act, much),
                bare=partial(act, little),
                target=WITHIN,
                rounds=turns,
            )


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    small = places.offices(*((kind, sizes.facts) for kind in kinds), organisations=sizes.organisations)
    big = places.offices(*((kind, sizes.large) for kind in kinds), organisations=sizes.organisations)
    for little, much in zip(small, big, strict=True):
        yield from memory(little, much)
        yield from growing(little, much, rounds=3 if sizes.quick else sizes.rounds, some=50 if sizes.quick else 400)
