"""Time bar 时间轴: from the page as it stands to the entries that made it so, one change or one month at a time.

What a page shows rests on entries: those of its record, of its organisations, those that name its person. The bar
steps *known at* from one of them to the next, counts them month by month, and says where the two clocks stand. What an
entry out of reach says of a record or person is left out, as in their trails.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

from flask import request, url_for

from domain.identity import calendar_of, certificate_of, is_stream_id, kind_of, member_of
from domain.kernel import record
from projections import appraisals, directory, trail
from projections.trail import Line, Touch
from web.asking import Clocks, asking, clocks
from web.comparing.addresses import compared_as
from web.services import LOCAL, Services, services
from web.viewer import viewer

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


# --- what a page rests on -------------------------------------------------------------


class Changes(Protocol):
    """The entries on which a page rests."""

    def after(self, position: int) -> Line | None:
        """The first of them after a position."""
        ...

    def before(self, position: int) -> Line | None:
        """The last of them before a position."""
        ...

    def counted(self, bounds: Sequence[int]) -> Sequence[int]:
        """How many lie between each position and the next."""
        ...


class _Narrow:
    """Few entries, each of which was looked at."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._positions = [line.position for line in lines]

    def after(self, position: int) -> Line | None:
        number = bisect_right(self._positions, position)
        return self._lines[number] if number < len(self._lines) else None

    def before(self, position: int) -> Line | None:
        number = bisect_left(self._positions, position)
        return self._lines[number - 1] if number else None

    def counted(self, bounds: Sequence[int]) -> Sequence[int]:
        return [b - a for a, b in pairwise(bisect_right(self._positions, bound) for bound in bounds)]


