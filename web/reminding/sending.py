"""Sending: once a day, go through everybody who asked for it, and tell each recipient what they were not told yet.

At most once: what is about to be sent is claimed first, so that a run that is killed between sending and noting does
not send it again; what it was about stands on the desk all the while, and its next stage is told in its turn. What
certainly did not go out is let go of, and the next run tries again. One channel that fails keeps no other from it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from hashlib import sha256

from flask import Flask, g

from domain.kernel import record
from ledger import standing
from web.access import reads_records
from web.asking import Clocks, asking
from web.language import pick
from web.reminding.channels import LONGEST as LONGEST_OF
from web.reminding.channels import Channels, NotSent, Unsure, send_mail, send_robot
from web.reminding.texts import Line, mail_text, message, robot_text, subject
from web.reminding.things import Due, Scope, Workdays, due_within, scopes, workdays
from web.secrets import Choice, Mark
from web.services import Services
from web.viewer import Viewer, acting, hinted, viewer


class Came(StrEnum):
    """What came of a message."""

    SENT = "sent"
    WOULD = "would"
    """It would be sent: this was a rehearsal."""
    FAILED = "failed"
    """Certainly not sent; the next run tries again."""
    UNSURE = "unsure"
    """It may have gone out, and is not sent again."""
    TAKEN = "taken"
    """Another run is at it."""


@record
class Outcome:
    """What came of one message. Names the account or robot, and no address."""

    recipient: str
    number: int
    """Things that it tells."""
    came: Came
    why: str = ""


@record
class Run:
    """What came of a run."""

    working: bool
    """Nothing is sent on days off."""
    outcomes: Sequence[Outcome] = ()
    unsure: int = 0
    """Things of earlier runs of which nobody knows whether they went out."""

    @property
    def well(self) -> bool:
        """Whether everything went out."""
        return all(one.came in (Came.SENT, Came.WOULD, Came.TAKEN) for one in self.outcomes)


@record
class _Parcel:
    """What is gathered for one recipient."""

    recipient: str
    lines: dict[Mark, Line]
    send: Callable[[Sequence[Line], str], None]
    """Sends these lines; the text makes the message's number."""


def remind(app: Flask, of: Services, channels: Channels, *, today: date, dry_run: bool = False) -> Run:
    """Tell everybody what they asked for and were not told yet."""
    secrets = of.secrets
    unsure = secrets.unsure()
    days = workdays(of.ledger, today)
    if not days.open:
        return Run(working=False, unsure=unsure)
    outcomes: list[Outcome] = []
    down: dict[str, str] = {}
    for parcel in _parcels(app, of, channels, days):
        fresh = secrets.untold(parcel.recipient, parcel.lines)
        if not fresh:
            continue
        channel = parcel.recipient.partition(":")[0]
        if dry_run:
            outcomes.append(Outcome(recipient=parcel.recipient, number=len(fresh), came=Came.WOULD))
        elif channel in down:
            why = down[channel]
            outcomes.append(Outcome(recipient=parcel.recipient, number=len(fresh), came=Came.FAILED, why=why))
        else:
            outcomes.append(_sent(of, parcel, fresh, down))
    return Run(working=True, outcomes=outcomes, unsure=unsure)


def _sent(of: Services, parcel: _Parcel, fresh: set[Mark], down: dict[str, str]) -> Outcome:
    recipient, number, secrets = parcel.recipient, len(fresh), of.secrets
    lines = sorted((parcel.lines[mark] for mark in fresh), key=lambda one: (one.due_on, one.organisation, one.what))
    if not secrets.claim(recipient, fresh, now=of.now()):
        return Outcome(recipient=recipient, number=number, came=Came.TAKEN)
    told = "\n".join(sorted(f"{mark.thing} {mark.stage}" for mark in fresh))
    try:
        parcel.send(lines, sha256(f"{recipient}\n{told}".encode()).hexdigest()[:40])
    except NotSent as error:
        secrets.settle(recipient, fresh, now=of.now(), sent=False)
        if error.whole:
            down[recipient.partition(":")[0]] = error.why
        return Outcome(recipient=recipient, number=number, came=Came.FAILED, why=error.why)
    except Unsure as error:
        return Outcome(recipient=recipient, number=number, came=Came.UNSURE, why=error.why)
    secrets.settle(recipient, fresh, now=of.now(), sent=True)
    return Outcome(recipient=recipient, number=number, came=Came.SENT)


