"""Shapes of the acts on collective education 集体教育."""

from domain import education as acts
from web.schemas.derived import shape_of, whole

_LENGTH = whole(1, acts.MOST_HALF_DAYS)

HoldEducation = shape_of(acts.HoldEducation, half_days=_LENGTH)
CorrectEducation = shape_of(acts.CorrectEducation, half_days=_LENGTH)
VoidEducation = shape_of(acts.VoidEducation)
