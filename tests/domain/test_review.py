"""Review of members: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import meeting, review
from domain.review import Audience, Grade, Result, Step, Type

BRANCH, DISTRICT = "org-00000000000000000001", "org-00000000000000000002"
REVIEW, ROUND = "review-00000000000000000001", "review-00000000000000000002"
MEETING = "meeting-00000000000000000001"
ZHANG, LI = "person-00000000000000000001", "person-00000000000000000002"

ARRANGE = review.ArrangeReview(
    review=REVIEW,
    organisation=BRANCH,
    type=Type.SPIRIT_ANALYSIS,
    period="2024",
    title="党性分析评议",
    occurred_on=date(2024, 3, 1),
)
ARRANGED = review.ReviewArranged(**{k: getattr(ARRANGE, k) for k in ARRANGE.__dataclass_fields__ if k != "review"})
HOLD = review.HoldReview(
    review=REVIEW,
    organisation=BRANCH,
    type=Type.SPIRIT_ANALYSIS,
    period="2024",
    title="党性分析评议",
    occurred_on=date(2024, 5, 10),
    results=(Result(person=ZHANG, grade=Grade.EXCELLENT), Result(person=LI, grade=Grade.QUALIFIED, opinion="加强学习")),
)
HELD = review.ReviewHeld(**{k: getattr(HOLD, k) for k in HOLD.__dataclass_fields__ if k != "review"})
STEP = review.CompleteReviewStep(review=REVIEW, step=Step.TALKS_HELD, occurred_on=date(2024, 4, 10), text="逐人谈心")
STEPPED = review.ReviewStepCompleted(step=Step.TALKS_HELD, occurred_on=date(2024, 4, 10), text="逐人谈心")
NOTIFY = review.NotifyResult(review=REVIEW, audiences=(Audience.MEMBERS,), occurred_on=date(2024, 5, 20))
NOTIFIED = review.ResultNotified(audiences=(Audience.MEMBERS,), occurred_on=date(2024, 5, 20))
CORRECT = review.CorrectReview(
    **{k: getattr(HOLD, k) for k in HOLD.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = review.VoidReview(review=REVIEW, reason="重复登记")
ASK = review.RecordMassEvaluation(review=REVIEW, occurred_on=date(2024, 4, 20), asked=30, satisfied=28)
MET = meeting.State(
    organisation=BRANCH,
    stage="held",
    held=meeting.MeetingHeld(
        organisation=BRANCH,
        body=meeting.Body.ORGANISATION_LIFE,
        title="专题组织生活会",
        occurred_on=date(2024, 5, 10),
        chair=ZHANG,
        attendees=(ZHANG, LI),
        agenda=(),
    ),
)


def decide(state: review.State | None, command: review.Command, **needs: Any) -> list[review.Event]:
    return review.decide(state, command, today=TODAY, **needs)


def given(*events: review.Event) -> review.State | None:
    return fold(review.evolve, *events)


class TestItIsArrangedAndHeld:
    def test_arranged_then_held(self) -> None:
        assert decide(None, ARRANGE) == [ARRANGED]
        assert decide(given(ARRANGED), HOLD) == [HELD]

    def test_held_without_arrangement(self) -> None:
        assert decide(None, HOLD) == [HELD]

    def test_once(self) -> None:
        assert refusal(decide, given(ARRANGED), ARRANGE).code == "exists"
        assert refusal(decide, given(HELD), HOLD).code == "exists"

    def test_as_what_it_was_arranged(self) -> None:
        command = replaced(HOLD, type=Type.DEMOCRATIC_REVIEW)
        assert refusal(decide, given(ARRANGED), command).code == "wrong_type"

    def test_not_before_it_was_arranged(self) -> None:
        refused = refusal(decide, given(ARRANGED), replaced(HOLD, occurred_on=date(2024, 2, 29)))
        assert refused.code == "before_preparation"

    @pytest.mark.parametrize("period", ["2024-H1", "去年", ""])
    def test_a_democratic_review_is_of_a_year(self, period: str) -> None:
        refused = refusal(decide, None, replaced(HOLD, type=Type.DEMOCRATIC_REVIEW, period=period))
        assert refused.field == "period"


class TestPreparation:
    def test_steps(self) -> None:
        assert decide(given(ARRANGED), STEP) == [STEPPED]

    def test_a_missing_step_does_not_stop_the_meeting(self) -> None:
        assert decide(given(ARRANGED, STEPPED), HOLD) == [HELD]

    def test_each_once(self) -> None:
        assert refusal(decide, given(ARRANGED, STEPPED), STEP).code == "step_completed"

    def test_in_order(self) -> None:
        early = replaced(STEP, occurred_on=date(2024, 2, 29))
        assert refusal(decide, given(ARRANGED), early).code == "before_arrangement"
        late = replaced(STEP, occurred_on=date(2024, 5, 11))
        refused = refusal(decide, given(ARRANGED, HELD), late)
        assert (refused.code, refused.clause) == ("after_meeting", "c2006-edu 二（二）3¶2")
        assert refusal(decide, given(HELD), STEP).code == "not_arranged"
        too_soon = replaced(HOLD, occurred_on=date(2024, 4, 9))
        assert refusal(decide, given(ARRANGED, STEPPED), too_soon).code == "before_preparation"


class TestMembersAreReviewedOneByOne:
    def test_no_result(self) -> None:
        assert refusal(decide, None, replaced(HOLD, results=())).code == "results_missing"

    def test_one_each(self) -> None:
        twice = (Result(person=LI, grade=Grade.QUALIFIED), Result(person=LI, grade=Grade.EXCELLENT))
        assert refusal(decide, None, replaced(HOLD, results=twice)).field == "results"

    def test_somebody_was_there(self) -> None:
        assert refusal(decide, None, replaced(HOLD, present=0)).field == "present"


class TestTheMeetingIsTheirOwn:
    def test_own(self) -> None:
        assert decide(None, replaced(HOLD, meeting=MEETING), meeting=MET)

    @pytest.mark.parametrize(
        "other",
        [
            None,
            replaced(MET, organisation=DISTRICT),
            replaced(MET, stage="voided"),
            replaced(MET, held=replaced(MET.held, occurred_on=date(2024, 5, 9))),
        ],
    )
    def test_another(self, other: meeting.State | None) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, meeting=other)

        assert refusal(told, None, replaced(HOLD, meeting=MEETING)).code == "wrong_meeting"


class TestTheRoundIsASuperiors:
    ROUND = given(replaced(ARRANGED, organisation=DISTRICT))

    def test_part_of_it(self) -> None:
        assert decide(None, replaced(HOLD, arranged_under=ROUND), superior=self.ROUND)
        assert decide(None, replaced(ARRANGE, arranged_under=ROUND), superior=self.ROUND)

    @pytest.mark.parametrize(
        "other",
        [
            None,
            given(ARRANGED),
            given(replaced(HELD, organisation=DISTRICT)),
            given(replaced(ARRANGED, organisation=DISTRICT, type=Type.DEMOCRATIC_REVIEW)),
            given(replaced(ARRANGED, organisation=DISTRICT, occurred_on=date(2024, 6, 1))),
        ],
    )
    def test_another(self, other: review.State | None) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, superior=other)

        assert refusal(told, None, replaced(HOLD, arranged_under=ROUND)).code == "wrong_round"


class TestTheMassesAreAsked:
    def test_asked(self) -> None:
        assert decide(given(ARRANGED), ASK)

    @pytest.mark.parametrize(("asked", "satisfied"), [(0, 0), (10, 11), (10, -1)])
    def test_no_more_than_were_asked(self, asked: int, satisfied: int) -> None:
        command = replaced(ASK, asked=asked, satisfied=satisfied)
        assert refusal(decide, given(ARRANGED), command).field == "satisfied"

    def test_not_before_it_began(self) -> None:
        assert refusal(decide, given(HELD), ASK).code == "before_arrangement"


class TestResultsAreMadeKnown:
    def test_after_the_meeting(self) -> None:
        assert decide(given(HELD), NOTIFY) == [NOTIFIED]
        assert refusal(decide, given(ARRANGED), NOTIFY).code == "not_held"
        assert refusal(decide, given(HELD), replaced(NOTIFY, occurred_on=date(2024, 5, 9))).code == "before_meeting"

    def test_to_whom(self) -> None:
        assert refusal(decide, given(HELD), replaced(NOTIFY, audiences=())).field == "audiences"


class TestMistakes:
    def test_corrected(self) -> None:
        (event,) = decide(given(ARRANGED, HELD, NOTIFIED), replaced(CORRECT, occurred_on=date(2024, 5, 12)))
        assert event == review.ReviewCorrected(
            corrects=2, held=replaced(HELD, occurred_on=date(2024, 5, 12)), reason="登记有误"
        )
        state = given(ARRANGED, HELD, NOTIFIED, event)
        assert state is not None
        assert (state.stage, state.stands_at) == ("notified", 4)
        assert decide(given(HELD), CORRECT) == []
        assert refusal(decide, given(ARRANGED), CORRECT).code == "not_held"

    def test_not_past_what_followed(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 5, 21))
        assert refusal(decide, given(HELD, NOTIFIED), late).code == "after_notification"

    def test_voided(self) -> None:
        (event,) = decide(given(ARRANGED), VOID)
        state = given(ARRANGED, event)
        for command in (VOID, STEP, NOTIFY, ASK, CORRECT):
            assert refusal(decide, state, command).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"
