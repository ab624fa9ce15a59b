"""Proof as people meet it: the receipt of an entry, the checkpoints of the log, its witnesses, alarms."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from domain.identity import kind_of
from domain.terms import KINDS
from ledger.proof.note import NoteMalformed
from ledger.proof.sealing import HistoryChanged
from ledger.proof.store import StoreBroken
from web.errors import NotFound
from web.history import told
from web.language import pick, t
from web.proving import LARGEST, grouped, proven, qr_code, short_text
from web.saying import moment
from web.sealing import CHANGED, alarm, look
from web.services import services

blueprint = Blueprint("proof", __name__)

T = TypeVar("T")

SHOWN = 50
"""Checkpoints that the page lists; all of them stand in the exports."""


def _or_alarm(view: Callable[..., Any]) -> Callable[..., Any]:
    """Where the record is not the one that was signed there is no page but the one that says so."""

    @wraps(view)
    def answer(**path: Any) -> Any:
        try:
            return view(**path)
        except HistoryChanged as error:
            return render_template("proof_changed.html", position=error.position), 500

    return answer


@blueprint.get("/proof/entries/<int:position>")
@_or_alarm
def entry(position: int) -> str:
    """The receipt of an entry, to be read, printed and taken along."""
    found = proven(position)
    stream = found.entry.stream
    short = short_text(found.verified)
    sealed = services().sealer.store.checkpoint(found.verified.checkpoint.size)
    return render_template(
        "receipt_proof.html",
        line=told((*found.before, found.entry))[-1],
        kind_text=pick(KINDS[kind_of(stream)]),
        stream=stream,
        verified=found.verified,
        receipt=found.receipt,
        leaf=found.verified.leaf,
        leaf_hash=grouped(found.verified.leaf.hash.hex()),
        root=grouped(found.verified.checkpoint.root.hex()),
        sealed_at=_local(sealed.sealed_at) if sealed else "",
        recomputed=sealed is not None and sealed.recomputed,
        short=short,
        qr=qr_code(short, t("回执要点二维码", "QR code of the main points")),
    )


@blueprint.get("/proof/entries/<int:position>/receipt.json")
@_or_alarm
def entry_file(position: int) -> Response:
    """The receipt as a file; with ``body=1`` what was recorded stands in it too, as it is stored."""
    found = proven(position, body=request.args.get("body") == "1")
    return Response(
        found.receipt.data,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="receipt-{position}.json"'},
    )


@blueprint.get("/proof")
def overview() -> str:
    """How far the log is sealed, who witnessed it, and what is wrong."""
    of = services()
    found, standing = look(of), alarm(of)
    store = of.sealer.store
    return render_template(
        "proof.html",
        look=found,
        alarm=standing,
        alarm_at=_local(standing.at) if standing and standing.at else "",
        changed=found.changed is not None or (standing is not None and standing.code == CHANGED),
        key=of.sealer.key.verifier,
        checkpoints=[(one, _local(one.sealed_at), grouped(one.root.hex())) for one in _kept(store.latest, SHOWN)],
        cosigned=[(one, _named(one.witness), _local(one.received_at)) for one in _kept(store.last_cosignatures)],
        refusals=[
            (one, _named(one.witness), _local(one.received_at)) for one in reversed(_kept(store.refusals)[-SHOWN:])
        ],
    )


@blueprint.get("/proof/checkpoints/<int:size>")
def checkpoint(size: int) -> Response:
    """A checkpoint with all signatures on it, as a signed note."""
    note = services().sealer.store.note(size) if size < LARGEST else None
    if note is None:
        raise NotFound
    return Response(
        note.data,
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="checkpoint-{size}.txt"'},
    )


def _kept(read: Callable[..., list[T]], *arguments: int) -> list[T]:
    """What is kept, as far as it can be read: the page must open when it is needed most. Damage is told by `look`."""
    try:
        return read(*arguments)
    except (StoreBroken, NoteMalformed):
        return []


def _named(witness: str) -> str:
    """Name in a witness's public key."""
    return witness.partition("+")[0]


def _local(text: str) -> str:
    return moment(text)
