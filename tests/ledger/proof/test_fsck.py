"""Whatever is done to a ledger that was sealed, the check names the first position of it and says what it was."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tampering import FAR, Log

from ledger.application import LocalLedger
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.diagnosis import Finding, Verdict
from ledger.proof.fsck import claim_of
from ledger.proof.kept import Claim
from ledger.proof.note import new_key, sign
from ledger.proof.reader import open_rows


@pytest.fixture
def log(place: Any, ledger: LocalLedger, tmp_path: Path) -> Iterator[Log]:
    """Fifty entries sealed in two parts, and five that are not sealed."""
    made = Log(
        place,
        ledger,
        place.database if place.kind == "postgresql" else str(tmp_path / "proof.db"),
        tmp_path / "log.key",
    )
    made.write(12, "a")
    made.sealer.seal()
    made.write(18, "b")
    made.sealer.seal()
    made.write(3, "c")
    return made


SEALED = 50


def first(log: Log, **more: Any) -> tuple[Verdict, int] | None:
    found = log.check(**more).first
    return None if found is None else (found.verdict, found.position)


def deleted(log: Log, start: int, count: int, *, renumber: bool) -> None:
    log.tamper(
        f"DELETE FROM LEDGER WHERE position >= {start} AND position < {start + count}",
        *(log.renumbered(start, -count) if renumber else ()),
    )


class TestInOrder:
    def test_nothing_is_found(self, log: Log) -> None:
        report = log.check()
        assert report.findings == ()
        assert (report.entries, report.sealed, report.checkpoints) == (55, SEALED, 2)

    def test_nothing_is_found_in_an_empty_ledger(self, place: Any, ledger: LocalLedger, tmp_path: Path) -> None:
        empty = Log(
            place, ledger, place.database if place.kind == "postgresql" else str(tmp_path / "p.db"), tmp_path / "k"
        )
        assert empty.check().findings == ()

    def test_writing_goes_on_meanwhile(self, log: Log) -> None:
        log.write(2, "d")
        log.sealer.seal()
        assert log.check(quick=True).findings == ()


class TestFiveVerdicts:
    def test_altered(self, log: Log) -> None:
        log.tamper(("UPDATE LEDGER SET body = ? WHERE position = 17", ["{}"]))
        assert first(log) == (Verdict.ALTERED, 17)

    @pytest.mark.parametrize("column", ["stream", "name", "recorded_at"])
    def test_altered_in_any_column(self, log: Log, column: str) -> None:
        changed = {"stream": "work-other", "name": "work.voided/1", "recorded_at": "2030-01-01T00:00:00.000000Z"}[
            column
        ]
        log.tamper((f"UPDATE LEDGER SET {column} = ? WHERE position = 17", [changed]))
        assert first(log, quick=True) == (Verdict.ALTERED, 17)

    def test_several_are_each_named(self, log: Log) -> None:
        log.tamper("UPDATE LEDGER SET body = '{}' WHERE position IN (3, 17, 18, 50)")
        found = [(one.position, one.until) for one in log.check().findings if one.verdict is Verdict.ALTERED]
        assert found == [(3, 3), (17, 18), (50, 50)]

    @pytest.mark.parametrize("renumber", [False, True])
    @pytest.mark.parametrize(("start", "count"), [(1, 1), (17, 1), (17, 5), (20, 30), (49, 1)])
    def test_missing(self, log: Log, start: int, count: int, renumber: bool) -> None:
        deleted(log, start, count, renumber=renumber)
        found = log.check().first
        assert found is not None
        assert (found.verdict, found.position, found.until) == (Verdict.MISSING, start, start + count - 1)

    def test_what_follows_is_not_blamed(self, log: Log) -> None:
        """The second of three events of one command is altered, or gone: the third is in order."""
        log.tamper("UPDATE LEDGER SET body = '{}' WHERE position = 22")
        assert [(one.verdict, one.position) for one in log.check().findings] == [(Verdict.ALTERED, 22)]

    def test_cut_short(self, log: Log) -> None:
        log.tamper("DELETE FROM LEDGER WHERE position > 40")
        assert first(log) == (Verdict.CUT_SHORT, 41)

    def test_all_gone(self, log: Log) -> None:
        log.tamper("DELETE FROM LEDGER")
        assert first(log) == (Verdict.CUT_SHORT, 1)

    @pytest.mark.parametrize("position", [2, 17, 50])
    def test_inserted(self, log: Log, position: int) -> None:
        log.tamper(*log.renumbered(position - 1, 1), log.forged(position))
        assert first(log) == (Verdict.INSERTED, position)

    def test_inserted_before_the_first(self, log: Log) -> None:
        log.tamper(*log.renumbered(0, 1), log.forged(1))
        assert first(log) == (Verdict.INSERTED, 1)

    @pytest.mark.parametrize(("one", "other"), [(17, 18), (5, 45), (1, 50)])
    def test_order_changed(self, log: Log, one: int, other: int) -> None:
        log.tamper(
            f"UPDATE LEDGER SET position = {FAR} WHERE position = {one}",
            f"UPDATE LEDGER SET position = {one} WHERE position = {other}",
            f"UPDATE LEDGER SET position = {other} WHERE position = {FAR}",
        )
        assert first(log) == (Verdict.REORDERED, one)

    def test_moved_far(self, log: Log) -> None:
        log.tamper(
            f"UPDATE LEDGER SET position = {FAR} WHERE position = 10",
            *log.renumbered(10, -1),
            f"UPDATE LEDGER SET position = {FAR} WHERE position = {FAR - FAR - 1}",
        )
        found = first(log)
        assert found is not None
        assert found[1] == 10


class TestUnsealed:
    """Of what is not sealed yet only gaps and times can be told."""

    def test_a_gap(self, log: Log) -> None:
        log.tamper("DELETE FROM LEDGER WHERE position = 53")
        assert first(log) == (Verdict.MISSING, 53)

    def test_a_time_that_runs_back(self, log: Log) -> None:
        log.tamper(("UPDATE LEDGER SET recorded_at = ? WHERE position = 54", ["2020-01-01T00:00:00.000000Z"]))
        assert first(log) == (Verdict.INSERTED, 54)

    @pytest.mark.parametrize(
        ("change", "value"),
        [
            ("body", "{}"),
            ("body", "not json"),
            ("name", "work.unheard/1"),
            ("command_id", "another"),
            ("command_part", "7"),
            ("version", "9"),
        ],
    )
    def test_an_entry_that_no_program_writes(self, log: Log, change: str, value: str) -> None:
        given: Any = int(value) if value.isdigit() else value
        log.tamper((f"UPDATE LEDGER SET {change} = ? WHERE position = 54", [given]))
        assert first(log) == (Verdict.MALFORMED, 54)

    def test_a_body_with_spaces(self, log: Log) -> None:
        log.tamper("UPDATE LEDGER SET body = replace(body, ',', ', ') WHERE position = 54")
        assert first(log) == (Verdict.MALFORMED, 54)

    def test_quick_leaves_bodies_alone(self, log: Log) -> None:
        log.tamper("UPDATE LEDGER SET body = '{}' WHERE position = 54")
        assert log.check(quick=True).findings == ()


def proof(log: Log, text: str, values: Any = ()) -> None:
    with log.hands(proof=True) as hands:
        hands.run(text.replace("PROOF.", hands.schema), values)


class TestTree:
    def verdicts(self, log: Log, **more: Any) -> list[tuple[Verdict, int]]:
        return [(one.verdict, one.position) for one in log.check(**more).findings]

    def flipped(self, log: Log, table: str, column: str, where: str) -> None:
        with log.hands(proof=True) as hands:
            value = hands.run(f"SELECT {column} FROM {hands.schema}{table} WHERE {where}").fetchone()[0]
            changed = bytes([value[0] ^ 1]) + bytes(value[1:])
            hands.run(f"UPDATE {hands.schema}{table} SET {column} = ? WHERE {where}", [changed])

    def test_a_kept_hash_is_not_a_row(self, log: Log) -> None:
        """The rows give the root that was signed: it is the kept hash that was altered."""
        self.flipped(log, "leaves", "hashes", "first > 0")
        start = log.store.checkpoints()[0].size
        assert self.verdicts(log) == [(Verdict.TREE, start + 1)]

    def test_hashes_removed(self, log: Log) -> None:
        proof(log, "DELETE FROM PROOF.leaves WHERE first > 0")
        start = log.store.checkpoints()[0].size
        assert self.verdicts(log) == [(Verdict.TREE, start + 1)]

    def test_a_signature_that_does_not_hold(self, log: Log) -> None:
        with log.hands(proof=True) as hands:
            note = hands.run(f"SELECT note FROM {hands.schema}checkpoints WHERE size = {SEALED}").fetchone()[0]
            changed = bytes(note).replace(b"\n50\n", b"\n49\n")
            hands.run(f"UPDATE {hands.schema}checkpoints SET note = ? WHERE size = {SEALED}", [changed])
        assert (Verdict.TREE, SEALED) in self.verdicts(log)

    def test_a_checkpoint_removed(self, log: Log) -> None:
        proof(log, f"DELETE FROM PROOF.checkpoints WHERE size = {SEALED}")
        assert self.verdicts(log) == [(Verdict.TREE, log.store.checkpoints()[0].size + 1)]

    def test_a_row_and_its_hash(self, log: Log) -> None:
        """Without the key the signed root cannot be given again: somewhere below the checkpoint entries differ."""
        start = log.store.checkpoints()[0].size
        log.tamper("UPDATE LEDGER SET body = '{}' WHERE position = 44")
        with log.hands(proof=True) as hands:
            from ledger.proof.leaf import hashes_of

            with closing(open_rows(log.place.database)) as reader:
                hashes = b"".join(hashes_of(log.key.name, start, reader.page(start, SEALED - start)))
            hands.run(f"UPDATE {hands.schema}leaves SET hashes = ? WHERE first > 0", [hashes])
        found = log.check(quick=True).first
        assert found is not None
        assert (found.verdict, found.position, found.until) == (Verdict.ALTERED, start + 1, SEALED)

    def test_inner_nodes(self, log: Log) -> None:
        log.write(250, "d")
        log.sealer.seal()
        assert log.check(quick=True).findings == ()
        self.flipped(log, "subtrees", "hash", "level = 1")
        assert self.verdicts(log, quick=True) == [(Verdict.TREE, 1)]

    def test_signed_by_another_key(self, log: Log) -> None:
        other = new_key(log.key.name)
        log.key = other
        assert [verdict for verdict, _ in self.verdicts(log)] == [Verdict.FOREIGN]

    def test_nothing_vouches_for_either_side(self, log: Log) -> None:
        log.tamper("UPDATE LEDGER SET body = '{}' WHERE position = 44")
        log.key = new_key(log.key.name)
        assert [one for one in self.verdicts(log, quick=True) if one[0] is Verdict.ALTERED] == [(Verdict.ALTERED, 44)]


class TestOutside:
    """Checkpoints that somebody kept elsewhere: on paper, on a stick, in another office."""

    def outside(self, log: Log, size: int | None = None) -> Claim:
        sealed = log.store.last() if size is None else log.store.checkpoint(size)
        assert sealed is not None
        claim = claim_of(sealed.note, log.key.verifier, "paper")
        assert isinstance(claim, Claim)
        return claim

    def test_agree(self, log: Log) -> None:
        early = self.outside(log, log.store.checkpoints()[0].size)
        assert log.check(outside=[self.outside(log), early]).findings == ()

    def test_say_what_was_rewritten_with_the_key(self, log: Log) -> None:
        early, late = self.outside(log, log.store.checkpoints()[0].size), self.outside(log)
        log.tamper("UPDATE LEDGER SET body = replace(body, '专题', '补记') WHERE position BETWEEN 30 AND 45")
        log.resealed()
        assert log.check().findings == ()
        found = log.check(outside=[late, early]).first
        assert found is not None
        assert (found.verdict, found.position, found.until) == (Verdict.ALTERED, early.size + 1, SEALED)

    def test_say_what_was_cut_off_with_the_key(self, log: Log) -> None:
        late = self.outside(log)
        log.tamper("DELETE FROM LEDGER WHERE position > 40")
        log.resealed()
        assert log.check().findings == ()
        assert first(log, outside=[late]) == (Verdict.CUT_SHORT, 41)

    def test_of_another_key(self, log: Log) -> None:
        note = sign(Checkpoint(origin=log.key.name, size=3, root=bytes(32)).text, new_key(log.key.name))
        found = claim_of(note.data, log.key.verifier, "paper")
        assert isinstance(found, Finding)
        assert found.verdict is Verdict.FOREIGN
        assert isinstance(claim_of(b"nonsense", log.key.verifier, "paper"), Finding)

    def test_beyond_what_is_sealed_here(self, log: Log) -> None:
        """The proofs were restored from an old backup; the rows are there and give the root."""
        backup = log.saved(proof=True)
        log.sealer.seal()
        late = self.outside(log)
        log.restored(backup, proof=True)
        assert log.check(outside=[late]).findings == ()
        log.tamper("UPDATE LEDGER SET recorded_at = replace(recorded_at, 'Z', 'Z') WHERE position = 1")
        log.tamper(("UPDATE LEDGER SET stream = ? WHERE position = 53", ["work-other"]))
        assert first(log, quick=True, outside=[late])[0] is Verdict.ALTERED  # type: ignore[index]  # there is one
