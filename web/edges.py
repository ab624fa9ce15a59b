"""Edges: the headers with which every answer leaves, whoever gave it.

Pages run no script at all, so their policy allows none: stricter than a nonce. The page of the JSON API is the one
exception; its two scripts carry a number that is good for this answer only.
"""

from secrets import token_urlsafe
from typing import Final

from flask import Flask, g
from werkzeug.wrappers import Response

from web.here import asked

API_PAGE: Final = "api-docs.openapi_swagger_ui"

_CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CSP_API_PAGE: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_EVERYWHERE: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
_HTTPS_ONLY: Final = ("Strict-Transport-Security", "max-age=31536000")


def prepare(app: Flask) -> None:
    """Headers that depend on the page are put on its answer."""
    app.after_request(_of_the_page)


def nonce() -> str:
    """The number that the scripts of this answer carry."""
    found: str = g.setdefault("nonce", token_urlsafe(18))
    return found


def _of_the_page(answer: Response) -> Response:
    endpoint = asked().endpoint
    if endpoint == API_PAGE:
        answer.headers["Content-Security-Policy"] = _CSP_API_PAGE.format(nonce=nonce())
    if endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def with_headers(headers: list[tuple[str, str]], *, request_id: str, https: bool) -> list[tuple[str, str]]:
    """The headers of an answer, with those that every answer carries.

    Put on where the answer leaves, as they are: put on a response one by one they took a tenth of a request.
    """
    told = [*headers, *_EVERYWHERE, ("X-Request-ID", request_id)]
    if https:
        told.append(_HTTPS_ONLY)
    if not any(name == "Content-Security-Policy" for name, _ in headers):
        told.append(("Content-Security-Policy", _CSP))
    return told


__all__ = ["API_PAGE", "nonce", "prepare", "with_headers"]
