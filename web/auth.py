"""Who asks: session cookie or bearer token, checked before every page; CSRF; the headers every answer carries."""

from datetime import timedelta
from itertools import islice
from typing import Final
from urllib.parse import quote
from weakref import WeakKeyDictionary

from flask import Flask, g, redirect, render_template, request, url_for
from flask import session as form_session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from domain.account import PasswordResetRequired
from domain.identity import is_stream_id
from web import csrf, replaying
from web.access import PUBLIC, may_open
from web.asking import asking
from web.errors import Forbidden, SignInNeeded
from web.requests import URLENCODED
from web.services import Services, services
from web.viewer import Viewer

COOKIE: Final = "zeren_session"

OWN_PASSWORD: Final = frozenset({"session.password", "session.sign_out"})
"""All that is open while one's password must be changed."""

MOST_NAMED: Final = 200
"""So many records that a form names are read along with the account; the others when they are needed."""

_CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CSP_API_PAGE: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


_EVERYWHERE: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


def protect(app: Flask) -> None:
    """Put the checks in front of every page."""
    csrf.protect(app)
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


def form_token() -> str:
    """The token that a form on this page carries."""
    return csrf.token_for(g.get("session", ""))


def end_session(answer: Response) -> Response:
    """Sign out."""
    if token := request.cookies.get(COOKIE):
        services().secrets.close_session(token)
    form_session.clear()
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _check() -> Response | tuple[str, int] | None:
    if _tries_at_once():
        try:
            if _admit(on_trust=True) is None:
                return None
        except (SignInNeeded, Forbidden):
            pass  # nobody is turned away on trust
    return _admit(on_trust=False)


def check_again() -> Response | tuple[str, int] | None:
    """Check once more who asks, on what the log holds now, where that was done on trust before."""
    return _admit(on_trust=False)


def _tries_at_once() -> bool:
    """Whether this is an act to be recorded; its transaction checks what rights and reach rest on."""
    if request.endpoint != "acts.submit" or request.mimetype != URLENCODED:
        return False
    try:
        form = request.form
    except RequestEntityTooLarge as error:
        g.too_large = error  # told once it is known who asks
        return False
    return "_preview" not in form and not form.get("_add")


def _admit(*, on_trust: bool) -> Response | tuple[str, int] | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None
    if endpoint in PUBLIC:
        csrf.check("")
        return None
    if services().settings.until is not None:
        return replaying.admit()
    try:
        who = _who(on_trust=on_trust)
    except SignInNeeded:
        if request.path.startswith("/api/"):
            raise
        if request.method == "GET":
            return redirect(f"{url_for('session.sign_in')}?next={quote(request.full_path.rstrip('?'))}", 303)
        # Nothing that was typed is lost: it is shown again, to be copied once signed in.
        return render_template("signed_out.html", typed=_typed()), 401
    g.viewer = who
    if "too_large" in g:
        raise g.too_large
    if g.must_change and endpoint not in OWN_PASSWORD:
        if request.path.startswith("/api/"):
            raise Forbidden
        return redirect(url_for("session.password"), 303)
    if not may_open(who.role, endpoint):
        raise Forbidden
    if not who.token:
        csrf.check(g.session)
    return None


def _who(*, on_trust: bool) -> Viewer:
    of = services()
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    token = scheme.lower() == "bearer" and request.path.startswith("/api/")
    must_change, password_at, session = False, 0, ""
    if token:
        account = of.secrets.token_account(credentials.strip())
    else:
        session = request.cookies.get(COOKIE, "")
        live = of.secrets.session(
            session,
            now=of.now(),
            idle=of.idle,
            longest=timedelta(hours=of.settings.session_hours),
        )
        account = None if live is None else live.account
        if live is not None:
            must_change, password_at = live.must_change, live.password_at
    if account is None:
        raise SignInNeeded
    # Straight from the account's own record: rights hold from the moment they are recorded, views or no views.
    # An act is tried on what is kept of it; the version is checked when the act is recorded.
    standing = asking().trust() if on_trust else asking().look((account, *_named()))
    version, found = standing.at(account)
    if found is None or not found.active:
        raise SignInNeeded
    if not token:
        g.session = session
    g.must_change = not token and (must_change or _reset_at(account, version) > password_at)
    return Viewer(
        account=account,
        sign_in_name=found.sign_in_name,
        role=found.role,
        organisation=found.organisation,
        person=found.person,
        token=token,
    )


_RESETS: Final[WeakKeyDictionary[Services, dict[str, tuple[int, int]]]] = WeakKeyDictionary()
"""Account -> version of its record, and where in the log a new password was last asked for up to there."""


def _reset_at(account: str, version: int) -> int:
    of = services()
    resets = _RESETS.setdefault(of, {})
    seen, at = resets.get(account, (0, 0))
    if seen != version:
        entries = of.ledger.stream(account)
        at = max((entry.position for entry in entries if isinstance(entry.event, PasswordResetRequired)), default=0)
        resets[account] = (entries[-1].version, at)
    return at


def _named() -> list[str]:
    """Records that a form names: whoever is sent it will ask about them."""
    if request.mimetype != URLENCODED or "too_large" in g:
        return []
    try:
        form = request.form
    except RequestEntityTooLarge as error:
        g.too_large = error  # told once it is known who asks
        return []
    named = (value for values in form.listvalues() for value in values if "-" in value and is_stream_id(value))
    return list(islice(named, MOST_NAMED))


def _typed() -> list[tuple[str, str]]:
    return [
        (key, value)
        for key, value in request.form.items(multi=True)
        if value and key not in ("csrf_token", "password", "old", "new", "again") and not key.startswith("_")
    ]


def _headers(answer: Response) -> Response:
    if request.endpoint == "api-docs.openapi_swagger_ui":
        answer.headers["Content-Security-Policy"] = _CSP_API_PAGE
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def with_headers(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of an answer, with those that every answer carries.

    Put on where the answer leaves, as they are: put on a response one by one they took a tenth of a request.
    """
    told = [*headers, *_EVERYWHERE]
    if not any(name == "Content-Security-Policy" for name, _ in headers):
        told.append(("Content-Security-Policy", _CSP))
    return told


__all__ = ["COOKIE", "check_again", "end_session", "form_token", "protect", "start_session", "with_headers"]
