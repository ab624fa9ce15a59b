"""What entries ask for, what answers it, and what makes it fall away; each with a second record beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance, ident, organisation
from views_equal import assert_equal_to_a_rebuild

from domain import (
    commendation,
    debrief,
    education,
    floating,
    inspection,
    measure,
    member,
    reactions,
    reception,
    rectification,
    review,
    sheet,
)
from domain.handling import HANDLING
from domain.organisation import OrganisationRatedWeak, OrganisationRerated, Rating
from domain.reactions import REACTIONS
from domain.vocabulary import EVENTS
from projections import asks
from projections.asks import Asks
from projections.engine import Views
from projections.store import Reading

DISTRICT, TOWN, BRANCH, AWAY = (ident("org", n) for n in range(1, 5))
ZHANG, LI = ident("person", 1), ident("person", 2)
FOUND, OTHER = ident("inspection", 1), ident("inspection", 2)
ORDER = ident("rectification", 1)
CRITICISM = ident("measure", 1)
SESSION = ident("education", 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def inspected() -> inspection.InspectionConducted:
    return inspection.InspectionConducted(
        organisation=DISTRICT,
        inspected=TOWN,
        method=inspection.Method.PATROL,
        topics=(inspection.Topic.PARTY_BUILDING,),
        title="督查",
        occurred_on=day("2024-05-01"),
    )


def problem(number: int) -> inspection.ProblemFound:
    return inspection.ProblemFound(
        number=number, category=inspection.Category.MEETING, text="未研究党建", occurred_on=day("2024-05-01")
    )


def ordered(source: str) -> rectification.RectificationOrdered:
    return rectification.RectificationOrdered(
        organisation=TOWN,
        ordered_by=DISTRICT,
        title="补开会议",
        problem="未研究党建",
        category=rectification.Category.MEETING,
        occurred_on=day("2024-05-10"),
        due_on=day("2024-06-10"),
        counted_by=rectification.Counting.DAY,
        source=source,
    )


def taken(**said: Any) -> measure.MeasureTaken:
    event = measure.MeasureTaken(
        organisation=DISTRICT,
        type=measure.Type.CRITICISM,
        about=TOWN,
        subject=TOWN,
        ground=measure.Ground.WEAK_WORK,
        title="抓党建不力",
        occurred_on=day("2024-05-20"),
    )
    return replace(event, **said)


def session(*absent: str) -> education.EducationHeld:
    return education.EducationHeld(
        organisation=BRANCH,
        title="集中学习",
        form=education.Form.STUDY,
        contents=(education.Content.THEORY,),
        occurred_on=day("2024-04-01"),
        half_days=1,
        attendees=(),
        absences=tuple(education.Absence(person=one, excuse=education.Excuse.WITHOUT_REASON) for one in absent),
    )


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Asks])
    made.create()
    for end in range(1, book.head() + 1):
        made = Views(url, [Asks])
        part = book.until(end)
        made.catch_up(part.log, part.head)
        made.close()
    made = Views(url, [Asks])
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


def open_now(found: Reading, *organisations: str, known_at: int | None = None) -> list[tuple[str, str, str]]:
    return [(one.ref, one.command, one.key) for one in asks.open_asks(found, organisations, known_at=known_at)]


class TestTheTable:
    def test_every_row_asks_for_a_command_that_there_is(self) -> None:
        for rows in REACTIONS.values():
            for row in rows:
                assert row.asks in HANDLING
                assert row.clause
                assert row.zh.endswith("。")
                assert row.en.endswith(".")

    def test_every_ask_can_be_answered(self) -> None:
        book = Book()
        answered = {one.asks for made in _answers(book) for one in reactions.answered(made)}
        assert {row.asks for rows in REACTIONS.values() for row in rows} <= answered

    def test_the_view_reads_or_ignores_every_event(self) -> None:
        assert Asks.reads | Asks.ignores == set(EVENTS.values())
        assert not Asks.reads & Asks.ignores

    def test_what_a_form_begins_with_are_fields_of_its_command(self) -> None:
        for event, rows in REACTIONS.items():
            for row in rows:
                book = Book()
                entry = book.write(_stream(event), Chance(1).sample(event))
                assert set(row.prefill(entry, {}, ZHANG)) <= set(row.asks.__dataclass_fields__), event


def _stream(event: type) -> str:
    prefix = {"floating": "certificate"}.get(event.__module__.removeprefix("domain."))
    return ident(prefix or event.__module__.removeprefix("domain."), 1)


def _answers(book: Book) -> Iterator[Any]:
    yield book.write(ORDER, ordered(f"{FOUND}#1"))
    yield book.write(CRITICISM, taken(about=ZHANG, cites=(SESSION,)))
    yield book.write(
        ident("commendation", 1),
        commendation.CommendationGranted(
            organisation=DISTRICT,
            honour=commendation.Honour.MODEL,
            recipients=(TOWN,),
            title="先进",
            occurred_on=day("2024-07-01"),
            cites=(ident("sheet", 1),),
        ),
    )
    chance = Chance(2)
    for stream, event in (
        (ident("member", 1), chance.sample(member.MemberProblemIdentified, cites=(ident("review", 1),))),
        (ident("member", 1), chance.sample(member.HelpGiven)),
        (ident("member", 1), chance.sample(member.MemberDisposed)),
        (ORDER, chance.sample(rectification.RectificationOrderedAgain)),
        (ident("reception", 1), chance.sample(reception.IssueFedBack)),
        (ident("certificate", 1), chance.sample(floating.CertificateFiled)),
        (ident("debrief", 1), chance.sample(debrief.DebriefEvaluated)),
    ):
        yield book.write(stream, event)


class TestAProblemAsksForAnOrder:
    def book(self) -> Book:
        book = Book()
        book.write(FOUND, inspected())
        book.write(FOUND, problem(1))
        book.write(FOUND, problem(2))
        book.write(OTHER, inspected())
        book.write(OTHER, problem(1))
        return book

    def test_until_it_is_ordered(self, url: str) -> None:
        book = self.book()
        book.write(ORDER, ordered(f"{FOUND}#1"))
        with reading(url, book) as found:
            order = "OrderRectification"
            assert open_now(found, DISTRICT) == [(f"{FOUND}#2", order, ""), (f"{OTHER}#1", order, "")]
            assert open_now(found, DISTRICT, known_at=5) == [
                (f"{FOUND}#1", order, ""),
                (f"{FOUND}#2", order, ""),
                (f"{OTHER}#1", order, ""),
            ]
            assert open_now(found, TOWN) == []
            one = asks.asks_of(found, FOUND)[0]
            assert (one.asked_on, one.asked_position, one.due_on) == (day("2024-05-01"), 2, None)
            assert (one.answered_position, one.answered_by) == (6, f"{ORDER}#1")

    def test_as_of_a_day_before_the_answer(self, url: str) -> None:
        book = self.book()
        book.write(ORDER, ordered(f"{FOUND}#1"))
        with reading(url, book) as found:

            def refs(text: str) -> list[str]:
                return [one.ref for one in asks.open_asks(found, [DISTRICT], as_of=day(text))]

            assert refs("2024-04-30") == []
            assert refs("2024-05-09") == [f"{FOUND}#1", f"{FOUND}#2", f"{OTHER}#1"]
            assert refs("2024-05-10") == [f"{FOUND}#2", f"{OTHER}#1"]
            one = asks.asks_of(found, FOUND)[0]
            assert one.answered_on == day("2024-05-10")
            assert (one.age_days(day("2024-05-09")), one.overdue_days(day("2024-05-09"))) == (8, 0)

    def test_not_once_it_was_a_mistake(self, url: str) -> None:
        book = self.book()
        book.write(FOUND, inspection.ProblemVoided(number=1, reason="重复"))
        book.write(OTHER, inspection.InspectionVoided(reason="重复"))
        with reading(url, book) as found:
            assert open_now(found, DISTRICT) == [(f"{FOUND}#2", "OrderRectification", "")]

    def test_again_where_the_order_is_voided_or_turns_out_to_be_another_s(self, url: str) -> None:
        book = self.book()
        book.write(ORDER, ordered(f"{FOUND}#1"))
        book.write(
            ORDER,
            rectification.RectificationCorrected(
                corrects=1, ordered=ordered(f"{FOUND}#2"), reason="来源有误", by=DISTRICT
            ),
        )
        book.write(ORDER, rectification.RectificationVoided(reason="重复", by=DISTRICT))
        with reading(url, book) as found:
            assert [one[0] for one in open_now(found, DISTRICT, known_at=7)] == [f"{FOUND}#1", f"{OTHER}#1"]
            assert [one[0] for one in open_now(found, DISTRICT)] == [f"{FOUND}#1", f"{FOUND}#2", f"{OTHER}#1"]


class TestACriticismWithALimit:
    def test_asks_for_an_order_by_that_day(self, url: str) -> None:
        book = Book()
        book.write(CRITICISM, taken(rectify_by=day("2024-06-30")))
        book.write(ident("measure", 2), taken())
        with reading(url, book) as found:
            (one,) = asks.open_asks(found, [DISTRICT])
            assert (one.ref, one.command, one.due_on) == (CRITICISM, "OrderRectification", day("2024-06-30"))

    def test_corrected_moves_or_takes_it_back(self, url: str) -> None:
        book = Book()
        book.write(CRITICISM, taken(rectify_by=day("2024-06-30")))
        later = taken(rectify_by=day("2024-07-31"))
        book.write(CRITICISM, measure.MeasureCorrected(corrects=1, taken=later, reason="期限有误"))
        book.write(CRITICISM, measure.MeasureCorrected(corrects=2, taken=taken(), reason="没有期限"))
        with reading(url, book) as found:
            assert [one.due_on for one in asks.open_asks(found, [DISTRICT], known_at=2)] == [day("2024-07-31")]
            assert open_now(found, DISTRICT) == []

    def test_ordered_it_stays_answered_whatever_is_corrected(self, url: str) -> None:
        book = Book()
        book.write(CRITICISM, taken(rectify_by=day("2024-06-30")))
        book.write(ORDER, ordered(CRITICISM))
        later = taken(rectify_by=day("2024-07-31"))
        book.write(CRITICISM, measure.MeasureCorrected(corrects=1, taken=later, reason="期限有误"))
        with reading(url, book) as found:
            assert open_now(found, DISTRICT) == []


class TestARejectedRectification:
    def test_is_asked_for_again_each_time(self, url: str) -> None:
        chance, book = Chance(3), Book()
        rejected = chance.sample(rectification.RectificationRejected, by=DISTRICT)
        again = chance.sample(rectification.RectificationOrderedAgain, by=DISTRICT)
        book.write(ORDER, ordered(""))
        for event in (rejected, again, rejected):
            book.write(ORDER, event)
        with reading(url, book) as found:
            assert [open_now(found, DISTRICT, known_at=n) != [] for n in (1, 2, 3, 4)] == [False, True, False, True]


class TestAbsence:
    def test_asks_for_a_criticism_of_each(self, url: str) -> None:
        book = Book()
        book.write(SESSION, session(ZHANG, LI))
        book.write(ident("education", 2), session(ZHANG))
        critic = taken(organisation=BRANCH, about=ZHANG, ground=measure.Ground.ABSENCE, cites=(f"{SESSION}#1",))
        book.write(CRITICISM, critic)
        with reading(url, book) as found:
            left = [(SESSION, LI), (ident("education", 2), ZHANG)]
            assert [(ref, key) for ref, _, key in open_now(found, BRANCH)] == left

    def test_nobody_once_the_reason_is_known(self, url: str) -> None:
        book = Book()
        book.write(SESSION, session(ZHANG, LI))
        book.write(SESSION, education.EducationCorrected(corrects=1, held=session(LI), reason="已请假"))
        with reading(url, book) as found:
            assert [key for _, _, key in open_now(found, BRANCH)] == [LI]


class TestReviewsAndMembers:
    def test_unqualified_then_help_then_disposed(self, url: str) -> None:
        chance, book = Chance(4), Book()
        results = tuple(
            review.Result(person=one, grade=grade)
            for one, grade in ((ZHANG, review.Grade.UNQUALIFIED), (LI, review.Grade.QUALIFIED))
        )
        held = chance.sample(review.ReviewHeld, organisation=BRANCH, results=results)
        book.write(ident("review", 1), held)
        zhang = ident("member", 1)
        book.write(zhang, chance.sample(member.MembershipRegistered, person=ZHANG, organisation=BRANCH))
        book.write(
            zhang,
            chance.sample(member.MemberProblemIdentified, organisation=BRANCH, number=1, cites=(ident("review", 1),)),
        )
        book.write(zhang, chance.sample(member.HelpGiven, number=1))
        book.write(zhang, chance.sample(member.HelpFailed, organisation=BRANCH, number=1))
        book.write(zhang, chance.sample(member.MemberDisposed, number=1))
        with reading(url, book) as found:
            asked = [[command for _, command, _ in open_now(found, BRANCH, known_at=n)] for n in range(1, 7)]
            problem = ["IdentifyMemberProblem"]
            assert asked == [problem, problem, ["GiveHelp"], [], ["DisposeMember"], []]

    def test_an_entry_made_by_mistake_takes_its_ask_back_and_its_answer_too(self, url: str) -> None:
        chance, book, zhang = Chance(5), Book(), ident("member", 1)
        stands = chance.sample(member.Stands, organisation=BRANCH)
        book.write(zhang, chance.sample(member.MembershipRegistered, person=ZHANG, organisation=BRANCH))
        book.write(zhang, chance.sample(member.MemberProblemIdentified, organisation=BRANCH, number=1))
        book.write(zhang, chance.sample(member.HelpGiven, number=1))
        book.write(zhang, member.MemberEntryVoided(entry=3, stands=stands, reason="误登"))
        book.write(zhang, member.MemberEntryVoided(entry=2, stands=stands, reason="误登"))
        with reading(url, book) as found:
            assert [len(open_now(found, BRANCH, known_at=n)) for n in range(1, 6)] == [0, 1, 0, 1, 0]


class TestResults:
    def test_are_asked_of_who_appraises(self, url: str) -> None:
        chance, book = Chance(6), Book()
        mine, theirs = ident("sheet", 1), ident("sheet", 2)
        for stream, subject, grade in (
            (mine, TOWN, sheet.Grade.UNQUALIFIED),
            (theirs, BRANCH, sheet.Grade.EXCELLENT),
        ):
            opened = chance.sample(sheet.SheetOpened, organisation=subject, appraiser=DISTRICT, subject=subject)
            book.write(stream, opened)
            book.write(stream, chance.sample(sheet.ResultIssued, grade=grade, known_at=1, total=1))
        book.write(mine, chance.sample(sheet.ReviewDecided, grade=sheet.Grade.QUALIFIED, known_at=1, total=1))
        with reading(url, book) as found:
            known = {ref: command for ref, command, _ in open_now(found, DISTRICT, known_at=4)}
            assert known == {mine: "OrderRectification", theirs: "GrantCommendation"}
            assert [one[0] for one in open_now(found, DISTRICT)] == [theirs]


class TestTheOthers:
    def test_issues_certificates_debriefs_and_weak_organisations(self, url: str) -> None:
        chance, book = Chance(7), Book()
        mass, paper, talk = ident("reception", 1), ident("certificate", 1), ident("debrief", 1)
        book.write(mass, chance.sample(reception.ReceptionHeld, organisation=TOWN))
        book.write(mass, chance.sample(reception.IssueRaised, number=1))
        book.write(mass, chance.sample(reception.IssueRaised, number=2))
        book.write(paper, chance.sample(floating.DepartureReported, person=ZHANG, organisation=BRANCH))
        book.write(paper, chance.sample(floating.InflowReported, inflow=AWAY))
        book.write(paper, chance.sample(floating.CertificateVerified))
        book.write(paper, chance.sample(floating.ContactLost))
        book.write(talk, chance.sample(debrief.DebriefDelivered, organisation=TOWN, recipient=DISTRICT))
        book.write(TOWN, organisation("柳溪乡党委", DISTRICT))
        book.write(TOWN, OrganisationRatedWeak(rating=Rating.WEAK, occurred_on=day("2024-03-01"), reason="考核"))
        head = book.head()
        book.write(mass, chance.sample(reception.IssueFedBack, number=1))
        book.write(paper, chance.sample(floating.CertificateFiled))
        book.write(paper, chance.sample(floating.ContactRestored))
        book.write(talk, chance.sample(debrief.DebriefEvaluated))
        book.write(TOWN, OrganisationRerated(rating=Rating.ORDINARY, occurred_on=day("2024-09-01"), reason="整改"))
        with reading(url, book) as found:
            every = (DISTRICT, TOWN, BRANCH, AWAY)
            known = {(one.organisation, one.ref, one.command) for one in asks.open_asks(found, every, known_at=head)}
            assert known == {
                (TOWN, f"{mass}#1", "FeedIssueBack"),
                (TOWN, f"{mass}#2", "FeedIssueBack"),
                (AWAY, paper, "FileCertificate"),
                (BRANCH, paper, "TakeMeasure"),
                (DISTRICT, talk, "EvaluateDebrief"),
                (DISTRICT, TOWN, "OrderRectification"),
            }
            assert open_now(found, *every) == [(f"{mass}#2", "FeedIssueBack", "")]


@seed(20240608)
@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6), cuts=st.lists(st.integers(1, 180), max_size=6))
def test_step_by_step_equals_rebuilt(fresh_url: Any, number: int, cuts: list[int]) -> None:
    book = Chance(number).steps(160)
    views = Views(fresh_url(), [Asks])
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
    views = Views(fresh_url(), [Asks])
    views.create()
    views.catch_up(book.log, book.head)
    for end in (40, 90, 130):
        part, short = book.until(end), Views(fresh_url(), [Asks])
        short.create()
        short.catch_up(part.log, part.head)
        with views.reading() as long_log, short.reading() as short_log:
            everybody = [ident("org", n) for n in range(1, 200)]
            assert asks.open_asks(long_log, everybody, known_at=end) == asks.open_asks(short_log, everybody)
        short.close()
    views.close()
