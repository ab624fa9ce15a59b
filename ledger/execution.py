"""Execution of commands: load, fold, decide, append.

Folded states are kept between commands. That is safe because the append checks, inside its transaction,
the version of every stream the decision rests on: a state that was out of date costs another try, never
a wrong entry. And it is what makes a command cheap: when nobody else wrote, nothing is read.

A refusal is never given on a kept state alone: it is decided again on what the log holds now. Nor before
asking whether this very command is on record: whoever sends a command twice gets the first receipt, even
where the second would be refused.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from domain.handling import HANDLING, judge
from domain.kernel import Refused
from ledger.port import CommandReused, Conflict, Draft, Ledger, Receipt, Signature, Stale
from ledger.standing import EMPTY, Folded, fold, read, states_of

TRIES: Final = 4


class _Reading:
    """What one attempt read: streams with the version and state they were found in.

    The first attempt takes kept states as they are, and a record it has not met for a new one; every
    later attempt reads from the beginning of each stream, for which streams are kept small.
    """

    def __init__(self, ledger: Ledger, attempt: int) -> None:
        self._ledger = ledger
        self._attempt = attempt
        self._states = states_of(ledger)
        self._kept = self._states.get
        self.found: dict[str, Folded] = {}
        self.reached: dict[str, Folded] = {}
        """Streams that earlier commands of the same batch are about to move, and where to."""
        self.standing: set[tuple[str, str]] = set()
        """Records that were named and found to stand, each with the kind it was to be."""
        self.on_trust = False
        """Whether anything was taken as kept, without asking the log."""

    def assume_new(self, stream: str) -> None:
        """Take the command's own record for new if nothing is kept of it: most commands begin a record."""
        if self._attempt == 0 and stream not in self.reached and stream not in self.found:
            kept = self._states.get(stream)
            self.on_trust = True
            self.found[stream] = kept or EMPTY

    def load(self, stream: str) -> Any:
        """State of a stream; None if there is nothing in it."""
        folded = self.reached.get(stream) or self.found.get(stream)
        return (folded or self._find(stream))[1]

    def at(self, stream: str) -> Folded:
        """Version and state of a stream."""
        return self.reached.get(stream) or self.found.get(stream) or self._find(stream)

    def versions(self) -> dict[str, int]:
        """What the decisions rest on, as it was found."""
        return {stream: version for stream, (version, _) in self.found.items()}

    def keep(self, position: int) -> None:
        """Keep what was reached, now that it is recorded up to this position."""
        self._states.recorded(self.reached, position)

    def _find(self, stream: str) -> Folded:
        folded = self._kept(stream) if self._attempt == 0 else None
        if folded is None:
            folded = read(self._ledger, stream)
        else:
            self.on_trust = True
        self.found[stream] = folded
        return folded


def _fold(evolve: Callable[[Any, Any], Any], state: Any, events: Sequence[Any]) -> Any:
    for event in events:
        state = evolve(state, event)
    return state


def execute(
    ledger: Ledger,
    command: object,
    signature: Signature,
    today: date,
    *,
    expecting: int | None = None,
    rests_on: Mapping[str, int] | None = None,
) -> Receipt:
    """Carry out one command: what it led to, or `Refused`, `Stale`, `CommandReused`, `LedgerUnavailable`.

    ``expecting`` is the version of the record that the person saw. Raises `Conflict` if other writers
    were first every time. ``rests_on`` are versions of records on which the caller decided that the command may
    be carried out: they are checked with the others, and one attempt is all; `Conflict` says to look again.
    """
    signature = _fingerprinted(ledger, command, signature)
    for attempt in range(TRIES):
        reading = _Reading(ledger, attempt)
        problem: Refused | Stale | None = None
        draft: Draft | None = None
        try:
            draft = _decide(reading, command, today, expecting)
        except (Refused, Stale) as error:
            problem = error
        if draft is None:
            if rests_on is not None:
                raise Conflict(list(rests_on))
            if reading.on_trust:
                continue
            first = ledger.recorded([signature]).get(signature.command_id)
            if first is not None:
                return first
            if isinstance(problem, Stale):
                raise Stale(problem.stream, problem.expecting, ledger.stream(problem.stream, after=problem.expecting))
            if problem is not None:
                raise problem
            return Receipt(command_id=signature.command_id, entries=())
        try:
            receipt = ledger.append([draft], signature, expects=_expects(reading, rests_on))
        except Conflict:
            if rests_on is not None or attempt == TRIES - 1:
                raise
            continue
        if not receipt.repeated:
            reading.keep(receipt.position)
        return receipt
    raise AssertionError("unreachable: the last try reads everything anew")


