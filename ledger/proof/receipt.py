"""Receipts (回执): what shows, to whoever has nothing of ours but the log's public key, that an entry is on record.

A receipt is a file, canonical JSON, for ever in this form: the leaf of the entry, its proof with the signed
checkpoint (C2SP tlog-proof), the public keys of all that signed that checkpoint, and, if it was asked for, the body of
the entry as it is stored. Every byte of it is bound: to the leaf, to the root, or to a signature. So there is one
receipt for what it says, and a copy with anything else in it is none.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, TypeVar

import msgspec

from domain.kernel import record
from ledger.proof.bundle import Proof, parse_proof
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.leaf import Leaf, LeafMalformed, parse_leaf
from ledger.proof.note import COSIGNATURE, ED25519, Note, NoteMalformed, VerifierKey, parse_note, parse_verifier
from ledger.proof.tree import ProofInvalid, verify_inclusion

FORM: Final = "zeren.receipt/1"
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of the largest receipt that is read: far above the longest body."""

T = TypeVar("T")
R = TypeVar("R")


class ReceiptInvalid(ValueError):
    """A receipt does not show what it is meant to show. ``code`` says which part does not fit."""

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """As a receipt is written: fields in alphabetical order, the body left out where there is none."""

    body: str | None = None
    entry: str
    form: str
    log: str
    proof: str
    witnesses: list[str]


@record
class Receipt:
    """A receipt, read. Nothing of it is checked yet: that is what `verify` is for."""

    leaf: Leaf
    proof: Proof
    log: VerifierKey
    witnesses: tuple[VerifierKey, ...] = ()
    body: bytes | None = None
    """The body of the entry as it is stored; what it hashes to stands in the leaf."""

    @property
    def data(self) -> bytes:
        """The receipt as a file."""
        stored = _Stored(
            body=None if self.body is None else self.body.decode(),
            entry=self.leaf.text.decode(),
            form=FORM,
            log=self.log.text,
            proof=self.proof.data.decode(),
            witnesses=[one.text for one in self.witnesses],
        )
        return _ENCODER.encode(stored) + b"\n"


@record
class Witnessed:
    """A witness's signature: whose, and when it was given."""

    key: VerifierKey
    at: datetime
    trusted: bool
    """The key was named by whoever checks, and not only by the receipt."""


@record
class Verified:
    """What a receipt shows."""

    leaf: Leaf
    checkpoint: Checkpoint
    log: VerifierKey
    trusted: bool
    """The log's key was named by whoever checks. If not, the receipt is only in agreement with itself."""
    witnesses: tuple[Witnessed, ...]
    body: bytes | None


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Stored)


def make(
    leaf: Leaf, proof: Proof, *, log: VerifierKey, witnesses: Sequence[VerifierKey] = (), body: bytes | None = None
) -> Receipt:
    """The receipt of an entry. Of ``witnesses`` (all that are known) those are named that signed the checkpoint.

    Signatures of keys that nobody knows are left out: a receipt carries nothing that cannot be checked.
    """
    note = parse_note(proof.checkpoint)
    known = {(key.name, key.id): key for key in (log, *witnesses)}
    signed = [one for one in note.signatures if (one.name, one.id) in known]
    bare = Proof(index=proof.index, path=proof.path, checkpoint=Note(text=note.text, signatures=tuple(signed)).data)
    signers = tuple(known[one.name, one.id] for one in signed)
    return Receipt(
        leaf=leaf,
        proof=bare,
        log=log,
        witnesses=tuple(sorted((one for one in signers if one != log), key=lambda key: key.text)),
        body=body,
    )


def parse(data: bytes) -> Receipt:
    """A receipt from a file: in canonical form, or not at all. Raises `ReceiptInvalid`."""
    if len(data) > LARGEST:
        raise _malformed("too large")
    try:
        stored = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _malformed(str(error)) from error
    if stored.form != FORM:
        raise _malformed(f"the form is not {FORM}")
    # Two fields of one name, other white space, an escape where none is needed: then this is another file.
    if _ENCODER.encode(stored) + b"\n" != data:
        raise _malformed("not in canonical form")
    receipt = Receipt(
        leaf=_read(parse_leaf, stored.entry.encode(), "leaf", "条目摘要（entry）不是规范格式", "the leaf is malformed"),
        proof=_read(parse_proof, stored.proof.encode(), "form", "证明（proof）不是规范格式", "the proof is malformed"),
        log=_read(parse_verifier, stored.log, "form", "日志公钥（log）不是规范格式", "the log's key is malformed"),
        witnesses=tuple(
            _read(parse_verifier, one, "form", "见证方公钥（witnesses）不是规范格式", "a witness's key is malformed")
            for one in stored.witnesses
        ),
        body=None if stored.body is None else stored.body.encode(),
    )
    if receipt.proof.extra is not None or receipt.data != data:
        raise _malformed("the proof holds what nothing binds")
    return receipt


