"""Responsibility list: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, Posts, refusal, replaced

from domain import responsibility
from domain.responsibility import Demands, Item, ItemStatus, State, item_status

LIST, ORG, MEETING = "list-00000000000000000001-2024", "org-1", "meeting-00000000000000000001"
A, B = "person-a", "person-b"
POSTS = Posts({A: (date(2024, 1, 1), None), B: (date(2024, 6, 16), None)})
DEMANDS = Demands(required=("person", "department", "due_on"), baseline=("shunde-1",))


def item(number: str, **more: object) -> Item:
    fields: dict[str, object] = {
        "item": number,
        "title": f"第{number}项工作",
        "clause": f"shunde-{number}",
        "policy": "",
        "person": A,
        "department": "组织办公室",
        "due_on": date(2024, 9, 30),
    }
    return Item(**{**fields, **more})  # type: ignore[arg-type]  # the fields above, with their own types


DRAFT = responsibility.DraftList(
    organisation=ORG, year=2024, policies=(), required=(), baseline=(), items=(item("1"), item("2"))
)
ISSUE = responsibility.IssueList(list=LIST, occurred_on=date(2024, 2, 1))
START = responsibility.StartItem(list=LIST, item="1", occurred_on=date(2024, 3, 1))
COMPLETE = responsibility.CompleteItem(list=LIST, item="1", occurred_on=date(2024, 9, 28), evidence=(MEETING,))
VERIFY = responsibility.VerifyItem(list=LIST, item="1", person=B, occurred_on=date(2024, 10, 8))
RETURN = responsibility.ReturnItem(
    list=LIST, item="1", person=B, occurred_on=date(2024, 10, 8), reason="佐证不足，请补充"
)
AMEND = responsibility.AmendItem(
    list=LIST,
    item="2",
    title="第2项工作",
    reason="上级推迟部署",
    clause="安组通〔2024〕5号",
    person=A,
    department="组织办公室",
    due_on=date(2024, 11, 30),
)
WITHDRAW = responsibility.WithdrawItem(list=LIST, item="2", reason="职能划转", clause="安编发〔2024〕3号")
REASSIGN = responsibility.ReassignItem(list=LIST, item="1", person=B, occurred_on=date(2024, 6, 20), reason="书记调整")
CLOSE = responsibility.CloseList(list=LIST, occurred_on=date(2024, 12, 31))
VOID = responsibility.VoidList(list=LIST, reason="年度选错")


def decide(state: State | None, command: responsibility.Command) -> list[responsibility.Event]:
    return responsibility.decide(state, command, today=TODAY, posts=POSTS, demands=DEMANDS)


def after(*commands: responsibility.Command, state: State | None = None) -> State:
    for command in commands:
        for event in decide(state, command):
            state = responsibility.evolve(state, event)
    assert state is not None
    return state


class TestThereIsOneListAYear:
    """shunde 五（二）; scenario S22."""

    def test_drafted_with_what_the_policies_demand(self) -> None:
        drafted, *added = decide(None, DRAFT)
        assert drafted == responsibility.ResponsibilityListDrafted(
            organisation=ORG, year=2024, policies=(), required=DEMANDS.required, baseline=DEMANDS.baseline
        )
        assert len(added) == 2

    @pytest.mark.parametrize("state", [after(DRAFT), after(DRAFT, ISSUE)])
    def test_a_second_is_refused(self, state: State) -> None:
        refused = refusal(decide, state, DRAFT)
        assert (refused.code, refused.field, refused.clause) == ("list_exists", "year", "shunde 五（二）")

    def test_an_amendment_makes_version_two(self) -> None:
        state = after(DRAFT, ISSUE, AMEND)
        assert (state.list_version, len(state.standing)) == (2, 2)

    def test_an_issued_list_takes_no_more_drafting(self) -> None:
        add = responsibility.AddItem(list=LIST, title="新增")
        assert refusal(decide, after(DRAFT, ISSUE), add).code == "already_issued"

    @pytest.mark.parametrize("year", [1948, 2027])
    def test_a_year_out_of_range(self, year: int) -> None:
        assert refusal(decide, None, replaced(DRAFT, year=year, items=())).field == "year"

    def test_an_unknown_field_cannot_be_demanded(self) -> None:
        assert refusal(decide, None, replaced(DRAFT, required=("colour",))).field == "required"


class TestEveryItemCarriesWhatIsDemanded:
    """shunde 五（二）, township 三（一）; scenario S22."""

    @pytest.mark.parametrize(
        ("field", "value", "zh"),
        [("due_on", None, "完成时限"), ("person", None, "责任人"), ("department", "", "责任部门")],
    )
    def test_the_refusal_names_item_and_field(self, field: str, value: object, zh: str) -> None:
        items = tuple(item(str(n)) for n in range(1, 31))
        draft = replaced(DRAFT, items=(*items[:6], replaced(items[6], **{field: value}), *items[7:]))
        refused = refusal(decide, after(draft), ISSUE)
        assert (refused.code, refused.field, refused.clause) == ("item_incomplete", field, "shunde 五（二）")
        assert f"第7项“第7项工作”未填写“{zh}”" in refused.zh

    def test_after_the_fix_it_is_issued(self) -> None:
        state = after(replaced(DRAFT, items=(item("1"), item("2", due_on=None))))
        fix = responsibility.AssignItem(
            list=LIST, item="2", person=A, department="组织办公室", due_on=date(2024, 12, 31)
        )
        assert after(fix, ISSUE, state=state).list_version == 1

    def test_township_wants_indicator_and_standard(self) -> None:
        state = after(replaced(DRAFT, required=("indicator", "standard")))
        refused = refusal(decide, state, ISSUE)
        assert (refused.field, refused.clause) == ("indicator", "township 三（一）")

    def test_an_amendment_may_not_drop_them(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(AMEND, due_on=None)).field == "due_on"

    def test_not_without_items(self) -> None:
        assert refusal(decide, after(replaced(DRAFT, items=())), ISSUE).code == "no_items"


class TestATimeLimitLiesInTheYear:
    def test_in_the_draft(self) -> None:
        draft = replaced(DRAFT, items=(item("1", due_on=date(2025, 1, 1)),))
        assert refusal(decide, None, draft).code == "due_outside_year"

    def test_when_assigned(self) -> None:
        assign = responsibility.AssignItem(list=LIST, item="1", person=A, department="", due_on=date(2023, 12, 31))
        assert refusal(decide, after(DRAFT), assign).field == "due_on"


class TestBaselineDutiesAreCovered:
    """shunde 四（一）-（四）."""

    def test_a_gap_is_named(self) -> None:
        refused = refusal(decide, after(replaced(DRAFT, items=(item("2"),))), ISSUE)
        assert (refused.code, refused.clause) == ("baseline_not_covered", "shunde-1")
        assert "shunde-1" in refused.zh

    def test_withdrawn_with_a_reason_is_a_gap_too(self) -> None:
        assert refusal(decide, after(DRAFT, replaced(WITHDRAW, item="1")), ISSUE).code == "baseline_not_covered"

    def test_and_stays_covered(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(WITHDRAW, item="1")).code == "baseline_not_covered"


class TestWhoAnswersHoldsAPost:
    def test_on_the_day_of_issue(self) -> None:
        refused = refusal(decide, after(replaced(DRAFT, items=(item("1", person=B),))), ISSUE)
        assert (refused.code, refused.field) == ("person_without_post", "person")

    def test_on_the_day_of_a_change(self) -> None:
        state = after(DRAFT, ISSUE)
        assert refusal(decide, state, replaced(REASSIGN, occurred_on=date(2024, 6, 15))).code == "person_without_post"
        changed = after(REASSIGN, state=state).find("1")
        assert changed is not None
        assert (changed.person_on(date(2024, 6, 19)), changed.person_on(date(2024, 6, 20))) == (A, B)

    def test_not_to_who_has_it_already(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(REASSIGN, person=A)).code == "same_person"

    def test_not_before_the_list(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(REASSIGN, occurred_on=date(2024, 1, 31))).code == (
            "too_early"
        )

    @pytest.mark.parametrize("day", [date(2022, 12, 31), date(2025, 1, 1)])
    def test_the_list_is_issued_about_its_year(self, day: date) -> None:
        assert refusal(decide, after(DRAFT), replaced(ISSUE, occurred_on=day)).code == "issued_outside_year"


class TestAnAmendmentNamesReasonAndClause:
    @pytest.mark.parametrize("field", ["reason", "clause"])
    def test_refused_without(self, field: str) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(AMEND, **{field: ""})).field == field
        assert refusal(decide, after(DRAFT, ISSUE), replaced(WITHDRAW, **{field: ""})).field == field

    def test_the_items_own_clause_stays(self) -> None:
        [event] = decide(after(DRAFT, ISSUE), AMEND)
        assert isinstance(event, responsibility.ResponsibilityItemAmended)
        assert (event.item.clause, event.clause) == ("shunde-2", "安组通〔2024〕5号")

    def test_nothing_changed_nothing_recorded(self) -> None:
        assert decide(after(DRAFT, ISSUE, AMEND), AMEND) == []

    def test_a_new_item_takes_a_new_number(self) -> None:
        state = after(DRAFT, ISSUE, WITHDRAW, replaced(AMEND, item="", title="新增事项"))
        assert [progress.item.item for progress in state.standing] == ["1", "3"]
        assert state.list_version == 3

    def test_numbers_are_never_used_again(self) -> None:
        state = after(DRAFT, VOID, DRAFT)
        assert [progress.item.item for progress in state.standing] == ["3", "4"]

    def test_not_a_withdrawn_item(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE, WITHDRAW), AMEND).code == "item_withdrawn"

    def test_not_an_unknown_item(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(AMEND, item="9")).code == "unknown_item"

    def test_not_before_issue(self) -> None:
        assert refusal(decide, after(DRAFT), AMEND).code == "not_issued"


class TestACompletionCitesEvidence:
    def test_at_least_one(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(COMPLETE, evidence=())).code == "evidence_missing"

    def test_not_the_same_twice(self) -> None:
        twice = replaced(COMPLETE, evidence=(MEETING, MEETING))
        assert refusal(decide, after(DRAFT, ISSUE), twice).code == "repeated"

    @pytest.mark.parametrize("prefix", ["point", "work", "lecture", "plan", "project", "research", "publicity"])
    def test_any_record_of_something_done(self, prefix: str) -> None:
        ref = f"{prefix}-00000000000000000001"
        assert decide(after(DRAFT, ISSUE), replaced(COMPLETE, evidence=(ref,)))

    @pytest.mark.parametrize("ref", ["", "rubbish", "org-00000000000000000001", "calendar-2024", LIST + "#1"])
    def test_only_records_and_files(self, ref: str) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), replaced(COMPLETE, evidence=(ref,))).code == "not_evidence"

    def test_not_in_the_future(self) -> None:
        late = replaced(COMPLETE, occurred_on=date(2025, 1, 2))
        assert refusal(decide, after(DRAFT, ISSUE), late).code == "future_date"

    def test_not_twice(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE, COMPLETE), COMPLETE).code == "already_reported"

    def test_one_made_by_mistake_is_voided(self) -> None:
        void = responsibility.VoidCompletion(list=LIST, item="1", reason="登记到了别的事项")
        state = after(DRAFT, ISSUE, START, COMPLETE, VERIFY, void)
        assert item_status(state, "1", date(2024, 9, 1)) == ItemStatus(stage="in_progress")
        assert refusal(decide, state, void).code == "not_reported"


class TestAnotherPersonVerifies:
    def test_verified(self) -> None:
        state = after(DRAFT, ISSUE, COMPLETE, VERIFY)
        assert item_status(state, "1", TODAY).stage == "verified"

    @pytest.mark.parametrize("command", [VERIFY, RETURN])
    def test_not_who_answers_for_it(self, command: responsibility.VerifyItem | responsibility.ReturnItem) -> None:
        refused = refusal(decide, after(DRAFT, ISSUE, COMPLETE), replaced(command, person=A))
        assert (refused.code, refused.field) == ("own_verification", "person")

    def test_nor_who_answered_when_it_was_done(self) -> None:
        moved = replaced(REASSIGN, occurred_on=date(2024, 10, 1))
        state = after(DRAFT, ISSUE, COMPLETE, moved)
        assert refusal(decide, state, replaced(VERIFY, person=A)).code == "own_verification"
        assert refusal(decide, state, VERIFY).code == "own_verification"
        assert decide(state, replaced(VERIFY, person="person-c"))

    def test_only_what_is_reported(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), VERIFY).code == "not_reported"

    def test_not_before_it_was_done(self) -> None:
        early = replaced(VERIFY, occurred_on=date(2024, 9, 27))
        assert refusal(decide, after(DRAFT, ISSUE, COMPLETE), early).code == "too_early"

    def test_what_is_verified_stays_so(self) -> None:
        state = after(DRAFT, ISSUE, COMPLETE, VERIFY)
        for command in (COMPLETE, START, REASSIGN, replaced(AMEND, item="1")):
            assert refusal(decide, state, command).code == "item_verified"


class TestWhatIsReturnedIsOpenAgain:
    def test_done_again_and_verified(self) -> None:
        again = replaced(COMPLETE, occurred_on=date(2024, 10, 20))
        verify = replaced(VERIFY, occurred_on=date(2024, 10, 25))
        state = after(DRAFT, ISSUE, COMPLETE, RETURN, again, verify)
        assert item_status(state, "1", TODAY) == ItemStatus(stage="verified", done_on=date(2024, 10, 20), late_days=20)
        assert item_status(state, "1", date(2024, 10, 10)).overdue_days == 10


class TestHowAnItemStood:
    """Scenario S23: said dates decide; what was known decides which events are folded."""

    def test_overdue_while_nothing_is_known(self) -> None:
        status = item_status(after(DRAFT, ISSUE), "1", date(2024, 10, 10))
        assert (status.light, status.stage, status.overdue_days) == ("overdue", "planned", 10)

    def test_done_in_time_once_it_is_known(self) -> None:
        status = item_status(after(DRAFT, ISSUE, COMPLETE), "1", date(2024, 10, 10))
        assert status == ItemStatus(stage="reported", done_on=date(2024, 9, 28))

    def test_on_the_last_day_it_is_not_overdue(self) -> None:
        assert item_status(after(DRAFT, ISSUE), "1", date(2024, 9, 30)).light == "planned"

    def test_before_it_was_done_it_was_in_progress(self) -> None:
        assert item_status(after(DRAFT, ISSUE, START, COMPLETE), "1", date(2024, 9, 27)).light == "in_progress"

    def test_withdrawn(self) -> None:
        assert item_status(after(DRAFT, ISSUE, WITHDRAW), "2", TODAY).light == "withdrawn"

    def test_started_once(self) -> None:
        assert decide(after(DRAFT, ISSUE, START), START) == []


class TestAClosedListTakesNothing:
    def test_everything_is_refused(self) -> None:
        state = after(DRAFT, ISSUE, CLOSE)
        for command in (AMEND, WITHDRAW, REASSIGN, START, COMPLETE, VERIFY, RETURN, CLOSE, VOID, ISSUE):
            assert refusal(decide, state, command).code == "closed"
        assert refusal(decide, state, DRAFT).code == "list_exists"

    def test_not_before_the_year_is_over_while_something_is_open(self) -> None:
        early = replaced(CLOSE, occurred_on=date(2024, 12, 30))
        assert refusal(decide, after(DRAFT, ISSUE), early).code == "open_items"
        assert decide(after(DRAFT, ISSUE, WITHDRAW, COMPLETE, VERIFY), early)


class TestOnlyADraftIsVoided:
    def test_then_it_may_be_drafted_anew(self) -> None:
        assert after(DRAFT, VOID, DRAFT).stage == "draft"

    def test_not_once_issued(self) -> None:
        assert refusal(decide, after(DRAFT, ISSUE), VOID).code == "already_issued"

    def test_a_voided_draft_is_no_list(self) -> None:
        assert refusal(decide, after(DRAFT, VOID), ISSUE).code == "unknown"
        assert refusal(decide, None, ISSUE).code == "unknown"
