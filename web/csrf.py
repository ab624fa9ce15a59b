"""Forms that only our own pages can send: the token each form carries, and how it is checked.

Whoever is signed in gets a token that belongs to their session: a keyed digest of the session's own secret, so that
nothing need be kept for it and checking costs next to nothing. It ends with the session. Each page is given another
(a random beginning is mixed in), so that compressed answers do not give it away by their length.

Where the browser says from where it sends (Origin, Sec-Fetch-Site), that has to be a page of ours too.

Whoever is not yet signed in has no session; the sign-in form is protected by Flask-WTF, with a signed cookie of its
own. That cookie is read where somebody asks for it and not before.
"""

import hashlib
import hmac
import secrets as chance
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Request, current_app
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf, same_origin
from werkzeug.wrappers import Response

from web.here import asked

FIELD: Final = "csrf_token"
HEADERS: Final = ("X-CSRFToken", "X-CSRF-Token")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BEGINNING: Final = 16

_before_sign_in: Final = CSRFProtect()


def protect(app: Flask) -> None:
    """Prepare the application; whoever checks requests calls `check`."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    app.session_interface = FormSessions()
    _before_sign_in.init_app(app)


def token_for(session: str) -> str:
    """A token for the forms of this session; none: for whoever is about to sign in."""
    if not session:
        return str(generate_csrf())
    beginning = chance.token_hex(_BEGINNING // 2)
    return beginning + _digest(beginning, session)


def check(session: str) -> None:
    """Refuse a request that changes something and does not come from a page of ours."""
    request = asked()
    if request.method in SAFE:
        return
    _from_here(request)
    if not session:
        _before_sign_in.protect()
        return
    sent = request.form.get(FIELD) or next((told for name in HEADERS if (told := request.headers.get(name))), "")
    if not sent:
        raise CSRFError("The CSRF token is missing.")
    beginning, told = sent[:_BEGINNING], sent[_BEGINNING:]
    if not hmac.compare_digest(told.encode(errors="replace"), _digest(beginning, session).encode()):
        raise CSRFError("The CSRF token is invalid.")
    if request.is_secure and not (request.referrer and same_origin(request.referrer, f"https://{request.host}/")):
        raise CSRFError("The referrer does not match the host.")


def _from_here(request: Request) -> None:
    """A browser says from where a form was sent: nothing is taken from elsewhere, whatever token it carries.

    The host alone is compared: behind a proxy that ends TLS we do not know our own scheme, nor always our port.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        sent = urlsplit(origin)
        if request.host not in (sent.netloc, sent.hostname):
            raise CSRFError("The origin does not match the host.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise CSRFError("The request comes from another site.")


def _digest(beginning: str, session: str) -> str:
    key = current_app.secret_key
    assert isinstance(key, str), "the application keeps a key for its forms"
    told = f"form token\0{beginning}\0{session}".encode(errors="replace")
    return hashlib.blake2b(told, key=key.encode()[:64], digest_size=32).hexdigest()


class FormSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, for those who are about to sign in: most requests carry none and need none."""

    def open_session(self, app: Flask, request: Request) -> Any:
        """What the cookie says; nothing where there is none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where something changed."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)  # type: ignore[arg-type]  # Flask's own Response or werkzeug's


__all__ = ["CSRFError", "FormSessions", "check", "protect", "token_for"]
