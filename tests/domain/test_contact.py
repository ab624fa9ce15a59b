"""Contact point: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import SECRETARY, TODAY, Posts, fold, refusal, replaced

from domain import contact
from domain.contact import Purpose
from domain.kernel import Refused, record

ORG, UNIT, POINT = "org-00000000000000000001", "org-00000000000000000002", "point-00000000000000000001"
DEPUTY = "person-b"
POSTS = Posts({SECRETARY: (date(2024, 1, 1), date(2024, 10, 31)), DEPUTY: (date(2024, 3, 1), None)})


@record
class Village:
    """A village branch, founded in 2020, backward until it was rated ordinary in August 2024."""

    kind: str = "branch"
    sector: str = "village"

    def exists_on(self, day: date) -> bool:
        return day >= date(2020, 1, 1)

    def rating_on(self, day: date) -> str:
        return "backward" if day < date(2024, 8, 1) else "ordinary"


def decide(state: contact.State | None, command: contact.Command) -> list[contact.Event]:
    return contact.decide(state, command, today=TODAY, posts=POSTS, unit=Village())


def given(*events: contact.Event) -> contact.State | None:
    return fold(contact.evolve, *events)


ESTABLISH = contact.EstablishContactPoint(
    point=POINT, organisation=ORG, owner=SECRETARY, unit=UNIT, occurred_on=date(2024, 2, 1), note="后进村"
)
ESTABLISHED = contact.ContactPointEstablished(
    organisation=ORG,
    owner=SECRETARY,
    unit=UNIT,
    unit_kind="branch",
    unit_sector="village",
    unit_rating="backward",
    occurred_on=date(2024, 2, 1),
    note="后进村",
)
VISIT = contact.VisitContactPoint(
    point=POINT,
    visitor=SECRETARY,
    purpose=Purpose.INSPECT_GUIDE,
    occurred_on=date(2024, 3, 5),
    text="检查支部活动",
    companions=("person-c",),
)
VISITED = contact.ContactPointVisited(
    visitor=SECRETARY,
    purpose=Purpose.INSPECT_GUIDE,
    occurred_on=date(2024, 3, 5),
    text="检查支部活动",
    companions=("person-c",),
)
RAISED = contact.ContactPointProblemRaised(number=1, text="阵地狭小", occurred_on=date(2024, 3, 5))
CLOSED = contact.ContactPointClosed(occurred_on=date(2024, 9, 30), reason="已转化")
REASSIGN = contact.ReassignContactPoint(point=POINT, owner=DEPUTY, occurred_on=date(2024, 6, 1), reason="分工调整")
REASSIGNED = contact.ContactPointReassigned(owner=DEPUTY, occurred_on=date(2024, 6, 1), reason="分工调整")
CLOSE = contact.CloseContactPoint(point=POINT, occurred_on=date(2024, 9, 30), reason="已转化")
CORRECT = contact.CorrectContactPoint(
    point=POINT, owner=SECRETARY, unit=UNIT, occurred_on=date(2024, 2, 1), reason="登记有误", note="后进村"
)
VOIDED = contact.ContactPointVoided(reason="重复登记")


class TestTheOwnerHoldsAPost:
    def test_on_the_day_of_establishing(self) -> None:
        assert decide(None, ESTABLISH) == [ESTABLISHED]

    def test_not_before_taking_it_up(self) -> None:
        refused = refusal(decide, None, replaced(ESTABLISH, owner=DEPUTY))
        assert (refused.code, refused.field, refused.clause) == ("owner_without_post", "owner", "c2006-resp 三（三）")

    def test_nor_where_no_posts_are_known(self) -> None:
        with pytest.raises(Refused, match="owner_without_post"):
            contact.decide(None, ESTABLISH, today=TODAY, unit=Village())

    def test_once_only(self) -> None:
        assert refusal(decide, given(ESTABLISHED), ESTABLISH).code == "exists"


class TestTheUnit:
    def test_is_not_the_owners_own_organisation(self) -> None:
        refused = refusal(decide, None, replaced(ESTABLISH, unit=ORG))
        assert (refused.code, refused.field) == ("own_organisation", "unit")

    def test_exists_on_the_day(self) -> None:
        assert refusal(decide, None, replaced(ESTABLISH, occurred_on=date(2019, 12, 31))).code == "unknown_unit"

    def test_is_on_record(self) -> None:
        with pytest.raises(Refused, match="unknown_unit"):
            contact.decide(None, ESTABLISH, today=TODAY, posts=POSTS)

    def test_keeps_the_rating_of_the_day_it_was_chosen(self) -> None:
        (late,) = decide(None, replaced(ESTABLISH, occurred_on=date(2024, 8, 1)))
        assert isinstance(late, contact.ContactPointEstablished)
        assert (ESTABLISHED.unit_rating, late.unit_rating) == ("backward", "ordinary")

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(ESTABLISH, occurred_on=date(2025, 1, 2))).code == "future_date"


class TestAVisitFallsWithinThePointsLife:
    def test_in_between(self) -> None:
        assert decide(given(ESTABLISHED), VISIT) == [VISITED]

    @pytest.mark.parametrize("day", [date(2024, 2, 1), date(2024, 9, 30)])
    def test_first_and_last_day_included(self, day: date) -> None:
        assert decide(given(ESTABLISHED, CLOSED), replaced(VISIT, occurred_on=day))

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            (date(2024, 1, 31), "before_established"),
            (date(2024, 10, 1), "after_closing"),
            (date(2025, 1, 2), "future_date"),
        ],
    )
    def test_outside(self, day: date, code: str) -> None:
        refused = refusal(decide, given(ESTABLISHED, CLOSED), replaced(VISIT, occurred_on=day))
        assert (refused.code, refused.field) == (code, "occurred_on")

    def test_of_an_unknown_point(self) -> None:
        assert refusal(decide, None, VISIT).code == "unknown"


class TestAVisitSaysWhoAndWhat:
    def test_by_somebody_else_than_the_owner_is_recorded(self) -> None:
        (event,) = decide(given(ESTABLISHED), replaced(VISIT, visitor="person-z"))
        assert isinstance(event, contact.ContactPointVisited)
        assert event.visitor == "person-z"

    @pytest.mark.parametrize(
        ("text", "code"), [(" \n ", "required"), ("字" * 20_001, "too_long"), ("走\u202e访", "control_characters")]
    )
    def test_says_what_was_done(self, text: str, code: str) -> None:
        refused = refusal(decide, given(ESTABLISHED), replaced(VISIT, text=text))
        assert (refused.code, refused.field) == (code, "text")

    def test_names_nobody_twice(self) -> None:
        twice = replaced(VISIT, companions=("person-c", "person-c"))
        assert refusal(decide, given(ESTABLISHED), twice).field == "companions"
        again = replaced(VISIT, companions=(SECRETARY,))
        assert refusal(decide, given(ESTABLISHED), again).code == "visitor_among_companions"


class TestAVisitIsCorrectedByAdding:
    CORRECTION = contact.CorrectVisit(
        point=POINT,
        visit=2,
        visitor=SECRETARY,
        purpose=Purpose.RESEARCH,
        occurred_on=date(2024, 3, 6),
        text="调研",
        reason="日期有误",
    )

    def correct(self, **changes: Any) -> contact.CorrectVisit:
        return replaced(self.CORRECTION, **changes)

    def test_it_keeps_its_number_and_points_at_what_was_wrong(self) -> None:
        (first,) = decide(given(ESTABLISHED, VISITED), self.correct())
        assert isinstance(first, contact.ContactPointVisitCorrected)
        assert (first.visit, first.corrects, first.visited.occurred_on) == (2, 2, date(2024, 3, 6))
        (second,) = decide(given(ESTABLISHED, VISITED, first), self.correct(text="调研座谈"))
        assert isinstance(second, contact.ContactPointVisitCorrected)
        assert (second.visit, second.corrects) == (2, 3)

    def test_nothing_to_correct(self) -> None:
        same = self.correct(
            purpose=VISITED.purpose, occurred_on=VISITED.occurred_on, text=VISITED.text, companions=VISITED.companions
        )
        assert decide(given(ESTABLISHED, VISITED), same) == []

    def test_only_a_visit_of_this_point(self) -> None:
        for number in (1, 3):
            assert refusal(decide, given(ESTABLISHED, VISITED), self.correct(visit=number)).code == "unknown_visit"

    def test_with_a_reason_and_within_the_points_life(self) -> None:
        assert refusal(decide, given(ESTABLISHED, VISITED), self.correct(reason="")).field == "reason"
        early = self.correct(occurred_on=date(2024, 1, 1))
        assert refusal(decide, given(ESTABLISHED, VISITED), early).code == "before_established"

    def test_a_voided_one_stays_voided(self) -> None:
        void = contact.VoidVisit(point=POINT, visit=2, reason="未成行")
        assert decide(given(ESTABLISHED, VISITED), void) == [contact.ContactPointVisitVoided(visit=2, reason="未成行")]
        voided = given(ESTABLISHED, VISITED, contact.ContactPointVisitVoided(visit=2, reason="未成行"))
        assert refusal(decide, voided, void).code == "visit_voided"
        assert refusal(decide, voided, self.correct()).code == "visit_voided"


class TestProblems:
    RESOLVE = contact.ResolveProblem(point=POINT, number=1, text="已扩建", occurred_on=date(2024, 5, 1))

    def test_are_numbered_by_the_point(self) -> None:
        raise_it = contact.RaiseProblem(point=POINT, text="阵地狭小", occurred_on=date(2024, 3, 5))
        assert decide(given(ESTABLISHED), raise_it) == [RAISED]
        (second,) = decide(given(ESTABLISHED, RAISED, VISITED), replaced(raise_it, text="党员老化"))
        assert isinstance(second, contact.ContactPointProblemRaised)
        assert second.number == 2

    def test_are_found_while_the_point_stands(self) -> None:
        late = contact.RaiseProblem(point=POINT, text="阵地狭小", occurred_on=date(2024, 10, 1))
        assert refusal(decide, given(ESTABLISHED, CLOSED), late).code == "after_closing"

    def test_are_solved_once(self) -> None:
        (event,) = decide(given(ESTABLISHED, RAISED), self.RESOLVE)
        solved = contact.ContactPointProblemResolved(number=1, text="已扩建", occurred_on=date(2024, 5, 1))
        assert event == solved
        assert refusal(decide, given(ESTABLISHED, RAISED, solved), self.RESOLVE).code == "already_resolved"

    def test_are_passed_on(self) -> None:
        (event,) = decide(given(ESTABLISHED, RAISED), replaced(self.RESOLVE, passed_to="org-9"))
        assert isinstance(event, contact.ContactPointProblemResolved)
        assert event.passed_to == "org-9"

    def test_are_solved_after_they_were_found(self) -> None:
        early = replaced(self.RESOLVE, occurred_on=date(2024, 3, 4))
        assert refusal(decide, given(ESTABLISHED, RAISED), early).code == "before_raised"
        assert decide(given(ESTABLISHED, RAISED), replaced(self.RESOLVE, occurred_on=date(2024, 3, 5)))

    def test_that_nobody_raised_are_not_solved(self) -> None:
        assert refusal(decide, given(ESTABLISHED), self.RESOLVE).field == "number"

    def test_outlive_the_point(self) -> None:
        assert decide(given(ESTABLISHED, RAISED, CLOSED), replaced(self.RESOLVE, occurred_on=date(2024, 12, 1)))


class TestADemonstrationPoint:
    def test_is_recognised_once(self) -> None:
        command = contact.RecogniseDemonstrationPoint(point=POINT, occurred_on=date(2024, 7, 1), basis="区委组织部通报")
        (event,) = decide(given(ESTABLISHED), command)
        assert event == contact.DemonstrationPointRecognised(occurred_on=date(2024, 7, 1), basis="区委组织部通报")
        assert refusal(decide, given(ESTABLISHED, event), command).code == "already_recognised"
        assert refusal(decide, given(ESTABLISHED), replaced(command, basis="")).field == "basis"


class TestTheOwnerChanges:
    def test_to_somebody_with_a_post(self) -> None:
        assert decide(given(ESTABLISHED), REASSIGN) == [REASSIGNED]
        refused = refusal(decide, given(ESTABLISHED), replaced(REASSIGN, owner="person-z"))
        assert (refused.code, refused.field) == ("owner_without_post", "owner")

    def test_to_somebody_else(self) -> None:
        assert refusal(decide, given(ESTABLISHED), replaced(REASSIGN, owner=SECRETARY)).code == "same_owner"
        back = replaced(REASSIGN, owner=SECRETARY, occurred_on=date(2024, 7, 1))
        assert decide(given(ESTABLISHED, REASSIGNED), back)

    @pytest.mark.parametrize("day", [date(2024, 5, 31), date(2024, 6, 1)])
    def test_after_the_present_owner_began(self, day: date) -> None:
        back = replaced(REASSIGN, owner=SECRETARY, occurred_on=day)
        assert refusal(decide, given(ESTABLISHED, REASSIGNED), back).code == "not_after_owner"

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(ESTABLISHED), replaced(REASSIGN, reason="")).field == "reason"


class TestThePointIsGivenUp:
    def test_once(self) -> None:
        assert decide(given(ESTABLISHED), CLOSE) == [CLOSED]
        assert refusal(decide, given(ESTABLISHED, CLOSED), CLOSE).code == "already_closed"

    def test_not_before_the_last_thing_there(self) -> None:
        early = replaced(CLOSE, occurred_on=date(2024, 3, 4))
        assert refusal(decide, given(ESTABLISHED, VISITED), early).code == "before_last_act"
        voided = contact.ContactPointVisitVoided(visit=2, reason="未成行")
        assert decide(given(ESTABLISHED, VISITED, voided), early)

    def test_not_before_it_began(self) -> None:
        early = replaced(CLOSE, occurred_on=date(2024, 1, 1))
        assert refusal(decide, given(ESTABLISHED), early).code == "before_established"


class TestThePointIsCorrectedByAdding:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(ESTABLISHED, VISITED), replaced(CORRECT, occurred_on=date(2024, 3, 1)))
        corrected = replaced(ESTABLISHED, occurred_on=date(2024, 3, 1))
        assert event == contact.ContactPointCorrected(corrects=1, established=corrected, reason="登记有误")
        (again,) = decide(given(ESTABLISHED, VISITED, event), CORRECT)
        assert isinstance(again, contact.ContactPointCorrected)
        assert again.corrects == 3

    def test_nothing_to_correct(self) -> None:
        assert decide(given(ESTABLISHED), CORRECT) == []

    def test_the_unit_is_read_as_of_the_corrected_day(self) -> None:
        (event,) = decide(given(ESTABLISHED), replaced(CORRECT, occurred_on=date(2024, 8, 5)))
        assert isinstance(event, contact.ContactPointCorrected)
        assert event.established.unit_rating == "ordinary"

    def test_not_to_a_day_after_something_happened_there(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 3, 6))
        assert refusal(decide, given(ESTABLISHED, VISITED), late).code == "after_first_act"
        assert refusal(decide, given(ESTABLISHED, RAISED), late).code == "after_first_act"

    def test_the_numbers_of_visits_and_problems_stay(self) -> None:
        fixed = contact.ContactPointCorrected(corrects=1, established=replaced(ESTABLISHED, note=""), reason="补正")
        state = given(ESTABLISHED, VISITED, RAISED, fixed)
        assert state is not None
        assert (set(state.visits), set(state.problems)) == ({2}, {1})

    def test_a_corrected_first_owner_does_not_undo_the_change_of_owner(self) -> None:
        fixed = contact.ContactPointCorrected(
            corrects=1, established=replaced(ESTABLISHED, owner="person-c"), reason="补正"
        )
        before, after = given(ESTABLISHED, fixed), given(ESTABLISHED, REASSIGNED, fixed)
        assert before is not None
        assert after is not None
        assert (before.owner, after.owner) == ("person-c", DEPUTY)


class TestAVoidedPoint:
    def test_takes_no_further_act(self) -> None:
        void = contact.VoidContactPoint(point=POINT, reason="重复登记")
        assert decide(given(ESTABLISHED), void) == [VOIDED]
        acts: list[contact.Command] = [
            void,
            VISIT,
            CORRECT,
            CLOSE,
            REASSIGN,
            contact.RaiseProblem(point=POINT, text="甲", occurred_on=date(2024, 3, 1)),
            TestProblems.RESOLVE,
            TestAVisitIsCorrectedByAdding.CORRECTION,
            contact.VoidVisit(point=POINT, visit=2, reason="甲"),
            contact.RecogniseDemonstrationPoint(point=POINT, occurred_on=date(2024, 3, 1), basis="甲"),
        ]
        for act in acts:
            assert refusal(decide, given(ESTABLISHED, VISITED, RAISED, VOIDED), act).code == "voided"
