"""Shapes of the acts on appraisal rounds 考核."""

from domain import appraisal as acts
from web.schemas.derived import code_of, shape_of
from web.schemas.fields import Rows

Indicator = shape_of(acts.Indicator, clause=code_of("clauses_below", suggested=True))
OpenAppraisal = shape_of(acts.OpenAppraisal, indicators=Rows(Indicator))
ChangeIndicators = shape_of(acts.ChangeIndicators, indicators=Rows(Indicator, required=True))
FixIndicators = shape_of(acts.FixIndicators)
CloseAppraisal = shape_of(acts.CloseAppraisal)
CorrectAppraisal = shape_of(acts.CorrectAppraisal, indicators=Rows(Indicator))
VoidAppraisal = shape_of(acts.VoidAppraisal)
