"""Picturing: the board laid out for pictures. Every number is one of the view, told by the board's own fold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from flask import url_for

from domain.identity import is_stream_id
from domain.kernel import record
from domain.organisation import Kind
from domain.periods import STANDING
from domain.rule import Clause, Measure
from domain.terms import code_label
from projections import status
from projections.status import Board
from web.asking import Clocks, asking
from web.boards import Column, columns, short_window, weight
from web.language import pick, t
from web.pictures import reckoning
from web.pictures.heat import Field, Head, Row
from web.pictures.reckoning import NEXT_YEAR, Duty, Group, Window
from web.pictures.svg import shortened
from web.registers.extent import Extent

FIELDS: Final = 288
"""Fields of a heat map on one page: so many keep it small."""
COLUMNS: Final = 24
"""Duties beside each other."""


class Pictured:
    """The board of an extent in a year, duty by duty and window by window."""

    def __init__(self, of: Extent, year: int, when: Clocks, *, document: str = "", every: bool = False) -> None:
        asked = asking()
        self.of, self.year, self.when = of, year, when
        self.clauses: Mapping[Duty, Clause] = status.clauses(asked.reading, when.known_at)
        self.board = _board(of, year, when)
        self._counted = {key for key, one in self.clauses.items() if every or one.rule.measure is not Measure.EVIDENCE}
        self._document = document
        self.windows: dict[str, list[Window]] = {
            line.id: reckoning.windows(self.board.cells[line.id], self._wanted) for line in self.board.lines
        }

    def _wanted(self, cell: status.Cell) -> bool:
        return (cell.policy, cell.clause) in self._counted and self._document in ("", cell.policy)

    def duties(self, bodies: Iterable[str]) -> list[Column]:
        """Duties that these organisations owe, those with a number first."""
        cells = {body: [cell for cell in self.board.cells[body] if self._wanted(cell)] for body in bodies}
        return columns(cells, self.clauses)

    def branches(self) -> list[Group]:
        """The root alone, then each organisation directly below with all below it."""
        lines = self.board.lines
        return [
            Group(key=id, name=asking().name(id), bodies=ids, depth=0 if place == 0 else 1, whole=place > 0)
            for place, (id, ids) in enumerate(reckoning.branches([(line.depth, line.id) for line in lines]))
        ]

    def kinds(self) -> list[Group]:
        """Organisations by kind."""
        found = reckoning.sorts({line.id: line.kind for line in self.board.lines})
        return [
            Group(key=kind, name=pick(code_label(Kind(kind))), bodies=ids, whole=True) for kind, ids in found.items()
        ]

    def each(self, kind: str = "") -> list[Group]:
        """Organisations one by one, of one kind or all."""
        return [
            Group(key=line.id, name=line.name, bodies=(line.id,), depth=0 if kind else line.depth)
            for line in self.board.lines
            if kind in ("", line.kind)
        ]

    def several(self) -> bool:
        """Whether there is more than one organisation."""
        return len(self.board.lines) > 1


def _board(of: Extent, year: int, when: Clocks) -> Board:
    found = status.board(asking().reading, of.root, year, when.as_of, when.known_at)
    # Without what lies below, the root is the first line.
    return found if of.below else Board(lines=found.lines[:1], cells=found.cells)


# --- heat map -----------------------------------------------------------------------------


def brief(column: Column) -> str:
    """A duty in few words."""
    return shortened(t(column.zh, column.en), 9 * 13)


def heads_of_duties(duties: Sequence[Column], first: int) -> list[Head]:
    """Columns by number; the words stand in the key."""
    return [
        Head(
            sign=str(first + place),
            said=brief(one),
            url=url_for("policies.show", stream=one.policy, _anchor=one.clause),
        )
        for place, one in enumerate(duties)
    ]


def rows_of(
    groups: Sequence[Group], pictured: Pictured, keys: Sequence[object], heads: Sequence[Head], key: str
) -> list[Row]:
    """Lines of a heat map: groups by columns; ``key``: by which property of a window columns are told apart."""
    return [_row(group, pictured, keys, heads, lambda one: getattr(one, key)) for group in groups]


def _row(
    group: Group, pictured: Pictured, keys: Sequence[object], heads: Sequence[Head], key: Callable[[Window], object]
) -> Row:
    sorted_out: list[dict[object, list[Window]]] = []
    for body in group.bodies:
        mine: dict[object, list[Window]] = {}
        for one in pictured.windows[body]:
            mine.setdefault(key(one), []).append(one)
        sorted_out.append(mine)
    year = pictured.year
    fields: list[Field | None] = []
    for one_key, head in zip(keys, heads, strict=True):
        there = [mine.get(one_key, []) for mine in sorted_out]
        if not any(there):
            fields.append(None)
        elif group.whole:
            fields.append(_shared(group, there, head, pictured))
        else:
            fields.append(_single(group.key, there[0], head, year))
    return Row(name=group.name, url=_url_of(group, year), depth=group.depth, fields=tuple(fields))


def _url_of(group: Group, year: int) -> str:
    if not group.whole:
        return url_for("organisations.show", organisation=group.key, year=year)
    if not is_stream_id(group.key, "organisation"):
        return ""
    return url_for("pictures.board", organisation=group.key, year=year)


def _single(body: str, some: Sequence[Window], head: Head, year: int) -> Field:
    worst = reckoning.worst(some)
    gaps = sum(one.shown.gap for one in some)
    told_as = f"{worst.shown.text} {worst.shown.said}"
    if len(some) > 1:
        told_as += t("，%s期中缺%s期", ", %s windows, %s with gaps") % (len(some), gaps)
    return Field(
        said=f"{head.sign} {head.said}{t('：', ': ')}{told_as}",
        told=told_as,
        url=url_for("board.duty", organisation=body, year=year, clause=worst.duty[1]),
        light=worst.light,
        times=gaps,
    )


def _shared(group: Group, there: Sequence[Sequence[Window]], head: Head, pictured: Pictured) -> Field:
    found = reckoning.share(there)
    clauses = {one.duty for some in there for one in some}
    policy, clause = next(iter(clauses)) if len(clauses) == 1 else ("", "")
    root = group.key if is_stream_id(group.key, "organisation") else pictured.of.root
    kind = None if root == group.key else group.key
    told_as = t("%s个组织中%s个有缺口", "%s organisations, %s with gaps") % (found.owing, found.gaps)
    return Field(
        said=f"{head.sign} {head.said}{t('：', ': ')}{told_as}",
        told=f"{found.gaps}/{found.owing}",
        url=url_for(
            "pictures.board",
            organisation=root,
            year=pictured.year,
            policy=policy or None,
            clause=clause or None,
            by="each",
            kind=kind,
        ),
        times=found.gaps,
        of=found.owing,
    )


@record
class Key:
    """A column of a heat map told in full."""

    head: Head
    said: str
    cite: str
    url: str
    """The picture of this duty, window by window."""


def keys_of(duties: Sequence[Column], heads: Sequence[Head], keep: Mapping[str, Any]) -> list[Key]:
    """What the numbers above the columns stand for."""
    return [
        Key(
            head=head,
            said=t(one.zh, one.en),
            cite=one.cite,
            url=url_for("pictures.board", **{**keep, "policy": one.policy, "clause": one.clause, "page": None}),
        )
        for one, head in zip(duties, heads, strict=True)
    ]


def windows_of(pictured: Pictured, duty: Duty) -> tuple[list[object], list[Head]]:
    """Columns of one duty: its windows, in order."""
    found: dict[str, str] = {}
    for some in pictured.windows.values():
        for one in some:
            if one.duty == duty:
                found.setdefault(one.window, one.opens)
    order = sorted(found, key=lambda window: (found[window], window))
    return list(order), [Head(sign=short_window(one), said=one, url="") for one in order]


def narrowed(pictured: Pictured, duty: Duty) -> None:
    """Keep one duty only."""
    for body, some in pictured.windows.items():
        pictured.windows[body] = [one for one in some if one.duty == duty]


def calendar_rows(pictured: Pictured) -> tuple[list[Head], list[Row]]:
    """One organisation: a line for each duty, a column for each month in which windows fall due."""
    body = pictured.of.root
    by_duty = reckoning.by_duty(pictured.windows.get(body, []))
    order = sorted(by_duty, key=lambda duty: weight(pictured.clauses.get(duty)))
    months: dict[int, str] = {0: t("现", "now")}
    months |= {month: month_name(month) for month in range(1, NEXT_YEAR + 1)}
    places = {
        duty: {
            month: [one for one in by_duty[duty] if _month(one, pictured.year) == month]
            for month in {_month(one, pictured.year) for one in by_duty[duty]}
        }
        for duty in order
    }
    used = [month for month in months if 0 < month < NEXT_YEAR or any(month in there for there in places.values())]
    heads = [Head(sign=months[month], said="", url="") for month in used]
    rows = []
    for duty in order:
        clause = pictured.clauses[duty]
        fields = [
            _single(body, places[duty][month], head, pictured.year) if month in places[duty] else None
            for month, head in zip(used, heads, strict=True)
        ]
        rows.append(
            Row(
                name=t(clause.zh, clause.en),
                url=url_for("policies.show", stream=duty[0], _anchor=duty[1]),
                depth=0,
                fields=tuple(fields),
            )
        )
    return heads, rows


def _month(one: Window, year: int) -> int:
    return 0 if one.window == STANDING else reckoning.month_of(one.due, year)


def month_name(month: int) -> str:
    """A month of the year, or what lies after it."""
    return t("次年", "next") if month == NEXT_YEAR else t(f"{month}月", str(month))
