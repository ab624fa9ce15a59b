"""Words of a meeting 会议."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import meeting
from domain.terms.common import Label

KIND: Final[Label] = ("会议", "Meeting")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    meeting.Body: {
        "standing_committee": ("常委会会议", "Standing committee"),
        "plenary": ("全委会会议", "Plenary committee"),
        "committee": ("党（工）委会议", "Committee"),
        "party_group": ("党组会议", "Party group"),
        "leading_group": ("党建工作领导小组会议", "Leading group"),
        "branch": ("支部会议", "Branch meeting"),
        "comprehensive": ("综合性会议", "Comprehensive meeting"),
        "work_meeting": ("工作例会", "Work meeting"),
        "topical_life": ("专题组织生活会", "Topical organisation-life meeting"),
        "democratic_life": ("民主生活会", "Democratic-life meeting"),
        "organisation_life": ("组织生活会", "Organisation-life meeting"),
        "debrief_evaluation": ("述职评议会", "Debriefing and evaluation meeting"),
        "centre_group_study": ("中心组学习", "Centre group study"),
        "other": ("其他会议", "Other meeting"),
    },
    meeting.Topic: {
        "party_building": ("专题研究党建工作", "Party building"),
        "party_building_report": ("听取党建工作汇报", "Report on party building heard"),
        "year_plan": ("年度工作安排", "Plan of the year"),
        "cadres": ("干部工作", "Cadres"),
        "members": ("党员队伍建设", "Members"),
        "discipline": ("党风廉政", "Discipline"),
        "ideology": ("思想政治工作", "Ideology"),
        "rectification": ("问题整改", "Rectification"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    meeting.MeetingConvened: ("召集会议", "Meeting convened"),
    meeting.MeetingHeld: ("召开会议", "Meeting held"),
    meeting.MeetingCancelled: ("取消会议", "Meeting cancelled"),
    meeting.ResolutionCarriedOut: ("落实会议决定", "Resolution carried out"),
    meeting.MeetingCorrected: ("更正会议记录", "Meeting corrected"),
    meeting.MeetingVoided: ("作废会议记录", "Meeting voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    meeting.ConveneMeeting: ("召集会议", "Convene meeting"),
    meeting.HoldMeeting: ("登记会议", "Record meeting"),
    meeting.CancelMeeting: ("取消会议", "Cancel meeting"),
    meeting.CarryOutResolution: ("登记决定落实情况", "Record resolution carried out"),
    meeting.CorrectMeeting: ("更正会议记录", "Correct meeting"),
    meeting.VoidMeeting: ("作废会议记录", "Void meeting"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "agenda": ("议题", "Agenda"),
    "attendees": ("出席人员", "Attendance"),
    "body": ("会议类型", "Body"),
    "chair": ("主持人", "Chair"),
    "held": ("会议记录", "Meeting"),
    "meeting": ("会议", "Meeting"),
    "minutes": ("会议记录", "Minutes"),
    "place": ("地点", "Place"),
    "planned_on": ("计划召开日期", "Planned for"),
    "reports_heard": ("听取汇报", "Reports heard"),
    "resolutions": ("决定事项", "Resolutions"),
    "responsible": ("责任人", "Responsible person"),
    "topic": ("议题类别", "Topic"),
}

_MEETING: Final = {"occurred_on": ("召开日期", "Date held"), "title": ("会议名称", "Title")}
_RESOLVED: Final = {
    "number": ("决定事项编号", "Resolution number"),
    "occurred_on": ("落实日期", "Date carried out"),
    "text": ("落实情况", "What was done"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    meeting.AgendaItem: {"title": ("议题内容", "Agenda item")},
    meeting.Resolution: {"number": ("决定事项编号", "Resolution number"), "text": ("决定事项", "Resolution")},
    meeting.MeetingConvened: _MEETING,
    meeting.ConveneMeeting: _MEETING,
    meeting.MeetingHeld: _MEETING,
    meeting.HoldMeeting: _MEETING,
    meeting.CorrectMeeting: _MEETING,
    meeting.ResolutionCarriedOut: _RESOLVED,
    meeting.CarryOutResolution: _RESOLVED,
}
