"""What of an entry goes into the tree: a small canonical JSON text, for ever in this form.

It holds no payload and no personal value, only the hash of the stored body. So a leaf may be shown to anybody, and
stays as it is when a person's key is destroyed.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

import msgspec

from ledger.port import Row
from ledger.proof.tree import leaf_hash

FORM: Final = "zeren.leaf/1"


class Leaf(msgspec.Struct, frozen=True):
    """Fields in alphabetical order, as they are written. ``index`` counts from 0, ``position`` from 1."""

    form: str
    index: int
    log: str
    name: str
    position: int
    recorded_at: str
    sha256: str
    stream: str
    version: int

    @property
    def text(self) -> bytes:
        """As it is hashed."""
        return _ENCODER.encode(self)

    @property
    def hash(self) -> bytes:
        """Its hash in the tree."""
        return leaf_hash(self.text)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Leaf)


class LeafMalformed(ValueError):
    """This text is not a leaf."""


def leaf_of(origin: str, index: int, row: Row) -> Leaf:
    """The leaf of a row that stands at ``index`` (from 0) of the log ``origin``."""
    return Leaf(
        FORM,
        index,
        origin,
        row.name,
        row.position,
        row.recorded_at,
        hashlib.sha256(row.body).hexdigest(),
        row.stream,
        row.version,
    )


def hashes_of(origin: str, first: int, rows: Iterable[Row]) -> list[bytes]:
    """Hashes of the leaves of rows that follow each other, the first at index ``first``."""
    sha256, encode = hashlib.sha256, _ENCODER.encode
    return [
        sha256(
            b"\x00"
            + encode(Leaf(FORM, index, origin, name, position, recorded_at, sha256(body).hexdigest(), stream, version))
        ).digest()
        for index, (position, stream, version, name, recorded_at, _, _, body) in enumerate(rows, first)
    ]


def parse_leaf(text: bytes) -> Leaf:
    """A leaf from its text; only the canonical text of a leaf is one. Raises `LeafMalformed`."""
    try:
        leaf = _DECODER.decode(text)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LeafMalformed(str(error)) from error
    if leaf.form != FORM or leaf.text != text:
        raise LeafMalformed("not in canonical form")
    return leaf
