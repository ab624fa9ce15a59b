"""Cells: from what stands in a sheet to what would have been typed in the form, and back.

Offices write dates and numbers in a dozen ways; what can only mean one thing is taken, what could mean two is refused.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final

from domain.money import fen_of
from domain.terms import code_label
from web.schemas.fields import (
    Choice,
    Choices,
    Code,
    Codes,
    Day,
    Days,
    Flag,
    Lines,
    Money,
    Numbers,
    Period,
    Points,
    Ref,
    Refs,
    Text,
    Whole,
    Zeren,
)
from web.sheets.names import Names, Unknown
from web.sheets.reading import Book, Cell
from web.sheets.writing import Kind, Value

_SEPARATORS: Final = re.compile(r"[、,，;；\n]+")
_DAY: Final = re.compile(r"(\d{4})\s*[-/.．年]\s*(\d{1,2})\s*[-/.．月]\s*(\d{1,2})\s*[日号]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HALF: Final = {"上半年": "H1", "下半年": "H2"}
_QUARTERS: Final = {"一": "1", "二": "2", "三": "3", "四": "4"}
_YES: Final = frozenset({"是", "yes", "true", "1", "√", "✓", "有", "对"})
_NO: Final = frozenset({"否", "no", "false", "0", "×", "✗", "无", "不是"})
_PIECES: Final = 6
"""Pieces into which the signs between names can take one name apart."""
_BRIEF: Final = 60
"""Characters of a date, number or the like."""
_EXACT: Final = 10**15
"""Excel keeps fifteen digits of a number."""
_SERIALS: Final = range(7_306, 109_575)
"""Days from 1920 to 2199 as Excel counts them."""


class Wrong(Exception):
    """A cell that cannot be read; a sentence for the person."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


FORMULA: Final = (
    "单元格里是公式，请改为数值（复制后“选择性粘贴—数值”）。",
    "The cell holds a formula; replace it by its value (paste special, values).",
)
FAULT: Final = ("单元格里是公式错误值，请改正。", "The cell shows an error of a formula; put it right.")


def typed(field: Zeren, cell: Cell, names: Names, book: Book, home: str) -> Any:
    """What would have been typed in the form; None where the cell is blank. Raises `Wrong`."""
    if cell.formula:
        raise Wrong(*FORMULA)
    if cell.fault:
        raise Wrong(*FAULT)
    if cell.blank:
        return None
    try:
        return _typed(field, cell.value, names, book, home)
    except Unknown as error:
        raise Wrong(error.zh, error.en) from error


def _typed(field: Zeren, value: Any, names: Names, book: Book, home: str) -> Any:
    match field:
        case Choice():
            return _code(field.enum, plain(value))
        case Choices():
            return _codes(field.enum, parts(value))
        case Ref() | Code():
            return names.found(field, plain(value), home)
        case Refs() | Codes():
            return _all_found(field, _named(value, field), names, home)
        case Day():
            return day(value, book)
        case Days():
            return "\n".join(day(one, book) for one in _pieces(value))
        case Numbers():
            return "\n".join(number(one) for one in _pieces(value))
        case Whole():
            return number(value)
        case Money() | Points():
            return amount(value)
        case Flag():
            return _flag(value)
        case Period():
            return period(value)
        case Lines():
            return plain(value)
        case Text():
            return _text(field, value)
    raise Wrong("这一栏不能从表格导入。", "This field cannot come from a sheet.")


def _all_found(field: Zeren, texts: Sequence[str], names: Names, home: str) -> list[str]:
    """All that a cell names; whatever is not found is told at once."""
    found, wrong = [], []
    for text in texts:
        try:
            found.append(names.found(field, text, home))
        except Unknown as error:
            wrong.append(error)
    if wrong:
        raise Wrong("".join(one.zh for one in wrong[:5]), " ".join(one.en for one in wrong[:5]))
    return found


