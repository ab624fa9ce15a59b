"""Rows in memory, tampered with at random: the first bad position is always the one where somebody began."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.port import Row
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.diagnosis import Verdict
from ledger.proof.fsck import Report, check
from ledger.proof.leaf import hashes_of
from ledger.proof.note import SigningKey, new_key, sign
from ledger.proof.reader import Unreadable
from ledger.proof.store import ProofStore, Sealed, create_store
from ledger.proof.tree import Frontier

SIZE = 3_000


class Rows:
    """A database of rows in a list, of which some positions may not be read."""

    def __init__(self, rows: list[Row], damaged: frozenset[int] = frozenset()) -> None:
        self.rows = rows
        self.damaged = damaged

    def page(self, after: int, limit: int) -> list[Row]:
        found = [row for row in self.rows if row.position > after][:limit]
        if any(row.position in self.damaged for row in found):
            raise Unreadable("damaged")
        return found

    def at(self, position: int) -> Row | None:
        if position in self.damaged:
            raise Unreadable("damaged")
        return next((row for row in self.rows if row.position == position), None)

    def head(self) -> int:
        return self.rows[-1].position if self.rows else 0

    def broken_stream(self) -> tuple[int, str] | None:
        return None

    def faults(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to let go of."""


def row(number: int) -> Row:
    at = f"2024-01-01T00:00:{number // 100:02d}.{number % 100:06d}Z"
    return Row(number, f"work-{number:020d}", 1, "work.recorded/1", at, f"c-{number}", 1, b'{"n":%d}' % number)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, SigningKey]:
    """A tree over three thousand rows."""
    path = str(tmp_path_factory.mktemp("tree") / "proof.db")
    create_store(path)
    key = new_key("office.example/zeren")
    hashes = hashes_of(key.name, 0, [row(number) for number in range(1, SIZE + 1)])
    frontier = Frontier()
    frontier.extend(hashes)
    note = sign(Checkpoint(origin=key.name, size=SIZE, root=frontier.root()).text, key)
    ProofStore(path).keep(
        Sealed(size=SIZE, root=frontier.root(), note=note.data, sealed_at="", recomputed=True), Frontier(), hashes
    )
    return path, key


def report(sealed: tuple[str, SigningKey], rows: list[Row], damaged: frozenset[int] = frozenset()) -> Report:
    path, key = sealed
    return check(Rows(rows, damaged), ProofStore(path), key.verifier, quick=True)


def first(sealed: tuple[str, SigningKey], rows: list[Row]) -> tuple[Verdict, int] | None:
    found = report(sealed, rows).first
    return None if found is None else (found.verdict, found.position)


def numbered(rows: list[Row]) -> list[Row]:
    """Whoever tampers numbers the rows again, so that no gap shows."""
    return [one._replace(position=number) for number, one in enumerate(rows, 1)]


def true() -> list[Row]:
    return [row(number) for number in range(1, SIZE + 1)]


class TestFarBeyondTheWindow:
    def test_a_thousand_missing(self, sealed: tuple[str, SigningKey]) -> None:
        rows = true()
        del rows[999:1_999]
        found = report(sealed, numbered(rows)).findings[0]
        assert (found.verdict, found.position, found.until) == (Verdict.MISSING, 1_000, 1_999)
        assert len(report(sealed, numbered(rows)).findings) == 1

    def test_a_thousand_inserted(self, sealed: tuple[str, SigningKey]) -> None:
        rows = true()
        rows[999:999] = [row(SIZE + number)._replace(recorded_at=rows[999].recorded_at) for number in range(1_000)]
        found = report(sealed, numbered(rows)).findings
        assert [(one.verdict, one.position, one.until) for one in found] == [(Verdict.INSERTED, 1_000, 1_999)]

    def test_a_thousand_altered(self, sealed: tuple[str, SigningKey]) -> None:
        rows = [one._replace(body=b"{}") if 1_000 <= one.position < 2_000 else one for one in true()]
        found = report(sealed, rows).findings
        assert {one.verdict for one in found} == {Verdict.ALTERED}
        assert (found[0].position, found[-1].until) == (1_000, 1_999)

    def test_one_moved_to_the_far_end(self, sealed: tuple[str, SigningKey]) -> None:
        rows = true()
        rows.insert(2_900, rows.pop(99))
        assert first(sealed, numbered(rows)) == (Verdict.REORDERED, 100)

    def test_one_moved_to_the_beginning(self, sealed: tuple[str, SigningKey]) -> None:
        rows = true()
        rows.insert(99, rows.pop(2_900))
        assert first(sealed, numbered(rows)) == (Verdict.REORDERED, 100)

    def test_another_ledger(self, sealed: tuple[str, SigningKey]) -> None:
        rows = [one._replace(body=b"other") for one in true()]
        assert first(sealed, rows) == (Verdict.ALTERED, 1)


