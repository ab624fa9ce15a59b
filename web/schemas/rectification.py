"""Shapes of the acts on rectifications 限期整改: who acts for the ordering side lies in the viewer's own subtree."""

from domain import rectification as acts
from web.schemas.derived import ORGANISATION, code_of, record_of, shape_of, whole

_SOURCE = record_of(source="problems_found", parts=True)
_DUTIES = code_of("every_clause")
"""Duties of the ordering organisation, mostly: not those of the organisation that the form is opened for."""
_VERIFIER = record_of("person", source="verifiers")
_DAYS = whole(1, acts.MOST_WORKING_DAYS)

OrderRectification = shape_of(
    acts.OrderRectification, ordered_by=ORGANISATION, source=_SOURCE, working_days=_DAYS, duties=_DUTIES
)
ExtendRectification = shape_of(acts.ExtendRectification, by=ORGANISATION)
ReportRectification = shape_of(acts.ReportRectification)
VerifyRectification = shape_of(acts.VerifyRectification, by=ORGANISATION, verifier=_VERIFIER)
RejectRectification = shape_of(acts.RejectRectification, by=ORGANISATION, verifier=_VERIFIER)
OrderRectificationAgain = shape_of(acts.OrderRectificationAgain, by=ORGANISATION, working_days=_DAYS)
CloseRectification = shape_of(acts.CloseRectification, by=ORGANISATION)
CorrectRectificationStep = shape_of(acts.CorrectRectificationStep, by=ORGANISATION)
CorrectRectification = shape_of(
    acts.CorrectRectification,
    by=ORGANISATION,
    ordered_by=ORGANISATION,
    source=_SOURCE,
    working_days=_DAYS,
    duties=_DUTIES,
)
VoidRectification = shape_of(acts.VoidRectification, by=ORGANISATION)
