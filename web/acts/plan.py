"""Acts on plans 规划计划、指标、制度."""

from collections.abc import Mapping
from typing import Any, Final

from domain import plan
from web.acts.row import Act, Form, standing


def _present(form: Form) -> Mapping[str, Any]:
    return {"targets": form.state.targets}


ACTS: Final = (
    Act(command=plan.AdoptPlan, begins=True, counts=True),
    Act(command=plan.ReachTarget, stages=("standing",)),
    Act(command=plan.RevisePlan, stages=("standing",), prefill=_present),
    Act(command=plan.EndPlan, stages=("standing",)),
    Act(command=plan.CorrectPlan, stages=("standing", "ended"), prefill=standing("adopted"), counts=True),
    Act(command=plan.VoidPlan, stages=("standing", "ended")),
)
