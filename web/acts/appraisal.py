"""Acts on appraisal rounds 考核."""

from collections.abc import Mapping
from typing import Any, Final

from domain import appraisal
from web.acts.row import Act, Form, standing

STANDING: Final = ("opened", "fixed", "closed")


def _indicators(form: Form) -> Mapping[str, Any]:
    return {"indicators": form.state.indicators}


ACTS: Final = (
    Act(command=appraisal.OpenAppraisal, begins=True, counts=True),
    Act(command=appraisal.FixIndicators, stages=("opened",), counts=True),
    Act(command=appraisal.ChangeIndicators, stages=("opened",), prefill=_indicators),
    Act(command=appraisal.CloseAppraisal, stages=("fixed",)),
    Act(command=appraisal.CorrectAppraisal, stages=STANDING, prefill=standing("opened"), counts=True),
    Act(command=appraisal.VoidAppraisal, stages=STANDING),
)
