"""Reading workbooks that others made: looked at from outside first, then row by row.

Nothing is unpacked before size, sort and contents were checked, and nothing is computed: a formula is seen and named,
never run. Of a sheet one row at a time is held; what openpyxl does not tell when it reads so (merged cells, hidden
rows) is gathered while the parts are inflated once to be counted.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel

from domain.kernel import record

# What the library cannot make use of in a workbook (extensions of Excel's own) is none of our readers' concern.
warnings.filterwarnings("ignore", module="openpyxl")

EXPANDED: Final = 512 * 1024 * 1024
"""All parts of a workbook together, once inflated."""
SHARED: Final = 128 * 1024 * 1024
"""Its table of texts, which is held in memory as a whole."""
PARTS: Final = 2_000
SHEETS: Final = 60
MOST_COLUMNS: Final = 120
MOST_ROWS: Final = 200_000
"""Rows of one sheet."""
MERGED: Final = 20_000
_PIECE: Final = 256 * 1024
_OVERLAP: Final = 4_096

_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
_HIDDEN: Final = re.compile(rb'\shidden="(?:1|true)"')
_NUMBER: Final = re.compile(rb'\sr="(\d{1,7})"')

Raw: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None


class Unreadable(Exception):
    """The file as a whole cannot be read; what to do about it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en


@record
class Cell:
    """What stands in a cell."""

    value: Raw
    formula: bool = False
    fault: bool = False
    """A formula's error (#N/A) stands there."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read."""
        return not self.formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


NOTHING: Final = Cell(value=None)


@record
class Leaf:
    """One sheet, as it looks from outside."""

    title: str
    hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]
    """First column, first row, last column, last row."""
    hidden_rows: frozenset[int]
    rows: int
    """Number of its last row."""


class Book:
    """A workbook that was checked and can be read."""

    def __init__(self, book: Any, leaves: Sequence[Leaf]) -> None:
        self._book = book
        self.leaves = tuple(leaves)
        self._by_title = {one.title: one for one in leaves}

    def leaf(self, title: str) -> Leaf | None:
        """A sheet by its name."""
        return self._by_title.get(title)

    def day(self, serial: float) -> date | None:
        """The day that Excel counts so."""
        try:
            found = from_excel(serial, self._book.epoch)
        except (ValueError, OverflowError):
            return None
        return found.date() if isinstance(found, datetime) else None

    def rows(self, title: str, *, first: int = 1, last: int | None = None) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Rows of a sheet by number, from the first; those without anything in them as well."""
        sheet = self._book[title]
        sheet.reset_dimensions()  # what the file says of its own extent need not be so
        found = sheet.iter_rows(min_row=first, max_row=last, max_col=MOST_COLUMNS)
        try:
            for number, row in enumerate(found, first):
                if number - first >= MOST_ROWS:
                    raise Unreadable(
                        "rows",
                        f"“{title}”表超过{MOST_ROWS}行，请分成几个文件。",
                        f"Sheet {title} has more than {MOST_ROWS} rows; split the file.",
                    )
                yield number, tuple(_cell(one) for one in row)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError) as error:
            # What the library says of a broken part; a ParseError is a SyntaxError.
            raise _broken() from error


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return NOTHING
    if kind == "f" or not isinstance(value, str | int | float | bool | date | time | timedelta):
        return Cell(value=None, formula=True)
    return Cell(value=value, fault=kind == "e")


@contextmanager
def opened(path: Path, *, limit: int) -> Iterator[Book]:
    """The workbook, if it is one that can be taken in. Raises `Unreadable`."""
    _outside(path, limit)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _parts(archive)
            told = {name: _inflated(archive, name) for name in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _broken() from error
    book = _loaded(path)
    try:
        if len(book.worksheets) > SHEETS:
            raise Unreadable("sheets", f"工作表不能超过{SHEETS}张。", f"A workbook may hold {SHEETS} sheets.")
        leaves = []
        for sheet in book.worksheets:
            merged, hidden, last = told.get(_part(sheet), _PLAIN)
            leaves.append(
                Leaf(
                    title=sheet.title,
                    hidden=sheet.sheet_state != "visible",
                    merged=merged,
                    hidden_rows=hidden,
                    rows=last,
                )
            )
        yield Book(book, leaves)
    finally:
        book.close()


def _loaded(path: Path) -> Any:
    try:
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Unreadable:
        raise
    except Exception as error:  # whatever a file made by others breaks in the library: it cannot be read
        raise _broken() from error


def _part(sheet: Any) -> str:
    return str(getattr(sheet, "_worksheet_path", "")).removeprefix("/")


def _broken() -> Unreadable:
    return Unreadable(
        "broken",
        "文件已损坏，无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。",
        "The file is damaged and cannot be read; open it in Excel, save it as .xlsx and try again.",
    )


# --- from outside ---------------------------------------------------------------------


def _outside(path: Path, limit: int) -> None:
    """Size and sort, by the first bytes."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty", "文件是空的，请重新选择。", "The file is empty; choose another.")
    if size > limit:
        raise Unreadable(
            "too_large",
            f"文件有 {size // (1024 * 1024)} MiB，超过上限 {limit // (1024 * 1024)} MiB，未作解析。"
            "请删除图片和多余工作表，或分成几个文件。",
            f"The file has {size // (1024 * 1024)} MiB, more than the {limit // (1024 * 1024)} MiB allowed, and was"
            " not opened. Remove pictures and other sheets, or split it.",
        )
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if head.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in head or b"EncryptedPackage" in head:
            raise Unreadable(
                "password",
                "文件设置了打开密码。请在 Excel 中取消密码（文件—信息—保护工作簿）后再上传。",
                "The file has a password; take it off and try again.",
            )
        raise Unreadable(
            "old_office",
            "文件是旧版 Excel 格式（.xls）或设置了密码。请另存为“Excel 工作簿（.xlsx）”、不设密码，再上传。",
            "The file is of the old Excel format (.xls) or has a password; save it as .xlsx without one.",
        )
    if not head.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "no_workbook",
            "文件不是 Excel 工作簿（.xlsx）。改扩展名不会改变格式：CSV 文件请用 Excel 打开后另存为 .xlsx。",
            "The file is no Excel workbook (.xlsx). Renaming does not make it one: open a CSV file in Excel and save"
            " it as .xlsx.",
        )


