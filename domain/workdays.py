"""Working days 工作日: which day is reached after so many, by the calendars on record."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final, Protocol

from domain.kernel import record

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5


class YearCalendar(Protocol):
    """What is counted by: the days of a year that are not as the week would have them."""

    @property
    def holidays(self) -> Collection[date]:
        """Days off, whatever day of the week they are."""
        ...

    @property
    def workdays(self) -> Collection[date]:
        """Saturdays and Sundays that are worked."""
        ...


@record
class Reached:
    """The day that was reached."""

    day: date
    by_calendar: bool
    """Every year that was passed through has its calendar on record; otherwise weekdays stood in for it."""


def after_workdays(first: date, days: int, calendars: Mapping[int, YearCalendar]) -> Reached:
    """The ``days``-th working day after ``first``, which itself is not counted.

    A year without a calendar is counted from Monday to Friday.
    """
    day, by_calendar = first, True
    while days:
        day += ONE_DAY
        by_calendar = by_calendar and day.year in calendars
        days -= is_workday(day, calendars.get(day.year))
    return Reached(day=day, by_calendar=by_calendar)


def is_workday(day: date, calendar: YearCalendar | None) -> bool:
    """Whether the day is worked: by the calendar where it says so, else Monday to Friday."""
    if calendar is not None and day in calendar.holidays:
        return False
    return day.weekday() < SATURDAY or (calendar is not None and day in calendar.workdays)


def years_touched(first: date, days: int) -> tuple[int, ...]:
    """Years in which that day, or one before it, may lie, however many holidays there are.

    A week has five working days; fourteen days for each ten, and three months for the holidays, are ample.
    """
    last = min(first.toordinal() + days * 7 // 5 + 92, date.max.toordinal())
    return tuple(range(first.year, date.fromordinal(last).year + 1))
