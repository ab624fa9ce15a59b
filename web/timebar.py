"""Time bar 时间轴: from the page as it stands to the entries that made it so, one change or one month at a time.

What a page shows rests on entries (`web.changes`). The bar steps *known at* from one of them to the next, counts them
month by month, and says where the two clocks stand.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

from flask import request, url_for

from domain.kernel import record
from projections import trail
from projections.trail import Line
from web.asking import Clocks, asking
from web.changes import Changes, changes_shown
from web.comparing.addresses import compared_as
from web.services import LOCAL, Services, services

HEIGHT: Final = 24
"""Of the bar of a month in which most was recorded."""


@record
class Month:
    """One month of the strip."""

    number: int
    entries: int
    height: int
    """Of its bar, up to `HEIGHT`."""
    url: str
    """Both clocks to its last day; empty where it is still to come."""
    known: bool
    """Whether the clock of what was known stands in it."""
    stands: bool
    """Whether the day asked about lies in it."""


@record
class Bar:
    """The strip of a page."""

    year: int
    months: tuple[Month, ...]
    total: int
    at: Line | None
    """The last change that the page shows."""
    previous: Line | None
    following: Line | None
    first: Line | None
    urls: Mapping[str, str]
    """Addresses by name; what leads nowhere is missing."""


def timebar(when: Clocks, keep: Mapping[str, Any]) -> Bar | None:
    """The bar of the page that is being made; ``keep``: its own parameters. None: it has none."""
    changes = changes_shown()
    if changes is None:
        return None
    head = asking().reading.positions[trail.NAME]
    position = head if when.known_at is None else min(when.known_at, head)
    at = changes.before(position + 1)
    previous = changes.before(at.position) if at is not None else None
    following = changes.after(position) if position < head else None
    first = changes.after(0)
    day = _known_day(when, position)
    months = _months(changes, first, when, day, keep)
    return Bar(
        year=day.year,
        months=months,
        total=sum(one.entries for one in months),
        at=at,
        previous=previous,
        following=following,
        first=first if first is not None and at is not None and first.position < at.position else None,
        urls=_urls(when, keep, day, first, previous, following, at),
    )


def _known_day(when: Clocks, position: int) -> date:
    """The day on which the clock of what was known stands."""
    if when.known_at is None:
        return when.today
    if when.known_on is not None:
        return when.known_on
    there = trail.at(asking().reading, (position,))
    return there[0].recorded_at.astimezone(LOCAL).date() if there else when.today


def _months(
    changes: Changes, first: Line | None, when: Clocks, day: date, keep: Mapping[str, Any]
) -> tuple[Month, ...]:
    year = day.year
    ends = [_end(year, month) for month in range(1, 13)]
    there = [end for end in ends if end.replace(day=1) <= when.today]
    # Before the first entry there was nothing to look at.
    opens = when.today if first is None else first.recorded_at.astimezone(LOCAL).date()
    entries = list(changes.counted([_position_on(day) for day in (date(year - 1, 12, 31), *there)])) if there else []
    entries += [0] * (12 - len(entries))
    most = max(entries)
    return tuple(
        Month(
            number=number,
            entries=count,
            height=max(2, round(HEIGHT * count / most)) if count else 0,
            url=_there(keep, *_both(end, when)) if end in there and end >= opens else "",
            known=end.month == day.month,
            stands=(end.year, end.month) == (when.as_of.year, when.as_of.month),
        )
        for number, (end, count) in enumerate(zip(ends, entries, strict=True), 1)
    )


def _end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _position_on(day: date) -> int:
    """Log position at the end of a day."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=LOCAL) - timedelta(microseconds=1)
    of = services()
    if day >= of.today():
        return of.ledger.head().position
    kept = _ENDS.setdefault(of, {})
    if day not in kept:
        kept[day] = of.ledger.position_at(end)
    return kept[day]


_ENDS: Final[WeakKeyDictionary[Services, dict[date, int]]] = WeakKeyDictionary()
"""Where the log stood at the end of days that are over."""


def _both(day: date, when: Clocks) -> tuple[str, str]:
    """Both clocks to a day; none of them beyond today."""
    return ("", "") if day >= when.today else (day.isoformat(), day.isoformat())


def _there(keep: Mapping[str, Any], as_of: str, known_at: str) -> str:
    """This page with its clocks set."""
    kept = {name: value for name, value in keep.items() if value not in ("", None)}
    said = {**(request.view_args or {}), **kept, "as_of": as_of or None, "known_at": known_at or None}
    return url_for(request.endpoint or "", **said)


def _urls(
    when: Clocks,
    keep: Mapping[str, Any],
    day: date,
    first: Line | None,
    previous: Line | None,
    following: Line | None,
    at: Line | None,
) -> Mapping[str, str]:
    as_of = "" if when.as_of == when.today else when.as_of.isoformat()
    found = {
        name: _there(keep, as_of, str(line.position))
        for name, line in (("first", first), ("previous", previous), ("following", following))
        if line is not None
    }
    found["now"] = _there(keep, "", "")
    if when.as_of != day:
        known = when.parameters().get("known_at", "")
        found["together"] = _there(keep, day.isoformat(), known)
    if day.year < when.today.year:
        found["later"] = _there(keep, *_both(date(day.year + 1, 12, 31), when))
    if first is not None and first.recorded_at.astimezone(LOCAL).year < day.year:
        found["earlier"] = _there(keep, *_both(date(day.year - 1, 12, 31), when))
    found.update(_comparisons(when, at))
    return found


def _comparisons(when: Clocks, at: Line | None) -> Mapping[str, str]:
    """What is asked here, then and now side by side; and what the last change did."""
    asked = compared_as(request.endpoint or "", request.view_args or {}, request.args)
    if asked is None:
        return {}
    found = {}
    here = when.parameters()
    if not when.present:
        found["with_now"] = url_for("compare.page", **asked, as_of_a=here.get("as_of"), known_a=here.get("known_at"))
    if at is not None:
        found["last"] = url_for(
            "compare.page",
            **asked,
            as_of_a=here.get("as_of"),
            known_a=at.position - 1,
            as_of_b=here.get("as_of"),
            known_b=at.position,
        )
    return found
