"""Several processes seal one log, and some of them die: one chain of checkpoints is left, and never half of one."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
import sealing_processes as processes
from fresh import fresh
from tampering import Log
from test_sealer import chained

from ledger.application import LocalLedger
from ledger.proof.sealing import TRIES, Made, Sealer
from ledger.proof.store import AlreadySealed, Sealed
from ledger.proof.tree import Frontier


@pytest.fixture
def log(place: Any, ledger: LocalLedger, tmp_path: Path) -> Log:
    """A few entries under one checkpoint."""
    proof = place.database if place.kind == "postgresql" else str(tmp_path / "proof.db")
    made = Log(place, ledger, proof, tmp_path / "log.key")
    made.write(3, "a")
    made.sealer.seal()
    return made


def arguments(log: Log) -> tuple[dict[str, Any], str, Path]:
    place = log.place
    opening = {"database": place.database, "keys": place.keys, "master_key_file": place.master_key_file}
    return opening, log.proof, log.key_file


def whole(log: Log) -> list[Sealed]:
    """One chain, and of the tree neither more nor less than was signed."""
    found = chained(log)
    store = log.store
    assert len(store.leaves(0, 10**6)) == found[-1].size
    assert store.frontier(found[-1].size).root() == found[-1].root
    return found


def test_two_processes(log: Log) -> None:
    turns = 60
    started = [
        fresh().Process(target=processes.write_and_seal, args=(*arguments(log), name, turns)) for name in ("one", "two")
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    assert [process.exitcode for process in started] == [0, 0]
    sizes = [one.size for one in whole(log)]
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == log.ledger.head().position == sizes[0] + 2 * 2 * turns
    assert log.sealer.seal(recompute=True) is not None


def test_a_process_that_is_killed(log: Log) -> None:
    for turn, told in enumerate((1, 7, 30)):
        receiving, sending = fresh().Pipe(duplex=False)
        process = fresh().Process(target=processes.seal_until_killed, args=(*arguments(log), f"{turn}k", sending))
        process.start()
        sending.close()
        sizes = [receiving.recv() for _ in range(told)]
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert set(sizes) <= {one.size for one in whole(log)}, "what was answered is kept"
        sealed = log.sealer.seal(recompute=True)
        assert sealed is not None
        assert sealed.size == log.ledger.head().position


def test_one_that_dies_before_the_commit(log: Log) -> None:
    before = whole(log)
    log.write(200, "b")
    process = fresh().Process(target=processes.die_in_seal, args=arguments(log))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert whole(log) == before, "nothing is left of it"
    log.sealer.seal(recompute=True)
    assert len(whole(log)) == len(before) + 1


class Overtaken(Sealer):
    """Whenever it has made a checkpoint, another one keeps its own first."""

    log: Log
    behind: list[Sealer]
    """Those that looked at the head before our entries were there."""

    def _made(self, before: Frontier, head: int, *, recompute: bool) -> Made:
        made = super()._made(before, head, recompute=recompute)
        if self.behind:
            other = self.behind.pop()
            first = Sealer._made(other, before, before.size + 1, recompute=False)
            other.store.keep(first.sealed, before, first.leaves)
        else:
            self.log.write(1, f"o{head}")
            self.log.sealer.seal()
            self.log.write(1, f"p{head}")
        return made


@pytest.mark.parametrize("recompute", [False, True])
@pytest.mark.parametrize("behind", [0, 1, TRIES - 2])
def test_one_that_is_overtaken_is_content_with_what_covers_its_entries(
    log: Log, behind: int, *, recompute: bool
) -> None:
    log.write(12, "b")
    head = log.ledger.head().position
    sealed = overtaken(log, behind).seal(recompute=recompute)
    assert sealed is not None
    assert sealed.size > head, "the other's, who had more"
    assert sealed.size < log.ledger.head().position
    assert whole(log)[-1] == sealed
    assert len(whole(log)) == 1 + behind + 1


def test_one_that_is_always_overtaken_gives_up(log: Log) -> None:
    log.write(12, "b")
    with pytest.raises(AlreadySealed, match="meanwhile"):
        overtaken(log, TRIES).seal()
    assert len(whole(log)) == 1 + TRIES


def overtaken(log: Log, behind: int) -> Overtaken:
    made = Overtaken(log.ledger, log.store, log.key)
    made.log, made.behind = log, [log.sealer for _ in range(behind)]
    return made
