"""Registers 台账: where every register is found."""

from typing import Final

from flask import Blueprint, render_template

from web.language import pick

blueprint = Blueprint("registers", __name__)

REGISTERS: Final[tuple[tuple[str, tuple[str, str], tuple[str, str]], ...]] = (
    (
        "rectifications.register",
        ("整改台账", "Rectifications"),
        (
            "责令整改的还有哪些没有销号，逾期多久，由谁负责",
            "What is ordered and not yet struck off",
        ),
    ),
    (
        "inspections.register",
        ("督促检查台账", "Inspections"),
        (
            "怎样检查、查了什么、发现哪些问题，谁没有被检查",
            "How and what was inspected, and found",
        ),
    ),
    (
        "reports.show",
        ("报送台账", "Reports"),
        (
            "谁该报告、述职，何时报送，迟报几天，因何退回",
            "Who has to report, and what came, how late",
        ),
    ),
    (
        "asks.register",
        ("待办联动", "Asks"),
        ("记录引出的下一步，还有哪些没有办理", "What records ask for next and nobody has done yet"),
    ),
)
"""Endpoint, what it is called, what it answers."""


@blueprint.get("/registers")
def index() -> str:
    """All registers."""
    rows = [(endpoint, pick(called), pick(answers)) for endpoint, called, answers in REGISTERS]
    return render_template("registers.html", rows=rows)
