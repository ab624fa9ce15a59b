"""Appraisal sheet: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import fold, refusal, replaced
from hypothesis import given as when
from hypothesis import strategies as st

from domain import appraisal, sheet
from domain.appraisal import Indicator, Subjects
from domain.scoring import points_text
from domain.sheet import Deduction, Delivered, Grade, Score, Use

DISTRICT, TOWNSHIP = "org-00000000000000000001", "org-00000000000000000002"
ROUND = "appraisal-00000000000000000001"
SHEET = f"sheet-{ROUND[-20:]}-o{TOWNSHIP[-20:]}"
SECRETARY, SCORER, SIGNER, OTHER = (f"person-0000000000000000000{n}" for n in range(1, 5))
MEETING = "meeting-00000000000000000001"
LATER = date(2025, 6, 30)
CLAUSE = "township-quarterly-meeting"
INDICATORS = (
    Indicator(number=1, title="党委会议研究党建", maximum=200, clause=CLAUSE, deduction=50),
    Indicator(number=2, title="联系点工作", maximum=150),
)
OPENED_ROUND = appraisal.AppraisalOpened(
    organisation=DISTRICT,
    subjects=Subjects.ORGANISATION,
    period="2024",
    title="2024年度党建考核",
    occurred_on=date(2024, 1, 10),
    indicators=INDICATORS,
    uses=(appraisal.Use.PERFORMANCE_RATING, appraisal.Use.TRAINING),
)
FIXED_ROUND = fold(appraisal.evolve, OPENED_ROUND, appraisal.IndicatorsFixed(occurred_on=date(2024, 2, 1)))

OPEN = sheet.OpenSheet(appraisal=ROUND, organisation=TOWNSHIP, subject=TOWNSHIP, occurred_on=date(2024, 12, 20))
OPENED = sheet.SheetOpened(
    appraisal=ROUND,
    organisation=TOWNSHIP,
    appraiser=DISTRICT,
    subject=TOWNSHIP,
    title="2024年度党建考核",
    period="2024",
    occurred_on=date(2024, 12, 20),
)
OF_PERSON = replaced(OPENED, subject=SECRETARY)
FILE = sheet.FileSelfReport(sheet=SHEET, occurred_on=date(2024, 12, 25), person=SECRETARY, text="自评良好")
FILED = sheet.SelfReportFiled(occurred_on=date(2024, 12, 25), person=SECRETARY, text="自评良好")
LINK = sheet.LinkDebrief(sheet=SHEET, debrief="debrief-00000000000000000001")
LINKED = sheet.DebriefLinked(debrief="debrief-00000000000000000001")
DEBRIEF = Delivered(organisation=TOWNSHIP, person=SECRETARY, period="2024")
Q3 = Deduction(clause=CLAUSE, window="2024-Q3", points=50)
SCORES = (
    Score(indicator=1, points=150, cites=(MEETING,), deductions=(Q3,)),
    Score(indicator=2, points=125, cites=(MEETING, f"{MEETING}#1"), note="走访扎实"),
)
SCORE = sheet.ScoreSheet(sheet=SHEET, occurred_on=date(2025, 1, 10), scorer=SCORER, scores=SCORES, known_at=40)
SCORED = sheet.SheetScored(occurred_on=date(2025, 1, 10), scorer=SCORER, scores=SCORES, known_at=40)
ISSUE = sheet.IssueResult(
    sheet=SHEET, occurred_on=date(2025, 1, 20), grade=Grade.GOOD, person=SIGNER, known_at=44, text="公布"
)
ISSUED = sheet.ResultIssued(
    occurred_on=date(2025, 1, 20), grade=Grade.GOOD, person=SIGNER, total=275, known_at=44, text="公布"
)
USE = sheet.UseResult(sheet=SHEET, use=Use.TRAINING, occurred_on=date(2025, 2, 1), text="列入培训计划")
USED = sheet.ResultUsed(use=Use.TRAINING, occurred_on=date(2025, 2, 1), text="列入培训计划")
ASK = sheet.RequestReview(sheet=SHEET, occurred_on=date(2025, 2, 5), person=SECRETARY, text="联系点得分偏低")
ASKED = sheet.ReviewRequested(occurred_on=date(2025, 2, 5), person=SECRETARY, text="联系点得分偏低")
BETTER = (SCORES[0], replaced(SCORES[1], points=140))
DECIDE = sheet.DecideReview(
    sheet=SHEET,
    occurred_on=date(2025, 2, 20),
    person=OTHER,
    scores=BETTER,
    grade=Grade.EXCELLENT,
    known_at=50,
    text="复核后调整",
)
VOID = sheet.VoidSheet(sheet=SHEET, reason="建错对象")


def decide(state: sheet.State | None, command: sheet.Command, **needs: Any) -> list[sheet.Event]:
    return sheet.decide(state, command, today=LATER, **{"round": FIXED_ROUND, "debrief": DEBRIEF, **needs})


def given(*events: sheet.Event) -> sheet.State | None:
    return fold(sheet.evolve, *events)


def told(**needs: Any) -> Any:
    return lambda state, command: decide(state, command, **needs)


class TestASheetIsOpenedOnceIndicatorsAreFixed:
    def test_opened(self) -> None:
        assert decide(None, OPEN) == [OPENED]

    def test_not_before(self) -> None:
        refused = refusal(told(round=fold(appraisal.evolve, OPENED_ROUND)), None, OPEN)
        assert (refused.code, refused.field, refused.clause) == ("indicators_not_fixed", "appraisal", "jianxi 第十四条")

    def test_nor_dated_before(self) -> None:
        assert refusal(decide, None, replaced(OPEN, occurred_on=date(2024, 1, 31))).code == "before_fixing"

    def test_not_once_the_round_is_closed(self) -> None:
        closed = appraisal.evolve(FIXED_ROUND, appraisal.AppraisalClosed(occurred_on=date(2025, 3, 1)))
        assert refusal(told(round=closed), None, OPEN).code == "appraisal_closed"

    def test_not_of_a_voided_round(self) -> None:
        voided = appraisal.evolve(FIXED_ROUND, appraisal.AppraisalVoided(reason="重复"))
        assert refusal(told(round=voided), None, OPEN).code == "unknown_appraisal"
        assert refusal(told(round=None), None, OPEN).code == "unknown_appraisal"

    def test_one_for_each_subject(self) -> None:
        assert refusal(decide, given(OPENED), OPEN).code == "exists"

    def test_anew_after_voiding(self) -> None:
        state = given(OPENED, *decide(given(OPENED), VOID))
        assert decide(state, OPEN) == [OPENED]
        again = sheet.evolve(state, OPENED)
        assert (again.stage, again.version) == ("opened", 3)


class TestOrganisationsAndPersonsAreScoredApart:
    def test_a_person_in_a_round_of_organisations(self) -> None:
        refused = refusal(decide, None, replaced(OPEN, subject=SECRETARY))
        assert (refused.code, refused.field, refused.clause) == ("wrong_subject", "subject", "c2006-resp 四¶2")

    def test_a_person_in_a_round_of_persons(self) -> None:
        persons = fold(
            appraisal.evolve,
            replaced(OPENED_ROUND, subjects=Subjects.PERSON),
            appraisal.IndicatorsFixed(occurred_on=date(2024, 2, 1)),
        )
        assert decide(None, replaced(OPEN, subject=SECRETARY), round=persons) == [OF_PERSON]
        assert refusal(told(round=persons), None, OPEN).code == "wrong_subject"

    def test_the_sheet_is_the_organisations_own(self) -> None:
        assert refusal(decide, None, replaced(OPEN, organisation=DISTRICT)).code == "wrong_organisation"

    def test_nobody_is_appraised_by_itself(self) -> None:
        assert refusal(decide, None, replaced(OPEN, organisation=DISTRICT, subject=DISTRICT)).code == "own_appraisal"

    def test_both_sides_may_act(self) -> None:
        state = given(OPENED)
        assert state is not None
        assert state.parties == (TOWNSHIP, DISTRICT)


class TestSelfReportAndDebriefComeFirst:
    def test_filed(self) -> None:
        assert decide(given(OPENED), FILE) == [FILED]

    def test_not_after_the_scores(self) -> None:
        assert refusal(decide, given(OPENED, SCORED), FILE).code == "too_late"

    def test_not_before_the_sheet(self) -> None:
        assert refusal(decide, given(OPENED), replaced(FILE, occurred_on=date(2024, 12, 19))).code == "out_of_order"

    def test_joined(self) -> None:
        assert decide(given(OPENED, FILED), LINK) == [LINKED]

    def test_joined_once(self) -> None:
        assert decide(given(OPENED, LINKED), LINK) == []

    def test_delivered_at_all(self) -> None:
        refused = refusal(told(debrief=None), given(OPENED), LINK)
        assert (refused.code, refused.field) == ("debrief_not_delivered", "debrief")

    def test_of_the_subject(self) -> None:
        of_another = replaced(DEBRIEF, organisation=DISTRICT)
        assert refusal(told(debrief=of_another), given(OPENED), LINK).code == "another_debrief"
        assert refusal(told(debrief=replaced(DEBRIEF, person=OTHER)), given(OF_PERSON), LINK).code == "another_debrief"
        assert decide(given(OF_PERSON), LINK) == [LINKED]

    @pytest.mark.parametrize("period", ["2023", "2025-Q1"])
    def test_on_another_period(self, period: str) -> None:
        assert refusal(told(debrief=replaced(DEBRIEF, period=period)), given(OPENED), LINK).code == "another_period"

    def test_on_a_part_of_it(self) -> None:
        assert decide(given(OPENED), LINK, debrief=replaced(DEBRIEF, period="2024-H2"))


class TestEveryIndicatorIsScoredOnceWithinItsRange:
    def test_scored(self) -> None:
        assert decide(given(OPENED, FILED), SCORE) == [SCORED]

    def test_one_left_out(self) -> None:
        refused = refusal(decide, given(OPENED), replaced(SCORE, scores=SCORES[:1]))
        assert (refused.code, refused.field) == ("indicator_not_scored", "scores")

    def test_one_twice(self) -> None:
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=(*SCORES, SCORES[1]))).code == "repeated"

    def test_one_too_many(self) -> None:
        third = Score(indicator=3, points=0, cites=(MEETING,))
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=(*SCORES, third))).code == "unknown_indicator"

    @pytest.mark.parametrize("points", [-1, 151, 1000])
    def test_outside_its_range(self, points: int) -> None:
        wrong = (SCORES[0], replaced(SCORES[1], points=points))
        refused = refusal(decide, given(OPENED), replaced(SCORE, scores=wrong))
        assert (refused.code, refused.field) == ("out_of_range", "scores")
        assert "15" in refused.zh

    @pytest.mark.parametrize("points", [0, 150])
    def test_at_its_ends(self, points: int) -> None:
        assert decide(given(OPENED), replaced(SCORE, scores=(SCORES[0], replaced(SCORES[1], points=points))))

    def test_again_until_issued(self) -> None:
        (event,) = decide(given(OPENED, SCORED), replaced(SCORE, scores=BETTER))
        assert isinstance(event, sheet.SheetScored)
        assert event.scores == BETTER


class TestEveryScoreCitesWhatItRestsOn:
    def test_without(self) -> None:
        wrong = (SCORES[0], replaced(SCORES[1], cites=()))
        refused = refusal(decide, given(OPENED), replaced(SCORE, scores=wrong))
        assert (refused.code, refused.field, refused.clause) == ("cites_missing", "scores", "c2006-resp 四¶2")

    def test_not_its_own_sheet(self) -> None:
        wrong = (SCORES[0], replaced(SCORES[1], cites=(f"{SHEET}#2",)))
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=wrong)).code == "cites_itself"

    def test_nothing_twice(self) -> None:
        wrong = (SCORES[0], replaced(SCORES[1], cites=(MEETING, MEETING)))
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=wrong)).code == "repeated"


class TestDeductionsFollowTheIndicator:
    @pytest.mark.parametrize(
        "change",
        [{"points": 200}, {"points": 100}, {"deductions": ()}],
    )
    def test_the_points_are_what_is_left(self, change: dict[str, object]) -> None:
        wrong = (replaced(SCORES[0], **change), SCORES[1])
        refused = refusal(decide, given(OPENED), replaced(SCORE, scores=wrong))
        assert (refused.code, refused.field) == ("not_the_sum", "scores")

    def test_none_missed(self) -> None:
        assert decide(
            given(OPENED), replaced(SCORE, scores=(replaced(SCORES[0], points=200, deductions=()), SCORES[1]))
        )

    @pytest.mark.parametrize("change", [{"points": 40}, {"clause": "another"}])
    def test_each_is_the_indicators(self, change: dict[str, object]) -> None:
        wrong = (replaced(SCORES[0], deductions=(replaced(Q3, **change),), points=160), SCORES[1])
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=wrong)).code == "deduction_not_by_rule"

    def test_none_where_the_indicator_has_none(self) -> None:
        wrong = (SCORES[0], replaced(SCORES[1], deductions=(replaced(Q3, clause=""),)))
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=wrong)).code == "deduction_not_by_rule"

    def test_one_window_once(self) -> None:
        wrong = (replaced(SCORES[0], deductions=(Q3, Q3), points=100), SCORES[1])
        assert refusal(decide, given(OPENED), replaced(SCORE, scores=wrong)).code == "repeated"

    @when(st.integers(min_value=0, max_value=12))
    def test_never_below_nothing(self, missed: int) -> None:
        taken = tuple(replaced(Q3, window=f"2024-{month:02}") for month in range(1, missed + 1))
        scores = (replaced(SCORES[0], deductions=taken, points=max(200 - 50 * missed, 0)), SCORES[1])
        (event,) = decide(given(OPENED), replaced(SCORE, scores=scores))
        assert isinstance(event, sheet.SheetScored)
        assert event.scores == scores


class TestNobodyScoresTheOwnSheet:
    def test_scorer(self) -> None:
        assert refusal(decide, given(OF_PERSON), replaced(SCORE, scorer=SECRETARY)).field == "scorer"

    def test_signer(self) -> None:
        assert refusal(decide, given(OF_PERSON, SCORED), replaced(ISSUE, person=SECRETARY)).code == "own_result"


class TestAResultIsFrozenWithWhatWasKnown:
    def test_issued_with_the_sum(self) -> None:
        assert decide(given(OPENED, SCORED), ISSUE) == [ISSUED]

    def test_not_without_scores(self) -> None:
        assert refusal(decide, given(OPENED, FILED), ISSUE).code == "not_scored"

    def test_not_on_records_that_are_gone(self) -> None:
        refused = refusal(told(gone=(MEETING,)), given(OPENED, SCORED), ISSUE)
        assert refused.code == "cited_record_gone"
        assert MEETING in refused.zh

    @pytest.mark.parametrize(("state", "command"), [(SCORED, replaced(ISSUE, known_at=39)), (None, SCORE)])
    def test_no_less_was_known_than_before(self, state: Any, command: Any) -> None:
        if state is None:
            command = replaced(command, known_at=0)
        events = (OPENED,) if state is None else (OPENED, state)
        assert refusal(decide, given(*events), command).field == "known_at"

    def test_not_before_it_was_scored(self) -> None:
        refused = refusal(decide, given(OPENED, SCORED), replaced(ISSUE, occurred_on=date(2025, 1, 9)))
        assert refused.code == "out_of_order"

    @pytest.mark.parametrize("command", [SCORE, ISSUE, LINK, VOID])
    def test_nothing_is_changed_afterwards(self, command: sheet.Command) -> None:
        assert refusal(decide, given(OPENED, SCORED, ISSUED), command).code == "too_late"


class TestItIsUsedAsItsRoundAllows:
    def test_used(self) -> None:
        assert decide(given(OPENED, SCORED, ISSUED), USE) == [USED]

    def test_beyond(self) -> None:
        refused = refusal(decide, given(OPENED, SCORED, ISSUED), replaced(USE, use=Use.SELECTION))
        assert (refused.code, refused.field) == ("use_not_allowed", "use")
        assert "选拔任用" in refused.zh

    def test_not_before_it_is_issued(self) -> None:
        assert refusal(decide, given(OPENED, SCORED), USE).code == "not_issued"
        early = replaced(USE, occurred_on=date(2025, 1, 19))
        assert refusal(decide, given(OPENED, SCORED, ISSUED), early).code == "before_issue"

    def test_not_under_review(self) -> None:
        assert refusal(decide, given(OPENED, SCORED, ISSUED, ASKED), USE).code == "under_review"


class TestReview:
    def test_asked_for(self) -> None:
        assert decide(given(OPENED, SCORED, ISSUED), ASK) == [ASKED]

    def test_by_the_person_appraised(self) -> None:
        state = given(OF_PERSON, SCORED, ISSUED)
        assert decide(state, ASK) == [ASKED]
        assert refusal(decide, state, replaced(ASK, person=OTHER)).code == "not_the_subject"

    def test_decided_anew(self) -> None:
        (event,) = decide(given(OPENED, SCORED, ISSUED, ASKED), DECIDE)
        assert event == sheet.ReviewDecided(
            occurred_on=date(2025, 2, 20),
            person=OTHER,
            scores=BETTER,
            grade=Grade.EXCELLENT,
            total=290,
            known_at=50,
            text="复核后调整",
        )
        state = given(OPENED, SCORED, ISSUED, ASKED, event)
        assert state is not None
        assert (state.scores, state.issued) == (BETTER, ISSUED)

    def test_the_result_stands(self) -> None:
        stands = replaced(DECIDE, scores=(), grade=Grade.GOOD)
        (event,) = decide(given(OPENED, SCORED, ISSUED, ASKED), stands)
        assert isinstance(event, sheet.ReviewDecided)
        assert (event.scores, event.total) == ((), 275)

    def test_and_so_does_its_grade(self) -> None:
        refused = refusal(decide, given(OPENED, SCORED, ISSUED, ASKED), replaced(DECIDE, scores=()))
        assert refused.code == "grade_without_scores"

    @pytest.mark.parametrize("person", [SIGNER, SCORER, SECRETARY])
    def test_decided_by_somebody_else(self, person: str) -> None:
        refused = refusal(decide, given(OPENED, SCORED, ISSUED, ASKED), replaced(DECIDE, person=person))
        assert (refused.code, refused.field) == ("own_review", "person")

    def test_by_the_same_rules(self) -> None:
        wrong = (SCORES[0], replaced(SCORES[1], points=999))
        refused = refusal(decide, given(OPENED, SCORED, ISSUED, ASKED), replaced(DECIDE, scores=wrong))
        assert refused.code == "out_of_range"

    def test_only_if_asked_for(self) -> None:
        assert refusal(decide, given(OPENED, SCORED, ISSUED), DECIDE).code == "no_review_open"

    def test_once(self) -> None:
        (event,) = decide(given(OPENED, SCORED, ISSUED, ASKED), DECIDE)
        assert refusal(decide, given(OPENED, SCORED, ISSUED, ASKED, event), ASK).code == "reviewed"
        assert decide(given(OPENED, SCORED, ISSUED, ASKED, event), replaced(USE, occurred_on=date(2025, 3, 1)))


class TestVoided:
    def test_takes_nothing_more(self) -> None:
        (voided,) = decide(given(OPENED), VOID)
        for command in (FILE, LINK, SCORE, ISSUE, USE, ASK, DECIDE, VOID):
            assert refusal(decide, given(OPENED, voided), command).code == "voided"

    def test_unknown(self) -> None:
        assert refusal(decide, None, FILE).code == "unknown"


@pytest.mark.parametrize(("tenths", "text"), [(85, "8.5"), (80, "8"), (0, "0"), (5, "0.5"), (1000, "100")])
def test_points_are_written_as_decimals(tenths: int, text: str) -> None:
    assert points_text(tenths) == text
