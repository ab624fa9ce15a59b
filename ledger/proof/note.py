"""Signed notes (C2SP signed-note): a text, and below it lines of signatures that anybody can check.

A key is known by its name and by four bytes of a hash over name, sort and key; the name says who, the hash keeps
two keys of one name apart. Two sorts are known: Ed25519 (1), under which a log signs, and the timestamped
cosignature of a witness (4, C2SP tlog-cosignature).
"""

import base64
import binascii
import hashlib
import re
import struct
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.kernel import record

ED25519: Final = 1
COSIGNATURE: Final = 4

_DASH: Final = "— "
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LARGEST: Final = 1_000_000
_MOST: Final = 100
"""Signatures on one note; beyond that somebody is playing."""


class NoteMalformed(ValueError):
    """This is not a signed note, or not a key."""


class NoteUnverified(ValueError):
    """A signature under a known name and key id does not hold, or none is known."""


def unbase64(text: str) -> bytes:
    """Standard base64, strictly: padding in place, no other characters, no bits left over."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteMalformed(f"not base64: {text[:40]!r}") from error
    if base64.b64encode(data).decode() != text:
        raise NoteMalformed(f"not canonical base64: {text[:40]!r}")
    return data


def base64_of(data: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(data).decode("ascii")


def check_name(name: str) -> str:
    """The name of a key: not empty, no white space, no plus sign."""
    if not name or "+" in name or " " in name or not name.isprintable():  # white space but for the blank is not
        raise NoteMalformed(f"not a name of a key: {name!r}")
    return name


@record
class VerifierKey:
    """A public key with its name."""

    name: str
    sort: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.sort]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """As it is handed to others: ``name+id+key``."""
        return f"{self.name}+{self.id.hex()}+{base64_of(bytes([self.sort]) + self.public)}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the text form, in groups of four: to be printed on paper and compared by eye."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))

    def verifies(self, text: bytes, blob: bytes) -> bool:
        """Whether ``blob`` is this key's signature of the note's text."""
        if self.sort == COSIGNATURE:
            if len(blob) != 72:
                return False
            text, blob = _cosigned(struct.unpack(">Q", blob[:8])[0], text), blob[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob, text)
        except InvalidSignature:
            return False
        return True


def parse_verifier(text: str) -> VerifierKey:
    """A public key from its text form. Raises `NoteMalformed`."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteMalformed("a public key reads name+id+key")
    name, key_id, encoded = parts
    data = unbase64(encoded)
    if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
        raise NoteMalformed("not an Ed25519 key")
    key = VerifierKey(name=check_name(name), sort=data[0], public=data[1:])
    if key.id.hex() != key_id:
        raise NoteMalformed(f"the id of key {name} is {key.id.hex()} and not {key_id[:20]}")
    return key


@record
class Signature:
    """One line below a note."""

    name: str
    id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """As it stands in the note."""
        return f"{_DASH}{self.name} {base64_of(self.id + self.blob)}\n"

    @property
    def timestamp(self) -> int:
        """Of a cosignature: seconds since 1970 at which the witness signed."""
        if len(self.blob) != 72:
            raise NoteMalformed("this signature carries no time")
        return int(struct.unpack(">Q", self.blob[:8])[0])


