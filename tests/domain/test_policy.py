"""Policy: the class is the rule, the method the case."""

import hashlib
from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import policy

CATALOGUE = """
format = 1
code = "liuxi"
title = "柳溪乡实施办法"
title_en = "Method of Liuxi township"
number = ""
issuer = "柳溪乡党委"
level = "township"
cite = "《柳溪乡实施办法》"
[list]
required = ["person", "due_on"]
[subjects.township_committee]
zh = "乡党委"
en = "Township committee"
kinds = ["township_committee"]
[[parameter]]
name = "year_start_until"
default = "03-31"
zh = "年初的截止日"
en = "Last day of year start"
cite = "第三条"
[[parameter]]
name = "per"
default = "person"
zh = "联系点按人还是合计"
en = "Points per person or in total"
cite = "第四条"
choices = ["person", "total"]
[[parameter]]
name = "late_days"
default = "10"
zh = "补登宽限天数"
en = "Days allowed for late entry"
cite = "第五条"
[[clause]]
id = "liuxi-quarterly-meeting"
cite = "第二条"
subjects = ["township_committee"]
role = ""
kind = "meeting"
strength = "must"
duty = "body_meeting"
baseline = true
zh = "乡党委每季度研究一次党建工作"
en = "The township committee meets once a quarter on party building"
  [clause.rule]
  measure = "count"
  window = "quarter"
  grain = "organisation"
  minimum = 1
    [clause.rule.counts]
    kinds = ["meeting"]
[[clause]]
id = "liuxi-year-plan"
cite = "第三条"
subjects = ["township_committee"]
role = "first"
kind = "duty"
strength = "must"
duty = "liuxi-year-plan"
zh = "书记年初主持制定工作计划"
en = "The secretary lays down the year's plan at its start"
  [clause.rule]
  measure = "count"
  window = "year"
  grain = "post"
  role = "first"
  minimum = 1
  due = "{year_start_until}"
    [clause.rule.counts]
    kinds = ["work"]
    acts = ["plan_adopted"]
[[clause]]
id = "liuxi-scope"
cite = "第一条"
subjects = ["township_committee"]
role = ""
kind = "catalogue"
strength = "definition"
duty = "liuxi-scope"
zh = "本办法适用于柳溪乡"
en = "The method applies to Liuxi township"
  [clause.rule]
  measure = "none"
  reason = "适用范围"
"""

ISSUE = policy.IssuePolicy(
    policy="policy-1", document="liuxi", binds=("org-1",), effective_on=date(2024, 1, 1), catalogue=CATALOGUE
)
SUPERSEDE = policy.SupersedePolicy(policy="policy-1", last_day=date(2024, 12, 31), reason="新办法印发", by="policy-2")
INTERPRET = policy.InterpretPolicy(
    policy="policy-1",
    parameter="year_start_until",
    value="02-29",
    effective_on=date(2024, 2, 1),
    basis="乡党委会议纪要〔2024〕2号",
)
CORRECT = policy.CorrectPolicy(
    policy="policy-1", binds=("org-1", "org-2"), effective_on=date(2023, 12, 1), reason="漏填适用组织"
)


def decide(state: policy.State | None, command: policy.Command) -> list[policy.Event]:
    return policy.decide(state, command, today=TODAY)


def given(*events: policy.Event) -> policy.State:
    state = fold(policy.evolve, *events)
    assert state is not None
    return state


[ISSUED] = decide(None, ISSUE)


class TestTheCatalogueFileIsInOrder:
    def test_the_whole_text_enters_the_log(self) -> None:
        assert isinstance(ISSUED, policy.PolicyIssued)
        assert (ISSUED.catalogue, ISSUED.sha256) == (CATALOGUE, hashlib.sha256(CATALOGUE.encode()).hexdigest())

    def test_a_fault_names_file_clause_and_field(self) -> None:
        faulty = CATALOGUE.replace('window = "quarter"', 'window = "fortnight"')
        refused = refusal(decide, None, replaced(ISSUE, catalogue=faulty))
        assert (refused.code, refused.field, refused.clause) == (
            "catalogue_faulty",
            "catalogue",
            "liuxi-quarterly-meeting",
        )
        assert "liuxi.toml" in refused.zh
        assert "window" in refused.zh

    @pytest.mark.parametrize(
        "text", ["", "not toml", "x" * 1_000_001, CATALOGUE + "# \ud800", "a=" + "[" * 100_000, "a=" + "9" * 5_000]
    )
    def test_not_a_catalogue(self, text: str) -> None:
        assert refusal(decide, None, replaced(ISSUE, catalogue=text)).field == "catalogue"

    def test_it_is_the_document_it_is_said_to_be(self) -> None:
        refused = refusal(decide, None, replaced(ISSUE, document="shiqiao"))
        assert (refused.code, refused.field) == ("wrong_document", "document")

    def test_once(self) -> None:
        assert refusal(decide, given(ISSUED), ISSUE).code == "exists"


