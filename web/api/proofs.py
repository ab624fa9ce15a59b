"""The receipt of an entry over the JSON API: the very file, byte for byte, that the page hands out."""

import msgspec
from flask import Response

from web.api import asked
from web.proving import proven


class ProofReceipt(msgspec.Struct):
    """A receipt file (``zeren.receipt/1``), to be kept as it comes: `zeren verify receipt` reads it."""

    entry: str
    """The leaf: canonical JSON, which is what was hashed."""
    form: str
    log: str
    """Public key of the log; trust the one you hold, not this."""
    proof: str
    """C2SP tlog-proof with the signed checkpoint."""
    witnesses: list[str]
    """Public keys of the witnesses that signed the checkpoint."""
    body: str | None = None
    """The body as it is stored, where it was asked for."""


ALL = (ProofReceipt,)


def entry_proof(position: int) -> Response:
    """The receipt of the entry at a log position; sealed first where no checkpoint covers it."""
    found = proven(position, body=asked.flag("body"))
    return Response(found.receipt.data, mimetype="application/json")
