"""What a page rests on: entries of its record, of its organisations, those that name its person.

What an entry out of reach says of a record or person is left out, as in their trails; so is what was recorded before
the page's own record began.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

from flask import request

from domain.identity import calendar_of, certificate_of, is_stream_id, kind_of, member_of
from projections import appraisals, directory, status, trail
from projections.trail import Line, Touch
from web.asking import asking, clocks
from web.services import Services, services
from web.viewer import viewer


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


class _Since:
    """Of those, the ones since a record is there: before it the page itself is not."""

    def __init__(self, changes: Changes, first: int) -> None:
        self._changes = changes
        self._first = first

    def after(self, position: int) -> Line | None:
        return self._changes.after(max(position, self._first - 1))

    def before(self, position: int) -> Line | None:
        found = self._changes.before(position)
        return found if found is not None and found.position >= self._first else None

    def counted(self, bounds: Sequence[int]) -> Sequence[int]:
        return self._changes.counted([max(bound, self._first - 1) for bound in bounds])


def _since(record: str, changes: Changes) -> Changes:
    """From the first entry of a record on."""
    return _Since(changes, _begun(record))


def _begun(record: str) -> int:
    """Where a record begins; 0 where there is none."""
    return min((line.position for line in trail.of_record(asking().reading, record, limit=_MOST)), default=0)


def _of_record(stream: str) -> Changes:
    return _narrow(trail.of_record(asking().reading, stream, limit=_MOST), {stream})


def _of_person(person: str, begins: str = "") -> Changes:
    """Where the page is there only since a record has begun, what was known of the person before is left out."""
    own = {person, member_of(person)}
    lines = trail.of_person(asking().reading, person, limit=_MOST)
    lines += trail.of_record(asking().reading, member_of(person), limit=_MOST)
    since = _begun(begins)
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


def _duty(changes: Changes) -> Changes:
    """Of a page about one duty: from the first document on that holds it."""
    asked, policy = (request.args.get(name, "").strip() for name in ("clause", "policy"))
    holding = {id for id, clause in status.clauses(asking().reading, None) if clause == asked and policy in ("", id)}
    return _Since(changes, min(map(_begun, holding))) if holding else changes


def _subtree() -> Changes:
    root = _root()
    return _duty(_of_organisations([root] if request.args.get("below") in ("0", "false") else _below(root)))


def _records() -> Changes:
    root = _root()
    return _of_organisations(_below(root) if request.args.get("below") == "1" else [root])


def _list() -> Changes:
    state = asking().standing.state(_said("stream"))
    organisations = [state.organisation] if state is not None else []
    return _since(_said("stream"), _of_organisations(organisations, _said("stream")))


def _round(named: str = "round") -> Changes:
    found = appraisals.sheets_in(asking().reading, [_said(named)], date.max, None)
    sheets = (one.stream for some in found.values() for one in some)
    return _since(_said(named), _of_organisations([], _said(named), *sheets))


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
    return _since(found.stream, _of_organisations([found.organisation], found.stream, found.appraisal))


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
PAGES: Final[Mapping[str, Callable[[], Changes | None]]] = {
    **dict.fromkeys(_SUBTREES, _subtree),
    "organisations.tree": lambda: _of_organisations(_below(viewer().organisation)),
    "policies.listing": lambda: _of_organisations(_below(viewer().organisation)),
    "board.duty": lambda: _duty(_of_organisations([_said("organisation")])),
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


def changes_shown() -> Changes | None:
    """Those of the page that is being made. None: it rests on no entries that could be told."""
    make = PAGES.get(request.endpoint or "")
    return make() if make is not None else None
