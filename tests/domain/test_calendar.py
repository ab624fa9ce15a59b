"""Working calendar, and days counted by it."""

from datetime import date, timedelta
from typing import ClassVar

import pytest
from deciding import TODAY, fold, refusal, replaced
from hypothesis import given as every
from hypothesis import strategies as st

from domain import calendar
from domain.workdays import after_workdays, is_workday, years_touched

DISTRICT = "org-00000000000000000001"
LABOUR_DAY = tuple(date(2024, 5, 1) + timedelta(days=n) for n in range(5))
PUBLISH = calendar.PublishCalendar(
    organisation=DISTRICT,
    year=2024,
    source="国务院办公厅关于2024年部分节假日安排的通知",
    occurred_on=date(2023, 10, 25),
    holidays=LABOUR_DAY,
    workdays=(date(2024, 4, 28), date(2024, 5, 11)),
)
PUBLISHED = calendar.CalendarPublished(**{k: getattr(PUBLISH, k) for k in PUBLISH.__dataclass_fields__})
CORRECT = calendar.CorrectCalendar(
    calendar="calendar-2024",
    **{k: getattr(PUBLISH, k) for k in PUBLISH.__dataclass_fields__ if k not in ("organisation", "year")},
    reason="漏填",
)


def decide(state: calendar.State | None, command: calendar.Command) -> list[calendar.Event]:
    return calendar.decide(state, command, today=TODAY)


def given(*events: calendar.Event) -> calendar.State | None:
    return fold(calendar.evolve, *events)


class TestAYearHasOneCalendar:
    def test_published_before_the_year(self) -> None:
        assert decide(None, replaced(PUBLISH, holidays=LABOUR_DAY[::-1])) == [PUBLISHED]

    def test_once(self) -> None:
        assert refusal(decide, given(PUBLISHED), PUBLISH).code == "exists"

    def test_names_its_source(self) -> None:
        assert refusal(decide, None, replaced(PUBLISH, source=" ")).field == "source"

    @pytest.mark.parametrize("field", ["holidays", "workdays"])
    def test_days_of_its_year(self, field: str) -> None:
        refused = refusal(decide, None, replaced(PUBLISH, **{field: (date(2025, 1, 4),)}))
        assert (refused.code, refused.field) == ("another_year", field)

    def test_not_before_it_is_published(self) -> None:
        assert refusal(decide, None, replaced(PUBLISH, occurred_on=date(2025, 2, 1))).code == "future_date"

    def test_with_holidays(self) -> None:
        assert refusal(decide, None, replaced(PUBLISH, holidays=())).code == "holidays_missing"


class TestADayIsOneThing:
    def test_not_both(self) -> None:
        refused = refusal(decide, None, replaced(PUBLISH, workdays=(date(2024, 5, 4),)))
        assert (refused.code, refused.field) == ("holiday_and_workday", "workdays")

    def test_weekdays_are_not_made_up(self) -> None:
        assert refusal(decide, None, replaced(PUBLISH, workdays=(date(2024, 5, 13),))).code == "not_a_weekend"

    @pytest.mark.parametrize("field", ["holidays", "workdays"])
    def test_not_twice(self, field: str) -> None:
        day = getattr(PUBLISH, field)[0]
        refused = refusal(decide, None, replaced(PUBLISH, **{field: (day, day)}))
        assert (refused.code, refused.field) == ("repeated", field)


class TestCorrected:
    def test_by_adding(self) -> None:
        (event,) = decide(given(PUBLISHED), replaced(CORRECT, workdays=()))
        assert event == calendar.CalendarCorrected(
            corrects=1, published=replaced(PUBLISHED, workdays=()), reason="漏填"
        )
        (again,) = decide(given(PUBLISHED, event), CORRECT)
        assert isinstance(again, calendar.CalendarCorrected)
        assert again.corrects == 2

    def test_nothing_to_correct(self) -> None:
        assert decide(given(PUBLISHED), CORRECT) == []

    def test_of_no_year(self) -> None:
        assert refusal(decide, None, CORRECT).code == "unknown"


class TestWorkingDays:
    calendars: ClassVar = {2024: PUBLISHED}

    def test_holidays_are_skipped_and_made_up(self) -> None:
        # Mon 29 April .. : 28 April (Sunday) is worked, 1 to 5 May are holidays, 11 May (Saturday) is worked.
        reached = after_workdays(date(2024, 4, 26), 3, self.calendars)
        assert (reached.day, reached.by_calendar) == (date(2024, 4, 30), True)
        assert after_workdays(date(2024, 4, 26), 4, self.calendars).day == date(2024, 5, 6)
        assert after_workdays(date(2024, 5, 10), 1, self.calendars).day == date(2024, 5, 11)

    def test_the_day_of_the_order_is_not_counted(self) -> None:
        assert after_workdays(date(2024, 3, 4), 1, self.calendars).day == date(2024, 3, 5)

    def test_a_year_without_calendar_is_counted_by_weekdays(self) -> None:
        reached = after_workdays(date(2024, 4, 26), 3, {})
        assert (reached.day, reached.by_calendar) == (date(2024, 5, 1), False)

    def test_only_years_passed_through_matter(self) -> None:
        assert after_workdays(date(2024, 12, 27), 2, self.calendars).by_calendar
        assert not after_workdays(date(2024, 12, 27), 3, self.calendars).by_calendar

    @every(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.integers(1, 250),
        st.sets(st.integers(0, 364), max_size=40),
    )
    def test_it_ends_on_a_working_day_with_so_many_passed(self, first: date, days: int, off: set[int]) -> None:
        holidays = tuple(date(first.year, 1, 1) + timedelta(days=n) for n in sorted(off))
        calendars = {first.year: replaced(PUBLISHED, year=first.year, holidays=holidays, workdays=())}
        last = after_workdays(first, days, calendars).day
        passed = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
        assert sum(is_workday(day, calendars.get(day.year)) for day in passed) == days
        assert is_workday(last, calendars.get(last.year))
        assert last.year in years_touched(first, days)
