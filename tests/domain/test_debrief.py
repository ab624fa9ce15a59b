"""Debriefing: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import fold, refusal, replaced

from domain import debrief
from domain.debrief import Form, Grade, Type

TOWNSHIP, DISTRICT, DEBRIEF = "org-00000000000000000001", "org-00000000000000000002", "debrief-00000000000000000001"
SECRETARY = "person-00000000000000000001"
LATER = date(2025, 2, 28)

DELIVER = debrief.DeliverDebrief(
    debrief=DEBRIEF,
    organisation=TOWNSHIP,
    person=SECRETARY,
    recipient=DISTRICT,
    type=Type.PARTY_BUILDING,
    form=Form.ON_SITE,
    period="2024",
    title="抓基层党建工作述职",
    occurred_on=date(2024, 12, 18),
    sections=("party_building",),
    duties=("shunde2015-secretary-annual-debrief",),
    text="一年来……",
)
DELIVERED = debrief.DebriefDelivered(**{k: getattr(DELIVER, k) for k in DELIVER.__dataclass_fields__ if k != "debrief"})
EVALUATE = debrief.EvaluateDebrief(
    debrief=DEBRIEF, occurred_on=date(2025, 1, 16), grade=Grade.GOOD, evaluators=31, text="较好"
)
EVALUATED = debrief.DebriefEvaluated(occurred_on=date(2025, 1, 16), grade=Grade.GOOD, evaluators=31, text="较好")
CORRECT = debrief.CorrectDebrief(
    **{k: getattr(DELIVER, k) for k in DELIVER.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
CORRECT_EVALUATION = debrief.CorrectEvaluation(
    debrief=DEBRIEF, occurred_on=date(2025, 1, 16), grade=Grade.FAIRLY_GOOD, reason="等次抄错"
)
VOID = debrief.VoidDebrief(debrief=DEBRIEF, reason="重复登记")


def decide(state: debrief.State | None, command: debrief.Command) -> list[debrief.Event]:
    return debrief.decide(state, command, today=LATER)


def given(*events: debrief.Event) -> debrief.State | None:
    return fold(debrief.evolve, *events)


class TestItIsAboutAPeriodThatHasBegun:
    @pytest.mark.parametrize("period", ["2024", "2024-H2", "2024-Q4", "2024-12", " 2023 "])
    def test_periods(self, period: str) -> None:
        assert decide(None, replaced(DELIVER, period=period)) == [replaced(DELIVERED, period=period.strip())]

    @pytest.mark.parametrize("period", ["今年", "2024-13", "24"])
    def test_what_is_no_period(self, period: str) -> None:
        refused = refusal(decide, None, replaced(DELIVER, period=period))
        assert (refused.code, refused.field) == ("not_a_period", "period")

    def test_not_begun(self) -> None:
        refused = refusal(decide, None, replaced(DELIVER, period="2025"))
        assert (refused.code, refused.clause) == ("period_not_begun", "shunde2015 四（二）4")

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(DELIVER, occurred_on=date(2025, 3, 1))).code == "future_date"

    def test_once(self) -> None:
        assert refusal(decide, given(DELIVERED), DELIVER).code == "exists"


class TestItNamesWhoAndBeforeWhom:
    def test_it_may_stay_in_the_house(self) -> None:
        assert decide(None, replaced(DELIVER, recipient=TOWNSHIP)) == [replaced(DELIVERED, recipient=TOWNSHIP)]

    def test_both_sides_may_act(self) -> None:
        state = given(DELIVERED)
        assert state is not None
        assert state.parties == (TOWNSHIP, DISTRICT)

    def test_in_the_house_there_is_one_side(self) -> None:
        state = given(replaced(DELIVERED, recipient=TOWNSHIP))
        assert state is not None
        assert state.parties == (TOWNSHIP,)

    def test_a_title_is_needed(self) -> None:
        assert refusal(decide, None, replaced(DELIVER, title=" ")).field == "title"

    @pytest.mark.parametrize("field", ["sections", "duties"])
    def test_nothing_twice(self, field: str) -> None:
        refused = refusal(decide, None, replaced(DELIVER, **{field: ("a", "a")}))
        assert (refused.code, refused.field) == ("repeated", field)


class TestDeliveredAndEvaluatedAreTwoHalves:
    def test_evaluated_after_the_year(self) -> None:
        assert decide(given(DELIVERED), EVALUATE) == [EVALUATED]

    def test_evaluated_on_the_day(self) -> None:
        assert decide(given(DELIVERED), replaced(EVALUATE, occurred_on=date(2024, 12, 18)))

    def test_not_before_it_was_delivered(self) -> None:
        refused = refusal(decide, given(DELIVERED), replaced(EVALUATE, occurred_on=date(2024, 12, 17)))
        assert (refused.code, refused.field) == ("before_delivery", "occurred_on")

    def test_not_in_the_future(self) -> None:
        refused = refusal(decide, given(DELIVERED), replaced(EVALUATE, occurred_on=date(2025, 3, 1)))
        assert refused.code == "future_date"

    def test_not_without_delivery(self) -> None:
        assert refusal(decide, None, EVALUATE).code == "unknown"


class TestItIsEvaluatedOnce:
    def test_not_again(self) -> None:
        assert refusal(decide, given(DELIVERED, EVALUATED), EVALUATE).code == "already_evaluated"

    def test_but_corrected(self) -> None:
        (event,) = decide(given(DELIVERED, EVALUATED), CORRECT_EVALUATION)
        right = debrief.DebriefEvaluated(occurred_on=date(2025, 1, 16), grade=Grade.FAIRLY_GOOD)
        assert event == debrief.EvaluationCorrected(corrects=2, evaluated=right, reason="等次抄错")

    def test_a_correction_is_corrected(self) -> None:
        first = decide(given(DELIVERED, EVALUATED), CORRECT_EVALUATION)
        state = given(DELIVERED, EVALUATED, *first)
        (event,) = decide(state, replaced(CORRECT_EVALUATION, grade=Grade.POOR))
        assert isinstance(event, debrief.EvaluationCorrected)
        assert event.corrects == 3

    def test_nothing_changed(self) -> None:
        same = replaced(CORRECT_EVALUATION, grade=Grade.GOOD, evaluators=31, text="较好")
        assert decide(given(DELIVERED, EVALUATED), same) == []

    def test_nothing_to_correct(self) -> None:
        assert refusal(decide, given(DELIVERED), CORRECT_EVALUATION).code == "not_evaluated"

    @pytest.mark.parametrize("number", [0, -1])
    def test_somebody_evaluated(self, number: int) -> None:
        refused = refusal(decide, given(DELIVERED), replaced(EVALUATE, evaluators=number))
        assert (refused.code, refused.field) == ("no_evaluators", "evaluators")

    def test_how_many_need_not_be_known(self) -> None:
        assert decide(given(DELIVERED), replaced(EVALUATE, evaluators=None))


class TestCorrectionsAreAdded:
    def test_corrected(self) -> None:
        (event,) = decide(given(DELIVERED), replaced(CORRECT, title="抓基层党建述职"))
        assert event == debrief.DebriefCorrected(
            corrects=1, delivered=replaced(DELIVERED, title="抓基层党建述职"), reason="登记有误"
        )

    def test_nothing_changed(self) -> None:
        assert decide(given(DELIVERED), CORRECT) == []

    def test_not_past_the_evaluation(self) -> None:
        refused = refusal(decide, given(DELIVERED, EVALUATED), replaced(CORRECT, occurred_on=date(2025, 1, 17)))
        assert (refused.code, refused.field) == ("after_evaluation", "occurred_on")

    def test_a_reason_is_needed(self) -> None:
        assert refusal(decide, given(DELIVERED), replaced(CORRECT, title="另题", reason="")).field == "reason"

    def test_the_evaluation_stays(self) -> None:
        corrected = decide(given(DELIVERED, EVALUATED), replaced(CORRECT, title="另题"))
        state = given(DELIVERED, EVALUATED, *corrected)
        assert state is not None
        assert (state.stage, state.evaluated, state.delivered.title) == ("evaluated", EVALUATED, "另题")

    def test_voided_takes_nothing_more(self) -> None:
        (voided,) = decide(given(DELIVERED, EVALUATED), VOID)
        state = given(DELIVERED, EVALUATED, voided)
        for command in (EVALUATE, CORRECT, CORRECT_EVALUATION, VOID):
            assert refusal(decide, state, command).code == "voided"

    def test_voided_with_a_reason(self) -> None:
        assert refusal(decide, given(DELIVERED), replaced(VOID, reason=" ")).field == "reason"
