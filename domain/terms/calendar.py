"""Words of a working calendar 工作日历."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import calendar
from domain.terms.common import Label

KIND: Final[Label] = ("工作日历", "Working calendar")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    calendar.CalendarPublished: ("登记节假日安排", "Calendar recorded"),
    calendar.CalendarCorrected: ("更正节假日安排", "Calendar corrected"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    calendar.PublishCalendar: ("登记年度节假日安排", "Record calendar of a year"),
    calendar.CorrectCalendar: ("更正节假日安排", "Correct calendar"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "calendar": ("工作日历", "Working calendar"),
    "holidays": ("放假日期", "Holidays"),
    "published": ("节假日安排", "Calendar"),
    "workdays": ("调休上班日期", "Working weekends"),
}

_CALENDAR: Final = {
    "organisation": ("登记单位", "Entered by"),
    "year": ("年度", "Year"),
    "source": ("依据文件", "Document"),
    "occurred_on": ("公布日期", "Date published"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    calendar.CalendarPublished: _CALENDAR,
    calendar.PublishCalendar: _CALENDAR,
    calendar.CorrectCalendar: _CALENDAR,
}
