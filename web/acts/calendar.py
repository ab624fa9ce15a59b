"""Acts on working calendars 工作日历."""

from typing import Final

from domain import calendar
from web.acts.row import Act, standing

ACTS: Final = (
    Act(command=calendar.PublishCalendar, begins=True),
    Act(command=calendar.CorrectCalendar, prefill=standing("published")),
)
