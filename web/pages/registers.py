"""Registers 台账: where every register is found."""

from typing import Final

from flask import Blueprint, render_template

from web.language import pick

blueprint = Blueprint("registers", __name__)

REGISTERS: Final[tuple[tuple[str, tuple[str, str], tuple[str, str]], ...]] = ()
"""Endpoint, what it is called, what it answers."""


@blueprint.get("/registers")
def index() -> str:
    """All registers."""
    rows = [(endpoint, pick(called), pick(answers)) for endpoint, called, answers in REGISTERS]
    return render_template("registers.html", rows=rows)
