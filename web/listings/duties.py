"""Duties as lists: the board, one organisation's duties with their reasons, its list, reports, asks, what falls due."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.rule import Clause, Status
from domain.terms import code_label, reason_label
from projections.status import Line
from web.asking import asking
from web.boards import Column as Duty
from web.boards import Shown, light_text, short_window, window_text
from web.following import Offer
from web.language import pick, t
from web.registers.agenda import Told
from web.registers.listed import STEPS, Listed
from web.registers.reporting import Handed, Owed
from web.saying import day
from web.sheets.listing import Listing, col, joined, listed, person, rows_of
from web.sheets.writing import Kind, Sheet, Value

Row = tuple[Line, Mapping[tuple[str, str], Sequence[Shown]]]
"""An organisation of the board, and its cells by duty."""


def board(rows: Sequence[Row], duties: Sequence[Duty], titles: Mapping[str, str], year: int, root: str) -> Listing:
    """The board as it stands on the page, all of it; and its gaps, one a row."""
    columns = (
        col("组织", "Organisation", width=30),
        *(col(f"{duty.zh}（{duty.cite}）", f"{duty.en} ({duty.cite})", Kind.LONG, 24) for duty in duties),
    )

    def matrix() -> Iterator[tuple[Value, ...]]:
        for line, cells in rows:
            found = (cells.get((duty.policy, duty.clause), ()) for duty in duties)
            yield (
                "　" * line.depth + line.name,
                *(joined(_window(one, len(some) > 1) for one in some) for some in found),
            )

    gaps = (
        col("组织", "Organisation", width=32),
        col("责任事项", "Duty", Kind.LONG),
        col("制度文件", "Document", width=36),
        col("条款", "Clause"),
        col("期间", "Window", width=12),
        col("状态", "Status", width=14),
        col("完成情况", "Count", width=12),
    )

    def lacking() -> Iterator[tuple[Value, ...]]:
        by_key = {(duty.policy, duty.clause): duty for duty in duties}
        for line, cells in rows:
            for key, duty in by_key.items():
                for one in cells.get(key, ()):
                    if one.gap:
                        title = titles.get(duty.policy, "")
                        head = (line.name, t(duty.zh, duty.en), title, duty.cite)
                        yield (*head, one.window, one.text, one.said)

    return Listing(
        title=t("%s年责任看板", "Board %s") % year,
        scope=asking().name(root),
        sheets=(
            Sheet(title=t("责任看板", "Board"), columns=columns, rows=matrix()),
            Sheet(title=t("缺口", "Gaps"), columns=gaps, rows=lacking()),
        ),
    )


def _window(one: Shown, several: bool) -> str:
    return " ".join(part for part in (one.window if several else "", one.text, one.said) if part)


def duties(
    groups: Sequence[tuple[Clause | None, str, Sequence[Status]]],
    titles: Mapping[str, str],
    year: int,
    organisation: str,
) -> Listing:
    """Every duty of an organisation, a window a row, with what counted and what did not and why."""
    columns = (
        col("责任事项", "Duty", Kind.LONG),
        col("依据", "Clause", width=30),
        col("约束力", "Strength", width=10),
        col("期间", "Window", width=10),
        col("个人", "Person", width=12),
        col("责任人", "Held by", width=16),
        col("状态", "Status", width=14),
        col("计入数", "Counted", Kind.WHOLE, 8),
        col("最低要求", "At least", Kind.WHOLE, 8),
        col("期限", "Due", Kind.DAY),
        col("超过天数", "Days over", Kind.WHOLE, 8),
        col("计入的记录", "What counted", Kind.LONG),
        col("未计入的记录及原因", "What did not, and why", Kind.LONG),
    )

    def cells(row: tuple[Clause | None, str, Status]) -> tuple[Value, ...]:
        clause, policy, one = row
        return (
            t(clause.zh, clause.en) if clause else one.clause,
            f"{policy} {clause.cite}" if clause else policy,
            pick(code_label(clause.strength)) if clause else "",
            short_window(one.window),
            person(one.person),
            listed(map(person, one.holders)),
            light_text(one.light),
            one.count,
            one.minimum,
            one.due,
            one.days_over or None,
            joined(f"{titles.get(each.ref, each.ref)} {day(each.occurred_on)}" for each in one.counted),
            joined(
                f"{titles.get(each.ref, each.ref)} {day(each.occurred_on)}{t('：', ': ')}{_reason(each.reason)}"
                for each in one.passed
            ),
        )

    rows = ((clause, policy, one) for clause, policy, found in groups for one in found)
    title = t("%s年责任事项", "Duties %s") % year
    found = rows_of(rows, lambda row: (row[2].person, *row[2].holders), cells)
    return Listing(
        title=title, scope=asking().name(organisation), sheets=(Sheet(title=title, columns=columns, rows=found),)
    )


def responsibilities(items: Sequence[Listed], missing: Sequence[Clause], year: int, body: str) -> Listing:
    """A responsibility list: its items, and what it has yet to cover."""
    columns = (
        col("序号", "No.", width=8),
        col("事项", "Item", Kind.LONG),
        col("依据条款", "Clause", width=24),
        col("指标", "Indicator", Kind.LONG, 30),
        col("标准", "Standard", Kind.LONG, 30),
        col("责任人", "Responsible", width=12),
        col("责任部门", "Department", width=16),
        col("时限", "Due", Kind.DAY),
        col("办理", "Progress", width=18),
        col("逾期天数", "Days over", Kind.WHOLE, 9),
        col("按条款计数", "Counted under its clause", width=22),
    )

    def cells(one: Listed) -> tuple[Value, ...]:
        item = one.progress.item
        return (
            item.item,
            item.title + (t("（已撤销）", " (taken off)") if one.progress.withdrawn else ""),
            one.clause.cite if one.clause else "",
            item.indicator,
            item.standard,
            person(item.person),
            item.department,
            item.due_on,
            pick(STEPS[one.status.light]),
            (one.status.overdue_days or one.status.late_days) or None,
            joined(f"{text} {number}" if number > 1 else text for _, text, number in one.counts),
        )

    sheets = [
        Sheet(
            title=t("责任清单", "Responsibility list"),
            columns=columns,
            rows=rows_of(items, lambda one: (one.progress.item.person,), cells),
        )
    ]
    if missing:
        uncovered = (col("清单还应覆盖", "The list has yet to cover", Kind.LONG, 60), col("条款", "Clause"))
        rows = ((t(one.zh, one.en), one.cite) for one in missing)
        sheets.append(Sheet(title=t("清单还应覆盖", "Yet to cover"), columns=uncovered, rows=rows))
    title = t("%s年责任清单", "Responsibility list %s") % year
    return Listing(title=title, scope=asking().name(body), sheets=tuple(sheets))


def reports(rows: Iterable[Owed], returned: Sequence[tuple[Value, ...]], year: int, root: str) -> Listing:
    """Who has to report, and what came."""
    name = asking().name
    columns = (
        col("组织", "Organisation", width=28),
        col("报送事项", "Duty", Kind.LONG, 36),
        col("条款", "Clause"),
        col("期间", "Window", width=10),
        col("期限", "Due", Kind.DAY),
        col("状态", "Status", width=14),
        col("完成情况", "Count", width=10),
        col("超过天数", "Days past", Kind.WHOLE, 8),
        col("报送的材料", "What was handed in", Kind.LONG),
        col("尚未报送的人", "Who has not yet", Kind.LONG, 24),
    )

    def cells(one: Owed) -> tuple[Value, ...]:
        count = f"{one.persons_done}/{one.persons}" if one.persons else f"{one.done}/{one.minimum}"
        return (
            name(one.organisation),
            t(one.clause.zh, one.clause.en),
            one.clause.cite,
            window_text(one.window),
            one.due if one.minimum is not None else None,
            light_text(one.light),
            count if one.persons or one.minimum is not None else "",
            one.days_over if one.days_over and one.light.value == "missed" else None,
            joined(_paper(each) for each in one.handed) or t("尚未报送", "Not yet handed in"),
            listed(map(person, one.waiting)),
        )

    def named(one: Owed) -> Iterator[str | None]:
        yield one.organisation
        yield from one.waiting
        yield from (each.paper.person for each in one.handed)

    sheets = [Sheet(title=t("报送", "Reports"), columns=columns, rows=rows_of(rows, named, cells))]
    if returned:
        heads = (
            col("组织", "Organisation", width=28),
            col("报告", "Report", Kind.LONG),
            col("报送期间", "Period", width=12),
            col("报送给", "To", width=28),
            col("退回日期", "Returned", Kind.DAY),
            col("原因", "Why", Kind.LONG),
        )
        sheets.append(Sheet(title=t("退回待重报", "Returned"), columns=heads, rows=returned))
    return Listing(title=t("%s年报送台账", "Report register %s") % year, scope=name(root), sheets=tuple(sheets))


def _paper(one: Handed) -> str:
    stands = one.stands
    said = [t("%s报送", "handed in %s") % day(stands.handed_in_on)]
    if stands.returned_on:
        said.append(t("%s退回", "returned %s") % day(stands.returned_on) + t("：", ": ") + stands.returned_why)
    if stands.again_on:
        said.append(t("%s重报", "again %s") % day(stands.again_on))
    if stands.settled_on:
        said.append(f"{day(stands.settled_on)} {pick(code_label(stands.stage))}")
    if one.late_days:
        said.append(t("迟报%s天", "%s days late") % one.late_days)
    if one.reason:
        said.append(t("未计入：", "not counted: ") + _reason(one.reason))
    who = f" {person(one.paper.person)}" if one.paper.person else ""
    return f"{one.paper.title}{who}{t('：', ': ')}{t('，', ', ').join(said)}"


def _reason(code: str) -> str:
    return pick(reason_label(code))


def asks(rows: Iterable[Offer], root: str) -> Listing:
    """What records ask for next."""
    name = asking().name
    columns = (
        col("提出日期", "Asked on", Kind.DAY),
        col("已过天数", "Days", Kind.WHOLE),
        col("事由", "Because", Kind.LONG),
        col("对象", "Whom", width=14),
        col("要求", "What is asked", Kind.LONG, 36),
        col("依据", "Clause", width=30),
        col("下一步", "Next step"),
        col("由谁办理", "Who is asked", width=28),
        col("期限", "By", Kind.DAY),
        col("超过天数", "Days past", Kind.WHOLE),
    )

    def cells(one: Offer) -> tuple[Value, ...]:
        return (
            one.asked.asked_on,
            one.age_days,
            one.about,
            name(one.whom),
            pick(one.said),
            one.cite,
            pick(one.act),
            name(one.asked.organisation),
            one.asked.due_on,
            one.overdue_days or None,
        )

    title = t("待办联动台账", "What is asked and not yet done")
    found = rows_of(rows, lambda one: (one.asked.organisation, one.whom), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def due(rows: Iterable[Told], scope: str) -> Listing:
    """What is past its day and what falls due."""
    name = asking().name
    columns = (
        col("期限", "Due", Kind.DAY),
        col("状态", "Status", width=14),
        col("超过天数", "Days past", Kind.WHOLE),
        col("事项", "What", Kind.LONG),
        col("类别", "Sort", width=16),
        col("期间", "Window", width=10),
        col("依据", "Clause", width=36),
        col("责任人", "Whose", width=18),
        col("组织", "Organisation", width=28),
        col("办理", "Do it", width=18),
    )

    def cells(one: Told) -> tuple[Value, ...]:
        owing = one.owing
        members = t("党员%s人", "%s members") % owing.times if owing.times > 1 else ""
        return (
            owing.due_on,
            pick(one.light),
            owing.overdue_days or None,
            pick(one.what) or t("（无标题）", "(untitled)"),
            pick(one.sort),
            window_text(owing.window) if owing.window else "",
            one.cite,
            listed([*map(person, owing.persons), members]),
            name(owing.organisation),
            pick(one.act),
        )

    title = t("到期日历", "Due calendar")
    return Listing(title=title, scope=scope, sheets=(Sheet(title=title, columns=columns, rows=map(cells, rows)),))
