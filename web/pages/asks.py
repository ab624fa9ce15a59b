"""The register of asks 待办联动台账: what entries on record ask somebody to do next, and nobody has done yet."""

from flask import Blueprint, request

from projections import asks
from web.asking import asking, clocks
from web.errors import NotFound
from web.following import COMMANDS, asked_of, offers
from web.language import pick
from web.listings import duties
from web.registers.extent import extent, sheet
from web.sheets.listing import Reply, answered

blueprint = Blueprint("asks", __name__)


@blueprint.get("/registers/asks")
def register() -> Reply:
    """What an organisation and all below it are asked for, the oldest first."""
    asked, when = asking(), clocks()
    of, command = extent(when), request.args.get("command", "")
    if command and command not in COMMANDS:
        raise NotFound
    late = request.args.get("late") == "1"
    every = asked_of(of.bodies, when)
    wanted = [one for one in every if command in ("", one.command) and (not late or one.overdue_days(when.as_of))]
    shown = sheet(wanted)
    return answered(
        "asks.html",
        lambda: duties.asks(offers(wanted, when), of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        command=command,
        late=late,
        commands=[(code, pick(called), sum(one.command == code for one in every)) for code, called in COMMANDS.items()],
        total=len(every),
        overdue=sum(one.overdue_days(when.as_of) > 0 for one in every),
        oldest=max((one.age_days(when.as_of) for one in every), default=0),
        shown=shown,
        rows=offers(shown.rows, when),
        keep={**of.parameters(), "command": command, "late": "1" if late else ""},
        clocks=when,
        head=asked.reading.positions[asks.NAME],
    )
