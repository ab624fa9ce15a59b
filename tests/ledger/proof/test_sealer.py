"""Sealing: checkpoints continue each other, and nothing is signed over a history that was changed."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from tampering import Log

from ledger.application import LocalLedger
from ledger.proof import tree
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.leaf import hashes_of
from ledger.proof.note import new_key, parse_note, sign, verified
from ledger.proof.sealing import HistoryChanged, NotSealed, Sealer
from ledger.proof.store import Sealed, StoreBroken
from ledger.proof.tree import verify_consistency, verify_inclusion

MOMENT = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def log(place: Any, ledger: LocalLedger, tmp_path: Path) -> Log:
    """Nothing is in it yet."""
    proof = place.database if place.kind == "postgresql" else str(tmp_path / "proof.db")
    return Log(place, ledger, proof, tmp_path / "log.key")


def whole(log: Log) -> list[bytes]:
    """Hashes of all leaves, from the rows."""
    return hashes_of(log.key.name, 0, log.ledger.rows(0, 10**6))


def proved(log: Log, sealer: Sealer, position: int, *, size: int | None = None) -> None:
    """As a stranger would check it, who has the key and the entry."""
    leaf, proof = sealer.prove(position, size=size)
    note = parse_note(proof.checkpoint)
    verified(note, [log.key.verifier])
    checkpoint = checkpoint_of(note)
    assert leaf.position == position
    assert proof.index == position - 1
    assert size is None or checkpoint.size == size
    verify_inclusion(proof.index, checkpoint.size, leaf.hash, proof.path, checkpoint.root)


def chained(log: Log) -> list[Sealed]:
    """All checkpoints; each is shown to continue the one before, and the last to be the tree of the rows."""
    store = log.store
    sealed = store.checkpoints()
    for first, second in itertools.pairwise(sealed):
        path = tree.consistency_path(first.size, second.size, store.subtree)
        verify_consistency(first.size, second.size, first.root, second.root, path)
    hashes = whole(log)
    for one in sealed:
        checkpoint = checkpoint_of(parse_note(one.note))
        assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (log.key.name, one.size, one.root)
        assert one.root == tree.root_of(hashes[: one.size])
    return sealed


class TestSealing:
    def test_an_empty_ledger(self, log: Log) -> None:
        assert log.sealer.seal() is None
        assert log.sealer.seal(recompute=True) is None
        with pytest.raises(NotSealed):
            log.sealer.prove(1)

    def test_the_first_and_the_next(self, log: Log) -> None:
        log.write(1, "a")
        sealer = Sealer(log.ledger, log.store, log.key, clock=lambda: MOMENT)
        first = sealer.seal()
        assert first is not None
        assert first.sealed_at == "2024-06-20T04:00:00.000000Z"
        assert not first.recomputed
        assert sealer.seal() == first, "nothing was added since"
        assert sealer.seal(recompute=True) == first
        log.write(2, "b")
        second = sealer.seal(recompute=True)
        assert second is not None
        assert second.recomputed
        assert chained(log) == [first, second]

    @pytest.mark.parametrize("size", [255, 256, 257])
    def test_around_the_end_of_a_tile(self, log: Log, size: int) -> None:
        sealer = log.sealer
        log.write(150, "a")
        sealer.seal()
        for number in itertools.count():
            if log.ledger.head().position >= size:
                break
            log.write(1, f"b{number}" if size - log.ledger.head().position >= 3 else f"c{number}")
        sealer.seal()
        log.write(4, "d")
        sealer.seal(recompute=True)
        sizes = [one.size for one in chained(log)]
        assert sizes[1] >= size
        for position in {1, 255, 256, 257, sizes[1], sizes[2]}:
            proved(log, sealer, min(position, sizes[2]))
            proved(log, log.sealer, min(position, sizes[1]), size=sizes[1])

    def test_many_in_pages(self, log: Log) -> None:
        log.write(1_300, "a")
        assert log.ledger.head().position > 2_000
        log.sealer.seal(recompute=True)
        chained(log)

    def test_several_at_once(self, log: Log) -> None:
        """Each has connections of its own, as processes have; what they sign is one chain."""
        log.write(3, "a")
        log.sealer.seal()
        start = Barrier(4)

        def work(number: int) -> None:
            sealer = log.sealer
            start.wait()
            for turn in range(6):
                log.write(1, f"{number}{turn}")
                assert sealer.seal(recompute=turn == 3) is not None

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        log.sealer.seal()
        sizes = [one.size for one in chained(log)]
        assert sizes == sorted(set(sizes))
        assert sizes[-1] == log.ledger.head().position


class TestProving:
    def test_every_entry_under_every_checkpoint(self, log: Log) -> None:
        sealer = log.sealer
        for part in "abc":
            log.write(4, part)
            sealer.seal()
        for sealed in sealer.store.checkpoints():
            for position in range(1, sealed.size + 1):
                proved(log, sealer, position, size=sealed.size)

    def test_it_is_sealed_first_where_it_is_not(self, log: Log) -> None:
        log.write(2, "a")
        proved(log, log.sealer, 1)
        log.write(2, "b")
        head = log.ledger.head().position
        proved(log, log.sealer, head)
        assert [one.size for one in log.store.checkpoints()][-1] == head

    def test_there_is_no_such_entry(self, log: Log) -> None:
        log.write(2, "a")
        sealed = log.sealer.seal()
        assert sealed is not None
        for position, size in (
            (-1, None),
            (0, None),
            (sealed.size + 1, None),
            (1, 1),
            (1, 10**6),
            (sealed.size + 1, 4),
        ):
            with pytest.raises(NotSealed):
                log.sealer.prove(position, size=size)

    def test_an_entry_that_was_changed(self, log: Log) -> None:
        log.write(6, "a")
        log.sealer.seal()
        log.tamper(("UPDATE LEDGER SET body = ? WHERE position = 5", ["{}"]))
        with pytest.raises(HistoryChanged) as found:
            log.sealer.prove(5)
        assert found.value.position == 5
        proved(log, log.sealer, 4)

    def test_a_leaf_changed_to_match(self, log: Log) -> None:
        """Whoever changes entry and leaf alike gets no proof, for the way leads to another root."""
        log.write(6, "a")
        log.sealer.seal()
        log.tamper(("UPDATE LEDGER SET body = ? WHERE position = 5", ["{}"]))
        with log.hands(proof=True) as hands:
            hands.run(f"UPDATE {hands.schema}leaves SET hashes = ?", [b"".join(whole(log))])
        with pytest.raises(HistoryChanged, match="does not lead to the root"):
            log.sealer.prove(5)


class TestChanged:
    """Behind the program's back, with triggers out of the way; nothing is signed any more."""

    @pytest.fixture
    def sealed(self, log: Log) -> Log:
        log.write(20, "a")
        log.sealer.seal()
        log.write(20, "b")
        log.sealer.seal()
        log.write(2, "c")
        return log

    def refused(self, log: Log, *, recompute: bool) -> HistoryChanged:
        before = len(log.store.checkpoints())
        with pytest.raises(HistoryChanged) as found:
            log.sealer.seal(recompute=recompute)
        assert len(log.store.checkpoints()) == before
        return found.value

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE LEDGER SET body = '{}' WHERE position = 3",
            "UPDATE LEDGER SET stream = 'work-x' WHERE position = 3",
            "UPDATE LEDGER SET name = 'work.voided/1' WHERE position = 3",
            "DELETE FROM LEDGER WHERE position = 3",
        ],
    )
    def test_a_row_that_was_sealed(self, sealed: Log, change: str) -> None:
        sealed.tamper(change)
        self.refused(sealed, recompute=True)

    def test_only_a_recomputation_sees_an_old_row(self, sealed: Log) -> None:
        """Said plainly: what is sealed on request compares the tree, and not each row again."""
        sealed.tamper("UPDATE LEDGER SET body = '{}' WHERE position = 3")
        assert sealed.sealer.seal() is not None
        self.refused(sealed, recompute=True)

    @pytest.mark.parametrize("recompute", [False, True])
    def test_the_end_was_cut_off(self, sealed: Log, recompute: bool) -> None:
        last = sealed.store.last()
        assert last is not None
        sealed.tamper(f"DELETE FROM LEDGER WHERE position > {last.size - 2}")
        assert self.refused(sealed, recompute=recompute).position == last.size - 1

    @pytest.mark.parametrize("recompute", [False, True])
    def test_the_last_row_that_was_sealed_is_missing(self, sealed: Log, recompute: bool) -> None:
        last = sealed.store.last()
        assert last is not None
        sealed.tamper(f"DELETE FROM LEDGER WHERE position = {last.size}")
        assert self.refused(sealed, recompute=recompute).position == last.size

    @pytest.mark.parametrize("recompute", [False, True])
    def test_a_gap_in_what_is_new(self, sealed: Log, recompute: bool) -> None:
        head = sealed.ledger.head().position
        sealed.tamper(f"DELETE FROM LEDGER WHERE position = {head - 1}")
        found = self.refused(sealed, recompute=recompute)
        assert (found.position, found.why) == (head - 1, "this position is missing")

    @pytest.mark.parametrize("recompute", [False, True])
    def test_times_run_back(self, sealed: Log, recompute: bool) -> None:
        last = sealed.store.last()
        assert last is not None
        moment = "2001-01-01T00:00:00.000000Z"
        sealed.tamper((f"UPDATE LEDGER SET recorded_at = ? WHERE position = {last.size + 1}", [moment]))
        assert self.refused(sealed, recompute=recompute).position == last.size + 1

    @pytest.mark.parametrize("recompute", [False, True])
    def test_what_is_kept_of_the_tree(self, sealed: Log, recompute: bool) -> None:
        with sealed.hands(proof=True) as hands:
            rows = hands.run(f"SELECT first, hashes FROM {hands.schema}leaves ORDER BY first").fetchall()
            changed = bytes([bytes(rows[0][1])[0] ^ 1]) + bytes(rows[0][1])[1:]
            hands.run(f"UPDATE {hands.schema}leaves SET hashes = ? WHERE first = ?", [changed, rows[0][0]])
        self.refused(sealed, recompute=recompute)

    def test_what_is_kept_of_the_tree_was_cut(self, sealed: Log) -> None:
        with sealed.hands(proof=True) as hands:
            hands.run(f"DELETE FROM {hands.schema}leaves WHERE first > 0")
        with pytest.raises(StoreBroken):
            sealed.sealer.seal()

    @pytest.mark.parametrize("recompute", [False, True])
    def test_a_checkpoint_under_another_key(self, sealed: Log, recompute: bool) -> None:
        last = sealed.store.last()
        assert last is not None
        text = Checkpoint(origin=sealed.key.name, size=last.size, root=last.root).text
        for foreign in (new_key(sealed.key.name), new_key("other.example/zeren")):
            self.put(sealed, last, sign(text, foreign).data)
            assert "not ours" in self.refused(sealed, recompute=recompute).why

    def test_our_own_signature_of_something_else(self, sealed: Log) -> None:
        last = sealed.store.last()
        assert last is not None
        for other in (
            Checkpoint(origin="other.example/zeren", size=last.size, root=last.root),
            Checkpoint(origin=sealed.key.name, size=last.size - 1, root=last.root),
            Checkpoint(origin=sealed.key.name, size=last.size, root=bytes(32)),
        ):
            self.put(sealed, last, sign(other.text, sealed.key).data)
            self.refused(sealed, recompute=False)

    def test_what_is_no_checkpoint(self, sealed: Log) -> None:
        last = sealed.store.last()
        assert last is not None
        for data in (b"", b"x", sign("a\n", sealed.key).data):
            self.put(sealed, last, data)
            self.refused(sealed, recompute=False)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE {0}leaves SET hashes = ? WHERE first = (SELECT max(first) FROM {0}leaves)",
            "DELETE FROM {0}leaves WHERE first = (SELECT max(first) FROM {0}leaves)",
            "UPDATE {0}checkpoints SET root = ? WHERE size = (SELECT max(size) FROM {0}checkpoints)",
            "UPDATE {0}checkpoints SET note = ? WHERE size = (SELECT max(size) FROM {0}checkpoints)",
            "UPDATE {0}checkpoints SET size = size - 1 WHERE size = (SELECT max(size) FROM {0}checkpoints)",
        ],
    )
    def test_behind_the_back_of_one_that_remembers(self, log: Log, change: str) -> None:
        """What a process found right once is compared again before it goes on from there."""
        sealer = log.sealer
        for part in "abc":
            log.write(5, part)
            sealer.seal()
        assert sealer._edge is not None
        log.write(1, "d")
        with log.hands(proof=True) as hands:
            hands.run(change.format(hands.schema), [bytes(32)] if "?" in change else [])
        before = len(log.store.checkpoints())
        for _ in range(2):
            with pytest.raises((HistoryChanged, StoreBroken)):
                sealer.seal()
        assert len(log.store.checkpoints()) == before

    def test_an_older_state_of_the_store_is_told_from_what_is_remembered(self, log: Log) -> None:
        """Put back in place of the newer one, it is continued from where it ends, as by a process that starts."""
        sealer = log.sealer
        log.write(5, "a")
        first = sealer.seal()
        saved = log.saved(proof=True)
        log.write(5, "b")
        sealer.seal()
        log.restored(saved, proof=True)
        log.write(1, "c")
        sealer.seal()
        found = chained(log)
        assert [one.size for one in found] == [first.size if first else 0, log.ledger.head().position]

    def test_what_is_remembered_is_what_is_kept(self, log: Log) -> None:
        """One that remembers and ones that start anew sign the same, within a tile and beyond its end."""
        sealer = log.sealer
        for number in range(12):
            log.write(19, f"{number:x}")
            (sealer if number % 4 else log.sealer).seal()
        assert sealer.seal(recompute=True) is not None
        assert log.ledger.head().position > 256
        chained(log)

    def put(self, log: Log, sealed: Sealed, note: bytes) -> None:
        with log.hands(proof=True) as hands:
            hands.run(f"UPDATE {hands.schema}checkpoints SET note = ? WHERE size = ?", [note, sealed.size])
