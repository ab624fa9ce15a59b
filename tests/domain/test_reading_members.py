"""Reading of members, education and reviews: from entries to memberships and facts."""

from datetime import date
from typing import Any

from deciding import replaced
from logbook import DISTRICT, TOWN, VILLAGE, Logbook

from domain import education, member, review
from domain.fact import Fact
from domain.identity import member_of
from domain.reading.facts import changes
from domain.reading.memberships import Membership, membership_after

ZHANG, LI = "person-" + "1" * 20, "person-" + "2" * 20
MEMBER = member_of(ZHANG)
SESSION, REVIEW = "education-" + "1" * 20, "review-" + "1" * 20
JAN, MARCH, JUNE, DECEMBER = date(2024, 1, 10), date(2024, 3, 1), date(2024, 6, 1), date(2024, 12, 31)

REGISTERED = member.MembershipRegistered(
    person=ZHANG,
    organisation=VILLAGE,
    category=member.Category.VILLAGE,
    standing=member.Standing.FULL,
    occurred_on=date(2020, 1, 1),
)
MOVED = member.RelationTransferred(organisation=TOWN, category=member.Category.OFFICE, occurred_on=JUNE)
FRAIL = member.SpecialSituationRecorded(
    organisation=VILLAGE, number=1, situation=member.Situation.FRAIL, occurred_on=MARCH, text="年老"
)
STANDS = member.Stands(organisation=VILLAGE, category=member.Category.VILLAGE, status=member.Status.FULL)
HELD = education.EducationHeld(
    organisation=VILLAGE,
    title="学习",
    form=education.Form.STUDY,
    contents=(education.Content.THEORY, education.Content.IDEALS),
    occurred_on=MARCH,
    half_days=3,
    attendees=(ZHANG,),
    absences=(education.Absence(person=LI, excuse=education.Excuse.WITHOUT_REASON),),
)


def membership(book: Logbook) -> Membership | None:
    found: Membership | None = None
    for entry in book.entries:
        found = membership_after(found, entry)
    return found


def facts(book: Logbook) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for entry in book.entries:
        for ref, fact in changes(entry, found.get):
            if fact is None:
                del found[ref]
            else:
                found[ref] = fact
    return found


def told(stream: str, *events: Any, recorded: date = DECEMBER) -> Logbook:
    book = Logbook()
    for event in events:
        book.add(stream, event, recorded)
    return book


class TestMemberships:
    def test_spans(self) -> None:
        found = membership(told(MEMBER, REGISTERED, MOVED))
        assert found is not None
        assert [(one.organisation, one.span.first, one.span.last) for one in found.belonging()] == [
            (VILLAGE, date(2020, 1, 1), date(2024, 5, 31)),
            (TOWN, JUNE, None),
        ]
        assert (found.organisation_on(MARCH), found.organisation_on(JUNE), found.organisation_on(date(2019, 1, 1))) == (
            VILLAGE,
            TOWN,
            "",
        )

    def test_ended_and_entered_again(self) -> None:
        ended = member.MembershipEnded(occurred_on=MARCH, reason="转出")
        again = replaced(REGISTERED, occurred_on=JUNE)
        found = membership(told(MEMBER, REGISTERED, ended, again))
        assert found is not None
        assert [(one.span.first, one.span.last) for one in found.belonging()] == [
            (date(2020, 1, 1), MARCH),
            (JUNE, None),
        ]
        undone = membership(
            told(MEMBER, REGISTERED, ended, member.MemberEntryVoided(entry=2, stands=STANDS, reason="误登"))
        )
        assert undone == membership(told(MEMBER, REGISTERED))

    def test_a_situation_makes_a_difference_from_the_year_of_its_record(self) -> None:
        in_time = membership(told(MEMBER, REGISTERED, FRAIL))
        late = membership(told(MEMBER, REGISTERED, FRAIL, recorded=date(2025, 2, 1)))
        assert in_time is not None
        assert late is not None
        assert (in_time.special_on(date(2024, 2, 29)), in_time.special_on(MARCH), in_time.special_on(DECEMBER)) == (
            False,
            True,
            True,
        )
        assert (late.special_on(DECEMBER), late.special_on(date(2025, 1, 1))) == (False, True)

    def test_ended_situations(self) -> None:
        over = member.SpecialSituationEnded(number=1, occurred_on=JUNE)
        found = membership(told(MEMBER, REGISTERED, FRAIL, over))
        assert found is not None
        assert (found.special_on(JUNE), found.special_on(date(2024, 6, 2))) == (True, False)
        again = membership(
            told(MEMBER, REGISTERED, FRAIL, over, member.MemberEntryVoided(entry=3, stands=STANDS, reason="误登"))
        )
        assert again is not None
        assert again.special_on(DECEMBER)

    def test_corrected_and_voided(self) -> None:
        fresh = replaced(REGISTERED, category=member.Category.OFFICE, occurred_on=date(2021, 1, 1))
        corrected = member.MembershipCorrected(corrects=1, registered=fresh, stands=STANDS, reason="误")
        found = membership(told(MEMBER, REGISTERED, MOVED, corrected))
        assert found is not None
        assert [one.category for one in found.belonging()] == ["office", "office"]
        assert found.belonging()[0].span.first == date(2021, 1, 1)
        assert membership(told(MEMBER, REGISTERED, member.MembershipVoided(reason="误登"))) is None