def plain(value: Any) -> str:
    """A cell's value as text: numbers as they are seen, dates as dates."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip().strip("\u3000").strip()


def parts(value: Any) -> list[str]:
    """Several values of one cell: between 、 commas or on lines of their own."""
    return [one.strip() for one in _SEPARATORS.split(plain(value)) if one.strip()]


def _named(value: Any, field: Zeren) -> list[str]:
    """Several names. A citation may hold a comma of its own: clauses and records stand on lines."""
    text = plain(value)
    if isinstance(field, Codes) or "〔" in text:
        return [one for line in text.split("\n") for one in _numbered(line)]
    return parts(text)


def _numbered(line: str) -> list[str]:
    """Names on one line, where a number in 〔〕 ends one."""
    pieces = re.split(r"(?<=〕)[、,，;；\s]*", line)
    found: list[str] = []
    for piece in pieces:
        found += (
            [piece] if "〔" in piece and "《" in piece else _SEPARATORS.split(piece) if "《" not in piece else [piece]
        )
    return [one.strip() for one in found if one.strip()]


def _pieces(value: Any) -> Sequence[Any]:
    return parts(value) if isinstance(value, str) else [value]


def _folded(value: Any) -> str:
    """Text with full-width digits and signs as half-width ones, without blanks at the ends."""
    return unicodedata.normalize("NFKC", plain(value)).strip()


def _brief(value: Any) -> str:
    """The same of what has to be short; nothing long is looked at more closely."""
    text = _folded(value)
    if len(text) > _BRIEF:
        raise Wrong(f"“{text[:20]}……”太长，这一栏只填日期、数字或简短内容。", f"{text[:20]!r} and so on is too long.")
    return text


def day(value: Any, book: Book) -> str:
    """A day as the form takes it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | time | timedelta):
        raise _no_day(value)
    text = _brief(value)
    if match := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            raise Wrong(f"没有“{plain(value)[:20]}”这一天，请核对。", f"There is no day {plain(value)[:20]}.") from None
    if re.fullmatch(r"\d{4,6}(\.0+)?", text) and int(float(text)) in _SERIALS:
        found = book.day(float(text))
        if found is not None:
            return found.isoformat()
    raise _no_day(value)


def _no_day(value: Any) -> Wrong:
    said = plain(value)[:20]
    return Wrong(
        f"“{said}”不是能确定的日期，请写明年月日，如 2026-03-05 或 2026年3月5日。",
        f"{said!r} is no certain date; write year, month and day, such as 2026-03-05.",
    )


def number(value: Any) -> str:
    """A whole number as the form takes it."""
    text = _brief(value).replace(",", "")
    text = re.sub(r"\s*[个人次名件项年月季度半天]+$", "", text)
    if re.fullmatch(r"-?\d+(\.0+)?", text):
        return text.partition(".")[0]
    raise Wrong(f"“{plain(value)[:20]}”不是整数。", f"{plain(value)[:20]!r} is no whole number.")


def amount(value: Any) -> str:
    """An amount in yuan, or points, as the form takes them."""
    text = _brief(value).replace(",", "").removeprefix("¥").removeprefix("￥").removesuffix("元").removesuffix("分")
    try:
        exact = Decimal(text.strip())
    except ArithmeticError:
        exact = Decimal("NaN")
    if not exact.is_finite() or abs(exact) >= _EXACT:
        raise Wrong(f"“{plain(value)[:20]}”不是数字。", f"{plain(value)[:20]!r} is no number.")
    # What a sheet reckoned carries a tail of the sixteenth digit; it was meant as it is seen.
    rounded = round(exact, 2)
    if isinstance(value, float) and abs(exact - rounded) < Decimal("1e-7"):
        exact = rounded
    return f"{exact.normalize():f}"


