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
from web.language import pick, t
from web.papers.paper import Block, Bullets, Facts, Heading, Paper, Paragraph, Table
from web.registers.dossiers import STAGES, CaseRead, ElementRead
from web.registers.resting import Rests
from web.words import line_stage, ref_text


def case_paper(stream: str, found: CaseRead, clocks: Clocks, head: int) -> Paper:
    """The file of a case, by the two clocks."""
    name = asking().name
    opened = found.opened
    who = name(opened.person) if opened.person else t("领导班子", "the leadership as a body")
    clause = ref_text(opened.clause) or opened.clause
    if found.clause is not None:
        clause = f"{found.clause.cite} {t(found.clause.zh, found.clause.en)}"
    cover = (
        (t("决定组织", "Decided by"), name(opened.organisation)),
        (t("责任单位", "Where the duty lay"), name(opened.subject)),
        (t("责任人", "Who answers"), who),
        (t("职责条款", "Duty"), f"{clause}（{name(opened.policy)}）"),
        (t("到期日", "Due"), opened.due_on.isoformat()),
        (t("适用条件", "Conditions"), pick(code_label(opened.route))),
        (t("启动日期", "Opened"), opened.occurred_on.isoformat()),
        (t("状态", "Stage"), pick(STAGES[found.stage])),
        (t("案卷编号", "File"), stream),
    )
    position = clocks.known_at if clocks.known_at is not None else head
    return Paper(
        foot=True,
        title=opened.title,
        kind=t("追究责任案卷", "Accountability file"),
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
        moment=t(
            f"本案卷按{clocks.as_of}的情况、日志第{position}条以前登记的内容生成。",
            f"As on {clocks.as_of}, from what is recorded up to log position {position}.",
        ),
    )


def _flags(found: CaseRead) -> Iterable[Block]:
    said: list[str] = []
    if found.wording_not_met:
        said.append(
            t(
                "决定依据乡的追责情形作出，没有引证“问题没有及时解决”，不符合中央意见的表述。",
                "The decision rests on the township's conditions; the superior's wording is not met.",
            )
        )
    if found.missing:
        what = t("、", ", ").join(pick(code_label(one.element)) for one in found.missing)
        said.append(t(f"按现在的记录，尚缺要件：{what}。", f"By the records as they stand, not shown: {what}."))
    said += [
        f"{t('所依据的记录事后有变：', 'Changed since: ')}{_called(one.cited)} {_change(one)}" for one in found.changed
    ]
    if said:
        yield Heading(text=t("提示", "Flags"))
        yield Bullets(items=tuple(said))


def _duty(found: CaseRead) -> Iterable[Block]:
    yield Heading(text=t("一、职责履行情况", "1. How the duty stands"))
    if found.judged_on is not None:
        yield Heading(
            text=t(
                f"（一）作出决定时（日志第{found.judged_at}条以前的记录，{found.judged_on}的情况）",
                f"For the decision (log up to {found.judged_at}, as on {found.judged_on})",
            ),
            level=2,
        )
        yield from _statuses(found.then)
        yield Heading(text=t("（二）按本案卷的两个时点", "By the two clocks of this file"), level=2)
    yield from _statuses(found.now)


def _statuses(statuses: Sequence[Status]) -> Iterable[Block]:
    if not statuses:
        yield Paragraph(text=t("该条款当期没有可判断的情况。", "Nothing can be judged under the clause."))
    for one in statuses:
        count = str(one.count) if one.minimum is None else f"{one.count}/{one.minimum}"
        over = t(f"，超过{one.days_over}天", f", {one.days_over} days over") if one.days_over else ""
        yield Paragraph(
            strong=" ".join((short_window(one.window), asking().name(one.person), pick(code_label(one.light)), count)),
            text=t(f"。期限{one.due}{over}。", f". Due {one.due}{over}."),
        )
        rows = [
            (
                t("计入", "counted"),
                _called(fact.ref),
                fact.occurred_on.isoformat(),
                t(f"补登，迟{fact.entered_late_days}天", f"entered {fact.entered_late_days} days late")
                if fact.entered_late_days
                else "",
            )
            for fact in one.counted
        ]
        rows += [
            (t("未计入", "not counted"), _called(fact.ref), str(fact.occurred_on), pick(reason_label(fact.reason)))
            for fact in one.passed
        ]
        if rows:
            heads = (t("是否计入", "Counted"), t("记录", "Record"), t("日期", "Day"), t("说明", "Why"))
            yield Table(heads=heads, rows=tuple(rows), widths=(2, 5, 3, 5))


def _holders(found: CaseRead) -> Iterable[Block]:
    yield Heading(text=t("二、到期日任职情况", "2. Who held which post on the due date"))
    if not found.holders:
        due = found.opened.due_on
        yield Paragraph(text=t(f"{due}没有登记任职人员。", f"Nobody is on record in a post on {due}."))
        return
    yield Table(
        heads=(t("姓名", "Name"), t("职务", "Post"), t("分管", "Portfolio"), t("任职时间", "Since")),
        rows=tuple(
            (
                asking().name(one.person) or t("（已依法删除）", "(erased by law)"),
                one.title or pick(code_label(Post(one.post))),
                t("、", ", ").join(pick(code_label(Portfolio(each))) for each in one.portfolio) or "—",
                f"{one.first} {t('至', 'to')} {one.last or t('今', 'now')}",
            )
            for one in found.holders
        ),
        widths=(3, 4, 4, 5),
    )


