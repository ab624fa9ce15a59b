"""Who asks: session cookie or bearer token, checked before every page; CSRF."""

from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import Final
from urllib.parse import quote
from weakref import WeakKeyDictionary

from flask import Flask, g, redirect, render_template, request, url_for
from flask import session as form_session
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from domain.account import PasswordResetRequired
from domain.identity import is_stream_id
from web import csrf, logs, replaying, stepup
from web.access import PUBLIC, may_open
from web.asking import asking
from web.cookies import give, named, take_back
from web.devices import device
from web.errors import Forbidden, ProofNeeded, SignInNeeded, TokenTooNarrow
from web.here import asked, kept
from web.requests import URLENCODED
from web.secrets import IssuerWord, Scope, Session
from web.services import Services, services
from web.viewer import IDENTITY, Viewer, acting, viewer_or_none

COOKIE: Final = "zeren_session"

OWN_PASSWORD: Final = frozenset({"session.password", "session.sign_out"})
"""All that is open while one's password must be changed."""
OWN_FACTOR: Final = OWN_PASSWORD | {"own.factor"}
"""All that is open while one's role asks for a second factor that is not there."""

MOST_NAMED: Final = 200
"""So many records that a form names are read along with the account; the others when they are needed."""


def protect(app: Flask) -> None:
    """Put the checks in front of every page."""
    csrf.protect(app)
    app.before_request(_check)
    app.after_request(_tell_session)
    app.register_error_handler(ProofNeeded, stepup.ask)
    if proxies := app.extensions["zeren"].settings.proxies:
        # Addresses are believed as far as our own proxies wrote them, and no further.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]


def cookie_name() -> str:
    """Name of the session's cookie."""
    return named(COOKIE)


def start_session(
    answer: Response, account: str, *, factor: bool | None = None, issuer: IssuerWord | None = None
) -> Response:
    """Give the account a session: a fresh token, and a fresh CSRF secret with it.

    Within a session of the same account it goes on under the fresh token, with what was proven in it.
    """
    of, who = services(), viewer_or_none()
    token = None
    if who is not None and who.account == account and (session := g.get("session")):
        token = of.secrets.rotate(session, standing="")
    if token is None:
        if old := request.cookies.get(cookie_name()):
            of.secrets.close_session(old)
        logs.signed_in(account)
        token = of.secrets.open_session(
            account,
            now=of.now(),
            factor=g.get("factor", False) if factor is None else factor,
            device=device(request.headers.get("User-Agent", "")),
            address=request.remote_addr or "",
            issuer=issuer,
        )
    form_session.clear()
    g.pop("csrf_token", None)
    stepup.renew(token)
    return answer


def _tell_session(answer: Response) -> Response:
    """Tell the browser under which token the session goes on."""
    if token := kept().get("fresh_session", ""):
        give(answer, COOKIE, token)
    return answer


def form_token() -> str:
    """The token that a form on this page carries."""
    return csrf.token_for(g.get("session", ""))


def end_session(answer: Response) -> Response:
    """Sign out."""
    if token := request.cookies.get(cookie_name()):
        services().secrets.close_session(token)
    form_session.clear()
    g.pop("fresh_session", None)
    take_back(answer, COOKIE)
    # What the browser still holds of our pages goes too; not its cookies, which would be those of the whole domain.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
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


def recognise() -> None:
    """On a page that is open to everybody: find out who is signed in; nobody: that is an error."""
    g.viewer = _who(on_trust=False)


def _tries_at_once() -> bool:
    """Whether this is an act to be recorded; its transaction checks what rights and reach rest on."""
    request = asked()
    if request.endpoint != "acts.submit" or request.mimetype != URLENCODED:
        return False
    try:
        form = request.form
    except RequestEntityTooLarge as error:
        g.too_large = error  # told once it is known who asks
        return False
    return "_preview" not in form and not form.get("_add")


def _admit(*, on_trust: bool) -> Response | tuple[str, int] | None:
    request, g = asked(), kept()
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
    if g.must_enrol and not g.must_change and endpoint not in OWN_FACTOR:
        if request.path.startswith("/api/"):
            raise Forbidden
        return redirect(url_for("own.factor"), 303)
    if not may_open(who.role, endpoint):
        raise Forbidden
    if not who.token:
        if "from_own_page" not in g:  # once: the session may have got another token since
            csrf.check(g.session)
        g.from_own_page = True
    elif g.scope is Scope.READ and request.method not in csrf.SAFE:
        raise TokenTooNarrow
    return None


def _who(*, on_trust: bool) -> Viewer:
    of, request, g = services(), asked(), kept()
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    token = scheme.lower() == "bearer" and request.path.startswith("/api/")
    live, session, bearer = None, "", None
    if token:
        bearer = of.secrets.bearer(credentials.strip(), now=of.now())
        account = None if bearer is None else bearer.account
        g.scope = None if bearer is None else bearer.scope
    else:
        session = g.get("fresh_session") or request.cookies.get(cookie_name(), "")
        live = of.secrets.session(
            session,
            now=of.now(),
            idle=of.idle,
            longest=timedelta(hours=of.settings.session_hours),
        )
        account = None if live is None else live.account
    if account is None:
        raise SignInNeeded
    # Straight from the account's own record: rights hold from the moment they are recorded, views or no views.
    # An act is tried on what is kept of it; the version is checked when the act is recorded.
    standing = asking().trust() if on_trust else asking().look((account, *_named()))
    version, found = standing.at(account)
    if found is not None and not found.active and not on_trust:
        of.secrets.close_sessions(account)
    if found is None or not found.active:
        raise SignInNeeded
    if token:
        who = acting(account, found, asking().today, only=None if bearer is None else bearer.grant, token=True)
    else:
        who = acting(account, found, asking().today, hint=request.cookies.get(named(IDENTITY), ""))
    if who is None:
        raise SignInNeeded
    g.must_change = g.must_enrol = False
    if live is not None:
        g.session, g.factor, g.proven_at, g.by_issuer = session, live.factor, live.proven_at, live.by_issuer
        g.must_change = _must_change(live, version)
        g.must_enrol = not live.factor and _needs_factor(who)
        if not on_trust:
            _renew_where_rights_moved(live, who)
    return who


def _must_change(live: Session, version: int) -> bool:
    """Whether a new password is due: the first one, one reset, or one too old where an office has to have that."""
    if live.by_issuer:
        return False
    of = services()
    days = of.settings.password_days
    too_old = days > 0 and of.now() - live.changed_at > timedelta(days=days)
    return live.must_change or too_old or _reset_at(live.account, version) > live.password_at


def _needs_factor(who: Viewer) -> bool:
    """Whether one of the account's roles asks for a second factor."""
    roles = services().settings.second_factor_roles
    return bool(roles) and any(grant.role.value in roles for grant in who.grants)


def _renew_where_rights_moved(live: Session, who: Viewer) -> None:
    """Whose role or organisation is another than when the token was given, gets another token with the next page."""
    stands = f"{who.role} {who.organisation}"
    if live.standing == stands or request.method != "GET":
        return  # a form carries a proof that belongs to the token
    if live.standing:
        with suppress(
            DBAPIError
        ):  # rights are looked at anyway; where nothing can be written, the next page tries again
            stepup.renew(services().secrets.rotate(g.session, standing=stands))
    else:
        services().secrets.stand(g.session, stands)


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
    request, g = asked(), kept()
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
        if value and key not in ("csrf_token", "password", "code", "old", "new", "again") and not key.startswith("_")
    ]


__all__ = ["COOKIE", "check_again", "cookie_name", "end_session", "form_token", "protect", "recognise", "start_session"]
