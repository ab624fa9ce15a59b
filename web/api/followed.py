"""Registers over the JSON API: rectifications, inspections, reports, asks. The same questions as the pages."""

from flask import Response

from domain.identity import kind_of
from domain.rule import Light
from domain.terms import code_label
from projections.rectifications import Problem, Standings
from web.api import asked, encoding
from web.api import followed_answers as answers
from web.asking import Clocks, asking, clocks
from web.errors import NotFound
from web.following import COMMANDS, Offer, asked_of, flags_of, offers, open_of, resting_on
from web.forms.opening import record_in_reach
from web.naming import Names, names
from web.registers.extent import extent
from web.registers.rectifying import Inspections, asked_filter, asked_method, asked_topic, inspected, orders
from web.registers.reporting import Handed, Owed, register, told

FIRST_YEAR, LAST_YEAR = 1900, 2199


def _year(when: Clocks) -> int:
    return asked.whole("year", when.as_of.year, least=FIRST_YEAR, most=LAST_YEAR)


def rectifications() -> Response:
    """The board of rectifications: open orders, the longest overdue first; by age and owner; what came back."""
    when, called = clocks(), names()
    of = extent(when)
    found = orders(of, when, asked_filter())
    rows, cursor = asked.paged(found.rows, size=asked.limit())
    cases = [one.case for one in rows]
    asking().learn([id for case in cases for id in (case.organisation, case.ordered_by, case.responsible or "")])
    return encoding.respond(
        answers.Rectifications(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            standings={standing.value: number for standing, number in found.standings.items()},
            closed=found.closed,
            average_days=found.average_days,
            ages=[answers.Ages(least=least, most=most, open=number) for least, most, number in found.ages],
            owners=[
                answers.Owner(
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    responsible=one.responsible,
                    responsible_name=called(one.responsible) if one.responsible else "",
                    open=one.open,
                    overdue=one.overdue,
                    oldest_days=one.oldest_days,
                )
                for one in found.owners
            ],
            repeats=[
                answers.Repeat(
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    category=one.category.value,
                    years={year: list(refs) for year, refs in one.years},
                )
                for one in found.repeats
            ],
            rectifications=[_order(one, called) for one in rows],
            cursor=cursor,
        )
    )


def _order(one: Standings, called: Names) -> answers.Rectification:
    case, verdict = one.case, one.verdict
    return answers.Rectification(
        rectification=case.rectification,
        title=case.title,
        category=case.category.value,
        category_text=encoding.text(code_label(case.category)),
        serious=case.serious,
        source=case.source,
        organisation=case.organisation,
        organisation_name=called(case.organisation),
        responsible=case.responsible,
        responsible_name=called(case.responsible) if case.responsible else "",
        ordered_by=case.ordered_by,
        ordered_by_name=called(case.ordered_by),
        ordered_on=case.steps[0].day,
        standing=verdict.standing.value,
        standing_text=encoding.text(code_label(verdict.standing)),
        due_on=verdict.due_on,
        overdue_days=verdict.overdue_days,
        age_days=verdict.age_days,
        closed_on=verdict.closed_on,
        limits=[answers.Limit(since=since, due_on=due_on) for since, due_on in verdict.limits],
    )


def inspections() -> Response:
    """Inspections of a year by method and topic, what they found and what was ordered, and whom nobody inspected."""
    when, called = clocks(), names()
    of, year = extent(when), _year(when)
    found = inspected(of, when, year, asked_method(), asked_topic())
    size = asked.limit()
    rows, cursor = asked.paged(found.rows, size=size)
    problems, more = asked.paged(found.problems, size=size)
    asking().learn([id for one in rows for id in (one.organisation, one.inspected)])
    return encoding.respond(
        answers.Inspections(
            organisation=of.root,
            below=of.below,
            year=year,
            clocks=encoding.clock(when),
            carried_out=found.coverage.inspections,
            methods={method.value: number for method, number in found.coverage.methods.items()},
            topics={topic.value: number for topic, number in found.coverage.topics.items()},
            problems=[_problem(one, found, called) for one in problems],
            never=list(found.never),
            inspections=[
                answers.Inspection(
                    inspection=one.inspection,
                    title=one.title,
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    inspected=one.inspected,
                    inspected_name=called(one.inspected),
                    method=one.method.value,
                    topics=[topic.value for topic in one.topics],
                    occurred_on=one.occurred_on,
                )
                for one in rows
            ],
            cursor=cursor or more,
        )
    )


def _problem(one: Problem, found: Inspections, called: Names) -> answers.ProblemFound:
    return answers.ProblemFound(
        ref=one.ref,
        organisation=one.organisation,
        inspected=one.inspected,
        inspected_name=called(one.inspected),
        category=one.category.value,
        found_on=one.found_on,
        serious=one.serious,
        text=one.text,
        clause=one.clause,
        orders=[_order(found.orders[id], called) for id in one.orders if id in found.orders],
    )