def _elements(elements: Sequence[ElementRead]) -> Iterable[Block]:
    yield Heading(text=t("三、追责要件和依据", "3. Elements and evidence"))
    rows = []
    for one in elements:
        label = f"{pick(code_label(one.element))}\n{cite_text(one.clause)}"
        said = [
            "\n".join((f"{cited.said.text}（{cited.said.occurred_on}）", *(_stood(rests) for rests in cited.rests)))
            for cited in one.cited
        ]
        if one.missing:
            said.append(t("缺：没有引证现仍有效的记录。", "Missing: no record that stands is cited."))
        elif not said:
            said.append(t("未引证", "not cited"))
        rows.append((label, "\n".join(said)))
    heads = (t("要件", "Element"), t("认定说明和引证记录", "What shows it"))
    yield Table(heads=heads, rows=tuple(rows), widths=(1, 3))


def _stood(rests: Rests) -> str:
    changes = "".join(_change(one) for one in rests.changes)
    if rests.then is None and rests.now is None:
        return f"· {_called(rests.ref)}{changes}"
    then, now = _line(rests.then), _line(rests.now)
    return f"· {_called(rests.ref)}：{t('当时', 'then')}{then}，{t('现在', 'now')}{now}{changes}"


def _line(line: records.Line | None) -> str:
    if line is None:
        return t("未登记", "not on record")
    return line_stage(line) + (t("（有更正）", " (corrected)") if line.corrections else "")


def _change(one: citations.Changed) -> str:
    voided = one.name.endswith("voided/1")
    what = t("事后已作废", "voided since") if voided else t("事后有更正", "corrected since")
    return t(f"（{what}，日志第{one.position}条）", f" ({what}, log {one.position})")


def _called(ref: str) -> str:
    return ref_text(ref) or ref


def _heard(found: CaseRead) -> Iterable[Block]:
    nothing = t("未登记", "not on record")
    notice = f"{found.notice.occurred_on} {found.notice.text}" if found.notice else nothing
    statement = nothing
    if found.statement is not None:
        waived = t("放弃陈述。", "Waived. ") if found.statement.waived else ""
        statement = f"{found.statement.occurred_on} {waived}{found.statement.text}"
    yield Heading(text=t("四、告知和陈述申辩", "4. Notice and statement"))
    yield Facts(rows=((t("告知", "Notice"), notice), (t("陈述申辩", "Statement"), statement)))


def _decided(found: CaseRead) -> Iterable[Block]:
    yield Heading(text=t("五、集体研究决定", "5. Decision"))
    if not found.decisions:
        yield Paragraph(text=t("尚未作出决定。", "Not decided yet."))
    for one in found.decisions:
        said = one.said
        held = t("追究责任", "Held to account") if said.held else t("不予追究", "Not held to account")
        flags = "".join(f"〔{pick(code_label(flag))}〕" for flag in said.flags)
        meeting = f"{_called(said.meeting)} {one.meeting.occurred_on if one.meeting else ''}".strip()
        yield Facts(
            rows=(
                (said.occurred_on.isoformat(), f"{held} {said.document}{flags}\n{said.text}"),
                (t("研究决定的会议", "Meeting"), meeting),
            )
        )


def _ended(found: CaseRead, clocks: Clocks) -> Iterable[Block]:
    words: Mapping[str, str] = {one.value: pick(code_label(one)) for one in Consequence}
    yield Heading(text=t("六、处理", "6. Consequences"))
    lines = []
    for each in found.consequences:
        ends = t(f"，至{each.ends_on}期满", f", until {each.ends_on}") if each.ends_on else ""
        gone = "" if each.stands(clocks.as_of) else t(f"（{each.dropped_on}起不再有效）", f" (until {each.dropped_on})")
        lines.append(f"{each.on} {words[each.consequence]} {each.document}{ends}{gone}")
    yield Bullets(items=tuple(lines) or (t("没有登记处理。", "None on record."),))
    yield Heading(text=t("七、申诉和结案", "7. Appeal and end"))
    told = [
        f"{one.occurred_on} {pick(code_label(one.outcome))} {one.document} {one.text}"
        if isinstance(one, AppealDecided)
        else f"{one.occurred_on} {t('申诉：', 'Appeal: ')}{one.text}"
        for one in found.appeals
    ] or [t("没有申诉。", "No appeal.")]
    closed = found.closed
    told.append(
        f"{closed.occurred_on} {t('结案。', 'Closed. ')}{closed.note}" if closed else t("尚未结案。", "Not closed.")
    )
    yield Bullets(items=tuple(told))
