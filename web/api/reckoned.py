"""The due calendar and the statistics of a year over the JSON API: the same questions as the pages."""

from flask import Response

from domain.identity import is_stream_id
from web.api import asked, encoding
from web.api import reckoned_answers as answers
from web.asking import clocks
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.naming import Names, names
from web.registers.agenda import DAYS, Told, owed_by, owed_in, span, told
from web.registers.extent import extent
from web.registers.owing import SORTS
from web.registers.statistics import statistics as reckoned

FIRST_YEAR, LAST_YEAR = 1901, 2199


def due() -> Response:
    """What organisations or one person still owe by a day: past days first, then by day."""
    when, called = clocks(), names()
    of, person = extent(when), asked.parameter("person")
    days = span(when, asked.parameter("month"), asked.whole("days", DAYS, least=1, most=730))
    if person:
        if not is_stream_id(person, "person"):
            raise NotFound
        record_in_reach(person)
        every = owed_by(person, when, days)
    else:
        every = owed_in(of.root, of.bodies, when, days)
    sorts, late = asked.several("sort", list(SORTS)), asked.flag("late")
    wanted = [one for one in every if (not sorts or one.sort in sorts) and (one.overdue or not late)]
    rows, cursor = asked.paged(wanted, size=asked.limit())
    overdue = sum(one.overdue for one in every)
    return encoding.respond(
        answers.Due(
            organisation="" if person else of.root,
            below=not person and of.below,
            person=person,
            until=days.until,
            clocks=encoding.clock(when),
            overdue=overdue,
            ahead=len(every) - overdue,
            owed=[_owed(one, called) for one in told(rows, when)],
            cursor=cursor,
        )
    )


def _owed(one: Told, called: Names) -> answers.Owed:
    row = one.owing
    return answers.Owed(
        sort=row.sort,
        sort_text=encoding.text(one.sort),
        what=encoding.text(one.what),
        cite=one.cite,
        organisation=row.organisation,
        organisation_name=called(row.organisation),
        persons=list(row.persons),
        members=row.times,
        due_on=row.due_on,
        overdue_days=row.overdue_days,
        light=row.light,
        light_text=encoding.text(one.light),
        ref=row.ref,
        policy=row.policy,
        clause=row.clause,
        window=row.window,
        command=row.form if one.act_url else "",
        begun=dict(row.begun) if one.act_url else {},
    )


def statistics() -> Response:
    """The numbers of a yearly report, the year before beside them."""
    when = clocks()
    of, year = extent(when), asked.whole("year", when.as_of.year, least=FIRST_YEAR, most=LAST_YEAR)
    return encoding.respond(
        answers.Statistics(
            organisation=of.root,
            below=of.below,
            organisations=len(of.bodies),
            year=year,
            clocks=encoding.clock(when),
            sections=[
                answers.FigureSection(
                    code=section.code,
                    label=encoding.text(section.label),
                    figures=[
                        answers.Figure(
                            code=one.code,
                            label=encoding.text(one.label),
                            unit=one.unit,
                            value=one.value,
                            before=one.before,
                            depth=one.depth,
                        )
                        for one in section.figures
                    ],
                )
                for section in reckoned(of, year, when)
            ],
        )
    )
