"""The ladder of attacks: what somebody with the whole database can do, and who notices.

Each attack is made twice: with the database alone, and with the signing key too, so that everything that was kept of
the tree is made anew. Three look at it afterwards: the check on the spot, the same check with a checkpoint that was
kept elsewhere, and a witness that had signed before. docs/reference/attacks.md is this table, and compared with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tampering import FAR, Log

from ledger.application import LocalLedger
from ledger.proof.diagnosis import Finding, Verdict
from ledger.proof.fsck import claim_of
from ledger.proof.kept import Claim
from ledger.proof.note import COSIGNATURE, base64_of, new_key
from ledger.proof.sealing import HistoryChanged
from ledger.proof.tree import consistency_path
from ledger.proof.witness import Witness, init_witness

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "attacks.md"
EARLY, LATE = 20, 50
NOON = datetime(2025, 6, 30, 4, tzinfo=UTC)


@dataclass
class Scene:
    """A log of fifty entries, sealed and witnessed at twenty and at fifty, with a backup from the time of twenty."""

    log: Log
    other: Witness
    backup: dict[str, list[Any]] = field(default_factory=dict)
    proofs: dict[str, list[Any]] = field(default_factory=dict)
    paper: list[Claim] = field(default_factory=list)
    """Checkpoints of twenty and of fifty, as they were printed."""

    def prepared(self) -> "Scene":
        log = self.log
        log.write(12, "a")
        log.sealer.seal()
        assert self.witness() == 200
        self._print()
        self.backup, self.proofs = log.saved(proof=False), log.saved(proof=True)
        log.write(18, "b")
        log.sealer.seal()
        assert self.witness() == 200
        self._print()
        return self

    def _print(self) -> None:
        last = self.log.store.last()
        assert last is not None
        claim = claim_of(last.note, self.log.key.verifier, "paper")
        assert isinstance(claim, Claim)
        self.paper.append(claim)

    def witness(self) -> int:
        """The last checkpoint before the witness, as a client sends it that knows what the witness signed last."""
        store, (known,) = self.log.store, self.other.logs()
        last = store.last()
        assert last is not None
        old = min(known.size, last.size)
        path = consistency_path(old, last.size, store.subtree)
        lines = [f"old {old}", *(base64_of(one) for one in path), ""]
        return self.other.add_checkpoint("".join(line + "\n" for line in lines).encode() + last.note).status


# --- attacks ------------------------------------------------------------------------------


def rewrite(scene: Scene) -> None:
    scene.log.tamper("UPDATE LEDGER SET body = replace(body, '专题', '补记') WHERE position = 34")


def rewrite_and_append(scene: Scene) -> None:
    rewrite(scene)
    scene.log.write(2, "later")
    scene.log.sealer.seal()


def delete_tail(scene: Scene) -> None:
    scene.log.tamper(f"DELETE FROM LEDGER WHERE position > {LATE - 5}")
    _sequence(scene, LATE - 5)


def delete_middle(scene: Scene) -> None:
    scene.log.tamper("DELETE FROM LEDGER WHERE position BETWEEN 31 AND 33")


def delete_and_renumber(scene: Scene) -> None:
    scene.log.tamper("DELETE FROM LEDGER WHERE position BETWEEN 31 AND 33", *scene.log.renumbered(33, -3))
    _sequence(scene, LATE - 3)


def insert(scene: Scene) -> None:
    scene.log.tamper(*scene.log.renumbered(29, 1), scene.log.forged(30))
    _sequence(scene, LATE + 1)


def swap(scene: Scene) -> None:
    scene.log.tamper(
        f"UPDATE LEDGER SET position = {FAR} WHERE position = 30",
        "UPDATE LEDGER SET position = 30 WHERE position = 34",
        f"UPDATE LEDGER SET position = 34 WHERE position = {FAR}",
    )


def restore(scene: Scene) -> None:
    scene.log.restored(scene.backup, proof=False)


def restore_and_continue(scene: Scene) -> None:
    restore(scene)
    scene.log.write(20, "other")
    scene.log.sealer.seal()


def restore_all_and_continue(scene: Scene) -> None:
    restore(scene)
    scene.log.restored(scene.proofs, proof=True)
    scene.log.write(20, "other")
    scene.log.sealer.seal()


def resealed(attack: Callable[[Scene], None]) -> Callable[[Scene], None]:
    """With the key: the tree is made anew over what the rows are now."""

    def forged(scene: Scene) -> None:
        attack(scene)
        if attack is swap:  # a forger with the key sees to the times too
            at = scene.log.rows()[28][4]
            scene.log.tamper(("UPDATE LEDGER SET recorded_at = ? WHERE position BETWEEN 30 AND 34", [at]))
        if attack is delete_middle:
            scene.log.tamper(*scene.log.renumbered(30, -3))
            _sequence(scene, LATE - 3)
        scene.log.resealed()

    return forged


def restore_all(scene: Scene) -> None:
    restore(scene)
    scene.log.restored(scene.proofs, proof=True)


def _sequence(scene: Scene, last: int) -> None:
    """SQLite remembers the last position that it gave."""
    if scene.log.place.kind == "sqlite":
        scene.log.tamper(f"UPDATE sqlite_sequence SET seq = {last} WHERE name = 'ledger'")


@dataclass(frozen=True)
class Attack:
    """One step of the ladder: without the key, and with it."""

    zh: str
    en: str
    plain: Callable[[Scene], None]
    keyed: Callable[[Scene], None]
    verdict: Verdict
    position: int


def _with_key(zh: str, en: str, attack: Callable[[Scene], None], verdict: Verdict, position: int) -> Attack:
    return Attack(zh, en, attack, resealed(attack), verdict, position)


LADDER = (
    _with_key("改写一条", "rewrite an entry", rewrite, Verdict.ALTERED, 34),
    _with_key("改写后继续登记", "append after rewriting", rewrite_and_append, Verdict.ALTERED, 34),
    _with_key("删去末尾", "delete the tail", delete_tail, Verdict.CUT_SHORT, 46),
    _with_key("删去中间，留下空号", "delete in the middle, leave a gap", delete_middle, Verdict.MISSING, 31),
    _with_key("删去中间并重新编号", "delete in the middle, renumber", delete_and_renumber, Verdict.MISSING, 31),
    _with_key("倒填插入一条", "insert an entry, back-dated", insert, Verdict.INSERTED, 30),
    _with_key("对调两条", "swap two entries", swap, Verdict.REORDERED, 30),
    Attack("恢复旧备份", "restore an old backup", restore, restore_all, Verdict.CUT_SHORT, 21),
    Attack(
        "恢复旧备份后继续登记",
        "restore an old backup and continue",
        restore_and_continue,
        restore_all_and_continue,
        Verdict.ALTERED,
        21,
    ),
)


@dataclass(frozen=True)
class Outcome:
    """Who noticed what."""

    local: Finding | None
    paper: Finding | None
    sealing: str
    """What the program did about the next checkpoint: signed, or refused."""
    witness: int | None
    """Its answer to that checkpoint; None where there was none."""


def outcome(scene: Scene, attack: Callable[[Scene], None]) -> Outcome:
    attack(scene)
    log = scene.log
    local, paper = log.check().first, log.check(outside=scene.paper).first
    try:
        log.sealer.seal(recompute=True)
        sealing = "signed"
    except HistoryChanged:
        sealing = "refused"
    # Without recomputing the program signs what it added since; a witness is asked for that.
    log.write(1, "next")
    try:
        log.sealer.seal()
    except HistoryChanged:
        return Outcome(local, paper, sealing, None)
    return Outcome(local, paper, sealing, scene.witness())


@pytest.fixture
def scene(place: Any, ledger: LocalLedger, tmp_path: Path) -> Scene:
    proof = place.database if place.kind == "postgresql" else str(tmp_path / "proof.db")
    log = Log(place, ledger, proof, tmp_path / "log.key")
    init_witness(tmp_path / "witness.db")
    witness = Witness(tmp_path / "witness.db", new_key("witness.example/w", COSIGNATURE), clock=lambda: NOON)
    witness.add_log(log.key.verifier)
    return Scene(log, witness).prepared()


@pytest.mark.parametrize("attack", LADDER, ids=lambda attack: attack.en)
class TestLadder:
    def test_with_the_database_alone(self, scene: Scene, attack: Attack) -> None:
        """The check on the spot names what was done, and the program signs nothing that rests on it."""
        found = outcome(scene, attack.plain)
        assert found.local is not None
        assert (found.local.verdict, found.local.position) == (attack.verdict, attack.position)
        assert found.sealing == "refused"
        assert_page_says(attack, "database", found)

    def test_with_the_key_too(self, scene: Scene, attack: Attack) -> None:
        """On the spot all is in order. A checkpoint kept elsewhere says otherwise, and the witness does not sign."""
        found = outcome(scene, attack.keyed)
        assert found.local is None
        assert found.sealing == "signed"
        assert found.paper is not None
        assert found.paper.verdict in (Verdict.ALTERED, Verdict.CUT_SHORT)
        assert found.witness in (409, 422)
        assert_page_says(attack, "database and key", found)


# --- the page -----------------------------------------------------------------------------

ZH = {"database": "只有数据库", "database and key": "数据库和签名密钥"}
NOTHING = "没有发现 nothing"


def row(attack: Attack, hands: str, found: Outcome) -> str:
    sealing = {"signed": "照签 signed", "refused": "拒签 refused"}[found.sealing]
    witness = {
        None: "没有可送的检查点 is not asked",
        200: "签名 signs (200)",
        409: "拒绝 refuses (409)",
        422: "拒绝 refuses (422)",
    }[found.witness]
    return (
        f"| {attack.zh} {attack.en} | {ZH[hands]} {hands} | {said(found.local)} | {sealing} "
        f"| {said(found.paper)} | {witness} |"
    )


def said(finding: Finding | None) -> str:
    if finding is None:
        return NOTHING
    place = f"{finding.position}" if finding.until == finding.position else f"{finding.position}-{finding.until}"
    return f"{finding.verdict.zh} {finding.verdict.en}, {place}"


def assert_page_says(attack: Attack, hands: str, found: Outcome) -> None:
    wanted = row(attack, hands, found)
    assert wanted in PAGE.read_text(encoding="utf-8").splitlines(), f"docs/reference/attacks.md lacks:\n{wanted}"


def test_the_page_has_a_row_for_each_attack_and_no_other() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    expected = {f"| {attack.zh} {attack.en} | {ZH[hands]} {hands} |" for attack in LADDER for hands in ZH}
    assert {" | ".join(line.split(" | ")[:2]) + " |" for line in rows} == expected
    assert len(rows) == 2 * len(LADDER)
