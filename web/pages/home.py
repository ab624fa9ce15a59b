"""Where one begins, and whether the server is well."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from web.access import may_open, reads_records
from web.services import services
from web.viewer import viewer

blueprint = Blueprint("home", __name__)
health = Blueprint("health", __name__)


@blueprint.get("/")
def home() -> Response:
    """The board; who reads no records begins with the accounts, or with the proof."""
    role = viewer().role
    other = "accounts.listing" if may_open(role, "accounts.listing") else "proof.overview"
    return redirect(url_for("board.board" if reads_records(role) else other), 303)


@health.get("/health")
def health_check() -> tuple[dict[str, object], int]:
    """For whoever watches the server: whether the ledger answers."""
    return {"ok": True, "position": services().ledger.head().position}, 200
