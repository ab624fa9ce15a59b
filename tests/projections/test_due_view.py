"""What is due: open on a day, by whom, as known at a position; counts of a year; money beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance, ident, meeting
from views_equal import assert_equal_to_a_rebuild

from domain import funding, member, plan, project
from domain import responsibility as lists
from domain.identity import budget_of, member_of
from domain.meeting import Resolution, ResolutionCarriedOut
from domain.responsibility import item_status
from projections import due, funds
from projections.debts import Sort
from projections.due import Due
from projections.engine import Views
from projections.funds import Funds
from projections.store import Reading

TOWN, OTHER = ident("org", 1), ident("org", 2)
ZHANG, LI = ident("person", 1), ident("person", 2)
MINE = f"list-{TOWN[4:]}-2024"


def day(text: str) -> date:
    return date.fromisoformat(text)


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The views over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Due, Funds])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Due, Funds])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


def shown(at: Reading, as_of: str, until: str = "2024-12-31", known_at: int | None = None, **who: Any) -> list[Any]:
    bodies = who.pop("of", (TOWN,))
    found = due.open_on(at, bodies, day(until), day(as_of), known_at, **who)
    return [(one.what, one.person, one.due_on.isoformat()) for one in found]


def item(number: int, due_on: str | None, person: str | None = ZHANG) -> lists.Item:
    limit = None if due_on is None else day(due_on)
    return lists.Item(
        item=str(number), title=f"事项{number}", clause="", policy="", person=person, department="", due_on=limit
    )


@pytest.fixture
def book() -> Book:
    book = Book()
    for body in (TOWN, OTHER):
        stream = f"list-{body[4:]}-2024"
        drafted = lists.ResponsibilityListDrafted(organisation=body, year=2024, policies=(), required=(), baseline=())
        book.write(stream, drafted)
        book.write(stream, lists.ResponsibilityItemAdded(item=item(1, "2024-03-31")))
        book.write(stream, lists.ResponsibilityItemAdded(item=item(2, None)))
        book.write(stream, lists.ResponsibilityListIssued(list_version=1, occurred_on=day("2024-01-10")))
    return book


class TestItems:
    def test_from_issue_to_done_and_back(self, url: str, book: Book) -> None:
        for event in (
            lists.ResponsibilityItemCompleted(item="1", occurred_on=day("2024-03-20"), evidence=(), note=""),
            lists.ResponsibilityItemReturned(item="1", person=LI, occurred_on=day("2024-03-25"), reason="材料不全"),
            lists.ResponsibilityItemReassigned(item="1", person=LI, occurred_on=day("2024-04-02"), reason="分工"),
            lists.ResponsibilityItemCompleted(item="1", occurred_on=day("2024-04-05"), evidence=(), note=""),
        ):
            book.write(MINE, event)
        with reading(url, book) as at:
            open_now = [("事项1", ZHANG, "2024-03-31")]
            assert shown(at, "2024-01-09") == []
            assert shown(at, "2024-01-10") == open_now
            assert shown(at, "2024-01-10", until="2024-03-30") == []
            assert shown(at, "2024-03-20") == []
            assert shown(at, "2024-03-25") == open_now
            assert shown(at, "2024-04-03") == [("事项1", LI, "2024-03-31")]
            assert shown(at, "2024-04-03", person=LI) == [("事项1", LI, "2024-03-31")]
            # The other list has the same item: it is Zhang's there, still.
            assert shown(at, "2024-04-03", person=ZHANG) == open_now
            assert shown(at, "2024-04-05") == []
            before = book.head() - 1
            assert shown(at, "2024-04-05", known_at=before) == [("事项1", LI, "2024-03-31")]

    def test_counts_of_a_year(self, url: str, book: Book) -> None:
        done = lists.ResponsibilityItemCompleted(item="1", occurred_on=day("2024-04-05"), evidence=(), note="")
        book.write(MINE, done)
        with reading(url, book) as at:
            assert due.totals(at, [TOWN, OTHER], "2024", day("2024-04-04"))[Sort.ITEM] == due.Totals(
                total=4, done=0, late=0, overdue=2
            )
            assert due.totals(at, [TOWN, OTHER], "2024", day("2024-12-31"))[Sort.ITEM] == due.Totals(
                total=4, done=1, late=1, overdue=1
            )
            assert due.totals(at, [TOWN], "2023", day("2024-12-31")) == {}


class TestTheOthers:
    def test_resolutions_milestones_and_targets(self, url: str) -> None:
        book = Book()
        held, works, aims = ident("meeting", 1), ident("project", 1), ident("plan", 1)
        decided = (
            Resolution(number=1, text="修路", responsible=LI, due_on=day("2024-05-31")),
            Resolution(number=2, text="传达"),
        )
        book.write(held, replace(meeting(TOWN, ZHANG, "2024-05-06"), resolutions=decided))
        proposed = project.ProjectProposed(
            organisation=TOWN,
            type=project.Type.SECRETARY,
            owner=ZHANG,
            year=2024,
            title="整治",
            problem="环境差",
            occurred_on=day("2024-01-05"),
        )
        book.write(works, proposed)
        steps = (
            project.Milestone(number=1, title="勘察", due_on=day("2024-03-01")),
            project.Milestone(number=2, title="施工", due_on=day("2024-06-01"), person=LI),
        )
        book.write(works, project.ProjectApproved(by=OTHER, occurred_on=day("2024-01-20"), milestones=steps))
        book.write(works, project.ProjectOwnerChanged(owner=LI, occurred_on=day("2024-02-10"), reason="分工"))
        targets = (plan.Target(number=1, title="全覆盖", due_on=day("2024-06-30"), responsible=OTHER),)
        adopted = plan.PlanAdopted(
            organisation=TOWN,
            type=plan.Type.PLAN_ADOPTED,
            period="2024",
            title="计划",
            occurred_on=day("2024-02-01"),
            targets=targets,
        )
        book.write(aims, adopted)
        before = book.head()
        book.write(held, ResolutionCarriedOut(number=1, occurred_on=day("2024-05-20"), text="已办"))
        book.write(works, project.MilestoneReached(number=1, occurred_on=day("2024-02-20")))
        book.write(works, project.ProjectTerminated(occurred_on=day("2024-05-25"), reason="并入"))
        with reading(url, book) as at:
            assert shown(at, "2024-02-05") == [("勘察", ZHANG, "2024-03-01"), ("施工", LI, "2024-06-01")]
            assert shown(at, "2024-02-15")[0] == ("勘察", LI, "2024-03-01")
            assert shown(at, "2024-05-10") == [("修路", LI, "2024-05-31"), ("施工", LI, "2024-06-01")]
            assert shown(at, "2024-05-25") == []
            assert len(shown(at, "2024-05-25", known_at=before)) == 3
            assert shown(at, "2024-05-25", of=(OTHER,)) == [("全覆盖", "", "2024-06-30")]

    def test_dispositions_with_a_limit(self, url: str) -> None:
        book, stream = Book(), member_of(ZHANG)
        chance = Chance(3)
        book.write(stream, chance.sample(member.MembershipRegistered, person=ZHANG, organisation=TOWN))
        limited = chance.sample(
            member.MemberDisposed,
            organisation=TOWN,
            number=1,
            occurred_on=day("2024-02-01"),
            due_on=day("2024-08-01"),
            text="限期改正",
        )
        book.write(stream, limited)
        book.write(stream, chance.sample(member.MemberProblemResolved, number=1, occurred_on=day("2024-07-01")))
        taken_back = chance.sample(member.MemberEntryVoided, entry=3)
        book.write(stream, taken_back)
        with reading(url, book) as at:
            assert shown(at, "2024-07-02") == [("限期改正", ZHANG, "2024-08-01")]
            assert shown(at, "2024-07-02", known_at=3) == []
            assert shown(at, "2024-01-31") == []


class TestFunds:
    def test_sums_of_a_day(self, url: str) -> None:
        book = Book()
        for body in (TOWN, OTHER):
            lines = (funding.Allocation(source=funding.Source.SUPERIOR_GRANT, amount=10_000),)
            approved = funding.BudgetApproved(organisation=body, year=2024, lines=lines, occurred_on=day("2024-01-15"))
            book.write(budget_of(body, 2024), approved)
        more = (funding.Allocation(source=funding.Source.SUPERIOR_GRANT, amount=30_000),)
        stream = budget_of(TOWN, 2024)
        book.write(stream, funding.BudgetAdjusted(lines=more, occurred_on=day("2024-07-01"), reason="追加"))
        spent = funding.MoneySpent(
            purpose=funding.Purpose.TRAINING,
            amount=2_550,
            title="培训",
            occurred_on=day("2024-08-01"),
            source=funding.Source.SUPERIOR_GRANT,
        )
        book.write(stream, spent)
        with reading(url, book) as at:
            early = funds.sums(at, [TOWN], 2024, day("2024-06-30"))
            assert (early.total_approved, early.total_spent) == (10_000, 0)
            late = funds.sums(at, [TOWN, OTHER], 2024, day("2024-12-31"))
            assert (late.total_approved, late.total_spent) == (40_000, 2_550)
            assert funds.sums(at, [TOWN], 2024, day("2024-12-31"), book.head() - 1).total_spent == 0
            assert funds.sums(at, [TOWN], 2023, day("2024-12-31")).total_approved == 0


@seed(20240609)
@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6), cuts=st.lists(st.integers(1, 220), max_size=6))
def test_step_by_step_equals_rebuilt(fresh_url: Any, number: int, cuts: list[int]) -> None:
    book = Chance(number).steps(200)
    views = Views(fresh_url(), [Due, Funds])
    views.create()
    for end in sorted({min(cut, book.head()) for cut in cuts}):
        part = book.until(end)
        views.catch_up(part.log, part.head)
    views.catch_up(book.log, book.head)
    assert_equal_to_a_rebuild(views, book.log)
    views.close()


@pytest.mark.parametrize("number", range(3))
def test_as_known_is_what_a_shorter_log_says(fresh_url: Any, number: int) -> None:
    book = Chance(number).steps(200)
    views = Views(fresh_url(), [Due, Funds])
    views.create()
    views.catch_up(book.log, book.head)
    everybody = [ident("org", n) for n in range(1, 400)]
    for end in (60, 120, 190):
        part, short = book.until(end), Views(fresh_url(), [Due, Funds])
        short.create()
        short.catch_up(part.log, part.head)
        with views.reading() as long_log, short.reading() as short_log:
            for as_of in (date(2023, 9, 1), date(2024, 6, 1), date(2025, 3, 1)):
                until = as_of + timedelta(days=200)
                known = due.open_on(long_log, everybody, until, as_of, end)
                assert known == due.open_on(short_log, everybody, until, as_of)
                assert due.totals(long_log, everybody, "2024", as_of, end) == due.totals(
                    short_log, everybody, "2024", as_of
                )
                assert funds.sums(long_log, everybody, 2024, as_of, end) == funds.sums(
                    short_log, everybody, 2024, as_of
                )
        short.close()
    views.close()


@pytest.mark.parametrize("number", range(4))
def test_items_stand_as_their_list_says(fresh_url: Any, book: Book, number: int) -> None:
    """Lists of a year, folded by their own rules, and the view agree on every item and day."""
    random = Random(number)
    states: dict[str, Any] = {}
    for entry in book.entries:
        states[entry.stream] = lists.evolve(states.get(entry.stream), entry.event)
    for turn in range(60):
        stream = random.choice(sorted(states))
        event = _happens(random, states[stream], date(2024, 1, 10) + timedelta(days=5 * turn))
        if event is not None:
            book.write(stream, event)
            states[stream] = lists.evolve(states[stream], event)
    views = Views(fresh_url(), [Due])
    views.create()
    views.catch_up(book.log, book.head)
    with views.reading() as at:
        for as_of in (date(2024, 1, 9), date(2024, 4, 1), date(2024, 6, 1), date(2025, 6, 1)):
            bodies = [state.organisation for state in states.values()]
            found = {one.ref for one in due.open_on(at, bodies, date.max, as_of) if one.kind is Sort.ITEM}
            expected = {
                f"{stream}#{one.item.item}"
                for stream, state in states.items()
                for one in state.standing
                if state.issued_on <= as_of and item_status(state, one.item.item, as_of).done_on is None
            }
            assert found == expected
    views.close()


def _happens(random: Random, state: Any, on: date) -> Any:
    """Something that may happen to an item of the list, as it stands."""
    one = random.choice(state.items)
    number = one.item.item
    if random.random() < 0.05:
        gone = lists.ResponsibilityItemWithdrawn(item=number, list_version=2, reason="取消", clause="")
        return None if one.withdrawn else gone
    if random.random() < 0.2:
        return lists.ResponsibilityItemReassigned(item=number, person=LI, occurred_on=on, reason="分工")
    match one.stage:
        case "planned" | "in_progress" | "returned":
            done = lists.ResponsibilityItemCompleted(item=number, occurred_on=on, evidence=(), note="")
            return random.choice([done, lists.ResponsibilityItemStarted(item=number, occurred_on=on, note="")])
        case "reported":
            return random.choice(
                [
                    lists.ResponsibilityItemVerified(item=number, person=LI, occurred_on=on, note=""),
                    lists.ResponsibilityItemReturned(item=number, person=LI, occurred_on=on, reason="不全"),
                    lists.CompletionVoided(item=number, reason="误登"),
                ]
            )
    return None
