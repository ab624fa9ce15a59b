"""Acts on inspections 督促检查."""

from collections.abc import Mapping
from typing import Any, Final

from domain import inspection
from web.acts.row import Act, Form, standing, values_of

STANDING: Final = ("conducted",)


def _problem(form: Form) -> Mapping[str, Any]:
    """The problem as it stands."""
    number = form.known.get("number", "")
    return values_of(form.state.problems[int(number)].found) if form.state.has_part(number) else {}


ACTS: Final = (
    Act(command=inspection.ConductInspection, begins=True, counts=True),
    Act(command=inspection.FindProblem, stages=STANDING),
    Act(command=inspection.GiveFeedback, stages=STANDING),
    Act(command=inspection.CorrectInspection, stages=STANDING, prefill=standing("conducted"), counts=True),
    Act(command=inspection.VoidInspection, stages=STANDING),
    Act(command=inspection.CorrectProblem, part="number", prefill=_problem),
    Act(command=inspection.VoidProblem, part="number"),
)
