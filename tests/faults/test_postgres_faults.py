"""What befalls a PostgreSQL while people write: connections killed in mid commit, a server that is killed and comes
back, a standby that takes over. Acts of which nothing was heard are sent again under the same command id."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import fault_office
import pytest
import soak_table
from cutting import Cut, Line
from fault_office import Office
from log_sound import assert_sound
from pg_pair import PATIENCE, PostgresServer, at, primary, several, until
from views_equal import assert_equal_to_a_rebuild

from ledger.application import LocalLedger
from ledger.port import Conflict, LedgerUnavailable, Receipt
from ledger.proof.cosigning import Verdict, ask
from ledger.proof.diagnosis import Verdict as Found
from ledger.proof.fsck import check
from ledger.proof.kept import Claim
from ledger.proof.note import COSIGNATURE, new_key
from ledger.proof.policy import parse_policy
from ledger.proof.reader import open_rows
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore
from ledger.proof.witness import Witness, init_witness

pytestmark = pytest.mark.postgresql
NewOffice = Callable[..., Office]

WRITERS: Final = 3
DATABASE: Final = "postgresql"


_numbers = count()


class Writer:
    """A client that sends step after step, each until it is answered."""

    def __init__(self, office: Office) -> None:
        self.ledger: LocalLedger = office.open()
        self.number, self.step = next(_numbers), 0
        self.acknowledged: dict[str, list[int]] = {}
        """Command id -> positions that were told."""
        self.unheard = self.stored = 0
        self.problem: BaseException | None = None

    def send(self) -> None:
        """The next step; again where nothing was heard of it."""
        end, unheard = monotonic() + PATIENCE, 0
        while True:
            try:
                receipts = fault_office.enter(self.ledger, self.number, self.step)
                break
            except LedgerUnavailable:
                unheard += 1
            except Conflict:
                pass  # another writer was first, again and again: said, and nothing was recorded
            assert monotonic() < end, "the ledger does not come back"
        self.unheard += bool(unheard)
        self.stored += any(one.repeated for one in receipts)
        self.acknowledged.update(_told(receipts))
        self.step += 1

    def go_on(self, stop: Event) -> None:
        """Until told to stop."""
        try:
            while not stop.is_set():
                self.send()
        except BaseException as error:  # raised again by who waits for it
            self.problem = error


def _told(receipts: list[Receipt]) -> dict[str, list[int]]:
    return {one.command_id: [entry.position for entry in one.entries] for one in receipts}


class Load:
    """Writers at work."""

    def __init__(self, office: Office) -> None:
        self.writers = [Writer(office) for _ in range(WRITERS)]
        self._stop = Event()
        self._threads = [Thread(target=one.go_on, args=(self._stop,), daemon=True) for one in self.writers]
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int) -> float:
        """Until each writer has got so many more steps through; the seconds until the first of them had one."""
        began, before = monotonic(), [one.step for one in self.writers]
        first: float | None = None
        while any(one.step < step + more for one, step in zip(self.writers, before, strict=True)):
            if first is None and any(one.step > step for one, step in zip(self.writers, before, strict=True)):
                first = monotonic() - began
            self._stop.wait(0.002)
            assert all(one.problem is None for one in self.writers), [one.problem for one in self.writers]
            assert monotonic() - began < PATIENCE, "writers do not get on"
        return monotonic() - began if first is None else first

    def end(self) -> None:
        """Each ends its step."""
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        for one in self.writers:
            one.ledger.close()
            if one.problem is not None:
                raise one.problem


def look(office: Office, writers: list[Writer], *, views: bool = False, rebuilt: bool = False) -> dict[str, int]:
    """What is on record is what was told, where it was told, once, and nothing else."""
    ledger = office.open()
    try:
        stands: dict[str, list[int]] = {}
        for entry in assert_sound(ledger):
            stands.setdefault(entry.command_id, []).append(entry.position)
        told = {id: positions for one in writers for id, positions in one.acknowledged.items()}
        if views:
            kept = office.views()
            assert kept.catch_up(ledger.log, lambda: ledger.head().position) == ledger.head().position
            if rebuilt:
                assert_equal_to_a_rebuild(kept, ledger.log)
            kept.close()
    finally:
        ledger.close()
    lost = sum(stands.get(id) != positions for id, positions in told.items())
    assert lost == 0
    theirs = tuple(f"w{one.number}-" for one in writers)
    assert {id for id in stands if id.startswith(theirs)} == set(told)
    return {
        "acknowledged": len(told),
        "lost": lost,
        "duplicated": 0,  # else positions would not be those told
        "undecided": sum(one.unheard for one in writers),
        "of_them_stored": sum(one.stored for one in writers),
    }


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that these tests kill."""
    with primary() as made:
        yield made


