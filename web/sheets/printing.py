"""How a sheet prints: on A4, across or going on beside; what stands in the margins; rows as tall as their text."""

import re
from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from web.language import Language

_MARGIN: Final = 250
"""Characters of a header or footer, with its marks: Excel calls files broken that have more than 255."""
_READABLE: Final = 250
"""Places across a page laid sideways: with more the print would be too small, and a list goes on beside."""
LINE: Final = 17
"""Points."""
TALLEST: Final = 405
"""Points: Excel has no taller row."""


def on_paper(sheet: Any, width: float, *, landscape: bool) -> None:
    """Fit the columns to the paper. This has to be said before the first row."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    pages = max(1, ceil(width / (_READABLE if landscape else _READABLE * 0.65)))
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    if pages > 1:
        sheet.print_title_cols = "A:A"


def margins(sheet: Any, title: str, header: str, footer: tuple[str, str], language: Language) -> None:
    """What stands above and below each printed page."""
    room = sheet.page_margins
    room.left = room.right = 0.5
    room.top = room.bottom = 0.8
    room.header = room.footer = 0.35
    sheet.print_options.horizontalCentered = True
    pages = "第 &P 页，共 &N 页" if language == "zh" else "Page &P of &N"
    half = (_MARGIN - len(pages)) // 2
    sheet.oddHeader.left.text = _fitted(title, _MARGIN // 3)
    sheet.oddHeader.right.text = _fitted(header, _MARGIN // 2)
    sheet.oddFooter.left.text = _fitted(footer[0], half - 20)
    sheet.oddFooter.center.text = pages
    sheet.oddFooter.right.text = _fitted(footer[1], half - 20)
    for part in (sheet.oddHeader.left, sheet.oddHeader.right, sheet.oddFooter.left, sheet.oddFooter.right):
        part.size = 9


def _fitted(text: str, most: int) -> str:
    """Text for a margin: an ampersand is a mark there, and stands twice where it is meant."""
    short = " ".join(clean(text).replace("[", "(").replace("]", ")").split())
    while len(marked := short.replace("&", "&&")) > most:
        short = short.removesuffix("…")[:-1] + "…"
    return marked


def lines_of(row: Sequence[object], widths: Sequence[float]) -> int:
    """How many lines a row needs. Not every program reckons that itself when it opens a file."""
    most = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) * 2 > width - 1 or "\n" in value):
            most = max(most, sum(max(1, ceil(_wide(part) / (width - 1))) for part in value.split("\n")))
    return most


def _wide(text: str) -> float:
    """About how wide a text is: a Chinese character takes two places, and three bytes."""
    return (len(text) + len(text.encode("utf-8", "replace"))) / 2


def clean(text: str) -> str:
    """Text without characters that XML cannot hold."""
    return _UNWRITABLE.sub("�", text)


_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
