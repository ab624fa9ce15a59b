"""Registers of members over the JSON API: the same questions as the pages, answered by the same functions."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask import Response

from domain.dues_status import Month
from domain.education import Progress
from domain.floating_status import Gap, Stage
from domain.floating_status import Journey as Told
from domain.floating_status import Standing as Stands
from domain.floating_steps import Step
from domain.identity import certificate_of
from domain.member import Category, Disposition, Problem, Situation
from domain.member_year import MemberYear, Trouble
from domain.terms import code_label, event_label
from projections import floating as floating_view
from projections import members as members_view
from web.api import asked, encoding
from web.api import roll_answers as answers
from web.asking import asking, clocks
from web.naming import Names, names
from web.registers import dues as dues_roll
from web.registers import education as education_roll
from web.registers import floating as floating_roll
from web.registers import members as members_roll
from web.registers.extent import extent

FIRST_YEAR, LAST_YEAR = 1900, 2199


def _year() -> int:
    return asked.whole("year", clocks().as_of.year, least=FIRST_YEAR, most=LAST_YEAR)


def one_of(name: str, codes: Iterable[str]) -> str:
    """A parameter from a fixed choice; ``""`` where it is left out."""
    return next(iter(asked.several(name, ["", *codes])), "")


def coded(code: StrEnum) -> answers.Coded:
    """A code with its words."""
    return answers.Coded(code=code.value, text=encoding.text(code_label(code)))


# --- floating members ------------------------------------------------------------------


def floating_members() -> Response:
    """Who is away from these organisations and who has come to them, from both sides."""
    when, called, of = clocks(), names(), extent(clocks())
    side, gap = one_of("side", ("home", "host")), one_of("gap", [*Gap, "unpaid"])
    found = floating_view.members(asking().reading, of.bodies, when.as_of, when.known_at, closed=asked.flag("closed"))
    wanted = floating_roll.chosen(found, side, gap)
    rows, cursor = asked.paged(wanted, size=asked.limit())
    asking().learn(
        id
        for one in rows
        for id in (one.journey.person, one.journey.home, one.standing.host, one.standing.assigned)
        if id
    )
    return encoding.respond(
        answers.FloatingMembers(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            members=[
                answers.FloatingMember(
                    **_journey(one.journey, one.standing, called),
                    left_here=one.left_here,
                    came_here=one.came_here,
                    unpaid=[f"{year:04}-{month:02}" for year, month in one.unpaid],
                )
                for one in rows
            ],
            cursor=cursor,
        )
    )


def _journey(journey: Told, standing: Stands, called: Names) -> dict[str, Any]:
    return {
        "certificate": journey.certificate,
        "person": journey.person,
        "person_name": called(journey.person),
        "home": journey.home,
        "home_name": called(journey.home),
        "destination": journey.destination,
        "leaves_on": journey.leaves_on,
        "expected_back": journey.expected_back,
        "host": standing.host,
        "host_name": called(standing.host) if standing.host else "",
        "assigned": standing.assigned,
        "assigned_name": called(standing.assigned) if standing.assigned else "",
        "stage": coded(Stage(standing.stage)),
        "since": standing.since,
        "days": standing.days,
        "gaps": [coded(gap) for gap in standing.gaps],
        "audited": list(standing.audited),
        "not_audited": list(standing.not_audited),
        "reported": list(standing.reported),
        "not_reported": list(standing.not_reported),
        "contact_lost_on": standing.lost_on,
        "filed_after_days": standing.filed_after,
    }


def floating_member(person: str) -> Response:
    """One floating member: each journey step by step for both sides, and the dues of a year."""
    when, called, year = clocks(), names(), _year()
    file = floating_roll.file_of(person, year, when)
    return encoding.respond(
        answers.FloatingFile(
            person=person,
            person_name=called(person),
            certificate=certificate_of(person),
            clocks=encoding.clock(when),
            journeys=[
                answers.JourneyTold(
                    **_journey(one.journey, one.standing, called), steps=[_step(step) for step in one.steps]
                )
                for one in file.journeys
            ],
            year=year,
            dues=[_month(month, file.dues.owed) for month in file.dues.months],
            unpaid=list(file.dues.unpaid),
            dues_record=file.dues.record,
        )
    )


def _step(step: Step) -> answers.JourneyStep:
    return answers.JourneyStep(
        side=step.side.value,
        step=encoding.text(event_label(step.event)),
        mark=step.mark.value,
        days=list(step.days),
        years=list(step.years),
        missing_years=list(step.missing_years),
        gaps=[coded(gap) for gap in step.gaps],
    )


def _month(month: Month, owed: Iterable[int]) -> answers.DuesMonth:
    return answers.DuesMonth(
        month=month.month,
        standing=coded(month.standing),
        owed=month.month in owed,
        due_on=month.due_on,
        paid_on=month.paid_on,
        quarterly=month.quarterly,
    )


# --- education ---------------------------------------------------------------------------


def education() -> Response:
    """Days of education credited to each member in a year, absences, training, reviews."""
    when, called, of, year = clocks(), names(), extent(clocks()), _year()
    reading = asking().reading
    every = members_view.years_of(reading, of.bodies, year, when.as_of, when.known_at)
    wanted = education_roll.chosen(every, one_of("progress", [*Progress, "unexcused", "training"]), when)
    rows, cursor = asked.paged(wanted, size=asked.limit())
    uncriticised = education_roll.uncriticised(reading, rows, when)
    asking().learn(id for one in rows for id in (one.person, one.organisation))
    sums = members_view.totals(every, when.as_of)
    contents = members_view.by_content(members_view.sessions_of(reading, of.bodies, year, when.as_of, when.known_at))
    return encoding.respond(
        answers.EducationRegister(
            organisation=of.root,
            below=of.below,
            year=year,
            clocks=encoding.clock(when),
            totals=[
                answers.EducationTotals(
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    members=one.members,
                    owing=one.owing,
                    met=one.met,
                    short=one.short,
                    differentiated=one.differentiated,
                    without_alternative=one.without_alternative,
                    unexcused=one.unexcused,
                    unreviewed=one.unreviewed,
                    training_due=one.training_due,
                )
                for one in sums
            ],
            contents={code.value: number for code, number in contents.items()},
            analysis_due=members_view.analysis_due(reading, of.root, when.as_of, when.known_at),
            members=[_education(one, uncriticised[one.member], called) for one in rows],
            cursor=cursor,
        )
    )


def _education(one: MemberYear, uncriticised: int, called: Names) -> answers.EducationYear:
    return answers.EducationYear(
        member=one.member,
        person=one.person,
        person_name=called(one.person),
        organisation=one.organisation,
        organisation_name=called(one.organisation),
        category=one.category,
        required_half_days=one.required,
        credited_half_days=one.credited,
        wanting_half_days=one.left,
        progress=coded(one.education),
        sessions=list(one.sessions),
        home_studies=list(one.home_studies),
        unexcused=list(one.unexcused),
        uncriticised=uncriticised,
        excused=one.excused,
        unset=list(one.unset),
        grade=one.grade,
        analysed_on=one.analysed_on,
        trained_on=one.trained_on,
        training_due=one.training_due,
    )


def member_education(person: str) -> Response:
    """One member's year: the sessions that counted, those that did not, and why."""
    when, called, year = clocks(), names(), _year()
    file = education_roll.file_of(person, year, when)
    uncriticised = sum(one.criticised_by == "" for one in file.looked)
    return encoding.respond(
        answers.MemberEducation(
            person=person,
            person_name=called(person),
            year=year,
            clocks=encoding.clock(when),
            standing=None if file.year is None else _education(file.year, uncriticised, called),
            sessions=[_looked(one, called) for one in file.looked],
        )
    )


