"""Roles that come from memberships, amounts in parts of a unit, windows that roll: what a catalogue may say of them."""

from datetime import date

import pytest
from logbook import DISTRICT, TOWN, Logbook, registered

from domain import member, policy, review
from domain.catalogue import CatalogueError, parse
from domain.evaluator import Roles, all_statuses
from domain.identity import member_of
from domain.member import Category
from domain.reading import World
from domain.rule import Light, Responsible, Status

ZHANG, LI, WANG = (f"person-{n}" for n in ("1" * 20, "2" * 20, "3" * 20))

CATALOGUE = """
format = 1
code = "own"
title = "本单位规定"
title_en = "Own rule"
issuer = "安平县委"
level = "district"
cite = "本单位规定"
[subjects.all]
zh = "县委"
en = "District"
kinds = ["district_committee"]
[[clause]]
id = "own-round"
cite = "一"
subjects = ["all"]
kind = "appraisal"
strength = "must"
zh = "定期评议"
en = "Rounds"
[clause.rule]
{rule}
counts = {{kinds = ["review"], acts = ["spirit_analysis_arranged"]}}
"""
ROLLING = 'measure = "count"\nwindow = "five_years"\nminimum = 1\nrolling = true'


def told(*days: date) -> World:
    book = Logbook()
    book.add(DISTRICT, registered("district_committee", None), date(2015, 1, 1))
    issued = policy.PolicyIssued(
        document="own",
        binds=(DISTRICT,),
        effective_on=date(2016, 1, 1),
        catalogue=CATALOGUE.format(rule=ROLLING),
        sha256="0" * 64,
    )
    book.add("policy-" + "e" * 20, issued, date(2016, 1, 1))
    for number, day in enumerate(days):
        arranged = review.ReviewArranged(
            organisation=DISTRICT,
            type=review.Type.SPIRIT_ANALYSIS,
            period=str(day.year),
            title="集中评议",
            occurred_on=day,
        )
        book.add(f"review-{number:020x}", arranged, max(day, date(2016, 1, 1)))
    return World(book.entries)


def status(world: World, year: int, as_of: date) -> Status:
    (found,) = all_statuses(world, DISTRICT, year, as_of)
    return found


class TestAWindowRolls:
    FIRST, NEXT = date(2020, 2, 29), date(2025, 3, 10)

    def test_to_the_day_and_29_february_becomes_the_28th(self) -> None:
        world = told(self.FIRST, self.NEXT)
        found = status(world, 2025, self.NEXT)
        assert (found.light, found.due, found.days_over) == (Light.MET_LATE, date(2025, 2, 28), 10)
        assert status(world, 2025, date(2025, 2, 28)).light is Light.DUE
        before = status(world, 2025, date(2025, 3, 1))
        assert (before.light, before.days_over) == (Light.MISSED, 1)

    def test_until_then_all_is_done(self) -> None:
        found = status(told(self.FIRST), 2023, date(2023, 12, 31))
        assert (found.light, found.due, found.count) == (Light.MET, date(2025, 2, 28), 1)

    def test_it_stays_missed_year_after_year(self) -> None:
        found = status(told(self.FIRST), 2026, date(2026, 1, 10))
        assert (found.light, found.due, found.days_over) == (Light.MISSED, date(2025, 2, 28), 316)

    def test_nothing_on_record_is_not_overdue(self) -> None:
        found = status(told(), 2025, date(2025, 12, 31))
        assert (found.light, found.findings) == (Light.NO_MINIMUM, ("no_anchor",))

    def test_the_first_is_the_anchor(self) -> None:
        assert status(told(self.NEXT), 2025, date(2025, 12, 31)).light is Light.MET

    def test_an_anchor_from_before_the_rule(self) -> None:
        assert status(told(date(2014, 5, 1)), 2019, date(2019, 5, 3)).days_over == 2


class TestTheSchema:
    @pytest.mark.parametrize(
        ("rule", "field"),
        [
            ('measure = "count"\nminimum = 1\nper = 2', "per"),
            ('measure = "quantity"\nminimum = 1\nper = 0', "per"),
            ('measure = "count"\nminimum = 1\nrolling = true', "rolling"),
            ('measure = "count"\nwindow = "five_years"\nminimum = 2\nrolling = true', "rolling"),
            ('measure = "count"\nwindow = "five_years"\nminimum = 1\nrolling = true\ndue = "06-30"', "rolling"),
        ],
    )
    def test_what_does_not_fit_together(self, rule: str, field: str) -> None:
        with pytest.raises(CatalogueError) as caught:
            parse(CATALOGUE.format(rule=rule), "own.toml")
        assert field in {problem.field.rpartition(".")[2] for problem in caught.value.problems}

    def test_what_fits(self) -> None:
        (clause,) = parse(CATALOGUE.format(rule=ROLLING), "own.toml").clauses
        assert clause.rule.rolling
        (clause,) = parse(CATALOGUE.format(rule='measure = "quantity"\nminimum = 12\nper = 2'), "own.toml").clauses
        assert clause.rule.per == 2


class TestRolesOfMembers:
    def roles(self) -> Roles:
        book = Logbook()
        book.add(TOWN, registered("branch", None), date(2015, 1, 1))

        def joined(person: str, category: Category) -> None:
            event = member.MembershipRegistered(
                person=person,
                organisation=TOWN,
                category=category,
                standing=member.Standing.FULL,
                occurred_on=date(2020, 1, 1),
            )
            book.add(member_of(person), event, date(2020, 1, 1))

        joined(ZHANG, Category.OFFICE)
        joined(LI, Category.VILLAGE)
        joined(WANG, Category.RETIRED)
        frail = member.SpecialSituationRecorded(
            organisation=TOWN, number=1, situation=member.Situation.FRAIL, occurred_on=date(2024, 5, 1), text="年老"
        )
        book.add(member_of(WANG), frail, date(2024, 5, 1))
        left = member.MembershipEnded(occurred_on=date(2024, 6, 30), reason="转出")
        book.add(member_of(LI), left, date(2024, 7, 1))
        world = World(book.entries)
        return Roles((), (), world.memberships_of(TOWN), TOWN)

    def test_by_day(self) -> None:
        roles, spring, winter = self.roles(), date(2024, 4, 30), date(2024, 12, 31)
        assert roles.holders(Responsible.MEMBER, spring) == {ZHANG, LI, WANG}
        assert roles.holders(Responsible.UNIT_MEMBER, spring) == {ZHANG}
        assert roles.holders(Responsible.OTHER_MEMBER, spring) == {LI, WANG}
        assert roles.holders(Responsible.SPECIAL_MEMBER, spring) == frozenset()
        assert roles.holders(Responsible.MEMBER, winter) == {ZHANG, WANG}
        assert roles.holders(Responsible.ORDINARY_MEMBER, winter) == {ZHANG}
        assert roles.holders(Responsible.OTHER_MEMBER, winter) == frozenset()
        assert roles.holders(Responsible.SPECIAL_MEMBER, winter) == {WANG}

    def test_in_a_window(self) -> None:
        held = self.roles().holders_in(Responsible.OTHER_MEMBER, date(2024, 1, 1), date(2024, 12, 31))
        assert set(held) == {LI, WANG}
