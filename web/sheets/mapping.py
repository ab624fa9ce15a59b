"""Mappings 列对应: how the columns of an office's own sheet are to be read, told once and offered again.

A mapping is no event. It says how one file was read, and what was read was shown, confirmed and recorded in events of
its own, which rest on nothing but themselves; so it is kept beside the ledger, by organisation, and may be changed.
"""

import hashlib
import json
import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from openpyxl.utils import get_column_letter

from domain.kernel import record
from web.sheets.cells import plain
from web.sheets.columns import TEMPLATES, columns
from web.sheets.layout import Layout
from web.sheets.reading import MOST_COLUMNS, Book, Cell, Leaf

LOOKED_AT: Final = 12
"""Headings stand within so many rows."""
MOST_HEADING_ROWS: Final = 4
_BLANKS: Final = re.compile(r"[\s\u3000*＊:：()（）、/]+")

_ALSO: Final[Mapped[str, tuple[str, ...]]] = {
    "occurred_on": ("日期", "时间", "开展时间", "召开时间", "走访时间", "会议时间", "活动时间", "缴纳时间", "交纳时间"),
    "organisation": ("单位", "支部", "党支部", "党组织", "组织", "所在党组织", "所在支部", "开展单位", "党委"),
    "title": ("名称", "主题", "会议名称", "活动名称", "活动主题", "题目", "内容", "事项", "标题"),
    "place": ("地点", "会议地点", "活动地点"),
    "chair": ("主持人", "主持"),
    "attendees": ("参加人员", "参会人员", "出席人员", "参加人"),
    "text": ("主要内容", "情况", "走访情况", "工作情况", "内容", "具体内容", "解决问题情况"),
    "agenda.title": ("议题", "会议议题", "研究事项", "主要议题", "议程"),
    "resolutions.text": ("决定事项", "会议决定", "议定事项"),
    "visitor": ("走访人", "走访领导", "联系领导", "领导", "责任人"),
    "point": ("联系点", "走访单位", "联系单位"),
    "person": ("姓名", "党员姓名", "党员"),
    "name": ("姓名",),
    "amount": ("金额", "党费", "交纳金额", "缴纳金额", "实缴金额", "实交金额", "金额元"),
    "months": ("月份",),
    "year": ("年度", "年份"),
    "performers": ("承担人员", "责任人", "参加人员", "负责人"),
    "lecturer": ("主讲人", "授课人"),
    "audience": ("听课人数", "人数"),
    "identity_number": ("身份证号", "身份证号码", "公民身份号码"),
    "phone": ("电话", "联系电话", "手机号", "手机号码"),
    "act": ("类别", "工作类别"),
    "body": ("会议类型", "类型", "类别"),
}
"""What offices write above such columns besides the field's own name."""


@record
class Heads:
    """Headings of a sheet, as they read."""

    sheet: str
    first: int
    last: int
    texts: Mapped[int, str]
    """Column -> heading; of several rows of headings the parts stand after one another."""

    @property
    def shape(self) -> str:
        """The same for sheets whose columns are called the same."""
        told = "\n".join(f"{place} {_bare(text)}" for place, text in sorted(self.texts.items()))
        return hashlib.sha256(told.encode()).hexdigest()[:24]


@record
class Columns:
    """A mapping: which column means which field."""

    template: str
    sheet: str
    first: int
    """First row of headings."""
    last: int
    """Last row of headings."""
    places: Mapped[str, int]
    """Code -> column."""
    fixed: Mapped[str, str]

    def layout(self, heads: Heads) -> Layout:
        """Where the records stand."""
        return Layout(
            sheet=self.sheet,
            template=self.template,
            first=self.last + 1,
            places={place: code for code, place in self.places.items()},
            headings=heads.texts,
            fixed=self.fixed,
            ledger=True,
        )

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "template": self.template,
            "sheet": self.sheet,
            "first": self.first,
            "last": self.last,
            "places": dict(self.places),
            "fixed": dict(self.fixed),
        }


def columns_of(told: Mapped[str, Any]) -> Columns:
    """A mapping as it was kept. Raises `ValueError` where it is none."""
    template = str(told.get("template", ""))
    if template not in TEMPLATES:
        raise ValueError("no such template")
    codes = {one.code for one in columns(template)}
    first, last = int(told["first"]), int(told["last"])
    places = {code: int(place) for code, place in told["places"].items() if code in codes}
    if not 1 <= first <= last < first + MOST_HEADING_ROWS or last > 1000:
        raise ValueError("headings out of range")
    if any(not 1 <= place <= MOST_COLUMNS for place in places.values()) or len(set(places.values())) < len(places):
        raise ValueError("columns out of range, or named twice")
    fixed = {code: str(text)[:2_000] for code, text in told["fixed"].items() if code in codes and str(text).strip()}
    return Columns(template=template, sheet=str(told["sheet"])[:31], first=first, last=last, places=places, fixed=fixed)


