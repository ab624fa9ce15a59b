"""The report register 报送台账: who has to report on a year, what came when and how late, what was returned and why."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, request

from domain.report_status import Paper, Progress
from domain.rule import Light
from projections import reports as kept
from web.asking import Clocks, asking, clocks
from web.boards import ORDER, light_text
from web.errors import NotFound
from web.language import pick
from web.listings import duties
from web.registers.extent import ROWS, extent, number, sheet
from web.registers.reporting import Owed, Register, register, told
from web.sheets.listing import Reply, answered
from web.sheets.writing import Value, in_steps

blueprint = Blueprint("reports", __name__)


@blueprint.get("/registers/reports")
def show() -> Reply:
    """Duties to report of an organisation and all below it, one row an organisation and duty."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1900)
    clause, light = request.args.get("clause", "")[:80], request.args.get("light", "")
    if light and light not in {one.value for one in Light}:
        raise NotFound
    found = register(of, when, year)
    shown = sheet(found.keys(clause, light))
    rows = told(found, shown.rows, when, year)
    returned = [(paper, stands) for paper in found.returned if (stands := paper.on(when.as_of)) is not None]
    asked.learn(id for one in rows for id in _named(one))
    asked.learn(id for paper in found.returned for id in (paper.organisation, paper.recipient, paper.person or ""))
    return answered(
        "reports.html",
        lambda: duties.reports(_every(found, clause, light, when, year), [*_returned(returned)], year, of.root),
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
        returned=returned,
        keep={**of.parameters(), "year": year, "clause": clause, "light": light},
        clocks=when,
        head=asked.reading.positions[kept.NAME],
    )


def _every(found: Register, clause: str, light: str, when: Clocks, year: int) -> Iterator[Owed]:
    """All rows, a handful at a time: each is judged from its facts."""
    for some in in_steps(found.keys(clause, light), ROWS):
        yield from told(found, some, when, year)


def _returned(returned: Iterable[tuple[Paper, Progress]]) -> Iterator[tuple[Value, ...]]:
    name = asking().name
    for paper, stands in returned:
        to = name(paper.recipient)
        yield (name(paper.organisation), paper.title, paper.period, to, stands.returned_on, stands.returned_why)


def _named(row: Owed) -> list[str]:
    """Whom a row names."""
    found = [row.organisation, *row.waiting]
    for one in row.handed:
        found += [one.paper.recipient, one.paper.person or ""]
    return found
