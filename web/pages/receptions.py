"""Receptions and commitments 接待群众、党员承诺: issues with their age and channel; promises past their day."""

from flask import Blueprint, request

from domain.reception import Channel
from domain.terms import code_label
from projections import receptions as view
from web.acts import beginning
from web.asking import asking, clocks
from web.language import pick
from web.listings import rolls as rolled
from web.registers import lights as rolling
from web.registers.extent import extent, number, sheet
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("receptions", __name__)


@blueprint.get("/registers/receptions")
def listing() -> Reply:
    """Issues that were raised and are not closed, the oldest first."""
    asked, when = asking(), clocks()
    of = extent(when)
    closed = request.args.get("closed") == "1"
    channel = request.args.get("channel", "")
    found = view.issues(asked.reading, of.bodies, when.as_of, when.known_at, closed=closed)
    counts = view.by_channel(found)
    rows = [one for one in found if not channel or one.channel.value == channel]
    part = sheet(rows)
    asked.learn(one.organisation for one in part.rows)
    return answered(
        "receptions.html",
        lambda: rolled.receptions(rows, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        part=part,
        closed=closed,
        channel=channel,
        channels=[(code.value, pick(code_label(code)), counts[code]) for code in Channel if counts[code]],
        unsettled=[one for one in found if one.closed_on is None],
        keep={**of.parameters(), "closed": "1" if closed else "", "channel": channel},
        clocks=when,
        head=asked.reading.positions[view.NAME],
        begin=beginning(viewer(), "reception"),
    )


@blueprint.get("/registers/commitments")
def commitments() -> Reply:
    """Promises of members: those past their day first."""
    asked, when = asking(), clocks()
    of = extent(when)
    year = number("year", 0, least=0, most=2199)
    every = request.args.get("every") == "1"
    found = view.promises(asked.reading, of.bodies, when.as_of, when.known_at, period=f"{year:04}" if year else "")
    made, kept, confirmed = view.fulfilment(found)
    rows = [one for one in found if every or one.stage != "confirmed"]
    part = sheet(rows)
    asked.learn(id for one in part.rows for id in (one.organisation, one.person))
    return answered(
        "commitments.html",
        lambda: rolled.commitments(rows, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        part=part,
        every=every,
        year=year,
        years=rolling.years(when),
        made=made,
        kept=kept,
        confirmed=confirmed,
        rate=f"{100 * confirmed // made}%" if made else "—",
        overdue=sum(one.overdue_days > 0 for one in found),
        keep={**of.parameters(), "year": year or "", "every": "1" if every else ""},
        clocks=when,
        head=asked.reading.positions[view.NAME],
        begin=beginning(viewer(), "commitment"),
    )