class TestItBindsSomebody:
    def test_at_least_one(self) -> None:
        assert refusal(decide, None, replaced(ISSUE, binds=())).field == "binds"

    def test_nobody_twice(self) -> None:
        assert refusal(decide, None, replaced(ISSUE, binds=("org-1", "org-1"))).code == "repeated"

    def test_it_may_take_effect_later(self) -> None:
        assert decide(None, replaced(ISSUE, effective_on=date(2026, 1, 1)))


class TestItEndsOnce:
    def test_it_binds_to_its_last_day(self) -> None:
        state = given(ISSUED, *decide(given(ISSUED), SUPERSEDE))
        assert state.binds_on(date(2024, 12, 31))
        assert not state.binds_on(date(2025, 1, 1))

    def test_not_before_it_binds(self) -> None:
        refused = refusal(decide, given(ISSUED), replaced(SUPERSEDE, last_day=date(2023, 12, 31)))
        assert (refused.code, refused.field) == ("outside_force", "last_day")

    def test_not_twice(self) -> None:
        state = given(ISSUED, *decide(given(ISSUED), SUPERSEDE))
        assert refusal(decide, state, SUPERSEDE).code == "already_superseded"

    def test_not_by_itself(self) -> None:
        assert refusal(decide, given(ISSUED), replaced(SUPERSEDE, by="policy-1")).field == "by"

    def test_not_before_an_interpretation(self) -> None:
        state = given(ISSUED, *decide(given(ISSUED), INTERPRET))
        early = replaced(SUPERSEDE, last_day=date(2024, 1, 31))
        assert refusal(decide, state, early).code == "before_interpretation"


class TestOnlyWhatTheTextLeavesOpenIsInterpreted:
    def test_a_day_of_the_year(self) -> None:
        [event] = decide(given(ISSUED), INTERPRET)
        assert isinstance(event, policy.PolicyInterpreted)
        assert event.value == "02-29"
        assert decide(given(ISSUED, event), INTERPRET) == []

    def test_an_unknown_parameter(self) -> None:
        assert refusal(decide, given(ISSUED), replaced(INTERPRET, parameter="minimum")).field == "parameter"

    @pytest.mark.parametrize(
        ("parameter", "value"),
        [("year_start_until", "02-30"), ("year_start_until", "三月底"), ("per", "each"), ("late_days", "ten"),
         ("late_days", "-1"), ("late_days", "")],
    )  # fmt: skip
    def test_a_value_the_document_does_not_allow(self, parameter: str, value: str) -> None:
        assert refusal(decide, given(ISSUED), replaced(INTERPRET, parameter=parameter, value=value)).field == "value"

    @pytest.mark.parametrize(("parameter", "value"), [("per", "total"), ("late_days", "15")])
    def test_a_value_it_allows(self, parameter: str, value: str) -> None:
        assert decide(given(ISSUED), replaced(INTERPRET, parameter=parameter, value=value))

    def test_while_it_is_in_force(self) -> None:
        refused = refusal(decide, given(ISSUED), replaced(INTERPRET, effective_on=date(2023, 12, 31)))
        assert (refused.code, refused.field) == ("outside_force", "effective_on")

    def test_on_a_basis(self) -> None:
        assert refusal(decide, given(ISSUED), replaced(INTERPRET, basis="")).field == "basis"


class TestWhereItBindsIsCorrectedByAdding:
    def test_the_text_stays(self) -> None:
        [event] = decide(given(ISSUED), CORRECT)
        assert isinstance(event, policy.PolicyCorrected)
        assert (event.corrects, event.issued.binds, event.issued.catalogue) == (1, ("org-1", "org-2"), CATALOGUE)
        assert decide(given(ISSUED, event), CORRECT) == []

    def test_not_after_an_interpretation(self) -> None:
        state = given(ISSUED, *decide(given(ISSUED), INTERPRET))
        assert refusal(decide, state, replaced(CORRECT, effective_on=date(2024, 2, 2))).code == "outside_force"

    def test_voided_it_binds_nobody(self) -> None:
        void = policy.VoidPolicy(policy="policy-1", reason="误录")
        state = given(ISSUED, *decide(given(ISSUED), void))
        assert not state.binds_on(date(2024, 6, 1))
        assert refusal(decide, state, SUPERSEDE).code == "voided"
        assert refusal(decide, None, void).code == "unknown"
