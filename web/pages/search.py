"""Search: one field over organisations, persons, records, evidence, policies and clauses in reach."""

from math import ceil

from flask import Blueprint, render_template, request

from domain.terms import KINDS
from projections.search import BODY
from projections.sounds import LONGEST
from web.asking import asking, clocks
from web.language import pick
from web.registers.extent import extent, number
from web.searching import GROUPS, MOST, RECORD_KINDS, results, told

blueprint = Blueprint("search", __name__)

PAGE = 20
FEW = 5
"""Of each group, where all groups are shown."""


@blueprint.get("/search")
def page() -> str:
    """What fits, by group; one group alone is shown page by page."""
    when = clocks()
    of = extent(when)
    query = " ".join(request.args.get("q", "").split())[:LONGEST]
    kind = request.args.get("kind", "")
    kind = kind if kind in (*GROUPS, *RECORD_KINDS) else ""
    year = number("year", 0, least=0)
    found = results(query, of.bodies, when, kind=kind, year=year)
    at, pages = 1, 1
    if kind:
        pages = max(1, ceil(found.total / PAGE))
        at = min(number("page", 1), pages)
    first, size = ((at - 1) * PAGE, PAGE) if kind else (0, FEW)
    keep = {**of.parameters(), "q": query, "kind": kind, "year": year or ""}
    return render_template(
        "search.html",
        of=of,
        query=query,
        kind=kind,
        year=year,
        years=range(when.today.year, when.today.year - 8, -1),
        found=found,
        shown=[
            (group, some, told(some[first : first + size], found.terms, when)) for group, some in found.groups.items()
        ],
        group_text={group: pick(text) for group, text in GROUPS.items()},
        kinds=[(code, pick(KINDS[code])) for code in RECORD_KINDS],
        page=at,
        pages=pages,
        few=FEW,
        most=MOST,
        longest=LONGEST,
        body_limit=BODY,
        keep=keep,
        clocks=when,
        head=asking().reading.positions["search"],
    )
