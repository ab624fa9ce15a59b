"""Commands: decided on what is on record, once each, and never on a state that was out of date."""

import dataclasses
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from ledger_writers import signature

from domain.appointment import AppointRole, Post
from domain.kernel import Refused
from domain.meeting import AgendaItem, Body, CancelMeeting, ConveneMeeting, HoldMeeting, Topic, VoidMeeting
from domain.organisation import Kind, RegisterOrganisation, Sector
from domain.person import RegisterPerson, VoidPerson
from domain.work import Act, RecordWork
from ledger import execution, sqlite, standing
from ledger.application import LocalLedger
from ledger.execution import execute, execute_many, state_of
from ledger.lines import NEWS, Versions
from ledger.port import CommandReused, Conflict, Head, Stale

TODAY = date(2024, 6, 3)
ORGANISATION = f"org-{1:020x}"
SECRETARY = f"person-{1:020x}"
MEETING = f"meeting-{1:020x}"


def work(number: int, title: str = "专题学习") -> RecordWork:
    return RecordWork(
        work=f"work-{number:020x}",
        organisation=ORGANISATION,
        act=Act.TRAINING,
        title=title,
        occurred_on=date(2024, 5, 6),
    )


def convene(meeting: str = MEETING, title: str = "党委会议") -> ConveneMeeting:
    return ConveneMeeting(
        meeting=meeting, organisation=ORGANISATION, body=Body.COMMITTEE, title=title, planned_on=date(2024, 6, 10)
    )


def hold(meeting: str = MEETING) -> HoldMeeting:
    return HoldMeeting(
        meeting=meeting,
        organisation=ORGANISATION,
        body=Body.COMMITTEE,
        title="党委会议",
        occurred_on=date(2024, 6, 1),
        chair=SECRETARY,
        attendees=(SECRETARY,),
        agenda=(AgendaItem(topic=Topic.PARTY_BUILDING, title="研究党建工作"),),
    )


def cancel(reason: str = "推迟") -> CancelMeeting:
    return CancelMeeting(meeting=MEETING, reason=reason)


def setup(ledger: LocalLedger) -> None:
    """A township, its secretary, and the secretary's post."""
    execute_many(
        ledger,
        [
            (
                RegisterOrganisation(
                    organisation=ORGANISATION,
                    name="柳溪乡党委",
                    kind=Kind.TOWNSHIP_COMMITTEE,
                    sector=Sector.GOVERNMENT,
                    parent=None,
                    occurred_on=date(2020, 1, 1),
                ),
                signature("s1"),
                TODAY,
            ),
            (RegisterPerson(person=SECRETARY, name="张甲", organisation=ORGANISATION), signature("s2"), TODAY),
            (
                AppointRole(
                    organisation=ORGANISATION, person=SECRETARY, post=Post.SECRETARY, occurred_on=date(2021, 1, 1)
                ),
                signature("s3"),
                TODAY,
            ),
        ],
    )


@pytest.fixture
def office(ledger: LocalLedger) -> LocalLedger:
    """A ledger with a township in it."""
    setup(ledger)
    return ledger


@pytest.fixture
def elsewhere(place: Any, office: LocalLedger) -> Iterator[LocalLedger]:
    """The same ledger as another process sees it, with states of its own."""
    other = place.open()
    yield other
    other.close()


