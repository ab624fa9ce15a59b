"""Agenda 到期日历: the days that are asked about, and what is owed as pages and the JSON API tell it."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask import url_for

from domain.kernel import record
from domain.rule import Light
from domain.terms import Label, code_label, command_label
from web.acts import ACTS
from web.asking import Clocks, asking
from web.following import Offer, offers
from web.links import link, visible
from web.registers.owing import SORTS, WINDOW, Owing, Wanted, bodies_of, owing, with_forms, with_holders
from web.viewer import viewer
from web.ways import VISIT

# --- what is asked ----------------------------------------------------------------------

DAYS: Final = 30
_MONTH: Final = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])")


@record
class Span:
    """The days that are asked about: a month, or so many from the day asked about."""

    first: date
    until: date
    month: str
    days: int


def span(when: Clocks, month: str, days: int) -> Span:
    """The month, where one is named as ``2024-05``; else the days from the day asked about on."""
    if named := _MONTH.fullmatch(month):
        year, number = int(named[1]), int(named[2])
        first = date(year, number, 1)
        until = date(year, number, monthrange(year, number)[1])
        return Span(first=max(first, when.as_of), until=max(until, when.as_of), month=month, days=days)
    return Span(first=when.as_of, until=when.as_of + timedelta(days=days), month="", days=days)


def this_month(when: Clocks) -> Span:
    """From the day asked about to the end of its month."""
    return span(when, f"{when.as_of:%Y-%m}", DAYS)


def owed_by(person: str, when: Clocks, days: Span) -> list[Owing]:
    """What one person still owes, wherever the viewer reaches."""
    bodies = bodies_of(person, when)
    root = bodies[0] if bodies else ""
    return owing(Wanted(bodies=bodies, root=root, first=days.first, until=days.until, person=person), when)


def owed_in(root: str, bodies: tuple[str, ...], when: Clocks, days: Span) -> list[Owing]:
    """What these organisations still owe."""
    return owing(Wanted(bodies=bodies, root=root, first=days.first, until=days.until), when)


# --- told -------------------------------------------------------------------------------


@record
class Told:
    """One thing owed, as a page shows it."""

    owing: Owing
    sort: Label
    what: Label
    cite: str
    light: Label
    url: str
    """The record, or the reasons of the window; empty where the viewer may not open it."""
    act: Label
    act_url: str
    """The form that would fulfil it; empty where there is none, or the viewer may not do it."""


def told(rows: Sequence[Owing], when: Clocks) -> list[Told]:
    """Rows of one page with holders, links and forms."""
    rows = with_forms(with_holders(rows, when), when)
    asks = {one.asked: one for one in offers([row.asked for row in rows if row.asked is not None], when)}
    asking().learn(id for row in rows for id in (row.organisation, *row.persons))
    return [_told(row, when, None if row.asked is None else asks[row.asked]) for row in rows]


def _told(row: Owing, when: Clocks, offer: Offer | None) -> Told:
    light = Light(row.light)
    if offer is not None:
        url, act_url, act = offer.about_url, offer.url, offer.act
        what = offer.said
    else:
        what, url = row.what, _address(row, when)
        act, act_url = _act(row)
    return Told(
        owing=row,
        sort=SORTS[row.sort],
        what=what,
        cite=asking().citation(row.clause) if row.clause else "",
        light=code_label(light),
        url=url,
        act=act,
        act_url=act_url,
    )


def _address(row: Owing, when: Clocks) -> str:
    if row.sort == WINDOW:
        keep: dict[str, Any] = {"year": row.window[:4], "clause": row.clause, **when.parameters()}
        return url_for("board.duty", organisation=row.organisation, **keep)
    return link(row.ref) if visible(row.ref) else ""


def _act(row: Owing) -> tuple[Label, str]:
    act = ACTS.get(row.form)
    if act is None or not (viewer().may(act.command) and viewer().acts_for(row.organisation)):
        return ("", ""), ""
    begun: dict[str, Any] = dict(row.begun)
    if row.form == VISIT:  # on the contact point that is chosen there
        return command_label(act.command), url_for("records.listing", kind="contact_point", **begun)
    return command_label(act.command), url_for("acts.form", name=act.name, **begun)