def _parts(archive: zipfile.ZipFile) -> list[str]:
    """Names of the parts, once the table of contents was checked."""
    infos = archive.infolist()
    names = [one.filename for one in infos]
    lower = [name.lower() for name in names]
    if len(infos) > PARTS or sum(one.file_size for one in infos) > EXPANDED:
        raise _bomb()
    if any(
        one.file_size > SHARED for one in infos if one.filename.lower().endswith(("sharedstrings.xml", "styles.xml"))
    ):
        raise _bomb()
    if any(one.flag_bits & 1 for one in infos):
        raise Unreadable("password", "文件设置了密码，请取消后再上传。", "The file has a password; take it off.")
    if any("vbaproject" in name or "/macrosheets/" in name or "/activex/" in name for name in lower):
        raise Unreadable(
            "macros",
            "文件带有宏（.xlsm），不予读取。请另存为不带宏的“Excel 工作簿（.xlsx）”再上传。",
            "The file carries macros (.xlsm) and is not opened; save it as .xlsx without macros.",
        )
    if "xl/workbook.xml" not in lower:
        raise Unreadable(
            "no_workbook",
            "文件不是 Excel 工作簿（.xlsx），请核对是否选错了文件。",
            "The file is no Excel workbook (.xlsx); is it the right one?",
        )
    if any("/externallinks/" in name for name in lower):
        raise Unreadable(
            "external_links",
            "文件引用了其他工作簿（外部链接）。请在“数据—编辑链接”中断开链接，公式改为数值，再上传。",
            "The file refers to other workbooks; break the links (Data, Edit links) and try again.",
        )
    if len(set(lower)) != len(lower):
        raise _broken()
    return names


_Told: TypeAlias = tuple[tuple[tuple[int, int, int, int], ...], frozenset[int], int]
_PLAIN: Final[_Told] = ((), frozenset(), 0)


def _inflated(archive: zipfile.ZipFile, name: str) -> _Told:
    """Inflate a part once, piece by piece: it is no longer than it says. Of a sheet: merged cells, hidden rows."""
    sheet = name.lower().startswith("xl/worksheets/")
    merged: dict[tuple[int, int, int, int], None] = {}
    hidden: set[int] = set()
    size, said, before, at_row = 0, archive.getinfo(name).file_size, b"", 0
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            size += len(piece)
            if size > said:
                raise _bomb()
            if not sheet:
                continue
            text = before + piece
            # A tag that is cut in two is looked at with the next piece.
            cut = text.rfind(b"<", max(0, len(text) - _OVERLAP))
            text, before = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
            at_row = _gather(text, merged, hidden, at_row)
    if sheet:
        at_row = _gather(before, merged, hidden, at_row)
    if len(merged) > MERGED:
        raise Unreadable("merged", "合并单元格过多，请取消合并后再上传。", "Too many merged cells; take them apart.")
    return tuple(merged), frozenset(hidden), at_row


def _gather(text: bytes, merged: dict[tuple[int, int, int, int], None], hidden: set[int], at_row: int) -> int:
    for match in _MERGE.finditer(text):
        left, top, right, bottom = range_boundaries(match[1].decode())
        if None not in (left, top, right, bottom):
            merged[(left, top, right, bottom)] = None
    if b"hidden=" not in text:
        numbers = _ROW.findall(text)
        return _number(numbers[-1], at_row + len(numbers) - 1) if numbers else at_row
    for match in _ROW.finditer(text):
        at_row = _number(match[0], at_row)
        if _HIDDEN.search(match[0]):
            hidden.add(at_row)
    return at_row


def _number(tag: bytes, before: int) -> int:
    said = _NUMBER.search(tag)
    return int(said[1]) if said else before + 1


def _bomb() -> Unreadable:
    return Unreadable(
        "expands",
        "文件解压后过大，未作解析。请删除图片、空行和多余工作表，或分成几个文件。",
        "Unpacked, the file is too large, and was not opened; remove what is not needed, or split it.",
    )


def place(column: int, row: int) -> str:
    """A cell's name: ``C7``."""
    return f"{get_column_letter(column)}{row}"