@pytest.fixture(scope="module")
def office(new_office: NewOffice, server: PostgresServer) -> Office:
    """An office on it, for writers of all of them."""
    return new_office(DATABASE, server)


# --- the connection ----------------------------------------------------------------------


def terminate(office: Office, server: PostgresServer, chance: random.Random, times: int) -> dict[str, int]:
    """End some of the program's connections, again and again, whatever they are about."""
    load, ended = Load(office), 0
    try:
        load.wait_for(2)
        for _ in range(times):
            load._stop.wait(chance.uniform(0, 0.04))
            ended += server.ask(
                "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                f" 'zeren_app' AND abs(hashtext(pid::text)) % 3 = {chance.randrange(3)}) AS gone"
            )
            load.wait_for(chance.randint(0, 2))
    finally:
        load.end()
    return {**look(office, load.writers), "kills": times, "connections_ended": ended}


class TestConnectionKilled:
    def test_in_mid_act(self, office: Office, server: PostgresServer, seed: str) -> None:
        found = terminate(office, server, random.Random(f"{seed}-terminate"), 10)
        soak_table.note("connections terminated", DATABASE, seed=seed, **found)

    @pytest.mark.soak(search=True)
    def test_again_and_again(self, office: Office, server: PostgresServer, seed: str) -> None:
        for number in soak_table.rounds():
            chance = random.Random(f"{seed}-terminate-{number}")
            found = terminate(office, server, chance, 60)
            soak_table.note("connections terminated", DATABASE, seed=seed, **found)


def cut(office: Office, server: PostgresServer, chance: random.Random, steps: int) -> dict[str, int]:
    """Cut the line while acts are under way: up to four times in a row, which is more than the ledger tries itself."""
    line = Line(server)
    writer = Writer(replace(office, database=line.url(office.database)))
    try:
        for _ in range(steps):
            sought = chance.choice(list(fault_office.commands(writer.number, writer.step)))
            line.arm(sought, chance.choices(list(Cut), k=chance.choice((0, 1, 1, 2, 3, 4))))
            writer.send()
    finally:
        writer.ledger.close()
        line.close()
    assert writer.unheard
    assert writer.stored
    assert all(line.cuts.values()), line.cuts
    return {**look(office, [writer]), "cuts": sum(line.cuts.values()), "answers_lost": line.cuts[Cut.AFTER]}


class TestAnswerLost:
    """The line is cut after COMMIT was sent: the same command id says what became of it."""

    def test_each_act_is_recorded_once(self, office: Office, server: PostgresServer, seed: str) -> None:
        found = cut(office, server, random.Random(f"{seed}-cut"), 20)
        soak_table.note("line cut at the commit", DATABASE, seed=seed, **found)

    @pytest.mark.soak(search=True)
    def test_again_and_again(self, office: Office, server: PostgresServer, seed: str) -> None:
        for number in soak_table.rounds():
            chance = random.Random(f"{seed}-cut-{number}")
            found = cut(office, server, chance, 120)
            soak_table.note("line cut at the commit", DATABASE, seed=seed, **found)


# --- the server ----------------------------------------------------------------------------


