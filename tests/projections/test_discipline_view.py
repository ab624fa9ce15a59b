"""Praise, criticism and cases on any day, as known at any position; each with a second record beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from log_book import Book, ident
from views_equal import assert_equal_to_a_rebuild

from domain import accountability, commendation, measure
from domain.accountability import Outcome, Route
from domain.vocabulary import EVENTS
from projections import discipline
from projections.discipline import Discipline, stage_on
from projections.engine import Views
from projections.store import Reading

DISTRICT, TOWN, VILLAGE, AWAY = (ident("org", n) for n in range(1, 5))
ZHANG = ident("person", 1)
CASE, BESIDE = ident("accountability", 1), ident("accountability", 2)
FIRST, SECOND = ident("measure", 1), ident("measure", 2)
HONOUR = ident("commendation", 1)
POLICY, MEETING = ident("policy", 1), ident("meeting", 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def opened(subject: str = TOWN) -> accountability.CaseOpened:
    return accountability.CaseOpened(
        organisation=DISTRICT,
        subject=subject,
        person=ZHANG,
        policy=POLICY,
        clause="one",
        route=Route.TOWNSHIP,
        due_on=day("2024-03-31"),
        title="未研究党建",
        occurred_on=day("2024-04-10"),
    )


def decided(on: str) -> accountability.CaseDecided:
    flags = (accountability.Flag.SUPERIOR_WORDING_NOT_MET,)
    return accountability.CaseDecided(
        occurred_on=day(on), held=True, meeting=MEETING, document="", text="理由", flags=flags
    )


def imposed(on: str, consequence: accountability.Consequence) -> accountability.ConsequenceImposed:
    return accountability.ConsequenceImposed(consequence=consequence, occurred_on=day(on), document="8号")


def taken(on: str = "2024-06-01", type: measure.Type = measure.Type.CRITICISM) -> measure.MeasureTaken:
    return measure.MeasureTaken(
        organisation=TOWN,
        type=type,
        about=VILLAGE,
        subject=VILLAGE,
        ground=measure.Ground.WEAK_WORK,
        title="抓党建不力",
        occurred_on=day(on),
        rectify_by=day("2024-06-30"),
    )


GRANTED = commendation.CommendationGranted(
    organisation=DISTRICT,
    honour=commendation.Honour.ADVANCED_ORGANISATION,
    recipients=(TOWN, VILLAGE),
    title="先进",
    occurred_on=day("2024-06-20"),
)


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Discipline])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Discipline])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


@pytest.fixture
def book() -> Book:
    """A case with a consequence, another beside it; two measures; a commendation."""
    book = Book()
    book.write(CASE, opened())
    book.write(BESIDE, opened(AWAY))
    book.write(CASE, accountability.NoticeGiven(occurred_on=day("2024-04-12"), text="告知"))
    book.write(CASE, accountability.StatementTaken(occurred_on=day("2024-04-13"), text="说明"))
    book.write(CASE, decided("2024-04-20"))
    book.write(CASE, imposed("2024-04-21", accountability.Consequence.ADMONITION))
    book.write(FIRST, taken())
    book.write(SECOND, taken("2023-06-01", measure.Type.POST_ADJUSTMENT))
    book.write(HONOUR, GRANTED)
    return book


def balance(at: Reading, on: str, *bodies: str, known_at: int | None = None) -> dict[int, tuple[int, ...]]:
    asked: tuple[Any, ...] = (at, bodies, day(on), known_at)
    found = discipline.balance(
        discipline.cases(*asked), discipline.measures(*asked), discipline.commendations(*asked), day(on)
    )
    return {one.year: tuple(one.counts[sort] for sort in discipline.SORTS) for one in found}


def test_the_view_reads_or_ignores_every_event() -> None:
    assert Discipline.reads | Discipline.ignores == set(EVENTS.values())
    assert not Discipline.reads & Discipline.ignores


def test_a_case_is_found_from_both_sides(url: str, book: Book) -> None:
    with reading(url, book) as at:
        assert {one.stream for one in discipline.cases(at, [DISTRICT], day("2024-07-01"))} == {CASE, BESIDE}
        (towns,) = discipline.cases(at, [TOWN], day("2024-07-01"))
        assert [stage_on(towns, day(on)) for on in ("2024-04-09", "2024-04-12", "2024-04-13", "2024-04-20")] == [
            "",
            "told",
            "heard",
            "held_to_account",
        ]
        assert towns.flags == ("superior_wording_not_met",)
        assert discipline.cases(at, [TOWN], day("2024-04-09")) == []
        (before,) = discipline.cases(at, [TOWN], day("2024-07-01"), 3)
        assert (stage_on(before, day("2024-07-01")), before.consequences) == ("told", ())


def test_a_case_corrected_moves_and_voided_goes(url: str, book: Book) -> None:
    book.write(BESIDE, accountability.CaseCorrected(corrects=1, opened=opened(VILLAGE), reason="单位有误"))
    book.write(BESIDE, accountability.CaseVoided(reason="误登"))
    with reading(url, book) as at:
        corrected = book.head() - 1
        assert discipline.cases(at, [AWAY], day("2024-07-01"), corrected) == []
        assert [one.stream for one in discipline.cases(at, [VILLAGE], day("2024-07-01"), corrected)] == [BESIDE]
        assert [one.stream for one in discipline.cases(at, [AWAY], day("2024-07-01"), 5)] == [BESIDE]
        assert discipline.case_of(at, BESIDE) is None
        assert discipline.cases(at, [VILLAGE], day("2024-07-01")) == []


@pytest.mark.parametrize(
    ("outcome", "stage", "stands"),
    [(Outcome.UPHELD, "held_to_account", True), (Outcome.CHANGED, "held_to_account", False),
     (Outcome.REVOKED, "revoked", False)],
)  # fmt: skip
def test_an_appeal_may_do_away_with_a_consequence(
    url: str, book: Book, outcome: Outcome, stage: str, stands: bool
) -> None:
    book.write(CASE, accountability.AppealLodged(occurred_on=day("2024-05-01"), text="过重"))
    answer = accountability.AppealDecided(
        occurred_on=day("2024-05-10"), by=DISTRICT, outcome=outcome, document="", text="理由"
    )
    book.write(CASE, answer)
    with reading(url, book) as at:
        found = discipline.case_of(at, CASE)
        assert found is not None
        (one,) = found.consequences
        assert (stage_on(found, day("2024-05-05")), stage_on(found, day("2024-05-10"))) == ("appealed", stage)
        assert (one.stands(day("2024-05-09")), one.stands(day("2024-05-10"))) == (True, stands)


def test_the_balance_of_a_year(url: str, book: Book) -> None:
    with reading(url, book) as at:
        every = (DISTRICT, TOWN, VILLAGE)
        assert balance(at, "2024-07-01", *every) == {2024: (1, 1, 1, 0), 2023: (0, 0, 0, 1)}
        assert balance(at, "2024-06-10", *every)[2024] == (0, 1, 1, 0)
        assert balance(at, "2024-07-01", *every, known_at=6)[2024] == (0, 0, 1, 0)
        assert balance(at, "2024-07-01", VILLAGE)[2024] == (1, 1, 0, 0)
        assert balance(at, "2024-07-01", AWAY) == {}


def test_what_is_revoked_or_withdrawn_no_longer_counts(url: str, book: Book) -> None:
    book.write(FIRST, measure.MeasureNotified(occurred_on=day("2024-06-02")))
    book.write(FIRST, measure.MeasureRevoked(occurred_on=day("2024-06-10"), document="", reason="查无实据"))
    book.write(HONOUR, commendation.CommendationWithdrawn(occurred_on=day("2024-06-25"), reason="失实"))
    book.write(SECOND, measure.MeasureCorrected(corrects=1, taken=replace(taken(), title="改"), reason="年份有误"))
    with reading(url, book) as at:
        assert balance(at, "2024-07-01", TOWN, VILLAGE) == {2024: (0, 1, 1, 0)}
        assert balance(at, "2024-06-24", TOWN, VILLAGE) == {2024: (1, 1, 1, 0)}
        assert balance(at, "2024-06-09", TOWN, VILLAGE) == {2024: (0, 2, 1, 0)}
        (first, second) = sorted(discipline.measures(at, [VILLAGE], day("2024-07-01")), key=lambda one: one.stream)
        assert (stage_on(first, day("2024-07-01")), second.title) == ("revoked", "改")


def test_voided_records_are_gone(url: str, book: Book) -> None:
    book.write(FIRST, measure.MeasureVoided(reason="误登"))
    book.write(HONOUR, commendation.CommendationVoided(reason="误登"))
    with reading(url, book) as at:
        assert balance(at, "2024-07-01", VILLAGE) == {2023: (0, 0, 0, 1)}
        assert discipline.commendations(at, [TOWN], day("2024-07-01")) == []
