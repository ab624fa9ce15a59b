"""Members on the board: who stands alike under one clause is one cell; on both clocks, both databases."""

import hashlib
from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance, ident, organisation
from views_equal import assert_equal_to_a_rebuild

from domain import education, member
from domain.catalogue import load_all
from domain.evaluator import all_statuses
from domain.identity import member_of
from domain.organisation import Kind
from domain.policy import PolicyIssued
from domain.reading import World
from domain.rule import Status
from projections.engine import Views
from projections.status import Cell, StatusView, board, duties

CLAUSES = load_all()["c2006_edu"][0]
BRANCH = ident("org", 1)
S1 = ident("education", 1)
PEOPLE = [ident("person", n) for n in range(1, 31)]


def issued(root: str, on: str = "2020-01-01") -> PolicyIssued:
    sha256 = hashlib.sha256(CLAUSES.encode()).hexdigest()
    return PolicyIssued(
        document="c2006_edu",
        binds=(root,),
        effective_on=date.fromisoformat(on),
        catalogue=CLAUSES,
        sha256=sha256,
    )


def joined(person: str, category: member.Category = member.Category.VILLAGE):
    return member.MembershipRegistered(
        person=person,
        organisation=BRANCH,
        category=category,
        standing=member.Standing.FULL,
        occurred_on=date(2020, 1, 1),
    )


def session(there: list[str], half_days: int):
    return education.EducationHeld(
        organisation=BRANCH,
        title="学习",
        form=education.Form.STUDY,
        contents=(education.Content.THEORY,),
        occurred_on=date(2024, 3, 1),
        half_days=half_days,
        attendees=tuple(there),
    )


def caught_up(url: str, book: Book, *ends: int) -> Views:
    views = Views(url, [StatusView])
    views.create()
    for end in (*ends, book.head()):
        part = book.until(end)
        views.catch_up(part.log, part.head)
    return views


def test_thirty_members_are_few_cells(url: str) -> None:
    book = Book()
    book.write(BRANCH, organisation("石桥村党支部", kind=Kind.BRANCH, on="2020-01-01"))
    book.write(ident("policy", 1), issued(BRANCH))
    for one in PEOPLE:
        book.write(member_of(one), joined(one))
    book.write(S1, session(PEOPLE[:20], 12))
    frail = member.SpecialSituationRecorded(
        organisation=BRANCH, number=1, situation=member.Situation.FRAIL, occurred_on=date(2024, 5, 1), text="年老"
    )
    book.write(member_of(PEOPLE[-1]), frail)
    views = caught_up(url, book)
    with views.reading() as reading:
        cells = board(reading, BRANCH, 2024, date(2025, 1, 11)).cells[BRANCH]
        days = [one for one in cells if one.clause == "c2006-edu-days-6"]
        assert [(one.light, one.persons, one.done, one.days_over, one.person) for one in days] == [
            ("met", 20, 6, 0, ""),
            ("missed", 9, 0, 11, ""),
            ("no_minimum", 1, 0, 0, PEOPLE[-1]),
        ]
        assert "differentiated" in days[-1].findings
        assert sum(one.persons > 1 for one in cells) < 10
        met = [one for one in duties(reading, BRANCH, 2024, date(2025, 1, 11)) if one.clause == "c2006-edu-days-6"]
        assert len(met) == 30
        then = board(reading, BRANCH, 2024, date(2024, 2, 1)).cells[BRANCH]
        assert [(one.light, one.persons) for one in then if one.clause == "c2006-edu-days-6"] == [("due", 30)]


def test_a_member_who_comes_late_is_on_the_board_at_once(url: str) -> None:
    book = Book()
    book.write(BRANCH, organisation("石桥村党支部", kind=Kind.BRANCH, on="2020-01-01"))
    book.write(ident("policy", 1), issued(BRANCH))
    book.write(member_of(PEOPLE[0]), joined(PEOPLE[0]))
    settled = book.head()
    book.write(member_of(PEOPLE[1]), joined(PEOPLE[1], member.Category.OFFICE))
    book.write(member_of(PEOPLE[0]), member.MembershipVoided(reason="误登"))
    views = caught_up(url, book, settled)
    with views.reading() as reading:
        seen = {one.clause: one.person for one in board(reading, BRANCH, 2024, date(2024, 6, 1)).cells[BRANCH]}
        assert seen["c2006-edu-days-12"] == PEOPLE[1]
        assert "c2006-edu-days-6" not in seen
        then = board(reading, BRANCH, 2024, date(2024, 6, 1), settled).cells[BRANCH]
        assert PEOPLE[0] in {one.person for one in then}
    assert_equal_to_a_rebuild(views, book.log)


def told(statuses: list[Status]) -> Counter[tuple[object, ...]]:
    """How many statuses stand how, clause by clause."""
    return Counter((one.clause, one.window, one.light.value, one.days_over, one.due.isoformat()) for one in statuses)


def seen(cells: list[Cell]) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    for one in cells:
        found[one.clause, one.window, one.light, one.days_over, one.due] += one.persons
    return found


@seed(20241121)
@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6), cut=st.integers(40, 160), days=st.integers(0, 1100))
def test_the_board_agrees_with_the_evaluator(fresh_url, number: int, cut: int, days: int) -> None:
    chance = Chance(number)
    chance.book.write(ident("policy", 1), issued(chance.organisations[0]))
    book = chance.steps(240)
    views = caught_up(fresh_url(), book, cut)
    asked = (date(2023, 1, 1) + timedelta(days=days), date(2026, 1, 15))
    with views.reading() as reading:
        for known_at in (None, cut):
            world = World(book.entries if known_at is None else book.entries[:known_at])
            for as_of in asked:
                for year in (2023, 2024, 2025):
                    for root in [id for id, one in world.organisations.items() if one.parent(as_of) is None]:
                        found = board(reading, root, year, as_of, known_at)
                        for line in found.lines:
                            truth = all_statuses(world, line.id, year, as_of)
                            assert seen(list(found.cells[line.id])) == told(truth)
    assert_equal_to_a_rebuild(views, book.log)
    views.close()
