"""Lines of working calendars."""

from typing import Final

from domain import calendar
from projections.lines.line import Plain, Values, said


def _published(event: calendar.CalendarPublished) -> Values:
    return said(
        stage="issued",
        on=event.occurred_on,
        organisation=event.organisation,
        title=event.source,
        period=str(event.year),
    )


_LINES: Final = Plain(
    "calendar",
    opens={calendar.CalendarPublished: _published},
    corrected={calendar.CalendarCorrected: "published"},
    stages={},
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
