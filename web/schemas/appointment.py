"""Shapes of the acts on appointments 任职."""

from domain import appointment as acts
from domain.appointment import Portfolio, Post
from web.schemas.fields import Choice, Choices, Day, Flag, Ref, Shape, Text, Whole, reason


class AppointRole(Shape):
    describes = acts.AppointRole
    organisation = Ref("organisation", hidden=True, required=True)
    person = Ref("person", required=True)
    post = Choice(Post, required=True)
    title = Text(load_default="")
    portfolio = Choices(Portfolio)
    acting = Flag(load_default=False)
    occurred_on = Day(required=True)
    ended_on = Day(allow_none=True, load_default=None, hint=("仍在任的留空", "Leave empty while still in post"))
    document = Text(load_default="")


class AssignRole(Shape):
    describes = acts.AssignRole
    organisation = Ref("organisation", hidden=True, required=True)
    appointment = Whole(least=1, hidden=True, required=True)
    portfolio = Choices(Portfolio)
    occurred_on = Day(required=True)
    reason = reason()


class EndRole(Shape):
    describes = acts.EndRole
    organisation = Ref("organisation", hidden=True, required=True)
    appointment = Whole(least=1, hidden=True, required=True)
    occurred_on = Day(required=True)
    reason = reason()


class CorrectAppointment(Shape):
    describes = acts.CorrectAppointment
    organisation = Ref("organisation", hidden=True, required=True)
    appointment = Whole(least=1, hidden=True, required=True)
    person = Ref("person", required=True)
    post = Choice(Post, required=True)
    title = Text(load_default="")
    portfolio = Choices(Portfolio)
    acting = Flag(load_default=False)
    occurred_on = Day(required=True)
    ended_on = Day(allow_none=True, load_default=None, hint=("仍在任的留空", "Leave empty while still in post"))
    document = Text(load_default="")
    reason = reason()


class VoidAppointment(Shape):
    describes = acts.VoidAppointment
    organisation = Ref("organisation", hidden=True, required=True)
    appointment = Whole(least=1, hidden=True, required=True)
    reason = reason()
