"""Shapes of the acts on debriefings 述职."""

from domain import debrief as acts
from web.schemas.derived import shape_of, whole

DeliverDebrief = shape_of(acts.DeliverDebrief)
EvaluateDebrief = shape_of(acts.EvaluateDebrief, evaluators=whole(1, 100_000))
CorrectEvaluation = shape_of(acts.CorrectEvaluation, evaluators=whole(1, 100_000))
CorrectDebrief = shape_of(acts.CorrectDebrief)
VoidDebrief = shape_of(acts.VoidDebrief)
