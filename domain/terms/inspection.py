"""Words of an inspection 督促检查."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import inspection
from domain.terms.common import Label

KIND: Final[Label] = ("督促检查", "Inspection")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    inspection.Method: {
        "supervision": ("督查", "Supervision"),
        "patrol": ("巡回检查", "Tour of inspection"),
        "sampling": ("随机抽样检查", "Random sample"),
        "unannounced": ("暗访督查", "Unannounced inspection"),
        "random_research": ("随机调研", "Random research"),
        "spot_check": ("抽查", "Spot check"),
        "other": ("其他方式", "Other"),
    },
    inspection.Topic: {
        "responsibility_system": ("责任制落实", "Responsibility system"),
        "party_building": ("基层党建工作", "Party building"),
        "organisation_life": ("组织生活", "Organisation life"),
        "member_education": ("党员经常性教育", "Member education"),
        "service": ("党员联系和服务群众", "Contact with and service to the people"),
        "floating_members": ("流动党员管理", "Floating members"),
        "dues": ("党费收缴、管理和使用", "Dues"),
        "communities": ("社区党建", "Communities"),
        "new_economic": ("新经济组织（非公企业）党建", "New economic organisations"),
        "new_social": ("新社会组织党建", "New social organisations"),
        "cadres": ("班子和干部队伍", "Leadership and cadres"),
        "discipline": ("纪律作风", "Discipline and style"),
        "ideology": ("意识形态", "Ideology"),
        "funding": ("经费场所保障", "Funds and premises"),
        "other": ("其他内容", "Other"),
    },
    inspection.Category: {
        "responsibility_list": ("责任清单", "Responsibility list"),
        "meeting": ("会议", "Meetings"),
        "contact_point": ("联系点", "Contact points"),
        "report": ("报告", "Reports"),
        "organisation_life": ("组织生活", "Organisation life"),
        "member_education": ("党员教育", "Member education"),
        "floating_members": ("流动党员", "Floating members"),
        "service": ("联系服务群众", "Contact and service"),
        "cadres": ("班子和干部", "Leadership and cadres"),
        "discipline": ("纪律作风", "Discipline and style"),
        "funding": ("经费", "Funds"),
        "formalism": ("形式主义", "Formalism"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    inspection.InspectionConducted: ("开展检查", "Inspection conducted"),
    inspection.ProblemFound: ("检查发现问题", "Problem found in inspection"),
    inspection.ProblemCorrected: ("更正检查发现的问题", "Problem of inspection corrected"),
    inspection.ProblemVoided: ("作废检查发现的问题", "Problem of inspection voided"),
    inspection.FeedbackGiven: ("反馈检查情况", "Feedback given"),
    inspection.InspectionCorrected: ("更正检查登记", "Inspection corrected"),
    inspection.InspectionVoided: ("作废检查登记", "Inspection voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    inspection.ConductInspection: ("登记检查", "Record inspection"),
    inspection.FindProblem: ("登记检查发现的问题", "Record problem found"),
    inspection.CorrectProblem: ("更正检查发现的问题", "Correct problem found"),
    inspection.VoidProblem: ("作废检查发现的问题", "Void problem found"),
    inspection.GiveFeedback: ("登记检查反馈", "Record feedback"),
    inspection.CorrectInspection: ("更正检查登记", "Correct inspection"),
    inspection.VoidInspection: ("作废检查登记", "Void inspection"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "conducted": ("检查登记", "Inspection"),
    "inspected": ("被检查组织", "Inspected organisation"),
    "inspection": ("督促检查", "Inspection"),
    "inspectors": ("检查人员", "Inspectors"),
}

_INSPECTION: Final = {
    "organisation": ("检查组织", "Inspecting organisation"),
    "method": ("检查方式", "Method"),
    "topics": ("检查内容", "Topics"),
    "title": ("检查名称", "Title"),
    "occurred_on": ("检查日期", "Date of the inspection"),
    "duties": ("对应职责", "Duties served"),
    "text": ("检查情况", "What was seen"),
}
_PROBLEM: Final = {
    "number": ("问题编号", "Number of the problem"),
    "category": ("问题类别", "Sort of problem"),
    "text": ("问题", "Problem"),
    "occurred_on": ("发现日期", "Date found"),
    "clause": ("违反条款", "Clause not kept"),
    "serious": ("严重问题", "Serious"),
}
_NUMBER: Final = {"number": ("问题编号", "Number of the problem")}
_TOLD: Final = {"occurred_on": ("反馈日期", "Date of the feedback"), "text": ("反馈内容", "Feedback")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    inspection.InspectionConducted: _INSPECTION,
    inspection.ConductInspection: _INSPECTION,
    inspection.CorrectInspection: _INSPECTION,
    inspection.ProblemFound: _PROBLEM,
    inspection.ProblemCorrected: _PROBLEM,
    inspection.FindProblem: _PROBLEM,
    inspection.CorrectProblem: _PROBLEM,
    inspection.ProblemVoided: _NUMBER,
    inspection.VoidProblem: _NUMBER,
    inspection.FeedbackGiven: _TOLD,
    inspection.GiveFeedback: _TOLD,
}
