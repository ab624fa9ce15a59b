"""Minutes 会议纪要: who met, what was dealt with, what was decided, who carries it out by when.

The mark and the names of those present follow GB/T 9704-2012, 10.3.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.meeting import Body, MeetingHeld, MeetingVoided, Resolution, ResolutionCarriedOut
from domain.terms import Label, code_label
from projections import records
from web.asking import Clocks, asking
from web.errors import NotFound
from web.language import pick
from web.papers.paper import Block, Heading, Paper, Paragraph, Present
from web.papers.wording import (
    by_then,
    called,
    called_all,
    corrected,
    day_text,
    known_of,
    moment_of,
    numeral,
    paragraphs_of,
    sentence,
)
from web.phrases import fact_in
from web.standing import standing

FIELDS: Final[Mapping[str, Label]] = {
    "单位": ("开会的组织", "the organisation"),
    "会议类型": ("会议类型", "which body met"),
    "会议名称": ("会议名称", "title of the meeting"),
    "会议日期": ("召开日期", "its day"),
    "地点": ("地点", "place"),
    "主持人": ("主持人", "who chaired"),
    "出席人员": ("出席人员", "who was there"),
    "出席人数": ("出席人数", "how many were there"),
}
ROWS: Final[Mapping[str, Mapping[str, Label]]] = {
    "议题": {
        "序号": ("序号", "number"),
        "类别": ("议题类别", "what it is about"),
        "名称": ("议题", "agenda item"),
    },
    "决定": {
        "序号": ("决定编号", "number"),
        "内容": ("决定内容", "what was decided"),
        "责任人": ("责任人", "who carries it out"),
        "完成时限": ("完成时限", "by when"),
        "落实情况": ("截至查询日期的落实情况", "whether it was done by the day asked about"),
    },
}


def minutes_paper(stream: str, when: Clocks) -> Paper:
    """The minutes, by the two clocks."""
    events = known_of(stream, when)
    held = fact_in(standing("meeting", events))
    if not isinstance(held, MeetingHeld) or held.occurred_on > when.as_of:
        raise NotFound  # it has not taken place yet, as far as was known
    done = {event.number: event for event in by_then(events, when) if isinstance(event, ResolutionCarriedOut)}
    people = [held.chair, *held.attendees, *(one.responsible or "" for one in held.resolutions)]
    asking().learn([held.organisation, *people])
    name, body = called(held.organisation), "会议" if held.body is Body.OTHER else pick(code_label(held.body))
    place = f"在{held.place}" if held.place else ""
    blocks: list[Block] = [
        Paragraph(
            text=f"{day_text(held.occurred_on)}，{called(held.chair)}{place}主持召开{body}。现将会议情况纪要如下。"
        ),
        Heading(text="一、会议议题"),
        *(Paragraph(text=f"{number}.{sentence(one.title)}") for number, one in enumerate(held.agenda, 1)),
    ]
    sections = 1
    if heard := _heard(held):
        sections += 1
        blocks += [Heading(text=f"{numeral(sections)}、听取汇报"), *heard]
    if held.minutes:
        sections += 1
        blocks += [Heading(text=f"{numeral(sections)}、会议情况")]
        blocks += [Paragraph(text=sentence(line)) for line in paragraphs_of(held.minutes)]
    sections += 1
    blocks.append(Heading(text=f"{numeral(sections)}、会议决定"))
    blocks += [Paragraph(text=_decided(one, done.get(one.number))) for one in held.resolutions]
    if not held.resolutions:
        blocks.append(Paragraph(text="会议没有作出决定。"))
    others = [one for one in held.attendees if one != held.chair]
    blocks += [
        Present(label="主持", text=called(held.chair)),
        Present(label="出席", text=called_all(others) or "无"),
    ]
    return Paper(
        title=held.title,
        kind="会议纪要",
        mark=f"{name}会议纪要",
        number=day_text(held.occurred_on),
        flags=_flags(events),
        blocks=blocks,
        moment=corrected(moment_of("本纪要", when, asking().reading.positions[records.NAME]), events),
        printed=f"{name}\t{day_text(held.occurred_on)}印发",
        fields={
            "单位": name,
            "会议类型": body,
            "会议名称": held.title,
            "会议日期": day_text(held.occurred_on),
            "地点": held.place,
            "主持人": called(held.chair),
            "出席人员": called_all(held.attendees),
            "出席人数": str(len(held.attendees)),
        },
        lists=_lists(held, done),
    )


def _heard(held: MeetingHeld) -> list[Block]:
    return [Paragraph(text=f"{number}.{sentence(one)}") for number, one in enumerate(held.reports_heard, 1)]


def _decided(one: Resolution, done: ResolutionCarriedOut | None) -> str:
    who = f"由{called(one.responsible)}负责" if one.responsible else ""
    limit = f"{day_text(one.due_on)}前完成" if one.due_on else ""
    charge = "，".join(part for part in (who, limit) if part)
    text = f"{one.number}.{sentence(one.text)}{f'{charge}。' if charge else ''}"
    return f"{text}（{_done(done)}）" if done else text


def _done(done: ResolutionCarriedOut | None) -> str:
    return f"{day_text(done.occurred_on)}已落实：{done.text.rstrip('。')}" if done else ""


def _flags(events: Sequence[Any]) -> list[str]:
    if any(isinstance(event, MeetingVoided) for event in events):
        return ["本次会议的登记已经作废，本纪要不得使用。"]
    return []


def _lists(held: MeetingHeld, done: Mapping[int, ResolutionCarriedOut]) -> dict[str, list[dict[str, str]]]:
    return {
        "议题": [
            {"序号": str(number), "类别": pick(code_label(one.topic)), "名称": one.title}
            for number, one in enumerate(held.agenda, 1)
        ],
        "决定": [
            {
                "序号": str(one.number),
                "内容": one.text,
                "责任人": called(one.responsible),
                "完成时限": day_text(one.due_on) if one.due_on else "",
                "落实情况": _done(done.get(one.number)),
            }
            for one in held.resolutions
        ],
    }
