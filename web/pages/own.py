"""One's own sign-ins 我的登录, and one's second factor."""

from datetime import timedelta

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from domain.security import AddSecondFactor, EndSignIns, Refusal, RemoveSecondFactor
from web import logs, noting
from web.auth import end_session
from web.language import t
from web.noting import note
from web.proving import qr_code
from web.secrets import seconds
from web.services import services
from web.stepup import LONGEST_TYPED, renew, require_proof
from web.viewer import viewer

blueprint = Blueprint("own", __name__)

ISSUER = "Zeren"


@blueprint.route("/sessions", methods=["GET", "POST"])
def sessions() -> Response | str:
    """My sign-ins: from what, since when; one is ended, or all others are."""
    of, account = services(), viewer().account
    here, longest = g.get("session", ""), timedelta(hours=of.settings.session_hours)
    found = of.secrets.sessions_of(account, here=here, now=of.now(), idle=of.idle, longest=longest)
    if request.method != "POST":
        return render_template("sessions.html", rows=found)
    ended = request.form.get("end", "")
    if any(one.here and one.fingerprint == ended for one in found):
        return end_session(redirect(url_for("session.sign_in"), 303))
    require_proof()
    here = g.session  # proven just now, it goes on under another token
    gone = [one for one in found if not one.here and ended in ("", one.fingerprint)]
    if gone:
        note(EndSignIns, count=len(gone))
    if ended:
        of.secrets.drop_session(account, ended)
    else:
        of.secrets.close_others(account, here)
    logs.security("sessions_ended")
    return redirect(url_for("own.sessions"), 303)


@blueprint.route("/second-factor", methods=["GET", "POST"])
def factor() -> Response | str | tuple[str, int]:
    """My second factor: begun, confirmed by its first code, taken off."""
    if request.method != "POST":
        return _page()
    match request.form.get("do", ""):
        case "begin":
            require_proof()
            services().secrets.begin_factor(viewer().account, now=services().now())
            return redirect(url_for("own.factor"), 303)
        case "confirm":
            return _confirmed()
        case "remove":
            return _removed()
        case _:
            return redirect(url_for("own.factor"), 303)


def _confirmed() -> str | tuple[str, int]:
    secrets, now, who = services().secrets, services().now(), viewer()
    if held := secrets.attempt(who.sign_in_name, request.remote_addr or "", now=now):
        noting.refused(Refusal.PROOF)
        said = t("尝试次数过多，请在%s秒后再试。", "Too many attempts; try again in %s seconds.")
        return _page(problem=said % seconds(held)), 429
    codes = secrets.confirm_factor(who.account, request.form.get("code", "")[:LONGEST_TYPED], now=now)
    if codes is None:
        return _page(
            problem=t("验证码不正确，请核对设备的时间。", "The code is wrong; look at the device’s clock.")
        ), 422
    secrets.forgive(who.sign_in_name, request.remote_addr or "", now=now)
    note(AddSecondFactor)
    # Whoever signed in without the factor before is out.
    secrets.close_others(who.account, g.session)
    renew(secrets.rotate(g.session, factor=True))
    logs.security("factor_added")
    return _page(codes=codes)


def _removed() -> Response | tuple[str, int]:
    if _obligatory():
        return _page(problem=t("您的角色必须使用二次验证。", "Your role asks for a second factor.")), 422
    require_proof()
    secrets, account = services().secrets, viewer().account
    if secrets.has_factor(account):
        note(RemoveSecondFactor)
    secrets.drop_factor(account)
    secrets.close_others(account, g.session)
    renew(secrets.rotate(g.session, factor=False))
    logs.security("factor_removed")
    return redirect(url_for("own.factor"), 303)


def _obligatory() -> bool:
    roles = services().settings.second_factor_roles
    return any(grant.role.value in roles for grant in viewer().grants)


def _page(*, problem: str = "", codes: list[str] | None = None) -> str:
    secrets, who = services().secrets, viewer()
    waiting = secrets.enrolment(who.account, issuer=ISSUER, name=who.sign_in_name)
    return render_template(
        "second_factor.html",
        there=secrets.has_factor(who.account),
        left=secrets.recovery_left(who.account),
        waiting=waiting,
        qr="" if waiting is None else qr_code(waiting.uri, t("二维码", "QR code")),
        codes=codes or [],
        problem=problem,
        obligatory=_obligatory(),
    )
