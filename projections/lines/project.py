"""Lines of projects: the parts are the steps reached."""

from typing import Final

from domain import project
from projections.lines.line import Plain, Values, said


def _proposed(event: project.ProjectProposed) -> Values:
    return said(
        stage="proposed",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        period=str(event.year),
    )


_LINES: Final = Plain(
    "project",
    opens={project.ProjectProposed: _proposed},
    corrected={project.ProjectCorrected: "proposed"},
    stages={
        project.ProjectApproved: "approved",
        project.ProjectCompleted: "completed",
        project.ProjectTerminated: "terminated",
        project.ProjectVoided: "voided",
    },
    parts={project.MilestoneReached: 1},
    silent=(project.ProjectRescheduled, project.ProjectProgressReported, project.ProjectOwnerChanged),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
