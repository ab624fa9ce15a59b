"""Handling of a project's commands."""

from collections.abc import Iterable
from typing import Any, Final

from domain import project
from domain.handling.row import ANY, ORGANISATION, PERSON, Mention, names, rows

_NAMED: Final = {"owner": PERSON, "research": "research", "partners": ORGANISATION}


def _steps(command: Any, state: Any) -> Iterable[Mention]:
    yield from names(**({"by": ORGANISATION} if isinstance(command, project.ApproveProject) else {}))(command, state)
    for step in command.milestones:
        if step.person:
            yield Mention(field="milestones", ref=step.person, kind=PERSON)


ROWS: Final = rows(
    project,
    "project",
    {
        project.ProposeProject: {"existing": names(organisation=ORGANISATION, **_NAMED)},
        project.ApproveProject: {"existing": _steps},
        project.RescheduleProject: {"existing": _steps},
        project.ReportProgress: {},
        project.ReachMilestone: {"existing": names(evidence=ANY)},
        project.ChangeProjectOwner: {"existing": names(owner=PERSON)},
        project.CompleteProject: {"existing": names(evidence=ANY)},
        project.TerminateProject: {},
        project.CorrectProject: {"existing": names(**_NAMED)},
        project.VoidProject: {},
    },
)
