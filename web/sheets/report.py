"""The list of what to mend as a workbook: the sheets as they came, each bad cell marked and told what is wrong."""

from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from web.language import t
from web.sheets.layout import Finding
from web.sheets.reading import Book, Cell

_MARKED: Final = PatternFill("solid", fgColor="FFD9D6")
_HEAD: Final = PatternFill("solid", fgColor="E6EBF2")
_FONT: Final = "宋体"


def write_report(book: Book, sheets: Iterable[str], findings: Iterable[Finding], file: IO[bytes]) -> None:
    """Write it. The sheets can be mended there and sent in again as they are."""
    found = list(findings)
    marked: dict[tuple[str, int, int], list[str]] = {}
    for one in found:
        marked.setdefault((one.sheet, one.row, one.column or 1), []).append(t(one.zh, one.en))
    made = Workbook(write_only=True)
    for title in sheets:
        _copied(made, book, title, marked)
    listed = made.create_sheet("更正说明")
    for letter, width in zip("ABC", (34, 70, 8), strict=True):
        listed.column_dimensions[letter].width = width
    listed.append([_said(listed, text, fill=_HEAD) for text in (t("位置", "Where"), t("需要更正", "What to mend"))])
    for one in found:
        listed.append([_said(listed, t(*one.where)), _said(listed, t(one.zh, one.en))])
    made.save(file)


def _copied(made: Any, book: Book, title: str, marked: Mapping[tuple[str, int, int], list[str]]) -> None:
    sheet = made.create_sheet(title)
    leaf = book.leaf(title)
    for place in range(1, 40):
        sheet.column_dimensions[get_column_letter(place)].width = 16
    if leaf is not None:
        for number in leaf.hidden_rows:
            # The row of codes stays out of sight; what was hidden of the entries is to be seen.
            if number == 1:
                sheet.row_dimensions[1].hidden = True
    for number, row in book.rows(title):
        sheet.append([_cell(sheet, one, marked.get((title, number, place))) for place, one in enumerate(row, 1)])


def _cell(sheet: Any, cell: Cell, wrong: list[str] | None) -> Any:
    if wrong is None and cell.blank and not cell.formula:
        return None
    made = WriteOnlyCell(sheet)
    if isinstance(cell.value, str):
        made._value, made.data_type = cell.value, "s"  # said outright: "=" at the beginning is no formula here
    elif not cell.formula:
        made.value = cell.value
    if wrong:
        made.fill = _MARKED
        made.comment = Comment("\n".join(dict.fromkeys(wrong))[:2_000], "", width=320, height=110)
    return made


def _said(sheet: Any, text: str, *, fill: PatternFill | None = None) -> Any:
    made = WriteOnlyCell(sheet)
    made._value, made.data_type = text, "s"
    made.font = Font(name=_FONT, size=11)
    made.alignment = Alignment(vertical="top", wrap_text=True)
    if fill is not None:
        made.fill = fill
    return made
