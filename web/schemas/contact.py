"""Shapes of the acts on contact points and visits 联系点、走访."""

from domain import contact as acts
from web.schemas.derived import PARAGRAPH, shape_of, whole

EstablishContactPoint = shape_of(acts.EstablishContactPoint)
VisitContactPoint = shape_of(acts.VisitContactPoint, "point", "visitor", "purpose", "occurred_on", "companions")
CorrectVisit = shape_of(acts.CorrectVisit, "point", "visit", "visitor", "purpose", "occurred_on", "companions")
VoidVisit = shape_of(acts.VoidVisit)
RaiseProblem = shape_of(acts.RaiseProblem, text=PARAGRAPH)
ResolveProblem = shape_of(acts.ResolveProblem, number=whole(1, source="problems"), text=PARAGRAPH)
RecogniseDemonstrationPoint = shape_of(acts.RecogniseDemonstrationPoint)
ReassignContactPoint = shape_of(acts.ReassignContactPoint)
CloseContactPoint = shape_of(acts.CloseContactPoint)
CorrectContactPoint = shape_of(acts.CorrectContactPoint)
VoidContactPoint = shape_of(acts.VoidContactPoint)
