"""Sentences on working calendars 工作日历."""

from collections.abc import Mapping
from typing import Final

from domain import calendar
from web.sentences.telling import Tell, Telling, corrected, count


def _published(w: Telling, e: calendar.CalendarPublished) -> str:
    made_up = w.t(f"、调休上班{len(e.workdays)}天", f", {count(len(e.workdays), 'working weekend day')}")
    return w.t(
        f"{w.name(e.organisation)}登记{e.year}年节假日安排{w.quote(e.source)}（{w.day(e.occurred_on)}公布）："
        f"放假{len(e.holidays)}天{made_up}",
        f"{w.name(e.organisation)} recorded the calendar of {e.year} ({w.quote(e.source)}, published on"
        f" {w.day(e.occurred_on)}): {count(len(e.holidays), 'holiday')}{made_up}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    calendar.CalendarPublished: _published,
    calendar.CalendarCorrected: corrected("节假日安排", "the calendar"),
}
"""Event -> how it is told."""
