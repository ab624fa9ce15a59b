"""The board of rectifications: what is open on a day, as known at a position; inspections and problems beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from log_book import Book, ident
from views_equal import assert_equal_to_a_rebuild

from domain import inspection, rectification
from domain.inspection import Category as Sort
from domain.inspection import Method, Topic
from domain.rectification import Category, Counting, Standing, Step
from projections import rectifications
from projections.engine import Views
from projections.rectifications import Rectifications
from projections.store import Reading

DISTRICT, TOWN, OTHER, BRANCH = (ident("org", n) for n in range(1, 5))
ZHANG, LI, WANG = (ident("person", n) for n in range(1, 4))
MINE, THEIRS, NEXT = (ident("rectification", n) for n in range(1, 4))
SPRING, AUTUMN = ident("inspection", 1), ident("inspection", 2)
ALL = (DISTRICT, TOWN, OTHER, BRANCH)


def day(text: str) -> date:
    return date.fromisoformat(text)


def ordered(organisation: str, on: str, due: str, title: str = "补开会议", **more: object):
    event = rectification.RectificationOrdered(
        organisation=organisation,
        ordered_by=DISTRICT,
        title=title,
        problem="第一季度未研究党建",
        category=Category.MEETING,
        occurred_on=day(on),
        due_on=day(due),
        counted_by=Counting.DAY,
    )
    return replace(event, **more)


def extended(on: str, due: str):
    return rectification.RectificationExtended(by=DISTRICT, occurred_on=day(on), due_on=day(due), reason="换届")


def reported(on: str):
    return rectification.RectificationReported(occurred_on=day(on), reporter=LI, text="已整改")


def rejected(on: str):
    return rectification.RectificationRejected(by=DISTRICT, verifier=WANG, occurred_on=day(on), reason="没有记录")


def verified(on: str):
    return rectification.RectificationVerified(by=DISTRICT, verifier=WANG, occurred_on=day(on))


def closed(on: str):
    return rectification.RectificationClosed(by=DISTRICT, occurred_on=day(on))


def inspected(unit: str, on: str, method: Method = Method.PATROL, topics=(Topic.PARTY_BUILDING,), by: str = DISTRICT):
    return inspection.InspectionConducted(
        organisation=by, inspected=unit, method=method, topics=topics, title="督查", occurred_on=day(on)
    )


def found(number: int, on: str, category: Sort = Sort.MEETING):
    return inspection.ProblemFound(number=number, category=category, text="未研究党建", occurred_on=day(on))


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Rectifications])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Rectifications])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


def board(reading: Reading, as_of: str, known_at: int | None = None, of=ALL) -> list[tuple[str, str, str, int]]:
    rows = rectifications.open_on(reading, of, day(as_of), known_at)
    return [
        (row.case.rectification, row.verdict.standing.value, row.verdict.due_on.isoformat(), row.verdict.overdue_days)
        for row in rows
    ]


@pytest.fixture
def book() -> Book:
    """Two orders on one day; more follows in each test."""
    book = Book()
    book.write(MINE, ordered(TOWN, "2024-04-10", "2024-05-10", responsible=ZHANG))
    book.write(THEIRS, ordered(OTHER, "2024-04-10", "2024-07-31", "补交报告", category=Category.REPORT))
    return book


class TestWhatIsOpen:
    def test_reported_in_time_then_rejected(self, url: str, book: Book) -> None:
        """S24."""
        book.write(MINE, reported("2024-05-09"))
        book.write(MINE, rejected("2024-05-15"))
        with reading(url, book) as at:
            theirs = (THEIRS, "open", "2024-07-31", 0)
            assert board(at, "2024-05-11") == [(MINE, "reported", "2024-05-10", 0), theirs]
            assert board(at, "2024-05-16") == [(MINE, "overdue", "2024-05-10", 6), theirs]
            assert board(at, "2024-04-09") == []

    def test_extended_and_what_was_known_before(self, url: str, book: Book) -> None:
        """S25."""
        before = book.head()
        book.write(MINE, extended("2024-05-08", "2024-05-31"))
        with reading(url, book) as at:
            assert board(at, "2024-05-20", of=(TOWN,)) == [(MINE, "open", "2024-05-31", 0)]
            assert board(at, "2024-05-20", before, of=(TOWN,)) == [(MINE, "overdue", "2024-05-10", 10)]
            assert board(at, "2024-05-20", 0) == []
            (row,) = rectifications.open_on(at, [TOWN], day("2024-05-20"))
            assert row.verdict.limits == (
                (day("2024-04-10"), day("2024-05-10")),
                (day("2024-05-08"), day("2024-05-31")),
            )

    def test_the_longest_overdue_first(self, url: str, book: Book) -> None:
        book.write(NEXT, ordered(BRANCH, "2024-01-10", "2024-02-10"))
        with reading(url, book) as at:
            assert [row[0] for row in board(at, "2024-06-01")] == [NEXT, MINE, THEIRS]

    def test_struck_off_is_no_longer_open(self, url: str, book: Book) -> None:
        book.write(MINE, reported("2024-05-09"))
        book.write(MINE, verified("2024-05-15"))
        book.write(MINE, closed("2024-05-20"))
        with reading(url, book) as at:
            assert board(at, "2024-05-19", of=(TOWN,)) == [(MINE, "verified", "2024-05-10", 0)]
            assert board(at, "2024-05-20", of=(TOWN,)) == []
            assert board(at, "2024-05-20", book.head() - 1, of=(TOWN,)) == [(MINE, "verified", "2024-05-10", 0)]

    def test_whose(self, url: str, book: Book) -> None:
        with reading(url, book) as at:
            assert [row[0] for row in board(at, "2024-05-01", of=(OTHER,))] == [THEIRS]
            assert [row[0] for row in board(at, "2024-05-01", of=(DISTRICT,))] == [MINE, THEIRS]
            assert board(at, "2024-05-01", of=(BRANCH,)) == []

    def test_corrected_and_voided(self, url: str, book: Book) -> None:
        whole = ordered(TOWN, "2024-04-12", "2024-05-10", "补开专题会议", responsible=LI)
        book.write(MINE, rectification.RectificationCorrected(by=DISTRICT, corrects=1, ordered=whole, reason="笔误"))
        book.write(MINE, reported("2024-05-09"))
        mended = rectification.StepCorrected(
            by=TOWN, step=Step.REPORTED, occurred_on=day("2024-05-11"), reason="日期有误"
        )
        book.write(MINE, mended)
        book.write(THEIRS, rectification.RectificationVoided(by=DISTRICT, reason="重复"))
        with reading(url, book) as at:
            case = rectifications.case_of(at, MINE)
            assert case is not None
            assert (case.title, case.responsible) == ("补开专题会议", LI)
            assert board(at, "2024-04-11") == []
            assert [row[0] for row in board(at, "2024-04-11", 2)] == [MINE, THEIRS]
            assert board(at, "2024-05-12") == [(MINE, "overdue", "2024-05-10", 2)]
            assert rectifications.case_of(at, THEIRS) is None
            assert rectifications.case_of(at, THEIRS, 2) is not None


class TestByAgeAndOwner:
    def test_groups(self, url: str, book: Book) -> None:
        book.write(NEXT, ordered(TOWN, "2024-01-10", "2024-12-31", responsible=ZHANG))
        with reading(url, book) as at:
            rows = rectifications.open_on(at, ALL, day("2024-05-20"))
            assert rectifications.by_age(rows) == [(0, 30, 0), (31, 90, 2), (91, 180, 1), (181, None, 0)]
            first, second = rectifications.by_owner(rows)
            assert (first.organisation, first.responsible, first.open, first.overdue, first.oldest_days) == (
                TOWN,
                ZHANG,
                2,
                1,
                131,
            )
            assert (second.organisation, second.responsible, second.overdue) == (OTHER, None, 0)

    def test_days_to_close(self, url: str, book: Book) -> None:
        for stream, on in ((MINE, "2024-05-20"), (THEIRS, "2024-05-30")):
            book.write(stream, reported("2024-05-09"))
            book.write(stream, verified("2024-05-15"))
            book.write(stream, closed(on))
        with reading(url, book) as at:
            year = (day("2024-01-01"), day("2024-12-31"))
            assert rectifications.average_days_to_close(at, ALL, *year) == 45.0
            assert rectifications.average_days_to_close(at, [OTHER], *year) == 50.0
            assert rectifications.average_days_to_close(at, ALL, day("2025-01-01"), day("2025-12-31")) is None
            assert rectifications.average_days_to_close(at, ALL, *year, 2) is None
            (one,) = rectifications.closed_between(at, [TOWN], *year)
            assert one.verdict.standing is Standing.CLOSED


class TestProblems:
    def test_and_the_orders_that_follow(self, url: str, book: Book) -> None:
        book.write(SPRING, inspected(TOWN, "2024-04-08"))
        book.write(SPRING, found(1, "2024-04-08"))
        book.write(SPRING, found(2, "2024-04-09", Sort.REPORT))
        book.write(SPRING, found(3, "2024-04-09", Sort.OTHER))
        book.write(AUTUMN, inspected(OTHER, "2024-09-08"))
        book.write(AUTUMN, found(1, "2024-09-08"))
        book.write(NEXT, ordered(TOWN, "2024-04-11", "2024-05-11", source=f"{SPRING}#2"))
        book.write(SPRING, inspection.ProblemVoided(number=3, reason="误记"))
        with reading(url, book) as at:
            problems = rectifications.problems_at(at, [TOWN])
            assert [(one.ref, one.category.value, one.orders) for one in problems] == [
                (f"{SPRING}#2", "report", (NEXT,)),
                (f"{SPRING}#1", "meeting", ()),
            ]
            late = rectifications.problems_at(at, ALL, first=day("2024-06-01"))
            assert [one.ref for one in late] == [f"{AUTUMN}#1"]
            assert len(rectifications.problems_at(at, [TOWN], book.head() - 1)) == 3

    def test_corrected_with_the_inspection(self, url: str, book: Book) -> None:
        book.write(SPRING, inspected(TOWN, "2024-04-08"))
        book.write(SPRING, found(1, "2024-04-08"))
        mended = inspection.ProblemCorrected(
            number=1, category=Sort.DISCIPLINE, text="纪律", occurred_on=day("2024-04-10"), reason="类别"
        )
        book.write(SPRING, mended)
        there = inspected(BRANCH, "2024-04-08")
        book.write(SPRING, inspection.InspectionCorrected(corrects=1, conducted=there, reason="组织有误"))
        with reading(url, book) as at:
            assert rectifications.problems_at(at, [TOWN]) == []
            (one,) = rectifications.problems_at(at, [BRANCH])
            assert (one.category, one.found_on, one.text) == (Category.DISCIPLINE, day("2024-04-10"), "纪律")
            assert len(rectifications.problems_at(at, [TOWN], book.head() - 1)) == 1

    def test_that_come_back(self, url: str, book: Book) -> None:
        book.write(SPRING, inspected(TOWN, "2023-04-08"))
        book.write(SPRING, found(1, "2023-04-08"))
        book.write(NEXT, ordered(TOWN, "2023-04-11", "2023-05-11", source=f"{SPRING}#1"))
        with reading(url, book) as at:
            (repeat,) = rectifications.repeats(at, ALL, day("2024-12-31"))
            assert (repeat.organisation, repeat.category) == (TOWN, Category.MEETING)
            assert repeat.years == ((2023, (f"{SPRING}#1",)), (2024, (MINE,)))
            assert rectifications.repeats(at, ALL, day("2024-04-09")) == []
            assert rectifications.repeats(at, [OTHER], day("2024-12-31")) == []


class TestInspections:
    def test_by_method_and_topic(self, url: str, book: Book) -> None:
        book.write(SPRING, inspected(TOWN, "2024-04-08", topics=(Topic.DUES, Topic.NEW_SOCIAL)))
        book.write(AUTUMN, inspected(OTHER, "2024-09-08", Method.UNANNOUNCED, (Topic.DUES,)))
        with reading(url, book) as at:
            seen = rectifications.coverage(at, [DISTRICT], day("2024-01-01"), day("2024-12-31"))
            assert seen.inspections == 2
            assert {method for method, count in seen.methods.items() if count} == {Method.PATROL, Method.UNANNOUNCED}
            assert (seen.topics[Topic.DUES], seen.topics[Topic.NEW_SOCIAL], seen.topics[Topic.SERVICE]) == (2, 1, 0)
            spring = rectifications.coverage(at, [DISTRICT], day("2024-01-01"), day("2024-06-30"))
            assert spring.inspections == 1
            assert rectifications.coverage(at, [TOWN], day("2024-01-01"), day("2024-12-31")).inspections == 0

    def test_never_inspected(self, url: str, book: Book) -> None:
        book.write(SPRING, inspected(TOWN, "2024-04-08"))
        book.write(AUTUMN, inspected(BRANCH, "2024-09-08", by=BRANCH))
        year = (day("2024-01-01"), day("2024-12-31"))
        voided = book.head() + 1
        book.write(SPRING, inspection.InspectionVoided(reason="误登"))
        with reading(url, book) as at:
            assert rectifications.never_inspected(at, [TOWN, OTHER, BRANCH], *year, voided - 1) == [OTHER, BRANCH]
            assert rectifications.never_inspected(at, [TOWN, OTHER], *year) == [TOWN, OTHER]
