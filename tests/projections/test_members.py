"""The members' view: days credited, differences made, absences, reviews, training; on both clocks, both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance, ident
from views_equal import assert_equal_to_a_rebuild

from domain import education, member, review
from domain.education import Absence, Content, Excuse, Progress
from domain.identity import member_of
from projections import members
from projections.engine import Views
from projections.members import Members
from projections.store import Reading

DISTRICT, BRANCH, OTHER = (ident("org", n) for n in range(1, 4))
ZHANG, LI, WANG = (ident("person", n) for n in range(1, 4))
OF_ZHANG, OF_LI, OF_WANG = map(member_of, (ZHANG, LI, WANG))
LATE = datetime(2025, 2, 1, tzinfo=UTC)
END = date(2025, 1, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def joined(person: str, category: member.Category = member.Category.VILLAGE, at: str = BRANCH, on: str = "2020-01-01"):
    return member.MembershipRegistered(
        person=person, organisation=at, category=category, standing=member.Standing.FULL, occurred_on=day(on)
    )


def session(on: str, *there: str, half_days: int = 2, away: tuple[str, ...] = (), at: str = BRANCH):
    return education.EducationHeld(
        organisation=at,
        title="学习",
        form=education.Form.STUDY,
        contents=(Content.THEORY,),
        occurred_on=day(on),
        half_days=half_days,
        attendees=there,
        absences=tuple(Absence(person=one, excuse=Excuse.WITHOUT_REASON) for one in away),
    )


def frail(on: str):
    return member.SpecialSituationRecorded(
        organisation=BRANCH, number=1, situation=member.Situation.FRAIL, occurred_on=day(on), text="年老"
    )


def reviewed(on: str, *results: tuple[str, review.Grade], type: review.Type = review.Type.DEMOCRATIC_REVIEW):
    return review.ReviewHeld(
        organisation=BRANCH,
        type=type,
        period=on[:4],
        title="评议",
        occurred_on=day(on),
        results=tuple(review.Result(person=person, grade=grade) for person, grade in results),
    )


def book(*events: tuple[str, object]) -> Book:
    made = Book()
    for stream, event in events:
        made.write(stream, event)
    return made


@contextmanager
def reading(url: str, made: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time, and equal to a rebuild."""
    views = Views(url, [Members])
    views.create()
    for end in range(1, made.head() + 1):
        part = made.until(end)
        views.catch_up(part.log, part.head)
    assert_equal_to_a_rebuild(views, made.log)
    with views.reading() as found:
        yield found


def years(found: Reading, *, at: str = BRANCH, as_of: date = END, year: int = 2024, known_at: int | None = None):
    return {one.member: one for one in members.years_of(found, {at}, year, as_of, known_at)}


S1, S2, S3, S4 = (ident("education", n) for n in range(1, 5))
R1, R2 = ident("review", 1), ident("review", 2)


