"""Rectification: the class is the rule, the method the case; and how an order stands on a day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import rectification
from domain.kernel import Entry
from domain.rectification import Category, Counting, Standing, Step
from domain.rectification_status import Case, case_after, standing_on
from domain.vocabulary import NAMES

CITY, DISTRICT, TOWNSHIP, BRANCH = (f"org-0000000000000000000{n}" for n in range(1, 5))
RECTIFICATION = "rectification-00000000000000000001"
LINES = {DISTRICT: frozenset((DISTRICT, CITY)), TOWNSHIP: frozenset((TOWNSHIP, DISTRICT, CITY))}


class MayDay:
    """A calendar of 2024 in which the first five days of May are off and the 11th is worked."""

    holidays = frozenset(date(2024, 5, n) for n in range(1, 6))
    workdays = frozenset((date(2024, 5, 11),))


ORDER = rectification.OrderRectification(
    rectification=RECTIFICATION,
    organisation=TOWNSHIP,
    ordered_by=DISTRICT,
    title="补开党建专题会",
    problem="第一季度未研究党建",
    category=Category.MEETING,
    occurred_on=date(2024, 4, 10),
    due_on=date(2024, 5, 10),
    source="inspection-00000000000000000001#1",
    responsible="person-head",
)
ORDERED = rectification.RectificationOrdered(
    **{k: getattr(ORDER, k) for k in ORDER.__dataclass_fields__ if k != "rectification"}, counted_by=Counting.DAY
)
EXTEND = rectification.ExtendRectification(
    rectification=RECTIFICATION,
    by=DISTRICT,
    occurred_on=date(2024, 5, 8),
    due_on=date(2024, 5, 31),
    reason="换届期间",
)
EXTENDED = rectification.RectificationExtended(
    by=DISTRICT, occurred_on=date(2024, 5, 8), due_on=date(2024, 5, 31), reason="换届期间"
)
REPORT = rectification.ReportRectification(
    rectification=RECTIFICATION, occurred_on=date(2024, 5, 9), reporter="person-clerk", text="已补开"
)
REPORTED = rectification.RectificationReported(occurred_on=date(2024, 5, 9), reporter="person-clerk", text="已补开")
VERIFY = rectification.VerifyRectification(
    rectification=RECTIFICATION, by=DISTRICT, verifier="person-inspector", occurred_on=date(2024, 5, 15)
)
VERIFIED = rectification.RectificationVerified(by=DISTRICT, verifier="person-inspector", occurred_on=date(2024, 5, 15))
REJECT = rectification.RejectRectification(
    rectification=RECTIFICATION,
    by=DISTRICT,
    verifier="person-inspector",
    occurred_on=date(2024, 5, 15),
    reason="没有会议记录",
)
REJECTED = rectification.RectificationRejected(
    by=DISTRICT, verifier="person-inspector", occurred_on=date(2024, 5, 15), reason="没有会议记录"
)
AGAIN = rectification.OrderRectificationAgain(
    rectification=RECTIFICATION,
    by=DISTRICT,
    occurred_on=date(2024, 5, 20),
    due_on=date(2024, 6, 20),
    reason="仍未解决",
)
ORDERED_AGAIN = rectification.RectificationOrderedAgain(
    by=DISTRICT,
    occurred_on=date(2024, 5, 20),
    due_on=date(2024, 6, 20),
    counted_by=Counting.DAY,
    reason="仍未解决",
)
CLOSE = rectification.CloseRectification(rectification=RECTIFICATION, by=DISTRICT, occurred_on=date(2024, 5, 16))
CLOSED = rectification.RectificationClosed(by=DISTRICT, occurred_on=date(2024, 5, 16))
VOID = rectification.VoidRectification(rectification=RECTIFICATION, by=DISTRICT, reason="重复登记")
VOIDED = rectification.RectificationVoided(by=DISTRICT, reason="重复登记")
CORRECT = rectification.CorrectRectification(
    by=DISTRICT,
    **{k: getattr(ORDER, k) for k in ORDER.__dataclass_fields__ if k != "organisation"},
    reason="登记有误",
)
MEND = rectification.CorrectRectificationStep(
    rectification=RECTIFICATION, by=DISTRICT, step=Step.REPORTED, occurred_on=date(2024, 5, 10), reason="日期有误"
)
BY_DISTRICT = [EXTEND, VERIFY, REJECT, AGAIN, CLOSE, CORRECT, VOID, replaced(MEND, step=Step.EXTENDED)]


def decide(
    state: rectification.State | None, command: rectification.Command, *, today: date = TODAY
) -> list[rectification.Event]:
    return rectification.decide(state, command, today=today, lines=LINES, calendars={2024: MayDay()})


def given(*events: rectification.Event) -> rectification.State | None:
    return fold(rectification.evolve, *events)


class TestAnOrderHasALimit:
    def test_a_day(self) -> None:
        assert decide(None, ORDER) == [ORDERED]

    def test_none(self) -> None:
        refused = refusal(decide, None, replaced(ORDER, due_on=None))
        assert (refused.code, refused.field, refused.clause) == ("due_missing", "due_on", "c2006-resp 四¶2")

    def test_both(self) -> None:
        refused = refusal(decide, None, replaced(ORDER, working_days=10))
        assert (refused.code, refused.field) == ("due_twice", "working_days")

    def test_before_the_order(self) -> None:
        refused = refusal(decide, None, replaced(ORDER, due_on=date(2024, 4, 9)))
        assert (refused.code, refused.field) == ("due_before_order", "due_on")

    def test_at_once(self) -> None:
        assert decide(None, replaced(ORDER, due_on=date(2024, 4, 10)))

    def test_ordered_in_the_future(self) -> None:
        command = replaced(ORDER, occurred_on=date(2025, 1, 2), due_on=date(2025, 2, 1))
        assert refusal(decide, None, command).code == "future_date"

    def test_once(self) -> None:
        assert refusal(decide, given(ORDERED), ORDER).code == "exists"

    @pytest.mark.parametrize("field", ["title", "problem"])
    def test_says_what(self, field: str) -> None:
        assert refusal(decide, None, replaced(ORDER, **{field: " "})).field == field


class TestWorkingDays:
    def test_by_the_calendar(self) -> None:
        (event,) = decide(None, replaced(ORDER, occurred_on=date(2024, 4, 29), due_on=None, working_days=7))
        assert isinstance(event, rectification.RectificationOrdered)
        assert (event.due_on, event.counted_by, event.working_days) == (date(2024, 5, 11), Counting.CALENDAR, 7)

    def test_a_year_without_calendar(self) -> None:
        (event,) = decide(None, replaced(ORDER, occurred_on=date(2023, 12, 27), due_on=None, working_days=4))
        assert isinstance(event, rectification.RectificationOrdered)
        assert (event.due_on, event.counted_by) == (date(2024, 1, 2), Counting.WEEKDAYS)

    @pytest.mark.parametrize("days", [0, -1, 251])
    def test_how_many(self, days: int) -> None:
        refused = refusal(decide, None, replaced(ORDER, due_on=None, working_days=days))
        assert (refused.code, refused.field) == ("working_days_range", "working_days")

    def test_ordered_again(self) -> None:
        (event,) = decide(given(ORDERED, REPORTED, REJECTED), replaced(AGAIN, due_on=None, working_days=5))
        assert isinstance(event, rectification.RectificationOrderedAgain)
        assert (event.due_on, event.counted_by) == (date(2024, 5, 27), Counting.CALENDAR)

    def test_a_changed_calendar_moves_no_issued_limit(self) -> None:
        counted = replaced(ORDERED, working_days=7, due_on=date(2024, 4, 19), counted_by=Counting.WEEKDAYS)
        said = replaced(CORRECT, due_on=None, working_days=7, title="补开会议")
        (event,) = decide(given(counted), said)
        assert isinstance(event, rectification.RectificationCorrected)
        assert (event.ordered.due_on, event.ordered.counted_by) == (date(2024, 4, 19), Counting.WEEKDAYS)


class TestTheSuperiorOrders:
    def test_not_itself(self) -> None:
        refused = refusal(decide, None, replaced(ORDER, ordered_by=TOWNSHIP))
        assert (refused.code, refused.field, refused.clause) == ("orders_superior", "ordered_by", "c2006-resp 四¶2")

    def test_not_its_superior(self) -> None:
        refused = refusal(decide, None, replaced(ORDER, organisation=DISTRICT, ordered_by=TOWNSHIP))
        assert refused.code == "orders_superior"


class TestOnlyTheOrderingSide:
    @pytest.mark.parametrize("command", BY_DISTRICT, ids=lambda command: type(command).__name__)
    @pytest.mark.parametrize("by", [TOWNSHIP, BRANCH])
    def test_nobody_else(self, command: Any, by: str) -> None:
        state = given(ORDERED, EXTENDED, REPORTED)
        refused = refusal(decide, state, replaced(command, by=by))
        assert (refused.code, refused.field, refused.clause) == ("not_ordering_side", "by", "c2006-resp 四¶2")

    def test_nor_the_rectifying_one_though_it_stands_above_since(self) -> None:
        lines = {DISTRICT: frozenset((DISTRICT, TOWNSHIP))}
        with pytest.raises(rectification.Refused, match="not_ordering_side"):
            rectification.decide(given(ORDERED), replaced(EXTEND, by=TOWNSHIP), today=TODAY, lines=lines)

    def test_one_above_it(self) -> None:
        assert decide(given(ORDERED), replaced(EXTEND, by=CITY)) == [replaced(EXTENDED, by=CITY)]

    def test_parties(self) -> None:
        state = given(ORDERED)
        assert state is not None
        assert state.parties == (TOWNSHIP, DISTRICT)


class TestExtendedBeforeItRanOut:
    def test_in_time(self) -> None:
        assert decide(given(ORDERED), EXTEND) == [EXTENDED]
        assert decide(given(ORDERED), replaced(EXTEND, occurred_on=date(2024, 5, 10)))

    def test_too_late(self) -> None:
        refused = refusal(decide, given(ORDERED), replaced(EXTEND, occurred_on=date(2024, 5, 11)))
        assert (refused.code, refused.field, refused.clause) == ("limit_over", "occurred_on", "c2006-resp 四¶2")

    def test_the_limit_that_holds(self) -> None:
        later = replaced(EXTEND, occurred_on=date(2024, 5, 20), due_on=date(2024, 6, 10))
        assert decide(given(ORDERED, EXTENDED), later)
        assert refusal(decide, given(ORDERED), later).code == "limit_over"

    def test_to_a_later_day(self) -> None:
        refused = refusal(decide, given(ORDERED), replaced(EXTEND, due_on=date(2024, 5, 10)))
        assert (refused.code, refused.field) == ("not_later", "due_on")

    def test_not_while_it_waits_to_be_verified(self) -> None:
        late = replaced(EXTEND, occurred_on=date(2024, 5, 10))
        assert refusal(decide, given(ORDERED, REPORTED), late).code == "not_running"

    def test_says_why(self) -> None:
        assert refusal(decide, given(ORDERED), replaced(EXTEND, reason="")).field == "reason"


class TestReported:
    @pytest.mark.parametrize("before", [[], [REPORTED, REJECTED], [REPORTED, REJECTED, ORDERED_AGAIN]])
    def test_while_it_has_to_be_put_right(self, before: list[rectification.Event]) -> None:
        command = replaced(REPORT, occurred_on=date(2024, 6, 1))
        assert decide(given(ORDERED, *before), command) == [replaced(REPORTED, occurred_on=date(2024, 6, 1))]

    @pytest.mark.parametrize("before", [[REPORTED], [REPORTED, VERIFIED], [REPORTED, VERIFIED, CLOSED]])
    def test_not_otherwise(self, before: list[rectification.Event]) -> None:
        assert refusal(decide, given(ORDERED, *before), REPORT).code == "not_running"

    def test_not_before_the_order(self) -> None:
        assert refusal(decide, given(ORDERED), replaced(REPORT, occurred_on=date(2024, 4, 9))).code == "out_of_order"

    def test_evidence_named_once(self) -> None:
        assert refusal(decide, given(ORDERED), replaced(REPORT, evidence=("file-a", "file-a"))).field == "evidence"


class TestVerifiedByAnother:
    def test_verified(self) -> None:
        assert decide(given(ORDERED, REPORTED), VERIFY) == [VERIFIED]

    def test_rejected(self) -> None:
        assert decide(given(ORDERED, REPORTED), REJECT) == [REJECTED]

    @pytest.mark.parametrize("command", [VERIFY, REJECT])
    def test_not_by_who_reported(self, command: Any) -> None:
        refused = refusal(decide, given(ORDERED, REPORTED), replaced(command, verifier="person-clerk"))
        assert (refused.code, refused.field, refused.clause) == ("verifier_reported", "verifier", "c2006-resp 四¶2")

    @pytest.mark.parametrize("command", [VERIFY, REJECT])
    def test_not_by_who_answers_for_it(self, command: Any) -> None:
        refused = refusal(decide, given(ORDERED, REPORTED), replaced(command, verifier="person-head"))
        assert (refused.code, refused.field) == ("verifier_responsible", "verifier")

    def test_who_reported_before_somebody_else_did(self) -> None:
        again = replaced(REPORTED, occurred_on=date(2024, 5, 16), reporter="person-other")
        command = replaced(VERIFY, verifier="person-clerk", occurred_on=date(2024, 5, 17))
        assert decide(given(ORDERED, REPORTED, REJECTED, again), command)

    @pytest.mark.parametrize("before", [[], [REPORTED, REJECTED], [REPORTED, VERIFIED]])
    def test_only_what_was_reported(self, before: list[rectification.Event]) -> None:
        assert refusal(decide, given(ORDERED, *before), VERIFY).code == "not_reported"

    def test_not_before_the_report(self) -> None:
        refused = refusal(decide, given(ORDERED, REPORTED), replaced(VERIFY, occurred_on=date(2024, 5, 8)))
        assert refused.code == "out_of_order"


class TestOrderedAgainAndStruckOff:
    @pytest.mark.parametrize("last", [REJECTED, VERIFIED])
    def test_again_after_a_rejection_or_a_wrong_verification(self, last: rectification.Event) -> None:
        assert decide(given(ORDERED, REPORTED, last), AGAIN) == [ORDERED_AGAIN]

    @pytest.mark.parametrize("before", [[], [REPORTED], [REPORTED, VERIFIED, CLOSED]])
    def test_not_otherwise(self, before: list[rectification.Event]) -> None:
        assert refusal(decide, given(ORDERED, *before), AGAIN).code == "not_rejected"

    def test_again_needs_a_limit(self) -> None:
        assert refusal(decide, given(ORDERED, REPORTED, REJECTED), replaced(AGAIN, due_on=None)).code == "due_missing"

    def test_struck_off_after_verification(self) -> None:
        assert decide(given(ORDERED, REPORTED, VERIFIED), CLOSE) == [CLOSED]

    @pytest.mark.parametrize("before", [[], [REPORTED], [REPORTED, REJECTED], [REPORTED, VERIFIED, CLOSED]])
    def test_not_before(self, before: list[rectification.Event]) -> None:
        refused = refusal(decide, given(ORDERED, *before), CLOSE)
        assert refused.code == "not_verified"

    def test_the_report_after_it_counts_anew(self) -> None:
        state = given(ORDERED, REPORTED, REJECTED, ORDERED_AGAIN)
        assert state is not None
        assert (state.stage, state.due_on) == ("ordered", date(2024, 6, 20))


class TestCorrectedByAdding:
    def test_the_order(self) -> None:
        (event,) = decide(given(ORDERED, EXTENDED), replaced(CORRECT, category=Category.REPORT))
        assert event == rectification.RectificationCorrected(
            by=DISTRICT, corrects=1, ordered=replaced(ORDERED, category=Category.REPORT), reason="登记有误"
        )
        state = given(ORDERED, EXTENDED, event)
        assert state is not None
        assert state.due_on == date(2024, 5, 31)

    def test_nothing_to_correct(self) -> None:
        assert decide(given(ORDERED), CORRECT) == []

    def test_the_limit_on_the_day_of_the_order(self) -> None:
        (event,) = decide(given(ORDERED), replaced(CORRECT, due_on=date(2024, 5, 20)), today=date(2024, 4, 10))
        state = given(ORDERED, event)
        assert state is not None
        assert state.due_on == date(2024, 5, 20)

    def test_not_once_it_runs(self) -> None:
        moved = replaced(CORRECT, due_on=date(2024, 5, 20))
        refused = refusal(lambda s, c: decide(s, c, today=date(2024, 4, 11)), given(ORDERED), moved)
        assert (refused.code, refused.field) == ("limit_running", "due_on")
        assert refusal(decide, given(ORDERED, REPORTED), replaced(moved, due_on=None, working_days=9)).code == (
            "limit_running"
        )

    def test_the_order_not_behind_what_followed(self) -> None:
        state = given(ORDERED, REPORTED)
        assert decide(state, replaced(CORRECT, occurred_on=date(2024, 5, 9)))
        assert refusal(decide, state, replaced(CORRECT, occurred_on=date(2024, 5, 10))).code == "after_next_step"

    def test_not_to_a_subordinate_that_orders(self) -> None:
        assert refusal(decide, given(ORDERED), replaced(CORRECT, ordered_by=TOWNSHIP)).code == "orders_superior"

    def test_the_day_of_a_step(self) -> None:
        (event,) = decide(given(ORDERED, REPORTED, VERIFIED), MEND)
        assert event == rectification.StepCorrected(
            by=DISTRICT, step=Step.REPORTED, occurred_on=date(2024, 5, 10), reason="日期有误"
        )
        state = given(ORDERED, REPORTED, event)
        assert state is not None
        assert state.last_on == date(2024, 5, 10)

    def test_the_rectifying_side_mends_its_report(self) -> None:
        assert decide(given(ORDERED, REPORTED), replaced(MEND, by=TOWNSHIP))

    def test_the_latest_of_several(self) -> None:
        again = replaced(REPORTED, occurred_on=date(2024, 5, 18))
        state = given(ORDERED, REPORTED, REJECTED, again)
        assert refusal(decide, state, MEND).code == "out_of_order"
        assert decide(state, replaced(MEND, occurred_on=date(2024, 5, 17)))

    @pytest.mark.parametrize("day", [date(2024, 4, 9), date(2024, 5, 16)])
    def test_between_its_neighbours(self, day: date) -> None:
        assert refusal(decide, given(ORDERED, REPORTED, VERIFIED), replaced(MEND, occurred_on=day)).code == (
            "out_of_order"
        )

    def test_an_extension_stays_before_the_end_of_the_limit(self) -> None:
        mend = replaced(MEND, step=Step.EXTENDED, occurred_on=date(2024, 5, 11))
        assert refusal(decide, given(ORDERED, EXTENDED), mend).code == "limit_over"

    def test_the_same_day(self) -> None:
        assert decide(given(ORDERED, REPORTED), replaced(MEND, occurred_on=date(2024, 5, 9))) == []

    def test_no_such_step(self) -> None:
        assert refusal(decide, given(ORDERED), MEND).code == "unknown_step"


class TestVoided:
    @pytest.mark.parametrize("last", [ORDERED, CLOSED])
    def test_at_any_stage(self, last: rectification.Event) -> None:
        state = given(ORDERED, REPORTED, VERIFIED, CLOSED) if last is CLOSED else given(last)
        assert decide(state, VOID) == [VOIDED]

    @pytest.mark.parametrize("command", [*BY_DISTRICT, REPORT, MEND], ids=lambda command: type(command).__name__)
    def test_nothing_is_added(self, command: Any) -> None:
        assert refusal(decide, given(ORDERED, REPORTED, VOIDED), command).code == "voided"

    @pytest.mark.parametrize("command", [*BY_DISTRICT, REPORT, MEND], ids=lambda command: type(command).__name__)
    def test_nothing_to_add_to(self, command: Any) -> None:
        assert refusal(decide, None, command).code == "unknown"


# --- how it stands on a day ------------------------------------------------------


def case(*events: rectification.Event) -> Case:
    """The case that the events lead to."""
    found: Case | None = None
    for number, event in enumerate(events, 1):
        entry = Entry(
            position=number,
            stream=RECTIFICATION,
            version=number,
            name=NAMES[type(event)],
            event=event,
            recorded_at=datetime(2024, 4, 10, tzinfo=UTC),
            recorded_by="account-a",
            on_behalf_of=DISTRICT,
            command_id=str(number),
        )
        found = case_after(found, entry)
    assert found is not None
    return found


def standing(of: Case, day: str) -> tuple[str, str, int]:
    verdict = standing_on(of, date.fromisoformat(day))
    assert verdict is not None
    return verdict.standing.value, verdict.due_on.isoformat(), verdict.overdue_days


class TestHowItStands:
    def test_reported_in_time_and_rejected(self) -> None:
        """S24: ordered 2024-04-10, due 05-10, reported 05-09, rejected 05-15."""
        of = case(ORDERED, REPORTED, REJECTED)
        assert standing(of, "2024-05-08") == ("open", "2024-05-10", 0)
        assert standing(of, "2024-05-11") == ("reported", "2024-05-10", 0)
        assert standing(of, "2024-05-16") == ("overdue", "2024-05-10", 6)

    def test_extended(self) -> None:
        """S25: known with and without the extension of 05-08 to 05-31."""
        assert standing(case(ORDERED, EXTENDED), "2024-05-20") == ("open", "2024-05-31", 0)
        assert standing(case(ORDERED), "2024-05-20") == ("overdue", "2024-05-10", 10)

    def test_not_yet_ordered(self) -> None:
        assert standing_on(case(ORDERED), date(2024, 4, 9)) is None

    def test_reported_late_stays_overdue_until_it_is_verified(self) -> None:
        late = replaced(REPORTED, occurred_on=date(2024, 5, 13))
        assert standing(case(ORDERED, late), "2024-05-14") == ("overdue", "2024-05-10", 4)
        assert standing(case(ORDERED, late, VERIFIED), "2024-06-14")[0] == "verified"

    def test_ordered_again_and_struck_off(self) -> None:
        of = case(ORDERED, REPORTED, REJECTED, ORDERED_AGAIN)
        assert standing(of, "2024-05-20") == ("open", "2024-06-20", 0)
        again = replaced(REPORTED, occurred_on=date(2024, 6, 1))
        verified = replaced(VERIFIED, occurred_on=date(2024, 6, 2))
        closed = replaced(CLOSED, occurred_on=date(2024, 6, 9))
        of = case(ORDERED, REPORTED, REJECTED, ORDERED_AGAIN, again, verified, closed)
        verdict = standing_on(of, date(2024, 12, 31))
        assert verdict is not None
        assert (verdict.standing, verdict.closed_on, verdict.age_days) == (Standing.CLOSED, date(2024, 6, 9), 60)
        assert verdict.limits == (
            (date(2024, 4, 10), date(2024, 5, 10)),
            (date(2024, 5, 20), date(2024, 6, 20)),
        )

    def test_corrected(self) -> None:
        mended = rectification.StepCorrected(
            by=DISTRICT, step=Step.REPORTED, occurred_on=date(2024, 5, 12), reason="日期有误"
        )
        assert standing(case(ORDERED, REPORTED, mended), "2024-05-14")[0] == "overdue"
        ordered = replaced(ORDERED, occurred_on=date(2024, 4, 8), title="补开会议")
        whole = rectification.RectificationCorrected(by=DISTRICT, corrects=1, ordered=ordered, reason="日期有误")
        of = case(ORDERED, EXTENDED, whole)
        assert (of.title, of.steps[0].day, standing(of, "2024-05-20")[1]) == (
            "补开会议",
            date(2024, 4, 8),
            "2024-05-31",
        )

    def test_voided(self) -> None:
        with pytest.raises(AssertionError):
            case(ORDERED, VOIDED)
