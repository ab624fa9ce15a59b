"""Members 党员名册: who belongs to an organisation on a day, special situations, problems and what came of them."""

from collections import Counter

from flask import Blueprint, request

from domain.member import Category, Disposition, Problem, Situation
from domain.terms import code_label
from projections import members as view
from web.acts import beginning
from web.asking import asking, clocks
from web.language import pick
from web.listings import rolls as rolled
from web.registers import members as rolls
from web.registers.extent import extent, sheet
from web.registers.reach import reachable
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("members", __name__)


@blueprint.get("/registers/members")
def listing() -> Reply:
    """The roll of members of an organisation or subtree."""
    asked, when = asking(), clocks()
    of = extent(when)
    category, only = request.args.get("category", ""), request.args.get("only", "")
    every = rolls.enrolled(asked.reading, of.bodies, when)
    tally = Counter(one.belonging.category for one in every)
    chosen = rolls.chosen(every, category, only)
    part = sheet(chosen)
    asked.learn(id for one in part.rows for id in (one.membership.person, one.belonging.organisation))
    return answered(
        "members.html",
        lambda: rolled.members(chosen, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        part=part,
        every=len(every),
        category=category,
        only=only,
        categories=[(code.value, pick(code_label(code)), tally[code.value]) for code in Category if tally[code.value]],
        special=sum(rolls.wanted(one, "special") for one in every),
        troubled=sum(rolls.wanted(one, "trouble") for one in every),
        category_text=lambda code: pick(code_label(Category(code))),
        situation=lambda code: pick(code_label(Situation(code))),
        problem=lambda code: pick(code_label(Problem(code))),
        disposition=lambda code: pick(code_label(Disposition(code))),
        reached=reachable(one.membership.member for one in part.rows),
        keep={**of.parameters(), "category": category, "only": only},
        clocks=when,
        head=asked.reading.positions[view.NAME],
        begin=beginning(viewer(), "member"),
    )
