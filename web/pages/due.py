"""The due calendar 到期日历: what an organisation, a subtree or one person still owes by a day."""

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, request

from domain.identity import is_stream_id
from projections import due
from web.asking import asking, clocks
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.language import pick
from web.listings import duties
from web.registers.agenda import DAYS, owed_by, owed_in, span, told
from web.registers.extent import extent, number, sheet
from web.registers.owing import SORTS, Owing
from web.sheets.listing import Reply, answered

blueprint = Blueprint("due", __name__)

CHOICES = (7, 30, 90, 365)
"""Days ahead that the form offers."""


@blueprint.get("/registers/due")
def register() -> Reply:
    """What is past its day and what falls due, the oldest first."""
    asked, when = asking(), clocks()
    of, person, sort = extent(when), request.args.get("person", ""), request.args.get("sort", "")
    if sort and sort not in SORTS:
        raise NotFound
    days = span(when, request.args.get("month", ""), number("days", DAYS, most=730))
    if person:
        if not is_stream_id(person, "person"):
            raise NotFound
        record_in_reach(person)
        every = owed_by(person, when, days)
    else:
        every = owed_in(of.root, of.bodies, when, days)
    late = request.args.get("late") == "1"
    wanted = [one for one in every if sort in ("", one.sort) and (one.overdue or not late)]
    shown = sheet(wanted)
    keep = {
        **(of.parameters() if not person else {"person": person}),
        "month": days.month,
        "days": "" if days.month or days.days == DAYS else str(days.days),
        "sort": sort,
        "late": "1" if late else "",
    }
    return answered(
        "due.html",
        lambda: duties.due(told(wanted, when), asked.name(person) if person else asked.name(of.root)),
        of=of,
        person=person,
        path=[] if person else asked.tree(when.as_of, when.known_at).path(of.root),
        days=days,
        choices=CHOICES,
        sort=sort,
        late=late,
        sorts=_tally(every),
        overdue=sum(one.overdue for one in every),
        total=len(every),
        shown=shown,
        rows=told(shown.rows, when),
        keep=keep,
        clocks=when,
        head=asked.reading.positions[due.NAME],
    )


def _tally(every: Sequence[Owing]) -> list[tuple[str, str, int]]:
    counts = Counter(one.sort for one in every)
    return [(code, pick(called), counts[code]) for code, called in SORTS.items() if counts[code]]
