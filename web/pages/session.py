"""Signing in and out, one's password, bearer tokens, the language."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from domain import security
from domain.identity import is_stream_id, security_of
from domain.security import MakeToken, Refusal, SetPassword, WithdrawToken
from projections import directory
from web import logs, noting
from web.asking import asking
from web.auth import end_session, start_session
from web.cookies import give
from web.errors import NotFound
from web.language import COOKIE as LANGUAGE_COOKIE
from web.language import pick, t
from web.noting import note, record
from web.secrets import Scope, seconds
from web.secrets.bearers import LASTS, LASTS_AT_MOST, known_as
from web.secrets.strength import SHORTEST_PASSWORD, weakness
from web.services import LOCAL, services
from web.stepup import LONGEST_TYPED, require_proof
from web.viewer import viewer

blueprint = Blueprint("session", __name__)

TOKEN_DAYS = (30, LASTS.days, 180, LASTS_AT_MOST.days)


def local(target: str) -> str:
    """``target`` if it is an address of this server, else the start page: nobody is sent elsewhere."""
    parts = urlsplit(target)
    elsewhere = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\"))
    if elsewhere or not target.isprintable():
        return url_for("home.home")
    return target


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int]:
    """Sign in. Whether the name exists is not told, nor which of name, password and code was wrong."""
    target = request.values.get("next", "")
    if request.method != "POST":
        return sign_in_page(target)
    name = request.form.get("sign_in_name", "").strip().lower()[:64]
    secrets, now, address = services().secrets, services().now(), request.remote_addr or ""
    if held := secrets.attempt(name, address, now=now):
        noting.refused(Refusal.PASSWORD, f"account-{name}")
        return sign_in_page(target, name=name, problem=_too_many(held)), 429
    account = f"account-{name}"
    right = secrets.check_password(account, _typed("password"))
    found = _account(account)
    stands = found is not None and found.active and bool(found.in_force(services().today()))
    stands = stands and _may_use_password(name)
    factor = secrets.has_factor(account)
    if not (right and stands) or (factor and not secrets.check_factor(account, _typed("code"), now=now)):
        said = t("登录名、密码或验证码不正确。", "The sign-in name, the password or the code is wrong.")
        return sign_in_page(target, name=name, problem=said), 422
    secrets.forgive(name, address, now=now)
    return start_session(redirect(local(target), 303), account, factor=factor)


def sign_in_page(target: str, *, name: str = "", problem: str = "") -> str:
    """The page of signing in, with the ways that this office has."""
    single = services().settings.single_sign_on
    passwords = single is None or not single.only or bool(single.emergency)
    return render_template(
        "sign_in.html", next=target, name=name, problem=problem, single=single is not None, passwords=passwords
    )


def _may_use_password(name: str) -> bool:
    """Whether the account signs in by password: an office may leave that to one account, for emergencies."""
    single = services().settings.single_sign_on
    return single is None or not single.only or name == single.emergency


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    return end_session(redirect(url_for("session.sign_in"), 303))


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Response | str | tuple[str, int]:
    """Change one's own password."""
    if request.method != "POST":
        return _own_page()
    secrets, now, name, new = services().secrets, services().now(), viewer().sign_in_name, request.form.get("new", "")
    if held := secrets.attempt(name, request.remote_addr or "", now=now):
        noting.refused(Refusal.PROOF)
        return _own_page(problem=_too_many(held)), 429
    if not secrets.check_password(viewer().account, _typed("old")):
        return _own_page(problem=t("现用密码不正确。", "The present password is wrong.")), 422
    secrets.forgive(name, request.remote_addr or "", now=now)
    if new == request.form.get("old", ""):
        problem = t("新密码不能与现用密码相同。", "The new password may not be the present one.")
        return _own_page(problem=problem), 422
    if problem := _unfit(new, name):
        return _own_page(problem=problem), 422
    note(SetPassword)
    secrets.set_password(viewer().account, new, now=now, position=services().ledger.head().position)
    logs.security("password_changed")
    return start_session(redirect(url_for("home.home"), 303), viewer().account)


