"""Working calendar 工作日历: the holidays and make-up working days of a year, as published.

Rules
1. (to be written)
"""

from datetime import date
from typing import TypeAlias

from domain.kernel import record

# --- events ----------------------------------------------------------------------


@record
class CalendarPublished:
    """The holidays of a year were published 登记节假日安排."""

    organisation: str
    """Who entered it."""
    year: int
    source: str
    """Document that lays it down."""
    occurred_on: date
    holidays: tuple[date, ...]
    workdays: tuple[date, ...] = ()
    """Saturdays and Sundays that are worked."""


@record
class CalendarCorrected:
    """It was written down wrongly; ``published`` is how it should read 更正节假日安排."""

    corrects: int
    published: CalendarPublished
    reason: str


Event: TypeAlias = CalendarPublished | CalendarCorrected

# --- commands --------------------------------------------------------------------


@record
class PublishCalendar:
    """Record the holidays of a year 登记年度节假日安排."""

    organisation: str
    """Who entered it."""
    year: int
    source: str
    """Document that lays it down."""
    occurred_on: date
    holidays: tuple[date, ...]
    workdays: tuple[date, ...] = ()
    """Saturdays and Sundays that are worked."""


@record
class CorrectCalendar:
    """Correct it 更正节假日安排."""

    calendar: str
    source: str
    """Document that lays it down."""
    occurred_on: date
    holidays: tuple[date, ...]
    reason: str
    workdays: tuple[date, ...] = ()
    """Saturdays and Sundays that are worked."""


Command: TypeAlias = PublishCalendar | CorrectCalendar
