"""A year against the calendar 年度进度: month by month what falls due and how it stands, and the two lines: what should
be done by the end of each month, and what of it is."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from markupsafe import Markup

from domain.kernel import record
from web.pictures.marks import AREAS, INK, areas
from web.pictures.svg import element, link, percent, picture, text, title

_HIGH, _TOP, _FOOT = 190, 26, 44
DONE, LATE, MISSED, VACANT, OPEN = "met", "met_late", "missed", "unassigned", "due"
SORTS: Final = (DONE, LATE, MISSED, VACANT, OPEN)
"""How a window stands, from the foot of the column up."""


@record
class Month:
    """What falls due in a month, by how it stands."""

    name: str
    counts: tuple[int, ...]
    """In the order of `SORTS`."""
    said: tuple[str, ...]
    """The same in words."""
    url: str

    @property
    def due(self) -> int:
        """All that falls due."""
        return sum(self.counts)

    @property
    def done(self) -> int:
        """What of it is done, in time or not."""
        return self.counts[0] + self.counts[1]


def columns(months: Sequence[Month], *, label: str) -> Markup:
    """A column for each month, as high as what falls due in it."""
    most = max((month.due for month in months), default=0)
    used = {sort for month in months for sort, count in zip(SORTS, month.counts, strict=True) if count}
    parts = [_column(place, len(months), month, most) for place, month in enumerate(months)]
    ground = element("line", x1=0, y1=_HIGH, x2="100%", y2=_HIGH, stroke=INK)
    defs = areas(sort for sort in AREAS if sort in used)
    return picture(label, defs, *parts, ground, width="100%", height=_HIGH + _FOOT, class_="columns-of-year")


def _column(place: int, of: int, month: Month, most: int) -> Markup:
    found = []
    foot = float(_HIGH)
    for sort, count, said in zip(SORTS, month.counts, month.said, strict=True):
        if count:
            high = (_HIGH - _TOP) * count / most
            foot -= high
            area = element(
                "rect",
                x=percent(place + 0.16, of),
                y=foot,
                width=percent(0.68, of),
                height=high,
                fill=f"url(#p-{sort})",
                stroke=INK,
            )
            found.append(element("g", title(said), area))
    middle = percent(place + 0.5, of)
    if month.due:
        found.append(text(f"{month.done}/{month.due}", middle, foot - 6, text_anchor="middle", class_="tiny"))
    name = text(month.name, middle, _HIGH + 18, text_anchor="middle")
    return element("g", *found, link(month.url, name), role="group", aria_label=month.name)


def lines(months: Sequence[Month], *, label: str, today: float | None, words: tuple[str, str, str]) -> Markup:
    """What should be done by the end of each month, and what of it is, up to the month of ``today`` (0 to 12)."""
    should = [0, *accumulate(month.due for month in months)]
    done = [0, *accumulate(month.done for month in months)]
    whole, of = should[-1], len(months)
    shown = of if today is None else min(of, int(today) + 1)
    found: list[Markup] = []
    for share in (0.25, 0.5, 0.75, 1):
        y = _y(share * whole, whole)
        found.append(element("line", x1=0, y1=y, x2="100%", y2=y, class_="grid"))
        found.append(text(f"{round(share * whole)}", 2, y - 3, class_="tiny soft"))
    for name, values, upto in (("should", should, of), ("done", done, shown)):
        for place, (before, after) in enumerate(pairwise(values[: upto + 1])):
            ends = {"x1": percent(place, of), "x2": percent(place + 1, of)}
            found.append(element("line", **ends, y1=_y(before, whole), y2=_y(after, whole), class_=f"line-{name}"))
    found += [_point("should", place, should[place], whole, of, words[0]) for place in range(1, of + 1)]
    found += [_point("done", place, done[place], whole, of, words[1]) for place in range(1, shown + 1)]
    if today is not None and 0 < today < of:
        x = percent(today, of)
        found.append(element("line", x1=x, y1=_TOP - 8, x2=x, y2=_HIGH, class_="today"))
        found.append(text(words[2], x, _TOP - 12, text_anchor="end" if today > of / 2 else "start"))
    found.append(element("line", x1=0, y1=_HIGH, x2="100%", y2=_HIGH, stroke=INK))
    for place, month in enumerate(months):
        found.append(text(month.name, percent(place + 0.5, of), _HIGH + 18, text_anchor="middle"))
    return picture(label, *found, width="100%", height=_HIGH + 28, class_="lines-of-year")


def _y(value: float, whole: int) -> float:
    return _HIGH - (_HIGH - _TOP) * value / (whole or 1)


def _point(name: str, place: int, value: int, whole: int, of: int, word: str) -> Markup:
    """A square on the line of what should be, a disc on the line of what is."""
    x, y = percent(place, of), _y(value, whole)
    said = title(f"{word} {value}")
    if name == "done":
        return element("circle", said, cx=x, cy=y, r=4, class_="point-done")
    # A square of lengths in pixels about a point in shares: a picture of its own, moved there.
    square = element("rect", x=-3.5, y=-3.5, width=7, height=7, class_="point-should")
    return element("svg", said, square, x=x, y=y, overflow="visible")


__all__ = ["DONE", "LATE", "MISSED", "OPEN", "SORTS", "VACANT", "Month", "columns", "lines"]