@blueprint.route("/first-password/<token>", methods=["GET", "POST"])
def first_password(token: str) -> Response | str | tuple[str, int]:
    """Set a password under a one-time link. Looking at it does not use it up; whoever set one signs in with it."""
    of, now = services(), services().now()
    account = of.secrets.link_account(token[:100], now=now)
    found = None if account is None else _account(account)
    if found is None or not found.active:
        return render_template("first_password.html", name="", problem="", shortest=SHORTEST_PASSWORD), 404
    if request.method != "POST":
        return _first_page(found.sign_in_name, "")
    new = request.form.get("new", "")
    if problem := _unfit(new, found.sign_in_name):
        return _first_page(found.sign_in_name, problem), 422
    if of.secrets.use_link(token[:100], now=now) is None:
        return render_template("first_password.html", name="", problem="", shortest=SHORTEST_PASSWORD), 404
    own = SetPassword(security=security_of(found.id), organisation=found.organisation, account=found.id, by_link=True)
    record(of, own, by=found.id, organisation=found.organisation)
    of.secrets.set_password(found.id, new, now=now, position=of.ledger.head().position)
    logs.security("password_set", of=found.id)
    return redirect(url_for("session.sign_in"), 303)


@blueprint.post("/tokens")
def tokens() -> Response | str:
    """Make or withdraw a bearer token for the JSON API. A new one is shown once."""
    secrets, account = services().secrets, viewer().account
    if drop := request.form.get("drop", ""):
        if any(one.fingerprint == drop for one in secrets.tokens_of(account)):
            note(WithdrawToken, token=drop)
            secrets.drop_token(account, drop)
            logs.security("token_withdrawn")
        return redirect(url_for("session.password"), 303)
    require_proof()
    label = request.form.get("label", "").strip()[:80] or t("未命名", "unnamed")
    named, days = request.form.get("scope", ""), request.form.get("days", "")
    scope, now = Scope(named) if named in list(Scope) else Scope.READ, services().now()
    lasts = timedelta(days=int(days)) if days in map(str, TOKEN_DAYS) else LASTS
    grant, last = viewer().grant, (now + lasts).astimezone(LOCAL).date()
    made = secrets.make_token(account, label, now=now, scope=scope, lasts=lasts, grant=grant)
    note(MakeToken, token=known_as(made), scope=security.Scope(scope.value), grant=grant, last=last)
    logs.security("token_made", scope=scope.value)
    return _own_page(made=made)


@blueprint.get("/language/<to>")
def choose_language(to: str) -> Response:
    """Chinese or English, kept in a cookie."""
    if to not in ("zh", "en"):
        raise NotFound
    answer = redirect(local(request.args.get("next", "/")), 303)
    give(answer, LANGUAGE_COOKIE, to, max_age=365 * 86_400)
    return answer


def _own_page(*, problem: str = "", made: str = "") -> str:
    of = services()
    return render_template(
        "password.html",
        problem=problem,
        shortest=SHORTEST_PASSWORD,
        forced=g.get("must_change", False),
        tokens=of.secrets.tokens_of(viewer().account),
        grants={grant.number: grant for grant in viewer().grants},
        made=made,
        scopes=SCOPES,
        days=TOKEN_DAYS,
        usual=LASTS.days,
        now=of.now(),
    )


SCOPES = (
    (Scope.READ, ("只读", "read only")),
    (Scope.RECORD, ("读取和登记", "read and record")),
    (Scope.DECIDE, ("读取、登记和决定", "read, record and decide")),
)


def _first_page(name: str, problem: str) -> str:
    return render_template("first_password.html", name=name, problem=problem, shortest=SHORTEST_PASSWORD)


def _unfit(new: str, name: str) -> str:
    """What is wrong with the new password that was typed twice."""
    if wrong := weakness(new, sign_in_name=name, classes=services().settings.password_classes):
        return pick(wrong)
    if new != request.form.get("again", ""):
        return t("两次输入的新密码不一致。", "The two new passwords differ.")
    return ""


def _account(account: str) -> directory.Account | None:
    return directory.account_of(asking().reading, account) if is_stream_id(account, "account") else None


def _typed(field: str) -> str:
    return request.form.get(field, "")[:LONGEST_TYPED]


def _too_many(held: timedelta) -> str:
    return t("尝试次数过多，请在%s秒后再试。", "Too many attempts; try again in %s seconds.") % seconds(held)
