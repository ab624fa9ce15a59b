"""The accountability file as a paper 追究责任案卷: everything a decision rests on, as it was then and as it is now."""

from collections.abc import Iterable, Mapping, Sequence

from domain.accountability import AppealDecided, Consequence
from domain.appointment import Portfolio, Post
from domain.rule import Status
from domain.terms import code_label, reason_label
from projections import citations, records
from web.asking import Clocks, asking
from web.boards import short_window
from web.citing import cite_text
from web.language import pick
from web.papers.paper import Block, Bullets, Facts, Heading, Paper, Paragraph, Table
from web.papers.wording import day_text, moment_of, place_text
from web.registers.dossiers import STAGES, CaseRead, ElementRead
from web.registers.resting import Rests
from web.words import line_stage, ref_text


def case_paper(stream: str, found: CaseRead, clocks: Clocks, head: int) -> Paper:
    """The file of a case, by the two clocks."""
    name = asking().name
    opened = found.opened
    who = name(opened.person) if opened.person else "领导班子"
    clause = ref_text(opened.clause) or opened.clause
    if found.clause is not None:
        clause = f"{place_text(found.clause.cite)}　{found.clause.zh}"
    cover = (
        ("决定组织", name(opened.organisation)),
        ("责任单位", name(opened.subject)),
        ("责任人", who),
        ("职责条款", f"{clause}（{name(opened.policy)}）"),
        ("到期日", day_text(opened.due_on)),
        ("适用条件", pick(code_label(opened.route))),
        ("启动日期", day_text(opened.occurred_on)),
        ("状态", pick(STAGES[found.stage])),
        ("案卷编号", stream),
    )
    return Paper(
        foot=True,
        title=opened.title,
        kind="追究责任案卷",
        blocks=[
            Facts(rows=cover),
            *([Paragraph(text=opened.text)] if opened.text else []),
            *_flags(found),
            *_duty(found),
            *_holders(found),
            *_elements(found.elements),
            *_heard(found),
            *_decided(found),
            *_ended(found, clocks),
        ],
        moment=moment_of("本案卷", clocks, head),
    )


def _flags(found: CaseRead) -> Iterable[Block]:
    said: list[str] = []
    if found.wording_not_met:
        said.append("决定依据乡的追责情形作出，没有引证“问题没有及时解决”，不符合中央意见的表述。")
    if found.missing:
        what = "、".join(pick(code_label(one.element)) for one in found.missing)
        said.append(f"按现在的记录，尚缺要件：{what}。")
    said += [f"所依据的记录事后有变：{_called(one.cited)} {_change(one)}" for one in found.changed]
    if said:
        yield Heading(text="提示")
        yield Bullets(items=tuple(said))


def _duty(found: CaseRead) -> Iterable[Block]:
    yield Heading(text="一、职责履行情况")
    if found.judged_on is not None:
        yield Heading(
            text=f"（一）作出决定时（日志第{found.judged_at}条以前的记录，{day_text(found.judged_on)}的情况）",
            level=2,
        )
        yield from _statuses(found.then)
        yield Heading(text="（二）按本案卷的两个时点", level=2)
    yield from _statuses(found.now)


def _statuses(statuses: Sequence[Status]) -> Iterable[Block]:
    if not statuses:
        yield Paragraph(text="该条款当期没有可判断的情况。")
    for one in statuses:
        count = str(one.count) if one.minimum is None else f"{one.count}/{one.minimum}"
        over = f"，超过{one.days_over}天" if one.days_over else ""
        yield Paragraph(
            strong=" ".join((short_window(one.window), asking().name(one.person), pick(code_label(one.light)), count)),
            text=f"。期限{day_text(one.due)}{over}。",
        )
        rows = [
            (
                "计入",
                _called(fact.ref),
                day_text(fact.occurred_on),
                f"补登，迟{fact.entered_late_days}天" if fact.entered_late_days else "",
            )
            for fact in one.counted
        ]
        rows += [
            (
                "未计入",
                _called(fact.ref),
                day_text(fact.occurred_on) if fact.occurred_on else "",
                pick(reason_label(fact.reason)),
            )
            for fact in one.passed
        ]
        if rows:
            heads = ("是否计入", "记录", "日期", "说明")
            yield Table(heads=heads, rows=tuple(rows), widths=(2, 5, 3, 5))


