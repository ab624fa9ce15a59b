"""Responsibility list 责任清单: of one organisation and year; what became of each item is an enclosure.

Each item names person, department and limit (shunde2015 五（二）); indicator, standard, limit and person
(township 三（一）).
"""

from collections.abc import Mapping
from typing import Final

from domain.appointment import Post
from domain.terms import Label, code_label
from projections import directory, status
from web.asking import Clocks, asking
from web.language import pick
from web.papers.paper import Attached, Block, Bullets, Heading, Paper, Paragraph, Table
from web.papers.wording import called, day_text, moment_of, place_text, resting_on
from web.registers.listed import STEPS, Listed, ListRead, read_list

FIELDS: Final[Mapping[str, Label]] = {
    "单位": ("清单所属组织", "the organisation"),
    "年度": ("清单年度", "the year"),
    "事项数": ("清单事项数（不含已撤销的）", "how many items stand"),
    "版次": ("现行版次", "version of the list"),
    "印发日期": ("印发日期", "day of issue"),
}
ROWS: Final[Mapping[str, Mapping[str, Label]]] = {
    "事项": {
        "序号": ("事项编号", "number"),
        "名称": ("责任事项", "item"),
        "条款": ("所依据的条款", "clause"),
        "指标和标准": ("量化指标和标准要求", "indicator and standard"),
        "责任人": ("责任人", "who answers"),
        "责任部门": ("责任部门", "department"),
        "完成时限": ("完成时限", "limit"),
        "办理情况": ("截至查询日期的办理情况", "how it stands"),
    }
}


def list_paper(stream: str, when: Clocks) -> Paper:
    """The list, by the two clocks."""
    found = read_list(stream, when)
    state, name, year = found.state, called(found.body), found.state.year
    posts = _posts(found.body, when)
    standing = [one for one in found.items if not one.progress.withdrawn]
    rows = [_row(one, posts) for one in found.items]
    under = resting_on("list", found.body, when, f"根据{_policies(found)}，" if state.policies else "")
    issued = f"{day_text(state.issued_on)}印发，现行第{state.list_version}版" if state.issued_on else "尚未印发"
    title = f"{name}{year}年基层党建工作责任清单"
    blocks: list[Block] = [
        Paragraph(text=f"{under}制定本清单。清单共{len(standing)}项，{issued}。"),
        Table(
            heads=("序号", "责任事项", "指标和标准", "责任人", "责任部门", "完成时限"),
            rows=tuple(
                (
                    row["序号"],
                    row["名称"] + (f"\n〔{row['条款']}〕" if row["条款"] else ""),
                    row["指标和标准"] or "—",
                    row["责任人"] or "—",
                    row["责任部门"] or "—",
                    row["完成时限"] or "—",
                )
                for one, row in zip(found.items, rows, strict=True)
                if not one.progress.withdrawn
            ),
            widths=(7, 26, 24, 12, 12, 13),
        ),
        Attached(title="责任清单办理情况"),
        Paragraph(text=f"截至{day_text(when.as_of)}，各事项办理情况如下。"),
        Table(
            heads=("序号", "责任事项", "办理情况", "按条款计数"),
            rows=tuple(
                (
                    row["序号"],
                    row["名称"],
                    row["办理情况"],
                    "、".join(f"{text}{number if number > 1 else ''}" for _, text, number in one.counts) or "—",
                )
                for one, row in zip(found.items, rows, strict=True)
            ),
            widths=(7, 38, 26, 24),
        ),
    ]
    if found.missing:
        blocks += [
            Heading(text="清单还应覆盖的责任"),
            Bullets(
                items=tuple(
                    f"{number}.{one.zh}（{place_text(one.cite)}）" for number, one in enumerate(found.missing, 1)
                )
            ),
        ]
    return Paper(
        title=title,
        kind="",
        flags=_flags(found),
        blocks=blocks,
        moment=moment_of("本清单", when, asking().reading.positions[status.NAME]),
        issuer=name,
        day=day_text(state.issued_on) if state.issued_on else "　　年　　月　　日",
        fields={
            "单位": name,
            "年度": str(year),
            "事项数": str(len(standing)),
            "版次": str(state.list_version),
            "印发日期": day_text(state.issued_on) if state.issued_on else "",
        },
        lists={"事项": [row for one, row in zip(found.items, rows, strict=True) if not one.progress.withdrawn]},
    )


def _flags(found: ListRead) -> list[str]:
    if found.state.stage == "voided":
        return ["本清单已经作废。"]
    return ["本清单尚未印发，系草稿。"] if found.state.stage == "draft" else []


def _policies(found: ListRead) -> str:
    return "、".join(f"《{called(one)}》" for one in found.state.policies)


def _posts(body: str, when: Clocks) -> dict[str, str]:
    """What each person holds on the day: named beside those who answer."""
    return {
        one.person: one.title or pick(code_label(Post(one.post)))
        for one in reversed(directory.roster(asking().reading, body, when.as_of, when.known_at))
    }


def _row(one: Listed, posts: Mapping[str, str]) -> dict[str, str]:
    item = one.progress.item
    status = one.status
    step = pick(STEPS[status.light])
    if status.overdue_days:
        step += f"\n逾期{status.overdue_days}天"
    if status.late_days:
        step += f"\n晚{status.late_days}天完成"
    post = posts.get(item.person or "", "")
    return {
        "序号": item.item,
        "名称": item.title,
        "条款": place_text(one.clause.cite) if one.clause else "",
        "指标和标准": "\n".join(text for text in (item.indicator, item.standard) if text),
        "责任人": f"{called(item.person)}{f'（{post}）' if post else ''}" if item.person else "",
        "责任部门": item.department,
        "完成时限": day_text(item.due_on) if item.due_on else "",
        "办理情况": step,
    }