def verify(receipt: Receipt, *, log: VerifierKey | None = None, witnesses: Sequence[VerifierKey] = ()) -> Verified:
    """What the receipt shows, given keys that whoever checks has from elsewhere. Raises `ReceiptInvalid`.

    Without ``log`` the key in the receipt itself is taken: then nothing shows whose log it is. Each of
    ``witnesses`` must have signed.
    """
    key = receipt.log
    if log is not None and log != key:
        raise ReceiptInvalid(
            "key",
            zh=f"回执所附日志公钥（{key.name}）不是您指定的公钥（{log.name}），不能采信。",
            en=f"the key in the receipt ({key.name}) is not the one you named ({log.name})",
        )
    _check_keys(receipt)
    note = _read(parse_note, receipt.proof.checkpoint, "form", "检查点不是规范格式", "the checkpoint is malformed")
    checkpoint = _read(checkpoint_of, note, "form", "检查点不是规范格式", "the checkpoint is malformed")
    cosigned = _signatures(note, receipt)
    _check_place(receipt, checkpoint)
    _check_body(receipt)
    missing = [one for one in witnesses if one not in receipt.witnesses]
    if missing:
        raise ReceiptInvalid(
            "witness",
            zh=f"见证方 {missing[0].name} 没有在这个检查点上签名。",
            en=f"witness {missing[0].name} did not sign this checkpoint",
        )
    return Verified(
        leaf=receipt.leaf,
        checkpoint=checkpoint,
        log=key,
        trusted=log is not None,
        witnesses=tuple(Witnessed(key=one, at=at, trusted=one in witnesses) for one, at in cosigned),
        body=receipt.body,
    )


def _check_keys(receipt: Receipt) -> None:
    """One key of a log, keys of witnesses: each of its sort, in order, none twice, no two under one id."""
    texts = [one.text for one in receipt.witnesses]
    ids = {(one.name, one.id) for one in (receipt.log, *receipt.witnesses)}
    sorts = receipt.log.sort == ED25519 and all(one.sort == COSIGNATURE for one in receipt.witnesses)
    if not sorts or texts != sorted(texts) or len(ids) != len(texts) + 1:
        raise _malformed("the keys are not one of a log and those of witnesses, in order")


def _signatures(note: Note, receipt: Receipt) -> list[tuple[VerifierKey, datetime]]:
    """Witnesses with their times. All keys have signed, all signatures are theirs, and all hold."""
    keys = {(one.name, one.id): one for one in (receipt.log, *receipt.witnesses)}
    signed = [(one.name, one.id) for one in note.signatures]
    if sorted(signed) != sorted(keys):
        raise ReceiptInvalid(
            "signature",
            zh="检查点上的签名与回执所列公钥不是一一对应的。",
            en="the signatures on the checkpoint are not those of the keys in the receipt, one of each",
        )
    found: list[tuple[VerifierKey, datetime]] = []
    for signature in note.signatures:
        key = keys[signature.name, signature.id]
        if not key.verifies(note.text.encode(), signature.blob):
            raise ReceiptInvalid(
                "signature",
                zh=f"{key.name} 的签名不成立：检查点不是它签的，或签后被改动。",
                en=f"the signature of {key.name} does not hold: it signed something else",
            )
        if key.sort == COSIGNATURE:
            found.append((key, _moment(signature.timestamp)))
    return found


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ReceiptInvalid(
            "signature", zh="见证方签名所载时间无效。", en="a witness signed at no possible time"
        ) from error


def _check_place(receipt: Receipt, checkpoint: Checkpoint) -> None:
    leaf, index = receipt.leaf, receipt.proof.index
    if not leaf.log == checkpoint.origin == receipt.log.name:
        raise ReceiptInvalid(
            "log",
            zh=f"条目属于日志 {leaf.log}，检查点属于 {checkpoint.origin}，公钥属于 {receipt.log.name}，三者不一致。",
            en=f"leaf, checkpoint and key name different logs: {leaf.log}, {checkpoint.origin}, {receipt.log.name}",
        )
    if leaf.index != index or leaf.position != index + 1:
        raise ReceiptInvalid(
            "index",
            zh=f"条目自称位于第{leaf.position}条，证明指向第{index + 1}条，两者不一致。",
            en=f"the leaf says position {leaf.position}, index {leaf.index}; the proof is of index {index}",
        )
    try:
        verify_inclusion(index, checkpoint.size, leaf.hash, receipt.proof.path, checkpoint.root)
    except ProofInvalid as error:
        raise ReceiptInvalid(
            "path",
            zh="由条目和证明算出的总校验值，不是检查点签名的那一个：条目不在这份台账的这个位置上。",
            en=f"the entry does not stand there: {error}",
        ) from error


def _check_body(receipt: Receipt) -> None:
    if receipt.body is None:
        return
    if receipt.leaf.sha256 != sha256(receipt.body).hexdigest():
        raise ReceiptInvalid(
            "body",
            zh="所附登记内容的校验值与条目所载不一致：内容不是当时登记的内容。",
            en="the body does not have the hash that the leaf says: it is not what was recorded",
        )


def _malformed(why: str) -> ReceiptInvalid:
    return ReceiptInvalid("form", zh=f"这不是一份规范的回执文件（{why}）。", en=f"not a receipt in its form: {why}")


def _read(reader: Callable[[T], R], data: T, code: str, zh: str, en: str) -> R:
    try:
        return reader(data)
    except (NoteMalformed, LeafMalformed, ValueError) as error:
        raise ReceiptInvalid(code, zh=f"{zh}：{error}。", en=f"{en}: {error}") from error
