"""Words of a project 书记项目、共建项目."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import project
from domain.terms.common import Label

KIND: Final[Label] = ("党建项目", "Project")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    project.Type: {
        "secretary": ("书记项目", "Secretary's project"),
        "member": ("班子成员项目", "Project of a member of the leadership"),
        "joint": ("共建联建项目", "Joint project"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    project.ProjectProposed: ("申报项目", "Project proposed"),
    project.ProjectApproved: ("批准立项", "Project approved"),
    project.ProjectRescheduled: ("调整项目时间表", "Timetable changed"),
    project.ProjectProgressReported: ("报告项目进展", "Progress reported"),
    project.MilestoneReached: ("完成项目节点", "Step reached"),
    project.ProjectOwnerChanged: ("变更项目负责人", "Owner changed"),
    project.ProjectCompleted: ("完成项目", "Project completed"),
    project.ProjectTerminated: ("终止项目", "Project broken off"),
    project.ProjectCorrected: ("更正项目登记", "Project corrected"),
    project.ProjectVoided: ("作废项目登记", "Project voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    project.ProposeProject: ("申报项目", "Propose project"),
    project.ApproveProject: ("批准立项", "Approve project"),
    project.RescheduleProject: ("调整项目时间表", "Change timetable"),
    project.ReportProgress: ("报告项目进展", "Report progress"),
    project.ReachMilestone: ("登记完成节点", "Record step reached"),
    project.ChangeProjectOwner: ("变更项目负责人", "Change owner"),
    project.CompleteProject: ("登记项目完成", "Complete project"),
    project.TerminateProject: ("终止项目", "Break project off"),
    project.CorrectProject: ("更正项目登记", "Correct project"),
    project.VoidProject: ("作废项目登记", "Void project"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "milestones": ("时间节点", "Timetable"),
    "partners": ("共建单位", "Partners"),
    "percent": ("完成进度（%）", "Progress (per cent)"),
    "project": ("党建项目", "Project"),
    "proposed": ("项目登记", "Project"),
}

_PROJECT: Final = {
    "type": ("项目类别", "Sort"),
    "owner": ("项目负责人", "Owner"),
    "title": ("项目名称", "Title"),
    "problem": ("拟解决的问题", "Problem"),
    "research": ("前期调研", "Research before"),
    "occurred_on": ("申报日期", "Date proposed"),
    "text": ("项目内容", "What is to be done"),
}
_APPROVED: Final = {"by": ("批准单位", "Approved by"), "occurred_on": ("立项日期", "Date approved")}
_MOVED: Final = {"occurred_on": ("调整日期", "Date of the change")}
_PROGRESS: Final = {"occurred_on": ("报告日期", "Date reported"), "text": ("进展情况", "Progress")}
_REACHED: Final = {
    "number": ("节点编号", "Step"),
    "occurred_on": ("完成日期", "Date reached"),
    "text": ("完成情况", "What was done"),
    "evidence": ("佐证", "Evidence"),
}
_OWNER: Final = {"owner": ("新负责人", "New owner"), "occurred_on": ("变更日期", "Date of the change")}
_DONE: Final = {
    "occurred_on": ("完成日期", "Date completed"),
    "text": ("完成情况", "What was done"),
    "evidence": ("佐证", "Evidence"),
}
_BROKEN_OFF: Final = {"occurred_on": ("终止日期", "Date broken off")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    project.Milestone: {
        "number": ("节点编号", "Step"),
        "title": ("工作内容", "What is done"),
        "due_on": ("完成时限", "Due"),
        "person": ("责任人", "Responsible"),
    },
    project.ProjectProposed: _PROJECT,
    project.ProposeProject: _PROJECT,
    project.CorrectProject: _PROJECT,
    project.ProjectApproved: _APPROVED,
    project.ApproveProject: _APPROVED,
    project.ProjectRescheduled: _MOVED,
    project.RescheduleProject: _MOVED,
    project.ProjectProgressReported: _PROGRESS,
    project.ReportProgress: _PROGRESS,
    project.MilestoneReached: _REACHED,
    project.ReachMilestone: _REACHED,
    project.ProjectOwnerChanged: _OWNER,
    project.ChangeProjectOwner: _OWNER,
    project.ProjectCompleted: _DONE,
    project.CompleteProject: _DONE,
    project.ProjectTerminated: _BROKEN_OFF,
    project.TerminateProject: _BROKEN_OFF,
}
