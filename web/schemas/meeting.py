"""Shapes of the acts on meetings 会议."""

from domain import meeting as acts
from domain.meeting import Body, Topic
from web.schemas.fields import Choice, Day, Lines, Ref, Refs, Rows, Shape, Text, Whole, long_text, reason


class AgendaItem(Shape):
    describes = acts.AgendaItem
    topic = Choice(Topic, required=True)
    title = Text(required=True)


class Resolution(Shape):
    describes = acts.Resolution
    number = Whole(least=1, most=999, required=True)
    text = Text(required=True, limit=2_000, lines=2)
    responsible = Ref("person", allow_none=True, load_default=None)
    due_on = Day(allow_none=True, load_default=None)


class ConveneMeeting(Shape):
    describes = acts.ConveneMeeting
    meeting = Ref("meeting", hidden=True, required=True)
    organisation = Ref("organisation", required=True)
    body = Choice(Body, required=True)
    title = Text(required=True)
    planned_on = Day(required=True)


class HoldMeeting(Shape):
    describes = acts.HoldMeeting
    meeting = Ref("meeting", hidden=True, required=True)
    organisation = Ref("organisation", required=True)
    body = Choice(Body, required=True)
    title = Text(required=True)
    occurred_on = Day(required=True)
    place = Text(load_default="", limit=200)
    chair = Ref("person", required=True)
    attendees = Refs("person", required=True)
    agenda = Rows(AgendaItem, required=True)
    reports_heard = Lines()
    resolutions = Rows(Resolution, blank=2)
    minutes = long_text(load_default="")


class CancelMeeting(Shape):
    describes = acts.CancelMeeting
    meeting = Ref("meeting", hidden=True, required=True)
    reason = reason()


class CarryOutResolution(Shape):
    describes = acts.CarryOutResolution
    meeting = Ref("meeting", hidden=True, required=True)
    number = Whole(least=1, most=999, required=True, source="resolutions")
    occurred_on = Day(required=True)
    text = Text(required=True, limit=2_000, lines=4)


class CorrectMeeting(Shape):
    describes = acts.CorrectMeeting
    meeting = Ref("meeting", hidden=True, required=True)
    body = Choice(Body, required=True)
    title = Text(required=True)
    occurred_on = Day(required=True)
    place = Text(load_default="", limit=200)
    chair = Ref("person", required=True)
    attendees = Refs("person", required=True)
    agenda = Rows(AgendaItem, required=True)
    reports_heard = Lines()
    resolutions = Rows(Resolution, blank=2)
    minutes = long_text(load_default="")
    reason = reason()


class VoidMeeting(Shape):
    describes = acts.VoidMeeting
    meeting = Ref("meeting", hidden=True, required=True)
    reason = reason()
