"""Whether the server is well, for whoever sends requests to it and whoever watches it. Asks for no account.

What is told to everybody is one word. Which part is not well, and the metrics, are told to this machine and to
whoever shows the token of the settings; to all others the metrics do not exist.
"""

import hmac
import logging
from ipaddress import ip_address
from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response

from web import wellbeing
from web.errors import NotFound
from web.services import services

blueprint = Blueprint("health", __name__)

LOG: Final = logging.getLogger("zeren.health")
FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED: Final = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@blueprint.get("/health")
def health_check() -> tuple[dict[str, object], int]:
    """For whoever watches the server: whether the ledger answers."""
    return {"ok": True, "position": services().ledger.head().position}, 200


@blueprint.get("/health/live")
def live() -> tuple[dict[str, object], int]:
    """Whether the process answers; looks at nothing. Who gets no answer here starts it anew."""
    return {"ok": True}, 200


@blueprint.get("/health/ready")
def ready() -> tuple[dict[str, object], int]:
    """Whether requests may be sent here: every part that they need is well."""
    parts = wellbeing.ready(services())
    well = all(part.well for part in parts)
    told: dict[str, object] = {"ok": well}
    if _trusted():
        told["parts"] = {part.name: {"ok": part.well, "said": part.said} for part in parts}
    return told, 200 if well else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Metrics in the text format of Prometheus."""
    if not _trusted():
        raise NotFound
    return Response(wellbeing.exposition(services()), content_type=FORMAT)


def _trusted() -> bool:
    """Whether this machine asks, past any proxy, or somebody who shows the token."""
    return _from_here() or _shows_token()


def _from_here() -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    # The address of the connection itself, whatever was believed of the headers since.
    before = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR")
    try:
        return ip_address(before or request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _shows_token() -> bool:
    file = services().settings.metrics_token_file
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if file is None or scheme.lower() != "bearer":
        return False
    try:
        open_to_others = file.stat().st_mode & 0o077
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        LOG.error("token of metrics: %s", type(error).__name__)
        return False
    if open_to_others or not token:
        LOG.error("token of metrics: the file is empty, or open to others (chmod 600)")
        return False
    return hmac.compare_digest(shown.strip().encode(), token.encode())
