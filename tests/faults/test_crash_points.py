"""A process dies before and after each statement of an operation; whoever comes next finds all of it or nothing.

What was acknowledged before is there; the same command sent again gives one event; views catch up to what a rebuild
gives; a checkpoint is whole or absent; an erasure is on record and the key destroyed, or neither, and is completed by
asking again.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import fault_office
import pytest
import soak_table
from crash_points import (
    BATCH,
    DIED,
    OFFICER,
    OPERATIONS,
    SHARED_OUT,
    SHEET,
    WRITER,
    Point,
    nurse,
    registered,
    request,
    sheet,
    signature,
)
from fault_office import TODAY, Office
from fresh import fresh
from log_sound import assert_sound
from views_equal import assert_equal_to_a_rebuild, contents

from domain.person import ApproveErasure, PersonErased
from ledger.application import LocalLedger
from ledger.execution import execute, execute_many
from ledger.proof.fsck import check
from ledger.proof.keys import create_signing_key
from ledger.proof.persons import keys_held
from ledger.proof.reader import open_rows
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore, create_store

PATIENCE = 60
EVERY = 10
"""After so many points of a catch-up the views are held against a rebuild."""


@dataclass
class Figures:
    """What is noted."""

    points: int = 0
    kills: int = 0
    acknowledged: int = 0
    undecided: int = 0
    stored: int = 0
    """Operations that died and had been stored."""


class Case:
    """One operation on one office, again and again. What it left is looked at with a ledger that begins then."""

    def __init__(self, office: Office, nursery: "Connection[Any, Any]", operation: str) -> None:
        self.office, self.nursery, self.operation = office, nursery, operation
        self.figures = Figures()
        self.number = 0
        self.of = 0
        """Points there are, where perhaps not all of them are tried."""
        self.known: list[tuple[int, str, str]] = []
        self.survivor = office.open()
        self._remember(self.survivor)

    def statements(self) -> int:
        """How many statements the operation takes."""
        told = self._run(Point(0))
        assert told is not None
        return told

    def _run(self, point: Point) -> int | None:
        """Statements it took; None if it died."""
        self.number += 1
        # One that was there before, and goes on.
        before = self.prepare(self.survivor)
        told = self.office.folder / "told"
        self.nursery.send((self.office, self.operation, self.number, point, told))
        assert self.nursery.poll(PATIENCE), "does not come to an end"
        ended = self.nursery.recv()
        assert ended in (0, DIED), f"ended with {ended}"
        with closing(self.office.open()) as ledger:
            self.check(ledger, before)
            self._remember(ledger)
        self.figures.acknowledged = len(self.known)
        return int(told.read_text()) if ended == 0 else None

    def at(self, point: Point) -> None:
        """Die there, and look."""
        self.figures.points += 1
        try:
            self.figures.kills += self._run(point) is None
        except AssertionError as error:
            error.add_note(f"{self.operation} on {self.office.kind}: {point}, number {self.number}")
            raise

    def _remember(self, ledger: LocalLedger) -> None:
        """All that was on record is, where it was; each command once."""
        entries = assert_sound(ledger)
        found = [(entry.position, entry.command_id, entry.name) for entry in entries]
        assert found[: len(self.known)] == self.known, "lost"
        assert len({id for _, id, _ in found}) == len(found), "duplicated"
        self.known = found

    # --- by operation ---------------------------------------------------------------

    def prepare(self, ledger: LocalLedger) -> int:
        """What must be there before; the position reached."""
        if self.operation == "erase":
            fault_office.enter(ledger, WRITER, 6 * self.number)
            execute(ledger, request(registered(self.number)), signature(f"ask{self.number}"), TODAY)
        elif self.operation == "seal":
            fault_office.enter(ledger, WRITER, 6 * self.number)
        elif self.operation == "catch-up":
            execute_many(ledger, sheet(self.number))
        return ledger.head().position

    def check(self, ledger: LocalLedger, before: int) -> None:
        """What must hold afterwards; completes the operation."""
        checks: dict[str, Callable[[LocalLedger, int], None]] = {
            "append": lambda ledger, before: self._appended(ledger, before, 6 * self.number, 1),
            "append of a batch": lambda ledger, before: self._appended(
                ledger, before, 6 * self.number + 5, fault_office.BATCH
            ),
            "import": self._imported,
            "seal": self._sealed,
            "catch-up": self._caught_up,
            "rebuild": self._rebuilt,
            SHARED_OUT: self._rebuilt,
            "erase": self._erased,
        }
        checks[self.operation](ledger, before)

    def _appended(self, ledger: LocalLedger, before: int, step: int, events: int) -> None:
        there = ledger.head().position - before
        assert there in (0, events), "half of it"
        receipts = fault_office.enter(ledger, WRITER, step)
        assert all(receipt.repeated == bool(there) for receipt in receipts)
        again = fault_office.enter(ledger, WRITER, step)
        assert [one.entries for one in again] == [one.entries for one in receipts]
        assert all(receipt.repeated for receipt in again)
        assert ledger.head().position == before + events
        self.figures.undecided += 1
        self.figures.stored += bool(there)

    def _imported(self, ledger: LocalLedger, before: int) -> None:
        there = ledger.head().position - before
        assert there % BATCH == 0, "half of a batch"
        acts = sheet(self.number)
        receipts = [
            receipt for start in range(0, SHEET, BATCH) for receipt in execute_many(ledger, acts[start : start + BATCH])
        ]
        assert [receipt.repeated for receipt in receipts] == [place < there for place in range(SHEET)]
        assert [receipt.position for receipt in receipts] == list(range(before + 1, before + SHEET + 1))
        assert ledger.head().position == before + SHEET
        names = [entry.event.name.value for entry in ledger.log(before, SHEET) if hasattr(entry.event, "name")]
        assert all(name and name.startswith("王丙") for name in names)
        self.figures.undecided += SHEET
        self.figures.stored += there

    def _sealed(self, ledger: LocalLedger, before: int) -> None:
        settings = self.office.settings
        store = ProofStore(settings.proof)
        sealer = Sealer(ledger, store, create_signing_key(settings.log_key_file, "office.example/zeren"))
        last = store.last()
        self.figures.stored += last is not None and last.size == before
        for _ in range(2):
            with closing(open_rows(settings.ledger)) as reader:
                report = check(reader, store, sealer.key.verifier)
            assert report.findings == ()
            made = sealer.seal()
            assert made is not None
            assert made.size == before
        assert report.sealed == before
        store.close()

    def _caught_up(self, ledger: LocalLedger, before: int) -> None:
        views = self.office.views()
        assert views.position() <= before
        self.figures.stored += views.position() == before
        assert views.catch_up(ledger.log, lambda: ledger.head().position) == before
        if self.number % EVERY == 0:
            assert_equal_to_a_rebuild(views, ledger.log)
        views.close()

    def _rebuilt(self, ledger: LocalLedger, before: int) -> None:
        views = self.office.views()
        views.catch_up(ledger.log, lambda: ledger.head().position)
        found = contents(views)
        if self.number == 1:
            self.expected = found
        assert found == self.expected
        views.close()

    def _erased(self, ledger: LocalLedger, before: int) -> None:
        subject = registered(self.number)
        there = ledger.head().position - before
        assert there in (0, 1)
        entries = ledger.stream(subject)
        erased = isinstance(entries[-1].event, PersonErased)
        assert erased == bool(there)
        # Either nothing happened, or the name is gone for good: never a key without its erasure, nor readable after it.
        assert keys_held(self.office.settings.keys)[subject] is not erased
        assert (entries[0].event.name.value is None) is erased
        approve = ApproveErasure(person=subject, occurred_on=TODAY, approved_by=OFFICER)
        receipt = execute(ledger, approve, signature(f"erase{self.number}", OFFICER), TODAY)
        assert receipt.repeated is erased
        assert keys_held(self.office.settings.keys)[subject] is False
        assert ledger.stream(subject)[0].event.name.value is None
        assert ledger.head().position == before + 1
        self.figures.undecided += 1
        self.figures.stored += there

    def finish(self) -> None:
        """At the end views are what a rebuild gives, and the table gets its row."""
        if self.operation in ("catch-up", "rebuild", SHARED_OUT, "erase"):
            with closing(self.office.open()) as ledger:
                views = self.office.views()
                views.catch_up(ledger.log, lambda: ledger.head().position)
                assert_equal_to_a_rebuild(views, ledger.log)
                views.close()
        self.survivor.close()
        found = self.figures
        soak_table.note(
            f"crash point: {self.operation}",
            self.office.kind,
            acknowledged=found.acknowledged,
            lost=0,
            duplicated=0,
            undecided=found.undecided,
            kills=found.kills,
            points=found.points,
            had_been_stored=found.stored,
            **({"points_there_are": self.of} if self.of else {}),
        )


@pytest.fixture(scope="module")
def nursery() -> "Iterator[Connection[Any, Any]]":
    """See `crash_points.nurse`."""
    context = fresh()
    ours, theirs = context.Pipe()
    process = context.Process(target=nurse, args=(theirs,))
    process.start()
    theirs.close()
    yield ours
    ours.close()
    process.join(PATIENCE)
    process.kill()


@pytest.fixture
def sealed_office(office: Office) -> Office:
    """An office that has what sealing needs."""
    create_store(office.settings.proof)
    create_signing_key(office.settings.log_key_file, "office.example/zeren")
    return office


def points_of(statements: int) -> list[Point]:
    """Every one of them, in order."""
    return [Point(number, after) for number in range(1, statements + 1) for after in (False, True)]


WHOLE = ("append", "seal")
"""Short ones, of which `make test` tries every point."""
LONG = ("catch-up", "rebuild", SHARED_OUT)
"""Hundreds of statements: a soak tries as many points as there is time for."""


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_crash(sealed_office: Office, nursery: Any, operation: str, seed: str) -> None:
    case = Case(sealed_office, nursery, operation)
    points = points_of(case.statements())
    assert points
    if operation not in WHOLE:
        points = random.Random(f"{seed} {operation}").sample(points, 1 if operation in LONG else 4)
    for point in points:
        case.at(point)
    case.finish()


@pytest.mark.soak
@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one not in LONG])
def test_a_crash_at_every_point(sealed_office: Office, nursery: Any, operation: str) -> None:
    case = Case(sealed_office, nursery, operation)
    for point in points_of(case.statements()):
        case.at(point)
    case.finish()


@pytest.mark.soak(search=True)
@pytest.mark.parametrize("operation", LONG)
def test_a_crash_at_as_many_points_as_there_is_time_for(sealed_office: Office, nursery: Any, operation: str) -> None:
    """All of them in a quarter of an hour; each once, in an order that the seed decides."""
    case = Case(sealed_office, nursery, operation)
    points = points_of(case.statements())
    case.of = len(points)
    random.Random(f"{soak_table.seed()} {operation}").shuffle(points)
    for number in soak_table.rounds():
        if number >= len(points):
            break
        case.at(points[number])
    case.finish()


def test_points_are_met(sealed_office: Office, nursery: Any) -> None:
    """The one who dies dies where told: a process that is not told to comes to its end and says how far it was."""
    case = Case(sealed_office, nursery, "append")
    statements = case.statements()
    assert case._run(Point(statements, after=True)) is None
    assert case._run(Point(statements + 1)) == statements
    case.survivor.close()
