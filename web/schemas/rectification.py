"""Shapes of the acts on rectifications 限期整改: who acts for the ordering side lies in the viewer's own subtree."""

from domain import rectification as acts
from web.schemas.derived import ORGANISATION, record_of, shape_of, whole

_SOURCE = record_of(source="problems_found", parts=True)
_DAYS = whole(1, acts.MOST_WORKING_DAYS)

OrderRectification = shape_of(acts.OrderRectification, ordered_by=ORGANISATION, source=_SOURCE, working_days=_DAYS)
ExtendRectification = shape_of(acts.ExtendRectification, by=ORGANISATION)
ReportRectification = shape_of(acts.ReportRectification)
VerifyRectification = shape_of(acts.VerifyRectification, by=ORGANISATION)
RejectRectification = shape_of(acts.RejectRectification, by=ORGANISATION)
OrderRectificationAgain = shape_of(acts.OrderRectificationAgain, by=ORGANISATION, working_days=_DAYS)
CloseRectification = shape_of(acts.CloseRectification, by=ORGANISATION)
CorrectRectificationStep = shape_of(acts.CorrectRectificationStep, by=ORGANISATION)
CorrectRectification = shape_of(
    acts.CorrectRectification, by=ORGANISATION, ordered_by=ORGANISATION, source=_SOURCE, working_days=_DAYS
)
VoidRectification = shape_of(acts.VoidRectification, by=ORGANISATION)
