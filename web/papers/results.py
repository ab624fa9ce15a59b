"""Appraisal results 考核结果: to one subject with points and grade, and those of a whole round made known.

Results bear on how leaders are rated, chosen, trained, rewarded and disciplined (c2006-resp 四¶2; shunde2015 五（四）;
jianxi2020 第十五条; township 三（七）); uses are those that the round allowed.
"""

from collections.abc import Mapping
from typing import Final

from domain.appraisal import Subjects, Use
from domain.scoring import points_text
from domain.sheet import Grade
from domain.terms import Label, code_label
from projections import appraisals
from web.asking import Clocks, asking
from web.boards import window_text
from web.language import pick
from web.papers.paper import Attached, Block, Heading, Paper, Paragraph, Table
from web.papers.wording import (
    between,
    blank_number,
    called,
    clause_text,
    day_text,
    moment_of,
    paragraphs_of,
    period_text,
    resting_on,
    sentence,
)
from web.registers.appraising import Point, Row, SheetRead, read_round, read_sheet
from web.words import ref_text

FIELDS: Final[Mapping[str, Label]] = {
    "考核对象": ("考核对象（组织或个人）", "who was appraised"),
    "所在组织": ("考核对象所在组织", "the subject's organisation"),
    "考核单位": ("组织考核的单位", "who appraised"),
    "考核名称": ("考核名称", "title of the round"),
    "考核期": ("考核期", "period"),
    "总分": ("得分", "points"),
    "满分": ("满分", "points to reach"),
    "等次": ("考核等次", "grade"),
    "公布日期": ("公布日期", "day of the result"),
}
ROWS: Final[Mapping[str, Mapping[str, Label]]] = {
    "指标": {
        "序号": ("指标序号", "number"),
        "名称": ("考核指标", "indicator"),
        "满分": ("满分", "points to reach"),
        "得分": ("得分", "points"),
        "说明": ("扣分和评分说明", "what was taken off, and why"),
    }
}
ROUND_FIELDS: Final[Mapping[str, Label]] = {
    "考核单位": FIELDS["考核单位"],
    "考核名称": FIELDS["考核名称"],
    "考核期": FIELDS["考核期"],
    "对象数": ("已公布结果的对象数", "results issued"),
}
ROUND_ROWS: Final[Mapping[str, Mapping[str, Label]]] = {
    "结果": {
        "序号": ("序号", "number"),
        "考核对象": FIELDS["考核对象"],
        "得分": ("得分", "points"),
        "等次": FIELDS["等次"],
        "公布日期": FIELDS["公布日期"],
    }
}


def result_paper(stream: str, when: Clocks) -> Paper:
    """The notice of one result, by the two clocks."""
    found = read_sheet(stream, when)
    sheet = found.sheet
    asking().learn([sheet.organisation, sheet.appraiser, sheet.subject])
    name, body, issuer = called(sheet.subject), called(sheet.organisation), called(sheet.appraiser)
    whose = "你单位" if sheet.subject == sheet.organisation else f"{name}同志"
    period, title = period_text(sheet.period), found.round.title if found.round else sheet.title
    total = "—" if found.total is None else points_text(found.total)
    grade = pick(code_label(found.grade)) if found.grade else ""
    result = sheet.result_on(when.as_of)
    rows = [_row(point) for point in found.points]
    outcome = f"{whose}得分{total}分（满分{points_text(found.maximum)}分）"
    under = resting_on("appraise", sheet.organisation, when, "按照考核工作安排，")
    blocks: list[Block] = [
        Paragraph(text=f"{under}{issuer}组织开展了“{title}”（{period}）。现将考核结果通知如下。"),
        Heading(text="一、考核结果"),
        Paragraph(text=f"{outcome}，考核等次为“{grade}”。" if grade else f"{outcome}，考核等次尚未确定。"),
        *_said(found),
        Heading(text="二、得分情况"),
        Table(
            heads=("序号", "考核指标", "满分", "得分", "扣分和评分说明"),
            rows=tuple(tuple(row.values()) for row in rows),
            widths=(8, 26, 8, 8, 30),
        ),
        Heading(text="三、结果运用和要求"),
        *_uses(found, when),
    ]
    return Paper(
        title=f"关于{name}{period}考核结果的通知",
        kind="考核结果通知",
        mark=f"{issuer}文件",
        number=blank_number(when.as_of.year if result is None else result.on.year),
        addressee=body,
        flags=_flags(found, result is not None),
        blocks=blocks,
        moment=moment_of("本通知", when, asking().reading.positions[appraisals.NAME]),
        issuer=issuer,
        day=day_text(result.on) if result else "　　年　　月　　日",
        copies=between(sheet.appraiser, sheet.organisation, when),
        printed=f"{issuer}\t{day_text(result.on)}印发" if result else "",
        fields={
            "考核对象": name,
            "所在组织": body,
            "考核单位": issuer,
            "考核名称": title,
            "考核期": period,
            "总分": total,
            "满分": points_text(found.maximum),
            "等次": grade,
            "公布日期": day_text(result.on) if result else "",
        },
        lists={"指标": rows},
    )


def _row(point: Point) -> dict[str, str]:
    score = point.score
    said = []
    if score is not None:
        said = [
            f"{window_text(one.window)}未完成{_short(one.clause)}，扣{points_text(one.points)}分"
            for one in score.deductions
        ]
        said += [sentence(score.note).rstrip("。")] if score.note else []
    return {
        "序号": str(point.indicator.number),
        "名称": point.indicator.title,
        "满分": points_text(point.indicator.maximum),
        "得分": "—" if score is None else points_text(score.points),
        "说明": "；".join(said) or "—",
    }


