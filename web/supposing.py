"""What if 推演: other rules, another calendar over the history on record; what pages and the command line share.

Only read: no event is written, and the answer says where the log ended before and after.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from domain.calendar import State as CalendarState
from domain.identity import calendar_of
from domain.kernel import Refused, record
from domain.rule import Counted, Status
from domain.supposing import Difference, Moved, Supposition, Turn, differences, moved
from domain.workdays import YearCalendar
from ledger.execution import state_of
from ledger.port import Ledger
from projections import rectifications, status
from projections.store import Reading

_YEARS_ROUND: Final = 1
"""Calendars of the year before and after matter too: limits cross the turn of the year."""


@record
class Calendar:
    """A calendar that somebody supposes."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@record
class Changed:
    """What would be otherwise at one organisation."""

    organisation: str
    difference: Difference

    @property
    def turn(self) -> Turn:
        """How it turns out."""
        return self.difference.turn

    @property
    def shown(self) -> Status:
        """The side that is there."""
        return self.difference.either

    @property
    def gained(self) -> tuple[Counted, ...]:
        """Facts that would count, and do not."""
        return _only(self.difference.after, self.difference.before)

    @property
    def lost(self) -> tuple[Counted, ...]:
        """Facts that count, and would not."""
        return _only(self.difference.before, self.difference.after)


def _only(one: Status | None, other: Status | None) -> tuple[Counted, ...]:
    there = {counted.ref for counted in other.counted} if other else set()
    return tuple(counted for counted in one.counted if counted.ref not in there) if one else ()


def changes(
    reading: Reading,
    organisations: Sequence[str],
    year: int,
    as_of: date,
    known_at: int | None,
    supposition: Supposition,
) -> Iterator[list[Changed]]:
    """What would be otherwise, organisation by organisation (a list for each, empty where nothing)."""
    policies = supposition.policies(status.policies(reading, known_at))
    for id, before, after in status.supposed(reading, organisations, year, as_of, known_at, policies):
        yield [Changed(organisation=id, difference=one) for one in differences(before, after)]


def limits_moved(
    reading: Reading,
    ledger: Ledger,
    organisations: Sequence[str],
    year: int,
    as_of: date,
    known_at: int | None,
    calendar: Calendar,
) -> list[Moved]:
    """Orders of these organisations whose limit would lie on another day, were this the calendar of the year."""
    calendars = {**_calendars(ledger, year), year: calendar}
    first, last = date(year, 1, 1), date(year, 12, 31)
    wanted = [
        *rectifications.open_on(reading, organisations, as_of, known_at),
        *rectifications.closed_between(reading, organisations, first, min(last, as_of), known_at),
    ]
    found: dict[str, Moved] = {}
    for one in wanted:
        stream = one.case.rectification
        entries = [each for each in ledger.stream(stream) if known_at is None or each.position <= known_at]
        if stream not in found and (what := moved(entries, calendars, as_of)) is not None:
            found[stream] = what
    return list(found.values())


def _calendars(ledger: Ledger, year: int) -> dict[int, YearCalendar]:
    """Calendars on record round a year."""
    found: dict[int, YearCalendar] = {}
    for each in range(year - _YEARS_ROUND, year + _YEARS_ROUND + 1):
        state = state_of(ledger, calendar_of(each))
        if isinstance(state, CalendarState):
            found[each] = state.published
    return found


def tally(changed: Iterable[Changed]) -> Mapping[Turn, int]:
    """How many turn out how."""
    counts = dict.fromkeys(Turn, 0)
    for one in changed:
        counts[one.turn] += 1
    return counts


def days_in(text: str, field: str) -> frozenset[date]:
    """Days as they are typed: 2025-10-01, several divided by blanks, commas or lines; 2025-10-01..2025-10-07 a row."""
    found: set[date] = set()
    for word in text.replace("，", " ").replace(",", " ").replace("、", " ").split():
        first, dots, last = word.partition("..")
        try:
            begin = date.fromisoformat(first)
            end = date.fromisoformat(last) if dots else begin
        except ValueError:
            raise Refused(
                "date",
                zh=f"“{word[:40]}”不是有效日期，请写成2025-10-01或2025-10-01..2025-10-07。",
                en=f"{word[:40]} is no day; write 2025-10-01 or 2025-10-01..2025-10-07.",
                field=field,
            ) from None
        if not 0 <= (end - begin).days <= 366:
            raise Refused(
                "date_range",
                zh=f"“{word[:40]}”的起止日期不对。",
                en=f"{word[:40]} does not run from an earlier to a later day of one year.",
                field=field,
            )
        found.update(date.fromordinal(number) for number in range(begin.toordinal(), end.toordinal() + 1))
    return frozenset(found)