# --- gathering ------------------------------------------------------------------------------


def _parcels(app: Flask, of: Services, channels: Channels, days: Workdays) -> Iterator[_Parcel]:
    """What there is to tell: to each person by mail, to each group what those who chose its robot want to know."""
    groups: dict[str, dict[Mark, Line]] = {}
    for choice in of.secrets.choices():
        lines: dict[Mark, Line] = {}
        robots: list[str] = []
        with seen_by(app, of, choice.account, choice.grant) as who:
            if who is not None:
                lines = _lines(choice, days)
                robots = [name for name in choice.robots if _in_reach(channels, name)]
        for name in robots:
            groups.setdefault(name, {}).update(lines)
        if channels.mail is not None and choice.mail and lines:
            yield _mail_parcel(of, channels, choice, lines, days.today)
    for name, lines in groups.items():
        yield _robot_parcel(of, channels, name, lines, days.today)


def _mail_parcel(of: Services, channels: Channels, choice: Choice, lines: dict[Mark, Line], today: date) -> _Parcel:
    mail = channels.mail
    assert mail is not None

    def send(some: Sequence[Line], number: str) -> None:
        text = mail_text(some, of.settings.url)
        made = message(
            sender=mail.sender, to=choice.mail, about=subject(some, today), text=text, now=of.now(), number=number
        )
        send_mail(mail, choice.mail, made)

    return _Parcel(recipient=f"mail:{choice.account}", lines=lines, send=send)


def _robot_parcel(of: Services, channels: Channels, name: str, lines: dict[Mark, Line], today: date) -> _Parcel:
    robot = channels.robots[name]

    def send(some: Sequence[Line], number: str) -> None:
        text = robot_text(some, of.settings.url, today, longest=LONGEST_OF[robot.kind])
        send_robot(robot, text, now=of.now())

    return _Parcel(recipient=f"robot:{name}", lines=lines, send=send)


def _in_reach(channels: Channels, name: str) -> bool:
    """Whether the viewer still belongs under the organisation whose robot this is."""
    robot = channels.robots.get(name)
    return robot is not None and robot.organisation in robots_above()


def robots_above() -> frozenset[str]:
    """Organisations whose robots the viewer may choose: the own one and those above."""
    own = viewer().organisation
    return frozenset({own, *(one.id for one in asking().tree().path(own))})


def _lines(choice: Choice, days: Workdays) -> dict[Mark, Line]:
    scope = Scope(choice.scope) if choice.scope in set(Scope) else Scope.OFFICE
    scope = scope if scope in scopes() else Scope.OFFICE
    when = Clocks(as_of=days.today, known_at=None, known_on=None, today=days.today)
    ahead = (days.ahead(choice.ahead + 1) - days.today).days
    found: dict[Mark, Line] = {}
    for one in due_within(scope, when, ahead):
        stage = days.stage(one.owing.due_on, choice.ahead)
        if stage is not None:
            found[Mark(thing=_thing(one), stage=stage.value)] = Line(
                stage=stage,
                due_on=one.owing.due_on,
                sort=one.owing.sort,
                sort_text=pick(one.sort),
                what=pick(one.what),
                organisation=asking().name(one.owing.organisation),
            )
    return found


def _thing(one: Due) -> str:
    """Whose day was moved is told anew."""
    return sha256(f"{one.key} {one.owing.due_on}".encode()).hexdigest()


@contextmanager
def seen_by(app: Flask, of: Services, account: str, grant: int) -> Iterator[Viewer | None]:
    """A request of nobody's, in which the views are read with the rights of an account; None: it reads no records."""
    with app.test_request_context("/", base_url=of.settings.url):  # without a cookie: in Chinese
        yield viewed(of, account, grant)


def viewed(of: Services, account: str, grant: int) -> Viewer | None:
    """The account under a grant of its own, as far as it stands today."""
    state = standing.look(of.ledger, (account,)).state(account)
    if state is None or not state.active:
        return None
    who = acting(account, state, asking().today, hint=hinted(account, grant))
    if who is None or not reads_records(who.role):
        return None
    g.viewer = who
    return who


__all__ = ["Came", "Outcome", "Run", "remind", "robots_above", "seen_by", "viewed"]
