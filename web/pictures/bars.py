"""Bars: parts of a whole beside each other, a line of words above each. Widths are shares of the page, so that words
keep their size on a narrow screen and on paper."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from domain.kernel import record
from web.pictures.marks import AREAS, INK, areas
from web.pictures.svg import element, link, number, percent, picture, text, title

_WORDS, _HIGH, _BETWEEN = 20, 18, 12
ROW: Final = _WORDS + _HIGH + _BETWEEN


@record
class Part:
    """One sort in a bar."""

    sort: str
    """By which pattern it is filled."""
    count: int
    said: str
    url: str = ""


@record
class Bar:
    """A bar with its line of words."""

    name: str
    said: str
    """At the end of the line."""
    url: str
    parts: tuple[Part, ...]
    mark: float | None = None
    """Where the bar should have come to, in the same units."""
    mark_said: str = ""


def bars(rows: Sequence[Bar], *, label: str, whole: int = 0) -> Markup:
    """Bars below each other; ``whole``: for what the full width stands (0: the longest bar, -1: each for itself)."""
    longest = max((sum(part.count for part in row.parts) for row in rows), default=0)
    used = {part.sort for row in rows for part in row.parts if part.count}
    high = len(rows) * ROW + 2
    lines = [_bar(place, row, whole or longest) for place, row in enumerate(rows)]
    defs = areas(sort for sort in AREAS if sort in used)
    return picture(label, defs, *lines, width="100%", height=high, class_="bars")


def _bar(place: int, row: Bar, whole: int) -> Markup:
    top = place * ROW
    if whole < 0:
        whole = sum(part.count for part in row.parts)
    y = top + _WORDS
    found = [
        link(row.url, text(row.name, 0, top + 15), class_="name" if row.url else None),
        text(row.said, "100%", top + 15, text_anchor="end"),
    ]
    # The bar stands on a line as long as the whole, so that what is missing is seen.
    found.append(element("rect", x=0, y=y, width="100%", height=_HIGH, class_="whole"))
    at = 0
    for part in row.parts:
        if part.count:
            found.append(_part(part, at, whole, y))
            at += part.count
    if row.mark is not None:
        found.append(_mark(row, whole, y))
    return element("g", *found, role="group", aria_label=row.name)


def _part(part: Part, at: int, whole: int, y: int) -> Markup:
    area = element(
        "rect",
        x=percent(at, whole),
        y=y,
        width=percent(part.count, whole),
        height=_HIGH,
        fill=f"url(#p-{part.sort})",
        stroke=INK,
    )
    return link(part.url, title(part.said), area)


def _mark(row: Bar, whole: int, y: int) -> Markup:
    x = percent(row.mark or 0, whole)
    line = element("line", x1=x, y1=y - 4, x2=x, y2=y + _HIGH + 4, class_="should")
    return element("g", title(f"{row.mark_said} {number(row.mark)}"), line)