def restarted(
    office: Office, server: PostgresServer, chance: random.Random, times: int, seed: str, *, rebuilt: bool = False
) -> None:
    """Kill the server under load and start it again; nobody restarts the program."""
    load, recoveries = Load(office), []
    try:
        for _ in range(times):
            load.wait_for(chance.randint(1, 6))
            load._stop.wait(chance.uniform(0, 0.05))
            began = monotonic()
            server.restart()
            load.wait_for(1)
            recoveries.append(monotonic() - began)
    finally:
        load.end()
    found = look(office, load.writers, views=rebuilt, rebuilt=rebuilt)
    for number, seconds in enumerate(recoveries):
        more = {"kills": 1, **(found if number == 0 else {})}
        soak_table.note("server killed and started again", DATABASE, seed=seed, recovery_s=seconds, **more)


class TestServerRestarted:
    def test_the_pool_recovers_by_itself(self, office: Office, server: PostgresServer, seed: str) -> None:
        restarted(office, server, random.Random(f"{seed}-restart"), 2, seed)

    @pytest.mark.soak(search=True)
    def test_again_and_again(self, office: Office, server: PostgresServer, seed: str) -> None:
        for number in soak_table.rounds():
            restarted(office, server, random.Random(f"{seed}-restart-{number}"), 10, seed, rebuilt=True)


# --- two servers ------------------------------------------------------------------------------


def taken_over(new_office: NewOffice, chance: random.Random, seed: str, *, rebuilt: bool = False) -> None:
    """The primary dies under load, its synchronous standby takes over, the writers find it by themselves."""
    with primary() as first:
        office = new_office(DATABASE, first)
        second = first.standby(synchronous=True)
        both = replace(office, database=several(first, second, url=office.database))
        load = Load(both)
        try:
            load.wait_for(chance.randint(2, 8))
            load._stop.wait(chance.uniform(0, 0.05))
            began = monotonic()
            first.stop()
            second.promote()
            load.wait_for(2)
            took = monotonic() - began
        finally:
            load.end()
        found = look(both, load.writers, views=True, rebuilt=rebuilt)
        soak_table.note(
            "primary killed, synchronous standby promoted", DATABASE, seed=seed, kills=1, recovery_s=took, **found
        )


class TestSynchronousStandby:
    def test_nothing_that_was_told_is_lost(self, new_office: NewOffice, seed: str) -> None:
        taken_over(new_office, random.Random(f"{seed}-promote"), seed)

    @pytest.mark.soak(search=True)
    def test_again_and_again(self, new_office: NewOffice, seed: str) -> None:
        for number in soak_table.rounds():
            taken_over(new_office, random.Random(f"{seed}-promote-{number}"), seed, rebuilt=True)


class TestOnOneServerOnly:
    def test_what_the_standby_has_not_got_is_not_told_to_who_asks_again(self, new_office: NewOffice, seed: str) -> None:
        """Committed at the primary, which was killed while it waited for the standby: there it stands, alone."""
        with primary() as first:
            office = new_office(DATABASE, first)
            second = first.standby(synchronous=True)
            writer = Writer(replace(office, database=several(first, second, url=office.database)))
            writer.send()
            second.stop()
            sending = Thread(target=writer.send, daemon=True)
            sending.start()
            until(lambda: first.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 1)
            first.restart()
            sending.join(1.0)
            assert sending.is_alive(), "told, and on one server only"
            second.start()
            sending.join(PATIENCE)
            assert not sending.is_alive()
            assert writer.stored == 1
            first.stop()
            second.promote()
            writer.send()
            writer.ledger.close()
            found = look(replace(office, database=at(second, office.database)), [writer])
        soak_table.note("primary killed, waiting for its synchronous standby", DATABASE, seed=seed, kills=2, **found)


LOG = new_key("office.example/zeren")
ELSEWHERE = new_key("witness.example/superior", COSIGNATURE)
POLICY = parse_policy(f"witness one {ELSEWHERE.verifier.text} https://one.example\nquorum one\n")