class _Wide:
    """Entries of many organisations, asked for by index."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    def after(self, position: int) -> Line | None:
        return trail.next_after(asking().reading, self._touch, position)

    def before(self, position: int) -> Line | None:
        return trail.last_before(asking().reading, self._touch, position)

    def counted(self, bounds: Sequence[int]) -> Sequence[int]:
        """Months that are over keep their numbers: of the present year only the last is counted anew."""
        *over, last = pairwise(bounds)
        kept = _COUNTED.setdefault(services(), {})
        if len(kept) > _KEPT_COUNTS:
            kept.clear()
        key = (self._touch, tuple(bounds[:-1]))
        if (counts := kept.get(key)) is None:
            counts = tuple(trail.counted(asking().reading, self._touch, bounds[:-1])) if over else ()
            if (asking().reached or 0) >= bounds[-2]:  # a standby may not have come so far
                kept[key] = counts
        return [*counts, *trail.counted(asking().reading, self._touch, last)]


_COUNTED: Final[WeakKeyDictionary[Services, dict[Any, tuple[int, ...]]]] = WeakKeyDictionary()
_KEPT_COUNTS: Final = 200
_MOST: Final = 10_000
"""Entries of one record or person that are looked at; who has more is shown the latest."""


def _of_record(stream: str) -> Changes:
    return _narrow(trail.of_record(asking().reading, stream, limit=_MOST), {stream})


def _of_person(person: str, begins: str = "") -> Changes:
    """Where the page is there only since a record has begun, what was known of the person before is left out."""
    own = {person, member_of(person)}
    lines = trail.of_person(asking().reading, person, limit=_MOST)
    lines += trail.of_record(asking().reading, member_of(person), limit=_MOST)
    since = min((line.position for line in trail.of_record(asking().reading, begins, limit=_MOST)), default=0)
    return _narrow([line for line in lines if line.position >= since], own)


def _narrow(lines: Sequence[Line], own: set[str]) -> Changes:
    reaches = asking().reaches
    seen = {
        line.position: line
        for line in lines
        if not line.name.startswith("account.") and (line.stream in own or reaches(line.on_behalf_of))
    }
    return _Narrow([seen[position] for position in sorted(seen)])


def _of_organisations(organisations: Sequence[str], *streams: str) -> Changes:
    """Of organisations; with the documents and calendars by which they are judged."""
    rules = {one.id for one in directory.policies(asking().reading)}
    years = {calendar_of(clocks().as_of.year + one) for one in (-1, 0, 1)}
    return _Wide(Touch(streams=frozenset({*rules, *years, *streams}), organisations=frozenset(organisations)))


def _below(root: str) -> list[str]:
    when = clocks()
    return asking().tree(when.as_of, when.known_at).ids(root) or [root]


def _root() -> str:
    return request.args.get("organisation", "").strip() or viewer().organisation


def _subtree() -> Changes:
    root = _root()
    return _of_organisations([root] if request.args.get("below") in ("0", "false") else _below(root))


def _records() -> Changes:
    root = _root()
    return _of_organisations(_below(root) if request.args.get("below") == "1" else [root])


def _list() -> Changes:
    state = asking().standing.state(_said("stream"))
    return _of_organisations([state.organisation] if state is not None else [], _said("stream"))


def _round(named: str = "round") -> Changes:
    found = appraisals.sheets_in(asking().reading, [_said(named)], date.max, None)
    return _of_organisations([], _said(named), *(one.stream for sheets in found.values() for one in sheets))


def _paper() -> Changes:
    """What the page of the record rests on: the paper says the same."""
    match kind_of(_said("stream")):
        case "responsibility":
            return _list()
        case "sheet":
            return _sheet()
        case "appraisal":
            return _round("stream")
    return _of_record(_said("stream"))


def _yearly() -> Changes:
    root = _said("organisation")
    return _of_organisations([root] if request.args.get("below") in ("0", "false") else _below(root))


def _sheet() -> Changes:
    found = appraisals.sheet_of(asking().reading, _said("stream"), None)
    if found is None:
        return _of_record(_said("stream"))
    return _of_organisations([found.organisation], found.stream, found.appraisal)


def _trail() -> Changes | None:
    if subject := request.args.get("record", "").strip():
        return _of_record(subject) if is_stream_id(subject) and kind_of(subject) != "account" else None
    if subject := request.args.get("organisation", "").strip():
        return _of_organisations([subject])
    if subject := request.args.get("person", "").strip():
        return _of_person(subject)
    return None


def _said(name: str) -> str:
    return str((request.view_args or {}).get(name, ""))


_SUBTREES: Final = (
    *("board.board", "rectifications.register", "inspections.register", "reports.show", "asks.register"),
    *("floating.listing", "education.listing", "members.listing", "receptions.listing", "receptions.commitments"),
    *("dues.listing", "appraisals.listing", "cases.listing", "measures.listing", "due.register"),
    *("statistics.register", "people.listing", "supposing.page", "advice.register"),
    *("pictures.index", "pictures.board", "pictures.progress", "pictures.ages", "pictures.trends", "pictures.tree"),
)
_PAGES: Final[Mapping[str, Callable[[], Changes | None]]] = {
    **dict.fromkeys(_SUBTREES, _subtree),
    "organisations.tree": lambda: _of_organisations(_below(viewer().organisation)),
    "policies.listing": lambda: _of_organisations(_below(viewer().organisation)),
    "board.duty": lambda: _of_organisations([_said("organisation")]),
    "organisations.show": lambda: _of_organisations([_said("organisation")]),
    "records.listing": _records,
    "records.show": lambda: _of_record(_said("stream")),
    "pictures.record_line": lambda: _of_record(_said("stream")),
    "policies.show": lambda: _of_record(_said("stream")),
    "lists.show": _list,
    "cases.show": lambda: _of_record(_said("case")),
    "appraisals.round": _round,
    "appraisals.show": _sheet,
    "people.show": lambda: _of_person(_said("person")),
    "floating.show": lambda: _of_person(_said("person"), certificate_of(_said("person"))),
    "education.show": lambda: _of_person(_said("person"), member_of(_said("person"))),
    "papers.show": _paper,
    "papers.yearly": _yearly,
    "trail.trail": _trail,
}
"""On what each page rests."""


# --- the bar ------------------------------------------------------------------------


def timebar(when: Clocks, keep: Mapping[str, Any]) -> Bar | None:
    """The bar of the page that is being made; ``keep``: its own parameters. None: it has none."""
    make = _PAGES.get(request.endpoint or "")
    changes = make() if make is not None else None
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
