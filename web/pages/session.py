"""Signing in and out, one's password, bearer tokens, the language."""

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from domain.identity import is_stream_id
from projections import directory
from web.asking import asking
from web.auth import end_session, start_session
from web.errors import NotFound
from web.language import COOKIE as LANGUAGE_COOKIE
from web.language import t
from web.secrets import SHORTEST_PASSWORD, seconds
from web.services import services
from web.viewer import viewer

blueprint = Blueprint("session", __name__)


def local(target: str) -> str:
    """``target`` if it is an address of this server, else the start page: nobody is sent elsewhere."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\")):
        return url_for("home.home")
    return target


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int]:
    """Sign in. Whether the name exists is not told."""
    target = request.values.get("next", "")
    if request.method == "GET":
        return render_template("sign_in.html", next=target, name="", problem="")
    name = request.form.get("sign_in_name", "").strip().lower()[:64]
    secrets, now = services().secrets, services().now()
    held = secrets.wait(name, now=now)
    if held:
        said = t("尝试次数过多，请在%s秒后再试。", "Too many attempts; try again in %s seconds.") % seconds(held)
        return render_template("sign_in.html", next=target, name=name, problem=said), 429
    account = f"account-{name}"
    right = secrets.check_password(account, request.form.get("password", "")[:1_000])
    found = directory.account_of(asking().reading, account) if is_stream_id(account, "account") else None
    if not right or found is None or not found.active:
        secrets.failed(name, now=now)
        said = t("登录名或密码不正确。", "The sign-in name or the password is wrong.")
        return render_template("sign_in.html", next=target, name=name, problem=said), 422
    secrets.forgive(name)
    return start_session(redirect(local(target), 303), account)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    return end_session(redirect(url_for("session.sign_in"), 303))


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Response | str | tuple[str, int]:
    """Change one's own password."""
    secrets, problem, status = services().secrets, "", 200
    if request.method == "POST":
        old, new = request.form.get("old", "")[:1_000], request.form.get("new", "")
        now, key = services().now(), viewer().sign_in_name
        if held := secrets.wait(key, now=now):
            problem = t("尝试次数过多，请在%s秒后再试。", "Too many attempts; try again in %s seconds.") % seconds(held)
        elif not secrets.check_password(viewer().account, old):
            secrets.failed(key, now=now)
            problem = t("现用密码不正确。", "The present password is wrong.")
        elif not SHORTEST_PASSWORD <= len(new) <= 200:
            problem = t("新密码应为%s到200个字符。", "The new password has %s to 200 characters.") % SHORTEST_PASSWORD
        elif new == old or key in new.lower():
            problem = t(
                "新密码不能与现用密码相同，也不能包含登录名。",
                "The new password may neither be the present one nor hold the sign-in name.",
            )
        elif new != request.form.get("again", ""):
            problem = t("两次输入的新密码不一致。", "The two new passwords differ.")
        else:
            secrets.set_password(viewer().account, new, now=now, position=services().ledger.head().position)
            return start_session(redirect(url_for("home.home"), 303), viewer().account)
        status = 422
    page = render_template(
        "password.html",
        problem=problem,
        shortest=SHORTEST_PASSWORD,
        forced=g.get("must_change", False),
        tokens=secrets.tokens_of(viewer().account),
        made="",
    )
    return page, status


@blueprint.post("/tokens")
def tokens() -> Response | str:
    """Make or withdraw a bearer token for the JSON API. A new one is shown once."""
    secrets, account = services().secrets, viewer().account
    if drop := request.form.get("drop", ""):
        secrets.drop_token(account, drop)
        return redirect(url_for("session.password"), 303)
    label = request.form.get("label", "").strip()[:80] or t("未命名", "unnamed")
    made = secrets.make_token(account, label, now=services().now())
    return render_template(
        "password.html",
        problem="",
        shortest=SHORTEST_PASSWORD,
        forced=False,
        tokens=secrets.tokens_of(account),
        made=made,
    )


@blueprint.get("/language/<to>")
def choose_language(to: str) -> Response:
    """Chinese or English, kept in a cookie."""
    if to not in ("zh", "en"):
        raise NotFound
    answer = redirect(local(request.args.get("next", "/")), 303)
    answer.set_cookie(LANGUAGE_COOKIE, to, max_age=365 * 86_400, samesite="Lax", httponly=True)
    return answer
