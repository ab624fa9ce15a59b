"""Shapes of the acts on contact points and visits 联系点、走访."""

from domain import contact as acts
from domain.contact import Purpose
from web.schemas.fields import Choice, Day, Ref, Refs, Shape, Text, Whole, long_text, reason


class EstablishContactPoint(Shape):
    describes = acts.EstablishContactPoint
    point = Ref("contact", hidden=True, required=True)
    organisation = Ref("organisation", required=True)
    owner = Ref("person", required=True)
    unit = Ref("organisation", source="any_organisation", required=True)
    occurred_on = Day(required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class VisitContactPoint(Shape):
    describes = acts.VisitContactPoint
    point = Ref("contact", hidden=True, required=True)
    visitor = Ref("person", required=True)
    purpose = Choice(Purpose, required=True)
    occurred_on = Day(required=True)
    companions = Refs("person")
    text = long_text(required=True)


class CorrectVisit(Shape):
    describes = acts.CorrectVisit
    point = Ref("contact", hidden=True, required=True)
    visit = Whole(least=1, hidden=True, required=True)
    visitor = Ref("person", required=True)
    purpose = Choice(Purpose, required=True)
    occurred_on = Day(required=True)
    companions = Refs("person")
    text = long_text(required=True)
    reason = reason()


class VoidVisit(Shape):
    describes = acts.VoidVisit
    point = Ref("contact", hidden=True, required=True)
    visit = Whole(least=1, hidden=True, required=True)
    reason = reason()


class RaiseProblem(Shape):
    describes = acts.RaiseProblem
    point = Ref("contact", hidden=True, required=True)
    text = Text(required=True, limit=2_000, lines=4)
    occurred_on = Day(required=True)


class ResolveProblem(Shape):
    describes = acts.ResolveProblem
    point = Ref("contact", hidden=True, required=True)
    number = Whole(least=1, required=True, source="problems")
    text = Text(required=True, limit=2_000, lines=4)
    occurred_on = Day(required=True)
    passed_to = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)


class RecogniseDemonstrationPoint(Shape):
    describes = acts.RecogniseDemonstrationPoint
    point = Ref("contact", hidden=True, required=True)
    occurred_on = Day(required=True)
    basis = Text(required=True, limit=200)


class ReassignContactPoint(Shape):
    describes = acts.ReassignContactPoint
    point = Ref("contact", hidden=True, required=True)
    owner = Ref("person", required=True)
    occurred_on = Day(required=True)
    reason = reason()


class CloseContactPoint(Shape):
    describes = acts.CloseContactPoint
    point = Ref("contact", hidden=True, required=True)
    occurred_on = Day(required=True)
    reason = reason()


class CorrectContactPoint(Shape):
    describes = acts.CorrectContactPoint
    point = Ref("contact", hidden=True, required=True)
    owner = Ref("person", required=True)
    unit = Ref("organisation", source="any_organisation", required=True)
    occurred_on = Day(required=True)
    note = Text(load_default="", limit=2_000, lines=3)
    reason = reason()


class VoidContactPoint(Shape):
    describes = acts.VoidContactPoint
    point = Ref("contact", hidden=True, required=True)
    reason = reason()
