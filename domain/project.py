"""Project 书记项目: a problem taken on for the year by the secretary or a member, with a timetable and a person.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Type(StrEnum):
    """Whose project 项目类别."""

    SECRETARY = "secretary"
    MEMBER = "member"
    JOINT = "joint"


# --- values and events -----------------------------------------------------------


@record
class Milestone:
    """One step of the timetable 时间节点."""

    number: int
    title: str
    due_on: date
    person: str | None = None


@record
class ProjectProposed:
    """A project was proposed 申报项目."""

    organisation: str
    type: Type
    owner: str
    year: int
    title: str
    problem: str
    occurred_on: date
    research: str | None = None
    """Research of the owner that came before."""
    partners: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ProjectApproved:
    """It was approved, with timetable 立项."""

    by: str
    occurred_on: date
    milestones: tuple[Milestone, ...]


@record
class ProjectRescheduled:
    """Its timetable was changed 调整时间表."""

    occurred_on: date
    milestones: tuple[Milestone, ...]
    reason: str


@record
class ProjectProgressReported:
    """Progress was reported 报告进展."""

    occurred_on: date
    text: str
    percent: int | None = None


@record
class MilestoneReached:
    """A step was reached 完成节点."""

    number: int
    occurred_on: date
    text: str = ""
    evidence: tuple[str, ...] = ()


@record
class ProjectOwnerChanged:
    """Another person took it over 变更负责人."""

    owner: str
    occurred_on: date
    reason: str


@record
class ProjectCompleted:
    """It was completed 完成项目."""

    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class ProjectTerminated:
    """It was broken off 终止项目."""

    occurred_on: date
    reason: str


@record
class ProjectCorrected:
    """It was written down wrongly; ``proposed`` is how it should read 更正项目登记."""

    corrects: int
    proposed: ProjectProposed
    reason: str


@record
class ProjectVoided:
    """It was recorded by mistake 作废项目登记."""

    reason: str


Event: TypeAlias = (
    ProjectProposed
    | ProjectApproved
    | ProjectRescheduled
    | ProjectProgressReported
    | MilestoneReached
    | ProjectOwnerChanged
    | ProjectCompleted
    | ProjectTerminated
    | ProjectCorrected
    | ProjectVoided
)

# --- commands --------------------------------------------------------------------


@record
class ProposeProject:
    """Propose a project 申报项目."""

    project: str
    organisation: str
    type: Type
    owner: str
    year: int
    title: str
    problem: str
    occurred_on: date
    research: str | None = None
    """Research of the owner that came before."""
    partners: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ApproveProject:
    """Approve it 批准立项."""

    project: str
    by: str
    occurred_on: date
    milestones: tuple[Milestone, ...]


@record
class RescheduleProject:
    """Change the timetable 调整时间表."""

    project: str
    occurred_on: date
    milestones: tuple[Milestone, ...]
    reason: str


@record
class ReportProgress:
    """Report progress 报告进展."""

    project: str
    occurred_on: date
    text: str
    percent: int | None = None


@record
class ReachMilestone:
    """Record a step reached 登记完成节点."""

    project: str
    number: int
    occurred_on: date
    text: str = ""
    evidence: tuple[str, ...] = ()


@record
class ChangeProjectOwner:
    """Change the owner 变更负责人."""

    project: str
    owner: str
    occurred_on: date
    reason: str


@record
class CompleteProject:
    """Complete it 完成项目."""

    project: str
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class TerminateProject:
    """Break it off 终止项目."""

    project: str
    occurred_on: date
    reason: str


@record
class CorrectProject:
    """Correct it 更正项目登记."""

    project: str
    type: Type
    owner: str
    year: int
    title: str
    problem: str
    occurred_on: date
    reason: str
    research: str | None = None
    """Research of the owner that came before."""
    partners: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidProject:
    """Void it 作废项目登记."""

    project: str
    reason: str


Command: TypeAlias = (
    ProposeProject
    | ApproveProject
    | RescheduleProject
    | ReportProgress
    | ReachMilestone
    | ChangeProjectOwner
    | CompleteProject
    | TerminateProject
    | CorrectProject
    | VoidProject
)