class TestDamaged:
    def test_what_can_be_read_around_it_is_checked(self, sealed: tuple[str, SigningKey]) -> None:
        rows = [one._replace(body=b"{}") if one.position in (700, 2_500) else one for one in true()]
        found = report(sealed, rows, frozenset(range(1_000, 1_030))).findings
        assert [(one.verdict, one.position, one.until) for one in found] == [
            (Verdict.ALTERED, 700, 700),
            (Verdict.UNREADABLE, 1_000, 1_029),
            (Verdict.ALTERED, 2_500, 2_500),
        ]

    def test_nothing_can_be_read(self, sealed: tuple[str, SigningKey]) -> None:
        found = report(sealed, true(), frozenset(range(SIZE + 1))).findings
        assert [(one.verdict, one.position, one.until) for one in found] == [(Verdict.UNREADABLE, 1, SIZE)]


def _altered(rows: list[Row], place: int, rng: random.Random) -> Verdict:
    for number in range(rng.randrange(1, 4)):
        rows[place + number] = rows[place + number]._replace(body=b'{"n":0}')
    return Verdict.ALTERED


def _missing(rows: list[Row], place: int, rng: random.Random) -> Verdict:
    del rows[place : place + rng.randrange(1, 40)]
    return Verdict.MISSING


def _inserted(rows: list[Row], place: int, rng: random.Random) -> Verdict:
    at = rows[place].recorded_at
    rows[place:place] = [row(9_000 + number)._replace(recorded_at=at) for number in range(rng.randrange(1, 40))]
    return Verdict.INSERTED


def _swapped(rows: list[Row], place: int, rng: random.Random) -> Verdict:
    other = place + rng.randrange(1, 300)
    rows[place], rows[other] = rows[other], rows[place]
    return Verdict.REORDERED


def _shuffled(rows: list[Row], place: int, rng: random.Random) -> Verdict:
    run = rows[place : place + rng.randrange(2, 60)]
    rows[place : place + len(run)] = [*run[1:], run[0]]
    return Verdict.REORDERED


TAMPERINGS: list[Callable[[list[Row], int, random.Random], Verdict]] = [
    _altered,
    _missing,
    _inserted,
    _swapped,
    _shuffled,
]


@pytest.mark.parametrize("seed", range(60))
def test_the_first_of_several_is_named(sealed: tuple[str, SigningKey], seed: int) -> None:
    rng = random.Random(seed)
    rows = true()
    # From the end, so that those made later stand first; far enough apart not to be one.
    places = sorted(rng.sample(range(0, SIZE - 700, 700), rng.randrange(1, 4)), reverse=True)
    for place in places:
        verdict = rng.choice(TAMPERINGS)(rows, place + rng.randrange(100), rng)
    renumbered = numbered(rows)
    begun = next(number for number, pair in enumerate(zip(renumbered, true(), strict=False), 1) if pair[0] != pair[1])
    found = report(sealed, renumbered)
    assert found.first is not None
    assert (found.first.verdict, found.first.position) == (verdict, begun), found.first.line


def test_gaps_left_open_are_named_too(sealed: tuple[str, SigningKey], tmp_path: Path) -> None:
    for seed in range(30):
        rng = random.Random(seed)
        start, count = rng.randrange(1, SIZE - 50), rng.randrange(1, 50)
        rows = [one for one in true() if not start <= one.position < start + count]
        found = report(sealed, rows).findings
        assert [(one.verdict, one.position, one.until) for one in found] == [
            (Verdict.MISSING, start, start + count - 1)
        ]
