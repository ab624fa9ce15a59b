"""Persons of the subtree with their posts; and one person: posts, what is owed this month, what is on record."""

from math import ceil

from flask import Blueprint, render_template, request

from domain.identity import is_stream_id, member_of
from domain.member import Category
from domain.terms import code_label
from projections import directory, members
from web.acts import beginning, offered
from web.asking import asking, clocks
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.history import heads_told
from web.language import pick
from web.listings import directory as house
from web.registers.agenda import owed_by, this_month, told
from web.registers.reach import pages_of
from web.sheets.listing import Reply, answered
from web.trails import page_of
from web.viewer import viewer

blueprint = Blueprint("people", __name__)

PAGE = 100
OWED = 20
"""Debts told on a person's own page; the calendar has all."""
DEEDS = 15
"""Entries told there; the trail has all."""


@blueprint.get("/people")
def listing() -> Reply:
    """Persons of an organisation or of the whole subtree; one page a hundred."""
    asked, when = asking(), clocks()
    reading = asked.reading
    body = asked.require(request.args.get("organisation") or viewer().organisation)
    below = request.args.get("below", "1") == "1"
    tree = asked.tree(when.as_of, when.known_at)
    bodies = tree.ids(body) if below else [body]
    found = directory.persons(reading, bodies or [body], when.as_of, when.known_at)
    wanted = request.args.get("q", "").strip()[:40]
    if wanted:
        found = [one for one in found if one.name and wanted in one.name]
    pages = max(1, ceil(len(found) / PAGE))
    text = request.args.get("page", "1")
    page = min(max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1, pages)
    here = found[(page - 1) * PAGE : page * PAGE]
    posts = {one.id: _posts(one.id) for one in here}
    asked.learn([one.organisation for one in here])
    asked.learn([tenure.organisation for tenures in posts.values() for tenure in tenures])
    return answered(
        "people.html",
        lambda: house.people(found, _posts, body),
        rows=here,
        posts=posts,
        # What there is now need not have been there then.
        about=pages_of((one.id for one in here), when.as_of.year) if when.present else {},
        total=len(found),
        page=page,
        pages=pages,
        body=body,
        below=below,
        wanted=wanted,
        clocks=when,
        head=reading.positions["directory"],
        begin=beginning(viewer(), "person"),
    )


@blueprint.get("/people/<person>")
def show(person: str) -> str:
    """One person on a day: posts held, what is owed this month, what was recorded of them."""
    if not is_stream_id(person, "person"):
        raise NotFound
    record_in_reach(person)
    asked, when = asking(), clocks()
    reading = asked.reading
    found = directory.person_of(reading, person, when.known_at)
    if found is None:
        raise NotFound
    days = this_month(when)
    owed = owed_by(person, when, days)
    posts = directory.posts_held(reading, person, when.known_at)
    asked.learn([found.organisation, person, *(one.organisation for one in posts)])
    did = page_of("person", person, known_at=when.known_at, cursor=None, limit=DEEDS)
    membership = members.membership_of(reading, member_of(person), when.known_at)
    belonging = () if membership is None else membership.belonging()
    return render_template(
        "person.html",
        one=found,
        posts=posts,
        days=days,
        owed=told(owed[:OWED], when),
        total=len(owed),
        overdue=sum(one.overdue for one in owed),
        lines=heads_told(did.lines),
        more=did.cursor is not None,
        membership=next((one for one in belonging if one.span.holds(when.as_of)), None),
        category_text=lambda code: pick(code_label(Category(code))),
        about=pages_of([person], when.as_of.year)[person] if when.present else None,
        clocks=when,
        head=reading.positions["directory"],
        acts=offered(viewer(), "person", asked.standing.state(person)) if when.known_at is None else [],
    )


def _posts(person: str) -> list[directory.Tenure]:
    when = clocks()
    held = directory.posts_held(asking().reading, person, when.known_at)
    return [one for one in held if one.first <= when.as_of and (one.last is None or when.as_of <= one.last)]
