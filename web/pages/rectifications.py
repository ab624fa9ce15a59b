"""The rectification board 整改台账: what is ordered and not struck off, by age and owner, the longest overdue first."""

from flask import Blueprint

from domain.rectification import Category, Standing
from domain.terms import code_label
from projections import rectifications
from web.asking import asking, clocks
from web.language import pick, t
from web.links import linked
from web.listings import inspected as listings
from web.registers.extent import extent, sheet
from web.registers.rectifying import LIGHTS, asked_filter, orders
from web.sheets.listing import Reply, answered

blueprint = Blueprint("rectifications", __name__)

OWNERS = 30
"""Owners on one page beside the board."""


@blueprint.get("/registers/rectifications")
def register() -> Reply:
    """Orders of an organisation and all below it, or given by them."""
    asked, when = asking(), clocks()
    of, wanted = extent(when), asked_filter()
    found = orders(of, when, wanted)
    shown, owners = sheet(found.rows), sheet(found.owners, OWNERS, name="owners")
    cases = [one.case for one in shown.rows]
    asked.learn([id for case in cases for id in (case.organisation, case.ordered_by, case.responsible or "")])
    asked.learn([id for one in owners.rows for id in (one.organisation, one.responsible or "")])
    return answered(
        "rectifications.html",
        lambda: listings.rectifications(found, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        wanted=wanted,
        found=found,
        shown=shown,
        owners=owners,
        # Named where something of theirs is shown: any id can stand in an address.
        owner=asked.name(wanted.owner) if shown.rows else "",
        cards=[
            (standing.value, pick(code_label(standing)), LIGHTS[standing], found.standings[standing])
            for standing in (Standing.OVERDUE, Standing.OPEN, Standing.REPORTED, Standing.REJECTED, Standing.VERIFIED)
        ],
        lights={standing.value: light for standing, light in LIGHTS.items()},
        ages=[
            (f"{least}-{'' if most is None else most}", _age(least, most), number) for least, most, number in found.ages
        ],
        links={ref: linked(ref) for one in found.repeats for _, refs in one.years for ref in refs},
        standings=[(one.value, pick(code_label(one))) for one in Standing],
        categories=[(one.value, pick(code_label(one))) for one in Category],
        keep={**of.parameters(), **wanted.parameters()},
        clocks=when,
        head=asked.reading.positions[rectifications.NAME],
    )


def _age(least: int, most: int | None) -> str:
    if most is None:
        return t("%s天以上", "%s days and more") % least
    return t("%s至%s天", "%s to %s days") % (least, most)
