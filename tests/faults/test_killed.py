"""kill -9 at any point of append, catch-up and rebuild: what was acknowledged is there once, views equal a rebuild.

Two writers, one that catches up and one that rebuilds work at once; some or all of them are killed at a
moment that the seed decides. Those left over must go on by themselves: the dead hold no lock.
"""

import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

import fault_office
import fault_processes
import pytest
from fault_office import Office
from log_sound import assert_sound
from views_equal import assert_equal_to_a_rebuild

WRITERS = (0, 1)
PATIENCE = 60


class Shift:
    """Processes at work on one office, from their start to their end."""

    def __init__(self, office: Office, context: Any, number: int, starts: dict[int, int], seed: str) -> None:
        folder = office.folder / f"shift{number}"
        folder.mkdir()
        self.stop = folder / "stop"
        targets: dict[str, tuple[Any, tuple[Any, ...]]] = {
            f"writer{writer}": (fault_processes.write, (office, writer, starts[writer])) for writer in WRITERS
        }
        targets["follower"] = (fault_processes.follow, (office,))
        targets["rebuilder"] = (fault_processes.rebuild, (office, seed))
        self.notes = {name: folder / name for name in targets}
        self.processes: dict[str, BaseProcess] = {}
        for name, (target, arguments) in targets.items():
            self.notes[name].touch()
            self.processes[name] = context.Process(target=target, args=(*arguments, self.notes[name], self.stop))
            self.processes[name].start()

    def noted(self, name: str) -> list[str]:
        """Whole lines that a process wrote; half of one was never told to anybody."""
        return self.notes[name].read_text().split("\n")[:-1]

    def wait_for(self, names: list[str], more: int, than: dict[str, int]) -> None:
        """Until each has noted so many more."""
        end = monotonic() + PATIENCE
        for name in names:
            while len(self.noted(name)) < than[name] + more:
                self.processes[name].join(0.002)
                assert self.processes[name].is_alive(), f"{name} ended by itself"
                assert monotonic() < end, f"{name} does not get on"

    def kill(self, victims: list[str]) -> None:
        """At once, in mid word."""
        for name in victims:
            pid = self.processes[name].pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        for name in victims:
            self.processes[name].join(PATIENCE)
            assert self.processes[name].exitcode == -signal.SIGKILL

    def end(self, survivors: list[str]) -> None:
        """The others end in order."""
        self.stop.touch()
        for name in survivors:
            self.processes[name].join(PATIENCE)
            assert self.processes[name].exitcode == 0

    def abandon(self) -> None:
        """Whatever happened, nothing is left running."""
        for process in self.processes.values():
            with suppress(AttributeError):
                process.kill()
                process.join(PATIENCE)


def kills(
    office: Office, context: Any, seed: str, times: int, figures: Callable[..., None] | None = None, *, within: int = 30
) -> None:
    """Kill so many times, each when a victim has noted at most ``within`` more lines; and look after each."""
    chance = random.Random(seed)
    starts = dict.fromkeys(WRITERS, 0)
    acknowledged: set[str] = set()
    for number in range(times):
        shift = Shift(office, context, number, starts, f"{seed}-{number}")
        names = list(shift.processes)
        victims = [["writer0", "writer1"], ["follower"], ["rebuilder"], names, chance.sample(names, 2)][number % 5]
        try:
            shift.wait_for([chance.choice(victims)], chance.randint(1, within), dict.fromkeys(names, 0))
            shift.processes["writer0"].join(chance.uniform(0, 0.03))
            shift.kill(victims)
            survivors = [name for name in names if name not in victims]
            before = {name: len(shift.noted(name)) for name in names}
            shift.wait_for(survivors, 1, before)
            shift.end(survivors)
        finally:
            shift.abandon()
        found = look(office, shift, starts, victims, acknowledged)
        if figures is not None:
            figures(f"processes, {office.kind}", kills=1, processes_killed=len(victims), **found)


def look(
    office: Office, shift: Shift, starts: dict[int, int], victims: list[str], acknowledged: set[str]
) -> dict[str, int]:
    """What a program finds that starts afterwards. Moves ``starts`` on and adds to ``acknowledged``."""
    ledger, lost, undecided, landed = office.open(), 0, 0, 0
    told = 0
    for writer in WRITERS:
        noted = [int(line) for line in shift.noted(f"writer{writer}")]
        assert noted == list(range(starts[writer], starts[writer] + len(noted)))
        for step in noted:
            receipts = fault_office.enter(ledger, writer, step)
            told += len(receipts)
            lost += sum(not receipt.repeated for receipt in receipts)
            acknowledged.update(receipt.command_id for receipt in receipts)
        starts[writer] += len(noted)
        if f"writer{writer}" in victims:
            # In the middle of this one it died. Sent again, it is there, once, whole; sent twice more, still once.
            receipts = fault_office.enter(ledger, writer, starts[writer])
            assert len({receipt.repeated for receipt in receipts}) == 1, "half of a batch was recorded"
            undecided, landed = undecided + 1, landed + receipts[0].repeated
            again = fault_office.enter(ledger, writer, starts[writer])
            assert all(receipt.repeated for receipt in again)
            assert [one.entries for one in again] == [one.entries for one in receipts]
            acknowledged.update(receipt.command_id for receipt in receipts)
            starts[writer] += 1
    entries = assert_sound(ledger)
    recorded = [entry.command_id for entry in entries]
    duplicated = len(recorded) - len(set(recorded))
    assert lost == 0
    assert duplicated == 0
    assert {one for one in recorded if not one.startswith("opening")} == acknowledged
    views = office.views()
    views.catch_up(ledger.log, lambda: ledger.head().position)
    assert views.position() == len(entries)
    assert_equal_to_a_rebuild(views, ledger.log)
    views.close()
    ledger.close()
    return {
        "acknowledged": told,
        "lost": lost,
        "duplicated": duplicated,
        "undecided": undecided,
        "of_them_stored": landed,
    }


def test_kill_9(office: Office, forked_fresh: Any, seed: str) -> None:
    kills(office, forked_fresh, seed, 5, within=10)


@pytest.mark.soak
def test_kill_9_many_times(office: Office, forked_fresh: Any, seed: str, figures: Callable[..., None]) -> None:
    kills(office, forked_fresh, seed, 60, figures)


def test_the_acts_are_what_they_should_be(office: Office) -> None:
    """One event for each command of a dozen steps, and the same again gives nothing new."""
    ledger = office.open()
    before = ledger.head().position
    told = [receipt for step in range(12) for receipt in fault_office.enter(ledger, 0, step)]
    assert [len(receipt.entries) for receipt in told] == [1] * (2 * (5 + fault_office.BATCH))
    again = [receipt for step in range(12) for receipt in fault_office.enter(ledger, 0, step)]
    assert all(receipt.repeated for receipt in again)
    assert ledger.head().position == before + len(told)
    ledger.close()


def test_half_a_line_is_no_acknowledgement(tmp_path: Path) -> None:
    """The notes of a writer that died while noting."""
    shift = object.__new__(Shift)
    shift.notes = {"writer0": tmp_path / "notes"}
    shift.notes["writer0"].write_text("0\n1\n1")
    assert shift.noted("writer0") == ["0", "1"]
