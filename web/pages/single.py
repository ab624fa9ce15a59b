"""Sign-in by the office's own identity provider 统一身份认证: there, back, and proof asked for anew.

Nothing of it is there where the settings name no provider. No account is ever made by signing in: one of that name
has to exist and to be in force. The browser is sent on from a page of ours, with a link for those whose browser waits:
so the policy of our forms (they go nowhere but here) holds without an exception.
"""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from domain.identity import is_stream_id
from projections import directory
from web import logs
from web.asking import asking
from web.auth import recognise, start_session
from web.cookies import give, named
from web.csrf import FIELD
from web.errors import NotFound
from web.language import t
from web.pages.session import local, sign_in_page
from web.secrets import IssuerWord, Journey, seconds
from web.secrets.journeys import JOURNEY_LASTS
from web.secrets.store import new_token
from web.services import services
from web.settings import SingleSignOn
from web.stepup import CODE, PASSWORD, page, proven
from web.viewer import viewer
from web.vouching import Claims, IssuerDown, IssuerRefused

if TYPE_CHECKING:
    from web.issuer import Issuer

blueprint = Blueprint("single", __name__)

COOKIE: Final = "zeren_journey"
TO: Final = "_to"
SKEW: Final = timedelta(seconds=60)
"""So much may the provider's clock differ from ours."""
MOST_LUGGAGE: Final = 1_000_000
"""Characters of what was typed that travel along."""


class _Turned(Exception):  # no error of ours: the person is told one sentence
    """This ends here, with one sentence."""

    def __init__(self, zh: str, en: str, status: int) -> None:
        super().__init__(en)
        self.problem, self.status = (zh, en), status


@blueprint.post("/sign-in/single")
def begin() -> Response | tuple[str, int]:
    """Go to the provider, to sign in."""
    _configured()
    target = request.form.get("next", "")[:2_000]
    try:
        return _sent_off(luggage=target)
    except _Turned as turned:
        return _sign_in_page(target, turned)


@blueprint.post("/sign-in/single/again")
def again() -> Response | tuple[str, int]:
    """Go to the provider, to be asked for proof once more; what was typed travels along."""
    _configured()
    if not g.get("by_issuer", False):
        raise NotFound
    kept = [
        (key, value)
        for key, value in request.form.items(multi=True)
        if value and key not in (FIELD, PASSWORD, CODE, TO)
    ]
    to = local(request.form.get(TO, ""))
    luggage = json.dumps({"to": to, "typed": kept}, ensure_ascii=False)
    try:
        if len(luggage) > MOST_LUGGAGE:
            raise _Turned("填写的内容过长，请先缩短。", "Too much was typed; make it shorter first.", 413)
        return _sent_off(account=viewer().account, luggage=luggage)
    except _Turned as turned:
        return page(kept, to, problem=turned.problem), turned.status


@blueprint.get("/sign-in/single/back")
def back() -> Response | tuple[str, int]:
    """Back from the provider. Asking for this page's head alone ends no journey."""
    of = _configured()
    state = request.args.get("state", "")[:200]
    browser = request.cookies.get(_cookie_name(), "")[:200]
    journey = None
    if request.method == "GET" and state and browser:
        journey = services().secrets.end_journey(state, browser, now=services().now())
    if journey is None:
        logs.security("single_refused", why="state")
        return _sign_in_page("", _expired())
    if journey.account:
        return _proven_again(of, journey)
    try:
        return _signed_in(_claims(of, journey), of, journey)
    except _Turned as turned:
        return _sign_in_page(journey.luggage, turned)


def _sent_off(*, luggage: str, account: str = "") -> Response:
    """The page from which the browser goes on to the provider."""
    of, now, single = services(), services().now(), _configured()
    # Journeys that are begun and not ended are waited for as failures are, so that nobody floods the provider.
    if held := of.secrets.attempt(_counted(), request.remote_addr or "", now=now):
        said = f"尝试次数过多，请在{seconds(held)}秒后再试。"
        raise _Turned(said, f"Too many attempts; try again in {seconds(held)} seconds.", 429)
    browser = request.cookies.get(_cookie_name(), "")[:200] or new_token()
    journey = of.secrets.begin_journey(browser, now=now, account=account, luggage=luggage)
    try:
        address = _issuer(single).address(
            state=journey.state, nonce=journey.nonce, verifier=journey.verifier, again=bool(account)
        )
    except (IssuerDown, IssuerRefused) as error:
        raise _told(error) from error
    answer = make_response(render_template("going.html", address=address))
    answer.headers["Refresh"] = f"0; url={address}"
    # Lax, as all of ours: the way back comes from the provider's site.
    give(answer, COOKIE, browser, max_age=int(JOURNEY_LASTS.total_seconds()))
    return answer