class Counting:
    """Counts what is asked of a ledger."""

    def __init__(self, ledger: LocalLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        for name in ("stream", "recorded", "append", "append_many"):
            self._count(ledger, monkeypatch, name)

    def _count(self, ledger: LocalLedger, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        original = getattr(ledger, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.calls.append(name)
            return original(*args, **kwargs)

        monkeypatch.setattr(ledger, name, counted)


class TestOneCommand:
    def test_leads_to_events_and_a_receipt(self, office: LocalLedger) -> None:
        receipt = execute(office, convene(), signature("c1"), TODAY)
        assert [entry.name for entry in receipt.entries] == ["meeting.convened/1"]
        assert state_of(office, MEETING).stage == "convened"

    def test_reads_nothing_when_nobody_else_wrote(self, office: LocalLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        execute(office, hold(), signature("c1"), TODAY)
        counting = Counting(office, monkeypatch)
        execute(office, hold(f"meeting-{2:020x}"), signature("c2"), TODAY)
        execute(office, VoidMeeting(meeting=f"meeting-{2:020x}", reason="重复登记"), signature("c3"), TODAY)
        execute(office, work(1), signature("c4"), TODAY)
        assert [name for name in counting.calls if name != "append_many"] == ["append"] * 3

    def test_a_refusal_records_nothing(self, office: LocalLedger) -> None:
        before = office.head().position
        with pytest.raises(Refused) as refused:
            execute(office, cancel(), signature("c1"), TODAY)
        assert refused.value.code == "not_convened"
        assert office.head().position == before

    def test_rests_on_the_streams_it_only_read(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        """The person was voided elsewhere since it was read here: the meeting is refused all the same."""
        execute(office, hold(), signature("c1"), TODAY)
        execute(elsewhere, VoidPerson(person=SECRETARY, reason="重复登记"), signature("c2"), TODAY)
        with pytest.raises(Refused) as refused:
            execute(office, hold(f"meeting-{2:020x}"), signature("c3"), TODAY)
        assert refused.value.code == "unknown_person"

    def test_a_malformed_id_is_refused(self, office: LocalLedger) -> None:
        with pytest.raises(Refused):
            execute(office, dataclasses.replace(convene(), meeting="meeting-1; DROP TABLE"), signature("c1"), TODAY)


class TestRepeats:
    def test_a_double_click_gives_the_first_receipt(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        first = execute(office, convene(), signature("c1"), TODAY)
        for ledger in (office, elsewhere):
            again = execute(ledger, convene(), signature("c1"), TODAY)
            assert again.repeated
            assert again.entries == first.entries

    def test_also_after_the_record_went_on(self, office: LocalLedger) -> None:
        first = execute(office, convene(), signature("c1"), TODAY)
        execute(office, cancel(), signature("c2"), TODAY)
        assert execute(office, convene(), signature("c1"), TODAY).entries == first.entries
        assert execute(office, convene(), signature("c1"), TODAY, expecting=0).entries == first.entries

    def test_a_retry_on_a_later_day_too(self, office: LocalLedger) -> None:
        first = execute(office, work(1), signature("c1"), TODAY)
        assert execute(office, work(1), signature("c1"), date(2024, 1, 1)).entries == first.entries

    def test_the_same_id_for_another_command_is_refused(self, office: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        before = office.head()
        for command in (convene(title="另一次会议"), work(1), cancel()):
            with pytest.raises(CommandReused):
                execute(office, command, signature("c1"), TODAY)
        with pytest.raises(CommandReused):
            execute(office, convene(), signature("c1", recorded_by="account-other"), TODAY)
        assert office.head() == before

    def test_threads_that_send_one_command_at_once(self, office: LocalLedger) -> None:
        receipts = []
        threads = [
            threading.Thread(target=lambda: receipts.append(execute(office, convene(), signature("c1"), TODAY)))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(receipts) == 6
        assert len({receipt.entries for receipt in receipts}) == 1


class TestStaleForms:
    def test_a_form_of_the_version_on_record_is_taken(self, office: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY, expecting=0)
        execute(office, cancel(), signature("c2"), TODAY, expecting=1)

    def test_a_stale_form_is_told_what_changed(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        execute(elsewhere, hold(), signature("c2"), TODAY)
        before = office.head()
        with pytest.raises(Stale) as stale:
            execute(office, cancel(), signature("c3"), TODAY, expecting=1)
        assert [entry.name for entry in stale.value.since] == ["meeting.held/1"]
        assert (stale.value.stream, stale.value.expecting) == (MEETING, 1)
        assert office.head() == before

    def test_a_version_that_never_was_is_stale_too(self, office: LocalLedger) -> None:
        with pytest.raises(Stale):
            execute(office, convene(), signature("c1"), TODAY, expecting=7)


class TestOtherWriters:
    def test_what_another_process_recorded_is_seen(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        execute(elsewhere, cancel(), signature("c2"), TODAY)
        with pytest.raises(Refused):
            execute(office, cancel(), signature("c3"), TODAY)
        with pytest.raises(Refused):
            execute(elsewhere, convene(), signature("c4"), TODAY)

    def test_a_record_made_elsewhere_is_not_taken_for_missing(
        self, office: LocalLedger, elsewhere: LocalLedger
    ) -> None:
        with pytest.raises(Refused):
            execute(office, cancel(), signature("c0"), TODAY)
        execute(elsewhere, convene(), signature("c1"), TODAY)
        execute(office, cancel(), signature("c2"), TODAY)
        assert state_of(elsewhere, MEETING).stage == "cancelled"

    def test_their_entries_say_what_moved_and_nothing_is_looked_up(
        self, office: LocalLedger, elsewhere: LocalLedger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        execute(office, hold(), signature("c1"), TODAY)
        execute(elsewhere, work(1), signature("c2"), TODAY)
        monkeypatch.setattr(sqlite, "_moved", lambda *_: pytest.fail("versions were looked up"))
        execute(office, hold(f"meeting-{2:020x}"), signature("c3"), TODAY)
        for number in range(3):
            execute(elsewhere, work(10 + number), signature(f"d{number}"), TODAY)
        execute(office, hold(f"meeting-{3:020x}"), signature("c4"), TODAY)
        monkeypatch.undo()
        execute(elsewhere, VoidPerson(person=SECRETARY, reason="重复登记"), signature("c5"), TODAY)
        with pytest.raises(Refused):
            execute(office, hold(f"meeting-{4:020x}"), signature("c6"), TODAY)

    def test_many_of_their_entries_are_not_looked_through(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        execute(office, hold(), signature("c1"), TODAY)
        many = Versions.FOLLOWED + 1
        execute_many(elsewhere, [(work(n), signature(f"w{n}"), TODAY) for n in range(many)])
        execute(office, hold(f"meeting-{2:020x}"), signature("c2"), TODAY)
        execute(elsewhere, VoidPerson(person=SECRETARY, reason="重复登记"), signature("c3"), TODAY)
        execute_many(elsewhere, [(work(100 + n), signature(f"x{n}"), TODAY) for n in range(many)])
        with pytest.raises(Refused):
            execute(office, hold(f"meeting-{4:020x}"), signature("c4"), TODAY)

    def test_gives_up_when_others_are_always_first(self, office: LocalLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        tries = []

        def always_late(*_: Any, **__: Any) -> Any:
            tries.append(1)
            raise Conflict([MEETING])

        monkeypatch.setattr(office, "append", always_late)
        with pytest.raises(Conflict):
            execute(office, convene(), signature("c1"), TODAY)
        assert len(tries) == execution.TRIES

    def test_a_ledger_that_was_put_back_to_an_older_state_is_read_anew(self, office: LocalLedger) -> None:
        """States that are ahead of the log, as after a restore, cost tries and not correctness."""
        execute(office, convene(), signature("c1"), TODAY)
        states = standing.states_of(office)
        states.put(MEETING, (9, dataclasses.replace(state_of(office, MEETING), stage="held")))
        execute(office, cancel(), signature("c2"), TODAY)
        assert [entry.version for entry in office.stream(MEETING)] == [1, 2]


class TestOneLook:
    """What is kept of records is brought up to date by one look at the end of the log."""

    def test_shows_what_another_process_recorded(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        assert standing.look(office).state(MEETING).stage == "convened"
        execute(elsewhere, cancel(), signature("c2"), TODAY)
        now = standing.look(office)
        assert now.state(MEETING).stage == "cancelled"
        assert now.head == office.head()

    def test_reads_only_what_moved(self, office: LocalLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        execute(office, work(1), signature("c2"), TODAY)
        standing.look(office, [ORGANISATION, SECRETARY, MEETING])
        counting = Counting(office, monkeypatch)
        now = standing.look(office, [ORGANISATION, SECRETARY, MEETING, f"work-{9:020x}"])
        assert now.at(MEETING)[0] == 1
        assert now.state(ORGANISATION) is not None
        assert now.at(f"work-{9:020x}") == standing.EMPTY
        assert counting.calls == []

    def test_after_one_s_own_entries_nothing_is_read(
        self, office: LocalLedger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        standing.look(office, [MEETING])
        execute(office, cancel(), signature("c2"), TODAY)
        counting = Counting(office, monkeypatch)
        assert standing.look(office).state(MEETING).stage == "cancelled"
        assert counting.calls == []

    def test_a_look_that_is_overtaken_takes_nothing_back(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        """Two threads look at once; the slower one comes with what it read before the faster one."""
        execute(office, convene(), signature("c1"), TODAY)
        states = standing.states_of(office)
        before = states.head
        slow = office.news(before, [MEETING])
        execute(elsewhere, cancel(), signature("c2"), TODAY)
        assert standing.look(office).state(MEETING).stage == "cancelled"
        first = slow.entries[MEETING]
        states.look(before, slow, {MEETING: (1, standing.fold(MEETING, [one.event for one in first]))})
        assert standing.look(office).state(MEETING).stage == "cancelled"

    def test_what_was_read_before_a_look_is_not_kept_after_it(
        self, office: LocalLedger, elsewhere: LocalLedger
    ) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        states = standing.states_of(office)
        before, old = states.head, (1, state_of(office, MEETING))
        execute(elsewhere, cancel(), signature("c2"), TODAY)
        standing.look(office)
        states.put(MEETING, old, read_after=before)
        assert standing.look(office).state(MEETING).stage == "cancelled"

    def test_of_another_log_nothing_is_kept(self, office: LocalLedger) -> None:
        """Put back to an older state, or another one altogether: the last entry known is not there."""
        execute(office, convene(), signature("c1"), TODAY)
        states = standing.states_of(office)
        standing.look(office)
        for head in (
            Head(position=99, recorded_at=office.head().recorded_at),
            Head(position=2, recorded_at=datetime(2020, 1, 1, tzinfo=UTC)),
        ):
            states.head = head
            states.put(MEETING, (7, None))
            now = standing.look(office)
            assert now.head == office.head()
            assert now.state(MEETING).stage == "convened"

    def test_many_new_entries_are_not_looked_through(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        standing.look(office, [MEETING])
        execute(elsewhere, cancel(), signature("c2"), TODAY)
        execute_many(elsewhere, [(work(n), signature(f"w{n}"), TODAY) for n in range(NEWS + 5)])
        now = standing.look(office, [SECRETARY])
        assert now.head == elsewhere.head()
        assert now.state(MEETING).stage == "cancelled"


class TestManyCommands:
    def test_each_is_decided_on_what_the_earlier_ones_led_to(self, ledger: LocalLedger) -> None:
        setup(ledger)
        receipts = execute_many(
            ledger, [(convene(), signature("c1"), TODAY), (cancel(), signature("c2"), date(2024, 6, 4))]
        )
        assert [receipt.position for receipt in receipts] == [4, 5]

    def test_what_an_earlier_one_voided_is_named_in_vain(self, office: LocalLedger) -> None:
        """That a record stood for one command of the batch does not say that it stands for the next."""
        first, second = f"meeting-{2:020x}", f"meeting-{3:020x}"
        void = VoidPerson(person=SECRETARY, reason="重复登记")
        acts = [(hold(first), signature("c1"), TODAY), (void, signature("c2"), TODAY)]
        with pytest.raises(Refused) as refused:
            execute_many(office, [*acts, (hold(second), signature("c3"), TODAY)])
        assert refused.value.code == "unknown_person"
        assert len(execute_many(office, acts)) == 2

    def test_a_refusal_refuses_all_and_says_which(self, office: LocalLedger) -> None:
        before = office.head()
        with pytest.raises(Refused) as refused:
            execute_many(office, [(convene(), signature("c1"), TODAY), (work(1, title=""), signature("c2"), TODAY)])
        assert refused.value.__notes__ == ["command 1: RecordWork"]
        assert office.head() == before
        execute(office, convene(), signature("c3"), TODAY)

    def test_sent_again_it_records_what_is_missing(self, office: LocalLedger) -> None:
        acts = [(work(n), signature(f"c{n}"), TODAY) for n in range(8)]
        first = execute_many(office, acts[:5])
        again = execute_many(office, acts)
        assert [receipt.repeated for receipt in again] == [True] * 5 + [False] * 3
        assert [receipt.entries for receipt in again[:5]] == [receipt.entries for receipt in first]
        assert all(receipt.repeated for receipt in execute_many(office, acts))

    def test_records_that_are_on_record_already_may_go_on(self, office: LocalLedger, elsewhere: LocalLedger) -> None:
        execute(office, convene(), signature("c1"), TODAY)
        receipts = execute_many(elsewhere, [(work(1), signature("c2"), TODAY), (cancel(), signature("c3"), TODAY)])
        assert [entry.name for receipt in receipts for entry in receipt.entries] == [
            "work.recorded/1",
            "meeting.cancelled/1",
        ]

    def test_one_id_twice_in_a_batch_is_refused(self, office: LocalLedger) -> None:
        with pytest.raises(CommandReused):
            execute_many(office, [(work(1), signature("c1"), TODAY), (work(2), signature("c1"), TODAY)])

    def test_nothing_leads_to_nothing(self, office: LocalLedger) -> None:
        assert execute_many(office, []) == []
