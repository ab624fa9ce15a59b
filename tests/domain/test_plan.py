"""Plan: the class is the rule, the method the case."""

from datetime import date

from deciding import TODAY, fold, refusal, replaced

from domain import plan
from domain.plan import Target, Type

FIRST, SECOND = Target(number=1, title="发展党员10名"), Target(number=2, title="整顿后进支部2个")
LAY_DOWN = plan.AdoptPlan(
    plan="plan-00000000000000000001",
    organisation="org-00000000000000000001",
    type=Type.INDICATORS_ISSUED,
    period="2024",
    title="2024年党建考核指标",
    occurred_on=date(2024, 2, 1),
    targets=(FIRST, SECOND),
)
LAID_DOWN = plan.PlanAdopted(**{k: getattr(LAY_DOWN, k) for k in LAY_DOWN.__dataclass_fields__ if k != "plan"})
REACH = plan.ReachTarget(plan=LAY_DOWN.plan, number=2, occurred_on=date(2024, 8, 1), text="两个支部已晋位")
REACHED = plan.TargetReached(number=2, occurred_on=REACH.occurred_on, text=REACH.text)
REVISE = plan.RevisePlan(plan=LAY_DOWN.plan, occurred_on=date(2024, 6, 1), targets=(SECOND,), reason="任务调整")
REVISED = plan.PlanRevised(occurred_on=REVISE.occurred_on, targets=(SECOND,), reason="任务调整")
CORRECT = plan.CorrectPlan(
    **{k: getattr(LAY_DOWN, k) for k in LAY_DOWN.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
END = plan.EndPlan(plan=LAY_DOWN.plan, occurred_on=date(2024, 12, 31), reason="年度结束")
ENDED = plan.PlanEnded(occurred_on=END.occurred_on, reason="年度结束")


def decide(state: plan.State | None, command: plan.Command) -> list[plan.Event]:
    return plan.decide(state, command, today=TODAY)


def after(*events: plan.Event) -> plan.State | None:
    return fold(plan.evolve, *events)


class TestAPlanIsLaidDownForAPeriod:
    def test_laid_down(self) -> None:
        assert decide(None, LAY_DOWN) == [LAID_DOWN]

    def test_for_a_year_to_come(self) -> None:
        ahead = replaced(LAY_DOWN, period="2025")
        assert decide(None, ahead) == [replaced(LAID_DOWN, period="2025")]

    def test_a_period_is_needed(self) -> None:
        assert refusal(decide, None, replaced(LAY_DOWN, period="明年")).code == "not_a_period"

    def test_once(self) -> None:
        assert refusal(decide, after(LAID_DOWN), LAY_DOWN).code == "exists"


class TestTargets:
    def test_indicators_hold_some(self) -> None:
        assert refusal(decide, None, replaced(LAY_DOWN, targets=())).code == "targets_missing"
        assert decide(None, replaced(LAY_DOWN, type=Type.YEAR_POINTS_ISSUED, targets=()))

    def test_each_number_once(self) -> None:
        assert refusal(decide, None, replaced(LAY_DOWN, targets=(FIRST, FIRST))).code == "repeated"
        assert refusal(decide, None, replaced(LAY_DOWN, targets=(replaced(FIRST, number=0),))).code == "target_number"

    def test_reached(self) -> None:
        assert decide(after(LAID_DOWN), REACH) == [REACHED]

    def test_reached_once(self) -> None:
        assert refusal(decide, after(LAID_DOWN, REACHED), REACH).code == "already_reached"

    def test_only_one_of_the_plan(self) -> None:
        assert refusal(decide, after(LAID_DOWN), replaced(REACH, number=3)).code == "unknown_target"

    def test_not_before_the_plan(self) -> None:
        assert refusal(decide, after(LAID_DOWN), replaced(REACH, occurred_on=date(2024, 1, 1))).code == "out_of_order"

    def test_revised(self) -> None:
        assert decide(after(LAID_DOWN), REVISE) == [REVISED]
        assert refusal(decide, after(LAID_DOWN, REVISED), replaced(REACH, number=1)).code == "unknown_target"

    def test_what_was_reached_stays(self) -> None:
        without = replaced(REVISE, targets=(FIRST,), occurred_on=date(2024, 9, 1))
        assert refusal(decide, after(LAID_DOWN, REACHED), without).code == "target_reached"


class TestItEnds:
    def test_ended(self) -> None:
        assert decide(after(LAID_DOWN), END) == [ENDED]
        assert refusal(decide, after(LAID_DOWN, ENDED), REVISE).code == "ended"

    def test_in_order(self) -> None:
        assert refusal(decide, after(LAID_DOWN, REVISED), replaced(END, occurred_on=date(2024, 5, 1))).code == (
            "out_of_order"
        )


class TestWhatWasWrongIsCorrectedByAdding:
    def test_corrected(self) -> None:
        [event] = decide(after(LAID_DOWN), replaced(CORRECT, targets=(SECOND,)))
        state = after(LAID_DOWN, event)
        assert state is not None
        assert state.targets == (SECOND,)

    def test_revised_targets_stay_revised(self) -> None:
        [event] = decide(after(LAID_DOWN, REVISED), replaced(CORRECT, title="考核指标"))
        state = after(LAID_DOWN, REVISED, event)
        assert state is not None
        assert state.targets == (SECOND,)

    def test_not_past_what_followed(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 8, 2))
        assert refusal(decide, after(LAID_DOWN, REACHED), late).code == "after_next_step"

    def test_what_was_reached_stays(self) -> None:
        assert refusal(decide, after(LAID_DOWN, REACHED), replaced(CORRECT, targets=(FIRST,))).code == "target_reached"

    def test_nothing_after_voiding(self) -> None:
        voided = after(LAID_DOWN, plan.PlanVoided(reason="重复登记"))
        assert refusal(decide, voided, REACH).code == "voided"
        assert refusal(decide, None, END).code == "unknown"