class TestFactsOfEducation:
    def test_the_session_and_who_stayed_away(self) -> None:
        found = facts(told(SESSION, HELD))
        session, away = found[SESSION], found[f"{SESSION}#absences"]
        assert (session.act, session.quantity, session.performers) == ("collective_education", 3, (ZHANG,))
        assert session.topics == ("theory", "ideals")
        assert (away.act, away.performers) == ("absence_without_reason", (LI,))

    def test_a_proper_reason_triggers_nothing(self) -> None:
        excused = education.Absence(person=LI, excuse=education.Excuse.PROPER_REASON)
        corrected = education.EducationCorrected(corrects=1, held=replaced(HELD, absences=(excused,)), reason="误")
        assert set(facts(told(SESSION, HELD, corrected))) == {SESSION}
        back = education.EducationCorrected(corrects=2, held=HELD, reason="误")
        assert set(facts(told(SESSION, HELD, corrected, back))) == {SESSION, f"{SESSION}#absences"}

    def test_voided(self) -> None:
        assert facts(told(SESSION, HELD, education.EducationVoided(reason="误登"))) == {}


class TestFactsOfMembers:
    STUDY = member.HomeStudyDelivered(organisation=VILLAGE, occurred_on=MARCH, persons=(LI,), text="送学")
    TRAINED = member.RotationTrainingCompleted(
        organisation=VILLAGE,
        occurred_on=MARCH,
        title="轮训",
        half_days=6,
        school=member.School.COUNTY,
        organiser="党校",
    )

    def test_each_by_itself(self) -> None:
        found = facts(told(MEMBER, REGISTERED, self.STUDY, self.TRAINED))
        assert {ref: (fact.act, fact.performers) for ref, fact in found.items()} == {
            f"{MEMBER}#2": ("home_study", (ZHANG,)),
            f"{MEMBER}#3": ("rotation_training", (ZHANG,)),
        }

    def test_a_lower_school_is_no_rotation(self) -> None:
        lower = replaced(self.TRAINED, school=member.School.BELOW_COUNTY)
        assert facts(told(MEMBER, REGISTERED, lower))[f"{MEMBER}#2"].act == "lower_training"

    def test_every_step_of_a_problem_says_its_number_and_sort(self) -> None:
        def found_out(number: int, problem: member.Problem) -> member.MemberProblemIdentified:
            return member.MemberProblemIdentified(
                organisation=VILLAGE, number=number, problem=problem, occurred_on=JAN, text="问题"
            )

        book = told(
            MEMBER,
            REGISTERED,
            found_out(1, member.Problem.UNFIT),
            found_out(2, member.Problem.LONG_ABSENCE),
            member.HelpGiven(organisation=VILLAGE, number=2, occurred_on=MARCH, persons=(LI,), text="谈话"),
            member.HelpGiven(organisation=VILLAGE, number=1, occurred_on=MARCH, persons=(LI,), text="谈话"),
            member.HelpFailed(organisation=VILLAGE, number=2, occurred_on=JUNE, text="仍缺席"),
            member.MemberDisposed(
                organisation=VILLAGE,
                number=2,
                disposition=member.Disposition.STRUCK_OFF,
                occurred_on=DECEMBER,
                meeting="meeting-" + "1" * 20,
                document="决议1号",
            ),
        )
        assert [(one.act, one.case, one.topics, one.form) for one in facts(book).values()] == [
            ("member_problem_identified", "1", ("unfit",), ""),
            ("member_problem_identified", "2", ("long_absence",), ""),
            ("member_help", "2", ("long_absence",), ""),
            ("member_help", "1", ("unfit",), ""),
            ("member_help_failed", "2", ("long_absence",), ""),
            ("member_disposition", "2", ("long_absence",), "struck_off"),
        ]

    def test_one_voided_and_all_voided(self) -> None:
        one = member.MemberEntryVoided(entry=2, stands=STANDS, reason="误登")
        assert set(facts(told(MEMBER, REGISTERED, self.STUDY, self.TRAINED, one))) == {f"{MEMBER}#3"}
        book = told(MEMBER, REGISTERED, self.STUDY, self.TRAINED, one, member.MembershipVoided(reason="误登"))
        assert facts(book) == {}


