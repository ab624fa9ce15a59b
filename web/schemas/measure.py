"""Shapes of the acts on measures 批评、诫勉、调整."""

from domain import measure as acts
from web.schemas.derived import ANY_ORGANISATION, ANYBODY, code_of, record_of, shape_of, text

_ABOUT = {"about": ANYBODY, "subject": ANY_ORGANISATION, "cites": record_of(source="below")}
_CLAUSE = code_of("every_clause")
_DOCUMENT = text(200)

TakeMeasure = shape_of(acts.TakeMeasure, **_ABOUT, clause=_CLAUSE, document=_DOCUMENT)
NotifyMeasure = shape_of(acts.NotifyMeasure)
TakeMeasureStatement = shape_of(acts.TakeMeasureStatement)
EndMeasure = shape_of(acts.EndMeasure)
RevokeMeasure = shape_of(acts.RevokeMeasure, document=_DOCUMENT)
CorrectMeasure = shape_of(acts.CorrectMeasure, **_ABOUT, clause=_CLAUSE, document=_DOCUMENT)
VoidMeasure = shape_of(acts.VoidMeasure)