def _holders(found: CaseRead) -> Iterable[Block]:
    yield Heading(text="二、到期日任职情况")
    if not found.holders:
        due = found.opened.due_on
        yield Paragraph(text=f"{day_text(due)}没有登记任职人员。")
        return
    yield Table(
        heads=("姓名", "职务", "分管", "任职时间"),
        rows=tuple(
            (
                asking().name(one.person) or "（已依法删除）",
                one.title or pick(code_label(Post(one.post))),
                "、".join(pick(code_label(Portfolio(each))) for each in one.portfolio) or "—",
                f"{day_text(one.first)}至{day_text(one.last) if one.last else '今'}",
            )
            for one in found.holders
        ),
        widths=(3, 4, 4, 5),
    )


def _elements(elements: Sequence[ElementRead]) -> Iterable[Block]:
    yield Heading(text="三、追责要件和依据")
    rows = []
    for one in elements:
        label = f"{pick(code_label(one.element))}\n{cite_text(one.clause)}"
        said = [
            "\n".join(
                (f"{cited.said.text}（{day_text(cited.said.occurred_on)}）", *(_stood(rests) for rests in cited.rests))
            )
            for cited in one.cited
        ]
        if one.missing:
            said.append("缺：没有引证现仍有效的记录。")
        elif not said:
            said.append("未引证")
        rows.append((label, "\n".join(said)))
    heads = ("要件", "认定说明和引证记录")
    yield Table(heads=heads, rows=tuple(rows), widths=(1, 3))


def _stood(rests: Rests) -> str:
    changes = "".join(_change(one) for one in rests.changes)
    if rests.then is None and rests.now is None:
        return f"· {_called(rests.ref)}{changes}"
    then, now = _line(rests.then), _line(rests.now)
    return f"· {_called(rests.ref)}：当时{then}，现在{now}{changes}"


def _line(line: records.Line | None) -> str:
    if line is None:
        return "未登记"
    return line_stage(line) + ("（有更正）" if line.corrections else "")


def _change(one: citations.Changed) -> str:
    voided = one.name.endswith("voided/1")
    what = "事后已作废" if voided else "事后有更正"
    return f"（{what}，日志第{one.position}条）"


def _called(ref: str) -> str:
    return ref_text(ref) or ref


def _heard(found: CaseRead) -> Iterable[Block]:
    nothing = "未登记"
    notice = f"{day_text(found.notice.occurred_on)} {found.notice.text}" if found.notice else nothing
    statement = nothing
    if found.statement is not None:
        waived = "放弃陈述。" if found.statement.waived else ""
        statement = f"{day_text(found.statement.occurred_on)} {waived}{found.statement.text}"
    yield Heading(text="四、告知和陈述申辩")
    yield Facts(rows=(("告知", notice), ("陈述申辩", statement)))


def _decided(found: CaseRead) -> Iterable[Block]:
    yield Heading(text="五、集体研究决定")
    if not found.decisions:
        yield Paragraph(text="尚未作出决定。")
    for one in found.decisions:
        said = one.said
        held = "追究责任" if said.held else "不予追究"
        flags = "".join(f"〔{pick(code_label(flag))}〕" for flag in said.flags)
        day = one.meeting.occurred_on if one.meeting else None
        meeting = f"{_called(said.meeting)} {day_text(day) if day else ''}".strip()
        yield Facts(
            rows=(
                (day_text(said.occurred_on), f"{held} {said.document}{flags}\n{said.text}"),
                ("研究决定的会议", meeting),
            )
        )


def _ended(found: CaseRead, clocks: Clocks) -> Iterable[Block]:
    words: Mapping[str, str] = {one.value: pick(code_label(one)) for one in Consequence}
    yield Heading(text="六、处理")
    lines = []
    for each in found.consequences:
        ends = f"，至{day_text(each.ends_on)}期满" if each.ends_on else ""
        dropped = each.dropped_on
        gone = "" if dropped is None or each.stands(clocks.as_of) else f"（{day_text(dropped)}起不再有效）"
        lines.append(f"{day_text(each.on)} {words[each.consequence]} {each.document}{ends}{gone}")
    yield Bullets(items=tuple(lines) or ("没有登记处理。",))
    yield Heading(text="七、申诉和结案")
    told = [
        f"{day_text(one.occurred_on)} {pick(code_label(one.outcome))} {one.document} {one.text}"
        if isinstance(one, AppealDecided)
        else f"{day_text(one.occurred_on)} 申诉：{one.text}"
        for one in found.appeals
    ] or ["没有申诉。"]
    closed = found.closed
    told.append(f"{day_text(closed.occurred_on)} 结案。{closed.note}" if closed else "尚未结案。")
    yield Bullets(items=tuple(told))
