"""Open issues and their age, commitments past their day; on any day, as known at any position."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from log_book import Book, ident
from views_equal import assert_equal_to_a_rebuild

from domain import commitment, reception
from domain.reception import Category, Channel
from projections import receptions
from projections.engine import Views
from projections.receptions import Receptions
from projections.store import Reading

TOWN, OTHER = ident("org", 1), ident("org", 2)
ZHANG, LI = ident("person", 1), ident("person", 2)
MAY, JUNE = ident("reception", 1), ident("reception", 2)
ROOF, ROAD = ident("commitment", 1), ident("commitment", 2)


def day(text: str) -> date:
    return date.fromisoformat(text)


def on(cls: type, when: str, /, **more: Any) -> Any:
    return cls(occurred_on=day(when), **more)


def held(body: str, text: str, channel: Channel = Channel.RECEPTION_DAY) -> Any:
    return on(reception.ReceptionHeld, text, organisation=body, receivers=(ZHANG,), channel=channel, title="接待日")


def raised(number: int, text: str) -> Any:
    return on(reception.IssueRaised, text, number=number, category=Category.LAND, text="边界")


def made(person: str, text: str, due: str, body: str = TOWN) -> Any:
    return on(
        commitment.CommitmentMade,
        text,
        organisation=body,
        person=person,
        title="修缮屋顶",
        period="2024",
        due_on=day(due),
    )


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Receptions])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Receptions])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


@pytest.fixture
def book() -> Book:
    book = Book()
    book.write(MAY, held(TOWN, "2024-05-10"))
    book.write(MAY, raised(1, "2024-05-10"))
    book.write(MAY, raised(2, "2024-05-12"))
    book.write(JUNE, held(OTHER, "2024-06-10", Channel.LETTER))
    book.write(JUNE, raised(1, "2024-06-10"))
    return book


def shown(at: Reading, as_of: str, known_at: int | None = None, **more: Any) -> list[Any]:
    return [
        (one.ref, one.stage, one.age_days, one.fed_back)
        for one in receptions.issues(at, [TOWN], day(as_of), known_at, **more)
    ]


class TestIssues:
    def test_open_with_their_age(self, url: str, book: Book) -> None:
        for event in (
            on(reception.IssueExplained, "2024-05-15", number=1, text="待确权"),
            on(reception.CoordinationStarted, "2024-05-20", number=1, organisations=(OTHER,), text="请核查"),
            on(reception.IssueResolved, "2024-05-25", number=2, text="已丈量"),
            on(reception.IssueFedBack, "2024-05-26", number=2, text="已告知"),
            on(reception.IssueClosed, "2024-05-28", number=2),
        ):
            book.write(MAY, event)
        with reading(url, book) as at:
            first, second = f"{MAY}#1", f"{MAY}#2"
            assert shown(at, "2024-05-12") == [(first, "raised", 2, False), (second, "raised", 0, False)]
            assert shown(at, "2024-05-16") == [(first, "explained", 6, False), (second, "raised", 4, False)]
            assert shown(at, "2024-05-26") == [(first, "coordinating", 16, False), (second, "resolved", 14, True)]
            assert shown(at, "2024-06-10") == [(first, "coordinating", 31, False)]
            assert shown(at, "2024-06-10", closed=True)[1] == (second, "closed", 16, True)
            assert shown(at, "2024-06-10", book.head() - 1)[1] == (second, "resolved", 29, True)

    def test_whose_and_by_which_way(self, url: str, book: Book) -> None:
        with reading(url, book) as at:
            (one,) = receptions.issues(at, [OTHER], day("2024-06-11"))
            assert (one.ref, one.channel) == (f"{JUNE}#1", Channel.LETTER)
            found = receptions.issues(at, [TOWN, OTHER], day("2024-06-11"))
            assert {way: n for way, n in receptions.by_channel(found).items() if n} == {
                Channel.RECEPTION_DAY: 2,
                Channel.LETTER: 1,
            }

    def test_corrected_and_voided(self, url: str, book: Book) -> None:
        fresh = held(TOWN, "2024-05-09", Channel.HOTLINE)
        book.write(MAY, reception.ReceptionCorrected(corrects=1, held=fresh, reason="渠道有误"))
        book.write(MAY, reception.IssueVoided(number=1, reason="误记"))
        book.write(JUNE, reception.ReceptionVoided(reason="误记"))
        with reading(url, book) as at:
            (one,) = receptions.issues(at, [TOWN, OTHER], day("2024-06-11"))
            assert (one.ref, one.channel) == (f"{MAY}#2", Channel.HOTLINE)
            assert len(receptions.issues(at, [TOWN, OTHER], day("2024-06-11"), 5)) == 3


class TestCommitments:
    def test_past_their_day(self, url: str) -> None:
        book = Book()
        book.write(ROOF, made(ZHANG, "2024-03-01", "2024-09-30"))
        book.write(ROAD, made(LI, "2024-03-01", "2024-06-30"))
        book.write(ROOF, on(commitment.CommitmentAccepted, "2024-03-05"))
        book.write(ROOF, on(commitment.CommitmentFulfilled, "2024-09-20", text="已修"))
        book.write(ROOF, on(commitment.CommitmentNotConfirmed, "2024-09-25", person=LI, reason="一户未修"))
        with reading(url, book) as at:
            found = receptions.open_promises(at, [TOWN], day("2024-07-10"))
            assert [(one.commitment, one.stage, one.overdue_days) for one in found] == [
                (ROAD, "made", 10),
                (ROOF, "accepted", 0),
            ]
            kept = receptions.promise_of(at, ROOF, day("2024-09-22"))
            assert kept is not None
            assert (kept.stage, kept.fulfilled_on, kept.overdue_days) == ("fulfilled", day("2024-09-20"), 0)
            late = receptions.promise_of(at, ROOF, day("2024-10-02"))
            assert late is not None
            assert (late.stage, late.fulfilled_on, late.overdue_days) == ("not_confirmed", None, 2)
            assert receptions.fulfilment(receptions.promises(at, [TOWN], day("2024-09-22"), period="2024")) == (2, 1, 0)
            assert receptions.promises(at, [TOWN], day("2024-09-22"), period="2023") == []
            assert receptions.promises(at, [OTHER], day("2024-09-22")) == []

    def test_revised_corrected_voided(self, url: str) -> None:
        book = Book()
        book.write(ROOF, made(ZHANG, "2024-03-01", "2024-09-30"))
        book.write(ROOF, on(commitment.CommitmentReturned, "2024-03-05", reason="不具体"))
        book.write(ROOF, on(commitment.CommitmentRevised, "2024-03-08", title="修缮两户", due_on=day("2024-08-31")))
        book.write(ROOF, on(commitment.CommitmentAccepted, "2024-03-09"))
        moved = made(LI, "2024-03-02", "2024-08-30")
        book.write(ROOF, commitment.CommitmentCorrected(corrects=3, made=moved, reason="人员有误"))
        book.write(ROOF, on(commitment.CommitmentFulfilled, "2024-08-01", text="已修"))
        book.write(ROOF, on(commitment.CommitmentConfirmed, "2024-08-05", person=ZHANG))
        book.write(ROAD, made(LI, "2024-03-01", "2024-06-30"))
        book.write(ROAD, commitment.CommitmentVoided(reason="误登"))
        with reading(url, book) as at:
            assert receptions.open_promises(at, [TOWN], day("2024-12-31")) == []
            (one,) = receptions.promises(at, [TOWN], day("2024-12-31"), 3)
            assert (one.person, one.title, one.stage) == (ZHANG, "修缮两户", "made")
            whole = receptions.promise_of(at, ROOF, day("2024-12-31"))
            assert whole is not None
            assert (whole.person, whole.made_on, whole.due_on) == (LI, day("2024-03-02"), day("2024-08-30"))
            assert receptions.promise_of(at, ROAD, day("2024-12-31")) is None