def _expects(reading: _Reading, rests_on: Mapping[str, int] | None) -> dict[str, int]:
    """All versions to be checked; a record that was met twice must have been met at one version."""
    versions = reading.versions()
    for stream, version in (rests_on or {}).items():
        if versions.setdefault(stream, version) != version:
            raise Conflict([stream])
    return versions


def execute_many(ledger: Ledger, acts: Sequence[tuple[object, Signature, date]]) -> list[Receipt]:
    """Carry out several commands in one transaction, or none of them.

    Each is decided on what the ones before it lead to. Commands that are on record already are left as
    they are. A refusal refuses all; its note says which command it was (counted from 0).
    """
    with _uncollected():
        return _execute_many(ledger, acts)


def _execute_many(ledger: Ledger, acts: Sequence[tuple[object, Signature, date]]) -> list[Receipt]:
    signed = [(command, _fingerprinted(ledger, command, signature), today) for command, signature, today in acts]
    signatures = [signature for _, signature, _ in signed]
    if len({signature.command_id for signature in signatures}) < len(signatures):
        raise CommandReused("one command id stands for two commands of the batch")
    for attempt in range(TRIES):
        # The first attempt does not ask: should some be on record, the append meets streams that moved.
        before = ledger.recorded(signatures) if attempt > 0 else {}
        reading = _Reading(ledger, attempt)
        drafts: list[tuple[Sequence[Draft], Signature]] = []
        try:
            for number, (command, signature, today) in enumerate(signed):
                if signature.command_id not in before:
                    try:
                        draft = _decide(reading, command, today, None)
                    except Refused as refusal:
                        refusal.add_note(f"command {number}: {type(command).__name__}")
                        raise
                    if draft is not None:
                        drafts.append(((draft,), signature))
        except Refused:
            if attempt == 0 or reading.on_trust:
                continue
            raise
        try:
            receipts = ledger.append_many(drafts, expects=reading.versions()) if drafts else []
        except Conflict:
            if attempt == TRIES - 1:
                raise
            continue
        if receipts and not any(receipt.repeated for receipt in receipts):
            reading.keep(receipts[-1].position)
        found = before | {receipt.command_id: receipt for receipt in receipts}
        return [
            found.get(signature.command_id) or Receipt(command_id=signature.command_id, entries=())
            for signature in signatures
        ]
    raise AssertionError("unreachable: the last try reads everything anew")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles out of a batch: it would walk tens of thousands of records that hold none.

    A third of the time of an import went there.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _decide(reading: _Reading, command: object, today: date, expecting: int | None) -> Draft | None:
    """The draft a command leads to; None where nothing needs recording."""
    row = HANDLING[type(command)]
    own = row.stream(command)
    if expecting is None:
        reading.assume_new(own)
    if expecting is not None and reading.at(own)[0] != expecting:
        raise Stale(own, expecting, ())
    judged = judge(command, today=today, load=reading.load, standing=reading.standing)
    if not judged.events:
        return None
    version, state = reading.at(judged.stream)
    reading.reached[judged.stream] = (version + len(judged.events), _fold(row.evolve, state, judged.events))
    reading.standing -= {(judged.stream, row.kind), (judged.stream, "")}
    return Draft(stream=judged.stream, after=version, events=judged.events)


def _fingerprinted(ledger: Ledger, command: object, signature: Signature) -> Signature:
    if signature.digest:
        return signature
    return Signature(
        command_id=signature.command_id,
        recorded_by=signature.recorded_by,
        on_behalf_of=signature.on_behalf_of,
        digest=ledger.fingerprint(command),
    )


def state_of(ledger: Ledger, stream: str) -> Any:
    """State of a record as the log holds it now, for pages that show what may be done next."""
    return read(ledger, stream)[1]


__all__ = ["TRIES", "execute", "execute_many", "fold", "state_of"]
