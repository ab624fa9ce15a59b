"""Writing workbooks: rows as an Excel file that prints as a list ought to, and whose bytes say nothing of the clock.

Rows are taken one by one and laid down at once, so that a long list needs no more memory than a short one. A cell
holds text, a number or a date, never a formula: what begins like one is text, and is marked so that it stays text when
somebody edits it. Moments are passed in; the same rows under the same notes give the same bytes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any, Final, TypeAlias
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from domain.kernel import record
from web.language import Language
from web.sheets.printing import LINE, TALLEST, clean, lines_of, margins, on_paper
from web.sheets.steady import Steady

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value: TypeAlias = str | int | Decimal | date | datetime | None
"""What a cell may hold. A moment is local and without a zone, as Excel knows it."""

MOST_ROWS: Final = 1_048_575
"""Rows of one sheet beneath its headings: no more fit."""
LONGEST: Final = 32_767
"""Characters of one cell."""
_FIRST: Final = date(1900, 3, 1)
"""Before that day Excel counts a day that never was."""


class Kind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    LONG = "long"
    """Text of several lines."""
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONEY = "money"
    """Yuan; the value is in fen (分)."""
    DAY = "day"
    MOMENT = "moment"


@record
class Column:
    """One column."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 0
    """In characters; 0: what suits the kind."""
    note: str = ""
    """Shown with the heading."""
    choices: tuple[str, ...] = ()
    """What may be entered; empty: anything."""


