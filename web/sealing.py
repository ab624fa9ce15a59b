"""When the program seals: after a decision, at an interval while entries come in, and before it gives a receipt.

What is sealed after an act is sealed when its answer has gone out, on a thread of its own: nobody waits for it, and
whatever fails there takes nothing back of what was recorded. It is logged, and an alarm stands on the pages of proof
until sealing succeeds again. While the alarm says that the record is not the one that was signed, no receipt is given
and nothing is signed that was not recomputed from the first row.
"""

import json
import logging
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock, Thread
from time import perf_counter
from typing import Final, NoReturn
from weakref import WeakKeyDictionary

from flask import after_this_request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from domain.decisive import DECISIVE
from domain.kernel import record
from ledger.lines import to_text
from ledger.port import LedgerUnavailable, Receipt
from ledger.proof import receipt as receipts
from ledger.proof.cosigning import Asked, Verdict, alarms, ask
from ledger.proof.keys import LogKeyProblem
from ledger.proof.note import NoteMalformed, VerifierKey
from ledger.proof.policy import Policy, PolicyMalformed, parse_policy
from ledger.proof.sealing import HistoryChanged, NotSealed
from ledger.proof.store import AlreadySealed, Sealed, StoreBroken
from web import metrics
from web.services import Services, services

LOG: Final = logging.getLogger("zeren.sealing")

LAST_WAIT: Final = 10.0
"""So many seconds a server that stops waits for sealing to end."""

CHANGED: Final = "changed"
"""The record is not the one that was signed."""
FAILED: Final = "failed"
"""Sealing did not come about: a database or the key is not at hand."""
DOUBTED: Final = "doubted"
"""A witness says that the log is not the one that it signed before."""


@record
class Alarm:
    """Why the last attempt at sealing failed. Holds no personal data: positions, sizes and names of faults."""

    code: str
    at: str
    position: int
    why: str


# --- sealing --------------------------------------------------------------------------------


def seal(of: Services, *, recompute: bool = False) -> Sealed | None:
    """A checkpoint over all that is on record; None where nothing is. What fails is raised, and kept as an alarm."""
    before = alarm(of)
    recompute = recompute or (before is not None and before.code == CHANGED)
    began = perf_counter()
    try:
        sealed = of.sealer.seal(recompute=recompute)
        metrics.sealed(perf_counter() - began)
    except _FAULTS as error:
        metrics.not_sealed()
        _raise(of, error)
    if before is not None and (recompute or before.code != CHANGED):
        _alarm_file(of).unlink(missing_ok=True)
    return sealed


def receipt_of(of: Services, position: int, *, body: bool = False) -> receipts.Receipt:
    """The receipt of an entry, checked before it is handed out; seals first where no checkpoint covers it.

    ``body``: with the body of the entry as it is stored. Raises `NotSealed`, `HistoryChanged`, `LedgerUnavailable`.
    """
    standing = alarm(of)
    if standing is not None and standing.code == CHANGED:
        raise HistoryChanged(standing.position, standing.why)
    try:
        sealer = of.sealer
        if of.settings.until is not None and sealer.store.first_covering(position) is None:
            raise NotSealed("a replay of the past seals nothing")
        leaf, proof = sealer.prove(position)
        stored = of.ledger.rows(position - 1, 1, until=position)[0].body if body else None
        log = sealer.key.verifier
        made = receipts.make(leaf, proof, log=log, witnesses=known_witnesses(of), body=stored)
        receipts.verify(made, log=log)
    except receipts.ReceiptInvalid as error:
        _raise(of, HistoryChanged(position, error.en))
    except _FAULTS as error:
        _raise(of, error, position)
    return made


@record
class Look:
    """How far the log is sealed, as it stands now."""

    head: int
    """Last position of the log."""
    last: Sealed | None
    changed: HistoryChanged | None
    """The last checkpoint, the tree that is kept and the end of the log contradict each other."""

    @property
    def waiting(self) -> int:
        """Entries that no checkpoint covers yet."""
        return max(0, self.head - (self.last.size if self.last else 0))


