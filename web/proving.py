"""Receipts as people meet them: which entries are in reach, what a receipt says, in words and as a QR code."""

from typing import Final

import segno
from flask import url_for
from markupsafe import Markup

from domain.identity import kind_of
from domain.kernel import Entry, record
from ledger.port import Row
from ledger.proof.receipt import Receipt, Verified, verify
from ledger.proof.sealing import NotSealed
from web.access import reads
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.sealing import receipt_of
from web.services import services
from web.viewer import viewer

LARGEST: Final = 10**15
"""No log is longer; a larger number in an address is none of ours."""


@record
class Proven:
    """An entry within reach, with its receipt."""

    entry: Entry
    before: tuple[Entry, ...]
    """What stood on the record before it."""
    receipt: Receipt
    verified: Verified


def proven(position: int, *, body: bool = False) -> Proven:
    """An entry that the viewer may read, and its receipt, which was checked.

    Raises `NotFound`, `HistoryChanged`, and what keeps a receipt from being made.
    """
    row = _row(position)
    # First of all: whatever else is read of an entry that is not the one that was signed would only mislead.
    receipt = _receipt(position, body=body)
    entries = _in_reach(row)
    found = verify(receipt, log=receipt.log)
    return Proven(entry=entries[-1], before=tuple(entries[:-1]), receipt=receipt, verified=found)


def _row(position: int) -> Row:
    if not 0 < position < LARGEST:
        raise NotFound
    rows = services().ledger.rows(position - 1, 1, until=position)
    if not rows:
        raise NotFound
    return rows[0]


def _in_reach(row: Row) -> list[Entry]:
    """Entries of the record up to this one. Its own account may see it, and whoever may read the record."""
    entries = services().ledger.stream(row.stream)[: row.version]
    who = viewer()
    if entries[-1].recorded_by != who.account:
        kind = kind_of(row.stream)
        if not reads(who.role, kind):
            raise NotFound
        record_in_reach(row.stream)
    return entries


def _receipt(position: int, *, body: bool) -> Receipt:
    try:
        return receipt_of(services(), position, body=body)
    except NotSealed:
        raise NotFound from None


# --- in words --------------------------------------------------------------------------


def grouped(digest: str) -> str:
    """A hash in four groups, so that the eye finds its place again."""
    return " ".join(digest[place : place + 16] for place in range(0, len(digest), 16))


def short_text(found: Verified) -> str:
    """What the QR code holds: a few lines to be compared by eye, with no network and nothing of ours at hand."""
    leaf, checkpoint = found.leaf, found.checkpoint
    return "\n".join(
        (
            "zeren.receipt/1",
            f"log {leaf.log}",
            f"position {leaf.position}",
            f"recorded {leaf.recorded_at}",
            f"leaf {grouped(leaf.hash.hex())}",
            f"size {checkpoint.size}",
            f"root {grouped(checkpoint.root.hex())}",
        )
    )


def qr_code(text: str, title: str) -> Markup:
    """A QR code as SVG, to stand in a page. Middle correction: a fold or a stamp across it does no harm."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, title=title)
    return Markup(drawn)  # noqa: S704  # drawn by us


def receipt_url(position: int) -> str:
    """Address of the receipt of an entry."""
    return url_for("proof.entry", position=position)
