"""Audit trail: what was recorded of a record, an organisation, a person, or by an account."""

from collections.abc import Iterator, Mapping, Sequence

from flask import Blueprint, request

from projections import trail as heads
from web.access import reads_records
from web.asking import Clocks, asking, clocks
from web.history import heads_told
from web.listings import directory as house
from web.sheets.listing import HANDFUL, Reply, answered
from web.trails import SUBJECTS, page_of
from web.viewer import viewer

blueprint = Blueprint("trail", __name__)

PAGE = 50


@blueprint.get("/trail")
def trail() -> Reply:
    """A page of a trail, newest first."""
    told_by, subject = _subject(request.args)
    when = clocks()
    before = request.args.get("before", "")
    cursor = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    page = page_of(told_by, subject, known_at=when.known_at, cursor=cursor, limit=PAGE)
    return answered(
        "trail.html",
        lambda: house.trail(_every(told_by, subject, when), subject),
        told_by=told_by,
        subject=subject,
        clocks=when,
        head=asking().reading.positions[heads.NAME],
        lines=heads_told(page.lines),
        more=page.cursor,
    )


def _every(told_by: str, subject: str, when: Clocks) -> Iterator[Sequence[heads.Line]]:
    """The whole trail, a handful at a time."""
    cursor: int | None = None
    while True:
        page = page_of(told_by, subject, known_at=when.known_at, cursor=cursor, limit=HANDFUL)
        yield page.lines
        cursor = page.cursor
        if cursor is None:
            return


def _subject(args: Mapping[str, str]) -> tuple[str, str]:
    for kind in SUBJECTS:
        if subject := args.get(kind, "").strip():
            return kind, subject
    return ("organisation", viewer().organisation) if reads_records(viewer().role) else ("accounts", "")
