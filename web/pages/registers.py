"""Registers 台账: where every register is found."""

from typing import Final

from flask import Blueprint, render_template

from web.language import pick

blueprint = Blueprint("registers", __name__)

REGISTERS: Final[tuple[tuple[str, tuple[str, str], tuple[str, str]], ...]] = (
    (
        "floating.listing",
        ("流动党员", "Floating members"),
        ("流出、流入各有谁，到了哪一步，缺什么", "Who left and who came, how far each is, what is missing"),
    ),
    (
        "education.listing",
        ("党员教育", "Education of members"),
        ("每名党员一年计入几天，缺席、轮训、评议情况", "Days credited in a year, absences, training, reviews"),
    ),
    (
        "members.listing",
        ("党员名册", "Members"),
        ("在册党员的类别、特殊情况、问题和处置", "Who belongs here, special situations, problems, dispositions"),
    ),
    (
        "receptions.listing",
        ("接待群众", "Receptions"),
        ("群众反映的问题，哪些没有办结，过了多少天", "What people raised, what is open, and for how long"),
    ),
    (
        "receptions.commitments",
        ("党员承诺", "Commitments"),
        ("哪些承诺过了期限，兑现了多少", "Which promises are past their day, how many were kept"),
    ),
    (
        "dues.listing",
        ("党费", "Dues"),
        ("每名党员十二个月的交纳情况，各组织逾期未交月数", "Twelve months of every member, months overdue"),
    ),
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
    (
        "appraisals.listing",
        ("考核台账", "Appraisals"),
        (
            "每次考核到了哪一步，谁还没有考核表，结果和运用",
            "How far each round is, who has no sheet, what came of it",
        ),
    ),
    (
        "cases.listing",
        ("追责台账", "Accountability cases"),
        ("谁因哪项职责被追究责任，依据有没有变化", "Who is held to account for which duty, and what changed since"),
    ),
    (
        "measures.listing",
        ("奖惩台账", "Praise and criticism"),
        ("每年表彰、批评、诫勉、调整了哪些组织和个人", "Who was commended, criticised, admonished or moved, by year"),
    ),
    (
        "due.register",
        ("到期日历", "Due calendar"),
        (
            "今后哪些事项到期，哪些已经逾期，由谁负责，在哪里办理",
            "What falls due, what is past its day, whose it is, where to do it",
        ),
    ),
    (
        "statistics.register",
        ("年度统计", "Statistics of a year"),
        ("年度报告所需的数字，与上年比较", "Numbers for the yearly report, beside the year before"),
    ),
    (
        "advice.register",
        ("减负提示", "Advice"),
        (
            "集中补登、内容雷同、登记负担；仅供改进工作，不是评价",
            "Backfills, alike texts, the burden of recording; no judgement",
        ),
    ),
)
"""Endpoint, what it is called, what it answers."""


@blueprint.get("/registers")
def index() -> str:
    """All registers."""
    rows = [(endpoint, pick(called), pick(answers)) for endpoint, called, answers in REGISTERS]
    return render_template("registers.html", rows=rows)
