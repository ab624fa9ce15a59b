"""Working calendar 工作日历: the holidays and make-up working days of a year, as published.

Statutory holidays and the Saturdays and Sundays that are worked for them are published year by year; no regulation of
this house lays them down. Deadlines in working days are counted by them (`domain.workdays`).

Rules
1. A year has one calendar, of days of that year; it names the document that lays it down.
2. The document was published by the day of recording. A calendar without holidays is none.
3. A day is a holiday or a make-up working day, not both; only Saturdays and Sundays are made up. No day stands twice.
4. What was written down wrongly, or was laid down anew during the year, is corrected by adding. A calendar that
   changes moves no deadline that was issued: orders keep the day they were given.
"""

from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from domain.kernel import Refused, record, refuse_repeat, require_past, require_reason, require_text

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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of the calendar of one year."""

    organisation: str
    published: CalendarPublished
    stands_at: int = 1
    """Version of the entry that now says how the year is worked."""
    stage: str = "published"
    version: int = 1


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, CalendarPublished):
        return State(organisation=event.organisation, published=event)
    assert state is not None, "a calendar begins with being published"
    match event:
        case CalendarCorrected():
            version = state.version + 1
            return replace(state, published=event.published, stands_at=version, version=version)
        case _:
            assert_never(event)


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

# --- decisions -------------------------------------------------------------------

_SATURDAY: Final = 5


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case PublishCalendar():
            if state is not None:
                raise Refused(
                    "exists",
                    zh=f"{command.year}年的节假日安排已经登记过，如有变动请更正。",
                    en=f"The calendar of {command.year} is already on record; correct it where it changed.",
                    field="year",
                )
            return [_published(command, command.organisation, command.year, today)]
        case CorrectCalendar():
            if state is None:
                raise Refused("unknown", zh="没有找到这一年的节假日安排。", en="There is no calendar of this year.")
            published = _published(command, state.organisation, state.published.year, today)
            if published == state.published:
                return []
            reason = require_reason(command.reason)
            return [CalendarCorrected(corrects=state.stands_at, published=published, reason=reason)]
        case _:
            assert_never(command)


def _published(
    command: PublishCalendar | CorrectCalendar, organisation: str, year: int, today: date
) -> CalendarPublished:
    day = require_past(command.occurred_on, today, "occurred_on", label=("公布日期", "Date published"))
    if not command.holidays:
        raise Refused(
            "holidays_missing",
            zh="请填写放假日期。",
            en="Give the days that are holidays.",
            field="holidays",
        )
    _require_days(command.holidays, "holidays", year)
    _require_days(command.workdays, "workdays", year)
    if both := sorted(set(command.holidays) & set(command.workdays)):
        raise Refused(
            "holiday_and_workday",
            zh=f"{both[0].isoformat()}不能既放假又上班。",
            en=f"{both[0].isoformat()} cannot be both a holiday and a working day.",
            field="workdays",
        )
    if weekdays := sorted(day for day in command.workdays if day.weekday() < _SATURDAY):
        raise Refused(
            "not_a_weekend",
            zh=f"{weekdays[0].isoformat()}是周一至周五，不是调休上班日。",
            en=f"{weekdays[0].isoformat()} is a weekday; only Saturdays and Sundays are made up.",
            field="workdays",
        )
    return CalendarPublished(
        organisation=organisation,
        year=year,
        source=require_text(command.source, "source", label=("依据文件", "Document")),
        occurred_on=day,
        holidays=tuple(sorted(command.holidays)),
        workdays=tuple(sorted(command.workdays)),
    )


def _require_days(days: tuple[date, ...], field: str, year: int) -> None:
    label = ("放假日期", "Holidays") if field == "holidays" else ("调休上班日期", "Working weekends")
    refuse_repeat((day.isoformat() for day in days), field, label=label)
    if others := sorted(day for day in days if day.year != year):
        raise Refused(
            "another_year",
            zh=f"{others[0].isoformat()}不在{year}年内，请登记在当年的安排中。",
            en=f"{others[0].isoformat()} is not a day of {year}; enter it in the calendar of its year.",
            field=field,
        )
