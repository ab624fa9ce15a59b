"""Shapes of the acts on plans 规划计划、指标、制度."""

from domain import plan as acts
from web.schemas.derived import shape_of

AdoptPlan = shape_of(acts.AdoptPlan)
RevisePlan = shape_of(acts.RevisePlan)
ReachTarget = shape_of(acts.ReachTarget)
EndPlan = shape_of(acts.EndPlan)
CorrectPlan = shape_of(acts.CorrectPlan)
VoidPlan = shape_of(acts.VoidPlan)
