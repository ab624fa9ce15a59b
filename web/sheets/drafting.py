"""Drafting: from rows to drafts, one at a time: what belongs to one record, with the cell of every value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from openpyxl.utils import get_column_letter

from domain.kernel import record
from web.schemas.fields import Rows, made
from web.sheets.cells import plain
from web.sheets.columns import NUMBER, TEMPLATES
from web.sheets.layout import Finding, Layout
from web.sheets.reading import NOTHING, Book, Cell, Unreadable

MOST_SPREAD: Final = 200_000
"""Cells that merged ones may cover in all."""
_TOTAL: Final = re.compile(r"\s*(合\s*计|总\s*计|小\s*计|填表人|制表人|审核人|备注说明|注[:：]).*", re.DOTALL)
_ITEM: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、．]|[①-⑳])\s*")


@record
class Draft:
    """What a sheet says of one record."""

    layout: Layout
    row: int
    cells: Mapping[str, Cell]
    groups: Mapping[str, Sequence[Mapping[str, Cell]]]
    at: Mapping[str, tuple[int, int]]
    """Path of a value (``agenda.0.title``) -> row and column."""

    def text(self, code: str) -> str:
        """A value of ours, as text."""
        cell = self.cells.get(code, NOTHING)
        return "" if cell.blank or cell.formula else plain(cell.value)

    def place(self, path: str) -> tuple[int, int, str]:
        """Row, column and heading for something that is wrong with a field."""
        found = self.at.get(path)
        if found is None and path:
            code = _code_of(path)
            group = path.partition(".")[0]
            found = next((spot for one, spot in self.at.items() if one.startswith(f"{path}.")), None)
            column = next(
                (place for place, one in self.layout.places.items() if one == code or one.startswith(f"{group}.")), 0
            )
            found = found or (self.row, column)
        row, column = found or (self.row, 0)
        return row, column, self.layout.headings.get(column, "")


def _code_of(path: str) -> str:
    """``agenda.0.title`` -> ``agenda.title``."""
    return re.sub(r"\.\d+", "", path)


class Drafting:
    """Drafts of one sheet, one after the other; what is wrong with the sheet as such."""

    def __init__(self, book: Book, layout: Layout) -> None:
        self._book = book
        self.layout = layout
        leaf = book.leaf(layout.sheet)
        assert leaf is not None, "layouts are of sheets that are there"
        self._hidden = leaf.hidden_rows
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._heads: dict[tuple[int, int], Cell] = {}
        self._ranges = [
            one for one in leaf.merged if one[3] >= layout.first and one[0] <= max(layout.places, default=0)
        ]
        shape = made(TEMPLATES[layout.template].act.shape)
        self._groups = frozenset(name for name, field in shape.fields.items() if isinstance(field, Rows))
        self._numbered = frozenset(
            name
            for name in self._groups
            if isinstance(rows := shape.fields[name], Rows)
            and "number" in made(rows.row).fields
            and f"{name}.number" not in layout.places.values()
        )
        self.findings: list[Finding] = []
        self.rows = 0
        self.left_out = 0
        """Rows of sums."""
        if layout.ledger:
            self._spread()
        else:
            self._refuse_merged()

    def _refuse_merged(self) -> None:
        for left, top, right, bottom in self._ranges:
            cells = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            self._say(
                max(top, self.layout.first),
                left,
                f"{cells} 是合并单元格，请取消合并，每格分别填写。",
                f"{cells} are merged; take them apart and fill in each cell.",
            )

    def _spread(self) -> None:
        """The office's own sheets: what stands in a merged cell is meant for all of its cells."""
        left_over = MOST_SPREAD
        for left, top, right, bottom in self._ranges:
            left_over -= (right - left + 1) * (bottom - top + 1)
            if left_over < 0:
                raise Unreadable(
                    "merged", "合并单元格过大，请取消合并后再上传。", "Merged cells cover too much; take them apart."
                )
            for row in range(max(top, self.layout.first), bottom + 1):
                for column in range(left, right + 1):
                    self._merged[row, column] = (top, left)

    def _say(self, row: int, column: int, zh: str, en: str) -> None:
        self.findings.append(
            Finding(
                sheet=self.layout.sheet,
                row=row,
                column=column,
                heading=self.layout.headings.get(column, ""),
                zh=zh,
                en=en,
            )
        )

    def __iter__(self) -> Iterator[Draft]:
        building: _Building | None = None
        for number, row in self._book.rows(self.layout.sheet, first=self.layout.first):
            own = {code: row[place - 1] for place, code in self.layout.places.items() if place <= len(row)}
            places = {code: place for place, code in self.layout.places.items()}
            if all(cell.blank for code, cell in own.items() if code != NUMBER):
                self._keep_heads(number, row)
                continue
            if self.layout.ledger and self._is_sum(row):
                self.left_out += 1
                continue
            self.rows += 1
            if number in self._hidden:
                self._say(
                    number,
                    0,
                    "这一行被隐藏或筛选掉了：请取消隐藏和筛选，核对后保留或删除。",
                    "This row is hidden or filtered out; show it, then keep or delete it.",
                )
            if building is not None and self._goes_on(own, building):
                building.add(number, own, places)
                continue
            if building is not None:
                yield building.draft()
            self._keep_heads(number, row)
            filled = self._filled(number, own, places)
            building = _Building(self.layout, self._groups, self._numbered, number)
            building.begin(number, filled, places)
        if building is not None:
            yield building.draft()

    def _keep_heads(self, number: int, row: Sequence[Cell]) -> None:
        for place in self.layout.places:
            if self._merged.get((number, place)) == (number, place) and place <= len(row):
                self._heads[number, place] = row[place - 1]

    def _filled(self, number: int, own: Mapping[str, Cell], places: Mapping[str, int]) -> dict[str, Cell]:
        found = dict(own)
        for code, place in places.items():
            head = self._merged.get((number, place))
            if head is not None and found.get(code, NOTHING).blank and head in self._heads:
                found[code] = self._heads[head]
        return found

    def _goes_on(self, own: Mapping[str, Cell], before: "_Building") -> bool:
        """Whether a row only continues the record above: nothing but cells of its tables, and its number or none."""
        filled = {code for code, cell in own.items() if not cell.blank}
        main = {code for code in filled if "." not in code}
        if not any("." in code for code in filled):
            return False
        if main - {NUMBER}:
            return False
        number = own.get(NUMBER, NOTHING)
        return number.blank or plain(number.value) == before.number

    def _is_sum(self, row: Sequence[Cell]) -> bool:
        first = next((one for one in row if not one.blank), NOTHING)
        return isinstance(first.value, str) and _TOTAL.fullmatch(first.value) is not None


