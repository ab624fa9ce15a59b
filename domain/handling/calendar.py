"""Handling of commands on working calendars: one stream a year."""

from typing import Final

from domain import calendar
from domain.handling.row import ORGANISATION, names, rows
from domain.identity import calendar_of

ROWS: Final = rows(
    calendar,
    "calendar",
    {
        calendar.PublishCalendar: {
            "stream": lambda command: calendar_of(command.year),
            "existing": names(organisation=ORGANISATION),
        },
        calendar.CorrectCalendar: {},
    },
)
