"""The witness as a small WSGI application: ``POST …/add-checkpoint``, and nothing else."""

import logging
import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.proof.keys import read_signing_key
from ledger.proof.witness import LARGEST, TEXT, Answer, Witness, WitnessProblem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger("zeren.witness")

PATH = "/add-checkpoint"


def witness_in(folder: Path) -> Witness:
    """The witness whose key and database lie in this folder."""
    return Witness(folder / "witness.db", read_signing_key(folder / "witness.key"))


def create_app(witness: Witness | None = None) -> Callable[..., Iterable[bytes]]:
    """The application; the folder comes from ``ZEREN_WITNESS_DATA`` where no witness is handed in."""
    own = witness or witness_in(Path(os.environ["ZEREN_WITNESS_DATA"]))

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = _answer(own, environ)
        phrase = HTTPStatus(answer.status).phrase
        headers = [("Content-Type", answer.media_type), ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} {phrase}", [*headers, ("Cache-Control", "no-store")])
        return [answer.body]

    return application


def _answer(witness: Witness, environ: "dict[str, Any]") -> Answer:
    if not str(environ.get("PATH_INFO", "")).endswith(PATH):
        return Answer(status=404, media_type=TEXT, body=b"not here\n")
    if environ.get("REQUEST_METHOD") != "POST":
        return Answer(status=405, media_type=TEXT, body=b"POST a checkpoint\n")
    length = str(environ.get("CONTENT_LENGTH") or "")
    if length and (not length.isascii() or not length.isdigit() or int(length) > LARGEST):
        return Answer(status=413, media_type=TEXT, body=b"too large\n")
    body = environ["wsgi.input"].read(int(length) if length else LARGEST + 1)
    try:
        return witness.add_checkpoint(body)
    except WitnessProblem as error:
        LOG.error("%s", error)
        return Answer(status=503, media_type=TEXT, body=b"try again later\n")
