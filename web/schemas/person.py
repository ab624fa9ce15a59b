"""Shapes of the acts on persons 人员."""

from domain import person as acts
from web.schemas.fields import Flag, Ref, Shape, Text, reason


class RegisterPerson(Shape):
    describes = acts.RegisterPerson
    person = Ref("person", hidden=True, required=True)
    name = Text(required=True, limit=60)
    organisation = Ref("organisation", required=True)
    party_member = Flag(load_default=False)
    identity_number = Text(load_default="", limit=30)
    phone = Text(load_default="", limit=30, phone=True)


class CorrectPerson(Shape):
    describes = acts.CorrectPerson
    person = Ref("person", hidden=True, required=True)
    name = Text(required=True, limit=60)
    organisation = Ref("organisation", required=True)
    party_member = Flag(load_default=False)
    identity_number = Text(load_default="", limit=30)
    phone = Text(load_default="", limit=30, phone=True)
    reason = reason()


class VoidPerson(Shape):
    describes = acts.VoidPerson
    person = Ref("person", hidden=True, required=True)
    reason = reason()
