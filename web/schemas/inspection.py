"""Shapes of the acts on inspections 督促检查."""

from domain import inspection as acts
from web.schemas.derived import PARAGRAPH, PART, code_of, shape_of

_CLAUSE = code_of("every_clause")
"""A clause that the inspected organisation did not keep."""

ConductInspection = shape_of(acts.ConductInspection)
CorrectInspection = shape_of(acts.CorrectInspection)
VoidInspection = shape_of(acts.VoidInspection)
FindProblem = shape_of(acts.FindProblem, text=PARAGRAPH, clause=_CLAUSE)
CorrectProblem = shape_of(acts.CorrectProblem, number=PART, text=PARAGRAPH, clause=_CLAUSE)
VoidProblem = shape_of(acts.VoidProblem, number=PART)
GiveFeedback = shape_of(acts.GiveFeedback)
