"""Follow: in each case that began, the later steps follow; and a minimum that a parameter gives."""

from collections.abc import Sequence
from datetime import date

import pytest

from domain.catalogue import CatalogueError, parse
from domain.evaluator import Ground, statuses_for
from domain.evaluator.lights import at
from domain.fact import Fact, FactKind
from domain.reading.places import Place
from domain.reading.policies import PolicyInForce
from domain.rule import Light, Status

ORG, A, B = "org-00000000000000000001", "person-a", "person-b"
SESSION, MEASURE, MEMBER = "education-00000000000000000001", "measure-0000000000000000000{}", "member-a"

HEAD = """
format = 1
code = "fixture"
title = "某区管理办法"
title_en = "A district's rules"
number = ""
issuer = "区委"
level = "district"
cite = "《某区管理办法》"
[subjects.branch]
zh = "党支部"
en = "Branch"
kinds = ["branch"]
[[parameter]]
name = "month_days"
default = "30"
zh = "一个月折合天数"
en = "Days of a month"
cite = "第一条"
"""

CLAUSE = """
[[clause]]
id = "{id}"
cite = "第二条"
subjects = ["branch"]
kind = "duty"
strength = "must"
zh = "规则"
en = "Rule"
{rule}
"""

CRITICISED = """
  [clause.rule]
  measure = "follow"
  {within}
    [[clause.rule.steps]]
    kinds = ["education"]
    acts = ["absence_without_reason"]
    [[clause.rule.steps]]
    kinds = ["measure"]
    acts = ["criticism"]
"""

HELPED = """
  [clause.rule]
  measure = "follow"
    [[clause.rule.steps]]
    kinds = ["member"]
    acts = ["member_problem_identified"]
    [[clause.rule.steps]]
    kinds = ["member"]
    acts = ["member_help"]
    [[clause.rule.steps]]
    kinds = ["member"]
    acts = ["member_disposition"]
"""

DAYS = """
  [clause.rule]
  measure = "quantity"
  minimum = "2*{month_days}"
    [clause.rule.counts]
    kinds = ["work"]
    acts = ["training"]
"""


def fact(ref: str, kind: FactKind, act: str, day: date, *persons: str, **more: object) -> Fact:
    found = Fact(
        ref=ref,
        kind=kind,
        act=act,
        organisation=ORG,
        occurred_on=day,
        recorded_on=day,
        position=1,
        first_position=1,
        performers=persons,
    )
    return found._replace(**more)  # type: ignore[arg-type]  # fields of a fact


def absent(day: date, *persons: str) -> Fact:
    return fact(f"{SESSION}#absences", FactKind.EDUCATION, "absence_without_reason", day, *persons)


def criticised(day: date, person: str, cites: tuple[str, ...] = (SESSION,), number: int = 1) -> Fact:
    return fact(MEASURE.format(number), FactKind.MEASURE, "criticism", day, person, cites=cites)


def ground(rule: str, facts: Sequence[Fact], *said: tuple[date, str, str]) -> Ground:
    document = parse(HEAD + CLAUSE.format(id="fixture-rule", rule=rule), "fixture")
    place = Place(
        organisation=ORG,
        kind="branch",
        sector="village",
        since=date(2020, 1, 1),
        until=None,
        parents=((date(2020, 1, 1), None),),
        names=((date(2020, 1, 1), "石桥村党支部"),),
    )
    policy = PolicyInForce(
        policy="policy-1",
        document=document,
        binds=(ORG,),
        effective_on=date(2020, 1, 1),
        interpretations=said,
    )
    return Ground(place, lookup={ORG: place}.get, tenures=(), policies=(policy,), facts=facts)


def status(rule: str, facts: Sequence[Fact], as_of: date, year: int = 2024) -> Status:
    [settled] = statuses_for(ground(rule, facts), year, date.max)
    [found] = statuses_for(ground(rule, facts), year, as_of)
    # What is stored as settled, and told for a day, is what judging on that day says.
    told = at(settled, as_of)
    assert (told.light, told.due, told.days_over, told.count) == (found.light, found.due, found.days_over, found.count)
    return found


def absence_rule(within: str = "within = 30") -> str:
    return CRITICISED.format(within=within)