def look(of: Services) -> Look:
    """How far the log is sealed. Compares what costs little; whether every row is as signed, `seal` looks into."""
    sealer, changed = of.sealer, None
    head, last = of.ledger.head().position, None
    try:
        last = sealer.store.last()
        if last is not None:
            signed = sealer.checkpoint(last)
            if signed.root != last.root or sealer.store.frontier(last.size).root() != signed.root:
                changed = HistoryChanged(last.size, "what is kept of the tree does not give the root that was signed")
            elif head < last.size and of.settings.until is None:
                changed = HistoryChanged(head + 1, f"the ledger ends at {head}, but {last.size} entries were signed")
    except HistoryChanged as error:
        changed = error
    except (StoreBroken, NoteMalformed) as error:
        changed = HistoryChanged(head if last is None else last.size, f"what is kept of the proofs is damaged: {error}")
    return Look(head=head, last=last, changed=changed)


# --- witnesses ------------------------------------------------------------------------------


def policy(of: Services) -> Policy | None:
    """Which witnesses are asked; None where no policy was written. Raises `PolicyMalformed`, `OSError`."""
    file = of.settings.witness_policy_file
    return parse_policy(file.read_text(encoding="utf-8")) if file is not None and file.exists() else None


def known_witnesses(of: Services) -> tuple[VerifierKey, ...]:
    """Public keys of the witnesses that are asked: whose signatures receipts and bags carry."""
    try:
        found = policy(of)
    except (PolicyMalformed, OSError, UnicodeDecodeError) as error:
        # A receipt without witnesses is better than none; that the policy cannot be read is told when they are asked.
        LOG.error("policy of witnesses: %s", error)
        return ()
    return () if found is None else found.keys


def ask_witnesses(of: Services) -> list[Asked]:
    """Ask the witnesses of the policy to sign the last checkpoint. What puts the record in doubt is an alarm."""
    try:
        found = policy(of)
    except (PolicyMalformed, OSError, UnicodeDecodeError) as error:
        _keep(of, Alarm(code=FAILED, at=to_text(of.now()), position=0, why=f"policy of witnesses: {error}"))
        LOG.error("policy of witnesses: %s", error)
        return []
    asked = [] if found is None else ask(of.sealer, found, now=of.now)
    for one in asked:
        if one.verdict is not Verdict.SIGNED:
            LOG.warning("witness %s: %s for %s", one.witness, one.verdict, one.size)
    if doubted := alarms(asked):
        names = ", ".join(f"{one.witness}: {one.verdict}" for one in doubted)
        _keep(of, Alarm(code=DOUBTED, at=to_text(of.now()), position=doubted[0].size, why=names))
    return asked


_FAULTS: Final = (
    HistoryChanged,
    StoreBroken,
    NoteMalformed,
    AlreadySealed,
    LedgerUnavailable,
    LogKeyProblem,
    SQLAlchemyError,
    OSError,
)


def _raise(of: Services, error: Exception, position: int = 0) -> NoReturn:
    """Tell the fault on, and keep it as an alarm."""
    match error:
        case HistoryChanged():
            told: Exception = error
            kept = Alarm(code=CHANGED, at=to_text(of.now()), position=error.position, why=error.why)
        case StoreBroken() | NoteMalformed():
            # What was kept of the tree, or a note in it, cannot be read: it was signed, so somebody changed it.
            told = HistoryChanged(position, f"what is kept of the proofs is damaged: {error}")
            kept = Alarm(code=CHANGED, at=to_text(of.now()), position=position, why=told.why)
        case _:
            told, kept = error, Alarm(code=FAILED, at=to_text(of.now()), position=0, why=type(error).__name__)
    before = alarm(of)
    if before is None or before.code != CHANGED or kept.code == CHANGED:
        _keep(of, kept)
    LOG.error("not sealed: %s %s at position %s", kept.code, kept.why, kept.position)
    if told is error:
        raise error  # not from itself: a chain of causes has an end
    raise told from error


# --- the alarm ------------------------------------------------------------------------------


