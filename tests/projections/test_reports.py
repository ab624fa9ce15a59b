"""Reports and debriefings as they stand on a day and were known at a position; each with a second record beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from log_book import Book, ident
from views_equal import assert_equal_to_a_rebuild

from domain import debrief, report
from domain.catalogue import load_all
from domain.report_status import Stage, asks_for_paper
from projections import reports
from projections.engine import Views
from projections.reports import Reports
from projections.store import Reading

TOWN, VILLAGE, OTHER = (ident("org", n) for n in range(1, 4))
ZHANG = ident("person", 1)
FIRST, SECOND = ident("report", 1), ident("report", 2)
SPOKEN = ident("debrief", 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def submitted(on: str, by: str = VILLAGE, title: str = "上半年报告") -> report.ReportSubmitted:
    return report.ReportSubmitted(
        organisation=by,
        recipient=TOWN,
        type=report.Type.PARTY_BUILDING,
        form=report.Form.WRITTEN,
        period="2024-H1",
        title=title,
        occurred_on=day(on),
    )


def delivered(on: str) -> debrief.DebriefDelivered:
    return debrief.DebriefDelivered(
        organisation=VILLAGE,
        person=ZHANG,
        recipient=TOWN,
        type=debrief.Type.PARTY_BUILDING,
        form=debrief.Form.ON_SITE,
        period="2024",
        title="党建述职",
        occurred_on=day(on),
    )


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Reports])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Reports])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


def stage(at: Reading, stream: str, as_of: str, known_at: int | None = None) -> Stage | None:
    found = reports.papers(at, [stream], known_at).get(stream)
    stands = found.on(day(as_of)) if found is not None else None
    return None if stands is None else stands.stage


@pytest.fixture
def book() -> Book:
    book = Book()
    book.write(FIRST, submitted("2024-06-10"))
    book.write(SECOND, submitted("2024-06-12", by=OTHER))
    book.write(FIRST, report.ReportReturned(occurred_on=day("2024-06-15"), reason="缺少问题部分"))
    return book


class TestReports:
    def test_returned_and_handed_in_again(self, url: str, book: Book) -> None:
        book.write(FIRST, report.ReportResubmitted(occurred_on=day("2024-06-20"), text="已补充"))
        book.write(FIRST, report.ReportReturned(occurred_on=day("2024-06-22"), reason="仍缺措施"))
        book.write(FIRST, report.ReportResubmitted(occurred_on=day("2024-06-25"), text="再次补充"))
        book.write(FIRST, report.ReportAccepted(occurred_on=day("2024-06-28")))
        with reading(url, book) as at:
            assert stage(at, FIRST, "2024-06-09") is None
            assert stage(at, FIRST, "2024-06-14") is Stage.HANDED_IN
            assert stage(at, FIRST, "2024-06-16") is Stage.RETURNED
            assert stage(at, FIRST, "2024-06-16", known_at=2) is Stage.HANDED_IN
            assert stage(at, FIRST, "2024-06-28", known_at=5) is Stage.RETURNED
            stands = reports.papers(at, [FIRST, SECOND])[FIRST].on(day("2024-07-01"))
            assert stands is not None
            assert (stands.stage, stands.times_returned, stands.returned_why) == (Stage.ACCEPTED, 2, "仍缺措施")
            assert (stands.again_on, stands.settled_on) == (day("2024-06-25"), day("2024-06-28"))
            assert stage(at, SECOND, "2024-07-01") is Stage.HANDED_IN
            before = [paper.ref for paper in reports.returned(at, [VILLAGE, OTHER], day("2024-06-16"))]
            assert before == [FIRST]
            assert reports.returned(at, [VILLAGE, OTHER], day("2024-07-01")) == []
            assert reports.returned(at, [OTHER], day("2024-06-16")) == []

    def test_a_correction_keeps_what_came_after(self, url: str, book: Book) -> None:
        mended = replace(submitted("2024-06-11"), title="上半年党建工作报告")
        book.write(FIRST, report.ReportCorrected(corrects=1, submitted=mended, reason="日期有误"))
        with reading(url, book) as at:
            paper = reports.papers(at, [FIRST])[FIRST]
            assert (paper.title, [step.day for step in paper.steps]) == (
                "上半年党建工作报告",
                [day("2024-06-11"), day("2024-06-15")],
            )
            assert reports.papers(at, [FIRST], known_at=3)[FIRST].title == "上半年报告"

    def test_what_was_voided_is_gone_but_was_known(self, url: str, book: Book) -> None:
        book.write(FIRST, report.ReportVoided(reason="重复登记"))
        with reading(url, book) as at:
            assert reports.papers(at, [FIRST, SECOND]).keys() == {SECOND}
            assert reports.papers(at, [FIRST, SECOND], known_at=3).keys() == {FIRST, SECOND}
            assert reports.returned(at, [VILLAGE, OTHER], day("2024-06-16")) == []


class TestDebriefings:
    def test_evaluated_and_corrected(self, url: str, book: Book) -> None:
        judged = debrief.DebriefEvaluated(occurred_on=day("2025-01-10"), grade=debrief.Grade.GOOD)
        book.write(SPOKEN, delivered("2024-12-20"))
        book.write(SPOKEN, judged)
        fresh = replace(judged, occurred_on=day("2025-01-12"))
        book.write(SPOKEN, debrief.EvaluationCorrected(corrects=2, evaluated=fresh, reason="日期有误"))
        book.write(SPOKEN, debrief.DebriefCorrected(corrects=1, delivered=delivered("2024-12-21"), reason="日期有误"))
        with reading(url, book) as at:
            assert stage(at, SPOKEN, "2025-01-11") is Stage.HANDED_IN
            assert stage(at, SPOKEN, "2025-01-12") is Stage.EVALUATED
            assert stage(at, SPOKEN, "2025-01-11", known_at=5) is Stage.EVALUATED
            assert reports.papers(at, [SPOKEN])[SPOKEN].steps[0].day == day("2024-12-21")
            assert stage(at, FIRST, "2025-01-11") is Stage.RETURNED


class TestWhoHasToReport:
    def test_what_is_on_a_period_stands_in_the_register(self) -> None:
        clauses = {clause.id: clause for _, document in load_all().values() for clause in document.clauses}
        for asked in (
            "c2006-resp-written-report-superior",
            "c2006-resp-standing-committee-reports-plenary",
            "c2006-resp-debrief-include",
            "shunde2015-secretary-annual-debrief",
            "township-written-report-twice",
        ):
            assert asks_for_paper(clauses[asked].rule), asked

    def test_what_is_reported_when_it_comes_up_or_is_organised_for_others_does_not(self) -> None:
        clauses = {clause.id: clause for _, document in load_all().values() for clause in document.clauses}
        for other in ("shunde2015-notice-feedback", "shunde2015-secretary-organises-debriefs"):
            assert not asks_for_paper(clauses[other].rule), other
