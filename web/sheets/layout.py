"""Layout: which sheets of a workbook hold what, and in which columns; read from a template's codes, or told by a
mapping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from openpyxl.utils import get_column_letter

from domain.kernel import record
from web.sheets.cells import plain
from web.sheets.columns import (
    NUMBER,
    OWN_HEADINGS,
    RECORD,
    SEEN,
    TEMPLATES,
    columns,
    heading,
)
from web.sheets.reading import Book, Cell, Leaf

TOP_ROWS: Final = 3
"""Codes and headings of a template stand within these."""
GUIDE: Final = ("填写说明", "示例", "说明", "选项", "About", "更正说明")
"""Sheets of ours that hold no entries."""


@record
class Finding:
    """Something to put right: where, and a sentence in both languages."""

    sheet: str
    row: int
    """0: the file as a whole."""
    column: int
    """0: the whole row."""
    heading: str
    zh: str
    en: str

    @property
    def where(self) -> tuple[str, str]:
        """Place in words."""
        if not self.row:
            return (f"「{self.sheet}」表", f"Sheet {self.sheet}") if self.sheet else ("整个文件", "The file")
        letter = get_column_letter(self.column) if self.column else ""
        zh = f"「{self.sheet}」表第 {self.row} 行" + (f" {letter} 列 {self.heading}" if letter else "")
        en = f"Sheet {self.sheet}, row {self.row}" + (f", column {letter} {self.heading}" if letter else "")
        return zh.rstrip(), en.rstrip()


@record
class Layout:
    """Where the records of one sheet stand."""

    sheet: str
    template: str
    first: int
    """First row of entries."""
    places: Mapping[int, str]
    """Column, counted from 1 -> code."""
    headings: Mapping[int, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Codes without a column, and what is meant in every row."""
    ledger: bool = False
    """It is the office's own: merged cells are filled, lines of a cell are rows, sums are left out."""


# --- templates ---------------------------------------------------------------------------


def layouts(book: Book) -> tuple[list[Layout], list[Finding]]:
    """Sheets of the workbook that follow a template; what is wrong with their columns."""
    found: list[Layout] = []
    wrong: list[Finding] = []
    others: list[Leaf] = []
    for leaf in book.leaves:
        if leaf.hidden or leaf.title in GUIDE:
            continue
        top = [row for _, row in book.rows(leaf.title, first=1, last=TOP_ROWS)]
        layout = _by_codes(leaf, top) or _by_headings(leaf, top)
        if layout is None:
            others.append(leaf)
            continue
        found.append(layout)
        wrong += _columns_wrong(layout)
    if found:
        for leaf in others:
            if any(not cell.blank for _, row in book.rows(leaf.title, first=1, last=20) for cell in row):
                wrong.append(
                    Finding(
                        sheet=leaf.title,
                        row=0,
                        column=0,
                        heading="",
                        zh="不是模板中的工作表，请删除，或移到另一个文件用“列对应”导入。",
                        en="This is no sheet of a template: delete it, or move it to a file of its own.",
                    )
                )
    return found, wrong


def _texts(row: Sequence[Cell]) -> list[str]:
    return ["" if one.blank or one.formula else plain(one.value) for one in row]


def _by_codes(leaf: Leaf, top: Sequence[Sequence[Cell]]) -> Layout | None:
    for number, row in enumerate(top, 1):
        texts = _texts(row)
        marked = next((one for one in texts if "@" in one), "")
        name = marked.partition("@")[0]
        if name in TEMPLATES and number < len(top):
            codes = {**dict.fromkeys((RECORD, SEEN)), **{one.code: None for one in columns(name)}}
            headings = _texts(top[number])
            places = {place: NUMBER if one == marked else one for place, one in enumerate(texts, 1)}
            return Layout(
                sheet=leaf.title,
                template=name,
                first=number + 2,
                places={place: one for place, one in places.items() if one in codes or one == NUMBER},
                headings={place: one.rstrip("*＊") for place, one in enumerate(headings, 1) if one},
            )
    return None


def _by_headings(leaf: Leaf, top: Sequence[Sequence[Cell]]) -> Layout | None:
    """A template whose hidden row is gone is known by its headings, if all that are needed are there."""
    for number, row in enumerate(top, 1):
        texts = [one.rstrip("*＊").strip() for one in _texts(row)]
        if len([one for one in texts if one]) < 2:
            continue
        for name in TEMPLATES:
            known = {one.heading[0]: one.code for one in columns(name)}
            known |= {zh: code for code, (zh, _) in OWN_HEADINGS.items()}
            needed = {one.rstrip("*") for one in map(heading, columns(name)) if one.endswith("*")}
            if needed <= set(texts) and all(one in known for one in texts if one):
                return Layout(
                    sheet=leaf.title,
                    template=name,
                    first=number + 1,
                    places={place: known[one] for place, one in enumerate(texts, 1) if one},
                    headings={place: one for place, one in enumerate(texts, 1) if one},
                )
    return None


def _columns_wrong(layout: Layout) -> Iterator[Finding]:
    """Columns that are missing, stand twice, or that nobody knows."""

    def said(column: int, zh: str, en: str) -> Finding:
        return Finding(sheet=layout.sheet, row=layout.first - 1, column=column, heading="", zh=zh, en=en)

    there = list(layout.places.values())
    for one in columns(layout.template):
        if heading(one).endswith("*") and one.code not in there:
            yield said(0, f"缺少“{one.heading[0]}”一列，请重新下载模板。", f"The column {one.heading[1]} is missing.")
    for place, code in layout.places.items():
        if there.count(code) > 1 and code != NUMBER and there.index(code) != list(layout.places).index(place):
            yield said(place, "这一列出现了两次，请删除一列。", "This column stands twice; delete one.")
    for place, text in layout.headings.items():
        if place not in layout.places:
            yield said(place, f"不认识“{text[:30]}”这一列，请删除。", f"There is no column {text[:30]!r}; delete it.")