@record
class Sheet:
    """One sheet: headings and rows."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    landscape: bool = True
    open_rows: int = 0
    """So many rows below are prepared for entries: choices are offered there."""
    codes: tuple[str, ...] = ()
    """A hidden row above the headings that names the columns for a program; empty: there is none."""


@record
class Notes:
    """What a workbook says about itself."""

    title: str
    header: str
    """Above each printed page, beside the title."""
    footer: tuple[str, str]
    """Below each printed page, left and right of the number of the page."""
    about: tuple[tuple[str, str], ...]
    """All of it in full, on a sheet of its own; empty: no such sheet."""
    author: str
    written_at: datetime
    """Local, without a zone."""
    language: Language = "zh"


def write(sheets: Sequence[Sheet], notes: Notes, file: IO[bytes]) -> int:
    """Write the workbook; how many rows it holds besides headings."""
    book = Workbook(write_only=True)
    book.properties.creator = book.properties.lastModifiedBy = clean(notes.author)
    book.properties.title = clean(notes.title)
    book.properties.created = book.properties.modified = notes.written_at
    styles = _Styles(book, notes.language)
    names = _names([one.title for one in sheets])
    choices: list[tuple[str, ...]] = []
    total = 0
    try:
        for one, name in zip(sheets, names, strict=True):
            total += _sheet(book, styles, one, name, notes, choices)
        if notes.about:
            _about(book, styles, notes, names)
        if choices:
            _choices(book, choices)
        with Steady(file, "w", ZIP_DEFLATED, allowZip64=True) as archive:
            ExcelWriter(book, archive).save()
    except BaseException:
        _forget(book)
        raise
    return total


def _forget(book: Any) -> None:
    """Remove the files in which the library kept rows, where it never came to remove them itself."""
    for sheet in book.worksheets:
        if sheet._writer is not None:
            with suppress(Exception):
                sheet.close()
            with suppress(OSError, ValueError):
                sheet._writer.cleanup()


# --- sheets -----------------------------------------------------------------------


def _sheet(book: Any, styles: "_Styles", one: Sheet, name: str, notes: Notes, choices: list[tuple[str, ...]]) -> int:
    """One sheet; its rows are used up."""
    widths = [column.width or _WIDTHS[column.kind] for column in one.columns]
    sheet = _begun(book, name, widths, one.landscape)
    if one.open_rows:
        styles.prepare(sheet, one.columns)
    top = 2 if one.codes else 1
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    if one.codes:
        sheet.row_dimensions[1].hidden = True
        sheet.append([_text(sheet, code) for code in one.codes])
    sheet.row_dimensions[top].height = min(lines_of([column.heading for column in one.columns], widths) * LINE + 6, 90)
    sheet.append([styles.heading(sheet, column) for column in one.columns])
    number = 0
    for number, row in enumerate(one.rows, 1):
        if number > MOST_ROWS:
            raise TooManyRows
        lines = lines_of(row, widths)
        if lines > 1:
            sheet.row_dimensions[number + top].height = min(lines * LINE, TALLEST)
        sheet.append([styles.cell(sheet, column.kind, value) for column, value in zip(one.columns, row, strict=True)])
        sheet.row_dimensions.pop(number + top, None)  # written: kept for every row it would fill the memory
    last = get_column_letter(len(one.columns))
    sheet.auto_filter.ref = f"A{top}:{last}{number + top}"
    for place, column in enumerate(one.columns, 1):
        if column.choices:
            letter = get_column_letter(place)
            _offer(sheet, column, f"{letter}{top + 1}:{letter}{max(number + one.open_rows, 1) + top}", choices)
    margins(sheet, notes.title, notes.header, notes.footer, notes.language)
    return number


class TooManyRows(Exception):
    """More rows than a sheet can hold."""


def _begun(book: Any, name: str, widths: Sequence[float], landscape: bool) -> Any:
    """A sheet of A4 paper, as wide as the paper. All of this has to be said before the first row."""
    sheet = book.create_sheet(name)
    # The library asks of every cell whether it is a plain value, at twice the price of writing it: ours never are.
    sheet._values_to_row = _placed
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    on_paper(sheet, sum(widths), landscape=landscape)
    return sheet


def _placed(cells: list[Any], row: int) -> list[Any]:
    """Cells of a row, each told where it stands."""
    for column, cell in enumerate(cells, 1):
        cell.column, cell.row = column, row
    return cells


def _about(book: Any, styles: "_Styles", notes: Notes, names: Sequence[str]) -> None:
    """What the margins say, in full: paper has little room there."""
    zh = notes.language == "zh"
    name = _names([*names, "说明" if zh else "About"])[-1]
    sheet = _begun(book, name, (22, 90), landscape=False)
    labels = ("栏目", "内容") if zh else ("What", "Says")
    sheet.freeze_panes = "A2"
    sheet.append([styles.heading(sheet, Column(heading=label)) for label in labels])
    for number, (label, text) in enumerate(notes.about, 2):
        sheet.row_dimensions[number].height = lines_of((label, text), (22, 90)) * LINE
        sheet.append([styles.cell(sheet, Kind.TEXT, label), styles.cell(sheet, Kind.LONG, text)])
    margins(sheet, notes.title, notes.header, notes.footer, notes.language)


def _offer(sheet: Any, column: Column, cells: str, choices: list[tuple[str, ...]]) -> None:
    """Offer the choices of a column in its rows. They stand on a sheet of their own: a list in the rule is short."""
    if column.choices not in choices:
        choices.append(column.choices)
    place = get_column_letter(choices.index(column.choices) + 1)
    rule = DataValidation(
        type="list", formula1=f"'{_CHOICES}'!${place}$1:${place}${len(column.choices)}", allow_blank=True
    )
    rule.add(cells)
    sheet.data_validations.append(rule)


def _choices(book: Any, choices: Sequence[tuple[str, ...]]) -> None:
    sheet = book.create_sheet(_CHOICES)
    sheet.sheet_state = "hidden"
    for number in range(max(map(len, choices))):
        sheet.append([_text(sheet, some[number]) if number < len(some) else None for some in choices])


_CHOICES: Final = "选项"
_WIDTHS: Final = {
    Kind.TEXT: 18,
    Kind.LONG: 40,
    Kind.WHOLE: 10,
    Kind.DECIMAL: 10,
    Kind.MONEY: 14,
    Kind.DAY: 15,
    Kind.MOMENT: 20,
}


def _names(titles: Sequence[str]) -> list[str]:
    """Names that Excel takes: 31 characters, some not allowed, none twice."""
    found: list[str] = []
    for title in titles:
        base = _UNNAMABLE.sub(" ", clean(title)).strip(" '")[:31] or "1"
        name, number = base, 1
        while name.casefold() in {one.casefold() for one in (*found, _CHOICES)}:
            number += 1
            name = f"{base[: 31 - len(str(number)) - 1]} {number}"
        found.append(name)
    return found


_UNNAMABLE: Final = re.compile(r"[\\/*?:\[\]\r\n\t]")

# --- cells ------------------------------------------------------------------------


class _Styles:
    """How cells look. A style is worked out once and shared by all cells of its sort."""

    def __init__(self, book: Any, language: Language) -> None:
        thin = Side(style="thin", color="B8BEC8")
        self._border = Border(left=thin, right=thin, top=thin, bottom=thin)
        self._font = "宋体"
        zh = language == "zh"
        day = 'yyyy"年"m"月"d"日"' if zh else "d mmm yyyy"
        formats = {
            Kind.TEXT: "General",
            Kind.LONG: "General",
            Kind.WHOLE: "0",
            Kind.DECIMAL: "General",
            Kind.MONEY: "#,##0.00",
            Kind.DAY: day,
            Kind.MOMENT: f"{day} hh:mm",
        }
        self._formats = formats
        sheet = book.create_sheet("_")
        self._kept = {kind: self._style(sheet, kind, form) for kind, form in formats.items()}
        self._quoted = {kind: self._style(sheet, kind, "General", quoted=True) for kind in formats}
        self._plain = {kind: self._style(sheet, kind, "General") for kind in formats}
        self._head = self._heading_style(sheet)
        book._sheets.remove(sheet)

    def _style(self, sheet: Any, kind: Kind, form: str, *, quoted: bool = False) -> Any:
        cell = WriteOnlyCell(sheet)
        cell.font = Font(name=self._font, size=11)
        right = kind in (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)
        cell.alignment = Alignment(horizontal="right" if right else "left", vertical="top", wrap_text=True)
        cell.border = self._border
        cell.number_format = form
        cell._style.quotePrefix = int(quoted)
        return cell._style

    def _heading_style(self, sheet: Any) -> Any:
        cell = WriteOnlyCell(sheet)
        cell.font = Font(name="黑体", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="E6EBF2")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = self._border
        return cell._style

    def heading(self, sheet: Any, column: Column) -> Any:
        """The cell above a column."""
        cell = _text(sheet, column.heading)
        cell._style = self._head
        if column.note:
            cell.comment = Comment(clean(column.note), "", width=260, height=120)
        return cell

    def prepare(self, sheet: Any, columns: Sequence[Column]) -> None:
        """Columns that somebody will fill in: what is typed as text stays text, and a date looks like one."""
        for place, column in enumerate(columns, 1):
            form = "@" if column.kind in (Kind.TEXT, Kind.LONG) else self._formats[column.kind]
            sheet.column_dimensions[get_column_letter(place)].number_format = form

    def cell(self, sheet: Any, kind: Kind, value: Value) -> Any:
        """A cell with its value: a number or date where it is one, else text, whatever it looks like."""
        number = _number(kind, value)
        if number is not None:
            cell = WriteOnlyCell(sheet, number)
            cell._style = self._kept[kind]
            return cell
        text = "" if value is None else _said(value)
        cell = _text(sheet, text)
        cell._style = (self._quoted if text.startswith(_LIKE_FORMULAS) else self._plain)[kind]
        return cell


_LIKE_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""Beginnings that some program takes for a formula, or for a mark of its own, when the cell is edited."""


def _number(kind: Kind, value: Value) -> int | Decimal | date | datetime | None:
    """The value as Excel counts it; None: it goes as text."""
    if isinstance(value, datetime):
        return value if value.date() >= _FIRST else None
    if isinstance(value, date):
        return value if value >= _FIRST else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    if kind is Kind.MONEY:
        return Decimal(value) / 100
    # Excel keeps fifteen digits of a number; a longer one is a name made of digits.
    return value if -_EXACT < value < _EXACT else None


_EXACT: Final = 10**15


def _said(value: str | int | Decimal | date | datetime) -> str:
    return value if isinstance(value, str) else str(value)


def _text(sheet: Any, text: str) -> Any:
    """A cell of text: said outright, since the library takes what begins with "=" for a formula."""
    cell = WriteOnlyCell(sheet)
    text = clean(text)
    cell._value = (text if len(text) <= LONGEST else text[: LONGEST - 1] + "…") or None
    cell.data_type = "s" if text else "n"
    return cell


def in_steps(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Rows in handfuls, for those who fetch what belongs to several at once."""
    handful: list[Any] = []
    for row in rows:
        handful.append(row)
        if len(handful) >= size:
            yield handful
            handful = []
    if handful:
        yield handful