class TestFactsOfReviews:
    ARRANGED = review.ReviewArranged(
        organisation=DISTRICT, type=review.Type.SPIRIT_ANALYSIS, period="2024", title="集中评议", occurred_on=JAN
    )
    STEP = review.ReviewStepCompleted(step=review.Step.MOBILISATION, occurred_on=MARCH, text="动员")
    HELD = review.ReviewHeld(
        organisation=DISTRICT,
        type=review.Type.SPIRIT_ANALYSIS,
        period="2024",
        title="集中评议",
        occurred_on=JUNE,
        results=(
            review.Result(person=ZHANG, grade=review.Grade.QUALIFIED, opinion="好"),
            review.Result(person=LI, grade=review.Grade.QUALIFIED),
        ),
    )
    TOLD = review.ResultNotified(audiences=(review.Audience.MASSES,), occurred_on=DECEMBER)

    def test_its_life(self) -> None:
        found = facts(told(REVIEW, self.ARRANGED, self.STEP, self.HELD, self.TOLD))
        assert {ref: fact.act for ref, fact in found.items()} == {
            f"{REVIEW}#1": "spirit_analysis_arranged",
            f"{REVIEW}#2": "review_mobilisation",
            REVIEW: "spirit_analysis",
            f"{REVIEW}#opinions": "overall_opinion",
            f"{REVIEW}#4": "review_notified",
        }
        assert found[f"{REVIEW}#opinions"].performers == (ZHANG,)
        assert found[f"{REVIEW}#2"].organisation == DISTRICT

    def test_corrected_and_voided(self) -> None:
        silent = replaced(self.HELD, results=(review.Result(person=LI, grade=review.Grade.QUALIFIED),))
        corrected = review.ReviewCorrected(corrects=2, held=silent, reason="误")
        found = facts(told(REVIEW, self.ARRANGED, self.HELD, corrected))
        assert set(found) == {f"{REVIEW}#1", REVIEW}
        assert found[REVIEW].corrected
        book = told(REVIEW, self.ARRANGED, self.STEP, self.HELD, review.ReviewVoided(reason="误登"))
        assert facts(book) == {}
