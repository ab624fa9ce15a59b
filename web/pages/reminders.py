"""My reminders 我的提醒: what one chooses; calendars of one's own; and the calendar itself, read by its token."""

from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from domain import security
from domain.account import AccountSuspended
from domain.security import MakeToken, WithdrawToken
from ledger import standing
from web import logs
from web.access import reads_records
from web.asking import Clocks, asking
from web.errors import NotFound
from web.language import pick, t
from web.noting import note
from web.proving import qr_code
from web.reminding import feed as feeds
from web.reminding.channels import Channels, Robot, channels
from web.reminding.sending import robots_above
from web.reminding.things import SCOPES, Scope, due_within, scopes
from web.secrets import Calendar, Choice
from web.secrets.bearers import known_as
from web.services import LOCAL, services
from web.stepup import require_proof
from web.viewer import acting, hinted, viewer

blueprint = Blueprint("reminders", __name__)

AHEAD = (1, 2, 3, 5, 10)
"""Working days ahead that one can choose."""
USUAL = 3
LASTS = (90, 180, 365)
ALARMS = (0, 1, 3)
_LONGEST_ADDRESS = 200
_MOST_CALENDARS = 20


@blueprint.route("/reminders", methods=["GET", "POST"])
def choose() -> Response | str | tuple[str, int]:
    """How I want to be reminded: by which channels, how long ahead, of what."""
    of, who = services(), viewer()
    if request.method != "POST":
        return _page(_choice())
    found = _set_up()
    address = request.form.get("address", "").strip()[:_LONGEST_ADDRESS]
    wanted = Choice(
        account=who.account,
        grant=who.grant,
        scope=_scope(request.form.get("scope", "")).value,
        ahead=next((one for one in AHEAD if str(one) == request.form.get("ahead")), USUAL),
        mail=address if "mail" in request.form else "",
        robots=tuple(one.name for one in _robots(found) if one.name in request.form.getlist("robot")),
    )
    if "mail" in request.form and (found.mail is None or not found.mail.takes(address)):
        domains = "、".join(found.mail.domains) if found.mail is not None else ""
        said = t("请填写本单位的邮箱地址（%s）。", "Give an address of your office (%s).") % domains
        return _page(wanted, problem=said, typed=address), 422
    of.secrets.choose(wanted, now=of.now())
    return redirect(url_for("reminders.choose", saved="1"), 303)


@blueprint.post("/reminders/calendars")
def calendars() -> Response | str | tuple[str, int]:
    """Make a calendar, whose address is shown once, or withdraw one."""
    of, who = services(), viewer()
    if drop := request.form.get("drop", ""):
        if any(one.fingerprint == drop for one in of.secrets.calendars_of(who.account)):
            note(WithdrawToken, token=drop)
            of.secrets.drop_calendar(who.account, drop)
            logs.security("calendar_withdrawn")
        return redirect(url_for("reminders.choose"), 303)
    require_proof()
    if len(of.secrets.calendars_of(who.account)) >= _MOST_CALENDARS:
        return _page(_choice(), problem=t("日历订阅过多，请先撤销不用的。", "Too many calendars; withdraw some.")), 422
    days, alarm = request.form.get("days", ""), request.form.get("alarm", "")
    lasts = timedelta(days=int(days) if days in map(str, LASTS) else LASTS[-1])
    token = of.secrets.make_calendar(
        who.account,
        request.form.get("label", "").strip()[:80] or t("未命名", "unnamed"),
        now=of.now(),
        grant=who.grant,
        scope=_scope(request.form.get("scope", "")).value,
        alarm_days=int(alarm) if alarm in map(str, ALARMS) else None,
        lasts=lasts,
    )
    last = (of.now() + lasts).astimezone(LOCAL).date()
    note(MakeToken, token=known_as(token), scope=security.Scope.CALENDAR, grant=who.grant, last=last)
    logs.security("calendar_made")
    return _page(_choice(), made=of.settings.url + url_for("reminders.feed", token=token))


@blueprint.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    """A calendar. Whoever has its address reads what falls due, as the account might, and nothing else."""
    found = _live(token[:100])
    when = Clocks(as_of=asking().today, known_at=None, known_on=None, today=asking().today)
    asking().learn((viewer().organisation,))
    rows = due_within(_scope(found.scope), when, feeds.AHEAD)
    body = feeds.calendar(_name(found), rows, alarm_days=found.alarm_days)
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="zeren.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(sha256(body).hexdigest()[:32])
    return answer.make_conditional(request)


def _live(token: str) -> Calendar:
    """The calendar of this token, and its account as the viewer: as long as the account and its grant stand."""
    of = services()
    found = of.secrets.calendar(token, now=of.now())
    if found is None:
        raise NotFound
    state = standing.look(of.ledger, (found.account,)).state(found.account)
    suspended = any(
        isinstance(entry.event, AccountSuspended) and entry.recorded_at >= found.made_at
        for entry in of.ledger.stream(found.account)
    )
    if state is None or not state.active or suspended:
        # A suspension ends calendars for good: reinstated, a person makes them anew.
        of.secrets.drop_calendars(found.account)
        raise NotFound
    who = acting(found.account, state, asking().today, hint=hinted(found.account, found.grant), token=True)
    if who is None or who.grant != found.grant or not reads_records(who.role):
        raise NotFound
    g.viewer = who
    return found


def _name(found: Calendar) -> str:
    scope = _scope(found.scope)
    about = asking().name(viewer().organisation)
    return t(f"责任到期：{about}（{SCOPES[scope][0]}）", f"Due: {about} ({SCOPES[scope][1]})")


def _scope(text: str) -> Scope:
    """The scope of this code where the viewer has it; else that of the organisation."""
    return next((one for one in scopes() if one.value == text), Scope.OFFICE)


def _choice() -> Choice:
    """What stands, or what one begins with: nothing is sent."""
    who = viewer()
    found = services().secrets.choice_of(who.account) if services().settings.until is None else None
    return found or Choice(
        account=who.account, grant=who.grant, scope=scopes()[0].value, ahead=USUAL, mail="", robots=()
    )


def _set_up() -> Channels:
    return channels(services().settings.reminders_file)


def _robots(found: Channels) -> list[Robot]:
    above = robots_above()
    return [one for one in found.robots.values() if one.organisation in above]


def _page(choice: Choice, *, problem: str = "", typed: str = "", made: str = "") -> str:
    try:
        found, broken = _set_up(), False
    except ValueError:
        # What is wrong with it is for the engineer, who is told by the command.
        found, broken = Channels(), True
    of = services()
    return render_template(
        "reminders.html",
        choice=choice,
        address=typed or choice.mail,
        mail=found.mail,
        robots=_robots(found),
        broken=broken,
        scopes=[(one.value, pick(SCOPES[one])) for one in scopes()],
        scope_text=lambda code: pick(SCOPES[Scope(code)]) if code in set(Scope) else "",
        ahead=AHEAD,
        calendars=of.secrets.calendars_of(viewer().account) if of.settings.until is None else (),
        lasts=LASTS,
        alarms=ALARMS,
        made=made,
        qr=qr_code(made, t("二维码", "QR code")) if made else "",
        problem=problem,
        saved=request.args.get("saved") == "1" and not problem,
        now=of.now(),
    )
