"""Statistics 年度统计: the numbers of a yearly report, a year beside the year before, each with what lies behind it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from flask import url_for

from domain import project, sheet
from domain.funding import Purpose
from domain.kernel import record
from domain.measure import CRITICISMS
from domain.member import Category
from domain.money import yuan_of
from domain.terms import Label, code_label
from projections.debts import Sort
from web.asking import Clocks
from web.groups import GROUPS, SORTS_OF
from web.registers.extent import Extent
from web.registers.yearly import Year
from web.words import STAGES, STAGES_OF

COUNT, PERCENT, FEN, DAYS = "count", "percent", "fen", "days"
"""In what a figure is told."""


@record
class Figure:
    """One number, the year before it, and where what lies behind it is listed."""

    code: str
    label: Label
    unit: str
    value: int | None
    """Of a share: tenths of a percent. None: there is nothing to take it of."""
    before: int | None
    url: str
    depth: int = 0
    """1: a part of the figure above."""


@record
class Section:
    """Figures under one heading."""

    code: str
    label: Label
    figures: tuple[Figure, ...]


Value = Callable[[Year], int | None]


class Sheets:
    """Figures of two years, put together section by section."""

    def __init__(self, of: Extent, year: int, when: Clocks) -> None:
        self.now, self.before = Year(of, year, when), Year(of, year - 1, replace(when, as_of=when.today))
        self._found: list[Figure] = []

    def add(self, code: str, label: Label, value: Value, url: str = "", *, unit: str = COUNT, depth: int = 0) -> None:
        """One figure; a part that is nothing in both years is left out."""
        this, last = value(self.now), value(self.before)
        if depth and not this and not last:
            return
        self._found.append(Figure(code=code, label=label, unit=unit, value=this, before=last, url=url, depth=depth))

    def taken(self) -> tuple[Figure, ...]:
        """The figures so far; the next section begins empty."""
        found, self._found = tuple(self._found), []
        return found

    def listing(self, kind: str, sort: str = "", stage: str = "") -> str:
        """The records behind a count."""
        keep: dict[str, Any] = {"kind": kind, "sort": sort, "stage": stage, "year": self.now.year}
        return url_for("records.listing", **self._extent("1"), **{key: one for key, one in keep.items() if one})

    def page(self, endpoint: str, **more: Any) -> str:
        """The register behind a figure."""
        return url_for(endpoint, **self._extent(""), **more)

    def on_last_day(self, endpoint: str, **more: Any) -> str:
        """The register behind a figure of the last day."""
        day = {} if self.now.last == self.now.when.today else {"as_of": self.now.last.isoformat()}
        return self.page(endpoint, **day, **more)

    def _extent(self, below: str) -> dict[str, Any]:
        known = {} if self.now.known_at is None else {"known_at": self.now.when.parameters()["known_at"]}
        found = {"organisation": self.now.of.root, "below": below if self.now.of.below else "0"}
        return {key: one for key, one in {**found, **known}.items() if one}

    def kind(self, kind: str, label: Label, *stages: str) -> None:
        """Records of a kind, and each of its sorts."""
        one = stages[0] if len(stages) == 1 else ""
        self.add(kind, label, lambda year: year.count(kind, "", stages), self.listing(kind, "", one))
        for code in SORTS_OF.get(kind, ()):
            self.add(
                f"{kind}.{code.value}",
                code_label(code),
                _of(kind, code.value, stages),
                self.listing(kind, code.value, one),
                depth=1,
            )

    def stages(self, kind: str, *stages: str) -> None:
        """How far the records of a kind have come."""
        for stage in stages:
            label = STAGES_OF.get((kind, stage)) or STAGES[stage]
            self.add(f"{kind}.{stage}", label, _of(kind, "", (stage,)), self.listing(kind, "", stage), depth=1)

    def codes(self, prefix: str, codes: type[StrEnum], counts: Callable[[Year], Counter[str]], url: str) -> None:
        """A part for each code."""
        for code in codes:
            self.add(f"{prefix}.{code.value}", code_label(code), _in(counts, code.value), url, depth=1)


def _of(kind: str, act: str, stages: Iterable[str]) -> Value:
    return lambda year: year.count(kind, act, stages)


def _in(counts: Callable[[Year], Counter[str]], code: str) -> Value:
    return lambda year: counts(year)[code]


def _share(part: int, whole: int) -> int | None:
    """Tenths of a percent; a half is rounded up 四舍五入."""
    return (part * 2000 + whole) // (2 * whole) if whole else None


# --- sections ---------------------------------------------------------------------------


def _meetings(of: Sheets) -> None:
    of.kind("meeting", ("召开会议", "Meetings held"), "held")
    of.kind("lecture", ("党课和形势报告", "Lectures and situation reports"))
    of.kind("research", ("调研报告、文章", "Research reports and articles"), "written", "submitted", "adopted")
    of.stages("research", "adopted")
    of.kind("publicity", ("宣传和公开", "Publicity"))


def _duties(of: Sheets) -> None:
    of.kind("report", ("报送报告", "Reports handed in"))
    of.stages("report", "submitted", "returned", "accepted")
    of.kind("visit", ("走访联系点", "Visits to contact points"))
    lists = of.listing("list")
    of.add("item", ("清单事项", "List items"), lambda year: year.items.total, lists)
    of.add("item.done", ("已完成", "Done"), lambda year: year.items.done, lists, depth=1)
    of.add("item.late", ("其中超过时限", "Of these, after their limit"), lambda year: year.items.late, lists, depth=1)
    url = of.on_last_day("due.register", sort=Sort.ITEM.value, late="1")
    of.add("item.overdue", ("逾期未完成", "Past their limit"), lambda year: year.items.overdue, url, depth=1)
    url = lists
    share: Value = lambda year: _share(year.items.done, year.items.total)  # noqa: E731
    of.add("item.share", ("清单完成率", "Share done"), share, url, unit=PERCENT)


def _inspections(of: Sheets) -> None:
    of.kind("inspection", ("开展督促检查", "Inspections"))
    of.kind("problem", ("发现问题", "Problems found"))
    board = of.on_last_day("rectifications.register")
    ordered = of.listing("rectification")
    of.add("rectification", ("责令整改", "Rectifications ordered"), lambda year: year.orders.ordered, ordered)
    of.add(
        "rectification.struck_off",
        ("其中已销号", "Of these, struck off"),
        lambda year: year.orders.struck_off,
        of.listing("rectification", "", "closed"),
        depth=1,
    )
    of.add(
        "rectification.share",
        ("当年整改销号率", "Closing rate"),
        lambda year: _share(year.orders.struck_off, year.orders.ordered),
        of.listing("rectification", "", "closed"),
        unit=PERCENT,
    )
    of.add("rectification.open", ("期末未销号", "Open at the end"), lambda year: year.orders.open, board)
    of.add(
        "rectification.days",
        ("销号平均用时", "Days to close, on average"),
        lambda year: year.days_to_close,
        board,
        unit=DAYS,
    )


def _appraisals(of: Sheets) -> None:
    url = of.on_last_day("appraisals.listing")
    of.add("grade", ("考核结果", "Results of appraisals"), lambda year: year.grades.total(), url)
    of.codes("grade", sheet.Grade, lambda year: year.grades, url)
    of.kind("debrief", ("述职", "Debriefings"))
    of.kind("commendation", ("表彰奖励", "Commendations"), "granted")
    measures = of.page("measures.listing", year=of.now.year)
    of.add("criticism", ("批评", "Criticisms"), _criticised, measures)
    of.kind("measure", ("批评和组织处理", "Measures taken"), "taken", "told", "expired")
    of.kind("accountability", ("追责案件", "Cases of accountability"))
    of.stages("accountability", "held_to_account", "closed")


def _criticised(year: Year) -> int:
    return sum(year.count("measure", type.value, ("taken", "told", "expired")) for type in CRITICISMS)


def _members(of: Sheets) -> None:
    url = of.on_last_day("members.listing")
    of.add("member", ("党员（期末）", "Members at the end"), lambda year: len(year.roll), url)
    categories: Callable[[Year], Counter[str]] = lambda year: Counter(  # noqa: E731
        one.belonging.category for one in year.roll
    )
    for code in Category:
        of.add(
            f"member.{code.value}",
            code_label(code),
            _in(categories, code.value),
            of.on_last_day("members.listing", category=code.value),
            depth=1,
        )
    of.kind("education", ("集体教育活动", "Sessions of education"))
    url = of.on_last_day("education.listing", year=of.now.year)
    of.add("education_days", ("应达学时的党员", "Members who owe the days"), lambda year: year.education[0], url)
    met = of.on_last_day("education.listing", year=of.now.year, progress="met")
    of.add("education_days.met", ("已达学时", "Days reached"), lambda year: year.education[1], met, depth=1)
    of.add(
        "education_days.share",
        ("学时达标率", "Share that reached them"),
        lambda year: _share(year.education[1], year.education[0]),
        met,
        unit=PERCENT,
    )
    of.add(
        "floating.left",
        ("流出党员（期末）", "Floating members away"),
        lambda year: sum(one.left_here for one in year.away),
        of.on_last_day("floating.listing", side="home"),
    )
    of.add(
        "floating.came",
        ("流入党员（期末）", "Floating members here"),
        lambda year: sum(one.came_here for one in year.away),
        of.on_last_day("floating.listing", side="host"),
    )


def _service(of: Sheets) -> None:
    of.kind("reception", ("接待群众", "Receptions"))
    url = of.on_last_day("receptions.listing", closed="1")
    of.add("issue", ("群众反映问题", "Issues raised"), lambda year: len(year.issues), url)
    of.add("issue.closed", ("其中已办结", "Of these, closed"), lambda year: _closed(year), url, depth=1)
    of.add(
        "issue.share",
        ("问题办结率", "Share closed"),
        lambda year: _share(_closed(year), len(year.issues)),
        url,
        unit=PERCENT,
    )
    url = of.on_last_day("receptions.commitments", every="1", year=of.now.year)
    of.add("commitment", ("党员承诺", "Commitments"), lambda year: year.promises[0], url)
    of.add("commitment.kept", ("已报告兑现", "Reported as kept"), lambda year: year.promises[1], url, depth=1)
    of.add("commitment.confirmed", ("已确认兑现", "Confirmed"), lambda year: year.promises[2], url, depth=1)


def _closed(year: Year) -> int:
    return sum(one.closed_on is not None for one in year.issues)


def _plans(of: Sheets) -> None:
    of.kind("plan", ("规划、计划、制度", "Plans and systems"))
    of.add("project", ("书记项目和共建项目", "Projects"), lambda year: year.count("project"), of.listing("project"))
    for code in project.Type:
        of.add(
            f"project.{code.value}",
            code_label(code),
            _of("project", code.value, ()),
            of.listing("project", code.value),
            depth=1,
        )
    of.stages("project", "proposed", "approved", "completed", "terminated")
    url = of.listing("funding")
    of.add(
        "funds.approved",
        ("安排经费（元）", "Funds approved (yuan)"),
        lambda year: year.money.total_approved,
        url,
        unit=FEN,
    )
    of.add("funds.spent", ("支出经费（元）", "Funds spent (yuan)"), lambda year: year.money.total_spent, url, unit=FEN)
    for purpose in Purpose:
        of.add(f"funds.{purpose.value}", code_label(purpose), _spent_on(purpose), url, unit=FEN, depth=1)
    of.add(
        "funds.share",
        ("支出进度", "Share spent"),
        lambda year: _share(year.money.total_spent, year.money.total_approved),
        url,
        unit=PERCENT,
    )


def _spent_on(purpose: Purpose) -> Value:
    return lambda year: year.money.spent.get(purpose, 0)


_SECTIONS: Final[Mapping[str, Callable[[Sheets], None]]] = {
    "meetings": _meetings,
    "duties": _duties,
    "inspections": _inspections,
    "appraisals": _appraisals,
    "members": _members,
    "service": _service,
    "plans": _plans,
}
"""By the headings under which kinds of record stand everywhere."""


def statistics(of: Extent, year: int, when: Clocks) -> list[Section]:
    """The year and the one before, section by section."""
    sheets = Sheets(of, year, when)
    found = []
    for group in GROUPS:
        if group.code in _SECTIONS:
            _SECTIONS[group.code](sheets)
            found.append(Section(code=group.code, label=group.label, figures=sheets.taken()))
    return found


# --- as it is written -------------------------------------------------------------------


def shown(value: int | None, unit: str) -> str:
    """A number as the report writes it."""
    if value is None:
        return "—"
    match unit:
        case "percent":
            return f"{value / 10:.1f}%"
        case "fen":
            return _grouped(value)
    return str(value)


def change(one: Figure) -> str:
    """What it came to more or less than the year before; shares in percentage points."""
    if one.value is None or one.before is None:
        return "—"
    more = one.value - one.before
    if more == 0:
        return "0"
    sign = "+" if more > 0 else "−"
    size = abs(more)
    if one.unit == PERCENT:
        return f"{sign}{size / 10:.1f}"
    return f"{sign}{_grouped(size) if one.unit == FEN else size}"


def _grouped(fen: int) -> str:
    """Yuan, in groups of three digits; without cents where there are none."""
    whole, _, cents = yuan_of(fen).partition(".")
    return f"{int(whole):,}" if cents == "00" else f"{int(whole):,}.{cents}"
