"""Pictures 图: the board, the year, rectifications, years beside each other, the tree, a record, drawn."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from flask import Blueprint, render_template, request

from domain.identity import kind_of
from domain.kernel import record
from domain.rectification import Standing
from domain.sheet import Grade
from domain.terms import KINDS, code_label
from projections import status
from web.asking import Clocks, asking, clocks
from web.boards import RANK, light_text
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.history import told
from web.language import pick, t
from web.pictures.bars import bars
from web.pictures.heat import HEIGHT, WIDTH, Head, Row, heat
from web.pictures.marks import TONES, marks, stamp, swatch
from web.pictures.reckoning import Duty, Group
from web.pictures.svg import element
from web.pictures.year import SORTS, columns, lines
from web.registers.ageing import ORDERS, ages_of, order_bar
from web.registers.branching import branches_of
from web.registers.extent import Extent, extent, number, sheet
from web.registers.picturing import (
    COLUMNS,
    FIELDS,
    Key,
    Pictured,
    calendar_rows,
    heads_of_duties,
    keys_of,
    narrowed,
    rows_of,
    windows_of,
)
from web.registers.progressing import (
    GRADES,
    SHOWN_LIGHTS,
    grade_bars,
    months_of,
    points_text,
    progress_bars,
    progress_of,
    result_bars,
    today_in,
    trends_of,
    year_bars,
)
from web.registers.steps import LATE_AFTER, drawn_steps, steps_of
from web.saying import day
from web.services import services
from web.words import ref_text

blueprint = Blueprint("pictures", __name__)

OWNERS: Final = 20
"""Organisations with open orders on one page."""
PICTURES: Final = (
    (
        "pictures.board",
        ("责任热力图", "Heat map of duties"),
        ("哪些组织、哪些责任、哪一期有缺口", "Which organisations miss which duties, in which windows"),
    ),
    (
        "pictures.progress",
        ("年度进度", "Progress of the year"),
        ("到今天应当完成多少，实际完成多少", "What should be done by today, and what is"),
    ),
    (
        "pictures.ages",
        ("整改时长", "Ages of rectifications"),
        ("未销号的整改已责令多久，多少逾期", "How long ago open rectifications were ordered, and how many are overdue"),
    ),
    (
        "pictures.trends",
        ("历年变化", "Years beside each other"),
        ("五年来的完成情况、考核等次和得分", "How duties stood over five years; grades and points"),
    ),
    (
        "pictures.tree",
        ("组织状态树", "Tree of organisations"),
        ("各级组织的状态，缺口在哪一支", "How each organisation stands, and in which branch the gaps lie"),
    ),
)
"""Endpoint, what it is called, what it answers."""


def _page(template: str, of: Extent, year: int, when: Clocks, keep: dict[str, Any], **more: Any) -> str:
    """What all pictures of an extent share."""
    asked = asking()
    return render_template(
        template,
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=range(when.today.year + 1, when.today.year - 6, -1),
        keep=keep,
        pictures=[(endpoint, pick(called), pick(answers)) for endpoint, called, answers in PICTURES],
        swatch=swatch,
        stamp=stamp,
        light_text=light_text,
        sorts_said=lambda sorts: [(sort, light_text(sort)) for sort in sorts],
        clocks=when,
        head=asked.reading.positions[status.NAME],
        **more,
    )


def _year(when: Clocks) -> int:
    return number("year", when.as_of.year, least=1900, most=2199)


@blueprint.get("/pictures")
def index() -> str:
    """All pictures."""
    when = clocks()
    of, year = extent(when), _year(when)
    return _page("pictures.html", of, year, when, {**of.parameters(), "year": year})


# --- heat map -----------------------------------------------------------------------------


@record
class Drawn:
    """A heat map: what is drawn of it on this page, and how many pages it has."""

    heads: Sequence[Head]
    rows: Sequence[Row]
    keys: Sequence[Key] = ()
    row_pages: tuple[int, int] = (1, 1)
    """This one, and how many."""
    column_pages: tuple[int, int] = (1, 1)


@blueprint.get("/pictures/board")
def board() -> str:
    """Organisations by duties; one duty by its windows; one organisation by duties and months."""
    when = clocks()
    of, year = extent(when), _year(when)
    duty = (request.args.get("policy", ""), request.args.get("clause", ""))
    every, kind, way = request.args.get("every") == "1", request.args.get("kind", ""), request.args.get("by", "")
    pictured = Pictured(of, year, when, document=duty[0], every=every or bool(duty[1]))
    if duty[1] and duty not in pictured.clauses:
        raise NotFound
    by = _way(pictured, way, duty[1])
    keep = {**of.parameters(), "year": year, "policy": duty[0], "clause": duty[1], "every": "1" if every else ""}
    keep |= {"by": way if way in WAYS else "", "kind": kind if by == "each" else ""}
    if duty[1]:
        drawn = _by_window(pictured, duty, _groups(pictured, by, kind))
    elif by == "months":
        heads, rows = calendar_rows(pictured)
        drawn = Drawn(heads=heads, rows=rows)
    else:
        drawn = _by_duty(pictured, _groups(pictured, by, kind), keep)
    clause = pictured.clauses.get(duty)
    wide = max((len(one.name) for one in drawn.rows), default=0)
    used = {field.light for row in drawn.rows for field in row.fields if field is not None}
    return _page(
        "picture_board.html",
        of,
        year,
        when,
        keep,
        drawn=drawn,
        by=by,
        ways=[(code, pick(text)) for code, text in WAYS.items() if code != "months" or not duty[1]],
        document=duty[0],
        policies=[(id, one.document.title) for id, one in status.policies(asking().reading, when.known_at).items()],
        clause=clause,
        every=every,
        picture=heat(
            drawn.heads,
            drawn.rows,
            label=t("%s年责任热力图", "Heat map of duties, %s") % year,
            names=t("组织", "Organisations") if by != "months" else t("责任", "Duties"),
            wide=by == "months" and wide > 12,
        ),
        legend=[(light, light_text(light)) for light in TONES if light in used],
        grouped="" in used,
    )


WAYS: Final = {
    "parent": ("按下级组织汇总", "By organisation directly below"),
    "kind": ("按组织类别汇总", "By kind of organisation"),
    "each": ("逐个组织", "Organisation by organisation"),
    "months": ("本组织逐月", "This organisation, month by month"),
}


def _way(pictured: Pictured, asked: str, clause: str) -> str:
    """How lines are put together: as asked; else as many as can be read at once."""
    if asked == "months" and clause:
        asked = ""
    if asked in WAYS:
        return asked
    several = len(pictured.board.lines)
    if several == 1 and not clause:
        return "months"
    return "each" if several <= FEW else "parent"


FEW: Final = 20
"""So many organisations are shown one by one unless asked otherwise."""


def _groups(pictured: Pictured, by: str, kind: str) -> list[Group]:
    if by == "parent":
        return pictured.branches()
    return pictured.kinds() if by == "kind" else pictured.each(kind)


def _owing(pictured: Pictured, groups: Sequence[Group]) -> list[Group]:
    """Groups that owe anything."""
    return [group for group in groups if any(pictured.windows[body] for body in group.bodies)]


def _by_window(pictured: Pictured, duty: Duty, groups: Sequence[Group]) -> Drawn:
    narrowed(pictured, duty)
    keys, heads = windows_of(pictured, duty)
    shown = sheet(_owing(pictured, groups), max(8, FIELDS // max(1, len(heads))))
    rows = rows_of(shown.rows, pictured, keys, heads, "window")
    return Drawn(heads=heads, rows=rows, row_pages=(shown.page, shown.pages))


def _by_duty(pictured: Pictured, groups: Sequence[Group], keep: dict[str, Any]) -> Drawn:
    owing = _owing(pictured, groups)
    owed = pictured.duties(body for group in owing for body in group.bodies)
    shown = sheet(owing, FIELDS // min(COLUMNS, max(1, len(owed))))
    across = sheet(pictured.duties(body for group in shown.rows for body in group.bodies), COLUMNS, "columns")
    if across.page > 1:
        keep["columns"] = across.page
    heads = heads_of_duties(across.rows, (across.page - 1) * COLUMNS + 1)
    keys = [(one.policy, one.clause) for one in across.rows]
    return Drawn(
        heads=heads,
        rows=rows_of(shown.rows, pictured, keys, heads, "duty"),
        keys=keys_of(across.rows, heads, keep),
        row_pages=(shown.page, shown.pages),
        column_pages=(across.page, across.pages),
    )


# --- the year -----------------------------------------------------------------------------


@blueprint.get("/pictures/progress")
def progress() -> str:
    """What should be done by today and what is: month by month, organisation by organisation."""
    when = clocks()
    of, year = extent(when), _year(when)
    pictured = Pictured(of, year, when)
    months, found = months_of(pictured), progress_of(pictured)
    shown = sheet(found, OWNERS)
    today = today_in(year, when.as_of)
    said = t("应完成", "due"), t("已完成", "done"), t("截至%s", "as of %s") % day(when.as_of)
    used = [sort for place, sort in enumerate(SORTS) if any(month.counts[place] for month in months)]
    return _page(
        "picture_progress.html",
        of,
        year,
        when,
        {**of.parameters(), "year": year},
        months=months,
        sums=list(zip(accumulate(one.due for one in months), accumulate(one.done for one in months), strict=True)),
        should=sum(one.progress.should for one in found),
        done_of_should=sum(one.progress.done_of_should for one in found),
        ahead=sum(one.progress.ahead for one in found),
        total=sum(one.progress.total for one in found),
        lines=lines(months, label=t("应完成与已完成", "Due and done"), today=today, words=said),
        columns=columns(months, label=t("各月到期事项", "What falls due each month")),
        shown=shown,
        bars=bars(progress_bars(shown.rows, year), label=t("各组织进度", "Progress by organisation"), whole=-1),
        sorts=used,
        order=SORTS,
    )


@blueprint.get("/pictures/ages")
def ages() -> str:
    """Open orders by age and by organisation, overdue ones marked."""
    when = clocks()
    of = extent(when)
    found = ages_of(of, when)
    shown = sheet(found.bodies, OWNERS)
    asking().learn([body for body, _ in shown.rows])
    keep = of.parameters()
    bands = [order_bar(name, counts, {**keep, "age": age}) for age, name, counts in found.bands]
    bodies = [
        order_bar(asking().name(body), counts, {"organisation": body, "below": "0"} if asking().reaches(body) else {})
        for body, counts in shown.rows
    ]
    used = {part.sort for bar in (*bands, *bodies) for part in bar.parts if part.count}
    return _page(
        "picture_ages.html",
        of,
        when.as_of.year,
        when,
        keep,
        found=found,
        shown=shown,
        bands=bars(bands, label=t("按责令时间长短", "By age")),
        bodies=bars(bodies, label=t("按整改单位", "By organisation")),
        orders=[(standing.value, pick(code_label(standing)), sort) for standing, sort in ORDERS.items()],
        overdue=Standing.OVERDUE,
        used=used,
    )


def _any(grades: Sequence[tuple[int, Mapping[str, int]]], grade: Grade) -> bool:
    return any(counts[grade.value] for _, counts in grades)


@blueprint.get("/pictures/trends")
def trends() -> str:
    """Five years beside each other."""
    when = clocks()
    of, year = extent(when), _year(when)
    found = trends_of(of, year, when)
    years, grades = year_bars(found, of), grade_bars(found, of, when)
    return _page(
        "picture_trends.html",
        of,
        year,
        when,
        {**of.parameters(), "year": year},
        found=found,
        years_drawn=bars(years, label=t("历年责任完成情况", "How duties stood, year by year"), whole=-1),
        grades_drawn=bars(grades, label=t("历年考核等次", "Grades, year by year")),
        results_drawn=bars(result_bars(found), label=t("历次考核得分", "Points, result by result"), whole=-1),
        lights=[one for one in SHOWN_LIGHTS if any(counts[one] for _, counts in found.years)],
        grades=[(grade.value, pick(code_label(grade)), sort) for grade, sort in GRADES.items()],
        grade_legend=[(sort, pick(code_label(grade))) for grade, sort in GRADES.items() if _any(found.grades, grade)],
        graded=any(sum(counts.values()) for _, counts in found.grades),
        points_text=points_text,
    )


# --- the tree, and a record ---------------------------------------------------------------


@blueprint.get("/pictures/tree")
def tree() -> str:
    """Organisations in their places, each with a light."""
    when = clocks()
    of, year = extent(when), _year(when)
    found = asking().tree(when.as_of, when.known_at)
    root, pages = branches_of(found, Pictured(of, year, when), number("page", 1))
    return _page(
        "picture_tree.html",
        of,
        year,
        when,
        {**of.parameters(), "year": year},
        root=root,
        page=min(number("page", 1), pages),
        pages=pages,
        legend=[light for light in RANK if light in TONES],
        defs=element("svg", marks(TONES, WIDTH, HEIGHT), width=0, height=0, class_="defs", aria_hidden="true"),
    )


@blueprint.get("/pictures/records/<stream>")
def record_line(stream: str) -> str:
    """A record on both clocks: when things happened, and when they were recorded."""
    _, body = record_in_reach(stream)
    kind = kind_of(stream)
    when = clocks()
    entries = services().ledger.stream(stream)
    known = [entry for entry in entries if when.known_at is None or entry.position <= when.known_at]
    if kind == "account" or not known:
        raise NotFound
    steps = steps_of(stream, told(known))
    return render_template(
        "picture_record.html",
        stream=stream,
        body=body,
        kind_text=pick(KINDS[kind]),
        title=ref_text(stream) or pick(KINDS[kind]),
        picture=drawn_steps(steps),
        steps=steps,
        total=len(known),
        late_after=LATE_AFTER,
        clocks=when,
        head=asking().reading.positions["trail"],
    )
