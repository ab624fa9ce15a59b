"""Collective education: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import education
from domain.education import Absence, Content, Excuse, Form

BRANCH, SESSION = "org-00000000000000000001", "education-00000000000000000001"
ZHANG, LI, WANG = "person-00000000000000000001", "person-00000000000000000002", "person-00000000000000000003"

HOLD = education.HoldEducation(
    education=SESSION,
    organisation=BRANCH,
    title="学习党章",
    form=Form.STUDY,
    contents=(Content.CONSTITUTION,),
    occurred_on=date(2024, 5, 20),
    half_days=2,
    attendees=(ZHANG, LI),
    absences=(Absence(person=WANG, excuse=Excuse.WITHOUT_REASON),),
)
HELD = education.EducationHeld(**{k: getattr(HOLD, k) for k in HOLD.__dataclass_fields__ if k != "education"})
CORRECT = education.CorrectEducation(
    **{k: getattr(HOLD, k) for k in HOLD.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = education.VoidEducation(education=SESSION, reason="重复登记")


def decide(state: education.State | None, command: education.Command) -> list[education.Event]:
    return education.decide(state, command, today=TODAY)


def given(*events: education.Event) -> education.State | None:
    return fold(education.evolve, *events)


class TestASessionIsRecordedOnceItIsOver:
    def test_recorded(self) -> None:
        assert decide(None, HOLD) == [HELD]

    def test_once(self) -> None:
        assert refusal(decide, given(HELD), HOLD).code == "exists"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(HOLD, occurred_on=date(2025, 1, 2))).code == "future_date"

    @pytest.mark.parametrize(("half_days", "over"), [(1, True), (2, True), (3, False), (4, False)])
    def test_days_to_come_are_not_recorded(self, half_days: int, over: bool) -> None:
        command = replaced(HOLD, occurred_on=TODAY, half_days=half_days)
        if over:
            assert decide(None, command)
        else:
            refused = refusal(decide, None, command)
            assert (refused.code, refused.field) == ("not_over", "half_days")

    @pytest.mark.parametrize("half_days", [0, -1, 61])
    def test_length(self, half_days: int) -> None:
        assert refusal(decide, None, replaced(HOLD, half_days=half_days)).code == "half_days"


class TestItSaysOnWhat:
    def test_several_groups(self) -> None:
        (event,) = decide(None, replaced(HOLD, contents=tuple(Content)))
        assert isinstance(event, education.EducationHeld)
        assert len(event.contents) == 7

    def test_none(self) -> None:
        assert refusal(decide, None, replaced(HOLD, contents=())).field == "contents"

    def test_title(self) -> None:
        assert refusal(decide, None, replaced(HOLD, title=" ")).code == "required"


class TestAttendanceIsNamed:
    def test_nobody(self) -> None:
        assert refusal(decide, None, replaced(HOLD, attendees=())).code == "attendees_missing"

    def test_each_once(self) -> None:
        assert refusal(decide, None, replaced(HOLD, attendees=(LI, LI))).field == "attendees"
        twice = (Absence(person=WANG, excuse=Excuse.PROPER_REASON), Absence(person=WANG, excuse=Excuse.WITHOUT_REASON))
        assert refusal(decide, None, replaced(HOLD, absences=twice)).field == "absences"

    def test_nobody_is_both_present_and_absent(self) -> None:
        refused = refusal(decide, None, replaced(HOLD, attendees=(ZHANG, WANG)))
        assert (refused.code, refused.clause) == ("present_and_absent", "c2006-edu 四¶3")


class TestAnAbsenceIsOfASort:
    @pytest.mark.parametrize("excuse", list(Excuse))
    def test_only_without_reason_is_followed_by_anything(self, excuse: Excuse) -> None:
        state = given(replaced(HELD, absences=(Absence(person=WANG, excuse=excuse),)))
        assert state is not None
        assert (state.unexcused(WANG) is not None) is (excuse is Excuse.WITHOUT_REASON)
        assert state.unexcused(LI) is None

    def test_a_voided_session_says_nothing(self) -> None:
        state = given(HELD, education.EducationVoided(reason="误登"))
        assert state is not None
        assert state.unexcused(WANG) is None


class TestMistakes:
    def test_corrected(self) -> None:
        (event,) = decide(given(HELD), replaced(CORRECT, half_days=1))
        assert event == education.EducationCorrected(corrects=1, held=replaced(HELD, half_days=1), reason="登记有误")
        state = given(HELD, event)
        assert state is not None
        assert (state.held.half_days, state.stands_at, state.version) == (1, 2, 2)

    def test_nothing_to_correct(self) -> None:
        assert decide(given(HELD), CORRECT) == []

    def test_voided(self) -> None:
        (event,) = decide(given(HELD), VOID)
        state = given(HELD, event)
        for command in (VOID, replaced(CORRECT, half_days=1)):
            assert refusal(decide, state, command).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"
        assert refusal(decide, state, HOLD).code == "exists"
