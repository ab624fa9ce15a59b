"""Where one begins, and whether the server is well."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from web.access import reads_records
from web.services import services
from web.viewer import viewer

blueprint = Blueprint("home", __name__)
health = Blueprint("health", __name__)


@blueprint.get("/")
def home() -> Response:
    """The board; administrators begin with accounts."""
    return redirect(url_for("board.board" if reads_records(viewer().role) else "accounts.listing"), 303)


@health.get("/health")
def health_check() -> tuple[dict[str, object], int]:
    """For whoever watches the server: whether the ledger answers."""
    return {"ok": True, "position": services().ledger.head().position}, 200
