"""Checkpoints (C2SP tlog-checkpoint): "the log of this name had so many entries, and this was its root"."""

import re
from typing import Final

from domain.kernel import record
from ledger.proof.note import Note, NoteMalformed, base64_of, unbase64
from ledger.proof.tree import HASH

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@record
class Checkpoint:
    """Size and root of a log at one moment. ``origin`` is the name of the log and of its key."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(self.size), base64_of(self.root), *self.extensions)
        return "".join(line + "\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from the text of a note. Raises `NoteMalformed`."""
    if not text.endswith("\n"):
        raise NoteMalformed("a checkpoint ends with a line break")
    origin, *rest = text[:-1].split("\n")
    if not origin:
        raise NoteMalformed("a checkpoint names its log")
    if len(rest) < 2 or not all(rest):
        raise NoteMalformed("a checkpoint has three lines at least, none of them empty")
    if not _SIZE.fullmatch(rest[0]):
        raise NoteMalformed("the size of a checkpoint is a decimal number")
    root = unbase64(rest[1])
    if len(root) != HASH:
        raise NoteMalformed("the root of a checkpoint has 32 bytes")
    return Checkpoint(origin=origin, size=int(rest[0]), root=root, extensions=tuple(rest[2:]))


def checkpoint_of(note: Note) -> Checkpoint:
    """The checkpoint that a note signs."""
    return parse_checkpoint(note.text)
