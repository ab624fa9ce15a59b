"""An office in one process: clients that hear nothing and ask again, a clock that jumps, a disk or a server that fails.

The program is the real one, on a real database. Beside it stands a plain list of what was accepted. After each step
the log is held against it: what was acknowledged is there, once, where its receipt says; nothing is there that nobody
sent; times never run back; what stood there before still does. All that happens follows from one seed.
"""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import fault_office
import psycopg
import sqlalchemy as sa
from fault_office import CLERK, ROOT, TODAY, Office
from faulty_disk import Disk
from log_sound import assert_sound
from views_equal import assert_equal_to_a_rebuild

from domain.identity import account_of
from domain.kernel import Entry, Refused
from domain.person import ApproveErasure, ErasureGround, PersonErased, PersonRegistered, RegisterPerson, RequestErasure
from ledger.application import LocalLedger, open_ledger
from ledger.execution import execute, execute_many
from ledger.port import CommandReused, LedgerUnavailable, Receipt, Signature
from ledger.proof.fsck import check
from ledger.proof.keys import read_signing_key
from ledger.proof.persons import keys_held
from ledger.proof.reader import open_rows
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore
from projections import engine
from projections.engine import Views

OFFICER: Final = account_of("officer")
CLIENTS: Final = 3
WORKERS: Final = 2
STEPS: Final = 150
SMALL: Final = 7
"""Entries of a page of catching up, so that a cut falls between and into several transactions."""
BEGIN: Final = datetime(2025, 12, 31, 1, tzinfo=UTC)
STORY: Final = 40
"""Last steps that a failure tells."""


@dataclass(frozen=True)
class Request:
    """What a client sends, and sends again: one command, or several that belong together."""

    key: str
    acts: tuple[tuple[Any, Signature], ...]

    @property
    def ids(self) -> list[str]:
        """Its command ids."""
        return [signature.command_id for _, signature in self.acts]

    def enter(self, ledger: LocalLedger) -> list[Receipt]:
        """Have it carried out."""
        if len(self.acts) == 1:
            ((command, signature),) = self.acts
            return [execute(ledger, command, signature, TODAY)]
        return execute_many(ledger, [(command, signature, TODAY) for command, signature in self.acts])


@dataclass
class Flaky:
    """A way to a PostgreSQL server that breaks: before a statement gets there, or with its answer."""

    breaks: int = 0
    """So many of the next statements."""
    answered: bool = False
    """The server does what it was told, and only the answer is lost."""
    broke: int = 0

    @contextmanager
    def between(self) -> Iterator[None]:
        """All statements of this process go this way."""
        real = psycopg.Cursor.execute

        def execute(cursor: Any, *arguments: Any, **named: Any) -> Any:
            if self.breaks <= 0:
                return real(cursor, *arguments, **named)
            self.breaks -= 1
            self.broke += 1
            if self.answered:
                real(cursor, *arguments, **named)
            cursor.connection.pgconn.finish()
            raise psycopg.OperationalError("the connection is lost")

        psycopg.Cursor.execute = execute
        try:
            yield
        finally:
            psycopg.Cursor.execute = real


@dataclass
class Figures:
    """What is noted of one round."""

    acknowledged: int = 0
    undecided: int = 0
    """Attempts of which the client heard nothing."""
    restarts: int = 0
    power_cuts: int = 0
    refusals: int = 0
    """Writes that the disk refused, or connections that broke."""
    jumps: int = 0
    seals: int = 0


@dataclass(frozen=True)
class Worker:
    """What one process of a server holds open; several of them take turns here."""

    ledger: LocalLedger
    views: Views
    store: ProofStore
    sealer: Sealer


class Unanswered(Exception):
    """Nobody heard what became of it."""


