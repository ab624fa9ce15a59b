"""The tree of organisations, and one organisation: roster, year's list, how its duties stand, records, children."""

from flask import Blueprint, render_template, request

from domain.identity import list_of, posts_of
from ledger.execution import state_of
from projections import directory, status
from projections import records as kept
from web.acts import beginning, offered, offered_for_part
from web.asking import asking, clocks
from web.boards import summary
from web.errors import NotFound
from web.groups import grouped
from web.listings import directory as house
from web.registers.extent import sheet
from web.services import services
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("organisations", __name__)

PAGE = 300
"""Organisations on one page of the tree: so many keep it small. The workbook holds all."""


@blueprint.get("/organisations")
def tree() -> Reply:
    """The viewer's subtree."""
    asked, when = asking(), clocks()
    found = asked.tree(when.as_of, when.known_at)
    root = viewer().organisation
    rows = found.subtree(root)
    here = sheet(rows, PAGE)
    # Where a page begins in the middle of the tree, it says under whom.
    above = found.path(here.rows[0][1].id)[:-1] if here.page > 1 else []
    return answered(
        "organisations.html",
        lambda: house.organisations(rows, root),
        part=here,
        above=[one.name for one in above if asked.reaches(one.id)],
        clocks=when,
        head=asked.reading.positions["directory"],
        begin=beginning(viewer(), "organisation"),
    )


@blueprint.get("/organisations/<organisation>")
def show(organisation: str) -> str:
    """One organisation on a day."""
    asked, when = asking(), clocks()
    asked.require(organisation)
    reading = asked.reading
    found = asked.tree(when.as_of, when.known_at)
    past = directory.history(reading, organisation, when.known_at)
    one = found.get(organisation) or (past[-1] if past else None)
    if one is None:
        raise NotFound
    year = _year(when.as_of.year)
    roster = directory.roster(reading, organisation, when.as_of, when.known_at)
    asked.learn([tenure.person for tenure in roster])
    asked.learn([id for id in (one.leader, one.department, one.parent, *one.guides) if id])
    state = state_of(services().ledger, organisation)
    posts = state_of(services().ledger, posts_of(organisation))
    statuses = status.duties(reading, organisation, year, when.as_of, when.known_at)
    present = when.known_at is None
    writes = present and viewer().acts_for(organisation)
    return render_template(
        "organisation.html",
        one=one,
        path=found.path(organisation),
        children=found.children(organisation),
        past=past,
        roster=roster,
        year=year,
        clocks=when,
        head=reading.positions["directory"],
        list_id=list_of(organisation, year),
        list=state_of(services().ledger, list_of(organisation, year)),
        summary=summary(statuses),
        policies=directory.policies_in_force(reading, organisation, when.as_of, when.known_at),
        recent=kept.find(
            reading, kept.Wanted(organisations=[organisation], last=when.as_of), known_at=when.known_at, limit=10
        ),
        acts=offered(viewer(), "organisation", state) if present and state is not None else [],
        begin=grouped(act for act in beginning(viewer()) if act.kind not in ("account", "policy")) if writes else [],
        post_acts=offered_for_part(viewer(), "appointment", "appointment", posts) if present and posts else [],
    )


def _year(default: int) -> int:
    text = request.args.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= 1900 else default
