"""Members and the people as lists: rolls, journeys, education, dues, issues raised, promises made."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.floating_status import Gap
from domain.member import Category, Disposition, Problem, Situation
from domain.member_year import MemberYear, Trouble
from domain.review import Grade
from domain.terms import code_label
from projections import floating as journeys
from projections import members as years
from projections.receptions import Issue, Promise
from web.asking import asking
from web.language import pick, t
from web.registers import dues as paid
from web.registers.lights import lit
from web.registers.members import Enrolled
from web.saying import day
from web.sheets.listing import Listing, col, joined, listed, person, rows_of
from web.sheets.writing import Kind, Sheet, Value

_MONTHS: Final = range(1, 13)


def floating(rows: Sequence[journeys.Member], root: str, *, left: bool, came: bool) -> Listing:
    """Who left from here, and who came here; who did both stands on both sheets, as on the page."""
    sheets = []
    if left:
        sheets.append(_journeys(t("流出", "Left from here"), [one for one in rows if one.left_here]))
    if came:
        sheets.append(_journeys(t("流入", "Come here"), [one for one in rows if one.came_here]))
    return Listing(title=t("流动党员台账", "Floating members"), scope=asking().name(root), sheets=tuple(sheets))


def _journeys(title: str, rows: Sequence[journeys.Member]) -> Sheet:
    name = asking().name
    columns = (
        col("流动党员", "Member", width=14),
        col("流出地党组织", "Place left", width=28),
        col("去向", "Where to"),
        col("流入地党组织", "Where they now live", width=28),
        col("外出日期", "Left on", Kind.DAY),
        col("到了哪一步", "Furthest step"),
        col("该步日期", "Since", Kind.DAY),
        col("已过天数", "Days", Kind.WHOLE),
        col("缺项", "What is missing", Kind.LONG, 30),
        col("党费逾期月数", "Months of dues overdue", Kind.WHOLE),
        col("已审核年度", "Audited", width=14),
        col("未审核年度", "Not audited", width=14),
    )

    def cells(one: journeys.Member) -> tuple[Value, ...]:
        journey, stands = one.journey, one.standing
        return (
            person(journey.person),
            name(journey.home),
            journey.destination,
            name(stands.assigned or stands.host),
            journey.leaves_on,
            pick(code_label(stands.stage)),
            stands.since,
            stands.days,
            joined(_gap(gap) for gap in stands.gaps) or ("" if one.unpaid else t("无缺项", "Nothing missing")),
            len(one.unpaid),
            listed(map(str, stands.audited)),
            listed(map(str, stands.not_audited)),
        )

    def named(one: journeys.Member) -> tuple[str | None, ...]:
        return (one.journey.person, one.journey.home, one.standing.host, one.standing.assigned)

    return Sheet(title=title, columns=columns, rows=rows_of(rows, named, cells))


def _gap(gap: Gap) -> str:
    return pick(code_label(gap))


def education(
    rows: Sequence[MemberYear], sums: Sequence[years.Totals], year: int, root: str, uncriticised: Mapping[str, int]
) -> Listing:
    """A year member by member, and by organisation."""
    name = asking().name
    columns = (
        col("党员", "Member", width=14),
        col("所在组织", "Organisation", width=32),
        col("情况", "How it stands"),
        col("计入天数", "Days credited", Kind.DECIMAL),
        col("规定天数", "Days owed", Kind.DECIMAL),
        col("送学上门次数", "Study brought home", Kind.WHOLE),
        col("未注明到场或缺席的场次", "Sessions silent on it", Kind.WHOLE, 14),
        col("无正当理由缺席场次", "Absent without reason", Kind.WHOLE, 14),
        col("其中尚未批评", "Not criticised", Kind.WHOLE),
        col("轮训期限", "Rotation training due", Kind.DAY),
        col("民主评议", "Review", width=14),
    )

    def cells(one: MemberYear) -> tuple[Value, ...]:
        return (
            person(one.person),
            name(one.organisation),
            lit(one.education)[1],
            _days(one.credited),
            _days(one.required) if one.required else None,
            len(one.home_studies),
            len(one.unset),
            len(one.unexcused),
            uncriticised.get(one.member, 0),
            one.training_due,
            pick(code_label(Grade(one.grade))) if one.grade else t("没有结果", "no result"),
        )

    by_body = (
        col("组织", "Organisation", width=32),
        col("党员", "Members", Kind.WHOLE),
        col("应完成", "Owing", Kind.WHOLE),
        col("已达到", "Met", Kind.WHOLE),
        col("尚差", "Short so far", Kind.WHOLE),
        col("区别对待", "Differentiated", Kind.WHOLE),
        col("其中未送学", "Nothing instead", Kind.WHOLE),
        col("无评议结果", "Unreviewed", Kind.WHOLE),
    )

    def total(s: years.Totals) -> tuple[Value, ...]:
        counts = (s.members, s.owing, s.met, s.short, s.differentiated, s.without_alternative, s.unreviewed)
        return (name(s.organisation), *counts)

    return Listing(
        title=t("%s年党员教育", "Education of members, %s") % year,
        scope=name(root),
        sheets=(
            Sheet(
                title=t("逐人", "Member by member"),
                columns=columns,
                rows=rows_of(rows, lambda one: (one.person, one.organisation), cells),
            ),
            Sheet(
                title=t("按组织", "By organisation"),
                columns=by_body,
                rows=rows_of(sums, lambda one: (one.organisation,), total),
            ),
        ),
    )


def _days(half_days: int) -> Decimal:
    return Decimal(half_days) / 2


def members(rows: Sequence[Enrolled], root: str) -> Listing:
    """The roll."""
    name = asking().name
    columns = (
        col("党员", "Member", width=14),
        col("所在组织", "Organisation", width=32),
        col("自", "Since", Kind.DAY),
        col("类别", "Category", width=14),
        col("特殊情况", "Special situations", Kind.LONG, 30),
        col("问题和处置", "Problems and dispositions", Kind.LONG),
    )

    def cells(one: Enrolled) -> tuple[Value, ...]:
        specials = [
            t("%s（自%s）", "%s (since %s)") % (pick(code_label(Situation(s.situation))), day(s.first))
            for s in one.specials
        ]
        return (
            person(one.membership.person),
            name(one.belonging.organisation),
            one.belonging.span.first,
            pick(code_label(Category(one.belonging.category))),
            joined(specials),
            joined(map(_trouble, one.troubles)),
        )

    title = t("党员名册", "Members")
    found = rows_of(rows, lambda one: (one.membership.person, one.belonging.organisation), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def _trouble(one: Trouble) -> str:
    if one.stage == "disposed" and one.disposition:
        stage = pick(code_label(Disposition(one.disposition)))
    else:
        stage = pick(TROUBLES.get(one.stage, ("", "")))
    due = t("，期限%s", ", by %s") % day(one.due_on) if one.due_on else ""
    return f"{pick(code_label(Problem(one.problem)))} {day(one.found_on)}{t('：', ': ')}{stage}{due}"


TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    "problem": ("尚未帮助教育", "No help yet"),
    "help": ("帮助教育中", "Being helped"),
    "failed": ("经教育不改", "Help failed"),
    "resolved": ("已解决", "Overcome"),
}
"""How far a member's problem has come, where no disposition says it."""


