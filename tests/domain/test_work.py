"""Work record: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import work
from domain.terms import KINDS
from domain.work import Act

ORG, WORK = "org-00000000000000000001", "work-00000000000000000001"

RECORD = work.RecordWork(
    work=WORK,
    organisation=ORG,
    act=Act.LIFE_MEETING_ATTENDED,
    title="参加石桥村组织生活会",
    occurred_on=date(2024, 7, 1),
    performers=("person-a",),
    duties=("jianxi2020-contact-life-meeting",),
    text="参加并点评",
)
RECORDED = work.WorkRecorded(**{k: getattr(RECORD, k) for k in RECORD.__dataclass_fields__ if k != "work"})
CORRECT = work.CorrectWork(
    **{k: getattr(RECORD, k) for k in RECORD.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = work.VoidWork(work=WORK, reason="重复登记")


def decide(state: work.State | None, command: work.Command) -> list[work.Event]:
    return work.decide(state, command, today=TODAY)


def given(*events: work.Event) -> work.State | None:
    return fold(work.evolve, *events)


class TestWorkIsRecordedOnceDone:
    def test_recorded(self) -> None:
        assert decide(None, RECORD) == [RECORDED]

    def test_once(self) -> None:
        assert refusal(decide, given(RECORDED), RECORD).code == "exists"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(RECORD, occurred_on=date(2025, 1, 2))).field == "occurred_on"

    def test_with_a_title(self) -> None:
        assert refusal(decide, None, replaced(RECORD, title=" ")).field == "title"


def of_before(act: Act) -> work.State | None:
    """A record of an act that had no kind of its own when it was recorded."""
    return given(replaced(RECORDED, act=act, recipient="org-2", quantity=1))


class TestWhatHasAKindOfItsOwnIsRecordedThere:
    @pytest.mark.parametrize("act", sorted(work.OWN_KIND))
    def test_no_longer_here(self, act: Act) -> None:
        refused = refusal(decide, None, replaced(RECORD, act=act, recipient="org-2", quantity=1))
        zh, en = work.OWN_KIND[act]
        assert (refused.code, refused.field) == ("own_kind", "act")
        assert f"“{zh}”" in refused.zh
        assert en in refused.en
        assert (zh, en) in KINDS.values()

    @pytest.mark.parametrize("act", sorted(work.OWN_KIND))
    def test_what_is_on_record_is_still_corrected(self, act: Act) -> None:
        command = replaced(CORRECT, act=act, recipient="org-2", quantity=1, title="另题")
        assert decide(of_before(act), command)
        assert decide(of_before(act), CORRECT)

    @pytest.mark.parametrize("act", sorted(work.OWN_KIND))
    def test_no_record_becomes_one(self, act: Act) -> None:
        command = replaced(CORRECT, act=act, recipient="org-2", quantity=1)
        assert refusal(decide, given(RECORDED), command).code == "own_kind"

    @pytest.mark.parametrize("act", sorted(set(Act) - set(work.OWN_KIND)))
    def test_the_rest_are(self, act: Act) -> None:
        assert decide(None, replaced(RECORD, act=act, quantity=1))


class TestWhatIsDoneInPersonNamesWho:
    @pytest.mark.parametrize("act", sorted(work.IN_PERSON))
    def test_it_must(self, act: Act) -> None:
        command = replaced(CORRECT, act=act, performers=(), recipient="org-2", quantity=1)
        refused = refusal(decide, of_before(act), command)
        assert (refused.code, refused.field) == ("performers_missing", "performers")

    @pytest.mark.parametrize("act", sorted(set(Act) - work.IN_PERSON))
    def test_the_rest_need_not(self, act: Act) -> None:
        assert decide(of_before(act), replaced(CORRECT, act=act, performers=(), quantity=1))

    def test_the_clause_is_named(self) -> None:
        assert refusal(decide, None, replaced(RECORD, performers=())).clause == "jianxi 第十一条（三）"

    def test_nobody_twice(self) -> None:
        assert refusal(decide, None, replaced(RECORD, performers=("person-a", "person-a"))).field == "performers"


class TestADebriefingNamesToWhom:
    @pytest.mark.parametrize("act", [Act.DEBRIEF_DELIVERED, Act.DEBRIEF_EVALUATED])
    def test_delivered_and_evaluated(self, act: Act) -> None:
        refused = refusal(decide, of_before(act), replaced(CORRECT, act=act))
        assert (refused.code, refused.field, refused.clause) == (
            "recipient_missing",
            "recipient",
            "shunde2015 四（二）4",
        )
        assert decide(of_before(act), replaced(CORRECT, act=act, recipient="org-3"))


class TestAmounts:
    @pytest.mark.parametrize("quantity", [None, 0])
    def test_a_budget_states_one(self, quantity: int | None) -> None:
        refused = refusal(
            decide, of_before(Act.BUDGET_APPROVED), replaced(CORRECT, act=Act.BUDGET_APPROVED, quantity=quantity)
        )
        assert (refused.code, refused.field) == ("quantity_missing", "quantity")

    @pytest.mark.parametrize("quantity", [None, 0])
    def test_days_of_research_say_how_many(self, quantity: int | None) -> None:
        refused = refusal(decide, None, replaced(RECORD, act=Act.RESEARCH_DAYS, quantity=quantity))
        assert (refused.code, refused.clause) == ("quantity_missing", "c2006-serve 二（五）")
        (event,) = decide(None, replaced(RECORD, act=Act.RESEARCH_DAYS, quantity=3, unit_of_measure="天"))
        assert isinstance(event, work.WorkRecorded)
        assert event.quantity == 3

    def test_a_budget(self) -> None:
        (event,) = decide(
            of_before(Act.BUDGET_APPROVED),
            replaced(CORRECT, act=Act.BUDGET_APPROVED, quantity=30_000, unit_of_measure="元", period="2025"),
        )
        assert isinstance(event, work.WorkCorrected)
        recorded = event.recorded
        assert (recorded.quantity, recorded.unit_of_measure, recorded.period) == (30_000, "元", "2025")

    @pytest.mark.parametrize("quantity", [-1, 10**18])
    def test_out_of_range(self, quantity: int) -> None:
        assert refusal(decide, None, replaced(RECORD, quantity=quantity)).code == "quantity_out_of_range"

    def test_nothing_is_an_amount_elsewhere(self) -> None:
        assert decide(None, replaced(RECORD, quantity=0))


class TestThePeriodItIsAbout:
    @pytest.mark.parametrize("period", ["", "2024", "2024-H1", "2025-Q1", "2024-05"])
    def test_may_be_left_out_or_lie_ahead(self, period: str) -> None:
        assert decide(None, replaced(RECORD, period=period))

    def test_is_a_period(self) -> None:
        assert refusal(decide, None, replaced(RECORD, period="去年")).code == "not_a_period"


class TestPlaceAndPointAreOptional:
    @pytest.mark.parametrize(
        "place", [{}, {"unit": "org-2"}, {"point": "point-1"}, {"unit": "org-2", "point": "point-1"}]
    )
    def test_a_life_meeting(self, place: dict[str, str]) -> None:
        assert decide(None, replaced(RECORD, **place))


class TestItsTexts:
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("text", "字" * 20_001, "too_long"),
            ("text", "工\ufeff作", "control_characters"),
            ("title", "工\x00作", "control_characters"),
            ("unit_of_measure", "元" * 21, "too_long"),
            ("duties", ("甲", "甲"), "repeated"),
            ("duties", ("",), "required"),
        ],
    )
    def test_that_cannot_stand(self, field: str, value: Any, code: str) -> None:
        refused = refusal(decide, None, replaced(RECORD, **{field: value}))
        assert (refused.code, refused.field) == (code, field)

    def test_a_formula_is_text(self) -> None:
        assert decide(None, replaced(RECORD, title="=1+1")) == [replaced(RECORDED, title="=1+1")]


class TestACorrectionAdds:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(RECORDED), replaced(CORRECT, act=Act.GRASSROOTS_VISIT))
        other = replaced(RECORDED, act=Act.GRASSROOTS_VISIT)
        assert event == work.WorkCorrected(corrects=1, recorded=other, reason="登记有误")
        (again,) = decide(given(RECORDED, event), CORRECT)
        assert isinstance(again, work.WorkCorrected)
        assert (again.corrects, again.recorded) == (2, RECORDED)

    def test_nothing_to_correct(self) -> None:
        assert decide(given(RECORDED), CORRECT) == []

    def test_by_the_same_rules_and_with_a_reason(self) -> None:
        assert refusal(decide, given(RECORDED), replaced(CORRECT, performers=())).code == "performers_missing"
        assert refusal(decide, given(RECORDED), replaced(CORRECT, title="另题", reason="")).field == "reason"

    def test_only_what_is_on_record(self) -> None:
        assert refusal(decide, None, CORRECT).code == "unknown"


class TestAVoidedRecord:
    def test_takes_no_further_act(self) -> None:
        assert decide(given(RECORDED), VOID) == [work.WorkVoided(reason="重复登记")]
        voided = given(RECORDED, work.WorkVoided(reason="重复登记"))
        for command in (VOID, CORRECT):
            assert refusal(decide, voided, command).code == "voided"
