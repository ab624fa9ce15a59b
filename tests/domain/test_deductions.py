"""Deductions: what an indicator takes off, from the evaluator's statuses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deductions import cited, deductions
from domain.periods import bounds
from domain.rule import Counted, Light, Status
from domain.sheet import Deduction

CLAUSE = "shunde2015-main-quarterly"
A, B = "person-a", "person-b"


def status(
    window: str,
    light: Light,
    *,
    clause: str = CLAUSE,
    person: str | None = None,
    holders: tuple[str, ...] = (),
    counted: tuple[tuple[str, date], ...] = (),
) -> Status:
    opens, closes = (date.min, date.max) if window == "standing" else bounds(window)
    return Status(
        clause=clause,
        policy="policy-1",
        organisation="org-1",
        person=person,
        window=window,
        opens=opens,
        closes=closes,
        due=closes,
        light=light,
        count=len(counted),
        minimum=1,
        holders=holders,
        days_over=0,
        findings=(),
        counted=tuple(Counted(ref=ref, occurred_on=day, position=1) for ref, day in counted),
        passed=(),
    )


YEAR = [
    status("2024-Q1", Light.MET, counted=(("meeting-2", date(2024, 3, 2)), ("meeting-1", date(2024, 1, 5)))),
    status("2024-Q2", Light.MET_LATE),
    status("2024-Q3", Light.MISSED),
    status("2024-Q4", Light.DUE),
    status("2024", Light.MISSED, clause="another"),
    status("2023-Q4", Light.MISSED),
]


def test_one_for_each_missed_window() -> None:
    assert deductions(YEAR, clause=CLAUSE, period="2024", points=50) == (
        Deduction(clause=CLAUSE, window="2024-Q3", points=50),
    )


def test_late_where_the_indicator_says_so() -> None:
    found = deductions(YEAR, clause=CLAUSE, period="2024", points=50, late=True)
    assert [one.window for one in found] == ["2024-Q2", "2024-Q3"]


def test_only_windows_of_the_period() -> None:
    assert [one.window for one in deductions(YEAR, clause=CLAUSE, period="2023", points=5)] == ["2023-Q4"]
    assert deductions(YEAR, clause=CLAUSE, period="2024-H1", points=5) == ()


def test_one_of_two_years_belongs_to_the_year_it_ends_in() -> None:
    two = [status("2023-2024", Light.MISSED)]
    assert deductions(two, clause=CLAUSE, period="2024", points=5)
    assert not deductions(two, clause=CLAUSE, period="2023", points=5)


def test_a_standing_number_has_no_window() -> None:
    assert deductions([status("standing", Light.SHORT)], clause=CLAUSE, period="2024", points=5) == ()


@pytest.mark.parametrize(("clause", "points"), [("", 50), (CLAUSE, 0)])
def test_none_where_scored_by_hand(clause: str, points: int) -> None:
    assert deductions(YEAR, clause=clause, period="2024", points=points) == ()


def test_a_window_that_two_persons_missed_is_one_for_the_organisation() -> None:
    both = [status("2024-05", Light.MISSED, person=A), status("2024-05", Light.MISSED, person=B)]
    assert len(deductions(both, clause=CLAUSE, period="2024", points=5)) == 1


def test_a_person_answers_for_the_own_windows_and_those_of_the_post_held() -> None:
    rows = [
        status("2024-01", Light.MISSED, person=B),
        status("2024-02", Light.MISSED, holders=(A,)),
        status("2024-03", Light.MISSED, holders=(B,)),
        status("2024-04", Light.MISSED, person=A),
    ]
    found = deductions(rows, clause=CLAUSE, period="2024", points=5, person=A)
    assert [one.window for one in found] == ["2024-02", "2024-04"]


def test_what_counted_is_what_a_score_rests_on() -> None:
    assert cited(YEAR, clause=CLAUSE, period="2024") == ("meeting-1", "meeting-2")
    assert cited(YEAR, clause=CLAUSE, period="2023") == ()


@given(st.permutations(YEAR), st.booleans())
def test_the_order_of_the_statuses_does_not_matter(rows: list[Status], late: bool) -> None:
    again = deductions(rows, clause=CLAUSE, period="2024", points=5, late=late)
    assert again == deductions(YEAR, clause=CLAUSE, period="2024", points=5, late=late)
