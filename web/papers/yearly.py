"""Yearly report 年度落实情况报告: how an organisation met its responsibility in a year, every number from its view.

Written to the superior each year (c2006-resp 四¶1; jianxi2020 第十二条; township 三（六）). Numbers are those of the
page of statistics and of the page of duties; an enclosure says of each where it is taken from. What is to come next is
the office's to write.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from domain.rule import Clause, Light, Status
from domain.terms import Label
from projections import rectifications, status
from web.asking import Clocks, asking
from web.boards import GAPS, short_window, summary
from web.language import pick
from web.papers.paper import Attached, Block, Heading, Link, Paper, Paragraph, Table
from web.papers.wording import (
    blank_number,
    called,
    clause_text,
    day_text,
    moment_of,
    numeral,
    resting_on,
    superior_of,
)
from web.registers.extent import Extent
from web.registers.statistics import DAYS, FEN, PERCENT, Figure, change, shown, statistics

FIELDS: Final[Mapping[str, Label]] = {
    "单位": ("报告单位", "who reports"),
    "上级": ("上级党组织", "the superior"),
    "年度": ("报告年度", "the year"),
    "截至日期": ("数据截至日期", "day up to which numbers count"),
    "应履行次数": ("责任事项应履行次数", "windows of duties"),
    "已履行次数": ("已履行次数", "of these, met"),
    "未履行次数": ("逾期未履行次数", "of these, missed"),
}
ROWS: Final[Mapping[str, Mapping[str, Label]]] = {
    "数据": {
        "编号": ("数据编号", "number of the figure"),
        "指标": ("指标", "what is counted"),
        "本年": ("本年数", "this year"),
        "上年": ("上年数", "the year before"),
        "增减": ("增减", "more or less"),
        "来源": ("数据来源", "where it is taken from"),
    },
    "责任": {
        "条款": ("条款", "clause"),
        "要求": ("要求", "what it asks for"),
        "情况": ("各期履行情况", "how its windows stand"),
    },
}

_COUNTED: Final = {
    **dict.fromkeys(("meeting", "inspection", "education", "reception", "visit"), "次"),
    **dict.fromkeys(("lecture",), "场次"),
    **dict.fromkeys(("research",), "篇"),
    **dict.fromkeys(("report",), "份"),
    **dict.fromkeys(("item", "plan", "commitment", "commendation"), "项"),
    **dict.fromkeys(("problem", "project", "grade"), "个"),
    **dict.fromkeys(("member", "education_days", "floating"), "名"),
    **dict.fromkeys(("debrief",), "人次"),
    **dict.fromkeys(("publicity",), "条"),
}
"""Measure words 量词 by what is counted; 件 for all others."""

_SOURCES: Final = {
    "/records": "登记记录",
    "/registers/rectifications": "整改台账",
    "/registers/appraisals": "考核台账",
    "/registers/measures": "奖惩台账",
    "/registers/members": "党员名册",
    "/registers/education": "党员教育台账",
    "/registers/floating": "流动党员台账",
    "/registers/receptions": "接待群众台账",
    "/registers/commitments": "党员承诺台账",
    "/registers/due": "到期日历",
}
"""Registers by the path under which they stand."""

_MET: Final = frozenset({Light.MET, Light.MET_LATE, Light.EVIDENCED})
_COUNTS: Final = frozenset({*_MET, Light.MISSED, Light.SHORT, Light.DUE, Light.UNASSIGNED})
"""Windows of which it can be said whether the duty was met."""
_WEAK: Final = 12
"""So many gaps are told one by one; all stand in the enclosure."""


def yearly_paper(organisation: str, year: int, below: bool, when: Clocks) -> Paper:
    """The report of a year, by the two clocks."""
    asked = asking()
    bodies = tuple(asked.tree(when.as_of, when.known_at).ids(organisation)) if below else ()
    of = Extent(root=organisation, below=below, bodies=bodies or (organisation,))
    last = min(date(year, 12, 31), when.as_of)
    sections = statistics(of, year, when)
    figures = [figure for section in sections for figure in section.figures]
    statuses = _judged(organisation, year, when)
    clauses = status.clauses(asked.reading, when.known_at)
    name, superior = called(organisation), superior_of(organisation, when)
    numbers = {figure.code: number for number, figure in enumerate(figures, 1)}
    running = last < date(year, 12, 31)
    until = f"（截至{day_text(last)}）" if running else ""
    whole = f"{year}年{f'1月1日至{last.month}月{last.day}日' if running else ''}"
    due, met, missed = (sum(one.light in lights for one in statuses) for lights in (_COUNTS, _MET, {Light.MISSED}))
    extent = "包括所属各级党组织" if len(of.bodies) > 1 else "限于本组织"
    data = [_data(figure, number) for number, figure in enumerate(figures, 1)]
    duties = _duties(statuses, clauses)
    under = resting_on("report", organisation, when, "按照年度报告有关要求，")
    blocks: list[Block] = [
        Paragraph(text=f"{under}现将{whole}落实基层党建工作责任制情况报告如下{until if running else ''}。"),
        Heading(text="一、责任事项履行情况"),
        Paragraph(text=_told(statuses, due, met, missed)),
        Heading(text="二、主要工作情况"),
        Paragraph(text=f"以下数字{extent}，各项来源见附件2。"),
    ]
    told = [(section, text) for section in sections if (text := _narrated(section.figures, numbers))]
    for number, (section, text) in enumerate(told, 1):
        blocks += [Heading(text=f"（{numeral(number)}）{section.label[0]}", level=2), Paragraph(text=text)]
    blocks += [
        Heading(text="三、存在的问题"),
        *(Paragraph(text=text) for text in _problems(of, statuses, clauses, when, last)),
        Heading(text="四、下一步工作打算"),
        Paragraph(text="（由报告单位根据实际填写。）"),
        Paragraph(text="特此报告。"),
        Attached(title=f"{year}年责任事项履行情况"),
        *_duty_tables(duties),
        Attached(title=f"{year}年主要数据及来源"),
        Table(
            heads=("编号", "指标", "本年", "上年", "增减", "来源"),
            rows=tuple(
                (*tuple(row.values())[:5], Link(text=row["来源"], url=_address(figure.url)) if figure.url else "—")
                for figure, row in zip(figures, data, strict=True)
            ),
            widths=(7, 28, 11, 11, 11, 15),
        ),
    ]
    return Paper(
        title=f"{name}关于{year}年落实基层党建工作责任制情况的报告",
        kind="年度落实情况报告",
        mark=f"{name}文件",
        number=blank_number(last.year),
        upward=True,
        addressee=superior or f"{name}全体会议",
        blocks=blocks,
        moment=moment_of("本报告", when, asked.reading.positions[status.NAME]),
        issuer=name,
        day="　　年　　月　　日",
        fields={
            "单位": name,
            "上级": superior,
            "年度": str(year),
            "截至日期": day_text(last),
            "应履行次数": str(due),
            "已履行次数": str(met),
            "未履行次数": str(missed),
        },
        lists={"数据": data, "责任": duties},
    )


# --- duties -------------------------------------------------------------------------------


def _judged(organisation: str, year: int, when: Clocks) -> list[Status]:
    """Duties of the organisation; where a stricter number governs, only that."""
    found = status.duties(asking().reading, organisation, year, when.as_of, when.known_at)
    return [one for one in found if "stricter_governs" not in one.findings]


def _told(statuses: Sequence[Status], due: int, met: int, missed: int) -> str:
    if not statuses:
        return "按登记情况，没有适用于本组织的责任条款。"
    clauses = len({(one.policy, one.clause) for one in statuses})
    late = sum(one.light is Light.MET_LATE for one in statuses)
    words = [
        f"适用责任条款{clauses}条，按期次和责任人应履行{due}次，已履行{met}次"
        f"{f'（其中逾期履行{late}次）' if late else ''}"
    ]
    for light, text in (
        (Light.MISSED, "逾期未履行"),
        (Light.SHORT, "次数不足"),
        (Light.DUE, "尚未到期"),
        (Light.UNASSIGNED, "未落实责任人"),
    ):
        number = missed if light is Light.MISSED else sum(one.light is light for one in statuses)
        if number:
            words.append(f"{text}{number}次")
    others = len(statuses) - due
    rest = f"另有{others}项只作登记、不设次数或尚无佐证。" if others else ""
    return f"{'，'.join(words)}。{rest}详见附件1。"


def _duties(statuses: Sequence[Status], clauses: Mapping[tuple[str, str], Clause]) -> list[dict[str, str]]:
    found: dict[tuple[str, str], list[Status]] = {}
    for one in statuses:
        found.setdefault((one.policy, one.clause), []).append(one)
    return [
        {
            "条款": clause_text(key[1]),
            "要求": clauses[key].zh if key in clauses else "",
            "情况": "、".join(f"{text}{number}" for _, text, number in summary(many)),
        }
        for key, many in found.items()
    ]


def _duty_tables(rows: Sequence[Mapping[str, str]]) -> Iterable[Block]:
    """A table for each document."""
    if not rows:
        yield Paragraph(text="没有适用于本组织的责任条款。")
    for number, (document, own) in enumerate(groupby(rows, key=lambda row: row["条款"].partition("》")[0]), 1):
        yield Heading(text=f"（{numeral(number)}）{document}》", level=2)
        yield Table(
            heads=("条款", "要求", "各期履行情况"),
            rows=tuple((row["条款"].partition("》")[2], row["要求"], row["情况"]) for row in own),
            widths=(14, 40, 24),
        )


def _problems(
    of: Extent, statuses: Sequence[Status], clauses: Mapping[tuple[str, str], Clause], when: Clocks, last: date
) -> Iterable[str]:
    weak = [one for one in statuses if one.light.value in GAPS]
    open_orders = rectifications.open_on(asking().reading, of.bodies, last, when.known_at)
    overdue = [one for one in open_orders if one.verdict.overdue_days and one.case.organisation in of.bodies]
    told = []
    for one in weak[:_WEAK]:
        clause = clauses.get((one.policy, one.clause))
        who = f"{called(one.person)}" if one.person else ""
        count = f"完成{one.count}次，应为{one.minimum}次" if one.minimum is not None else f"登记{one.count}次"
        told.append(f"{_window(one)}{who}“{clause.zh if clause else clause_text(one.clause)}”未落实到位，{count}")
    if len(weak) > _WEAK:
        told.append(f"另有{len(weak) - _WEAK}项未落实到位，见附件1")
    told += [
        f"整改事项“{one.case.title}”（{called(one.case.organisation)}）应于{day_text(one.verdict.due_on)}前完成，"
        f"已逾期{one.verdict.overdue_days}天"
        for one in overdue
    ]
    if not told:
        return ["按登记情况，没有逾期未履行的责任事项，也没有逾期未整改的问题。"]
    return [f"{number}.{text}。" for number, text in enumerate(told, 1)]


def _window(one: Status) -> str:
    return "" if one.window == "standing" or one.window.isdigit() else short_window(one.window)


# --- numbers ------------------------------------------------------------------------------


def _narrated(figures: Sequence[Figure], numbers: Mapping[str, int]) -> str:
    """Figures of a section in sentences; what is nothing in both years is left to the enclosure."""
    sentences: list[list[str]] = []
    for figure in figures:
        if not figure.value and not figure.before:
            continue
        if figure.depth == 0:
            sentences.append([f"{_amount(figure)}{_before(figure)}"])
        elif sentences and figure.value:
            sentences[-1].append(_amount(figure))
    if not sentences:
        return ""
    text = "；".join(first + (f"，其中{'、'.join(parts)}" if parts else "") for first, *parts in sentences)
    first, last = numbers[figures[0].code], numbers[figures[-1].code]
    return f"{text}（附件2第{first}至{last}项）。"


def _amount(figure: Figure) -> str:
    label = figure.label[0].removeprefix("其中").removesuffix("（元）")
    value = shown(figure.value, figure.unit)
    return f"{label}{value}{_unit(figure)}"


def _before(figure: Figure) -> str:
    if figure.before is None:
        return ""
    return f"（上年{shown(figure.before, figure.unit)}{_unit(figure)}）"


def _unit(figure: Figure) -> str:
    match figure.unit:
        case "percent":
            return ""
        case "fen":
            return "元"
        case "days":
            return "天"
    return _COUNTED.get(figure.code.partition(".")[0], "件")


def _data(figure: Figure, number: int) -> dict[str, str]:
    unit = {PERCENT: "", FEN: "", DAYS: "天"}.get(figure.unit, "")
    return {
        "编号": str(number),
        "指标": f"{'　' * figure.depth}{pick(figure.label)}",
        "本年": shown(figure.value, figure.unit) + (unit if figure.value is not None else ""),
        "上年": shown(figure.before, figure.unit) + (unit if figure.before is not None else ""),
        "增减": change(figure),
        "来源": _source(figure.url),
    }


def _source(url: str) -> str:
    path = urlsplit(url).path
    return next((name for start, name in _SOURCES.items() if path.startswith(start)), "统计") if url else "—"


def _address(url: str) -> str:
    return f"{asking().services.settings.url}{url}"
