"""Timeline of a record 时间线: each entry on a line of its own, from the day on which it happened to the day on which
it was recorded. What was recorded late shows by its length and in words; corrections and voids have own marks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from domain.kernel import record
from web.pictures.svg import element, link, percent, picture, text, title
from web.saying import day as said_day

ROW: Final = 44
_TOP: Final = 26
_EDGE: Final = 2.5
"""Percent left free on either side, for marks that stand on the first and the last day."""


@record
class Step:
    """An entry."""

    number: int
    occurred_on: date | None
    recorded_on: date
    said: str
    """What happened."""
    note: str
    """Late, a correction of which entry, a void."""
    sort: str
    """``correction``, ``void`` or ``""``."""
    late: bool
    url: str


def timeline(steps: Sequence[Step], *, label: str, occurred: str, recorded: str) -> Markup:
    """Entries from top to bottom, days from left to right."""
    days = [day for step in steps for day in (step.occurred_on, step.recorded_on) if day is not None]
    first, last = (min(days), max(days)) if days else (date(2000, 1, 1), date(2000, 1, 1))
    high = _TOP + len(steps) * ROW + 4
    found = [*_grid(first, last, high)]
    found += [_step(place, step, first, last, occurred, recorded) for place, step in enumerate(steps)]
    return picture(label, *found, width="100%", height=high, class_="timeline")


def _x(day: date, first: date, last: date) -> str:
    span = (last - first).days
    share = (day - first).days / span if span else 0.5
    return percent(_EDGE + share * (100 - 2 * _EDGE), 100)


def _grid(first: date, last: date, high: int) -> list[Markup]:
    """The first and the last day, and beginnings of months or years between."""
    found = []
    marked = _beginnings(first, last)
    for day in marked:
        x = _x(day, first, last)
        found.append(element("line", x1=x, y1=_TOP - 8, x2=x, y2=high, class_="grid"))
    edges = [(first, "0", "start"), (last, "100%", "end")] if first != last else [(first, "50%", "middle")]
    for day, x, anchor in edges:
        found.append(text(said_day(day), x, 13, text_anchor=anchor, class_="tiny"))
    return found


def _beginnings(first: date, last: date) -> list[date]:
    span = (last - first).days
    months = 1 if span < 420 else 12
    day, found = first.replace(day=1) if months == 1 else date(first.year, 1, 1), []
    while day <= last:
        if day > first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1) if months == 1 else date(day.year + 1, 1, 1)
    return found


def _step(place: int, step: Step, first: date, last: date, occurred: str, recorded: str) -> Markup:
    top = _TOP + place * ROW
    y = top + 32
    end = _x(step.recorded_on, first, last)
    strip = element("rect", x=0, y=top, width="100%", height=ROW - 2, class_="strip-of-step")
    found = [strip, text(f"{step.number}　{step.said}", 4, top + 17)]
    if step.note:
        found.append(text(step.note, "99.5%", top + 17, text_anchor="end", class_=f"note {_way(step)}"))
    track = element("line", x1=f"{_EDGE}%", y1=y, x2=f"{100 - _EDGE}%", y2=y, class_="track")
    found.append(track)
    if step.occurred_on is not None:
        begin = _x(step.occurred_on, first, last)
        found.append(element("line", x1=begin, y1=y, x2=end, y2=y, class_="span late" if step.late else "span"))
        tip = title(f"{occurred} {said_day(step.occurred_on)}")
        disc = element("circle", tip, cx=begin, cy=y, r=6, class_="occurred")
        found.append(disc)
    found.append(_recorded(end, y, step, f"{recorded} {said_day(step.recorded_on)}"))
    return link(step.url, *found)


def _way(step: Step) -> str:
    return step.sort or ("late" if step.late else "")


_SHAPES: Final = {"": "M-5-5h10v10h-10z", "correction": "M0-7L7 0L0 7L-7 0z", "void": "M-5-5L5 5M5-5L-5 5"}


def _recorded(x: str, y: int, step: Step, said: str) -> Markup:
    """A square; a diamond for a correction; a cross for a void."""
    shape = element("path", d=_SHAPES[step.sort], class_=f"recorded {step.sort}".rstrip())
    return element("svg", title(said), shape, x=x, y=y, overflow="visible")
