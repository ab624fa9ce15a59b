"""Funding: the class is the rule, the method the case."""

from datetime import date

from deciding import TODAY, fold, refusal, replaced

from domain import funding
from domain.funding import Allocation, Purpose, Source

FISCAL = Allocation(source=Source.FISCAL, amount=5_000_000)
DUES = Allocation(source=Source.RETAINED_DUES, amount=120_050)
BUDGET = "budget-00000000000000000001-2024"
APPROVE = funding.ApproveBudget(
    organisation="org-00000000000000000001", year=2024, lines=(FISCAL, DUES), occurred_on=date(2024, 1, 20)
)
APPROVED = funding.BudgetApproved(**{k: getattr(APPROVE, k) for k in APPROVE.__dataclass_fields__})
ADJUST = funding.AdjustBudget(budget=BUDGET, lines=(FISCAL,), occurred_on=date(2024, 7, 1), reason="年中调整")
ADJUSTED = funding.BudgetAdjusted(lines=(FISCAL,), occurred_on=ADJUST.occurred_on, reason="年中调整")
SPEND = funding.SpendMoney(
    budget=BUDGET,
    purpose=Purpose.EDUCATION,
    amount=80_000,
    title="购买学习资料",
    occurred_on=date(2024, 3, 5),
    source=Source.FISCAL,
)
SPENT = funding.MoneySpent(**{k: getattr(SPEND, k) for k in SPEND.__dataclass_fields__ if k != "budget"})
CORRECT_SPENDING = funding.CorrectSpending(
    **{k: getattr(SPEND, k) for k in SPEND.__dataclass_fields__}, spending=2, reason="金额有误"
)
CORRECT = funding.CorrectBudget(
    **{k: getattr(APPROVE, k) for k in APPROVE.__dataclass_fields__ if k not in ("organisation", "year")},
    budget=BUDGET,
    reason="登记有误",
)


def decide(state: funding.State | None, command: funding.Command) -> list[funding.Event]:
    return funding.decide(state, command, today=TODAY)


def after(*events: funding.Event) -> funding.State:
    state = fold(funding.evolve, *events)
    assert state is not None
    return state


class TestOneBudgetAYear:
    def test_approved(self) -> None:
        assert decide(None, APPROVE) == [APPROVED]

    def test_once(self) -> None:
        assert refusal(decide, after(APPROVED), APPROVE).code == "exists"

    def test_adjusted(self) -> None:
        assert decide(after(APPROVED), ADJUST) == [ADJUSTED]
        assert decide(after(APPROVED, ADJUSTED), ADJUST) == []

    def test_adjusted_in_order(self) -> None:
        assert refusal(decide, after(APPROVED), replaced(ADJUST, occurred_on=date(2024, 1, 1))).code == "out_of_order"

    def test_a_year_that_can_be(self) -> None:
        assert refusal(decide, None, replaced(APPROVE, year=1024)).field == "year"


class TestSources:
    def test_at_least_one(self) -> None:
        assert refusal(decide, None, replaced(APPROVE, lines=())).code == "lines_missing"

    def test_each_once(self) -> None:
        assert refusal(decide, None, replaced(APPROVE, lines=(FISCAL, FISCAL))).code == "repeated"

    def test_more_than_nothing(self) -> None:
        nothing = replaced(FISCAL, amount=0)
        assert refusal(decide, None, replaced(APPROVE, lines=(nothing,))).code == "amount_out_of_range"

    def test_one_that_was_spent_from_stays(self) -> None:
        without = replaced(ADJUST, lines=(DUES,))
        assert refusal(decide, after(APPROVED, SPENT), without).code == "source_spent"
        assert refusal(decide, after(APPROVED, SPENT), replaced(CORRECT, lines=(DUES,))).code == "source_spent"


class TestExpenses:
    def test_spent(self) -> None:
        assert decide(after(APPROVED), SPEND) == [SPENT]
        assert after(APPROVED, SPENT).left == {Source.FISCAL: 4_920_000, Source.RETAINED_DUES: 120_050}

    def test_more_than_there_is_shows(self) -> None:
        much = replaced(SPEND, amount=6_000_000)
        [event] = decide(after(APPROVED), much)
        assert after(APPROVED, event).left[Source.FISCAL] == -1_000_000

    def test_of_the_year_or_the_next(self) -> None:
        assert refusal(decide, after(APPROVED), replaced(SPEND, occurred_on=date(2023, 12, 31))).code == "another_year"
        assert decide(after(APPROVED), replaced(SPEND, occurred_on=date(2025, 1, 1)))

    def test_from_a_source_of_the_budget(self) -> None:
        assert refusal(decide, after(APPROVED), replaced(SPEND, source=Source.OTHER)).code == "source_unknown"

    def test_more_than_nothing(self) -> None:
        assert refusal(decide, after(APPROVED), replaced(SPEND, amount=0)).field == "amount"

    def test_corrected(self) -> None:
        [event] = decide(after(APPROVED, SPENT), replaced(CORRECT_SPENDING, amount=90_000))
        assert after(APPROVED, SPENT, event).left[Source.FISCAL] == 4_910_000
        assert decide(after(APPROVED, SPENT), CORRECT_SPENDING) == []

    def test_voided(self) -> None:
        void = funding.VoidSpending(budget=BUDGET, spending=2, reason="重复登记")
        [event] = decide(after(APPROVED, SPENT), void)
        state = after(APPROVED, SPENT, event)
        assert state.left[Source.FISCAL] == FISCAL.amount
        assert refusal(decide, state, void).code == "unknown_spending"
        assert refusal(decide, state, CORRECT_SPENDING).code == "unknown_spending"


class TestWhatWasWrongIsCorrectedByAdding:
    def test_corrected(self) -> None:
        [event] = decide(after(APPROVED), replaced(CORRECT, lines=(FISCAL,)))
        assert after(APPROVED, event).lines == (FISCAL,)

    def test_adjusted_lines_stay(self) -> None:
        [event] = decide(after(APPROVED, ADJUSTED), replaced(CORRECT, document="2024年第3号"))
        assert after(APPROVED, ADJUSTED, event).lines == (FISCAL,)

    def test_not_past_an_adjustment(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 7, 2))
        assert refusal(decide, after(APPROVED, ADJUSTED), late).code == "after_next_step"

    def test_nothing_without_a_budget(self) -> None:
        assert refusal(decide, None, SPEND).code == "unknown"
