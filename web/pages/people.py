"""Persons of the subtree, with the posts they hold."""

from math import ceil

from flask import Blueprint, render_template, request

from projections import directory
from web.acts import beginning
from web.asking import asking, clocks
from web.viewer import viewer

blueprint = Blueprint("people", __name__)

PAGE = 100


@blueprint.get("/people")
def listing() -> str:
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
    return render_template(
        "people.html",
        rows=here,
        posts=posts,
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


def _posts(person: str) -> list[directory.Tenure]:
    when = clocks()
    held = directory.posts_held(asking().reading, person, when.known_at)
    return [one for one in held if one.first <= when.as_of and (one.last is None or when.as_of <= one.last)]
