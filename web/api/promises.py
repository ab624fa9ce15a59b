"""Receptions and commitments over the JSON API: what people raised, what members promised."""

from flask import Response

from domain.reception import Channel
from projections import receptions as view
from web.api import asked, encoding
from web.api import roll_answers as answers
from web.api.rolls import FIRST_YEAR, LAST_YEAR, coded, one_of
from web.asking import asking, clocks
from web.naming import names
from web.registers.extent import extent


def receptions() -> Response:
    """Issues that people raised and that are not closed, with age and channel."""
    when, called, of = clocks(), names(), extent(clocks())
    channel = one_of("channel", list(Channel))
    found = view.issues(asking().reading, of.bodies, when.as_of, when.known_at, closed=asked.flag("closed"))
    wanted = [one for one in found if not channel or one.channel.value == channel]
    rows, cursor = asked.paged(wanted, size=asked.limit())
    asking().learn(one.organisation for one in rows)
    return encoding.respond(
        answers.Issues(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            channels={code.value: number for code, number in view.by_channel(found).items()},
            open=sum(one.closed_on is None for one in found),
            issues=[
                answers.Raised(
                    ref=one.ref,
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    channel=coded(one.channel),
                    category=coded(one.category),
                    text=one.text,
                    raised_on=one.raised_on,
                    age_days=one.age_days,
                    stage=one.stage,
                    fed_back=one.fed_back,
                    resolved_on=one.resolved_on,
                    closed_on=one.closed_on,
                )
                for one in rows
            ],
            cursor=cursor,
        )
    )


def commitments() -> Response:
    """Promises of members: what is past its day, how many were kept."""
    when, called, of = clocks(), names(), extent(clocks())
    year = asked.whole("year", 0, least=FIRST_YEAR, most=LAST_YEAR)
    found = view.promises(asking().reading, of.bodies, when.as_of, when.known_at, period=f"{year:04}" if year else "")
    made, fulfilled, confirmed = view.fulfilment(found)
    every = asked.flag("every")
    rows, cursor = asked.paged([one for one in found if every or one.stage != "confirmed"], size=asked.limit())
    asking().learn(id for one in rows for id in (one.organisation, one.person))
    return encoding.respond(
        answers.Commitments(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            made=made,
            fulfilled=fulfilled,
            confirmed=confirmed,
            overdue=sum(one.overdue_days > 0 for one in found),
            commitments=[
                answers.Promised(
                    commitment=one.commitment,
                    title=one.title,
                    organisation=one.organisation,
                    organisation_name=called(one.organisation),
                    person=one.person,
                    person_name=called(one.person),
                    period=one.period,
                    made_on=one.made_on,
                    due_on=one.due_on,
                    stage=one.stage,
                    fulfilled_on=one.fulfilled_on,
                    overdue_days=one.overdue_days,
                )
                for one in rows
            ],
            cursor=cursor,
        )
    )
