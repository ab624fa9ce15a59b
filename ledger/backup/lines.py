"""Rows of the ledger and what is kept of proofs as lines of canonical JSON: keys sorted, no white space, UTF-8.

A row carries its body as text within the text, so that a body comes back byte by byte, whatever it holds.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from ledger.port import Row
from ledger.proof.note import NoteMalformed, parse_signature
from ledger.proof.store import Cosigned, Refusal, Sealed

_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_DECODER: Final = msgspec.json.Decoder()


class LineMalformed(ValueError):
    """This line is not what it should be."""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row; fields in alphabetical order, as they are written."""

    body: str
    command_id: str
    command_part: int
    name: str
    position: int
    recorded_at: str
    stream: str
    version: int


_ROWS: Final = msgspec.json.Decoder(_Entry)


def canonical(plain: Any) -> bytes:
    """One line."""
    return _ENCODER.encode(plain) + b"\n"


def plain_of(line: bytes) -> Any:
    """What stands in a line. Raises `LineMalformed`."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineMalformed(str(error)) from error


def row_line(row: Row) -> bytes:
    """A row as a line."""
    entry = _Entry(
        row.body.decode(),
        row.command_id,
        row.command_part,
        row.name,
        row.position,
        row.recorded_at,
        row.stream,
        row.version,
    )
    return _ENCODER.encode(entry) + b"\n"


def row_of(line: bytes) -> Row:
    """A row from its line. Raises `LineMalformed`."""
    try:
        one = _ROWS.decode(line)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineMalformed(str(error)) from error
    return Row(
        one.position,
        one.stream,
        one.version,
        one.name,
        one.recorded_at,
        one.command_id,
        one.command_part,
        one.body.encode(),
    )


Kept = Sealed | Cosigned | Refusal


def kept_line(one: Kept) -> bytes:
    """What is kept of a proof as a line."""
    match one:
        case Sealed():
            return canonical(
                {
                    "checkpoint": {
                        "note": one.note.decode(),
                        "recomputed": one.recomputed,
                        "root": one.root.hex(),
                        "sealed_at": one.sealed_at,
                        "size": one.size,
                    }
                }
            )
        case Cosigned():
            return canonical(
                {
                    "cosignature": {
                        "line": one.signature.line,
                        "received_at": one.received_at,
                        "size": one.size,
                        "witness": one.witness,
                    }
                }
            )
        case Refusal():
            return canonical(
                {
                    "refusal": {
                        "answer": one.answer,
                        "received_at": one.received_at,
                        "size": one.size,
                        "status": one.status,
                        "witness": one.witness,
                    }
                }
            )


def kept_of(line: bytes) -> Kept:
    """The same from its line. Raises `LineMalformed`."""
    try:
        ((sort, said),) = plain_of(line).items()
        if sort == "checkpoint":
            note, root = said.pop("note").encode(), bytes.fromhex(said.pop("root"))
            return Sealed(note=note, root=root, **said)
        if sort == "cosignature":
            return Cosigned(signature=parse_signature(said.pop("line")), **said)
        if sort == "refusal":
            return Refusal(**said)
    except (AttributeError, KeyError, TypeError, ValueError, NoteMalformed) as error:
        raise LineMalformed(str(error)) from error
    raise LineMalformed(f"a line of a sort that is not known: {sort}")


def batches(rows: Iterable[Row], size: int = 2_000) -> Iterator[list[Row]]:
    """Rows in pages."""
    page: list[Row] = []
    for row in rows:
        page.append(row)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
