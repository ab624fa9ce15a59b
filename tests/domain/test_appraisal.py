"""Appraisal round: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import fold, refusal, replaced

from domain import appraisal
from domain.appraisal import Indicator, Subjects, Terms, Use

DISTRICT, ROUND, POLICY = "org-00000000000000000002", "appraisal-00000000000000000001", "policy-00000000000000000001"
LATER = date(2025, 2, 28)
INDICATORS = (
    Indicator(number=1, title="党委会议研究党建", maximum=200, clause="township-quarterly-meeting", deduction=50),
    Indicator(number=2, title="联系点工作", maximum=150),
)
OPEN = appraisal.OpenAppraisal(
    appraisal=ROUND,
    organisation=DISTRICT,
    subjects=Subjects.ORGANISATION,
    period="2024",
    title="2024年度党建考核",
    occurred_on=date(2024, 1, 10),
    indicators=INDICATORS,
    uses=(Use.PERFORMANCE_RATING, Use.TRAINING),
    policy=POLICY,
)
OPENED = appraisal.AppraisalOpened(**{k: getattr(OPEN, k) for k in OPEN.__dataclass_fields__ if k != "appraisal"})
FIX = appraisal.FixIndicators(appraisal=ROUND, occurred_on=date(2024, 2, 1))
FIXED = appraisal.IndicatorsFixed(occurred_on=date(2024, 2, 1))
CHANGE = appraisal.ChangeIndicators(
    appraisal=ROUND, occurred_on=date(2024, 1, 20), indicators=INDICATORS[:1], reason="征求意见后调整"
)
CHANGED = appraisal.IndicatorsChanged(occurred_on=date(2024, 1, 20), indicators=INDICATORS[:1], reason="征求意见后调整")
CLOSE = appraisal.CloseAppraisal(appraisal=ROUND, occurred_on=date(2025, 2, 1))
CLOSED = appraisal.AppraisalClosed(occurred_on=date(2025, 2, 1))
CORRECT = appraisal.CorrectAppraisal(
    **{k: getattr(OPEN, k) for k in OPEN.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = appraisal.VoidAppraisal(appraisal=ROUND, reason="重复登记")
TOWNSHIP = Terms(
    uses=("performance_rating", "training", "reward_and_discipline"), cite="township 三（七）", in_force=True
)


def decide(
    state: appraisal.State | None, command: appraisal.Command, terms: Terms | None = TOWNSHIP
) -> list[appraisal.Event]:
    return appraisal.decide(state, command, today=LATER, terms=terms)


def given(*events: appraisal.Event) -> appraisal.State | None:
    return fold(appraisal.evolve, *events)


class TestARoundHasPeriodTitleAndSubjects:
    def test_opened(self) -> None:
        assert decide(None, OPEN) == [OPENED]

    def test_for_a_period_to_come(self) -> None:
        assert decide(None, replaced(OPEN, period="2026"))

    @pytest.mark.parametrize("period", ["2024年", "2024-13"])
    def test_what_is_no_period(self, period: str) -> None:
        assert refusal(decide, None, replaced(OPEN, period=period)).code == "not_a_period"

    def test_title(self) -> None:
        assert refusal(decide, None, replaced(OPEN, title="")).field == "title"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(OPEN, occurred_on=date(2025, 3, 1))).code == "future_date"

    def test_once(self) -> None:
        assert refusal(decide, given(OPENED), OPEN).code == "exists"


class TestIndicators:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"number": 0}, "indicator_number"),
            ({"title": ""}, "required"),
            ({"maximum": 0}, "indicator_maximum"),
            ({"maximum": 10_001}, "indicator_maximum"),
            ({"deduction": 201}, "indicator_deduction"),
            ({"deduction": -1}, "indicator_deduction"),
            ({"clause": ""}, "indicator_clause"),
        ],
    )
    def test_each_is_in_order(self, change: dict[str, object], code: str) -> None:
        wrong = replaced(OPEN, indicators=(replaced(INDICATORS[0], **change),))
        refused = refusal(decide, None, wrong)
        assert (refused.code, refused.field) == (code, "indicators")

    def test_numbers_are_used_once(self) -> None:
        refused = refusal(decide, None, replaced(OPEN, indicators=(INDICATORS[0], INDICATORS[0])))
        assert (refused.code, refused.field) == ("repeated", "indicators")

    def test_they_may_come_later(self) -> None:
        assert decide(None, replaced(OPEN, indicators=()))


class TestIndicatorsAreFixedBeforeAnybodyIsScored:
    def test_changed_until_fixed(self) -> None:
        assert decide(given(OPENED), CHANGE) == [CHANGED]
        state = given(OPENED, CHANGED)
        assert state is not None
        assert state.indicators == INDICATORS[:1]

    def test_nothing_changed(self) -> None:
        assert decide(given(OPENED, CHANGED), CHANGE) == []

    def test_fixed(self) -> None:
        assert decide(given(OPENED), FIX) == [FIXED]

    def test_late_in_the_year_too(self) -> None:
        assert decide(given(OPENED), replaced(FIX, occurred_on=date(2024, 11, 5)))

    def test_not_without_indicators(self) -> None:
        refused = refusal(decide, given(replaced(OPENED, indicators=())), FIX)
        assert (refused.code, refused.clause) == ("no_indicators", "jianxi 第十四条")

    @pytest.mark.parametrize("command", [CHANGE, FIX, replaced(CORRECT, indicators=INDICATORS[:1])])
    def test_not_changed_afterwards(self, command: appraisal.Command) -> None:
        refused = refusal(decide, given(OPENED, FIXED), command)
        assert (refused.code, refused.field, refused.clause) == ("indicators_fixed", "indicators", "jianxi 第十四条")

    def test_nor_the_subjects(self) -> None:
        refused = refusal(decide, given(OPENED, FIXED), replaced(CORRECT, subjects=Subjects.PERSON))
        assert (refused.code, refused.field) == ("subjects_fixed", "subjects")

    def test_until_then_a_correction_may(self) -> None:
        assert decide(given(OPENED), replaced(CORRECT, subjects=Subjects.PERSON, indicators=INDICATORS[:1]))

    def test_not_before_the_step_before(self) -> None:
        refused = refusal(decide, given(OPENED, CHANGED), replaced(FIX, occurred_on=date(2024, 1, 19)))
        assert (refused.code, refused.field) == ("out_of_order", "occurred_on")


class TestUsesLieWithinThePolicy:
    def test_within(self) -> None:
        assert decide(None, replaced(OPEN, uses=(Use.REWARD_AND_DISCIPLINE,)))

    def test_beyond(self) -> None:
        refused = refusal(decide, None, replaced(OPEN, uses=(Use.SELECTION,)))
        assert (refused.code, refused.field, refused.clause) == ("use_not_allowed", "uses", "township 三（七）")
        assert "选拔任用" in refused.zh

    def test_a_document_that_names_none_sets_no_limit(self) -> None:
        silent = Terms(uses=(), cite="x", in_force=True)
        assert appraisal.decide(None, replaced(OPEN, uses=tuple(Use)), today=LATER, terms=silent)

    def test_no_policy_no_limit(self) -> None:
        assert decide(None, replaced(OPEN, policy=None, uses=tuple(Use)), None)

    def test_the_policy_is_in_force(self) -> None:
        over = replaced(TOWNSHIP, in_force=False)
        refused = refusal(lambda s, c: decide(s, c, over), None, OPEN)
        assert (refused.code, refused.field) == ("policy_not_in_force", "policy")

    def test_nothing_twice(self) -> None:
        assert refusal(decide, None, replaced(OPEN, uses=(Use.TRAINING, Use.TRAINING))).code == "repeated"


class TestOnlyAFixedRoundIsClosed:
    def test_closed(self) -> None:
        assert decide(given(OPENED, FIXED), CLOSE) == [CLOSED]

    def test_not_yet_fixed(self) -> None:
        assert refusal(decide, given(OPENED), CLOSE).code == "not_fixed"

    def test_once(self) -> None:
        assert refusal(decide, given(OPENED, FIXED, CLOSED), CLOSE).code == "closed"


class TestCorrectionsAreAdded:
    def test_corrected(self) -> None:
        (event,) = decide(given(OPENED, FIXED), replaced(CORRECT, title="2024年度考核"))
        assert event == appraisal.AppraisalCorrected(
            corrects=1, opened=replaced(OPENED, title="2024年度考核"), reason="登记有误"
        )

    def test_a_correction_is_corrected(self) -> None:
        first = decide(given(OPENED), replaced(CORRECT, title="误"))
        (event,) = decide(given(OPENED, *first), replaced(CORRECT, title="正"))
        assert isinstance(event, appraisal.AppraisalCorrected)
        assert event.corrects == 2

    def test_nothing_changed(self) -> None:
        assert decide(given(OPENED), CORRECT) == []

    def test_not_past_what_followed(self) -> None:
        refused = refusal(decide, given(OPENED, FIXED), replaced(CORRECT, occurred_on=date(2024, 2, 2)))
        assert (refused.code, refused.field) == ("after_next_step", "occurred_on")

    def test_the_day_moves_with_it(self) -> None:
        moved = decide(given(OPENED), replaced(CORRECT, occurred_on=date(2024, 3, 1)))
        assert refusal(decide, given(OPENED, *moved), FIX).code == "out_of_order"

    def test_voided_takes_nothing_more(self) -> None:
        (voided,) = decide(given(OPENED, FIXED), VOID)
        for command in (CHANGE, FIX, CLOSE, CORRECT, VOID):
            assert refusal(decide, given(OPENED, FIXED, voided), command).code == "voided"

    def test_unknown(self) -> None:
        assert refusal(decide, None, FIX).code == "unknown"
