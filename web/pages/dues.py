"""Dues 党费: the twelve months of every member, and unpaid months by organisation."""

from flask import Blueprint, request

from domain.dues_status import Standing
from projections import floating as view
from web.acts import beginning
from web.asking import asking, clocks
from web.listings import rolls as rolled
from web.registers import dues as rolls
from web.registers import lights as rolling
from web.registers.extent import extent, sheet
from web.registers.reach import pages_of
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("dues", __name__)


@blueprint.get("/registers/dues")
def listing() -> Reply:
    """Dues of a year: by organisation, then member by member."""
    asked, when = asking(), clocks()
    of, year = extent(when), rolling.year_of(when)
    unpaid_only = request.args.get("unpaid") == "1"
    found = rolls.dues_year(asked.reading, of.bodies, year, when)
    rows = [one for one in found.rows if one.unpaid or not unpaid_only]
    part = sheet(rows)
    asked.learn(id for one in part.rows for id in (one.person, one.organisation))
    asked.learn(one.organisation for one in found.sums)
    return answered(
        "dues.html",
        lambda: rolled.dues(found, rows, year, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        part=part,
        sums=found.sums,
        unpaid_only=unpaid_only,
        standings=list(Standing),
        about=pages_of((one.person for one in part.rows), year),
        year=year,
        years=rolling.years(when),
        keep={**of.parameters(), "year": year, "unpaid": "1" if unpaid_only else ""},
        clocks=when,
        head=asked.reading.positions[view.NAME],
        begin=beginning(viewer(), "dues"),
        **rolling.helpers(),
    )