def _short(clause: str) -> str:
    """Place of a clause; its document stands in the text."""
    return f"（{clause_text(clause)}）"


def _said(found: SheetRead) -> list[Block]:
    blocks: list[Block] = []
    if found.issued is not None:
        blocks += [Paragraph(text=sentence(line)) for line in paragraphs_of(found.issued.text)]
    if found.reviewed is not None:
        was = "复核后维持原结果" if not found.reviewed.scores else "经复核重新评分，以上为复核后的结果"
        blocks.append(
            Paragraph(text=f"{day_text(found.reviewed.occurred_on)}{was}。{sentence(found.reviewed.text)}".rstrip())
        )
    elif found.asked is not None:
        blocks.append(Paragraph(text=f"{day_text(found.asked.occurred_on)}申请复核，尚未作出复核决定。"))
    return blocks


def _uses(found: SheetRead, when: Clocks) -> list[Block]:
    uses = "、".join(pick(code_label(Use(one))) for one in found.round.uses) if found.round else ""
    under = resting_on("use", found.sheet.organisation, when, "")
    blocks: list[Block] = []
    if uses:
        blocks.append(Paragraph(text=f"{under}本次考核结果用于{uses}。"))
    blocks += [
        Paragraph(text=f"{day_text(one.occurred_on)}，结果用于{pick(code_label(one.use))}：{sentence(one.text)}")
        for one in found.used
    ]
    if found.grade is Grade.UNQUALIFIED:
        order = found.order
        ordered = order is not None and bool(order.answered_by)
        blocks.append(
            Paragraph(
                text="考核等次为不合格的，应当限期整改，" + ("整改通知另行印发。" if ordered else "整改通知尚未印发。")
            )
        )
    if found.asked is None and found.grade is not None:
        blocks.append(Paragraph(text="对考核结果有异议的，可以书面申请复核。"))
    return blocks or [Paragraph(text="请对照扣分情况查找不足，认真改进工作。")]


def _flags(found: SheetRead, issued: bool) -> list[str]:
    flags = [] if issued else ["考核结果尚未公布，本件系草稿。"]
    changed = dict.fromkeys(ref_text(one.cited) or one.cited for one in found.changed)
    if changed:
        flags.append(f"评分所依据的记录事后有变动：{'、'.join(changed)}。")
    return flags


# --- a round ------------------------------------------------------------------------------


def round_paper(stream: str, when: Clocks) -> Paper:
    """Results of a round made known, the best first."""
    found = read_round(stream, when)
    round = found.round
    asking().learn([id for row in found.rows for id in (row.sheet.organisation, row.sheet.subject)])
    issuer, period = called(round.organisation), period_text(round.period)
    issued = sorted(
        (row for row in found.rows if row.result is not None),
        key=lambda row: (-row.result.total if row.result else 0, row.sheet.stream),
    )
    rows = [_outcome(number, row) for number, row in enumerate(issued, 1)]
    grades = [(grade, found.tally.grades.get(grade.value, 0)) for grade in Grade]
    under = resting_on("appraise", round.organisation, when, "按照考核工作安排，")
    what = "组织" if round.subjects == Subjects.ORGANISATION.value else "个人"
    count = "、".join(f"“{pick(code_label(grade))}”{number}个" for grade, number in grades if number)
    waiting = found.tally.sheets - len(issued)
    uses = "、".join(pick(code_label(Use(one))) for one in round.uses)
    blocks: list[Block] = [
        Paragraph(text=f"{under}{issuer}组织开展了“{round.title}”（{period}）。现将考核结果通报如下。"),
        Heading(text="一、总体情况"),
        Paragraph(
            text=f"本次考核{what}{found.tally.sheets}个，已公布结果{len(issued)}个"
            f"{f'，其中{count}' if count else ''}{f'；尚未公布{waiting}个' if waiting else ''}。"
            f"考核满分为{points_text(round.maximum)}分。"
        ),
        Heading(text="二、结果运用"),
        Paragraph(text=f"考核结果用于{uses}。" if uses else "考核结果的运用按有关规定执行。"),
        Paragraph(text="各单位要对照考核结果认真查找不足，改进工作。考核等次为不合格的，限期整改。"),
        Attached(title=f"{period}考核结果"),
        Table(
            heads=("序号", "考核对象", "得分", "等次", "公布日期"),
            rows=tuple(tuple(row.values()) for row in rows) or (("—", "尚未公布结果", "—", "—", "—"),),
            widths=(8, 32, 10, 10, 22),
        ),
    ]
    last = max((row.result.on for row in issued if row.result), default=None)
    return Paper(
        title=f"关于{period}考核结果的通报",
        kind="考核结果通报",
        mark=f"{issuer}文件",
        number=blank_number(last.year if last else when.as_of.year),
        addressee=f"{issuer}所属各党组织",
        blocks=blocks,
        moment=moment_of("本通报", when, asking().reading.positions[appraisals.NAME]),
        issuer=issuer,
        day=day_text(last) if last else "　　年　　月　　日",
        printed=f"{issuer}\t{day_text(last)}印发" if last else "",
        fields={
            "考核单位": issuer,
            "考核名称": round.title,
            "考核期": period,
            "对象数": str(len(issued)),
        },
        lists={"结果": rows},
    )


def _outcome(number: int, row: Row) -> dict[str, str]:
    result = row.result
    assert result is not None
    return {
        "序号": str(number),
        "考核对象": called(row.sheet.subject)
        + (f"（{called(row.sheet.organisation)}）" if row.sheet.subject != row.sheet.organisation else ""),
        "得分": points_text(result.total),
        "等次": pick(code_label(Grade(result.grade))),
        "公布日期": day_text(result.on),
    }
