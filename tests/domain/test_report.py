"""Report: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import report
from domain.report import Form, Type

TOWNSHIP, DISTRICT, REPORT = "org-00000000000000000001", "org-00000000000000000002", "report-00000000000000000001"

SUBMIT = report.SubmitReport(
    report=REPORT,
    organisation=TOWNSHIP,
    recipient=DISTRICT,
    type=Type.PARTY_BUILDING,
    form=Form.WRITTEN,
    period="2024",
    title="2024年基层党建工作情况报告",
    occurred_on=date(2024, 12, 25),
    sections=("party_building",),
    text="一年来……",
)
SUBMITTED = report.ReportSubmitted(**{k: getattr(SUBMIT, k) for k in SUBMIT.__dataclass_fields__ if k != "report"})
RETURN = report.ReturnReport(report=REPORT, occurred_on=date(2024, 12, 28), reason="缺数据")
RETURNED = report.ReportReturned(occurred_on=date(2024, 12, 28), reason="缺数据")
AGAIN = report.ResubmitReport(report=REPORT, occurred_on=date(2025, 1, 6), text="补数据")
RESUBMITTED = report.ReportResubmitted(occurred_on=date(2025, 1, 6), text="补数据")
ACCEPT = report.AcceptReport(report=REPORT, occurred_on=date(2025, 1, 8))
ACCEPTED = report.ReportAccepted(occurred_on=date(2025, 1, 8))
CORRECT = report.CorrectReport(
    **{k: getattr(SUBMIT, k) for k in SUBMIT.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = report.VoidReport(report=REPORT, reason="重复登记")
LATER = date(2025, 1, 31)


def decide(state: report.State | None, command: report.Command) -> list[report.Event]:
    return report.decide(state, command, today=LATER)


def given(*events: report.Event) -> report.State | None:
    return fold(report.evolve, *events)


class TestAReportIsOnAPeriodThatHasBegun:
    @pytest.mark.parametrize("period", ["2024", "2024-H2", "2024-Q4", "2024-12", "2023", " 2024 "])
    def test_periods(self, period: str) -> None:
        (event,) = decide(None, replaced(SUBMIT, period=period))
        assert event == replaced(SUBMITTED, period=period.strip())

    @pytest.mark.parametrize("period", ["二〇二四年", "2024-13", "2024-Q5", "2024/12", "24"])
    def test_what_is_no_period(self, period: str) -> None:
        refused = refusal(decide, None, replaced(SUBMIT, period=period))
        assert (refused.code, refused.field) == ("not_a_period", "period")

    def test_left_out(self) -> None:
        assert refusal(decide, None, replaced(SUBMIT, period="")).code == "required"

    @pytest.mark.parametrize("period", ["2025", "2025-H1", "2025-01"])
    def test_not_begun_when_handed_in(self, period: str) -> None:
        assert refusal(decide, None, replaced(SUBMIT, period=period)).code == "period_not_begun"

    def test_not_in_the_future(self) -> None:
        with pytest.raises(report.Refused, match="future_date"):
            report.decide(None, replaced(SUBMIT, occurred_on=date(2025, 1, 2)), today=TODAY)

    def test_once(self) -> None:
        assert refusal(decide, given(SUBMITTED), SUBMIT).code == "exists"


class TestItGoesToSomebodyElse:
    def test_not_to_the_reporter(self) -> None:
        refused = refusal(decide, None, replaced(SUBMIT, recipient=TOWNSHIP))
        assert (refused.code, refused.field, refused.clause) == ("own_recipient", "recipient", "c2006-resp 四¶1")

    def test_but_to_the_own_plenary(self) -> None:
        assert decide(None, replaced(SUBMIT, recipient=TOWNSHIP, type=Type.PLENARY))

    def test_a_correction_neither(self) -> None:
        assert refusal(decide, given(SUBMITTED), replaced(CORRECT, recipient=TOWNSHIP)).code == "own_recipient"


class TestADebriefingIsAPersons:
    def test_who_debriefs(self) -> None:
        refused = refusal(decide, None, replaced(SUBMIT, type=Type.INTEGRITY_DEBRIEF))
        assert (refused.code, refused.field) == ("person_missing", "person")
        assert decide(None, replaced(SUBMIT, type=Type.INTEGRITY_DEBRIEF, person="person-a"))


class TestItsTexts:
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("title", "", "required"),
            ("title", "报" * 201, "too_long"),
            ("text", "报" * 20_001, "too_long"),
            ("text", "报\x1b告", "control_characters"),
            ("sections", ("党建", "党建"), "repeated"),
            ("sections", ("",), "required"),
        ],
    )
    def test_that_cannot_stand(self, field: str, value: object, code: str) -> None:
        refused = refusal(decide, None, replaced(SUBMIT, **{field: value}))
        assert (refused.code, refused.field) == (code, field)

    def test_a_formula_is_text(self) -> None:
        (event,) = decide(None, replaced(SUBMIT, title="=SUM(A1:A9)", text="@cmd"))
        assert event == replaced(SUBMITTED, title="=SUM(A1:A9)", text="@cmd")


class TestReturnedResubmittedAccepted:
    """S19: handed in, returned, handed in again, accepted."""

    def test_in_order(self) -> None:
        assert decide(given(SUBMITTED), RETURN) == [RETURNED]
        assert decide(given(SUBMITTED, RETURNED), AGAIN) == [RESUBMITTED]
        assert decide(given(SUBMITTED, RETURNED, RESUBMITTED), ACCEPT) == [ACCEPTED]

    def test_accepted_at_once(self) -> None:
        assert decide(given(SUBMITTED), ACCEPT) == [ACCEPTED]

    def test_a_second_return(self) -> None:
        again = replaced(RETURN, occurred_on=date(2025, 1, 7))
        assert decide(given(SUBMITTED, RETURNED, RESUBMITTED), again)

    def test_only_what_lies_with_the_recipient_is_returned_or_accepted(self) -> None:
        for command in (RETURN, ACCEPT):
            assert refusal(decide, given(SUBMITTED, RETURNED), command).code == "not_in_hand"
            assert refusal(decide, given(SUBMITTED, ACCEPTED), command).code == "not_in_hand"
            assert refusal(decide, None, command).code == "unknown"

    def test_only_a_returned_one_is_handed_in_again(self) -> None:
        for state in (given(SUBMITTED), given(SUBMITTED, RETURNED, RESUBMITTED), given(SUBMITTED, ACCEPTED)):
            refused = refusal(decide, state, AGAIN)
            assert refused.code == "not_returned"

    def test_a_return_says_why(self) -> None:
        assert refusal(decide, given(SUBMITTED), replaced(RETURN, reason="")).field == "reason"


class TestTheDaysFollowOneAnother:
    @pytest.mark.parametrize(
        ("past", "command"),
        [
            ((SUBMITTED,), replaced(RETURN, occurred_on=date(2024, 12, 24))),
            ((SUBMITTED,), replaced(ACCEPT, occurred_on=date(2024, 12, 24))),
            ((SUBMITTED, RETURNED), replaced(AGAIN, occurred_on=date(2024, 12, 27))),
            ((SUBMITTED, RETURNED, RESUBMITTED), replaced(ACCEPT, occurred_on=date(2025, 1, 5))),
        ],
    )
    def test_not_before_the_step_before(self, past: tuple[report.Event, ...], command: report.Command) -> None:
        refused = refusal(decide, given(*past), command)
        assert (refused.code, refused.field) == ("out_of_order", "occurred_on")

    def test_the_same_day_will_do(self) -> None:
        assert decide(given(SUBMITTED), replaced(RETURN, occurred_on=date(2024, 12, 25)))

    def test_not_in_the_future(self) -> None:
        late = replaced(RETURN, occurred_on=date(2025, 2, 1))
        assert refusal(decide, given(SUBMITTED), late).code == "future_date"


class TestACorrectionAdds:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(SUBMITTED, RETURNED), replaced(CORRECT, form=Form.ORAL))
        oral = replaced(SUBMITTED, form=Form.ORAL)
        assert event == report.ReportCorrected(corrects=1, submitted=oral, reason="登记有误")
        (again,) = decide(given(SUBMITTED, RETURNED, event), CORRECT)
        assert isinstance(again, report.ReportCorrected)
        assert again.corrects == 3

    def test_nothing_to_correct(self) -> None:
        assert decide(given(SUBMITTED), CORRECT) == []

    def test_it_does_not_change_the_stage(self) -> None:
        fixed = report.ReportCorrected(corrects=1, submitted=replaced(SUBMITTED, text=""), reason="补正")
        assert decide(given(SUBMITTED, RETURNED, fixed), AGAIN) == [RESUBMITTED]

    def test_not_to_a_day_after_what_happened_next(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 12, 29))
        assert refusal(decide, given(SUBMITTED, RETURNED, RESUBMITTED), late).code == "after_next_step"
        assert decide(given(SUBMITTED), late)

    def test_of_the_day_moves_what_may_follow(self) -> None:
        fixed = report.ReportCorrected(
            corrects=1, submitted=replaced(SUBMITTED, occurred_on=date(2024, 12, 20)), reason="补正"
        )
        assert decide(given(SUBMITTED, fixed), replaced(RETURN, occurred_on=date(2024, 12, 21)))

    def test_says_why(self) -> None:
        assert refusal(decide, given(SUBMITTED), replaced(CORRECT, title="另题", reason="")).field == "reason"


class TestAVoidedReport:
    def test_takes_no_further_act(self) -> None:
        assert decide(given(SUBMITTED, ACCEPTED), VOID) == [report.ReportVoided(reason="重复登记")]
        voided = given(SUBMITTED, report.ReportVoided(reason="重复登记"))
        for command in (VOID, RETURN, AGAIN, ACCEPT, CORRECT):
            assert refusal(decide, voided, command).code == "voided"
