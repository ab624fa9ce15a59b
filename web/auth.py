"""Who asks: session cookie or bearer token, checked before every page; CSRF; the headers every answer carries."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote

from flask import Flask, g, redirect, render_template, request, url_for
from flask import session as form_session
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from domain.account import PasswordResetRequired
from ledger.execution import fold
from web.access import PUBLIC, may_open
from web.errors import Forbidden, SignInNeeded
from web.services import services
from web.viewer import Viewer

COOKIE: Final = "zeren_session"

OWN_PASSWORD: Final = frozenset({"session.password", "session.sign_out"})
"""All that is open while one's password must be changed."""

csrf = CSRFProtect()

_CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CSP_API_PAGE: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def protect(app: Flask) -> None:
    """Put the checks in front of every page."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    csrf.init_app(app)
    app.before_request(_check)
    app.after_request(_headers)


def start_session(answer: Response, account: str) -> Response:
    """Open a session for the account: a fresh token, and a fresh CSRF secret with it."""
    of = services()
    if old := request.cookies.get(COOKIE):
        of.secrets.close_session(old)
    form_session.clear()
    g.pop("csrf_token", None)
    answer.set_cookie(
        COOKIE,
        of.secrets.open_session(account, now=of.now()),
        httponly=True,
        samesite="Lax",
        secure=of.settings.secure_cookies,
        path="/",
    )
    return answer


def end_session(answer: Response) -> Response:
    """Sign out."""
    if token := request.cookies.get(COOKIE):
        services().secrets.close_session(token)
    form_session.clear()
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _check() -> Response | tuple[str, int] | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None
    if endpoint in PUBLIC:
        if request.method == "POST":
            csrf.protect()
        return None
    try:
        who = _who()
    except SignInNeeded:
        if request.path.startswith("/api/"):
            raise
        if request.method == "GET":
            return redirect(f"{url_for('session.sign_in')}?next={quote(request.full_path.rstrip('?'))}", 303)
        # Nothing that was typed is lost: it is shown again, to be copied once signed in.
        return render_template("signed_out.html", typed=_typed()), 401
    g.viewer = who
    if g.must_change and endpoint not in OWN_PASSWORD:
        if request.path.startswith("/api/"):
            raise Forbidden
        return redirect(url_for("session.password"), 303)
    if not may_open(who.role, endpoint):
        raise Forbidden
    if not who.token:
        csrf.protect()
    return None


def _who() -> Viewer:
    of = services()
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    token = scheme.lower() == "bearer" and request.path.startswith("/api/")
    must_change, password_at = False, 0
    if token:
        account = of.secrets.token_account(credentials.strip())
    else:
        live = of.secrets.session(
            request.cookies.get(COOKIE, ""),
            now=of.now(),
            idle=of.idle,
            longest=timedelta(hours=of.settings.session_hours),
        )
        account = None if live is None else live.account
        if live is not None:
            must_change, password_at = live.must_change, live.password_at
    # Straight from the account's own record: rights hold from the moment they are recorded, views or no views.
    entries = [] if account is None else of.ledger.stream(account)
    found = fold(account, [entry.event for entry in entries]) if account is not None and entries else None
    if account is None or found is None or not found.active:
        raise SignInNeeded
    resets = [entry.position for entry in entries if isinstance(entry.event, PasswordResetRequired)]
    g.must_change = not token and (must_change or max(resets, default=0) > password_at)
    return Viewer(
        account=account,
        sign_in_name=found.sign_in_name,
        role=found.role,
        organisation=found.organisation,
        person=found.person,
        token=token,
    )


def _typed() -> list[tuple[str, str]]:
    return [
        (key, value)
        for key, value in request.form.items(multi=True)
        if value and key not in ("csrf_token", "password", "old", "new", "again") and not key.startswith("_")
    ]


def _headers(answer: Response) -> Response:
    page = request.endpoint == "api-docs.openapi_swagger_ui"
    answer.headers.setdefault("Content-Security-Policy", _CSP_API_PAGE if page else _CSP)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


__all__ = ["COOKIE", "CSRFError", "end_session", "protect", "start_session"]