def _claims(single: SingleSignOn, journey: Journey) -> Claims:
    """What the provider vouches for, or one sentence."""
    try:
        found = _issuer(single).claims(
            {name: request.args.get(name, "")[:4_000] for name in ("code", "error", "iss")},
            nonce=journey.nonce,
            verifier=journey.verifier,
            now=services().now(),
        )
    except (IssuerDown, IssuerRefused) as error:
        raise _told(error) from error
    services().secrets.forgive(_counted(), request.remote_addr or "", now=services().now())
    return found


def _signed_in(claims: Claims, single: SingleSignOn, journey: Journey) -> Response:
    """A session for the account of that name, if it is one, is in force, and belongs to this subject."""
    of, account = services(), f"account-{claims.name}"
    found = directory.account_of(asking().reading, account) if is_stream_id(account, "account") else None
    if found is None or not found.active or not found.in_force(of.today()):
        raise _nobody("account")
    if not claims.factor and _asks_for_factor(found):
        logs.security("single_refused", why="factor", of=account)
        raise _Turned(
            "该账号须二次验证，而统一身份认证没有说明已做二次验证；请用密码和验证码登录，或联系安全管理员。",
            "This account needs a second factor, and the identity provider does not say that it asked for one; "
            "sign in with password and code, or ask the security administrator.",
            422,
        )
    if not of.secrets.pin_subject(account, single.issuer, claims.subject, now=of.now()):
        raise _nobody("other_subject", of=account)
    proven_at = None if claims.proven_at is None else min(claims.proven_at, of.now())
    word = IssuerWord(proven_at=proven_at)
    return start_session(redirect(local(journey.luggage), 303), account, factor=claims.factor, issuer=word)


def _proven_again(single: SingleSignOn, journey: Journey) -> Response | tuple[str, int]:
    """The same person was asked for proof just now: the form that waited is shown, ready to be sent."""
    recognise()
    if viewer().account != journey.account or not g.get("by_issuer", False):
        raise NotFound
    kept = json.loads(journey.luggage)
    typed: list[tuple[str, str]] = [(key, value) for key, value in kept["typed"]]
    try:
        claims = _claims(single, journey)
        if not services().secrets.is_subject(journey.account, single.issuer, claims.subject):
            raise _nobody("other_subject", of=journey.account)
        fresh = claims.proven_at is not None and claims.proven_at >= journey.begun_at - SKEW
        if not fresh:
            raise _told(IssuerRefused("auth_time"))
    except _Turned as turned:
        return page(typed, kept["to"], problem=turned.problem), turned.status
    proven()
    logs.security("proven_again")
    return make_response(page(typed, kept["to"], done=True))


def _asks_for_factor(found: directory.Account) -> bool:
    of = services()
    roles = of.settings.second_factor_roles
    held = {grant.role.value for grant in found.in_force(of.today())}
    return bool(roles & held) or of.secrets.has_factor(found.id)


def _told(error: IssuerDown | IssuerRefused) -> _Turned:
    """One sentence for the person, the reason for the log."""
    if isinstance(error, IssuerDown):
        logs.security("single_refused", why="down")
        return _Turned(
            "统一身份认证暂时无法访问，请稍后再试。", "The identity provider cannot be reached; try again later.", 503
        )
    logs.security("single_refused", why=error.why)
    return _Turned("统一身份认证没有通过，请重试。", "The identity provider’s answer does not hold; try again.", 422)


def _nobody(why: str, **told: str) -> _Turned:
    """Whether there is such an account is not told, nor whose it is."""
    logs.security("single_refused", why=why, **told)
    return _Turned(
        "统一身份认证已通过，但本系统没有供您使用的账号，请联系安全管理员。",
        "The identity provider knows you, but there is no account here for you; ask the security administrator.",
        422,
    )


def _expired() -> _Turned:
    return _Turned(
        "这次登录已失效或不是在本浏览器发起的，请重新登录。",
        "This sign-in has ended, or began in another browser; begin again.",
        422,
    )


def _sign_in_page(target: str, turned: _Turned) -> tuple[str, int]:
    return sign_in_page(target, problem=t(*turned.problem)), turned.status


def _configured() -> SingleSignOn:
    of = services().settings.single_sign_on
    if of is None:
        raise NotFound
    return of


def _issuer(single: SingleSignOn) -> "Issuer":
    """Its answers come back to our own address, as the settings give it; not to what a request says of itself."""
    from web.issuer import Issuer  # an eighth of a second, which offices without a provider need not wait for

    return Issuer(single, callback=services().settings.url + url_for("single.back"))


def _counted() -> str:
    """Under what journeys of this address are counted: one name for all would let one address slow everybody."""
    return f"single {request.remote_addr or ''}"


def _cookie_name() -> str:
    return named(COOKIE)
