"""Compare 对比: one question at two moments: what appeared, went, changed, and which entry did it."""

from typing import Any

from flask import Blueprint, request, url_for

from web.asking import Clocks
from web.comparing.questions import compared
from web.history import heads_told
from web.listings import compared as sides
from web.registers.extent import sheet
from web.sheets.listing import Reply, answered, moment

blueprint = Blueprint("compare", __name__)

ROWS = 100
"""Changes on one page."""


@blueprint.get("/compare")
def page() -> Reply:
    """Two moments side by side."""
    found = compared()
    shown = sheet(found.changes, ROWS)
    wanted = {line.position: line for one in shown.rows for line in one.lines}
    told = {line.position: said for line, said in heads_told([wanted[position] for position in sorted(wanted)])}
    keep: dict[str, Any] = {name: value for name, value in found.keep.items() if value}
    moments = {**_said("a", found.pair.first), **_said("b", found.pair.second)}
    swapped = {**_said("a", found.pair.second), **_said("b", found.pair.first)}
    return answered(
        "compare.html",
        lambda: sides.differences(found, moment),
        found=found,
        shown=shown,
        told=told,
        counts=[(sort, sum(one.sort == sort for one in found.changes)) for sort in ("appeared", "went", "changed")],
        keep=keep,
        moments={**keep, **moments},
        swapped=url_for("compare.page", **keep, **swapped),
        args=request.args,
    )


def _said(side: str, when: Clocks) -> dict[str, Any]:
    said = when.parameters()
    found = {f"as_of_{side}": said.get("as_of", ""), f"known_{side}": said.get("known_at", "")}
    return {name: value for name, value in found.items() if value}