def alarm(of: Services) -> Alarm | None:
    """Why the last attempt at sealing failed; None if it did not. All processes of an installation see the same."""
    try:
        found = json.loads(_alarm_file(of).read_bytes())
        return Alarm(
            code=str(found["code"]), at=str(found["at"]), position=int(found["position"]), why=str(found["why"])
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Alarm(code=FAILED, at="", position=0, why="the file of the alarm cannot be read")


def _alarm_file(of: Services) -> Path:
    return of.settings.data / "sealing-alarm.json"


def _keep(of: Services, kept: Alarm) -> None:
    file = _alarm_file(of)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    text = {"at": kept.at, "code": kept.code, "position": kept.position, "why": kept.why}
    try:
        beside.write_text(json.dumps(text), encoding="utf-8")
        os.replace(beside, file)
    except OSError as error:
        LOG.error("the alarm could not be kept: %s", error.strerror)
        beside.unlink(missing_ok=True)


# --- after an act, and at an interval ---------------------------------------------------------


def follow_up(receipt: Receipt) -> None:
    """See to it that what was recorded in this request is sealed in time, once the answer has gone out."""
    of = services()
    if not receipt.entries or receipt.repeated or of.settings.until is not None:
        return
    duty = _duty(of)
    decided = any(type(entry.event) in DECISIVE for entry in receipt.entries)
    if decided or duty.due(of.now()):

        def arranged(answer: Response) -> Response:
            answer.call_on_close(lambda: duty.ask(of, decided=decided))
            return answer

        after_this_request(arranged)


def at_interval(of: Services) -> None:
    """Seal if the interval has passed and something was recorded; for those who look again and again."""
    duty = _duty(of)
    if of.settings.until is None and duty.due(of.now()):
        duty.seal(of, decided=False)


def finish(of: Services, *, within: float = LAST_WAIT) -> bool:
    """The server stops: wait until what acts left to be sealed is sealed; whether it was."""
    duty = _DUTIES.get(of)
    done = duty is None or duty.idle.wait(within)
    if not done:
        # Nothing is lost: a checkpoint is one transaction, and the next process looks at what is not sealed.
        LOG.warning("stopped before sealing had ended")
    return done


def start(work: Callable[[], None]) -> None:
    """Do this beside the answering of requests."""
    Thread(target=work, name="zeren-sealing", daemon=True).start()


class _Duty:
    """What one process has yet to seal. At most one thread is at it; what comes in meanwhile it does as well."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._due_at: datetime | None = None
        self._looked_at = datetime.min.replace(tzinfo=UTC)
        self._wanted: list[bool] = []
        self._busy = False
        self.idle = Event()
        """Nothing is under way."""
        self.idle.set()

    def due(self, now: datetime) -> bool:
        """Whether it is time to look at the last checkpoint; also where the clock was set back since the last look."""
        return self._due_at is None or now >= self._due_at or now < self._looked_at

    def ask(self, of: Services, *, decided: bool) -> None:
        """Seal soon."""
        with self._lock:
            self._wanted.append(decided)
            if self._busy:
                return
            self._busy = True
            self.idle.clear()
        start(lambda: self._work(of))

    def _work(self, of: Services) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._busy = False
                    self.idle.set()
                    return
                decided = any(self._wanted)
                self._wanted.clear()
            self.seal(of, decided=decided)

    def seal(self, of: Services, *, decided: bool) -> None:
        """Seal after a decision, or because the interval may have passed. What fails is logged, and no more."""
        interval, now = timedelta(minutes=of.settings.seal_minutes), of.now()
        self._looked_at, self._due_at = now, now + interval
        try:
            last = None if decided else of.sealer.store.last()
            # One that seems to be sealed later than now was sealed while the clock was fast: it says nothing.
            if last is not None and timedelta(0) <= now - (sealed_at := _moment(last.sealed_at)) < interval:
                self._due_at = sealed_at + interval
                return
            # An alarm is looked into again even where nothing was added, so that it ends when its cause does.
            if last is None or of.ledger.head().position != last.size or alarm(of) is not None:
                seal(of, recompute=True)
            ask_witnesses(of)
        except _FAULTS as error:
            if not isinstance(error, HistoryChanged):
                LOG.error("not sealed: %s", type(error).__name__)
        except Exception:
            # Whatever it is, it must not take down the thread of a request that has long been answered.
            LOG.exception("not sealed")


_DUTIES: Final[WeakKeyDictionary[Services, _Duty]] = WeakKeyDictionary()


def _duty(of: Services) -> _Duty:
    found = _DUTIES.get(of)
    if found is None:
        found = _DUTIES.setdefault(of, _Duty())
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
