"""Explain 说明理由: one status with its clause, its rule, and every entry on which it rests."""

from typing import Any

from flask import Blueprint, render_template, request

from projections import status
from web.asking import asking, clocks
from web.boards import window_text
from web.errors import NotFound
from web.explaining import reasons
from web.registers.extent import number

blueprint = Blueprint("explain", __name__)


@blueprint.get("/organisations/<organisation>/reasons")
def reasons_of(organisation: str) -> str:
    """Why a clause stands as it does in one window."""
    asked, when = asking(), clocks()
    asked.require(organisation)
    year = number("year", when.as_of.year, least=1900, most=9_998)
    said: dict[str, Any] = {name: request.args.get(name, "") for name in ("policy", "clause", "window", "person")}
    found = reasons(organisation, year, when, **said)
    if found is None:
        raise NotFound
    return render_template(
        "reasons.html",
        found=found,
        s=found.status,
        clause=found.told.plan.clause,
        document=found.told.policy.document,
        organisation=organisation,
        path=asked.tree(when.as_of, when.known_at).path(organisation),
        year=found.year,
        window=window_text(found.status.window),
        keep={"year": str(year), **{name: value for name, value in said.items() if value}},
        clocks=when,
        head=asked.reading.positions[status.NAME],
    )
