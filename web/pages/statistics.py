"""Statistics of a year 年度统计: numbers for the yearly report of an organisation or subtree."""

from flask import Blueprint, render_template

from domain.money import yuan_of
from projections import records
from web.asking import asking, clocks
from web.registers.extent import extent, number
from web.registers.statistics import FEN, PERCENT, Figure, statistics

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/registers/statistics")
def register() -> str:
    """A year beside the year before, section by section."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1901, most=2199)
    return render_template(
        "statistics.html",
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=range(when.today.year, when.today.year - 6, -1),
        sections=statistics(of, year, when),
        shown=shown,
        change=change,
        running=year == when.as_of.year,
        keep={**of.parameters(), "year": year},
        clocks=when,
        head=asked.reading.positions[records.NAME],
    )


def shown(value: int | None, unit: str) -> str:
    """A number as the report writes it."""
    if value is None:
        return "—"
    match unit:
        case "percent":
            return f"{value / 10:.1f}%"
        case "fen":
            return _grouped(value)
    return str(value)


def change(one: Figure) -> str:
    """What it came to more or less than the year before; shares in percentage points."""
    if one.value is None or one.before is None:
        return "—"
    more = one.value - one.before
    if more == 0:
        return "0"
    sign = "+" if more > 0 else "−"
    size = abs(more)
    if one.unit == PERCENT:
        return f"{sign}{size / 10:.1f}"
    return f"{sign}{_grouped(size) if one.unit == FEN else size}"


def _grouped(fen: int) -> str:
    """Yuan, in groups of three digits; without cents where there are none."""
    whole, _, cents = yuan_of(fen).partition(".")
    return f"{int(whole):,}" if cents == "00" else f"{int(whole):,}.{cents}"
