"""Rectification notice 限期整改通知书: what was found, under which clause, by when it must be put right.

Who is criticised for weak work puts it right within a limit (c2006-resp 四¶2; shunde2015 五（四）; jianxi2020 第十五条;
township 三（七）); the length of the limit each order says itself.
"""

from collections.abc import Mapping
from typing import Final

from domain.identity import kind_of, stream_of
from domain.rectification import RectificationOrdered
from domain.terms import Label, code_label
from projections import rectifications
from projections.rectifications import Standings
from web.asking import Clocks, asking
from web.errors import NotFound
from web.language import pick
from web.papers.paper import Attached, Block, Facts, Heading, Paper, Paragraph
from web.papers.wording import (
    between,
    blank_number,
    called,
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
from web.standing import standing
from web.words import ref_text

FIELDS: Final[Mapping[str, Label]] = {
    "整改单位": ("被责令整改的组织", "who puts it right"),
    "责令单位": ("责令整改的组织", "who orders it"),
    "事项": ("整改事项", "title of the order"),
    "存在问题": ("存在的问题", "the problem"),
    "问题类别": ("问题类别", "sort of problem"),
    "违反条款": ("所涉条款", "clause that was not kept"),
    "责任人": ("整改责任人", "who answers"),
    "责令日期": ("责令日期", "day of the order"),
    "整改期限": ("截至查询日期有效的期限", "limit that holds on the day"),
    "原期限": ("责令时的期限", "limit as first set"),
    "整改状态": ("截至查询日期的整改状态", "how it stands"),
}


def notice_paper(stream: str, when: Clocks) -> Paper:
    """The notice, by the two clocks."""
    reading = asking().reading
    stood = rectifications.standings_of(reading, [stream], when.as_of, when.known_at).get(stream)
    if stood is None:
        raise NotFound
    said = known_of(stream, when)
    order: RectificationOrdered = fact_in(standing("rectification", said))
    asking().learn([order.organisation, order.ordered_by, order.responsible or ""])
    body, issuer, verdict = called(order.organisation), called(order.ordered_by), stood.verdict
    under = resting_on("rectify", order.organisation, when, "根据党建工作责任制有关规定，")
    blocks: list[Block] = [
        Paragraph(text=f"{_found(order)}你单位存在以下问题。{under}现责令限期整改，有关事项通知如下。"),
        Heading(text="一、存在的问题"),
        *_problem(order),
        Heading(text="二、整改要求"),
        Paragraph(
            text="针对上述问题逐条查找原因，制定整改措施，明确责任人和完成时间，确保整改到位，不以材料代替整改。"
        ),
        *([Paragraph(text=f"整改责任人：{called(order.responsible)}。")] if order.responsible else []),
        Heading(text="三、整改期限"),
        Paragraph(text=_limit(order, stood)),
        Paragraph(
            text=f"整改完成后，须在期限内向{issuer}书面报告整改情况，并附佐证材料，由{issuer}组织验收；验收合格的予以销号。"
        ),
        Heading(text="四、有关责任"),
        Paragraph(
            text="逾期未整改或者验收不合格的，再次责令整改；不认真履行职责，存在的严重问题没有及时解决，"
            "造成不良影响和严重后果的，按规定追究领导班子和相关责任人的责任。"
        ),
        Attached(title="送达回证"),
        Facts(
            rows=(
                ("送达文书", f"关于责令{body}限期整改的通知"),
                ("受送达单位", body),
                ("送达单位", issuer),
                ("送达人", ""),
                ("签收人", ""),
                ("签收日期", "　　　　年　　月　　日"),
            )
        ),
    ]
    return Paper(
        title=f"关于责令{body}限期整改的通知",
        kind="限期整改通知书",
        mark=f"{issuer}文件",
        number=order.document or blank_number(order.occurred_on.year),
        addressee=body,
        blocks=blocks,
        moment=corrected(moment_of("本通知", when, reading.positions[rectifications.NAME]), said),
        issuer=issuer,
        day=day_text(order.occurred_on),
        copies=between(order.ordered_by, order.organisation, when),
        printed=f"{issuer}\t{day_text(order.occurred_on)}印发",
        fields={
            "整改单位": body,
            "责令单位": issuer,
            "事项": order.title,
            "存在问题": order.problem,
            "问题类别": pick(code_label(order.category)),
            "违反条款": clause_text(order.clause) if order.clause else "",
            "责任人": called(order.responsible),
            "责令日期": day_text(order.occurred_on),
            "整改期限": day_text(verdict.due_on),
            "原期限": day_text(order.due_on),
            "整改状态": pick(code_label(verdict.standing)),
        },
    )


def _found(order: RectificationOrdered) -> str:
    """In which way it came to light."""
    source = stream_of(order.source) if order.source else ""
    if not source:
        return "经查，"
    title = ref_text(source)
    if kind_of(source) == "inspection":
        line = asking().line(source)
        day = f"{day_text(line.occurred_on)}" if line is not None and line.occurred_on else ""
        return f"经{day}督促检查（{title}），" if title else "经督促检查，"
    return f"经查（见“{title}”），" if title else "经查，"


def _problem(order: RectificationOrdered) -> list[Block]:
    lines = paragraphs_of(order.problem) or [order.title]
    serious = "，性质严重" if order.serious else ""
    where = f"不符合{clause_text(order.clause)}的要求，" if order.clause else ""
    said = f"{where}属于“{pick(code_label(order.category))}”方面的问题{serious}。"
    return [*(Paragraph(text=sentence(line)) for line in lines), Paragraph(text=f"上述问题{said}")]


def _limit(order: RectificationOrdered, stood: Standings) -> str:
    days = f"（{order.working_days}个工作日）" if order.working_days else ""
    text = f"自{day_text(order.occurred_on)}起，至{day_text(order.due_on)}止{days}。"
    later = [(first, due) for first, due in stood.verdict.limits if due != order.due_on]
    return text + "".join(f"{day_text(first)}起，期限改为{day_text(due)}。" for first, due in later)