@dataclass
class Simulation:
    """One round."""

    office: Office
    chance: random.Random
    writer: int
    """First of the numbers under which its clients send; no other round on this office uses them."""
    disk: Disk | None = None
    server: Flaky | None = None
    now: datetime = BEGIN
    figures: Figures = field(default_factory=Figures)

    def __post_init__(self) -> None:
        self.settings = self.office.settings
        self.key = read_signing_key(self.settings.log_key_file)
        self.requests: dict[str, Request] = {}
        self.numbers = dict.fromkeys(range(CLIENTS), 0)
        self.under_way: list[Request] = []
        self.late: list[tuple[Request, list[Receipt]]] = []
        self.accepted: dict[str, list[Receipt]] = {}
        self.known: list[tuple[int, str, str, datetime]] = []
        self.recorded: set[str] = set()
        self.sealed: dict[int, bytes] = {}
        self.story: list[str] = []
        self._open()
        self.look(whole=True)
        self.opening = frozenset(self.recorded)

    # --- the program ----------------------------------------------------------------

    def _open(self) -> None:
        self.workers = [self._worker() for _ in range(WORKERS)]
        self._turn()

    def _worker(self) -> Worker:
        settings = self.settings
        ledger = open_ledger(
            settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file, clock=lambda: self.now
        )
        store = ProofStore(settings.proof)
        return Worker(
            ledger=ledger,
            views=self.office.views(),
            store=store,
            sealer=Sealer(ledger, store, self.key, clock=lambda: self.now),
        )

    def _turn(self) -> None:
        """One of the workers answers next; each has read, and keeps, what it was asked for."""
        worker = self.chance.choice(self.workers)
        self.ledger, self.views, self.store, self.sealer = worker.ledger, worker.views, worker.store, worker.sealer

    def close(self) -> None:
        """Let go of everything."""
        for worker in self.workers:
            for one in (worker.ledger, worker.views, worker.store):
                with suppress(LedgerUnavailable, sa.exc.DBAPIError):
                    one.close()
        self.workers.clear()
        # What an error on its way holds open goes with it, sooner or later: looking for it takes a while.
        if self.disk is not None and self.disk.still_open():
            gc.collect()

    def _restart(self) -> None:
        """The program begins anew, on what the disk kept."""
        self.figures.restarts += 1
        if self.disk is not None:
            if self.disk.image is None:
                self.disk.keeps_all = True
                self.disk.end()
            self.figures.power_cuts += not self.disk.keeps_all
            self._tell("the process was killed" if self.disk.keeps_all else "the power went")
        self.close()
        if self.disk is not None:
            self.disk.restart()
        self._open()
        self.look(whole=True)

    def _asked(self, ask: Callable[[], Any]) -> Any:
        """What the program answers. Raises `Unanswered`; then the program may have begun anew."""
        before = self._troubles()
        try:
            answer = ask()
        except (LedgerUnavailable, sa.exc.DBAPIError) as error:
            if self._troubles() == before and not self._is_over():
                raise
            self._tell(f"no answer: {type(error).__name__}")
            answer = Unanswered()
        if self._is_over():
            self._restart()
            raise Unanswered
        if isinstance(answer, Unanswered):
            raise answer
        return answer

    def _troubles(self) -> int:
        found = 0 if self.disk is None else self.disk.refusals
        return found + (0 if self.server is None else self.server.broke)

    def _is_over(self) -> bool:
        return self.disk is not None and self.disk.image is not None

    # --- steps ----------------------------------------------------------------------

    def run(self, steps: int = STEPS) -> Figures:
        """Go so many steps, put everything right, and look at all of it."""
        pages = engine.PAGE, engine.REBUILD_PAGE
        engine.PAGE, engine.REBUILD_PAGE = SMALL, 10 * SMALL
        try:
            for _ in range(steps):
                self.now += timedelta(seconds=self.chance.uniform(0, 90))
                self._turn()
                self._step()
            if self.disk is not None and self.disk.lies:
                # Whatever else befell it, in the end the power goes.
                self.disk.keeps_all = False
                self.disk.end()
                self._restart()
            self._settle()
        except Exception as error:
            error.add_note("\n".join(self.story[-STORY:]))
            raise
        finally:
            engine.PAGE, engine.REBUILD_PAGE = pages
            self.close()
        self.figures.acknowledged = sum(len(one) for one in self.accepted.values())
        self.figures.refusals = self._troubles()
        return self.figures

    def _step(self) -> None:
        ways: dict[Callable[[], None], int] = {
            self._send: 30,
            self._deliver: 45,
            self._send_again: 10,
            self._send_something_else_under_the_same_id: 2,
            self._hear_late: 6,
            self._catch_up: 8,
            self._rebuild: 1,
            self._seal: 6,
            self._erase: 4,
            self._jump: 5,
            self._trouble: 8,
            self._fold: 4,
        }
        (way,) = self.chance.choices(list(ways), list(ways.values()))
        with suppress(Unanswered):
            way()

    def _tell(self, what: str) -> None:
        self.story.append(f"{self.now:%d %H:%M:%S} {what}")

    def _send(self) -> None:
        client = self.chance.randrange(CLIENTS)
        number, self.numbers[client] = self.numbers[client], self.numbers[client] + 1
        commands = fault_office.commands(self.writer + client, number)
        self._put(f"{self.writer + client}-{number}", [(one, CLERK, id) for id, one in commands.items()])

    def _put(self, key: str, commands: list[tuple[Any, str, str]]) -> None:
        """Send it, sometimes twice at once."""
        acts = tuple(
            (command, Signature(command_id=id, recorded_by=by, on_behalf_of=ROOT)) for command, by, id in commands
        )
        self.requests[key] = Request(key, acts)
        self.under_way += [self.requests[key]] * self.chance.choice((1, 1, 1, 2))

    def _send_again(self) -> None:
        if self.requests:
            self.under_way.append(self.requests[self.chance.choice(list(self.requests))])

    def _deliver(self) -> None:
        """Any of those under way arrives, in whatever order."""
        if not self.under_way:
            return
        request = self.under_way.pop(self.chance.randrange(len(self.under_way)))
        self._tell(f"{request.key} arrives")
        try:
            receipts = self._asked(lambda: request.enter(self.ledger))
        except Refused as refusal:
            self.look()
            assert not self.recorded.intersection(request.ids), f"{request.key} is on record and was refused"
            self._tell(f"{request.key} is refused: {refusal.code}")
            return
        except Unanswered:
            self.figures.undecided += 1
            raise
        fate = self.chance.random()
        if fate < 0.15:
            self._tell(f"the answer to {request.key} is lost")
            self.figures.undecided += 1
        elif fate < 0.3:
            self._tell(f"the answer to {request.key} takes its time")
            self.late.append((request, receipts))
        else:
            self._accept(request, receipts)
        self.look()

    def _hear_late(self) -> None:
        if self.late:
            self._accept(*self.late.pop(self.chance.randrange(len(self.late))))

    def _accept(self, request: Request, receipts: list[Receipt]) -> None:
        assert [receipt.command_id for receipt in receipts] == request.ids
        before = self.accepted.setdefault(request.key, receipts)
        # A name may have been erased since.
        assert _briefs(receipts) == _briefs(before), "another receipt than before"

    def _send_something_else_under_the_same_id(self) -> None:
        taken = [one for one in self.requests.values() if one.key in self.accepted and len(one.acts) == 1]
        if not taken:
            return
        request = self.chance.choice(taken)
        (_, signature) = request.acts[0]
        other = RegisterPerson(person=f"person-dddd{0:016x}", name="张甲", organisation=ROOT)
        self._tell(f"something else under the id of {request.key}")
        try:
            self._asked(lambda: execute(self.ledger, other, signature, TODAY))
        except CommandReused:
            self.look()
            return
        raise AssertionError(f"{request.key}: another command under the same id was taken")

    def _catch_up(self) -> None:
        self._tell("views catch up")
        self._asked(lambda: self.views.catch_up(self.ledger.log, lambda: self.ledger.head().position))

    def _rebuild(self) -> None:
        self._tell("views are rebuilt")
        self._asked(lambda: self.views.rebuild(self.ledger.log))

    def _seal(self) -> None:
        self._tell("sealing")
        sealed = self._asked(lambda: self.sealer.seal(recompute=self.chance.random() < 0.3))
        if sealed is not None:
            assert self.sealed.setdefault(sealed.size, sealed.root) == sealed.root
            self.figures.seals += 1

    def _erase(self) -> None:
        """Two officers have a person erased; what they send arrives when it does."""
        subjects = {
            entry.stream
            for receipts in self.accepted.values()
            for receipt in receipts
            for entry in receipt.entries
            if isinstance(entry.event, PersonRegistered)
        }
        waiting = sorted(one for one in subjects if f"ask-{one}" not in self.requests)
        if not waiting:
            return
        subject = self.chance.choice(waiting)
        ask = RequestErasure(
            person=subject, ground=ErasureGround.CONSENT, reason="本人撤回同意。", occurred_on=TODAY, asked_by=CLERK
        )
        approve = ApproveErasure(person=subject, occurred_on=TODAY, approved_by=OFFICER)
        self._put(f"ask-{subject}", [(ask, CLERK, f"ask-{subject}")])
        self._put(f"erase-{subject}", [(approve, OFFICER, f"erase-{subject}")])

    def _jump(self) -> None:
        """The clock is set back an hour, or a day ahead."""
        hours = self.chance.choice((-1, -1, 24))
        self._tell(f"the clock is moved by {hours} hours")
        self.now += timedelta(hours=hours)
        self.figures.jumps += 1

    def _trouble(self) -> None:
        """Something will go wrong, or has been put right."""
        if self.server is not None:
            self.server.breaks = self.chance.randint(1, 5)
            self.server.answered = self.chance.random() < 0.5
            self._tell(f"the next {self.server.breaks} statements lose their connection")
        disk = self.disk
        if disk is None:
            return
        soon = disk.asked + self.chance.randint(1, 30)
        match self.chance.choice(("full", "room", "room", "fails", "cut", "cut", "killed", "now")):
            case "full":
                disk.full = True
                self._tell("the disk is full")
            case "room":
                disk.full = False
                self._tell("there is room on the disk")
            case "fails":
                disk.fails_at = disk.asked + self.chance.randint(1, 6)
                self._tell(f"the disk will fail at {disk.fails_at - disk.asked}")
            case "now":
                self._restart()
            case way:
                disk.cut_at, disk.keeps_all = soon, way == "killed"
                self._tell(f"{way} at {soon - disk.asked}")

    def _fold(self) -> None:
        """The write-ahead log of one of the databases is folded back, as it is now and then."""
        if self.disk is None:
            return
        name = self.chance.choice(("ledger.db", "keys.db", "views.db", "proof.db"))
        how = self.chance.choice(("PASSIVE", "RESTART", "TRUNCATE"))
        self._tell(f"{name} is folded: {how}")

        def fold() -> None:
            engine = sa.create_engine(f"sqlite:///{self.office.folder / name}", poolclass=sa.NullPool)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA wal_checkpoint({how})")

        self._asked(fold)

    # --- what must hold -------------------------------------------------------------

    def look(self, *, whole: bool = False) -> None:
        """Hold the log against what is known, from where it was last looked at or from its beginning."""
        if self._is_over():
            return
        if self.server is not None:
            self.server.breaks = 0
        entries = assert_sound(self.ledger) if whole else self.ledger.log(len(self.known), 1_000)
        found = [(entry.position, entry.command_id, entry.name, entry.recorded_at) for entry in entries]
        if whole:
            assert found[: len(self.known)] == self.known, "what stood there is gone"
            found = found[len(self.known) :]
        for position, command_id, name, recorded_at in found:
            assert position == len(self.known) + 1
            assert command_id not in self.recorded, f"{command_id} is there twice"
            assert not self.known or recorded_at >= self.known[-1][3], "time ran back"
            self.known.append((position, command_id, name, recorded_at))
            self.recorded.add(command_id)
        if whole and self.known and self.requests:
            sent = {id for request in self.requests.values() for id in request.ids}
            assert self.recorded <= self.opening | sent, "nobody sent this"
        for receipts in self.accepted.values():
            for receipt in receipts:
                for entry in receipt.entries:
                    assert self.known[entry.position - 1] == _brief(entry), f"{entry.command_id} was acknowledged"
        if whole:
            for size, root in self.sealed.items():
                sealed = self.store.checkpoint(size)
                assert sealed is not None, f"the checkpoint of {size} is gone"
                assert sealed.root == root

    def _settle(self) -> None:
        """Nothing goes wrong any more: whoever waits asks until there is an answer, and all of it is looked at."""
        self._tell("all is well again")
        if self.server is not None:
            self.server.breaks = 0
        if self.disk is not None:
            self.disk.full, self.disk.fails_at, self.disk.cut_at = False, None, None
        for request in self.requests.values():
            with suppress(Refused):
                self._accept(request, self._asked(lambda request=request: request.enter(self.ledger)))
        while self.late:
            self._hear_late()
        self.look(whole=True)
        answered = {id for key in self.accepted for id in self.requests[key].ids}
        assert self.recorded == self.opening | answered, "on record, and never told to anybody"
        self._persons()
        self._seal()
        with closing(open_rows(self.settings.ledger)) as reader:
            report = check(reader, self.store, self.key.verifier)
        assert report.findings == ()
        assert report.sealed == report.entries == len(self.known)
        self._catch_up()
        assert_equal_to_a_rebuild(self.views, self.ledger.log)

    def _persons(self) -> None:
        """Whoever was erased cannot be read, and has no key; everybody else can."""
        entries = [entry for page in self.ledger.pages() for entry in page]
        erased = {entry.stream for entry in entries if isinstance(entry.event, PersonErased)}
        held = keys_held(self.settings.keys)
        for entry in entries:
            if isinstance(entry.event, PersonRegistered):
                assert (entry.event.name.value is None) == (entry.stream in erased)
                assert not entry.event.name.lost
                assert held[entry.stream] == (entry.stream not in erased)


def _brief(entry: Entry) -> tuple[int, str, str, datetime]:
    return entry.position, entry.command_id, entry.name, entry.recorded_at


def _briefs(receipts: list[Receipt]) -> list[list[tuple[int, str, str, datetime]]]:
    return [[_brief(entry) for entry in receipt.entries] for receipt in receipts]
