"""The report register 报送台账: who has to report on a year, what came when and how late, what was returned and why."""

from flask import Blueprint, render_template, request

from domain.rule import Light
from projections import reports as kept
from web.asking import asking, clocks
from web.boards import ORDER, light_text
from web.errors import NotFound
from web.language import pick
from web.registers.extent import extent, number, sheet
from web.registers.reporting import Owed, register, told

blueprint = Blueprint("reports", __name__)


@blueprint.get("/registers/reports")
def show() -> str:
    """Duties to report of an organisation and all below it, one row an organisation and duty."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1900)
    clause, light = request.args.get("clause", "")[:80], request.args.get("light", "")
    if light and light not in {one.value for one in Light}:
        raise NotFound
    found = register(of, when, year)
    shown = sheet(found.keys(clause, light))
    rows = told(found, shown.rows, when, year)
    asked.learn(id for one in rows for id in _named(one))
    asked.learn(id for paper in found.returned for id in (paper.organisation, paper.recipient, paper.person or ""))
    return render_template(
        "reports.html",
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=range(when.today.year + 1, when.today.year - 6, -1),
        clause=clause,
        light=light,
        clauses=[(one.id, pick((one.zh, one.en))) for one in found.clauses.values()],
        rows=rows,
        shown=shown,
        counts=[(one.value, light_text(one.value), n) for one in ORDER if (n := found.count(one, clause))],
        returned=[(paper, stands) for paper in found.returned if (stands := paper.on(when.as_of)) is not None],
        keep={**of.parameters(), "year": year, "clause": clause, "light": light},
        clocks=when,
        head=asked.reading.positions[kept.NAME],
    )


def _named(row: Owed) -> list[str]:
    """Whom a row names."""
    found = [row.organisation, *row.waiting]
    for one in row.handed:
        found += [one.paper.recipient, one.paper.person or ""]
    return found
