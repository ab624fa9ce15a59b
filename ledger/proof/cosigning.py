"""Asking witnesses to sign the last checkpoint: over the network, or by a file that is carried there and back.

What a witness signed before is known from its kept signatures; where it knows another size, it says so, and is asked
again from there. Its signature is checked before it is kept. An answer that says that our log is not the one it signed
is an alarm, and is kept as well.
"""

import http.client
import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from domain.kernel import record
from ledger.lines import to_text
from ledger.proof.checkpoint import checkpoint_of
from ledger.proof.note import (
    Note,
    NoteMalformed,
    NoteUnverified,
    Signature,
    VerifierKey,
    parse_note,
    parse_signature,
    verified,
)
from ledger.proof.policy import Policy, WitnessNamed
from ledger.proof.sealing import Sealer
from ledger.proof.store import Cosigned, Refusal
from ledger.proof.tree import consistency_path
from ledger.proof.witness import Request

TIMEOUT: Final = 5
"""Seconds for a witness to answer."""
LARGEST: Final = 64 * 1024
TRIES: Final = 2
"""Asked once more where it knew another size."""

Post = Callable[[str, bytes], tuple[int, bytes]]
"""Sends a request to an address; status and body of the answer. Raises OSError where nobody answers."""


class Verdict(StrEnum):
    """What came of asking a witness."""

    SIGNED = "signed"
    UNREACHABLE = "unreachable"
    """Nobody answered, or not in a way that could be read."""
    REFUSED = "refused"
    """It does not know our log or our key."""
    AHEAD = "ahead"
    """It has signed more than we have: our log was cut short, or restored from a backup."""
    FORK = "fork"
    """What it signed is not the beginning of our log."""

    @property
    def alarming(self) -> bool:
        """Whether the record is in doubt."""
        return self in (Verdict.AHEAD, Verdict.FORK)


@record
class Asked:
    """What one witness answered. Holds no personal data."""

    witness: str
    verdict: Verdict
    size: int
    """Size of the checkpoint."""
    told: str = ""


class NothingToSign(Exception):
    """There is no checkpoint yet."""


def ask(
    sealer: Sealer, policy: Policy, *, post: Post | None = None, now: Callable[[], datetime] | None = None
) -> list[Asked]:
    """Ask every witness that has an address to sign the last checkpoint; those that have signed it are not asked."""
    send = post or http_post
    clock = now or (lambda: datetime.now(UTC))
    last = sealer.store.last()
    if last is None:
        return []
    signed = {one.witness for one in sealer.store.cosignatures(last.size)}
    return [
        Asked(witness=one.name, verdict=Verdict.SIGNED, size=last.size)
        if one.key.text in signed
        else _ask(sealer, one, last.size, send, clock)
        for one in policy.witnesses.values()
        if one.url
    ]


def _ask(sealer: Sealer, witness: WitnessNamed, size: int, send: Post, clock: Callable[[], datetime]) -> Asked:
    old = signed_by(sealer, witness.key)
    asked = Asked(witness=witness.name, verdict=Verdict.UNREACHABLE, size=size)
    for _ in range(TRIES):
        try:
            status, body = send(f"{witness.url}/add-checkpoint", request_for(sealer, old, size).data)
        except (OSError, http.client.HTTPException) as error:
            return Asked(witness=witness.name, verdict=Verdict.UNREACHABLE, size=size, told=type(error).__name__)
        asked = take(sealer, witness, old, size, status, body, clock=clock)
        known = _size_in(body) if status == 409 else None
        if known is None or known == old or asked.verdict.alarming:
            return asked
        old = known
    return asked


def signed_by(sealer: Sealer, key: VerifierKey) -> int:
    """The largest size that a witness is known to have signed; 0: none."""
    return max((one.size for one in sealer.store.cosignatures() if one.witness == key.text), default=0)


def request_for(sealer: Sealer, old: int, size: int) -> Request:
    """A request to sign the checkpoint of this size, from a size that the witness signed before."""
    sealed = sealer.store.checkpoint(size)
    if sealed is None:
        raise NothingToSign(f"there is no checkpoint of {size}")
    note = parse_note(sealed.note)
    path = consistency_path(old, size, sealer.store.subtree) if old <= size else []
    return Request(old=old, path=tuple(path), note=note, checkpoint=checkpoint_of(note))


def take(
    sealer: Sealer,
    witness: WitnessNamed,
    old: int,
    size: int,
    status: int,
    body: bytes,
    *,
    clock: Callable[[], datetime] | None = None,
) -> Asked:
    """Read an answer: keep a signature that holds, keep what is said instead; ``old`` is what was asked from."""
    at = to_text((clock or (lambda: datetime.now(UTC)))())
    if status == 200:
        return _signed(sealer, witness, size, body, at)
    told = body[:200].decode("utf-8", "replace").strip()
    if status == 409:
        known = _size_in(body)
        verdict = Verdict.UNREACHABLE if known is None else Verdict.AHEAD if known > size else Verdict.REFUSED
        if known is not None and known == old:
            verdict = Verdict.FORK
    elif status == 422:
        verdict = Verdict.FORK
    else:
        verdict = Verdict.REFUSED if 400 <= status < 500 else Verdict.UNREACHABLE
    if verdict is not Verdict.UNREACHABLE and (status != 409 or verdict.alarming):
        sealer.store.keep_refusal(
            Refusal(size=size, witness=witness.key.text, status=status, answer=told, received_at=at)
        )
    return Asked(witness=witness.name, verdict=verdict, size=size, told=told)


def _signed(sealer: Sealer, witness: WitnessNamed, size: int, body: bytes, at: str) -> Asked:
    note = sealer.store.note(size)
    assert note is not None, "checkpoints are never removed"
    try:
        signature = own_signature(note, witness.key, body)
    except (NoteMalformed, NoteUnverified) as error:
        return Asked(witness=witness.name, verdict=Verdict.UNREACHABLE, size=size, told=str(error))
    sealer.store.keep_cosignature(Cosigned(size=size, witness=witness.key.text, signature=signature, received_at=at))
    return Asked(witness=witness.name, verdict=Verdict.SIGNED, size=size)


def own_signature(note: Note, key: VerifierKey, body: bytes) -> Signature:
    """The signature of this witness in its answer, checked. Raises `NoteMalformed`, `NoteUnverified`."""
    if len(body) > LARGEST or not body.endswith(b"\n"):
        raise NoteMalformed("the answer is no list of signatures")
    try:
        lines = body.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise NoteMalformed("the answer is not UTF-8") from error
    found = [one for one in map(parse_signature, lines) if (one.name, one.id) == (key.name, key.id)]
    if not found:
        raise NoteUnverified("the answer holds no signature of this witness")
    verified(Note(text=note.text, signatures=tuple(found[:1])), [key])
    return found[0]


def _size_in(body: bytes) -> int | None:
    text = body.decode("ascii", "replace").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def http_post(url: str, body: bytes) -> tuple[int, bytes]:
    """POST over http or https. Does not follow redirects: a witness answers itself."""
    parts = urlsplit(url)
    made: http.client.HTTPConnection
    if parts.scheme == "https":
        made = http.client.HTTPSConnection(parts.netloc, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        made = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
    try:
        made.request("POST", parts.path, body, {"Content-Type": "text/plain; charset=utf-8"})
        answer = made.getresponse()
        return answer.status, answer.read(LARGEST + 1)
    finally:
        made.close()


def alarms(asked: Sequence[Asked]) -> list[Asked]:
    """Answers that put the record in doubt."""
    return [one for one in asked if one.verdict.alarming]