def _looked(one: education_roll.Looked, called: Names) -> answers.SessionLooked:
    session = one.session
    # What another subtree held exists here as a day of the member, not as a record.
    known = asking().reaches(session.organisation)
    return answers.SessionLooked(
        ref=session.ref if known else "",
        title=called(session.ref) if known else "",
        organisation=session.organisation,
        organisation_name=called(session.organisation),
        occurred_on=session.occurred_on,
        half_days=session.half_days,
        verdict=coded(one.verdict),
        criticised_by=one.criticised_by,
    )


# --- the roll ------------------------------------------------------------------------------


def members() -> Response:
    """Who belongs to these organisations on a day, with special situations, problems and dispositions."""
    when, called, of = clocks(), names(), extent(clocks())
    category, only = one_of("category", list(Category)), one_of("only", ("special", "trouble", "disposed"))
    found = members_roll.chosen(members_roll.enrolled(asking().reading, of.bodies, when), category, only)
    rows, cursor = asked.paged(found, size=asked.limit())
    asking().learn(id for one in rows for id in (one.membership.person, one.belonging.organisation))
    return encoding.respond(
        answers.Roll(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            total=len(found),
            members=[_member(one, called) for one in rows],
            cursor=cursor,
        )
    )


def _member(one: members_roll.Enrolled, called: Names) -> answers.RollMember:
    return answers.RollMember(
        member=one.membership.member,
        person=one.membership.person,
        person_name=called(one.membership.person),
        organisation=one.belonging.organisation,
        organisation_name=called(one.belonging.organisation),
        since=one.belonging.span.first,
        category=coded(Category(one.belonging.category)),
        situations=[
            answers.MemberSituation(
                situation=coded(Situation(each.situation)),
                first=each.first,
                last=each.last,
                recorded_on=each.recorded_on,
            )
            for each in one.specials
        ],
        troubles=[_trouble(each) for each in one.troubles],
    )


def _trouble(one: Trouble) -> answers.MemberTrouble:
    return answers.MemberTrouble(
        number=one.number,
        problem=coded(Problem(one.problem)),
        found_on=one.found_on,
        stage=one.stage,
        last_on=one.last_on,
        disposition=coded(Disposition(one.disposition)) if one.disposition else None,
        due_on=one.due_on,
    )


# --- dues ------------------------------------------------------------------------------------


def dues() -> Response:
    """Dues of a year: months overdue by organisation, and the twelve months of every member."""
    when, called, of, year = clocks(), names(), extent(clocks()), _year()
    found = dues_roll.dues_year(asking().reading, of.bodies, year, when)
    unpaid_only = asked.flag("unpaid")
    rows, cursor = asked.paged([one for one in found.rows if one.unpaid or not unpaid_only], size=asked.limit())
    asking().learn(id for one in rows for id in (one.person, one.organisation))
    return encoding.respond(
        answers.DuesRegister(
            organisation=of.root,
            below=of.below,
            year=year,
            clocks=encoding.clock(when),
            totals=[
                answers.DuesSum(
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    members=one.members,
                    unpaid_members=one.unpaid_members,
                    unpaid_months=one.unpaid_months,
                    late_months=one.late_months,
                    silent=one.silent,
                )
                for one in found.sums
            ],
            members=[_dues(one, called) for one in rows],
            cursor=cursor,
        )
    )


def _dues(one: dues_roll.Paying, called: Names) -> answers.DuesOf:
    return answers.DuesOf(
        person=one.person,
        person_name=called(one.person),
        organisation=one.organisation,
        organisation_name=called(one.organisation),
        floating=one.floating,
        on_record=one.on_record,
        unpaid=list(one.unpaid),
        late=list(one.late),
        months=[_month(month, one.owed) for month in one.months],
    )