class TestDays:
    def test_each_is_credited_what_was_attended(self, url: str) -> None:
        made = book(
            (OF_ZHANG, joined(ZHANG, member.Category.OFFICE)),
            (OF_LI, joined(LI)),
            (S1, session("2024-03-01", ZHANG, LI, half_days=12)),
            (S2, session("2024-06-01", ZHANG, half_days=12, away=(LI,))),
            (S3, session("2023-06-01", ZHANG, LI)),
        )
        with reading(url, made) as found:
            rows = years(found)
            assert (rows[OF_ZHANG].required, rows[OF_ZHANG].credited, rows[OF_ZHANG].education) == (
                24,
                24,
                Progress.MET,
            )
            assert (rows[OF_LI].required, rows[OF_LI].credited, rows[OF_LI].education) == (12, 12, Progress.MET)
            assert rows[OF_LI].unexcused == (S2,)
            june = years(found, as_of=day("2024-05-31"))
            assert (june[OF_ZHANG].credited, june[OF_ZHANG].education) == (12, Progress.ACCUMULATING)

    def test_half_a_day_short_is_short(self, url: str) -> None:
        made = book((OF_ZHANG, joined(ZHANG, member.Category.OFFICE)), (S1, session("2024-03-01", ZHANG, half_days=23)))
        with reading(url, made) as found:
            (row,) = years(found).values()
            assert (row.education, row.left) == (Progress.SHORT, 1)

    def test_of_the_own_organisation_on_that_day(self, url: str) -> None:
        moved = member.RelationTransferred(
            organisation=OTHER, category=member.Category.OFFICE, occurred_on=day("2024-07-01")
        )
        made = book(
            (OF_ZHANG, joined(ZHANG)),
            (S1, session("2024-03-01", ZHANG)),
            (S2, session("2024-04-01", ZHANG, at=OTHER)),
            (OF_ZHANG, moved),
            (S3, session("2024-08-01", ZHANG, at=OTHER)),
            (S4, session("2024-08-02", ZHANG)),
        )
        with reading(url, made) as found:
            assert years(found) == {}
            (row,) = years(found, at=OTHER).values()
            assert (row.sessions, row.credited, row.required) == ((S1, S3), 4, 24)
            (then,) = years(found, as_of=day("2024-06-30")).values()
            assert (then.organisation, then.sessions) == (BRANCH, (S1,))

    def test_sessions_that_say_nothing_of_a_member(self, url: str) -> None:
        made = book((OF_ZHANG, joined(ZHANG)), (OF_LI, joined(LI)), (S1, session("2024-03-01", LI)))
        with reading(url, made) as found:
            assert years(found)[OF_ZHANG].unset == (S1,)

    def test_corrected_and_voided(self, url: str) -> None:
        first = session("2024-03-01", ZHANG)
        corrected = education.EducationCorrected(corrects=1, held=replace(first, half_days=1), reason="误")
        made = book(
            (OF_ZHANG, joined(ZHANG)), (S1, first), (S1, corrected), (S1, education.EducationVoided(reason="误"))
        )
        with reading(url, made) as found:
            assert [years(found, known_at=at)[OF_ZHANG].credited for at in (2, 3, 4)] == [2, 1, 0]

    def test_the_seven_groups(self, url: str) -> None:
        made = book((S1, session("2024-03-01", ZHANG)), (S2, session("2024-04-01", ZHANG, at=OTHER)))
        with reading(url, made) as found:
            counts = members.by_content(members.sessions_of(found, {BRANCH}, 2024, END))
            assert counts == dict.fromkeys(Content, 0) | {Content.THEORY: 1}


class TestDifferences:
    def test_only_with_a_record(self, url: str) -> None:
        study = member.HomeStudyDelivered(organisation=BRANCH, occurred_on=day("2024-05-01"), persons=(LI,), text="学")
        made = book(
            (OF_ZHANG, joined(ZHANG)),
            (OF_LI, joined(LI)),
            (OF_WANG, joined(WANG)),
            (OF_ZHANG, frail("2024-03-01")),
            (OF_ZHANG, study),
            (OF_LI, frail("2024-03-01")),
        )
        made.write(OF_WANG, frail("2024-03-01"), on=LATE)
        with reading(url, made) as found:
            rows = years(found)
            assert rows[OF_ZHANG].education is Progress.WITH_ALTERNATIVE
            assert rows[OF_ZHANG].home_studies == (day("2024-05-01"),)
            assert rows[OF_LI].education is Progress.WITHOUT_ALTERNATIVE
            assert (rows[OF_WANG].education, rows[OF_WANG].required) == (Progress.SHORT, 12)
            assert years(found, year=2025, as_of=day("2025-03-01"))[OF_WANG].required == 0

    def test_undone(self, url: str) -> None:
        stands = member.Stands(organisation=BRANCH, category=member.Category.VILLAGE, status=member.Status.FULL)
        made = book(
            (OF_ZHANG, joined(ZHANG)),
            (OF_ZHANG, frail("2024-03-01")),
            (OF_ZHANG, member.MemberEntryVoided(entry=2, stands=stands, reason="误登")),
        )
        with reading(url, made) as found:
            assert (years(found, known_at=2)[OF_ZHANG].required, years(found)[OF_ZHANG].required) == (0, 12)