def reports() -> Response:
    """Who has to report on a year, what came when and how late, what was returned and why."""
    when, called = clocks(), names()
    of, year = extent(when), _year(when)
    found = register(of, when, year)
    light = asked.parameter("light")
    if light and light not in {one.value for one in Light}:
        asked.wrong("light", "“light”没有这个选项。", "There is no such light.")
    keys, cursor = asked.paged(found.keys(asked.parameter("clause"), light), size=asked.limit())
    rows = told(found, keys, when, year)
    asking().learn(id for one in rows for id in (one.organisation, *one.waiting))
    return encoding.respond(
        answers.ReportRegister(
            organisation=of.root,
            below=of.below,
            year=year,
            clocks=encoding.clock(when),
            lights={one.value: number for one in Light if (number := found.count(one))},
            returned=[paper.ref for paper in found.returned],
            rows=[_owed(one, called) for one in rows],
            cursor=cursor,
        )
    )


def _owed(one: Owed, called: Names) -> answers.ReportOwed:
    return answers.ReportOwed(
        organisation=one.organisation,
        organisation_name=called(one.organisation),
        policy=one.policy,
        clause=one.clause.id,
        cite=one.clause.cite,
        text=encoding.text((one.clause.zh, one.clause.en)),
        window=one.window,
        due=one.due,
        light=one.light.value,
        light_text=encoding.text(code_label(one.light)),
        count=one.done,
        minimum=one.minimum,
        days_over=one.days_over,
        persons=one.persons,
        persons_done=one.persons_done,
        waiting=list(one.waiting),
        papers=[_paper(handed, called) for handed in one.handed],
    )


def _paper(one: Handed, called: Names) -> answers.Paper:
    paper, stands = one.paper, one.stands
    return answers.Paper(
        ref=paper.ref,
        title=paper.title,
        person=paper.person,
        person_name=called(paper.person) if paper.person else "",
        recipient=paper.recipient,
        period=paper.period,
        stage=stands.stage.value,
        stage_text=encoding.text(code_label(stands.stage)),
        handed_in_on=stands.handed_in_on,
        returned_on=stands.returned_on,
        returned_why=stands.returned_why,
        times_returned=stands.times_returned,
        again_on=stands.again_on,
        settled_on=stands.settled_on,
        late_days=one.late_days,
        entered_late_days=one.entered_late_days,
        reason=one.reason,
    )


def asks() -> Response:
    """What entries on record ask somebody to do next and nobody has done yet, the oldest first."""
    when, called = clocks(), names()
    of, command = extent(when), asked.parameter("command")
    if command and command not in COMMANDS:
        asked.wrong("command", "没有记录会引出这个命令。", "No record asks for this command.")
    late = asked.flag("late")
    every = asked_of(of.bodies, when)
    wanted = [one for one in every if command in ("", one.command) and (not late or one.overdue_days(when.as_of))]
    rows, cursor = asked.paged(wanted, size=asked.limit())
    return encoding.respond(
        answers.Asks(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            asks=[_ask(one, called) for one in offers(rows, when)],
            cursor=cursor,
        )
    )


def _ask(one: Offer, called: Names) -> answers.Ask:
    return answers.Ask(
        ref=one.asked.ref,
        command=one.asked.command,
        command_text=encoding.text(one.act),
        key=one.asked.key,
        organisation=one.asked.organisation,
        organisation_name=called(one.asked.organisation),
        text=encoding.text(one.said),
        clause=one.clause,
        asked_on=one.asked.asked_on,
        due_on=one.asked.due_on,
        age_days=one.age_days,
        overdue_days=one.overdue_days,
    )


def following(stream: str) -> Response:
    """What a record asks for and nobody has done; what rests on it; what it rests on and was changed since."""
    record_in_reach(stream)
    if kind_of(stream) == "account":
        raise NotFound
    when, called = clocks(), names()
    return encoding.respond(
        answers.Following(
            stream=stream,
            clocks=encoding.clock(when),
            asks=[_ask(one, called) for one in open_of(stream, when)],
            cited_by=[
                answers.Resting(
                    stream=one.citation.stream,
                    title=one.text,
                    role=one.citation.role,
                    role_text=encoding.text(one.role),
                    position=one.citation.position,
                )
                for one in resting_on(stream, when)
            ],
            changed=[
                answers.ChangedSince(
                    cited=one.changed.cited,
                    title=one.text,
                    name=one.changed.name,
                    name_text=encoding.text(one.act),
                    version=one.changed.version,
                    position=one.changed.position,
                )
                for one in flags_of(stream, when)
            ],
        )
    )
