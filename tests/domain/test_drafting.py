"""Drafting: what a list starts from, given the policies that bind the body."""

from datetime import date

import pytest
from test_policy import CATALOGUE

from domain import appointment, drafting
from domain.appointment import Portfolio, Post
from domain.catalogue import load_all, parse
from domain.rule import Responsible

LIUXI = parse(CATALOGUE, "liuxi.toml")
HOLDERS = {Responsible.FIRST: ("person-a",)}


def draft(**more: object) -> drafting.Drafted:
    given: dict[str, object] = {
        "kind": "township_committee",
        "sector": "none",
        "year": 2023,
        "policies": [("policy-1", LIUXI)],
        "holders": HOLDERS,
    }
    return drafting.draft_items(**{**given, **more})  # type: ignore[arg-type]  # the arguments above


class TestItemsAreTheDutiesThatBind:
    def test_definitions_are_no_items(self) -> None:
        assert [item.clause for item in draft().items] == ["liuxi-quarterly-meeting", "liuxi-year-plan"]

    def test_other_kinds_are_not_bound(self) -> None:
        assert draft(kind="branch") == drafting.Drafted(items=(), required=(), baseline=())

    def test_what_the_document_demands(self) -> None:
        found = draft()
        assert (found.required, found.baseline) == (("person", "due_on"), ("liuxi-quarterly-meeting",))


class TestEachItemIsProposedWhole:
    def test_number_words_and_indicator(self) -> None:
        first, second = draft(department="组织办公室").items
        assert (first.item, first.indicator, first.department) == ("1", "每季度不少于1次", "组织办公室")
        assert (second.item, second.title) == ("2", "书记年初主持制定工作计划")

    def test_the_time_limit_is_the_rules_or_the_years_end(self) -> None:
        assert [item.due_on for item in draft().items] == [date(2023, 12, 31), date(2023, 3, 31)]

    def test_as_interpreted(self) -> None:
        values = {("policy-1", "year_start_until"): "02-29"}
        assert draft(values=values).items[1].due_on == date(2023, 2, 28)
        assert draft(values=values, year=2024).items[1].due_on == date(2024, 2, 29)

    @pytest.mark.parametrize(("holders", "person"), [((), None), (("person-a", "person-b"), None)])
    def test_nobody_is_proposed_where_it_is_not_clear(self, holders: tuple[str, ...], person: str | None) -> None:
        assert draft(holders={Responsible.FIRST: holders}).items[1].person is person

    def test_the_secretary_answers_for_the_body(self) -> None:
        assert {item.person for item in draft().items} == {"person-a"}


class TestHoldersOfADay:
    def test_read_from_the_posts(self) -> None:
        state: appointment.State | None = None
        for person, post, portfolio in (
            ("person-a", Post.SECRETARY, ()),
            ("person-b", Post.DEPUTY_SECRETARY, (Portfolio.PARTY_BUILDING,)),
        ):
            event = appointment.RoleAppointed(
                organisation="org-1",
                person=person,
                post=post,
                portfolio=portfolio,
                acting=False,
                occurred_on=date(2024, 1, 1),
            )
            state = appointment.evolve(state, event)
        found = drafting.holders_of(state, date(2024, 1, 1))
        assert (found[Responsible.FIRST], found[Responsible.DIRECT]) == (("person-a",), ("person-b",))
        assert found[Responsible.SECRETARY_OR_DEPUTY] == ("person-a", "person-b")
        assert drafting.holders_of(state, date(2023, 12, 31))[Responsible.FIRST] == ()
        assert drafting.holders_of(None, date(2024, 1, 1)) == {}


class TestThePackagedDocuments:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [("shunde2015", "town_committee"), ("jianxi2020", "district_committee"), ("township", "township_committee")],
    )
    def test_each_gives_a_list_that_covers_its_baseline(self, code: str, kind: str) -> None:
        _, document = load_all()[code]
        found = draft(kind=kind, policies=[("policy-1", document)])
        assert found.items
        assert set(found.baseline) <= {item.clause for item in found.items}
        assert all(item.due_on is not None and item.due_on.year == 2023 and item.title for item in found.items)
        assert found.required == document.list_required
