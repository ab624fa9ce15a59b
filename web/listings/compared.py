"""What was worked out on request, as lists: two moments compared, what would be otherwise, advice."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.advice import Burden
from domain.rule import Clause, Status
from domain.supposing import Moved
from domain.terms import code_label
from projections.trail import Line
from web.asking import Clocks, asking
from web.boards import light_text, window_text
from web.comparing.questions import Compared
from web.history import Told, heads_told
from web.language import pick, t
from web.registers.advising import LIMITS, Advice
from web.saying import day
from web.sheets.listing import Listing, col, joined, listed, person, rows_of
from web.sheets.writing import Kind, Sheet, Value, in_steps
from web.supposing import Changed
from web.words import ref_text

SORTS = {"appeared": ("新增", "Appeared"), "went": ("消失", "Went"), "changed": ("改变", "Changed")}
_CAUSES = 12
"""Entries told for one change; the page tells as many."""


def differences(found: Compared, said: Callable[[Clocks], str]) -> Listing:
    """What appeared, went and changed between two moments, a field a row."""
    columns = (
        col("变化", "What", width=8),
        col("分组", "Group", width=28),
        col("事项", "Of which", Kind.LONG),
        col("栏目", "Field", width=18),
        col("甲：原来", "A: before", Kind.LONG, 36),
        col("乙：后来", "B: after", Kind.LONG, 36),
        col("由什么引起", "What did it", Kind.LONG, 50),
    )

    def rows() -> Iterator[tuple[Value, ...]]:
        for some in in_steps(found.changes, 100):
            heads = {line.position: line for one in some for line in one.lines[:_CAUSES]}
            told = {head.position: line for head, line in heads_told([heads[at] for at in sorted(heads)])}
            for one in some:
                causes = [_cause(line, told[line.position]) for line in one.lines[:_CAUSES]]
                because = joined([t("时间推移", "The passing of time") if one.by_time else "", *causes])
                because = because or t("由本账号看不到的登记引起", "An entry that this account may not see")
                for label, old, new in one.fields:
                    thing = one.thing
                    yield (pick(SORTS[one.sort]), thing.group, thing.title, label, old, new, because)

    moment = t("甲：%s；乙：%s", "A: %s; B: %s") % (said(found.pair.first), said(found.pair.second))
    title = t("对比：%s", "Compare: %s") % found.title
    sheet = Sheet(title=t("对比", "Compare"), columns=columns, rows=rows())
    return Listing(title=title, scope="", sheets=(sheet,), moment=moment)


def _cause(line: Line, said: Told) -> str:
    at = t("日志第%s条，%s登记，%s", "log %s, recorded %s by %s") % (line.position, said.when, said.who)
    return f"{said.label} {said.said}（{at}）"


def supposed(
    changed: Sequence[Changed], orders: Sequence[Moved], clauses: Mapping[str, Clause], year: int, root: str
) -> Listing:
    """What would be otherwise."""
    name = asking().name
    columns = (
        col("组织", "Organisation", width=28),
        col("个人", "Person", width=12),
        col("责任事项", "Duty", Kind.LONG),
        col("条款", "Clause"),
        col("期间", "Window", width=10),
        col("现在", "As it is", width=20),
        col("推演", "As it would be", width=20),
        col("变化", "Turn", width=14),
        col("将计入", "Would count", Kind.LONG, 36),
        col("将不计入", "Would not count", Kind.LONG, 36),
    )

    def cells(one: Changed) -> tuple[Value, ...]:
        shown, clause = one.shown, clauses.get(one.shown.clause)
        return (
            name(one.organisation),
            person(shown.person),
            t(clause.zh, clause.en) if clause else shown.clause,
            clause.cite if clause else "",
            window_text(shown.window),
            _side(one.difference.before),
            _side(one.difference.after),
            pick(code_label(one.turn)),
            joined(f"{ref_text(fact.ref) or fact.ref} {day(fact.occurred_on)}" for fact in one.gained),
            joined(f"{ref_text(fact.ref) or fact.ref} {day(fact.occurred_on)}" for fact in one.lost),
        )

    sheets = [
        Sheet(
            title=t("将会不同的事项", "What would differ"),
            columns=columns,
            rows=rows_of(changed, lambda one: (one.organisation, one.shown.person), cells),
        )
    ]
    if orders:
        sheets.append(_orders(orders))
    return Listing(title=t("%s年推演", "What if %s") % year, scope=name(root), sheets=tuple(sheets))


def _orders(orders: Sequence[Moved]) -> Sheet:
    name = asking().name
    columns = (
        col("整改事项", "Order", Kind.LONG),
        col("组织", "Organisation", width=28),
        col("现在的期限", "Limit as it is", Kind.DAY),
        col("现在的状态", "Stands", width=14),
        col("推演的期限", "Limit as it would be", Kind.DAY),
        col("推演的状态", "Would stand", width=14),
    )

    def cells(one: Moved) -> tuple[Value, ...]:
        before, after = one.before, one.after
        stands, would = pick(code_label(before.standing)), pick(code_label(after.standing))
        return (one.case.title, name(one.case.organisation), before.due_on, stands, after.due_on, would)

    rows = rows_of(orders, lambda one: (one.case.organisation,), cells)
    return Sheet(title=t("整改期限", "Limits of orders"), columns=columns, rows=rows)


def _side(one: Status | None) -> str:
    if one is None:
        return t("没有", "none")
    return f"{light_text(one.light)} {one.count if one.minimum is None else f'{one.count}/{one.minimum}'}"


def advice(found: Advice, year: int, root: str) -> Listing:
    """What somebody might look into; never a score."""
    name = asking().name
    sittings = (
        col("账号", "Account"),
        col("开始", "Began", Kind.MOMENT),
        col("结束", "Ended", Kind.MOMENT),
        col("补登条数", "Entries", Kind.WHOLE),
        col("涉及月份", "Months", width=24),
        col("涉及组织", "Organisations", Kind.LONG),
    )
    texts = (
        col("组号", "Group", Kind.WHOLE, 8),
        col("相同程度（%）", "Alike (%)", Kind.WHOLE, 10),
        col("记录", "Record", Kind.LONG, 36),
        col("组织", "Organisation", width=28),
        col("文字", "Text", Kind.LONG, 70),
    )
    offices = (
        col("组织", "Organisation", width=32),
        col("登记条数", "Entries", Kind.WHOLE),
        col("账号数", "Accounts", Kind.WHOLE),
        col("夜间和周末", "At night, weekends", Kind.WHOLE, 12),
        col(f"迟{LIMITS.late_days}天以上", f"{LIMITS.late_days} days late", Kind.WHOLE, 14),
        col("计入责任的记录", "Records that count", Kind.WHOLE, 14),
        col("一记多用", "Serve several duties", Kind.WHOLE, 12),
    )

    return Listing(
        title=t("%s年减负提示", "Advice %s") % year,
        scope=name(root),
        sheets=(
            Sheet(
                title=t("集中补登", "Backfilled"),
                columns=sittings,
                rows=(
                    (
                        name(one.account),
                        one.began.replace(tzinfo=None, microsecond=0),
                        one.ended.replace(tzinfo=None, microsecond=0),
                        len(one.heads),
                        listed(one.months),
                        listed(map(name, one.organisations)),
                    )
                    for one in found.backfills
                ),
            ),
            Sheet(
                title=t("内容雷同", "Alike"),
                columns=texts,
                rows=(
                    (
                        number,
                        int(one.likeness * 100),
                        ref_text(text.ref) or text.ref,
                        name(text.organisation),
                        text.text,
                    )
                    for number, one in enumerate(found.alike, 1)
                    for text in one.texts
                ),
            ),
            Sheet(
                title=t("登记负担", "Burden"),
                columns=offices,
                rows=rows_of(found.burdens, lambda one: (one.organisation,), _office),
            ),
        ),
    )


def _office(one: Burden) -> tuple[Value, ...]:
    body = asking().name(one.organisation)
    return (body, one.entries, one.accounts, one.off_hours, one.late, one.records, one.shared)
