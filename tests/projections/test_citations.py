"""What rests on what, and which of it was changed since; each with a second record beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance, ident, meeting, work
from views_equal import assert_equal_to_a_rebuild

from domain import accountability, contact, measure, sheet
from domain.accountability import Element
from domain.meeting import MeetingCorrected, MeetingVoided
from domain.vocabulary import EVENTS
from domain.work import WorkCorrected, WorkVoided
from projections import citations
from projections.citations import ALTERING, Citations
from projections.engine import Views
from projections.store import Reading

TOWN = ident("org", 1)
ZHANG = ident("person", 1)
MET, AGAIN = ident("meeting", 1), ident("meeting", 2)
DONE = ident("work", 1)
SHEET, BESIDE = ident("sheet", 1), ident("sheet", 2)
CASE = ident("accountability", 1)


def scored(*refs: str, known_at: int) -> sheet.SheetScored:
    score = sheet.Score(indicator=1, points=90, cites=refs)
    return sheet.SheetScored(occurred_on=date(2025, 1, 10), scorer=ZHANG, scores=(score,), known_at=known_at)


def issued(known_at: int) -> sheet.ResultIssued:
    return sheet.ResultIssued(
        occurred_on=date(2025, 1, 20), grade=sheet.Grade.GOOD, person=ZHANG, total=90, known_at=known_at
    )


def mended(stream: str) -> MeetingCorrected:
    return MeetingCorrected(corrects=1, held=meeting(TOWN, ZHANG, "2024-05-21"), reason="日期有误")


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Citations])
    made.create()
    for end in range(1, book.head() + 1):
        made = Views(url, [Citations])
        part = book.until(end)
        made.catch_up(part.log, part.head)
        made.close()
    made = Views(url, [Citations])
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


def changed(found: Reading, stream: str, known_at: int | None = None) -> list[tuple[str, int]]:
    return [(one.cited, one.position) for one in citations.cited_changed(found, stream, known_at)]


class TestTheTable:
    def test_the_view_reads_or_ignores_every_event(self) -> None:
        assert Citations.reads | Citations.ignores == set(EVENTS.values())
        assert not Citations.reads & Citations.ignores

    def test_what_alters_is_what_is_called_so(self) -> None:
        assert {cls for cls in EVENTS.values() if cls.__name__.endswith(("Corrected", "Voided"))} <= ALTERING
        assert {MeetingCorrected, WorkVoided, contact.ContactPointVisitVoided} <= ALTERING


class TestAResult:
    """S29: a cited meeting is corrected after the result was issued; the result is flagged, not altered."""

    @pytest.fixture
    def book(self) -> Book:
        book = Book()
        book.write(MET, meeting(TOWN, ZHANG, "2024-05-20"))
        book.write(AGAIN, meeting(TOWN, ZHANG, "2024-08-20"))
        book.write(SHEET, Chance(1).sample(sheet.SheetOpened))
        book.write(BESIDE, Chance(1).sample(sheet.SheetOpened))
        book.write(SHEET, scored(MET, AGAIN, known_at=4))
        book.write(BESIDE, scored(AGAIN, known_at=4))
        return book

    def test_is_flagged_by_what_was_corrected_since(self, url: str, book: Book) -> None:
        book.write(SHEET, issued(6))
        book.write(MET, mended(MET))
        with reading(url, book) as found:
            (one,) = citations.cited_changed(found, SHEET)
            assert (one.cited, one.position, one.version, one.name) == (MET, 8, 2, "meeting.corrected/1")
            assert changed(found, SHEET, known_at=7) == []
            assert changed(found, BESIDE) == []
            assert citations.changed_among(found, [SHEET, BESIDE]) == {SHEET: [one], BESIDE: []}

    def test_is_not_flagged_by_what_was_known_when_it_was_issued(self, url: str, book: Book) -> None:
        book.write(MET, mended(MET))
        book.write(SHEET, issued(7))
        book.write(AGAIN, MeetingVoided(reason="重复"))
        with reading(url, book) as found:
            assert changed(found, SHEET, known_at=7) == [(MET, 7)]
            assert changed(found, SHEET) == [(AGAIN, 9)]

    def test_is_flagged_by_what_came_while_it_was_being_written(self, url: str, book: Book) -> None:
        """Judged at 6, recorded at 8: the correction at 7 was not known."""
        book.write(MET, mended(MET))
        book.write(SHEET, issued(6))
        with reading(url, book) as found:
            assert changed(found, SHEET) == [(MET, 7)]

    def test_scored_anew_it_rests_on_something_else(self, url: str, book: Book) -> None:
        book.write(SHEET, scored(AGAIN, known_at=6))
        book.write(MET, mended(MET))
        with reading(url, book) as found:
            assert changed(found, SHEET) == []
            assert [one.stream for one in citations.citing(found, MET)] == []
            assert [one.stream for one in citations.citing(found, MET, known_at=6)] == [SHEET]
            assert [one.stream for one in citations.citing(found, AGAIN)] == [BESIDE, SHEET]

    def test_a_review_that_lets_it_stand_keeps_what_it_rests_on(self, url: str, book: Book) -> None:
        stands = Chance(1).sample(sheet.ReviewDecided, scores=(), known_at=6, total=90)
        book.write(SHEET, stands)
        book.write(BESIDE, sheet.SheetVoided(reason="误建"))
        with reading(url, book) as found:
            assert [(one.role, one.cited) for one in citations.cited_by(found, SHEET)] == [
                ("score", MET),
                ("score", AGAIN),
            ]
            assert citations.cited_by(found, BESIDE) == []


class TestACase:
    def cite(self, element: Element, *refs: str) -> accountability.ElementCited:
        return accountability.ElementCited(element=element, refs=refs, text="认定", occurred_on=date(2025, 1, 20))

    def test_elements_meeting_and_what_became_of_them(self, url: str) -> None:
        book, chance = Book(), Chance(2)
        book.write(MET, meeting(TOWN, ZHANG, "2024-05-20"))
        book.write(DONE, work(TOWN, "2024-06-01"))
        book.write(CASE, chance.sample(accountability.CaseOpened))
        book.write(CASE, self.cite(Element.DUTY, MET))
        book.write(CASE, self.cite(Element.BAD_INFLUENCE, DONE, MET))
        book.write(CASE, accountability.ElementWithdrawn(citation=2, reason="误引"))
        decided = accountability.CaseDecided(
            occurred_on=date(2025, 3, 1), held=True, meeting=AGAIN, document="", text="理由"
        )
        book.write(CASE, decided)
        book.write(DONE, WorkVoided(reason="误登"))
        with reading(url, book) as found:
            assert [(one.role, one.cited) for one in citations.cited_by(found, CASE, known_at=5)] == [
                ("duty", MET),
                ("bad_influence", MET),
                ("bad_influence", DONE),
            ]
            said = {(one.role, one.cited) for one in citations.cited_by(found, CASE)}
            assert said == {("bad_influence", MET), ("bad_influence", DONE), ("meeting", AGAIN)}
            assert changed(found, CASE) == [(DONE, 8)]
            assert [one.role for one in citations.citing(found, f"{AGAIN}#1")] == ["meeting"]

    def test_only_the_part_that_is_cited(self, url: str) -> None:
        book, chance, point = Book(), Chance(3), ident("point", 1)
        book.write(point, chance.sample(contact.ContactPointEstablished))
        for _ in range(2):
            book.write(point, chance.sample(contact.ContactPointVisited))
        book.write(CASE, chance.sample(accountability.CaseOpened))
        book.write(CASE, self.cite(Element.DUTY, f"{point}#2"))
        book.write(point, contact.ContactPointVisitVoided(visit=3, reason="重复"))
        book.write(point, contact.ContactPointVisitVoided(visit=2, reason="重复"))
        with reading(url, book) as found:
            assert changed(found, CASE) == [(f"{point}#2", 7)]
            assert citations.citing(found, f"{point}#3") == []
            assert [one.stream for one in citations.citing(found, point)] == [CASE]


class TestAMeasure:
    def test_a_correction_says_anew_what_it_rests_on(self, url: str) -> None:
        book, chance, critic = Book(), Chance(4), ident("measure", 1)
        taken = chance.sample(measure.MeasureTaken, cites=(MET, DONE), meeting=None)
        book.write(MET, meeting(TOWN, ZHANG, "2024-05-20"))
        book.write(DONE, work(TOWN, "2024-06-01"))
        book.write(critic, taken)
        book.write(DONE, WorkCorrected(corrects=1, recorded=work(TOWN, "2024-06-02"), reason="笔误"))
        book.write(MET, mended(MET))
        anew = measure.MeasureCorrected(corrects=1, taken=replace(taken, cites=(DONE,)), reason="引证有误")
        book.write(critic, anew)
        book.write(DONE, WorkVoided(reason="误登"))
        with reading(url, book) as found:
            assert changed(found, critic, known_at=5) == [(DONE, 4), (MET, 5)]
            assert changed(found, critic) == [(DONE, 7)]


@seed(20240609)
@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6), cuts=st.lists(st.integers(1, 180), max_size=6))
def test_step_by_step_equals_rebuilt(fresh_url: Any, number: int, cuts: list[int]) -> None:
    book = Chance(number).steps(160)
    views = Views(fresh_url(), [Citations])
    views.create()
    for end in sorted({min(cut, book.head()) for cut in cuts}):
        part = book.until(end)
        views.catch_up(part.log, part.head)
    views.catch_up(book.log, book.head)
    assert_equal_to_a_rebuild(views, book.log)
    views.close()


@pytest.mark.parametrize("number", range(3))
def test_as_known_is_what_a_shorter_log_says(fresh_url: Any, number: int) -> None:
    book = Chance(number).steps(150)
    views = Views(fresh_url(), [Citations])
    views.create()
    views.catch_up(book.log, book.head)
    streams = sorted({entry.stream for entry in book.entries})
    for end in (40, 90, 130):
        part, short = book.until(end), Views(fresh_url(), [Citations])
        short.create()
        short.catch_up(part.log, part.head)
        with views.reading() as long_log, short.reading() as short_log:
            assert citations.changed_among(long_log, streams, end) == citations.changed_among(short_log, streams)
            for stream in streams:
                assert citations.citing(long_log, stream, end) == citations.citing(short_log, stream)
        short.close()
    views.close()
