"""The proof of one entry as a file (C2SP tlog-proof): where it stands, the way to the root, and the checkpoint."""

import re
from typing import Final

from domain.kernel import record
from ledger.proof.note import NoteMalformed, base64_of, unbase64
from ledger.proof.tree import HASH

HEADER: Final = "c2sp.org/tlog-proof@v1"
_MOST: Final = 63
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")


@record
class Proof:
    """Inclusion of one leaf under a checkpoint. ``checkpoint`` is the signed note as it stands."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @property
    def data(self) -> bytes:
        """As a file."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {base64_of(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [base64_of(one) for one in self.path]
        return "".join(line + "\n" for line in lines).encode() + b"\n" + self.checkpoint


def parse_proof(data: bytes) -> Proof:
    """A proof from a file. Nothing is verified here. Raises `NoteMalformed`."""
    head, separator, checkpoint = data.partition(b"\n\n")
    if not separator or not checkpoint:
        raise NoteMalformed("a proof holds a checkpoint below an empty line")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteMalformed("the head of a proof is plain text") from error
    if lines.pop(0) != HEADER:
        raise NoteMalformed(f"a proof begins with {HEADER}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = unbase64(lines.pop(0).removeprefix("extra "))
    found = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if found is None:
        raise NoteMalformed("a proof says the index of its entry")
    if len(lines) > _MOST:
        raise NoteMalformed("the path of a proof is too long")
    path = tuple(unbase64(line) for line in lines)
    if any(len(one) != HASH for one in path):
        raise NoteMalformed("a hash of a proof has 32 bytes")
    return Proof(index=int(found[1]), path=path, checkpoint=checkpoint, extra=extra)
