"""Shapes of the acts on lectures 党课、形势报告."""

from domain import lecture as acts
from web.schemas.derived import shape_of

DeliverLecture = shape_of(acts.DeliverLecture)
CorrectLecture = shape_of(acts.CorrectLecture)
VoidLecture = shape_of(acts.VoidLecture)
