"""What every recorder promises, on SQLite and on PostgreSQL alike."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ledger_writers as writers
import pytest
from fresh import fresh
from ledger_writers import draft, signature, work

from ledger.application import LocalLedger
from ledger.port import CommandReused, Conflict, Draft, Head

STREAM = "work-00000000000000000001"
OTHER = "work-00000000000000000002"


def run(target: Callable[..., None], place: Any, writers_count: int, *arguments: Any) -> None:
    """Run the writers side by side; each must end well."""
    arguments_of = {"database": place.database, "keys": place.keys, "master_key_file": place.master_key_file}
    processes = [fresh().Process(target=target, args=(arguments_of, n, *arguments)) for n in range(writers_count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * writers_count


def assert_sound(ledger: LocalLedger) -> None:
    """Positions 1, 2, 3…; versions 1, 2, 3… in each stream; time never backwards; acts whole and together."""
    entries = [entry for page in ledger.pages(size=50) for entry in page]
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    versions: dict[str, int] = {}
    for entry in entries:
        assert entry.version == versions.get(entry.stream, 0) + 1
        versions[entry.stream] = entry.version
    times = [entry.recorded_at for entry in entries]
    assert times == sorted(times)
    seen: list[str] = []
    for entry in entries:
        if not seen or seen[-1] != entry.command_id:
            seen.append(entry.command_id)
    assert len(seen) == len(set(seen))


class TestAppending:
    def test_an_act_over_two_streams_is_one_transaction_with_one_receipt(self, ledger: LocalLedger) -> None:
        receipt = ledger.append([draft(STREAM, 0, 2), draft(OTHER, 0)], signature("c1"))
        assert [(e.position, e.stream, e.version) for e in receipt.entries] == [
            (1, STREAM, 1),
            (2, STREAM, 2),
            (3, OTHER, 1),
        ]
        assert receipt.position == 3
        assert not receipt.repeated
        assert tuple(ledger.log(0, 10)) == receipt.entries

    def test_an_entry_carries_its_envelope(self, ledger: LocalLedger) -> None:
        ledger.append([draft(STREAM, 0)], signature("c1"))
        (entry,) = ledger.stream(STREAM)
        assert (entry.name, entry.recorded_by, entry.on_behalf_of, entry.command_id) == (
            "work.recorded/1",
            "account-jingban",
            writers.ORGANISATION,
            "c1",
        )
        assert entry.event == work("第1次")
        assert entry.recorded_at.tzinfo is not None

    def test_a_stream_that_moved_is_a_conflict_and_nothing_is_recorded(self, ledger: LocalLedger) -> None:
        ledger.append([draft(STREAM, 0, 2)], signature("c1"))
        with pytest.raises(Conflict) as conflict:
            ledger.append([draft(OTHER, 0), draft(STREAM, 1)], signature("c2"))
        assert conflict.value.streams == (STREAM,)
        assert ledger.head().position == 2
        assert ledger.receipt("c2") is None

    def test_a_version_that_is_ahead_is_a_conflict_too(self, ledger: LocalLedger) -> None:
        with pytest.raises(Conflict):
            ledger.append([draft(STREAM, 4)], signature("c1"))
        assert ledger.head() == Head(position=0, recorded_at=None)

    def test_expects_is_checked_for_streams_that_were_only_read(self, ledger: LocalLedger) -> None:
        ledger.append([draft(OTHER, 0)], signature("c1"))
        with pytest.raises(Conflict) as conflict:
            ledger.append([draft(STREAM, 0)], signature("c2"), expects={OTHER: 0, "work-none": 0})
        assert conflict.value.streams == (OTHER,)
        ledger.append([draft(STREAM, 0)], signature("c3"), expects={OTHER: 1, "work-none": 0})
        assert ledger.head().position == 2

    def test_expects_must_agree_with_what_is_written(self, ledger: LocalLedger) -> None:
        with pytest.raises(Conflict):
            ledger.append([draft(STREAM, 0)], signature("c1"), expects={STREAM: 3})

    def test_nothing_to_record_records_nothing(self, ledger: LocalLedger) -> None:
        assert ledger.append([], signature("c1")).entries == ()
        assert ledger.head().position == 0

    def test_no_gap_is_left_by_what_was_refused(self, ledger: LocalLedger) -> None:
        ledger.append([draft(STREAM, 0)], signature("c1"))
        for n in range(5):
            with pytest.raises(Conflict):
                ledger.append([draft(OTHER, 0), draft(STREAM, 0)], signature(f"refused{n}"))
        assert ledger.append([draft(OTHER, 0)], signature("c2")).position == 2
        assert_sound(ledger)


class TestRepeats:
    def test_the_same_command_gives_the_first_receipt_and_no_second_event(self, ledger: LocalLedger) -> None:
        first = ledger.append([draft(STREAM, 0, 2)], signature("c1", digest="d"))
        again = ledger.append([draft(STREAM, 0, 2)], signature("c1", digest="d"))
        assert again.repeated
        assert again.entries == first.entries
        later = ledger.append([draft(STREAM, 2, 2)], signature("c1", digest="d"))
        assert later.entries == first.entries
        assert ledger.head().position == 2

    def test_the_same_id_for_another_act_is_refused(self, ledger: LocalLedger) -> None:
        ledger.append([draft(STREAM, 0)], signature("c1", digest="d"))
        with pytest.raises(CommandReused):
            ledger.append([draft(OTHER, 0)], signature("c1", digest="other"))
        with pytest.raises(CommandReused):
            ledger.append([draft(STREAM, 1)], signature("c1", digest="d", recorded_by="account-other"))
        assert ledger.head().position == 1

    def test_recorded_tells_which_acts_are_on_record(self, ledger: LocalLedger) -> None:
        ledger.append([draft(STREAM, 0)], signature("c1", digest="d"))
        assert list(ledger.recorded([signature("c1", digest="d"), signature("c2")])) == ["c1"]
        with pytest.raises(CommandReused):
            ledger.recorded([signature("c1", digest="e")])

    def test_threads_that_send_one_command_at_once_get_one_receipt(self, ledger: LocalLedger) -> None:
        receipts = []
        threads = [
            threading.Thread(
                target=lambda: receipts.append(ledger.append([draft(STREAM, 0)], signature("c1", digest="d")))
            )
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len({receipt.entries for receipt in receipts}) == 1
        assert [receipt.repeated for receipt in receipts].count(False) == 1
        assert ledger.head().position == 1


class TestManyActs:
    def test_later_acts_follow_earlier_ones(self, ledger: LocalLedger) -> None:
        receipts = ledger.append_many([([draft(STREAM, 0, 2)], signature("c1")), ([draft(STREAM, 2)], signature("c2"))])
        assert [receipt.position for receipt in receipts] == [2, 3]
        assert_sound(ledger)

    def test_all_or_nothing(self, ledger: LocalLedger) -> None:
        ledger.append([draft(OTHER, 0)], signature("c0"))
        with pytest.raises(Conflict):
            ledger.append_many([([draft(STREAM, 0)], signature("c1")), ([draft(OTHER, 0)], signature("c2"))])
        with pytest.raises(Conflict):
            ledger.append_many([([draft(STREAM, 0)], signature("c1")), ([draft(STREAM, 0)], signature("c2"))])
        assert ledger.head().position == 1
        assert ledger.stream(STREAM) == []

    def test_an_import_that_is_sent_again_records_what_is_missing(self, ledger: LocalLedger) -> None:
        acts = [([draft(f"work-{n:020d}", 0)], signature(f"c{n}")) for n in range(6)]
        ledger.append_many(acts[:3])
        receipts = ledger.append_many(acts)
        assert [receipt.repeated for receipt in receipts] == [True] * 3 + [False] * 3
        assert [receipt.position for receipt in receipts] == [1, 2, 3, 4, 5, 6]
        assert all(receipt.repeated for receipt in ledger.append_many(acts))
        assert ledger.head().position == 6

    def test_an_act_without_events_has_an_empty_receipt(self, ledger: LocalLedger) -> None:
        receipts = ledger.append_many([([], signature("c1")), ([draft(STREAM, 0)], signature("c2"))])
        assert [receipt.position for receipt in receipts] == [0, 1]


class TestReading:
    def test_the_log_comes_in_pages(self, ledger: LocalLedger) -> None:
        ledger.append_many([([draft(f"work-{n:020d}", 0)], signature(f"c{n}")) for n in range(10)])
        assert [e.position for e in ledger.log(0, 4)] == [1, 2, 3, 4]
        assert [e.position for e in ledger.log(4, 4, until=6)] == [5, 6]
        assert ledger.log(10, 4) == []
        assert [len(page) for page in ledger.pages(size=4)] == [4, 4, 2]
        assert [e.position for page in ledger.pages(after=3, size=2, until=6) for e in page] == [4, 5, 6]

    def test_a_stream_can_be_read_from_a_version_on(self, ledger: LocalLedger) -> None:
        ledger.append([draft(STREAM, 0, 3), draft(OTHER, 0)], signature("c1"))
        assert [e.version for e in ledger.stream(STREAM)] == [1, 2, 3]
        assert [e.version for e in ledger.stream(STREAM, after=2)] == [3]
        assert ledger.stream("work-none") == []

    def test_position_at_a_moment(self, place: Any) -> None:
        start = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
        now = [start]
        ledger = place.open(clock=lambda: now[0])
        assert ledger.position_at(start) == 0
        for n in range(1, 8):
            now[0] = start + timedelta(hours=n)
            ledger.append([draft(f"work-{n:020d}", 0, 2)], signature(f"c{n}"))
        assert ledger.position_at(start) == 0
        assert ledger.position_at(start + timedelta(hours=1)) == 2
        assert ledger.position_at(start + timedelta(hours=3, minutes=59)) == 6
        assert ledger.position_at(start + timedelta(days=9)) == 14
        assert [ledger.position_at(start + timedelta(hours=n)) for n in range(8)] == [2 * n for n in range(8)]
        with pytest.raises(ValueError, match="time zone"):
            ledger.position_at(datetime(2024, 3, 1))
        ledger.close()


class TestTime:
    def test_recorded_at_never_runs_backwards(self, place: Any) -> None:
        moments = [datetime(2024, 5, day, tzinfo=UTC) for day in (10, 12, 3, 11, 13)]
        clock = iter(moments)
        ledger = place.open(clock=lambda: next(clock))
        times = [ledger.append([draft(f"work-{n:020d}", 0)], signature(f"c{n}")).entries[0] for n in range(5)]
        assert [entry.recorded_at.day for entry in times] == [10, 12, 12, 12, 13]
        assert_sound(ledger)
        ledger.close()

    def test_each_act_of_a_batch_has_the_clocks_reading(self, place: Any) -> None:
        clock = iter([datetime(2024, 5, day, tzinfo=UTC) for day in (1, 2, 3)])
        ledger = place.open(clock=lambda: next(clock))
        receipts = ledger.append_many([([draft(f"work-{n:020d}", 0, 2)], signature(f"c{n}")) for n in range(3)])
        assert [[e.recorded_at.day for e in receipt.entries] for receipt in receipts] == [[1, 1], [2, 2], [3, 3]]
        ledger.close()

    def test_the_machines_clock_is_used_where_none_is_given(self, ledger: LocalLedger) -> None:
        before = datetime.now(UTC) - timedelta(seconds=1)
        recorded_at = ledger.append([draft(STREAM, 0)], signature("c1")).entries[0].recorded_at
        assert before <= recorded_at <= datetime.now(UTC) + timedelta(seconds=1)


class TestSeveralWriters:
    def test_order_without_gaps_and_readers_miss_nothing(self, place: Any, ledger: LocalLedger) -> None:
        """A reader follows the log while four processes write: what it saw is what there is."""
        done = threading.Event()
        seen: list[int] = []

        def follow() -> None:
            while True:
                last = done.is_set()
                while page := ledger.log(seen[-1] if seen else 0, 7):
                    seen.extend(entry.position for entry in page)
                if last:
                    return

        reader = threading.Thread(target=follow)
        reader.start()
        try:
            run(writers.write_own_streams, place, 4, 30)
        finally:
            done.set()
            reader.join(30)
        assert seen == list(range(1, 4 * 60 + 1))
        assert_sound(ledger)

    def test_one_stream_for_all(self, place: Any, ledger: LocalLedger) -> None:
        run(writers.write_shared_stream, place, 3, 15)
        assert len(ledger.stream(f"work-{0:020d}")) == 45
        assert_sound(ledger)

    def test_a_rule_over_two_streams_holds(self, place: Any, ledger: LocalLedger) -> None:
        run(writers.take_when_free, place, 2, 40)
        for n in range(40):
            taken = [bool(ledger.stream(f"work-{writer:04d}{n:016d}")) for writer in (0, 1)]
            assert taken.count(True) == 1


class TestKilled:
    def test_what_was_acknowledged_is_there_after_kill_9(self, place: Any, ledger: LocalLedger, tmp_path: Path) -> None:
        """Five kills in mid write: nothing acknowledged is lost, nothing half is kept, and writing goes on."""
        notes = tmp_path / "acknowledged"
        notes.touch()
        arguments = {"database": place.database, "keys": place.keys, "master_key_file": place.master_key_file}
        for kill in range(5):
            before = len(notes.read_text().split())
            process = fresh().Process(target=writers.write_until_killed, args=(arguments, str(notes), kill * 100_000))
            process.start()
            while len(notes.read_text().split()) < before + 3 + kill:
                process.join(0.002)
                assert process.is_alive()
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join(30)
            assert_sound(ledger)
        acknowledged = notes.read_text().split()
        recorded = [entry.command_id for page in ledger.pages() for entry in page]
        assert set(acknowledged) <= set(recorded)
        assert all(recorded.count(command_id) == 3 for command_id in set(recorded))
        assert ledger.append([draft("work-after", 0)], signature("after")).position == len(recorded) + 1

    def test_a_writer_that_dies_before_the_commit_leaves_nothing(self, place: Any, ledger: LocalLedger) -> None:
        """Neither a row, nor a gap, nor a lock, nor its clock of the year 2999."""
        ledger.append([draft(STREAM, 0)], signature("c1"))
        arguments = {"database": place.database, "keys": place.keys, "master_key_file": place.master_key_file}
        process = fresh().Process(target=writers.die_in_transaction, args=(arguments,))
        process.start()
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
        receipt = ledger.append([draft(OTHER, 0)], signature("c2"))
        assert receipt.position == 2
        assert receipt.entries[0].recorded_at.year < 2999
        assert ledger.stream("work-x") == []


class TestFork:
    def test_a_child_opens_for_itself(self, ledger: LocalLedger) -> None:
        """A ledger that was used before a fork serves parent and child."""
        ledger.append([draft(STREAM, 0)], signature("parent"))
        child = os.fork()
        if child == 0:
            code = 1
            try:
                ledger.append([draft(OTHER, 0)], signature("child"))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        ledger.append([draft(STREAM, 1)], signature("parent2"))
        assert [entry.command_id for entry in ledger.log(0, 10)] == ["parent", "child", "parent2"]


def test_an_event_outside_the_vocabulary_is_refused(ledger: LocalLedger) -> None:
    with pytest.raises(LookupError, match="not in the vocabulary"):
        ledger.append([Draft(stream=STREAM, after=0, events=("os:system",))], signature("c1"))
    assert ledger.head().position == 0


class TestWhatIsExpectedIsNotLookedUpTwice:
    """A recorder remembers versions while nobody else writes; another writer must never slip through."""

    def test_another_writer_is_noticed(self, place: Any) -> None:
        ours, others = place.open(), place.open()
        ours.append([draft("work-00000000000000000001", 0)], signature("a"))
        ours.append([draft("work-00000000000000000002", 0)], signature("b"), expects={"work-00000000000000000001": 1})
        others.append([draft("work-00000000000000000001", 1)], signature("c"))
        with pytest.raises(Conflict) as caught:
            ours.append(
                [draft("work-00000000000000000003", 0)], signature("d"), expects={"work-00000000000000000001": 1}
            )
        assert caught.value.streams == ("work-00000000000000000001",)
        ours.append([draft("work-00000000000000000003", 0)], signature("e"), expects={"work-00000000000000000001": 2})
        with pytest.raises(Conflict):
            ours.append(
                [draft("work-00000000000000000004", 0)], signature("f"), expects={"work-00000000000000000003": 2}
            )
        assert ours.head().position == 4
        ours.close()
        others.close()
