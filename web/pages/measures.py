"""Praise and criticism 奖惩台账: commendations, criticisms, admonitions and adjustments by year and organisation."""

from flask import Blueprint, request

from projections import discipline
from web.acts import beginning
from web.asking import asking, clocks
from web.language import pick
from web.listings import judged
from web.registers.extent import extent, number, sheet
from web.registers.outcomes import SORTS, STAGES, read_outcomes, type_text
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("measures", __name__)


@blueprint.get("/registers/measures")
def listing() -> Reply:
    """What was said and done by an organisation and those below it, and about them, in a year."""
    asked, when = asking(), clocks()
    of = extent(when)
    year = number("year", when.as_of.year, least=1900)
    sort = request.args.get("sort", "")
    found = read_outcomes(of.bodies, year, when, sort=sort)
    shown = sheet(found.rows)
    asked.learn([id for one in shown.rows for id in (one.organisation, one.subject, *one.about)])
    asked.learn(found.by_organisation)
    return answered(
        "measures.html",
        lambda: judged.measures(found, year, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=sorted({when.today.year, *(one.year for one in found.balance)}, reverse=True),
        sort=sort,
        sorts={code: pick(text) for code, text in SORTS.items()},
        stages={code: pick(text) for code, text in STAGES.items()},
        type_text=lambda row: pick(type_text(row)),
        found=found,
        shown=shown,
        keep={**of.parameters(), "year": year, "sort": sort},
        clocks=when,
        head=asked.reading.positions[discipline.NAME],
        begin=[*beginning(viewer(), "measure"), *beginning(viewer(), "commendation")] if when.present else [],
    )
