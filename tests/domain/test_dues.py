"""Dues: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import fold, refusal, replaced
from hypothesis import given as given_any
from hypothesis import strategies as st

from domain import dues, dues_status
from domain.dues_status import Standing
from domain.kernel import Refused

MEMBER, BRANCH, OTHER = f"person-{1:020x}", f"org-{1:020x}", f"org-{2:020x}"
DUES = f"dues-{1:020x}-2024"
TODAY = date(2025, 1, 31)

PAID = dues.DuesPaid(
    person=MEMBER, organisation=BRANCH, year=2024, months=(1, 2, 3), amount=6000, occurred_on=date(2024, 3, 29)
)
PAY = dues.PayDues(**{k: getattr(PAID, k) for k in PAID.__dataclass_fields__})
DIFFICULT = dues.DuesDifficultyRecorded(
    person=MEMBER, organisation=BRANCH, year=2024, quarters=(1,), occurred_on=date(2024, 1, 8), reason="常年随船"
)
RECORD = dues.RecordDuesDifficulty(**{k: getattr(DIFFICULT, k) for k in DIFFICULT.__dataclass_fields__})
APRIL = replaced(PAY, months=(4,), amount=2000, occurred_on=date(2024, 4, 20))
CORRECT = dues.CorrectPayment(
    dues=DUES, payment=1, months=(1, 2, 3), amount=6600, occurred_on=date(2024, 3, 29), reason="金额误写"
)
VOID = dues.VoidPayment(dues=DUES, payment=1, reason="记错人")


def decide(state: dues.State | None, command: dues.Command) -> list[dues.Event]:
    return dues.decide(state, command, today=TODAY)


def given(*events: dues.Event) -> dues.State | None:
    return fold(dues.evolve, *events)


class TestAMonthIsPaidOnce:
    def test_paid(self) -> None:
        assert decide(None, PAY) == [PAID]

    def test_again(self) -> None:
        refused = refusal(decide, given(PAID), replaced(APRIL, months=(3, 4)))
        assert (refused.code, refused.field, refused.clause) == ("month_paid", "months", "c2006-float 二（三）2")
        assert "3月" in refused.zh

    def test_other_months_go_on(self) -> None:
        assert decide(given(PAID), APRIL)

    def test_voided_it_is_open_again(self) -> None:
        (voided,) = decide(given(PAID), VOID)
        assert decide(given(PAID, voided), PAY) == [PAID]
        assert refusal(decide, given(PAID, voided), VOID).code == "payment_voided"


class TestMonthsThatHaveBegun:
    def test_not_in_advance(self) -> None:
        refused = refusal(decide, None, replaced(PAY, months=(3, 4)))
        assert (refused.code, refused.field) == ("month_not_begun", "months")

    def test_on_the_first_day(self) -> None:
        assert decide(None, replaced(PAY, months=(3,), occurred_on=date(2024, 3, 1)))

    def test_in_the_next_year_it_is_late_and_not_refused(self) -> None:
        assert decide(None, replaced(PAY, months=(12,), occurred_on=date(2025, 1, 20)))

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"months": ()}, "required"),
            ({"months": (1, 1)}, "repeated"),
            ({"months": (0,)}, "out_of_range"),
            ({"months": (13,)}, "out_of_range"),
            ({"amount": 0}, "no_amount"),
            ({"amount": -5}, "no_amount"),
            ({"occurred_on": date(2025, 2, 1)}, "future_date"),
        ],
    )
    def test_what_cannot_stand(self, changed: dict[str, Any], code: str) -> None:
        assert refusal(decide, None, replaced(PAY, **changed)).code == code

    def test_months_are_kept_in_order(self) -> None:
        assert decide(None, replaced(PAY, months=(3, 1, 2))) == [PAID]


class TestTheDifficulty:
    def test_with_its_reason(self) -> None:
        assert decide(None, RECORD) == [DIFFICULT]
        assert refusal(decide, None, replaced(RECORD, reason="")).field == "reason"

    def test_once_a_quarter(self) -> None:
        refused = refusal(decide, given(DIFFICULT), replaced(RECORD, quarters=(1, 2)))
        assert (refused.code, refused.clause) == ("difficulty_recorded", "c2006-float 二（三）2")

    def test_not_afterwards(self) -> None:
        assert refusal(decide, None, replaced(RECORD, occurred_on=date(2024, 4, 1))).code == "quarter_over"
        assert decide(None, replaced(RECORD, occurred_on=date(2024, 3, 31)))

    def test_ahead_of_the_year(self) -> None:
        assert decide(None, replaced(RECORD, occurred_on=date(2023, 12, 20)))


class TestCorrections:
    def test_it_points_at_the_payment(self) -> None:
        (event,) = decide(given(PAID), CORRECT)
        assert event == dues.PaymentCorrected(payment=1, paid=replaced(PAID, amount=6600), reason="金额误写")
        assert decide(given(PAID, event), CORRECT) == []

    def test_not_over_the_months_of_another(self) -> None:
        state = given(PAID, *decide(given(PAID), APRIL))
        wide = replaced(CORRECT, months=(1, 2, 3, 4), occurred_on=date(2024, 4, 29))
        assert refusal(decide, state, wide).code == "month_paid"

    def test_of_what_is_there(self) -> None:
        assert refusal(decide, given(DIFFICULT), CORRECT).code == "unknown_payment"
        assert refusal(decide, None, VOID).code == "unknown_payment"

    def test_whoever_received_dues_is_a_party(self) -> None:
        state = given(PAID, replaced(PAID, organisation=OTHER, months=(4,), occurred_on=date(2024, 4, 2)))
        assert state is not None
        assert (state.organisation, state.parties) == (OTHER, (BRANCH, OTHER))


def standings(as_of: date, payments: Any, difficulties: Any = None) -> list[Standing]:
    return [one.standing for one in dues_status.months_of(2024, payments, difficulties or {}, as_of)]


ON_TIME, LATE, DUE, UNPAID, NOT_BEGUN = (
    Standing.ON_TIME,
    Standing.LATE,
    Standing.DUE,
    Standing.UNPAID,
    Standing.NOT_BEGUN,
)
IN_MARCH = [((1, 2, 3), date(2024, 3, 29))]


class TestWhichMonthsWereOnTime:
    def test_s30(self) -> None:
        assert standings(date(2024, 4, 1), IN_MARCH)[:5] == [LATE, LATE, ON_TIME, DUE, NOT_BEGUN]

    def test_with_a_difficulty_the_quarter_is_one(self) -> None:
        assert standings(date(2024, 4, 1), IN_MARCH, {1: date(2024, 1, 8)})[:3] == [ON_TIME] * 3

    def test_which_does_not_reach_back(self) -> None:
        assert standings(date(2024, 4, 1), IN_MARCH, {1: date(2024, 2, 10)})[:3] == [LATE, ON_TIME, ON_TIME]

    def test_seen_before_the_payment(self) -> None:
        assert standings(date(2024, 3, 28), IN_MARCH)[:4] == [UNPAID, UNPAID, DUE, NOT_BEGUN]
        assert standings(date(2024, 3, 28), IN_MARCH, {1: date(2024, 1, 8)})[:4] == [DUE, DUE, DUE, NOT_BEGUN]

    def test_the_difficulty_is_not_seen_before_it_was_recorded(self) -> None:
        assert standings(date(2024, 2, 5), [], {1: date(2024, 2, 10)})[:2] == [UNPAID, DUE]

    def test_a_payment_after_the_quarter(self) -> None:
        late = [((1, 2, 3), date(2024, 4, 2))]
        assert standings(date(2024, 4, 2), late, {1: date(2024, 1, 8)})[:3] == [LATE] * 3

    def test_leap_february(self) -> None:
        assert standings(date(2024, 3, 1), [((2,), date(2024, 2, 29))])[1] is ON_TIME

    @given_any(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    def test_a_difficulty_never_makes_worse(self, paid_on: date, as_of: date) -> None:
        payments = [(tuple(range(1, paid_on.month + 1)), paid_on)]
        order = [ON_TIME, NOT_BEGUN, DUE, LATE, UNPAID]
        without = standings(as_of, payments)
        with_it = standings(as_of, payments, dict.fromkeys(range(1, 5), date(2024, 1, 1)))
        assert all(order.index(one) <= order.index(other) for one, other in zip(with_it, without, strict=True))

    def test_months_of_a_journey(self) -> None:
        assert list(dues_status.in_span(2024, date(2023, 11, 3), date(2024, 2, 1))) == [1, 2]
        assert list(dues_status.in_span(2023, date(2023, 11, 3), date(2024, 2, 1))) == [11, 12]
        assert list(dues_status.in_span(2025, date(2023, 11, 3), date(2024, 2, 1))) == []


@given_any(
    st.lists(
        st.tuples(st.sets(st.integers(1, 12), min_size=1), st.dates(date(2024, 1, 1), TODAY), st.booleans()), max_size=8
    )
)
def test_whatever_is_asked_no_month_stands_paid_twice(asked: list[tuple[set[int], date, bool]]) -> None:
    state: dues.State | None = None
    for months, day, void_first in asked:
        commands: list[dues.Command] = [replaced(PAY, months=tuple(months), occurred_on=day)]
        commands += [VOID] if void_first else []
        for command in commands:
            try:
                events = decide(state, command)
            except Refused:
                continue
            for event in events:
                state = dues.evolve(state, event)
    if state is not None:
        paid = [month for one in state.payments.values() if not one.voided for month in one.paid.months]
        assert len(paid) == len(set(paid))
