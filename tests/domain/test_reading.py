"""Reading: what lines of the log do to facts, places, tenures and policies in force."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from logbook import (
    DEPUTY,
    DISTRICT,
    MEMBER,
    POSTS,
    SECRETARY,
    START,
    TOWN,
    VILLAGE,
    Logbook,
    appointed,
    done,
    established,
    held,
    issued,
    registered,
    submitted,
    town,
    visited,
)

from domain import appointment, contact, meeting, organisation, policy, report, responsibility, work
from domain.fact import Fact, FactKind, Span
from domain.reading import World, ancestors, local_day

MEETING, POINT, REPORT = "meeting-" + "4" * 20, "point-" + "5" * 20, "report-" + "6" * 20
LIST = "list-" + "a" * 20 + "-2024"
MAY = date(2024, 5, 20)
JUNE = date(2024, 6, 10)


def fact(book: Logbook, ref: str) -> Fact:
    return World(book.entries).facts[ref]


def test_a_day_in_china_begins_eight_hours_before_that_of_utc() -> None:
    assert local_day(datetime(2024, 5, 20, 15, 59, tzinfo=UTC)) == date(2024, 5, 20)
    assert local_day(datetime(2024, 5, 20, 16, 0, tzinfo=UTC)) == date(2024, 5, 21)


class TestMeeting:
    def test_a_meeting_is_a_fact_once_held(self) -> None:
        book = Logbook()
        convened = meeting.MeetingConvened(organisation=TOWN, body=meeting.Body.COMMITTEE, title="会", planned_on=MAY)
        book.add(MEETING, convened, MAY)
        assert MEETING not in World(book.entries).facts
        book.add(MEETING, held(MAY), JUNE)
        found = fact(book, MEETING)
        assert (found.kind, found.act, found.chair, found.topics) == (
            FactKind.MEETING,
            "committee",
            SECRETARY,
            ("party_building",),
        )
        assert (found.occurred_on, found.recorded_on, found.position, found.first_position) == (MAY, JUNE, 2, 2)

    def test_a_correction_replaces_it_and_keeps_when_it_first_appeared(self) -> None:
        book = Logbook()
        book.add(MEETING, held(MAY, chair=DEPUTY), MAY)
        book.add(MEETING, meeting.MeetingCorrected(corrects=1, held=held(MAY), reason="主持人有误"), JUNE)
        found = fact(book, MEETING)
        assert (found.chair, found.position, found.first_position, found.corrected) == (SECRETARY, 2, 1, True)
        assert found.recorded_on == MAY, "the date it says was known in time"

    def test_a_corrected_date_is_known_from_the_correction_on(self) -> None:
        book = Logbook()
        book.add(MEETING, held(MAY), MAY)
        book.add(MEETING, meeting.MeetingCorrected(corrects=1, held=held(date(2024, 4, 1)), reason="日期有误"), JUNE)
        assert fact(book, MEETING).recorded_on == JUNE

    def test_a_voided_meeting_is_no_fact(self) -> None:
        book = Logbook()
        book.add(MEETING, held(MAY), MAY)
        book.add(MEETING, meeting.MeetingVoided(reason="误登"), JUNE)
        world = World(book.entries)
        assert MEETING not in world.facts
        assert world.facts_of(TOWN) == ()


class TestReport:
    def test_it_stands_until_sent_back_and_again_once_handed_in_anew(self) -> None:
        book = Logbook()
        book.add(REPORT, submitted(date(2024, 12, 25)), date(2024, 12, 25))
        book.add(REPORT, report.ReportReturned(occurred_on=date(2024, 12, 28), reason="缺数据"), date(2024, 12, 28))
        found = fact(book, REPORT)
        assert found.spans == (Span(first=date(2024, 12, 25), last=date(2024, 12, 27)),)
        assert found.returned_on == date(2024, 12, 28)
        book.add(REPORT, report.ReportResubmitted(occurred_on=date(2025, 1, 6), text=""), date(2025, 1, 6))
        found = fact(book, REPORT)
        assert found.spans[-1] == Span(first=date(2025, 1, 6))
        assert found.returned_on is None
        assert found.occurred_on == date(2024, 12, 25), "history shows the first submission"

    def test_sent_back_on_the_same_day_it_never_stood(self) -> None:
        book = Logbook()
        book.add(REPORT, submitted(MAY), MAY)
        book.add(REPORT, report.ReportReturned(occurred_on=MAY, reason="缺数据"), MAY)
        assert fact(book, REPORT).spans == ()

    def test_a_corrected_submission_moves_its_first_span(self) -> None:
        book = Logbook()
        book.add(REPORT, submitted(MAY), MAY)
        corrected = report.ReportCorrected(corrects=1, submitted=submitted(date(2024, 5, 18)), reason="日期有误")
        book.add(REPORT, corrected, JUNE)
        assert fact(book, REPORT).spans == (Span(first=date(2024, 5, 18)),)

    def test_voided(self) -> None:
        book = Logbook()
        book.add(REPORT, submitted(MAY), MAY)
        book.add(REPORT, report.ReportVoided(reason="误登"), JUNE)
        assert REPORT not in World(book.entries).facts


class TestContactPoint:
    def test_every_visit_is_a_fact_of_its_own(self) -> None:
        book = Logbook()
        book.add(POINT, established(MAY), MAY)
        book.add(POINT, visited(JUNE), JUNE)
        found = fact(book, f"{POINT}#2")
        assert (found.kind, found.owner, found.performers, found.unit, found.point) == (
            FactKind.VISIT,
            SECRETARY,
            (SECRETARY,),
            VILLAGE,
            POINT,
        )

    def test_a_new_owner_owns_from_that_day_on(self) -> None:
        book = Logbook()
        book.add(POINT, established(MAY), MAY)
        book.add(POINT, contact.ContactPointReassigned(owner=DEPUTY, occurred_on=JUNE, reason="调整"), JUNE)
        book.add(POINT, visited(date(2024, 6, 11), DEPUTY), date(2024, 6, 11))
        book.add(POINT, contact.ContactPointClosed(occurred_on=date(2024, 9, 1), reason="撤销"), date(2024, 9, 1))
        world = World(book.entries)
        assert world.facts[POINT].spans == (Span(first=MAY, last=date(2024, 6, 9)),)
        assert world.facts[f"{POINT}#2"].owner == DEPUTY
        assert world.facts[f"{POINT}#2"].spans == (Span(first=JUNE, last=date(2024, 9, 1)),)
        assert world.facts[f"{POINT}#3"].owner == DEPUTY

    def test_a_change_of_owner_dated_back_tells_the_visits_anew(self) -> None:
        book = Logbook()
        book.add(POINT, established(MAY), MAY)
        book.add(POINT, visited(date(2024, 6, 20)), date(2024, 6, 20))
        book.add(POINT, contact.ContactPointReassigned(owner=DEPUTY, occurred_on=JUNE, reason="补登"), date(2024, 7, 1))
        assert fact(book, f"{POINT}#2").owner == DEPUTY

    def test_a_corrected_unit_is_the_visits_unit_too(self) -> None:
        book = Logbook()
        book.add(POINT, established(MAY), MAY)
        book.add(POINT, visited(JUNE), JUNE)
        corrected = contact.ContactPointCorrected(corrects=1, established=established(MAY, rating="weak"), reason="误")
        book.add(POINT, corrected, JUNE)
        assert fact(book, POINT).unit_rating == fact(book, f"{POINT}#2").unit_rating == "weak"

    def test_a_visit_is_corrected_and_voided(self) -> None:
        book = Logbook()
        book.add(POINT, established(MAY), MAY)
        book.add(POINT, visited(JUNE), JUNE)
        corrected = contact.ContactPointVisitCorrected(visit=2, corrects=2, visited=visited(JUNE, DEPUTY), reason="误")
        book.add(POINT, corrected, JUNE)
        assert fact(book, f"{POINT}#2").performers == (DEPUTY,)
        assert fact(book, f"{POINT}#2").first_position == 2
        book.add(POINT, contact.ContactPointVisitVoided(visit=2, reason="误登"), JUNE)
        assert f"{POINT}#2" not in World(book.entries).facts

    def test_a_voided_point_takes_its_visits_along(self) -> None:
        book = Logbook()
        book.add(POINT, established(MAY), MAY)
        book.add(POINT, visited(JUNE), JUNE)
        book.add(POINT, contact.ContactPointVoided(reason="误登"), JUNE)
        assert World(book.entries).facts == {}


class TestWork:
    def test_recorded_corrected_voided(self) -> None:
        book, ref = Logbook(), "work-" + "7" * 20
        book.add(ref, done(MAY, "party_lecture", performers=(SECRETARY,), duties=("x",)), MAY)
        assert fact(book, ref).duties == ("x",)
        book.add(ref, work.WorkCorrected(corrects=1, recorded=done(MAY, "situation_report"), reason="误"), JUNE)
        assert fact(book, ref).act == "situation_report"
        book.add(ref, work.WorkVoided(reason="误登"), JUNE)
        assert ref not in World(book.entries).facts


def item(number: str, **more: object) -> responsibility.Item:
    base = responsibility.Item(
        item=number, title="事项", clause="x", policy="", person=DEPUTY, department="办", due_on=date(2024, 9, 30)
    )
    return replace(base, **more)  # type: ignore[arg-type]  # fields of the item


class TestList:
    def book(self) -> Logbook:
        book = Logbook()
        drafted = responsibility.ResponsibilityListDrafted(
            organisation=TOWN, year=2024, policies=(), required=(), baseline=()
        )
        book.add(LIST, drafted, MAY)
        book.add(LIST, responsibility.ResponsibilityItemAdded(item=item("1")), MAY)
        book.add(LIST, responsibility.ResponsibilityItemAdded(item=item("2")), MAY)
        return book

    def test_a_draft_is_no_list(self) -> None:
        world = World(self.book().entries)
        assert LIST not in world.facts
        assert world.facts[f"{LIST}#1"].act == "draft"

    def test_issued_it_is_one_fact_however_often_amended(self) -> None:
        book = self.book()
        book.add(LIST, responsibility.ResponsibilityListIssued(list_version=1, occurred_on=MAY), MAY)
        amended = responsibility.ResponsibilityItemAmended(
            item=item("2", title="新事项", due_on=date(2024, 10, 31)), list_version=2, reason="调整", clause="五"
        )
        book.add(LIST, amended, JUNE)
        world = World(book.entries)
        assert (world.facts[LIST].kind, world.facts[LIST].period) == (FactKind.LIST, "2024")
        found = world.facts[f"{LIST}#2"]
        assert (found.act, found.title, found.period, found.organisation) == ("planned", "新事项", "2024-10-31", TOWN)

    def test_the_life_of_an_item(self) -> None:
        book = self.book()
        book.add(LIST, responsibility.ResponsibilityListIssued(list_version=1, occurred_on=MAY), MAY)
        reassigned = responsibility.ResponsibilityItemReassigned(
            item="1", person=MEMBER, occurred_on=JUNE, reason="调整"
        )
        book.add(LIST, reassigned, JUNE)
        completed = responsibility.ResponsibilityItemCompleted(item="1", occurred_on=JUNE, evidence=(), note="")
        book.add(LIST, completed, date(2024, 6, 30))
        found = fact(book, f"{LIST}#1")
        assert (found.act, found.owner, found.performers) == ("completed", MEMBER, (MEMBER,))
        assert (found.occurred_on, found.recorded_on) == (JUNE, date(2024, 6, 30))
        back = responsibility.ResponsibilityItemReturned(
            item="1", person=SECRETARY, occurred_on=date(2024, 7, 1), reason="不全"
        )
        book.add(LIST, back, date(2024, 7, 1))
        assert fact(book, f"{LIST}#1").spans == (Span(first=JUNE, last=date(2024, 6, 30)),)
        book.add(LIST, completed, date(2024, 7, 2))
        book.add(LIST, responsibility.CompletionVoided(item="1", reason="误"), date(2024, 7, 3))
        assert fact(book, f"{LIST}#1").act == "returned"
        withdrawn = responsibility.ResponsibilityItemWithdrawn(item="1", list_version=2, reason="撤", clause="五")
        book.add(LIST, withdrawn, date(2024, 7, 4))
        assert f"{LIST}#1" not in World(book.entries).facts


class TestPlaces:
    def test_parent_name_rating_and_end_on_their_days(self) -> None:
        book = town()
        relation = organisation.OrganisationRelationSet(
            parent=None,
            party_relation=organisation.Relation.TERRITORIAL,
            business_relation=organisation.Relation.TERRITORIAL,
            department=None,
            occurred_on=MAY,
            reason="调整",
        )
        book.add(TOWN, relation, MAY)
        book.add(TOWN, organisation.OrganisationRenamed(name="新名", occurred_on=MAY, reason="更名"), MAY)
        weak = organisation.OrganisationRatedWeak(rating=organisation.Rating.WEAK, occurred_on=JUNE, reason="评定")
        book.add(VILLAGE, weak, JUNE)
        book.add(VILLAGE, organisation.OrganisationDissolved(occurred_on=date(2024, 9, 1), reason="撤"), JUNE)
        places = World(book.entries).organisations
        eve = date(2024, 5, 19)
        assert (places[TOWN].parent(eve), places[TOWN].parent(MAY)) == (DISTRICT, None)
        assert (places[TOWN].name(eve), places[TOWN].name(MAY)) == ("组织", "新名")
        assert (places[VILLAGE].rating(MAY), places[VILLAGE].rating(JUNE)) == ("", "weak")
        assert places[VILLAGE].exists(date(2024, 8, 31))
        assert not places[VILLAGE].exists(date(2024, 9, 1))
        assert ancestors(VILLAGE, eve, places.get) == (VILLAGE, TOWN, DISTRICT)
        assert ancestors(VILLAGE, MAY, places.get) == (VILLAGE, TOWN)

    def test_corrected_and_voided(self) -> None:
        book = town()
        corrected = organisation.OrganisationCorrected(
            corrects=1, registered=registered("branch", DISTRICT), reason="误"
        )
        book.add(VILLAGE, corrected, MAY)
        assert World(book.entries).organisations[VILLAGE].parent(MAY) == DISTRICT
        book.add(VILLAGE, organisation.OrganisationVoided(reason="误登"), MAY)
        assert VILLAGE not in World(book.entries).organisations

    def test_a_loop_is_walked_once(self) -> None:
        book = Logbook()
        book.add(TOWN, registered("town_committee", DISTRICT), START)
        book.add(DISTRICT, registered("district_committee", TOWN), START)
        assert ancestors(TOWN, MAY, World(book.entries).organisations.get) == (TOWN, DISTRICT)


class TestTenures:
    def test_portfolio_end_correction_voiding(self) -> None:
        book = town()
        assigned = appointment.RoleAssigned(
            appointment=2, portfolio=(appointment.Portfolio.SAFETY,), occurred_on=MAY, reason="调整"
        )
        book.add(POSTS, assigned, MAY)
        book.add(POSTS, appointment.RoleEnded(appointment=1, occurred_on=MAY, reason="调离"), MAY)
        secretary, deputy = World(book.entries).tenures_of(TOWN)
        assert deputy.portfolio(date(2024, 5, 19)) == ("party_building",)
        assert deputy.portfolio(MAY) == ("safety",)
        assert secretary.holds(MAY)
        assert not secretary.holds(date(2024, 5, 21))
        corrected = appointment.AppointmentCorrected(
            appointment=1, corrects=1, appointed=appointed(MEMBER, "secretary"), ended_on=None, reason="误"
        )
        book.add(POSTS, corrected, JUNE)
        secretary, _ = World(book.entries).tenures_of(TOWN)
        assert (secretary.person, secretary.last, secretary.ref) == (MEMBER, None, f"{POSTS}#1")
        book.add(POSTS, appointment.AppointmentVoided(appointment=1, reason="误登"), JUNE)
        assert [tenure.person for tenure in World(book.entries).tenures_of(TOWN)] == [DEPUTY]


class TestPolicies:
    POLICY = "policy-" + "e" * 20

    def test_in_force_interpreted_superseded(self) -> None:
        book = town("jianxi2020")
        interpreted = policy.PolicyInterpreted(
            parameter="year_start_until", value="02-28", effective_on=MAY, basis="答复"
        )
        book.add(self.POLICY, interpreted, MAY)
        book.add(self.POLICY, policy.PolicySuperseded(last_day=JUNE, by=None, reason="废止"), JUNE)
        found = World(book.entries).policies[self.POLICY]
        assert (found.value("year_start_until", date(2024, 5, 19)), found.value("year_start_until", MAY)) == (
            "03-31",
            "02-28",
        )
        assert found.in_force(JUNE)
        assert not found.in_force(date(2024, 6, 11))
        assert not found.covers(date(2024, 4, 1), date(2024, 6, 30))
        assert found.covers(date(2024, 1, 1), date(2024, 3, 31))

    def test_corrected_and_voided(self) -> None:
        book = town()
        corrected = policy.PolicyCorrected(corrects=1, issued=issued("township", TOWN, MAY), reason="误")
        book.add(self.POLICY, corrected, MAY)
        found = World(book.entries).policies[self.POLICY]
        assert (found.binds, found.effective_on) == ((TOWN,), MAY)
        book.add(self.POLICY, policy.PolicyVoided(reason="误登"), MAY)
        assert World(book.entries).policies == {}


@pytest.mark.parametrize("until", range(1, 8))
def test_a_world_is_the_fold_of_any_prefix(until: int) -> None:
    book = town()
    book.add(MEETING, held(MAY), MAY)
    whole = World(book.entries[:until])
    step = World()
    for entry in book.entries[:until]:
        step.apply(entry)
    assert (whole.facts, whole.organisations, whole.tenures, whole.policies) == (
        step.facts,
        step.organisations,
        step.tenures,
        step.policies,
    )
    assert whole.position == until
