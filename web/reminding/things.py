"""Things: what is due for one account, each with a key of its own, and how near its day is in working days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from domain.calendar import State as CalendarState
from domain.identity import calendar_of
from domain.kernel import record
from domain.rule import Grain
from domain.terms import Label
from domain.workdays import YearCalendar, after_workdays, is_workday, years_touched
from ledger.execution import state_of
from ledger.port import Ledger
from web.asking import Clocks, asking
from web.following import offers
from web.registers.agenda import Span, owed_by, owed_in
from web.registers.owing import DUES, SORTS, WINDOW, Owing
from web.viewer import viewer

MOST_AHEAD: Final = 20
"""Working days ahead that one can ask for at most."""


class Scope(StrEnum):
    """What one wants to know about."""

    OWN = "own"
    """What the person owes."""
    OFFICE = "office"
    """What the organisation owes."""
    BELOW = "below"
    """What the organisation owes, and all below it."""


SCOPES: Final[Mapping[Scope, Label]] = {
    Scope.OWN: ("本人的事项", "What I owe"),
    Scope.OFFICE: ("本组织的事项", "What my organisation owes"),
    Scope.BELOW: ("本组织和下级的事项", "What my organisation owes, and all below it"),
}


class Stage(StrEnum):
    """How near the day is; each is told once."""

    AHEAD = "ahead"
    """Within the days that were asked for."""
    LAST = "last"
    """No working day is left after this one."""
    OVER = "over"
    """The day has passed."""


@record
class Due:
    """Something that is due, as it is told outside of the pages: without names of persons."""

    key: str
    """SHA-256: the same as long as it is the same thing."""
    owing: Owing
    sort: Label
    what: Label


def scopes() -> list[Scope]:
    """Of the scopes those that the viewer has: nobody owes anything where no person is linked."""
    return [scope for scope in Scope if scope is not Scope.OWN or viewer().person]


def due_within(scope: Scope, when: Clocks, days: int) -> list[Due]:
    """What is past its day or due within so many days, the oldest first."""
    span = Span(first=when.as_of, until=when.as_of + timedelta(days=days), month="", days=days)
    root, person = viewer().organisation, viewer().person
    if scope is Scope.OWN:
        rows = owed_by(person, when, span) if person else []
    else:
        bodies = tuple(asking().tree(when.as_of, when.known_at).ids(root)) if scope is Scope.BELOW else (root,)
        rows = owed_in(root, bodies or (root,), when, span)
    return _told(rows, when)


def _told(rows: Sequence[Owing], when: Clocks) -> list[Due]:
    asks = {one.asked: one.said for one in offers([row.asked for row in rows if row.asked is not None], when)}
    asking().learn(row.organisation for row in rows)
    return [
        Due(
            key=key_of(row),
            owing=row,
            sort=SORTS[row.sort],
            what=row.what if row.asked is None else asks[row.asked],
        )
        for row in rows
    ]


def key_of(row: Owing) -> str:
    """What makes it this thing and no other. Its day belongs to it only where no entry of its own moves it."""
    if row.sort == WINDOW:
        whose = row.persons if row.grain == Grain.PERSON.value else ()
        parts = (row.organisation, row.policy, row.clause, row.window, row.due_on.isoformat(), *whose)
    else:
        asked = () if row.asked is None else (row.asked.command, row.asked.key)
        year = dict(row.begun).get("year", "")
        moved = row.due_on.isoformat() if row.sort == DUES or row.asked is not None else ""
        parts = (row.ref, year, moved, *asked)
    return sha256("\0".join((row.sort, *parts)).encode()).hexdigest()


# --- working days -------------------------------------------------------------------------


@record
class Workdays:
    """The working days round a day, by the calendars on record."""

    today: date
    calendars: Mapping[int, YearCalendar]

    @property
    def open(self) -> bool:
        """Whether the office works on that day."""
        return is_workday(self.today, self.calendars.get(self.today.year))

    def ahead(self, days: int) -> date:
        """The last day that is to be told of, where one asked for so many working days."""
        return after_workdays(self.today, days, self.calendars).day

    def stage(self, due_on: date, days: int) -> Stage | None:
        """How near a day is; None: not near enough to be told."""
        if due_on < self.today:
            return Stage.OVER
        if due_on < self.ahead(1):
            return Stage.LAST
        # What falls on days off after the last day asked about is told before them, not after.
        return Stage.AHEAD if due_on < self.ahead(days + 1) else None


def workdays(ledger: Ledger, today: date) -> Workdays:
    """By the calendars of the years that may be touched."""
    found: dict[int, YearCalendar] = {}
    for year in years_touched(today, MOST_AHEAD + 1):
        state = state_of(ledger, calendar_of(year))
        if isinstance(state, CalendarState):
            found[year] = state.published
    return Workdays(today=today, calendars=found)
