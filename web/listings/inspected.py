"""Looked at and put right, as lists: orders, who answers for them, what came back; inspections and what they found."""

from itertools import pairwise

from domain.terms import code_label
from projections.rectifications import Inspected, Owner, Problem, Repeat, Standings
from web.asking import asking
from web.language import pick, t
from web.registers.rectifying import Inspections, Orders
from web.saying import day
from web.sheets.listing import Listing, col, joined, listed, person, rows_of
from web.sheets.writing import Kind, Sheet, Value


def rectifications(found: Orders, root: str) -> Listing:
    """Orders that the page shows, who owns them, and what came back."""
    title = t("整改台账", "Rectifications")
    return Listing(
        title=title, scope=asking().name(root), sheets=(_orders(title, found), _owners(found), _again(found))
    )


def _orders(title: str, found: Orders) -> Sheet:
    name = asking().name
    columns = (
        col("状态", "Standing", width=14),
        col("逾期天数", "Days overdue", Kind.WHOLE),
        col("期限", "Limit", Kind.DAY),
        col("期限变更", "Limits before", Kind.LONG, 26),
        col("问题", "Problem", Kind.LONG),
        col("问题类别", "Category", width=16),
        col("严重", "Serious", width=8),
        col("责令日期", "Ordered on", Kind.DAY),
        col("已过天数", "Days since", Kind.WHOLE),
        col("销号日期", "Struck off on", Kind.DAY),
        col("整改单位", "Who must put it right", width=26),
        col("责任人", "Responsible", width=12),
        col("责令单位", "Ordered by", width=26),
    )

    def cells(one: Standings) -> tuple[Value, ...]:
        case, verdict = one.case, one.verdict
        before = (
            t("%s（%s变更）", "%s (changed %s)") % (day(due), day(changed))
            for (_, due), (changed, _) in pairwise(verdict.limits)
        )
        return (
            pick(code_label(verdict.standing)),
            verdict.overdue_days or None,
            verdict.due_on,
            joined(before),
            case.title,
            pick(code_label(case.category)),
            t("严重", "serious") if case.serious else "",
            case.steps[0].day,
            verdict.age_days,
            verdict.closed_on,
            name(case.organisation),
            person(case.responsible),
            name(case.ordered_by),
        )

    def named(one: Standings) -> tuple[str | None, ...]:
        return (one.case.organisation, one.case.ordered_by, one.case.responsible)

    return Sheet(title=title, columns=columns, rows=rows_of(found.rows, named, cells))


def _owners(found: Orders) -> Sheet:
    name = asking().name
    columns = (
        col("责任人", "Owner", width=20),
        col("组织", "Organisation", width=32),
        col("未销号", "Open", Kind.WHOLE),
        col("逾期", "Overdue", Kind.WHOLE),
        col("最长天数", "Oldest, days", Kind.WHOLE),
    )

    def cells(one: Owner) -> tuple[Value, ...]:
        who = person(one.responsible) or t("未指定个人", "nobody named")
        return (who, name(one.organisation), one.open, one.overdue, one.oldest_days)

    rows = rows_of(found.owners, lambda one: (one.organisation, one.responsible), cells)
    return Sheet(title=t("按责任人", "By owner"), columns=columns, rows=rows)


def _again(found: Orders) -> Sheet:
    name = asking().name
    columns = (
        col("组织", "Organisation", width=32),
        col("问题类别", "Category"),
        col("年度", "Years", width=20),
        col("记录数", "Records", Kind.WHOLE),
    )

    def cells(one: Repeat) -> tuple[Value, ...]:
        years = listed(str(year) for year, _ in one.years)
        return (name(one.organisation), pick(code_label(one.category)), years, sum(len(refs) for _, refs in one.years))

    rows = rows_of(found.repeats, lambda one: (one.organisation,), cells)
    return Sheet(title=t("跨年重复出现的问题", "Problems that came back"), columns=columns, rows=rows)


def inspections(found: Inspections, year: int, root: str) -> Listing:
    """Inspections of a year, what they found, and whom nobody inspected."""
    name = asking().name
    columns = (
        col("日期", "Date", Kind.DAY),
        col("检查", "Inspection", Kind.LONG),
        col("检查组织", "By", width=28),
        col("检查方式", "Method", width=16),
        col("检查内容", "Topics", Kind.LONG, 30),
        col("被检查组织", "Inspected", width=28),
    )
    problems = (
        col("发现日期", "Date", Kind.DAY),
        col("编号", "No.", width=8),
        col("问题", "Problem", Kind.LONG, 50),
        col("问题类别", "Category", width=16),
        col("严重", "Serious", width=7),
        col("检查组织", "Found by", width=26),
        col("被检查组织", "Inspected", width=26),
        col("整改", "Orders", Kind.LONG),
    )

    def inspection(one: Inspected) -> tuple[Value, ...]:
        topics = listed(pick(code_label(topic)) for topic in one.topics)
        method = pick(code_label(one.method))
        return (one.occurred_on, one.title, name(one.organisation), method, topics, name(one.inspected))

    def problem(one: Problem) -> tuple[Value, ...]:
        orders = [found.orders[id] for id in one.orders if id in found.orders]
        said = (
            f"{each.case.title}{t('：', ': ')}{pick(code_label(each.verdict.standing))}"
            f"{t('，期限', ', limit ')}{day(each.verdict.due_on)}"
            for each in orders
        )
        return (
            one.found_on,
            one.ref.partition("#")[2],
            one.text,
            pick(code_label(one.category)),
            t("严重", "serious") if one.serious else "",
            name(one.organisation),
            name(one.inspected),
            joined(said) or t("尚未责令整改", "Not yet ordered"),
        )

    both = ("organisation", "inspected")
    return Listing(
        title=t("%s年督促检查台账", "Inspections %s") % year,
        scope=name(root),
        sheets=(
            Sheet(
                title=t("检查记录", "Inspections"),
                columns=columns,
                rows=rows_of(found.rows, lambda one: [getattr(one, field) for field in both], inspection),
            ),
            Sheet(
                title=t("发现的问题和整改", "Problems and orders"),
                columns=problems,
                rows=rows_of(found.problems, lambda one: [getattr(one, field) for field in both], problem),
            ),
            Sheet(
                title=t("本年未被检查的组织", "Never inspected"),
                columns=(col("组织", "Organisation", width=40),),
                rows=rows_of(found.never, lambda one: (one,), lambda one: (name(one),)),
            ),
        ),
    )
