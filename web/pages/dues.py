"""Dues 党费: the twelve months of every member, and unpaid months by organisation."""

from flask import Blueprint, render_template, request

from domain.dues_status import Standing
from projections import floating as view
from web.acts import beginning
from web.asking import asking, clocks
from web.registers import dues as rolls
from web.registers import lights as rolling
from web.registers.extent import extent, sheet
from web.registers.reach import pages_of
from web.viewer import viewer

blueprint = Blueprint("dues", __name__)


@blueprint.get("/registers/dues")
def listing() -> str:
    """Dues of a year: by organisation, then member by member."""
    asked, when = asking(), clocks()
    of, year = extent(when), rolling.year_of(when)
    unpaid_only = request.args.get("unpaid") == "1"
    found = rolls.dues_year(asked.reading, of.bodies, year, when)
    part = sheet([one for one in found.rows if one.unpaid or not unpaid_only])
    asked.learn(id for one in part.rows for id in (one.person, one.organisation))
    asked.learn(one.organisation for one in found.sums)
    return render_template(
        "dues.html",
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
