"""Statistics of a year 年度统计: numbers for the yearly report of an organisation or subtree."""

from flask import Blueprint

from projections import records
from web.asking import asking, clocks
from web.listings import judged
from web.registers.extent import extent, number
from web.registers.statistics import change, shown, statistics
from web.sheets.listing import Reply, answered

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/registers/statistics")
def register() -> Reply:
    """A year beside the year before, section by section."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1901, most=2199)
    sections = statistics(of, year, when)
    return answered(
        "statistics.html",
        lambda: judged.statistics(sections, year, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=range(when.today.year, when.today.year - 6, -1),
        sections=sections,
        shown=shown,
        change=change,
        running=year == when.as_of.year,
        keep={**of.parameters(), "year": year},
        clocks=when,
        head=asked.reading.positions[records.NAME],
    )