class TestWhatIsToFollow:
    def test_nothing_began(self) -> None:
        found = status(absence_rule(), [], date(2024, 12, 31))
        assert (found.light, found.count, found.findings) == (Light.NO_MINIMUM, 0, ())

    def test_followed_in_time(self) -> None:
        found = status(
            absence_rule(), [absent(date(2024, 3, 1), A), criticised(date(2024, 3, 31), A)], date(2024, 4, 1)
        )
        assert (found.light, found.count) == (Light.MET, 1)
        assert [one.ref for one in found.counted] == [f"{SESSION}#absences", MEASURE.format(1)]

    def test_followed_late(self) -> None:
        found = status(absence_rule(), [absent(date(2024, 3, 1), A), criticised(date(2024, 4, 3), A)], date(2024, 5, 1))
        assert (found.light, found.days_over) == (Light.MET_LATE, 3)

    @pytest.mark.parametrize(
        ("as_of", "light", "days"), [(date(2024, 3, 31), Light.DUE, 0), (date(2024, 4, 5), Light.MISSED, 5)]
    )
    def test_not_followed(self, as_of: date, light: Light, days: int) -> None:
        found = status(absence_rule(), [absent(date(2024, 3, 1), A)], as_of)
        assert (found.light, found.days_over, found.due) == (light, days, date(2024, 3, 31))
        assert "case_open" in found.findings

    def test_without_a_number_of_days_nothing_is_ever_overdue(self) -> None:
        found = status(absence_rule(""), [absent(date(2024, 3, 1), A)], date(2026, 1, 1))
        assert (found.light, found.findings) == (Light.NO_MINIMUM, ("case_open",))

    def test_each_of_several_persons_is_a_case(self) -> None:
        both = [absent(date(2024, 3, 1), A, B), criticised(date(2024, 3, 5), A)]
        assert status(absence_rule(), both, date(2024, 4, 1)).count == 1
        assert status(absence_rule(), both, date(2024, 4, 1)).light is Light.MISSED
        more = [*both, criticised(date(2024, 3, 6), B, number=2)]
        assert status(absence_rule(), more, date(2024, 4, 1)).light is Light.MET

    def test_what_rests_on_something_else_does_not_follow(self) -> None:
        elsewhere = criticised(date(2024, 3, 5), A, cites=("meeting-00000000000000000009",))
        assert status(absence_rule(""), [absent(date(2024, 3, 1), A), elsewhere], date(2024, 4, 1)).count == 0

    def test_nor_does_what_came_before(self) -> None:
        assert status(absence_rule(""), [absent(date(2024, 3, 1), A), criticised(date(2024, 2, 1), A)], MAY).count == 0

    def test_a_case_belongs_to_the_year_in_which_it_began(self) -> None:
        facts = [absent(date(2023, 12, 20), A), criticised(date(2024, 1, 10), A)]
        assert status(absence_rule(), facts, MAY, 2023).light is Light.MET
        assert status(absence_rule(), facts, MAY, 2024).light is Light.NO_MINIMUM


MAY = date(2024, 5, 1)


class TestSeveralSteps:
    PROBLEM = fact("member-a#3", FactKind.MEMBER, "member_problem_identified", date(2024, 1, 5), A)
    HELP = fact("member-a#4", FactKind.MEMBER, "member_help", date(2024, 2, 5), A)
    END = fact("member-a#6", FactKind.MEMBER, "member_disposition", date(2024, 6, 5), A)

    def test_one_after_the_other(self) -> None:
        found = status(HELPED, [self.PROBLEM, self.HELP, self.END], date(2024, 12, 31))
        assert (found.light, found.count, len(found.counted)) == (Light.MET, 1, 3)

    def test_none_is_left_out(self) -> None:
        found = status(HELPED, [self.PROBLEM, self.END], date(2024, 12, 31))
        assert (found.light, found.count, len(found.counted)) == (Light.NO_MINIMUM, 0, 1)


