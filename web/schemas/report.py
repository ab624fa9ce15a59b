"""Shapes of the acts on reports 报告."""

from domain import report as acts
from web.schemas.derived import shape_of

SubmitReport = shape_of(acts.SubmitReport)
ReturnReport = shape_of(acts.ReturnReport)
ResubmitReport = shape_of(acts.ResubmitReport)
AcceptReport = shape_of(acts.AcceptReport)
CorrectReport = shape_of(acts.CorrectReport)
VoidReport = shape_of(acts.VoidReport)
