"""The opinion on regular education of members, as its catalogue file counts it: the class is the clause."""

from datetime import date
from typing import Any

from logbook import DEPUTY, DISTRICT, MEMBER, SECRETARY, START, TOWN, Logbook, issued, registered

from domain import education, leading_group, measure, member, review
from domain.evaluator import all_statuses
from domain.reading import World
from domain.rule import Light, Status

NEW_YEAR = date(2025, 1, 1)
SESSION = "education-" + "a" * 20


def branch(*, category: str = "village") -> Logbook:
    """A district and a branch of three members, bound by the opinion."""
    book = Logbook()
    book.add(DISTRICT, registered("district_committee", None), START)
    book.add(TOWN, registered("branch", DISTRICT, sector="village"), START)
    book.add("policy-" + "e" * 20, issued("c2006_edu"), START)
    for person in (SECRETARY, DEPUTY, MEMBER):
        event = member.MembershipRegistered(
            person=person,
            organisation=TOWN,
            category=member.Category(category),
            standing=member.Standing.FULL,
            occurred_on=START,
        )
        book.add("member-" + person.removeprefix("person-"), event, START)
    return book


def session(book: Logbook, half_days: int, attendees: tuple[str, ...], *absent: str) -> None:
    event = education.EducationHeld(
        organisation=TOWN,
        title="集体学习",
        form=education.Form.STUDY,
        contents=(education.Content.CONSTITUTION,),
        occurred_on=date(2024, 5, 10),
        half_days=half_days,
        attendees=attendees,
        absences=tuple(education.Absence(person=one, excuse=education.Excuse.WITHOUT_REASON) for one in absent),
    )
    book.add(SESSION, event, date(2024, 5, 11))


def criticised(person: str, kind: measure.Type) -> Any:
    return measure.MeasureTaken(
        organisation=TOWN,
        type=kind,
        about=person,
        subject=TOWN,
        ground=measure.Ground.ABSENCE,
        title="批评",
        occurred_on=date(2024, 5, 20),
        cites=(SESSION,),
    )


def found(book: Logbook, clause: str, organisation: str = TOWN) -> list[Status]:
    statuses = all_statuses(World(book.entries), organisation, 2024, NEW_YEAR)
    return [status for status in statuses if status.clause == f"c2006-edu-{clause}"]


class TestDaysOfCollectiveEducation:
    def test_a_villager_owes_six_days_and_eleven_half_days_are_five(self) -> None:
        book = branch()
        session(book, 11, (SECRETARY,))
        [mine] = [status for status in found(book, "days-6") if status.person == SECRETARY]
        assert (mine.light, mine.count, mine.minimum) == (Light.MISSED, 5, 6)
        assert not found(book, "days-12") or all(status.person != SECRETARY for status in found(book, "days-12"))

    def test_a_member_of_an_office_owes_twelve_and_exactly_twelve_are_enough(self) -> None:
        book = branch(category="office")
        session(book, 24, (SECRETARY,))
        [mine] = [status for status in found(book, "days-12") if status.person == SECRETARY]
        assert (mine.light, mine.count, mine.minimum) == (Light.MET, 12, 12)


class TestAbsenceWithoutReason:
    def test_a_serious_criticism_that_cites_the_session_ends_the_case(self) -> None:
        book = branch()
        session(book, 2, (SECRETARY, DEPUTY), MEMBER)
        book.add("measure-" + "a" * 20, criticised(MEMBER, measure.Type.SERIOUS_CRITICISM), date(2024, 5, 21))
        [status] = found(book, "absence-criticised")
        assert (status.light, status.count) == (Light.MET, 1)

    def test_an_ordinary_criticism_leaves_it_open_and_never_overdue(self) -> None:
        book = branch()
        session(book, 2, (SECRETARY, DEPUTY), MEMBER)
        book.add("measure-" + "a" * 20, criticised(MEMBER, measure.Type.CRITICISM), date(2024, 5, 21))
        [status] = found(book, "absence-criticised")
        assert (status.light, status.findings, status.days_over) == (Light.NO_MINIMUM, ("case_open",), 0)


class TestPreparationOfTheConcentratedAnalysis:
    STEPS = (
        review.Step.MOBILISATION,
        review.Step.OPINIONS_ASKED,
        review.Step.TALKS_HELD,
        review.Step.ANALYSIS_WRITTEN,
    )

    def held(self, *steps: review.Step) -> Logbook:
        book, stream = branch(), "review-" + "a" * 20
        arranged = review.ReviewArranged(
            organisation=TOWN,
            type=review.Type.SPIRIT_ANALYSIS,
            period="2024",
            title="党性分析评议",
            occurred_on=date(2024, 3, 1),
        )
        book.add(stream, arranged, date(2024, 3, 1))
        for number, step in enumerate(steps):
            day = date(2024, 3, 5 + number)
            book.add(stream, review.ReviewStepCompleted(step=step, occurred_on=day, text="完成"), day)
        results = tuple(
            review.Result(person=one, grade=review.Grade.QUALIFIED, opinion="合格") for one in (SECRETARY, DEPUTY)
        )
        held = review.ReviewHeld(
            organisation=TOWN,
            type=review.Type.SPIRIT_ANALYSIS,
            period="2024",
            title="党性分析评议",
            occurred_on=date(2024, 4, 1),
            results=results,
        )
        book.add(stream, held, date(2024, 4, 1))
        return book

    def test_all_four_steps_before_the_meeting(self) -> None:
        [status] = found(self.held(*self.STEPS), "analysis-preparation")
        assert (status.light, status.count) == (Light.MET, 1)

    def test_a_step_that_is_missing_leaves_it_incomplete(self) -> None:
        [status] = found(self.held(*self.STEPS[:3]), "analysis-preparation")
        assert (status.light, status.count, status.findings) == (Light.NO_MINIMUM, 0, ("case_open",))

    def test_the_meeting_and_the_opinions_are_told_by_themselves(self) -> None:
        book = self.held()
        assert found(book, "analysis-topic-meeting")[0].light is Light.MET
        assert found(book, "analysis-overall-opinion")[0].light is Light.MET
        assert found(book, "analysis-notification")[0].findings == ("case_open",)


class TestTheJointConference:
    def test_it_stands_once_it_was_set_up(self) -> None:
        book = branch()
        assert found(book, "joint-conference-set-up", DISTRICT)[0].light is Light.SHORT
        event = leading_group.GroupEstablished(
            organisation=DISTRICT,
            type=leading_group.Type.EDUCATION_CONFERENCE,
            title="党员教育联系会议",
            head=SECRETARY,
            seats=(),
            occurred_on=date(2020, 1, 1),
        )
        book.add("group-" + "a" * 20, event, date(2020, 1, 1))
        assert found(book, "joint-conference-set-up", DISTRICT)[0].light is Light.MET
