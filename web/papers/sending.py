"""A file that a page gives out: as an attachment, under a name that every browser can write."""

from urllib.parse import quote

from werkzeug.wrappers import Response


def as_file(data: bytes, name: str, media_type: str) -> Response:
    """The answer that saves ``data`` under ``name``."""
    safe = "".join("_" if char in '\\/:*?"<>|' or not char.isprintable() else char for char in name)[-120:]
    answer = Response(data, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}"
    return answer