class TestTheRestOfTheYear:
    def test_reviews(self, url: str) -> None:
        made = book(
            (OF_ZHANG, joined(ZHANG)),
            (OF_LI, joined(LI)),
            (R1, reviewed("2024-12-01", (ZHANG, review.Grade.EXCELLENT))),
            (R2, reviewed("2024-05-01", (ZHANG, review.Grade.QUALIFIED), type=review.Type.SPIRIT_ANALYSIS)),
        )
        with reading(url, made) as found:
            rows = years(found)
            assert (rows[OF_ZHANG].grade, rows[OF_ZHANG].analysed_on) == ("excellent", day("2024-05-01"))
            assert rows[OF_LI].grade == ""
            (total,) = members.totals(rows.values(), END)
            assert (total.members, total.unreviewed, total.short) == (2, 1, 2)

    def test_training_runs_out_after_three_years(self, url: str) -> None:
        trained = member.RotationTrainingCompleted(
            organisation=BRANCH,
            occurred_on=day("2020-02-29"),
            title="轮训",
            half_days=6,
            school=member.School.COUNTY,
            organiser="党校",
        )
        lower = replace(trained, occurred_on=day("2024-01-01"), school=member.School.BELOW_COUNTY)
        made = book((OF_ZHANG, joined(ZHANG)), (OF_LI, joined(LI)), (OF_ZHANG, trained), (OF_ZHANG, lower))
        with reading(url, made) as found:
            rows = years(found)
            assert (rows[OF_ZHANG].trained_on, rows[OF_ZHANG].training_due) == (day("2020-02-29"), day("2023-02-28"))
            assert rows[OF_LI].training_due is None
            assert members.totals(rows.values(), END)[0].training_due == 1

    def test_problems_and_what_came_of_them(self, url: str) -> None:
        found_out = member.MemberProblemIdentified(
            organisation=BRANCH, number=1, problem=member.Problem.UNFIT, occurred_on=day("2024-02-01"), text="问题"
        )
        helped = member.HelpGiven(
            organisation=BRANCH, number=1, occurred_on=day("2024-03-01"), persons=(LI,), text="谈话", criticism=None
        )
        failed = member.HelpFailed(organisation=BRANCH, number=1, occurred_on=day("2024-05-01"), text="不改")
        disposed = member.MemberDisposed(
            organisation=BRANCH,
            number=1,
            disposition=member.Disposition.STRUCK_OFF,
            occurred_on=day("2024-06-01"),
            meeting=ident("meeting", 1),
            document="1号",
        )
        made = book((OF_ZHANG, joined(ZHANG)), *((OF_ZHANG, one) for one in (found_out, helped, failed, disposed)))
        with reading(url, made) as found:
            (trouble,) = years(found)[OF_ZHANG].troubles
            assert (trouble.stage, trouble.disposition) == ("disposed", "struck_off")
            (then,) = years(found, as_of=day("2024-04-01"))[OF_ZHANG].troubles
            assert (then.stage, then.disposition) == ("help", "")
            assert [one.what for one in members.deeds_of(found, OF_ZHANG)] == ["problem", "help", "failed", "disposed"]

    def test_the_next_concentrated_analysis(self, url: str) -> None:
        arranged = review.ReviewArranged(
            organisation=DISTRICT,
            type=review.Type.SPIRIT_ANALYSIS,
            period="2020",
            title="集中评议",
            occurred_on=day("2020-02-29"),
        )
        with reading(url, book((R1, arranged))) as found:
            assert members.analysis_due(found, DISTRICT, END) == day("2025-02-28")
            assert members.analysis_due(found, BRANCH, END) is None

    def test_who_left_is_no_member(self, url: str) -> None:
        made = book(
            (OF_ZHANG, joined(ZHANG)),
            (OF_ZHANG, member.MembershipEnded(occurred_on=day("2023-12-31"), reason="去世")),
            (OF_LI, joined(LI)),
            (OF_LI, member.MembershipVoided(reason="误登")),
        )
        with reading(url, made) as found:
            assert years(found) == {}
            assert set(years(found, year=2023, known_at=3)) == {OF_ZHANG, OF_LI}
            assert members.membership_of(found, OF_LI) is None
            one = members.year_of_member(found, OF_ZHANG, 2023, END)
            assert one is not None
            assert one.organisation == BRANCH


@seed(20241121)
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6))
def test_as_known_then_is_what_the_log_said_then(fresh_url, number: int) -> None:
    chance = Chance(number)
    made = chance.steps(200)
    whole, then = made.head(), made.head() * 2 // 3
    asked = (set(chance.organisations), 2024, END)
    with reading(fresh_url(), made) as found:
        late, before = members.years_of(found, *asked), members.years_of(found, *asked, then)
        assert members.years_of(found, *asked, whole) == late
    with reading(fresh_url(), made.until(then)) as found:
        assert members.years_of(found, *asked) == before


@pytest.mark.parametrize("people", [60])
def test_many_members_are_one_question(url: str, people: int) -> None:
    made = Book()
    everybody = [ident("person", n) for n in range(10, 10 + people)]
    for one in everybody:
        made.write(member_of(one), joined(one))
    made.write(S1, session("2024-03-01", *everybody, half_days=12))
    views = Views(url, [Members])
    views.create()
    views.catch_up(made.log, made.head)
    with views.reading() as found:
        assert {one.education for one in years(found).values()} == {Progress.MET}