class TestNumberedThingsOfOneRecord:
    RULE = """
  [clause.rule]
  measure = "follow"
    [[clause.rule.steps]]
    kinds = ["reception"]
    acts = ["issue_raised"]
    [[clause.rule.steps]]
    kinds = ["reception"]
    acts = ["issue_fed_back"]
"""

    def issue(self, act: str, day: date, number: int, version: int) -> Fact:
        ref = f"reception-00000000000000000001#{version}"
        return fact(ref, FactKind.RECEPTION, act, day, A, B, case=str(number), quantity=number)

    def test_one_issue_fed_back_does_not_answer_the_other(self) -> None:
        facts = [
            self.issue("issue_raised", date(2024, 3, 1), 1, 2),
            self.issue("issue_raised", date(2024, 3, 1), 2, 3),
            self.issue("issue_fed_back", date(2024, 3, 9), 2, 4),
        ]
        found = status(self.RULE, facts, MAY)
        assert (found.light, found.count, found.findings) == (Light.NO_MINIMUM, 1, ("case_open",))

    def test_several_receivers_are_one_case(self) -> None:
        facts = [
            self.issue("issue_raised", date(2024, 3, 1), 1, 2),
            self.issue("issue_fed_back", date(2024, 3, 9), 1, 4),
        ]
        found = status(self.RULE, facts, MAY)
        assert (found.light, found.count) == (Light.MET, 1)

    ORDERED = """
  [clause.rule]
  measure = "follow"
    [[clause.rule.steps]]
    kinds = ["reception"]
    acts = ["issue_raised"]
    [[clause.rule.steps]]
    kinds = ["rectification"]
    acts = ["rectification_ordered"]
"""

    def ordered(self, *cites: str) -> Fact:
        ref, kind = "rectification-00000000000000000001#1", FactKind.RECTIFICATION
        return fact(ref, kind, "rectification_ordered", date(2024, 3, 20), cites=cites)

    def test_what_cites_one_issue_answers_that_one(self) -> None:
        both = [self.issue("issue_raised", date(2024, 3, 1), number, number + 1) for number in (1, 2)]
        record = "reception-00000000000000000001"
        assert status(self.ORDERED, [*both, self.ordered(f"{record}#3")], MAY).count == 1
        assert status(self.ORDERED, [*both, self.ordered(record)], MAY).count == 2
        assert status(self.ORDERED, [*both, self.ordered(f"{record}#2", f"{record}#3")], MAY).count == 2
        assert status(self.ORDERED, [*both, self.ordered("reception-00000000000000000002#3")], MAY).count == 0

    def test_whoever_did_something_need_not_be_who_carries_it_on(self) -> None:
        raised = self.issue("issue_raised", date(2024, 3, 1), 1, 2)
        done = self.ordered("reception-00000000000000000001")._replace(performers=("person-c",))
        assert status(self.ORDERED, [raised, done], MAY).count == 1

    def test_the_same_number_in_another_record_is_another_thing(self) -> None:
        begun = TestSeveralSteps.PROBLEM._replace(case="1")
        other = [
            TestSeveralSteps.HELP._replace(ref="member-b#4", performers=(B,), case="1"),
            TestSeveralSteps.END._replace(ref="member-b#6", performers=(B,), case="1"),
        ]
        assert status(HELPED, [begun, *other], date(2024, 12, 31)).count == 0


class TestAMinimumThatAParameterGives:
    WORK = fact("work-1", FactKind.WORK, "training", date(2024, 3, 1), A, quantity=50)

    def test_by_its_default(self) -> None:
        found = status(DAYS, [self.WORK], MAY)
        assert (found.count, found.minimum, found.light) == (50, 60, Light.DUE)

    def test_as_it_was_interpreted_by_the_windows_end(self) -> None:
        said = ground(DAYS, [self.WORK], (date(2024, 6, 1), "month_days", "25"), (date(2025, 6, 1), "month_days", "40"))
        [found] = statuses_for(said, 2024, MAY)
        assert (found.minimum, found.light) == (50, Light.MET)

    def test_by_its_default_where_the_interpretation_is_no_number(self) -> None:
        [found] = statuses_for(ground(DAYS, [self.WORK], (date(2024, 1, 1), "month_days", "一个月")), 2024, MAY)
        assert found.minimum == 60


@pytest.mark.parametrize(
    "rule",
    [
        HELPED.replace('measure = "follow"', 'measure = "follow"\n  window = "month"'),
        HELPED.replace('measure = "follow"', 'measure = "count"'),
        HELPED.replace('measure = "follow"', 'measure = "follow"\n  minimum = 1'),
        '  [clause.rule]\n  measure = "follow"\n    [[clause.rule.steps]]\n    kinds = ["member"]\n',
        '  [clause.rule]\n  measure = "follow"\n',
        DAYS.replace("2*{month_days}", "2*{year_days}"),
        DAYS.replace("2*{month_days}", "two months"),
        DAYS.replace('measure = "quantity"', 'measure = "quantity"\n  within = 3'),
    ],
)
def test_a_rule_that_does_not_fit_together_is_refused(rule: str) -> None:
    with pytest.raises(CatalogueError):
        parse(HEAD + CLAUSE.format(id="fixture-rule", rule=rule), "fixture")