# --- headings ---------------------------------------------------------------------------


def heads(book: Book, sheet: str, first: int = 0, last: int = 0) -> Heads | None:
    """Headings of a sheet: in the rows that are named, else where they seem to be."""
    leaf = book.leaf(sheet)
    if leaf is None:
        return None
    top = [row for _, row in book.rows(sheet, first=1, last=max(LOOKED_AT, last))]
    if not first:
        first, last = _guessed(leaf, top)
    last = min(max(last, first), first + MOST_HEADING_ROWS - 1)
    texts: dict[int, str] = {}
    for place in range(1, max((len(row) for row in top), default=0) + 1):
        said: list[str] = []
        for row in range(first, last + 1):
            text = _heading_text(leaf, top, row, place)
            if text and text not in said:
                said.append(text)
        if said:
            texts[place] = "／".join(said)
    return Heads(sheet=sheet, first=first, last=last, texts=texts)


def _heading_text(leaf: Leaf, top: Sequence[Sequence[Cell]], row: int, place: int) -> str:
    for left, above, right, below in leaf.merged:
        if left <= place <= right and above <= row <= below:
            row, place = above, left
            break
    if row > len(top) or place > len(top[row - 1]):
        return ""
    cell = top[row - 1][place - 1]
    return "" if cell.blank or cell.formula else re.sub(r"\s+", "", plain(cell.value))[:60]


def _guessed(leaf: Leaf, top: Sequence[Sequence[Cell]]) -> tuple[int, int]:
    """The row that holds most words that stand above columns, and the rows that are merged with it."""
    scores = [sum(_bare(plain(one.value)) in _words() for one in row if isinstance(one.value, str)) for row in top]
    if max(scores, default=0) >= 2:
        best = scores.index(max(scores)) + 1
    else:
        full = (number for number, row in enumerate(top, 1) if sum(not one.blank for one in row) >= 2)
        best = next(full, 1)
    first = last = best
    for left, above, right, below in leaf.merged:
        # A heading over several columns has its parts in the row below; one over two rows reaches there.
        if above == best - 1 and right > left and sum(not one.blank for one in top[above - 1]) >= 2:
            first = above
        if above <= best < below or (above == best and right > left):
            last = max(last, min(max(below, above + (right > left)), best + MOST_HEADING_ROWS - 1))
        if above == best - 1 and below >= best:
            first = above
    return first, last


@cache
def _words() -> frozenset[str]:
    """What stands above columns, in our templates and in those of offices."""
    ours = (one.heading[0] for name in TEMPLATES for one in columns(name))
    theirs = (text for texts in _ALSO.values() for text in texts)
    return frozenset(map(_bare, (*ours, *theirs, "序号", "备注")))


def suggested(found: Heads, template: str) -> dict[str, int]:
    """Columns that are called like fields of the template; each column once."""
    taken: set[int] = set()
    places: dict[str, int] = {}
    for exact in (True, False):
        for one in columns(template):
            if one.code in places:
                continue
            known = {_bare(one.heading[0]), *map(_bare, _ALSO.get(one.code, ()))}
            known.add(_bare(one.heading[0].rpartition("：")[2]))
            for place, text in found.texts.items():
                ends = {_bare(text), _bare(text.rpartition("／")[2])}
                hit = bool(known & ends) if exact else any(len(a) > 1 and a in _bare(text) for a in known)
                if hit and place not in taken:
                    places[one.code] = place
                    taken.add(place)
                    break
    return places


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


# --- kept -----------------------------------------------------------------------------


def kept(folder: Path, organisation: str, shape: str) -> Columns | None:
    """The mapping last used in this organisation for a sheet of this shape."""
    try:
        told = json.loads((folder / "mappings" / organisation / f"{shape}.json").read_text(encoding="utf-8"))
        return columns_of(told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(folder: Path, organisation: str, shape: str, mapping: Columns) -> None:
    """Keep it for the next sheet of this shape."""
    where = folder / "mappings" / organisation
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    laid = where / f"{shape}.new"
    laid.write_text(json.dumps(mapping.told(), ensure_ascii=False, indent=1), encoding="utf-8")
    laid.replace(where / f"{shape}.json")


# --- for the page -------------------------------------------------------------------------


def letter(place: int) -> str:
    """What a sheet calls the column."""
    return str(get_column_letter(place))


def shown_cell(cell: Cell) -> str:
    """A cell in the preview."""
    return "" if cell.blank else "=…" if cell.formula else plain(cell.value)[:60]