def period(value: Any) -> str:
    """A year, half-year, quarter or month as the form takes it."""
    if isinstance(value, datetime | date):
        return f"{value.year:04d}-{value.month:02d}"
    text = _brief(value).replace(" ", "").removesuffix("度") if "季度" not in plain(value) else _brief(value)
    if re.fullmatch(r"\d{4}年?", text):
        return text[:4]
    if match := re.fullmatch(r"(\d{4})年?(上半年|下半年)", text):
        return f"{match[1]}-{_HALF[match[2]]}"
    if match := re.fullmatch(r"(\d{4})年?第?([一二三四1-4])季度", text):
        return f"{match[1]}-Q{_QUARTERS.get(match[2], match[2])}"
    if match := re.fullmatch(r"(\d{4})[年./-](\d{1,2})月?", text):
        return f"{match[1]}-{int(match[2]):02d}"
    return text


def _flag(value: Any) -> str:
    text = _brief(value).casefold()
    if text in _YES:
        return "yes"
    if text in _NO:
        return "no"
    raise Wrong(f"“{plain(value)[:20]}”请填“是”或“否”。", f"{plain(value)[:20]!r}: write 是 (yes) or 否 (no).")


def _text(field: Text, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _EXACT:
        raise Wrong(
            "数字超过15位，Excel 已丢失末尾几位。请把单元格设为“文本”后重新填写。",
            "Excel keeps fifteen digits of a number; set the cell to text and type it again.",
        )
    text = plain(value)
    if field.lines == 1 and isinstance(value, str):
        # A line break within a short text comes from the width of a column.
        text = "".join(line.strip() for line in text.split("\n"))
    return unicodedata.normalize("NFKC", text) if field.phone else text


@cache
def _labels(enum: type[StrEnum]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code in enum:
        for text in (*code_label(code), code.value):
            found.setdefault(_folded(text).casefold(), code.value)
    return found


def _code(enum: type[StrEnum], text: str) -> str:
    found = _labels(enum).get(_folded(text).casefold())
    if found is None:
        some = "、".join(code_label(one)[0] for one in list(enum)[:12])
        raise Wrong(
            f"“{text[:20]}”不在可选范围内，请从列表中选择：{some}。", f"{text[:20]!r} is not on the list: {some}."
        )
    return found


def _codes(enum: type[StrEnum], texts: Sequence[str]) -> list[str]:
    """Several codes. A name may hold the very sign that stands between names: the longest that is one is meant."""
    found: list[str] = []
    at = 0
    while at < len(texts):
        ends = (
            end for end in range(len(texts), at, -1) if _folded("、".join(texts[at:end])).casefold() in _labels(enum)
        )
        end = next(ends, at + 1)
        found.append(_code(enum, "、".join(texts[at:end])))
        at = end
    return found


# --- into a sheet ----------------------------------------------------------------------


def kind_of(field: Zeren) -> Kind:
    """How a column of this field is written."""
    match field:
        case Day():
            return Kind.DAY
        case Money():
            return Kind.MONEY
        case Points():
            return Kind.DECIMAL
        case Whole():
            return Kind.WHOLE
        case Lines() | Refs() | Codes():
            return Kind.LONG
        case Text(lines=lines) if lines > 1:
            return Kind.LONG
    return Kind.TEXT


def shown(field: Zeren, value: Any, names: Names, home: str) -> Value:
    """What a sheet shows of a value as the form would hold it."""
    if value in (None, "", [], ()):
        return "否" if isinstance(field, Flag) else None
    match field:
        case Choice():
            return code_label(field.enum(value))[0]
        case Choices():
            return "、".join(code_label(field.enum(one))[0] for one in value)
        case Ref() | Code():
            return names.text(field, value, home)
        case Refs() | Codes():
            texts = [names.text(field, one, home) for one in value]
            return "\n".join(texts) if any("〔" in one or "《" in one for one in texts) else "、".join(texts)
        case Day():
            return date.fromisoformat(value)
        case Flag():
            return "是" if value in ("yes", True) else "否"
        case Money():
            return fen_of(str(value))
        case Points():
            return Decimal(str(value))
        case Whole():
            return int(value)
        case Numbers():
            return str(value).replace("\n", "、")
    return str(value)
