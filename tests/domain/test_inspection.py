"""Inspection: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import inspection
from domain.inspection import Category, Method, Topic

DISTRICT, TOWNSHIP, INSPECTION = (
    "org-00000000000000000001",
    "org-00000000000000000002",
    "inspection-00000000000000000001",
)


class Unit:
    """An organisation that exists from 2020 to the end of 2025."""

    def exists_on(self, day: date) -> bool:
        return date(2020, 1, 1) <= day <= date(2025, 12, 31)


CONDUCT = inspection.ConductInspection(
    inspection=INSPECTION,
    organisation=DISTRICT,
    inspected=TOWNSHIP,
    method=Method.UNANNOUNCED,
    topics=(Topic.PARTY_BUILDING, Topic.DUES),
    title="上半年党建督查",
    occurred_on=date(2024, 4, 8),
    inspectors=("person-a", "person-b"),
    duties=("c2006-resp-inspect-topics",),
    text="实地查看，查阅台账",
)
CONDUCTED = inspection.InspectionConducted(
    **{k: getattr(CONDUCT, k) for k in CONDUCT.__dataclass_fields__ if k != "inspection"}
)
CORRECT = inspection.CorrectInspection(
    **{k: getattr(CONDUCT, k) for k in CONDUCT.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
FIND = inspection.FindProblem(
    inspection=INSPECTION, category=Category.MEETING, text="第一季度未研究党建", occurred_on=date(2024, 4, 8)
)
FOUND = inspection.ProblemFound(
    number=1, category=Category.MEETING, text="第一季度未研究党建", occurred_on=date(2024, 4, 8)
)
MEND = inspection.CorrectProblem(
    inspection=INSPECTION,
    number=1,
    category=Category.REPORT,
    text="第一季度未报告",
    occurred_on=date(2024, 4, 9),
    reason="类别有误",
    serious=True,
)
TELL = inspection.GiveFeedback(inspection=INSPECTION, occurred_on=date(2024, 4, 12), text="当面反馈")
TOLD = inspection.FeedbackGiven(occurred_on=date(2024, 4, 12), text="当面反馈")
VOID = inspection.VoidInspection(inspection=INSPECTION, reason="重复登记")
DROP = inspection.VoidProblem(inspection=INSPECTION, number=1, reason="误记")


def decide(state: inspection.State | None, command: inspection.Command) -> list[inspection.Event]:
    return inspection.decide(state, command, today=TODAY, above=("org-0000000000000000000a",), unit=Unit())


def given(*events: inspection.Event) -> inspection.State | None:
    return fold(inspection.evolve, *events)


class TestAnInspectionSaysHowAndWhat:
    def test_recorded(self) -> None:
        assert decide(None, replaced(CONDUCT, title=" 上半年党建督查 ")) == [CONDUCTED]

    def test_without_topic(self) -> None:
        refused = refusal(decide, None, replaced(CONDUCT, topics=()))
        assert (refused.code, refused.field, refused.clause) == ("topics_missing", "topics", "c2006-resp 三（六）")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("topics", (Topic.DUES, Topic.DUES)), ("inspectors", ("person-a", "person-a")), ("duties", ("a", "a"))],
    )
    def test_named_twice(self, field: str, value: tuple[str, ...]) -> None:
        refused = refusal(decide, None, replaced(CONDUCT, **{field: value}))
        assert (refused.code, refused.field) == ("repeated", field)

    def test_once(self) -> None:
        assert refusal(decide, given(CONDUCTED), CONDUCT).code == "exists"

    def test_without_title(self) -> None:
        assert refusal(decide, None, replaced(CONDUCT, title=" ")).field == "title"


class TestSuperiorsInspectSubordinates:
    def test_not_the_superior(self) -> None:
        refused = refusal(decide, None, replaced(CONDUCT, inspected="org-0000000000000000000a"))
        assert (refused.code, refused.field, refused.clause) == (
            "inspects_superior",
            "inspected",
            "c2006-serve 三（四）",
        )

    def test_its_own_members(self) -> None:
        assert decide(None, replaced(CONDUCT, inspected=DISTRICT))


class TestTheDay:
    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(CONDUCT, occurred_on=date(2025, 1, 2))).code == "future_date"

    def test_the_inspected_exists(self) -> None:
        refused = refusal(decide, None, replaced(CONDUCT, occurred_on=date(2019, 12, 31)))
        assert (refused.code, refused.field) == ("unknown_unit", "inspected")

    def test_nothing_known_of_the_inspected(self) -> None:
        with pytest.raises(inspection.Refused, match="unknown_unit"):
            inspection.decide(None, CONDUCT, today=TODAY)


class TestProblemsAreNumbered:
    def test_first_and_second(self) -> None:
        assert decide(given(CONDUCTED), FIND) == [FOUND]
        assert decide(given(CONDUCTED, FOUND), FIND) == [replaced(FOUND, number=2)]

    def test_a_number_is_never_given_twice(self) -> None:
        voided = inspection.ProblemVoided(number=1, reason="误记")
        assert decide(given(CONDUCTED, FOUND, voided), FIND) == [replaced(FOUND, number=2)]

    def test_not_before_the_inspection(self) -> None:
        refused = refusal(decide, given(CONDUCTED), replaced(FIND, occurred_on=date(2024, 4, 7)))
        assert (refused.code, refused.clause) == ("before_inspection", "c2006-resp 三（六）")

    def test_found_later(self) -> None:
        assert decide(given(CONDUCTED), replaced(FIND, occurred_on=date(2024, 4, 20)))

    def test_nowhere(self) -> None:
        assert refusal(decide, None, FIND).code == "unknown"

    def test_others_refer_to_them_by_number(self) -> None:
        state = given(CONDUCTED, FOUND, replaced(FOUND, number=2), inspection.ProblemVoided(number=2, reason="误记"))
        assert state is not None
        assert [state.has_part(part) for part in ("1", "2", "3", "0", "x", "²")] == [True] + [False] * 5


class TestFeedback:
    def test_more_than_once(self) -> None:
        assert decide(given(CONDUCTED), TELL) == [TOLD]
        assert decide(given(CONDUCTED, TOLD), replaced(TELL, text="书面反馈"))

    def test_not_before_the_inspection(self) -> None:
        refused = refusal(decide, given(CONDUCTED), replaced(TELL, occurred_on=date(2024, 4, 1)))
        assert refused.code == "before_inspection"


class TestCorrectedByAdding:
    def test_the_inspection(self) -> None:
        (event,) = decide(given(CONDUCTED, FOUND), replaced(CORRECT, method=Method.PATROL))
        assert event == inspection.InspectionCorrected(
            corrects=1, conducted=replaced(CONDUCTED, method=Method.PATROL), reason="登记有误"
        )

    def test_again(self) -> None:
        once = inspection.InspectionCorrected(corrects=1, conducted=CONDUCTED, reason="一")
        (event,) = decide(given(CONDUCTED, FOUND, once), replaced(CORRECT, title="督查"))
        assert isinstance(event, inspection.InspectionCorrected)
        assert event.corrects == 3

    def test_nothing_to_correct(self) -> None:
        assert decide(given(CONDUCTED), CORRECT) == []
        same = replaced(MEND, category=FOUND.category, text=FOUND.text, occurred_on=FOUND.occurred_on, serious=False)
        assert decide(given(CONDUCTED, FOUND), same) == []

    @pytest.mark.parametrize("next_", [FOUND, TOLD])
    def test_not_behind_what_followed(self, next_: inspection.Event) -> None:
        refused = refusal(decide, given(CONDUCTED, next_), replaced(CORRECT, occurred_on=date(2024, 4, 13)))
        assert refused.code == "after_next_step"

    def test_behind_a_voided_problem(self) -> None:
        state = given(CONDUCTED, FOUND, inspection.ProblemVoided(number=1, reason="误记"))
        assert decide(state, replaced(CORRECT, occurred_on=date(2024, 4, 13)))

    def test_a_problem(self) -> None:
        (event,) = decide(given(CONDUCTED, FOUND), MEND)
        assert isinstance(event, inspection.ProblemCorrected)
        state = given(CONDUCTED, FOUND, event)
        assert state is not None
        assert state.problems[1].found == inspection.ProblemFound(
            number=1, category=Category.REPORT, text="第一季度未报告", occurred_on=date(2024, 4, 9), serious=True
        )

    @pytest.mark.parametrize("command", [replaced(MEND, number=2), replaced(DROP, number=2)])
    def test_no_such_problem(self, command: inspection.Command) -> None:
        refused = refusal(decide, given(CONDUCTED, FOUND), command)
        assert (refused.code, refused.field) == ("unknown_problem", "number")

    @pytest.mark.parametrize("command", [MEND, DROP])
    def test_a_voided_problem(self, command: inspection.Command) -> None:
        (voided,) = decide(given(CONDUCTED, FOUND), DROP)
        assert refusal(decide, given(CONDUCTED, FOUND, voided), command).code == "problem_voided"

    @pytest.mark.parametrize("command", [FIND, MEND, DROP, TELL, CORRECT, VOID])
    def test_nothing_is_added_to_a_voided_inspection(self, command: inspection.Command) -> None:
        (voided,) = decide(given(CONDUCTED, FOUND), VOID)
        assert refusal(decide, given(CONDUCTED, FOUND, voided), command).code == "voided"
