"""The house itself as lists: organisations, persons, documents, records, accounts, approvals, trails."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.account import Grant
from domain.appointment import Post
from domain.approval import State as Approval
from domain.organisation import Rating
from domain.reading.policies import PolicyInForce
from domain.rule import Clause, Measure
from domain.terms import code_label
from projections import directory
from projections.records import Line
from projections.trail import Line as Head
from web.asking import asking
from web.history import Told, heads_told
from web.language import pick, t
from web.services import LOCAL
from web.sheets.listing import Listing, col, joined, listed, person, rows_of
from web.sheets.writing import Kind, Sheet, Value
from web.words import LINE_KINDS, line_stage, line_title, ref_text


def organisations(rows: Iterable[tuple[int, directory.Organisation]], root: str) -> Listing:
    """The tree, top down, with the depth as a number."""
    name = asking().name
    columns = (
        col("层级", "Level", Kind.WHOLE, 8),
        col("名称", "Name", width=36),
        col("上级组织", "Parent", width=30),
        col("类别", "Kind"),
        col("领域", "Sector"),
        col("评定", "Rating"),
        col("领导单位", "Led by", width=24),
        col("业务主管部门", "Competent department", width=24),
        col("代码", "Code"),
        col("自", "From", Kind.DAY),
    )

    def cells(row: tuple[int, directory.Organisation]) -> tuple[Value, ...]:
        depth, one = row
        return (
            depth + 1,
            one.name,
            name(one.parent),
            pick(code_label(one.kind)),
            pick(code_label(one.sector)) if one.sector.value != "none" else "",
            pick(code_label(Rating(one.rating))) if one.rating else "",
            name(one.leader),
            name(one.department),
            one.code,
            one.first,
        )

    found = rows_of(rows, lambda row: (row[1].parent, row[1].leader, row[1].department), cells)
    title = t("组织", "Organisations")
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def people(rows: Sequence[directory.Person], posts: Callable[[str], Iterable[directory.Tenure]], root: str) -> Listing:
    """Persons with their posts."""
    name = asking().name
    columns = (
        col("姓名", "Name"),
        col("所在组织", "Organisation", width=32),
        col("中共党员", "Party member", width=10),
        col("任职", "Posts", Kind.LONG),
    )

    def cells(one: directory.Person) -> tuple[Value, ...]:
        held = [f"{name(p.organisation)} {p.title or pick(code_label(Post(p.post)))}" for p in posts(one.id)]
        member = t("是", "yes") if one.party_member else ""
        return (one.name or t("（已依法删除）", "(erased)"), name(one.organisation), member, joined(held))

    title = t("人员", "People")
    found = rows_of(rows, lambda one: (one.organisation,), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def policies(rows: Iterable[directory.Policy], root: str) -> Listing:
    """Documents in force."""
    name = asking().name
    columns = (
        col("文件", "Document", width=60),
        col("适用", "Binds", Kind.LONG),
        col("生效", "From", Kind.DAY),
        col("失效", "Until", Kind.DAY),
    )
    found = rows_of(
        rows, lambda one: one.binds, lambda one: (one.title, listed(map(name, one.binds)), one.first, one.last)
    )
    title = t("制度文件", "Policies")
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def clauses(policy: PolicyInForce, binds: Sequence[str]) -> Listing:
    """A document, clause by clause."""
    columns = (
        col("条款", "Clause"),
        col("内容", "What it says", Kind.LONG, 60),
        col("说明", "Note", Kind.LONG, 36),
        col("约束力", "Strength", width=12),
        col("计量方式", "Measured"),
        col("周期", "Window", width=12),
        col("最低要求", "At least", Kind.WHOLE),
        col("不计量的原因", "Why it is not counted", Kind.LONG, 30),
    )

    def cells(one: Clause) -> tuple[Value, ...]:
        rule = one.rule
        counted = rule.measure is not Measure.NONE
        return (
            one.cite,
            t(one.zh, one.en),
            t(one.note_zh, one.note_en),
            pick(code_label(one.strength)),
            pick(code_label(rule.measure)),
            pick(code_label(rule.window)) if counted else "",
            rule.minimum if counted else None,
            "" if counted else rule.reason,
        )

    document = policy.document
    title = t(document.title, document.title_en or document.title)
    rows = map(cells, document.clauses)
    sheet = Sheet(title=t("条款", "Clauses"), columns=columns, rows=rows)
    return Listing(title=title, scope=listed(map(asking().name, binds)), sheets=(sheet,))


def records(rows: Iterable[Line], root: str) -> Listing:
    """Records of every kind."""
    name = asking().name
    columns = (
        col("日期", "Date", Kind.DAY),
        col("类别", "Kind"),
        col("标题", "Title", Kind.LONG),
        col("组织", "Organisation", width=32),
        col("状态", "Stage", width=14),
        col("更正次数", "Corrections", Kind.WHOLE),
    )

    def cells(row: Line) -> tuple[Value, ...]:
        return (
            row.occurred_on,
            pick(LINE_KINDS[row.kind]),
            line_title(row) or t("（无标题）", "(untitled)"),
            name(row.organisation),
            line_stage(row),
            row.corrections,
        )

    title = t("记录", "Records")
    found = rows_of(rows, lambda one: (one.organisation, one.about), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def trail(pages: Iterable[Sequence[Head]], subject: str) -> Listing:
    """Entries, the newest first. Showing what an entry says is noted where it would be on the page."""
    columns = (
        col("日志序号", "Log", Kind.WHOLE),
        col("登记时间", "Recorded", Kind.MOMENT),
        col("登记账号", "By"),
        col("代表", "For", width=28),
        col("事项", "What", width=24),
        col("内容", "What it says", Kind.LONG, 60),
        col("更正前后", "Before and after", Kind.LONG),
        col("记录", "Record", width=34),
    )

    def cells(head: Head, line: Told) -> tuple[Value, ...]:
        changes = [f"{field}{t('：', ': ')}{old} → {new}" for field, old, new in line.changes]
        at = head.recorded_at.astimezone(LOCAL).replace(tzinfo=None, microsecond=0)
        return (head.position, at, line.who, line.behalf, line.label, line.said, joined(changes), head.stream)

    rows = (cells(head, line) for page in pages for head, line in heads_told(page))
    title = t("审计轨迹", "Audit trail")
    sheet = Sheet(title=title, columns=columns, rows=rows)
    return Listing(title=title, scope=asking().name(subject) or ref_text(subject), sheets=(sheet,))


def accounts(rows: Iterable[directory.Account], stands: Callable[[Grant], str], root: str) -> Listing:
    """Accounts, a grant a row."""
    name = asking().name
    columns = (
        col("登录名", "Sign-in name"),
        col("姓名", "Person"),
        col("所属组织", "Organisation", width=32),
        col("状态", "State", width=10),
        col("权限", "Right"),
        col("授权组织", "Granted in", width=32),
        col("自", "From", Kind.DAY),
        col("至", "Until", Kind.DAY),
        col("授权状态", "Grant", width=12),
    )

    def every() -> Iterator[tuple[Value, ...]]:
        for one in rows:
            state = t("在用", "Active") if one.active else t("停用", "Suspended")
            head = (one.sign_in_name, person(one.person), name(one.organisation), state)
            for grant in one.grants:
                role, body = pick(code_label(grant.role)), name(grant.organisation)
                yield (*head, role, body, grant.first, grant.last, stands(grant))
            if not one.grants:
                yield (*head, "", "", None, None, "")

    title = t("账号", "Accounts")
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=every()),))


def approvals(
    rows: Iterable[tuple[Approval, str, bool]],
    root: str,
) -> Listing:
    """What waits for another person."""
    name = asking().name
    columns = (
        col("提交日期", "Asked on", Kind.DAY),
        col("事项", "Act", width=28),
        col("所涉记录", "Record", width=36),
        col("组织", "Organisation", width=28),
        col("提交人", "Asked by"),
        col("状态", "State", width=12),
    )

    def cells(state: Approval, act: str, lapsed: bool) -> tuple[Value, ...]:
        asked = state.asked
        return (
            asked.occurred_on,
            act,
            name(asked.about) or ref_text(asked.about),
            name(state.organisation),
            name(asked.asked_by),
            t("已失效", "lapsed") if lapsed else t("待会签", "waiting"),
        )

    title = t("待会签事项", "Waiting for another person")
    sheet = Sheet(title=title, columns=columns, rows=(cells(*row) for row in rows))
    return Listing(title=title, scope=name(root), sheets=(sheet,))
