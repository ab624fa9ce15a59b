"""Rounds and sheets on any day, as known at any position; each with a second record beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from log_book import Book, ident
from views_equal import assert_equal_to_a_rebuild

from domain import appraisal, sheet
from domain.identity import sheet_of
from domain.vocabulary import EVENTS
from projections import appraisals
from projections.appraisals import Appraisals
from projections.engine import Views
from projections.store import Reading

DISTRICT, TOWN, NEXT = (ident("org", n) for n in range(1, 4))
ZHANG = ident("person", 1)
ROUND, OTHER = ident("appraisal", 1), ident("appraisal", 2)
TOWNS, NEXTS = sheet_of(ROUND, TOWN), sheet_of(ROUND, NEXT)


def day(text: str) -> date:
    return date.fromisoformat(text)


def round(period: str = "2024", title: str = "党建考核") -> appraisal.AppraisalOpened:
    return appraisal.AppraisalOpened(
        organisation=DISTRICT,
        subjects=appraisal.Subjects.ORGANISATION,
        period=period,
        title=title,
        occurred_on=day("2024-01-10"),
        indicators=(appraisal.Indicator(number=1, title="会议", maximum=200),),
        uses=(appraisal.Use.TRAINING,),
    )


def begun(town: str, on: str) -> sheet.SheetOpened:
    return sheet.SheetOpened(
        appraisal=ROUND,
        organisation=town,
        appraiser=DISTRICT,
        subject=town,
        title="党建考核",
        period="2024",
        occurred_on=day(on),
    )


def scored(on: str, points: int) -> sheet.SheetScored:
    one = sheet.Score(indicator=1, points=points, cites=(ROUND,))
    return sheet.SheetScored(occurred_on=day(on), scorer=ZHANG, scores=(one,), known_at=1)


def issued(on: str, total: int, grade: sheet.Grade = sheet.Grade.GOOD) -> sheet.ResultIssued:
    return sheet.ResultIssued(occurred_on=day(on), grade=grade, person=ZHANG, total=total, known_at=1)


USED = sheet.ResultUsed(use=sheet.Use.TRAINING, occurred_on=day("2025-02-01"), text="列入培训")
ASKED = sheet.ReviewRequested(occurred_on=day("2025-02-10"), person=ZHANG, text="偏低")


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Appraisals])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Appraisals])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


@pytest.fixture
def book() -> Book:
    """A round of two sheets, one of them with a result; another round beside it."""
    book = Book()
    book.write(ROUND, round())
    book.write(OTHER, round("2023", "上年考核"))
    book.write(ROUND, appraisal.IndicatorsFixed(occurred_on=day("2024-01-20")))
    book.write(TOWNS, begun(TOWN, "2024-12-01"))
    book.write(NEXTS, begun(NEXT, "2024-12-02"))
    book.write(TOWNS, scored("2025-01-10", 145))
    book.write(TOWNS, issued("2025-01-20", 145))
    book.write(TOWNS, USED)
    return book


def stages(at: Reading, on: str, known_at: int | None = None) -> dict[str, Any]:
    found = appraisals.sheets_in(at, [ROUND], day(on), known_at)[ROUND]
    return {one.subject: one.stage_on(day(on)) for one in found}


def test_the_view_reads_or_ignores_every_event() -> None:
    assert Appraisals.reads | Appraisals.ignores == set(EVENTS.values())
    assert not Appraisals.reads & Appraisals.ignores


def test_rounds_stand_as_of_a_day_the_latest_period_first(url: str, book: Book) -> None:
    with reading(url, book) as at:
        found = appraisals.rounds(at, [DISTRICT], day("2024-06-01"))
        assert [(one.stream, one.stage_on(day("2024-06-01"))) for one in found] == [
            (ROUND, "fixed"),
            (OTHER, "opened"),
        ]
        assert found[0].stage_on(day("2024-01-15")) == "opened"
        assert appraisals.rounds(at, [DISTRICT], day("2024-01-09")) == []
        assert appraisals.rounds(at, [TOWN], day("2024-06-01")) == []
        assert [one.stream for one in appraisals.rounds(at, [DISTRICT], day("2024-06-01"), 1)] == [ROUND]


def test_sheets_of_a_round_on_both_clocks(url: str, book: Book) -> None:
    with reading(url, book) as at:
        assert stages(at, "2025-03-01") == {TOWN: "issued", NEXT: "opened"}
        assert stages(at, "2025-01-15") == {TOWN: "scored", NEXT: "opened"}
        assert stages(at, "2024-12-01") == {TOWN: "opened"}
        assert stages(at, "2025-03-01", 5) == {TOWN: "opened", NEXT: "opened"}
        assert [one.subject for one in appraisals.sheets_about(at, [TOWN], day("2025-03-01"))] == [TOWN]
        assert appraisals.sheet_of(at, TOWNS, 3) is None


def test_what_came_out_and_what_it_served(url: str, book: Book) -> None:
    reviewed = sheet.ReviewDecided(
        occurred_on=day("2025-02-20"),
        person=ZHANG,
        scores=(),
        grade=sheet.Grade.EXCELLENT,
        total=190,
        known_at=1,
        text="采纳",
    )
    book.write(TOWNS, ASKED)
    book.write(TOWNS, reviewed)
    with reading(url, book) as at:
        (towns, _) = appraisals.sheets_in(at, [ROUND], day("2025-03-01"))[ROUND]
        before, after = towns.result_on(day("2025-02-15")), towns.result_on(day("2025-03-01"))
        assert before is not None
        assert (before.grade, before.total, before.reviewed) == ("good", 145, False)
        assert after is not None
        assert (after.grade, after.total, after.reviewed) == ("excellent", 190, True)
        assert towns.stage_on(day("2025-02-15")) == "contested"
        assert towns.uses_by(day("2025-01-31")) == ()
        found = appraisals.tally(appraisals.sheets_in(at, [ROUND], day("2025-03-01"))[ROUND], day("2025-03-01"))
        assert (found.sheets, found.scored, found.issued, found.used) == (2, 1, 1, 1)
        assert (found.grades, found.uses) == ({"excellent": 1}, {"training": 1})


def test_a_voided_sheet_is_gone_and_may_be_opened_anew(url: str, book: Book) -> None:
    book.write(NEXTS, sheet.SheetVoided(reason="误建"))
    book.write(NEXTS, begun(NEXT, "2025-01-05"))
    with reading(url, book) as at:
        assert stages(at, "2025-03-01", book.head() - 1) == {TOWN: "issued"}
        assert stages(at, "2025-03-01") == {TOWN: "issued", NEXT: "opened"}
        assert stages(at, "2025-01-04") == {TOWN: "opened"}


def test_a_corrected_round_keeps_its_steps(url: str, book: Book) -> None:
    opened = replace(round(), title="年度党建考核", occurred_on=day("2024-01-08"))
    book.write(ROUND, appraisal.AppraisalCorrected(corrects=1, opened=opened, reason="名称有误"))
    book.write(OTHER, appraisal.AppraisalVoided(reason="误登"))
    with reading(url, book) as at:
        (found,) = appraisals.rounds(at, [DISTRICT], day("2024-06-01"))
        assert (found.title, [step.stage for step in found.steps]) == ("年度党建考核", ["opened", "fixed"])
        assert appraisals.round_of(at, OTHER) is None
        before = appraisals.round_of(at, ROUND, book.head() - 2)
        assert before is not None
        assert before.title == "党建考核"
