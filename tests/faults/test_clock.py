"""The clock is set back an hour, forward a day, and mended: recorded times never run back, and nothing else minds."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import fault_office
import pytest
import soak_table
from fault_office import Office
from log_sound import assert_sound
from views_equal import assert_equal_to_a_rebuild

from ledger.application import LocalLedger, open_ledger

BEGAN: Final = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WRONG: Final = (timedelta(0), timedelta(0), timedelta(hours=-1), timedelta(seconds=-3))
"""By how much a clock is wrong after it was set; now and then it is a day ahead."""
SELDOM: Final = 30


class Clock:
    """Goes on by itself, and is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=7)
        return self.now


def opened(office: Office, clock: Callable[[], datetime]) -> LocalLedger:
    """The office's ledger, by this clock."""
    settings = office.settings
    return open_ledger(settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file, clock=clock)


def jumps(office: Office, seed: str, steps: int) -> None:
    """Two processes record by turns, an hour apart, and their clocks are set again and again, each for itself."""
    chance = random.Random(seed)
    first = office.open()
    began = max(BEGAN, first.head().recorded_at or BEGAN) + timedelta(days=30)
    first.close()
    clocks = [Clock(began), Clock(began)]
    ledgers = [opened(office, clock) for clock in clocks]
    views, told, ahead, numbers = office.views(), 0, 0, [0, 0]
    wrong = [timedelta(0), timedelta(0)]
    for step in range(steps):
        which = chance.randrange(2)
        if chance.random() < 0.4:
            wrong[which] = timedelta(days=1) if chance.randrange(SELDOM) == 0 else chance.choice(WRONG)
        clocks[which].now = began + timedelta(hours=step) + wrong[which]
        floor = ledgers[which].head().recorded_at or began
        receipts = fault_office.enter(ledgers[which], which, numbers[which])
        numbers[which] += 1
        told += len(receipts)
        for receipt in receipts:
            for entry in receipt.entries:
                # The clock's own time; or, where that lies before the last entry, the last entry's.
                assert entry.recorded_at >= floor
                assert entry.recorded_at in (floor, *_around(clocks[which].now))
                ahead += entry.recorded_at > clocks[which].now
        if chance.random() < 0.2:
            views.catch_up(ledgers[which].log, lambda: ledgers[which].head().position)  # noqa: B023
    entries = assert_sound(ledgers[0])
    for moment in {entry.recorded_at for entry in entries}:
        last = max(entry.position for entry in entries if entry.recorded_at == moment)
        assert ledgers[0].position_at(moment) == last, "known at a moment is well defined, whatever the clock did"
    views.catch_up(ledgers[0].log, lambda: ledgers[0].head().position)
    assert_equal_to_a_rebuild(views, ledgers[0].log)
    views.close()
    for ledger in ledgers:
        ledger.close()
    soak_table.note(
        "clock set forward and back",
        office.kind,
        seed=seed,
        acknowledged=told,
        lost=told - sum(not one.command_id.startswith("opening") for one in entries),
        steps=steps,
        times_kept_from_running_back=ahead,
    )


def _around(now: datetime) -> list[datetime]:
    """Moments at which a batch of acts was given its times."""
    return [now - timedelta(milliseconds=7 * n) for n in range(fault_office.BATCH + 1)]


def test_a_day_ahead_and_mended(office: Office) -> None:
    """What is recorded until the true time has come has the last time of the fast clock; then times go on."""
    clock = Clock(BEGAN + timedelta(days=365 * 5))
    ledger, times = opened(office, clock), []
    for number, jump in enumerate((timedelta(0), timedelta(days=1), timedelta(days=-1), timedelta(0))):
        clock.now += jump
        times.append(fault_office.enter(ledger, 0, number)[0].entries[0].recorded_at)
    assert times[1] - times[0] > timedelta(hours=23)
    assert times[1] == times[2] == times[3]
    assert clock.now < times[3]
    clock.now += timedelta(days=1)
    later = fault_office.enter(ledger, 0, 4)[0].entries[0].recorded_at
    assert later == clock.now
    ledger.close()


def test_the_clock_is_set_again_and_again(office: Office, seed: str) -> None:
    jumps(office, seed, 40)


@pytest.mark.soak
def test_the_clock_is_set_thousands_of_times(new_office: Callable[[str], Office], database_kind: str) -> None:
    for number in soak_table.rounds():
        jumps(new_office(database_kind), f"{soak_table.seed()}-{number}", 300)