class Proven:
    """A ledger on a server, with its checkpoints and a witness elsewhere."""

    def __init__(self, office: Office, witness: Witness) -> None:
        self.office, self.witness = office, witness
        self.ledger, self.store = office.open(), ProofStore(office.database)
        self.sealer = Sealer(self.ledger, self.store, LOG)

    def sealed(self) -> Verdict:
        """Make a checkpoint, and ask the witness for its signature."""
        self.sealer.seal()
        return ask(self.sealer, POLICY, post=self._post)[0].verdict

    def _post(self, url: str, body: bytes) -> tuple[int, bytes]:
        answer = self.witness.add_checkpoint(body)
        return answer.status, answer.body

    def check(self, *claims: Claim) -> tuple[Any, ...]:
        """`zeren fsck`, with checkpoints that were kept elsewhere."""
        with closing(open_rows(self.office.database)) as rows:
            return check(rows, self.store, LOG.verifier, outside=claims).findings

    def close(self) -> None:
        """Let go."""
        self.ledger.close()
        self.store.close()


def left_behind(new_office: NewOffice, folder: Path, chance: random.Random, seed: str) -> None:
    """An asynchronous standby takes over that had not got the last entries. They are gone, and counted."""
    init_witness(folder / "witness.db")
    witness = Witness(folder / "witness.db", ELSEWHERE)
    witness.add_log(LOG.verifier)
    with primary() as first:
        office = new_office(DATABASE, first)
        second = first.standby()
        before = Proven(office, witness)
        steps = chance.randint(3, 12)
        for step in range(steps):
            fault_office.enter(before.ledger, 0, step)
        assert before.sealed() is Verdict.SIGNED
        first.caught_up(second)
        first.cut_off(second)
        stands = before.ledger.head().position
        for step in range(steps, steps + chance.randint(7, 20)):
            fault_office.enter(before.ledger, 0, step)
        acknowledged = before.ledger.head().position
        assert before.sealed() is Verdict.SIGNED
        before.close()
        first.stop()
        second.promote()

        after = Proven(replace(office, database=at(second, office.database)), witness)
        try:
            assert after.ledger.head().position == stands
            # By itself it looks whole: what vouched for the rest was lost with it.
            assert after.check() == ()
            known = witness.logs()[0]
            claim = Claim(size=known.size, root=known.root, source="见证方")
            (gone,) = after.check(claim)
            assert (gone.verdict, gone.position, gone.until) == (Found.CUT_SHORT, stands + 1, acknowledged)
            counted = gone.until - gone.position + 1
            # Writing goes on, as it would: the witness is asked for the next checkpoint and refuses.
            fault_office.enter(after.ledger, 1, 0)
            assert after.sealed() is Verdict.AHEAD
            for step in range(1, acknowledged - stands + 2):
                fault_office.enter(after.ledger, 1, step)
            assert after.sealed() is Verdict.FORK
            (forked,) = after.check(claim)
            assert (forked.verdict, forked.until) == (Found.ALTERED, acknowledged)
        finally:
            after.close()
    soak_table.note(
        "asynchronous standby promoted",
        DATABASE,
        seed=seed,
        acknowledged=acknowledged,
        kills=1,
        detected="3 of 3",
        not_on_the_standby=acknowledged - stands,
        counted_by_the_witness=counted,
    )


class TestAsynchronousStandby:
    def test_what_is_lost_is_noticed_and_counted(self, new_office: NewOffice, tmp_path: Path, seed: str) -> None:
        left_behind(new_office, tmp_path, random.Random(f"{seed}-behind"), seed)

    @pytest.mark.soak(search=True)
    def test_again_and_again(self, new_office: NewOffice, tmp_path: Path, seed: str) -> None:
        for number in soak_table.rounds():
            folder = tmp_path / str(number)
            folder.mkdir()
            left_behind(new_office, folder, random.Random(f"{seed}-behind-{number}"), seed)