@record
class Note:
    """A text that ends with a line break, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def data(self) -> bytes:
        """The note as a file."""
        return (self.text + "\n" + "".join(one.line for one in self.signatures)).encode()

    def and_signed(self, signatures: Iterable[Signature]) -> "Note":
        """The note with further signatures; of one key the last counts."""
        fresh = {(one.name, one.id): one for one in signatures}
        kept = [one for one in self.signatures if (one.name, one.id) not in fresh]
        return Note(text=self.text, signatures=(*kept, *fresh.values()))


def parse_signature(line: str) -> Signature:
    """One line of a signature, with or without its line break. Raises `NoteMalformed`."""
    line = line.removesuffix("\n")
    if not line.startswith(_DASH):
        raise NoteMalformed("a line of a signature begins with a dash")
    parts = line[len(_DASH) :].split(" ")
    if len(parts) != 2:
        raise NoteMalformed("a line of a signature holds a name and a signature")
    blob = unbase64(parts[1])
    if len(blob) < 5:
        raise NoteMalformed("a signature is too short")
    return Signature(name=check_name(parts[0]), id=blob[:4], blob=blob[4:])


def parse_note(data: bytes) -> Note:
    """A note from a file. Signatures are not checked here. Raises `NoteMalformed`."""
    if len(data) > _LARGEST:
        raise NoteMalformed("the note is too large")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteMalformed("the note is not UTF-8") from error
    if _CONTROL.search(whole):
        raise NoteMalformed("the note holds control characters")
    text, separator, below = whole.rpartition("\n\n")
    if not separator or not below.endswith("\n"):
        raise NoteMalformed("the note has no signatures")
    lines = below[:-1].split("\n")
    if len(lines) > _MOST:
        raise NoteMalformed("the note has too many signatures")
    return Note(text=text + "\n", signatures=tuple(parse_signature(line) for line in lines))


def verified(note: Note, known: Sequence[VerifierKey]) -> list[tuple[VerifierKey, Signature]]:
    """Signatures of known keys, each checked. Raises `NoteUnverified` where one does not hold, or none is known."""
    keys: dict[tuple[str, bytes], VerifierKey] = {}
    for key in known:
        if keys.setdefault((key.name, key.id), key) != key:
            raise NoteUnverified(f"two keys {key.name}+{key.id.hex()}")
    found: dict[tuple[str, bytes], tuple[VerifierKey, Signature]] = {}
    text = note.text.encode()
    for signature in note.signatures:
        whose = (signature.name, signature.id)
        verifier = keys.get(whose)
        if verifier is None or whose in found:
            continue
        if not verifier.verifies(text, signature.blob):
            raise NoteUnverified(f"the signature of {signature.name} does not hold")
        found[whose] = (verifier, signature)
    if not found:
        raise NoteUnverified("no signature of a known key")
    return list(found.values())


@record
class SigningKey:
    """A private key with its name. Never shown."""

    name: str
    sort: int
    private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, ***)"

    @property
    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""
        return VerifierKey(name=self.name, sort=self.sort, public=self.private.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """As it is kept in a file (the form of Go's note package)."""
        seed = base64_of(bytes([self.sort]) + self.private.private_bytes_raw())
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{seed}"

    def sign(self, text: str, *, now: Callable[[], float] = time.time) -> Signature:
        """Its signature of a note's text."""
        blob = text.encode()
        if self.sort == COSIGNATURE:
            seconds = int(now())
            blob = struct.pack(">Q", seconds) + self.private.sign(_cosigned(seconds, blob))
        else:
            blob = self.private.sign(blob)
        return Signature(name=self.name, id=self.verifier.id, blob=blob)


def new_key(name: str, sort: int = ED25519) -> SigningKey:
    """A new private key."""
    return SigningKey(name=check_name(name), sort=sort, private=Ed25519PrivateKey.generate())


def parse_signing_key(text: str) -> SigningKey:
    """A private key from its text form. Raises `NoteMalformed`, which never shows the key."""
    parts = text.strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise NoteMalformed("a private key reads PRIVATE+KEY+name+id+key")
    try:
        data = base64.b64decode(parts[4].encode("ascii"), validate=True)
    except ValueError:
        data = b""
    if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
        raise NoteMalformed("not an Ed25519 private key")
    key = SigningKey(name=check_name(parts[2]), sort=data[0], private=Ed25519PrivateKey.from_private_bytes(data[1:]))
    if key.verifier.id.hex() != parts[3]:
        raise NoteMalformed("the private key does not belong to its id")
    return key


def sign(text: str, *keys: SigningKey) -> Note:
    """A note with the signatures of these keys."""
    if not text.endswith("\n"):
        raise NoteMalformed("the text of a note ends with a line break")
    return Note(text=text, signatures=tuple(key.sign(text) for key in keys))


def _cosigned(seconds: int, text: bytes) -> bytes:
    return b"cosignature/v1\ntime %d\n" % seconds + text