class _Building:
    """A draft while its rows are read."""

    def __init__(self, layout: Layout, groups: frozenset[str], numbered: frozenset[str], row: int) -> None:
        self._layout = layout
        self._numbered = numbered
        self._row = row
        self._cells: dict[str, Cell] = {}
        self._tables: dict[str, list[dict[str, Cell]]] = {name: [] for name in groups}
        self._at: dict[str, tuple[int, int]] = {}
        self.number = ""

    def begin(self, row: int, own: Mapping[str, Cell], places: Mapping[str, int]) -> None:
        """The first row."""
        number = own.get(NUMBER, NOTHING)
        self.number = "" if number.blank else plain(number.value)
        given = {**{code: Cell(value=text) for code, text in self._layout.fixed.items() if text}, **own}
        for code, cell in given.items():
            if "." not in code:
                self._cells[code] = cell if not cell.blank else given_fixed(self._layout, code)
                self._at[code] = (row, places.get(code, 0))
        self.add(row, own, places)

    def add(self, row: int, own: Mapping[str, Cell], places: Mapping[str, int]) -> None:
        """What the row says for tables of the record."""
        for name, table in self._tables.items():
            own_cells = {code: cell for code, cell in own.items() if code.startswith(f"{name}.") and not cell.blank}
            if not own_cells:
                continue
            for item in self._items(name, own_cells):
                at = len(table)
                for code in item:
                    inner = code.partition(".")[2]
                    self._at[f"{name}.{at}.{inner}"] = (row, places.get(code, 0))
                table.append({code.partition(".")[2]: cell for code, cell in item.items()})

    def _items(self, name: str, own: Mapping[str, Cell]) -> list[dict[str, Cell]]:
        """One row of the table; of the office's own sheets one for each line of a cell."""
        fixed = {
            code: Cell(value=text)
            for code, text in self._layout.fixed.items()
            if text and code.startswith(f"{name}.") and code not in own
        }
        if not self._layout.ledger:
            return [{**fixed, **own}]
        lines = {code: _lines(cell) for code, cell in own.items()}
        count = max(map(len, lines.values()))
        found: list[dict[str, Cell]] = []
        for number in range(count):
            item = dict(fixed)
            for code, some in lines.items():
                if number < len(some) or len(some) == 1:
                    item[code] = some[min(number, len(some) - 1)]
            if name in self._numbered:
                item[f"{name}.number"] = Cell(value=len(self._tables[name]) + len(found) + 1)
            found.append(item)
        return found

    def draft(self) -> Draft:
        """All of it."""
        return Draft(
            layout=self._layout,
            row=self._row,
            cells=self._cells,
            groups={name: rows for name, rows in self._tables.items() if rows},
            at=self._at,
        )


def given_fixed(layout: Layout, code: str) -> Cell:
    """What is meant where a cell is blank."""
    text = layout.fixed.get(code, "")
    return Cell(value=text) if text else NOTHING


def _lines(cell: Cell) -> list[Cell]:
    if cell.formula or not isinstance(cell.value, str):
        return [cell]
    return [Cell(value=_ITEM.sub("", one)) for one in plain(cell.value).split("\n") if one.strip()] or [cell]
