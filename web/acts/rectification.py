"""Acts on rectifications 限期整改."""

from collections.abc import Mapping
from typing import Any, Final

from domain import rectification
from web.acts.row import Act, Form, values_of

TO_DO: Final = ("ordered", "rejected")
STANDING: Final = ("ordered", "reported", "rejected", "verified", "closed")


def _by(form: Form) -> Mapping[str, Any]:
    """The ordering organisation acts, unless another is chosen."""
    return {"by": form.state.ordered.ordered_by}


def _ordered(form: Form) -> Mapping[str, Any]:
    """The order as it stands; a limit in working days is shown in working days."""
    found = {**values_of(form.state.ordered), **_by(form)}
    return {**found, "due_on": None} if found["working_days"] is not None else found


ACTS: Final = (
    Act(command=rectification.OrderRectification, begins=True, counts=True),
    Act(command=rectification.ExtendRectification, stages=TO_DO, prefill=_by),
    Act(command=rectification.ReportRectification, stages=TO_DO),
    Act(command=rectification.VerifyRectification, stages=("reported",), prefill=_by, counts=True),
    Act(command=rectification.RejectRectification, stages=("reported",), prefill=_by),
    Act(command=rectification.OrderRectificationAgain, stages=("rejected", "verified"), prefill=_by),
    Act(command=rectification.CloseRectification, stages=("verified",), prefill=_by),
    Act(command=rectification.CorrectRectificationStep, stages=STANDING, prefill=_by),
    Act(command=rectification.CorrectRectification, stages=STANDING, prefill=_ordered, counts=True),
    Act(command=rectification.VoidRectification, stages=STANDING, prefill=_by),
)
