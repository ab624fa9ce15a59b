"""Evidence files: handed out as attachments, hashed again before the first byte."""

from urllib.parse import quote

from flask import Blueprint, Response

from domain import evidence
from domain.identity import is_stream_id, kind_of
from web.errors import NotFound
from web.filetypes import download_name
from web.forms.opening import record_in_reach
from web.services import services

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/records/<stream>/content")
def content(stream: str) -> Response:
    """The file itself. A browser never shows it in our pages."""
    if not is_stream_id(stream) or kind_of(stream) != "evidence":
        raise NotFound
    state, _ = record_in_reach(stream)
    filed = next(
        entry.event for entry in services().ledger.stream(stream) if isinstance(entry.event, evidence.EvidenceFiled)
    )
    title = download_name(filed.title, filed.media_type)
    plain = f"{state.sha256[:16]}.{title.rpartition('.')[2]}"
    return Response(
        services().files.read(state.sha256),
        mimetype=filed.media_type,
        headers={
            "Content-Length": str(filed.size),
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(title, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-SHA256": state.sha256,
        },
    )