def dues(found: paid.Year, rows: Sequence[paid.Paying], year: int, root: str) -> Listing:
    """Twelve months of every member, and months overdue by organisation."""
    name = asking().name
    columns = (
        col("党员", "Member", width=14),
        col("组织", "Organisation", width=30),
        col("流动党员", "Floating", width=8),
        *(col(f"{month}月", str(month), width=11) for month in _MONTHS),
        col("逾期未交月数", "Months overdue", Kind.WHOLE),
        col("登记", "Record", width=10),
    )

    def cells(one: paid.Paying) -> tuple[Value, ...]:
        stands = {each.month: each for each in one.months}
        months = (
            pick(code_label(stands[month].standing))
            if month in stands and (month in one.owed or stands[month].paid_on)
            else t("不应交", "not owed")
            for month in _MONTHS
        )
        return (
            person(one.person),
            name(one.organisation),
            t("是", "yes") if one.floating else "",
            *months,
            len(one.unpaid),
            "" if one.on_record else t("无登记", "none"),
        )

    by_body = (
        col("组织", "Organisation", width=32),
        col("有登记或应按月交纳的党员", "Members judged", Kind.WHOLE, 16),
        col("其中有逾期未交", "With months overdue", Kind.WHOLE, 14),
        col("逾期未交月数", "Months overdue", Kind.WHOLE, 14),
        col("逾期交纳月数", "Months paid late", Kind.WHOLE, 14),
        col("本年度无党费登记", "Nothing on record", Kind.WHOLE, 14),
    )

    def total(s: paid.Sum) -> tuple[Value, ...]:
        return (name(s.organisation), s.members, s.unpaid_members, s.unpaid_months, s.late_months, s.silent)

    return Listing(
        title=t("%s年党费", "Dues of %s") % year,
        scope=name(root),
        sheets=(
            Sheet(
                title=t("逐人", "Member by member"),
                columns=columns,
                rows=rows_of(rows, lambda one: (one.person, one.organisation), cells),
            ),
            Sheet(
                title=t("按组织", "By organisation"),
                columns=by_body,
                rows=rows_of(found.sums, lambda one: (one.organisation,), total),
            ),
        ),
    )


