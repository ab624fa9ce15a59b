"""Acts on projects 书记项目、共建项目."""

from collections.abc import Mapping
from typing import Any, Final

from domain import project
from web.acts.row import Act, Form, standing
from web.services import services


def _this_year(form: Form) -> Mapping[str, Any]:
    return {"year": services().today().year}


def _present(form: Form) -> Mapping[str, Any]:
    return {"milestones": form.state.milestones}


OPEN: Final = ("proposed", "approved")
ALL: Final = (*OPEN, "completed", "terminated")

ACTS: Final = (
    Act(command=project.ProposeProject, begins=True, prefill=_this_year, counts=True),
    Act(command=project.ApproveProject, stages=("proposed",), counts=True),
    Act(command=project.ReportProgress, stages=("approved",), counts=True),
    Act(command=project.ReachMilestone, stages=("approved",)),
    Act(command=project.RescheduleProject, stages=("approved",), prefill=_present),
    Act(command=project.ChangeProjectOwner, stages=OPEN),
    Act(command=project.CompleteProject, stages=("approved",)),
    Act(command=project.TerminateProject, stages=OPEN),
    Act(command=project.CorrectProject, stages=ALL, prefill=standing("proposed"), counts=True),
    Act(command=project.VoidProject, stages=ALL),
)
