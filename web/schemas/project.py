"""Shapes of the acts on projects 书记项目、共建项目."""

from domain import project as acts
from web.schemas.derived import shape_of

ProposeProject = shape_of(acts.ProposeProject)
ApproveProject = shape_of(acts.ApproveProject)
RescheduleProject = shape_of(acts.RescheduleProject)
ReportProgress = shape_of(acts.ReportProgress)
ReachMilestone = shape_of(acts.ReachMilestone)
ChangeProjectOwner = shape_of(acts.ChangeProjectOwner)
CompleteProject = shape_of(acts.CompleteProject)
TerminateProject = shape_of(acts.TerminateProject)
CorrectProject = shape_of(acts.CorrectProject)
VoidProject = shape_of(acts.VoidProject)