def receptions(rows: Iterable[Issue], root: str) -> Listing:
    """What people raised."""
    name = asking().name
    columns = (
        col("反映的问题", "Issue", Kind.LONG, 50),
        col("问题类别", "Category"),
        col("组织", "Organisation", width=28),
        col("渠道", "Channel", width=14),
        col("反映日期", "Raised on", Kind.DAY),
        col("已过天数", "Days", Kind.WHOLE),
        col("进展", "How far", width=22),
        col("反馈", "Fed back", width=10),
        col("办结日期", "Closed on", Kind.DAY),
    )

    def cells(one: Issue) -> tuple[Value, ...]:
        return (
            one.text,
            pick(code_label(one.category)),
            name(one.organisation),
            pick(code_label(one.channel)),
            one.raised_on,
            one.age_days,
            pick(ISSUES[one.stage]),
            t("已反馈", "yes") if one.fed_back else t("未反馈", "no"),
            one.closed_on,
        )

    title = t("接待群众台账", "Receptions")
    found = rows_of(rows, lambda one: (one.organisation,), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


ISSUES: Final[Mapping[str, tuple[str, str]]] = {
    "raised": ("尚未处理", "Nothing done yet"),
    "explained": ("已解释", "Explained"),
    "coordinating": ("已解释，协调办理中", "Explained, others asked"),
    "resolved": ("已解决", "Solved"),
    "closed": ("已办结", "Closed"),
}
"""How far an issue has come."""


def commitments(rows: Iterable[Promise], root: str) -> Listing:
    """Promises of members."""
    name = asking().name
    columns = (
        col("承诺", "Commitment", Kind.LONG, 50),
        col("承诺人", "Who", width=14),
        col("组织", "Organisation", width=28),
        col("作出日期", "Made on", Kind.DAY),
        col("期限", "By", Kind.DAY),
        col("超期天数", "Days past", Kind.WHOLE),
        col("进展", "How far", width=22),
        col("报告兑现日期", "Reported as kept on", Kind.DAY),
    )

    def cells(one: Promise) -> tuple[Value, ...]:
        return (
            one.title,
            person(one.person),
            name(one.organisation),
            one.made_on,
            one.due_on,
            one.overdue_days or None,
            pick(PROMISES[one.stage]),
            one.fulfilled_on,
        )

    title = t("党员承诺台账", "Commitments")
    found = rows_of(rows, lambda one: (one.organisation, one.person), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


PROMISES: Final[Mapping[str, tuple[str, str]]] = {
    "made": ("待审核", "Waiting to be accepted"),
    "accepted": ("已审核，履行中", "Accepted, under way"),
    "returned": ("被退回", "Returned"),
    "fulfilled": ("已报告兑现，待确认", "Reported as kept"),
    "confirmed": ("已确认兑现", "Confirmed"),
    "not_confirmed": ("未予确认", "Not confirmed"),
}
"""How far a promise has come."""
