"""Inspection report 督查报告: how it was inspected, what was found, what was told, ordered and put right.

Ways and topics are those that the regulations ask for, and problems found are to be solved (c2006-resp 三（六）;
shunde2015 五（三）; jianxi2020 第十一条（六）; township 三（五）).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.inspection import FeedbackGiven, InspectionConducted, InspectionVoided
from domain.terms import Label, code_label
from projections import rectifications
from projections.rectifications import Problem, Standings
from web.asking import Clocks, asking
from web.errors import NotFound
from web.language import pick
from web.papers.paper import Block, Heading, Paper, Paragraph, Table
from web.papers.wording import (
    by_then,
    called,
    called_all,
    clause_text,
    corrected,
    day_text,
    known_of,
    moment_of,
    paragraphs_of,
    resting_on,
    sentence,
)
from web.phrases import fact_in
from web.registers.rectifying import problems_of, standings_of
from web.standing import standing

FIELDS: Final[Mapping[str, Label]] = {
    "检查单位": ("开展检查的组织", "who inspected"),
    "被检查单位": ("被检查的组织", "who was inspected"),
    "检查名称": ("检查名称", "title"),
    "检查方式": ("检查方式", "way of inspecting"),
    "检查内容": ("检查内容", "what was covered"),
    "检查日期": ("检查日期", "its day"),
    "检查人员": ("检查人员", "who inspected in person"),
    "问题数": ("发现问题数", "problems found"),
    "已责令数": ("已责令整改的问题数", "of these, ordered to be put right"),
    "已销号数": ("已销号的整改数", "orders struck off"),
}
ROWS: Final[Mapping[str, Mapping[str, Label]]] = {
    "问题": {
        "序号": ("问题编号", "number"),
        "类别": ("问题类别", "sort"),
        "内容": ("问题", "the problem"),
        "条款": ("所涉条款", "clause"),
        "严重": ("是否严重", "whether serious"),
        "整改情况": ("整改期限和状态", "limit and standing of the order"),
    }
}


def inspection_paper(stream: str, when: Clocks) -> Paper:
    """The report, by the two clocks."""
    said = known_of(stream, when)
    done: InspectionConducted = fact_in(standing("inspection", said))
    if done.occurred_on > when.as_of:
        raise NotFound
    problems = problems_of(stream, when)
    orders = standings_of([order for one in problems for order in one.orders], when)
    asking().learn([done.organisation, done.inspected, *done.inspectors])
    told = [event for event in by_then(said, when) if isinstance(event, FeedbackGiven)]
    name, issuer = called(done.inspected), called(done.organisation)
    method, topics = pick(code_label(done.method)), "、".join(pick(code_label(one)) for one in done.topics)
    under = resting_on("inspect", done.inspected, when, "")
    who = f"，检查人员为{called_all(done.inspectors)}" if done.inspectors else ""
    ordered = [one for one in problems if any(order in orders for order in one.orders)]
    struck = [one for one in orders.values() if one.verdict.closed_on is not None]
    rows = [_row(one, orders) for one in problems]
    blocks: list[Block] = [
        Paragraph(text=f"{under}{issuer}对{name}开展了督促检查。现将有关情况报告如下。"),
        Heading(text="一、检查情况"),
        Paragraph(text=f"{day_text(done.occurred_on)}，采取{method}方式，检查了{topics}等情况{who}。"),
        *(Paragraph(text=sentence(line)) for line in paragraphs_of(done.text)),
        Heading(text="二、发现的问题"),
        *_found(problems),
        Heading(text="三、反馈和整改情况"),
        *_followed(problems, told, rows, len(ordered), len(struck)),
        Heading(text="四、工作建议"),
        Paragraph(text=_advice(len(problems), len(problems) - len(ordered), name)),
    ]
    return Paper(
        title=f"关于对{name}开展督促检查情况的报告",
        kind="督查报告",
        addressee=issuer,
        flags=_flags(said),
        blocks=blocks,
        moment=corrected(moment_of("本报告", when, asking().reading.positions[rectifications.NAME]), said),
        issuer=f"{issuer}督查组",
        day=day_text(done.occurred_on),
        fields={
            "检查单位": issuer,
            "被检查单位": name,
            "检查名称": done.title,
            "检查方式": method,
            "检查内容": topics,
            "检查日期": day_text(done.occurred_on),
            "检查人员": called_all(done.inspectors),
            "问题数": str(len(problems)),
            "已责令数": str(len(ordered)),
            "已销号数": str(len(struck)),
        },
        lists={"问题": rows},
    )


def _found(problems: Sequence[Problem]) -> list[Block]:
    if not problems:
        return [Paragraph(text="检查没有发现问题。")]
    serious = sum(one.serious for one in problems)
    first = f"检查发现问题{len(problems)}个{f'，其中严重问题{serious}个' if serious else ''}。"
    found: list[Block] = [Paragraph(text=first)]
    for number, one in enumerate(problems, 1):
        where = f"不符合{clause_text(one.clause)}的要求。" if one.clause else ""
        mark = "，严重" if one.serious else ""
        sort = pick(code_label(one.category))
        found.append(Paragraph(text=f"{number}.{sentence(one.text)}{where}（{sort}{mark}）"))
    return found


def _followed(
    problems: Sequence[Problem],
    told: Sequence[FeedbackGiven],
    rows: Sequence[dict[str, str]],
    ordered: int,
    struck: int,
) -> list[Block]:
    found: list[Block] = [
        Paragraph(text=f"{day_text(one.occurred_on)}向被检查单位反馈：{sentence(one.text)}") for one in told
    ]
    if not told:
        found.append(Paragraph(text="尚未登记向被检查单位反馈的情况。"))
    if problems:
        found.append(
            Paragraph(text=f"已责令整改{ordered}个，尚未责令整改{len(problems) - ordered}个，已销号{struck}件。")
        )
        found.append(
            Table(
                heads=("序号", "问题", "整改期限和状态"),
                rows=tuple((row["序号"], row["内容"], row["整改情况"] or "尚未责令整改") for row in rows),
                widths=(1, 6, 5),
            )
        )
    return found


def _advice(problems: int, open: int, name: str) -> str:
    if not problems:
        return f"建议{name}继续抓好责任制落实。"
    if open:
        first = f"对尚未责令整改的{open}个问题，建议责令{name}限期整改，明确期限和责任人，"
        return f"{first}并跟踪验收，做到发现问题及时解决。"
    return f"建议跟踪督促{name}按期整改，逐个验收销号，做到发现问题及时解决。"


def _row(one: Problem, orders: Mapping[str, Standings]) -> dict[str, str]:
    stood = [orders[order].verdict for order in one.orders if order in orders]
    return {
        "序号": one.ref.partition("#")[2],
        "类别": pick(code_label(one.category)),
        "内容": one.text,
        "条款": clause_text(one.clause) if one.clause else "",
        "严重": "是" if one.serious else "否",
        "整改情况": "；".join(f"{day_text(each.due_on)}前，{pick(code_label(each.standing))}" for each in stood),
    }


def _flags(said: Sequence[Any]) -> list[str]:
    if any(isinstance(event, InspectionVoided) for event in said):
        return ["本次检查的登记已经作废，本报告不得使用。"]
    return []
