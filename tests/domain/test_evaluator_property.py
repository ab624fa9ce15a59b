"""Whatever the order in which an office writes its facts down, the year's statuses come out the same."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from logbook import DEPUTY, SECRETARY, TOWN, done, established, held, submitted, town, visited

from domain.evaluator import all_statuses
from domain.reading import World
from domain.rule import Light, Status

NEW_YEAR = date(2025, 1, 1)
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
WHO = st.sampled_from([SECRETARY, DEPUTY])
FACTS = st.lists(
    st.one_of(
        st.builds(held, DAYS, body=st.sampled_from(["committee", "leading_group"]), chair=WHO),
        st.builds(
            lambda day, who, act: done(day, act, performers=(who,)),
            DAYS,
            WHO,
            st.sampled_from(["research_report", "inspection", "party_lecture"]),
        ),
        st.builds(submitted, DAYS, period=st.sampled_from(["2023", "2024", "2024-H1"])),
        st.builds(established, DAYS, WHO, rating=st.sampled_from(["", "weak"])),
    ),
    max_size=8,
)
PREFIX = {"MeetingHeld": "meeting", "WorkRecorded": "work", "ReportSubmitted": "report"}


def statuses(events: list[tuple[int, Any]], delay: int) -> list[Status]:
    """The statuses of the year where the events are written down in this order, each after the same delay."""
    book = town()
    for number, event in events:
        stream = f"{PREFIX.get(type(event).__name__, 'point')}-{number}"
        book.add(stream, event, event.occurred_on + timedelta(days=delay))
        if stream.startswith("point"):
            book.add(stream, visited(event.occurred_on, event.owner), event.occurred_on + timedelta(days=delay))
    return all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)


def without_log(status: Status) -> Status:
    """The status without where in the log its facts stand and when they were entered."""
    return status._replace(
        counted=tuple(
            sorted((c._replace(position=0, entered_late_days=0) for c in status.counted), key=lambda c: c.ref)
        ),
        passed=tuple(sorted((p._replace(position=0) for p in status.passed), key=lambda p: p.ref)),
        findings=tuple(f for f in status.findings if f != "entered_late"),
    )


@settings(max_examples=60, deadline=None)
@given(FACTS, st.randoms(use_true_random=False), st.integers(0, 40))
def test_the_order_of_recording_changes_no_status(events: list[Any], random: Any, delay: int) -> None:
    numbered = list(enumerate(events))
    shuffled = numbered.copy()
    random.shuffle(shuffled)
    before, after = statuses(numbered, 0), statuses(shuffled, delay)
    assert [without_log(s) for s in before] == [without_log(s) for s in after]


@settings(max_examples=60, deadline=None)
@given(FACTS)
def test_what_counts_adds_up(events: list[Any]) -> None:
    for status in statuses(list(enumerate(events)), 0):
        assert {c.ref for c in status.counted}.isdisjoint(p.ref for p in status.passed)
        assert status.opens <= status.closes
        assert status.days_over >= 0
        if status.light in (Light.MET, Light.MET_LATE):
            assert status.minimum is not None
            assert status.count >= status.minimum
        if status.light in (Light.MISSED, Light.DUE, Light.SHORT):
            assert status.minimum is not None
            assert status.count < status.minimum
