"""Inspections 督促检查台账: by method and topic, what was found and ordered, and whom nobody inspected in the year."""

from flask import Blueprint

from domain.terms import code_label
from projections import rectifications
from web.asking import asking, clocks
from web.language import pick
from web.listings import inspected as listings
from web.registers.extent import extent, number, sheet
from web.registers.rectifying import LIGHTS, asked_method, asked_topic, inspected
from web.sheets.listing import Reply, answered

blueprint = Blueprint("inspections", __name__)


@blueprint.get("/registers/inspections")
def register() -> Reply:
    """Inspections of a year by an organisation and all below it, or of them."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1900)
    method, topic = asked_method(), asked_topic()
    found = inspected(of, when, year, method, topic)
    shown, problems = sheet(found.rows), sheet(found.problems, name="problems")
    asked.learn([id for one in shown.rows for id in (one.organisation, one.inspected)])
    asked.learn([id for one in problems.rows for id in (one.organisation, one.inspected)])
    asked.learn(found.never)
    return answered(
        "inspections.html",
        lambda: listings.inspections(found, year, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=range(when.today.year, when.today.year - 7, -1),
        method=method,
        topic=topic,
        found=found,
        shown=shown,
        problem_sheet=problems,
        methods=[(one.value, pick(code_label(one)), n) for one, n in found.coverage.methods.items()],
        topics=[(one.value, pick(code_label(one)), n) for one, n in found.coverage.topics.items()],
        lights={standing.value: light for standing, light in LIGHTS.items()},
        keep={**of.parameters(), "year": year, "method": method, "topic": topic},
        clocks=when,
        head=asked.reading.positions[rectifications.NAME],
    )
