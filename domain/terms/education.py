"""Words of collective education 集体教育."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import education
from domain.terms.common import Label

KIND: Final[Label] = ("集体教育", "Collective education")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    education.Form: {
        "training_class": ("培训班", "Training course"),
        "party_lecture": ("党课", "Party lecture"),
        "report_meeting": ("报告会", "Report meeting"),
        "seminar": ("专题研讨", "Topical seminar"),
        "study": ("集中学习", "Study together"),
        "visit": ("现场教学", "Visit"),
        "film": ("观看电教片", "Film"),
        "online": ("远程教育", "Online"),
        "other": ("其他形式", "Other"),
    },
    education.Content: {
        "theory": ("理论和重大战略思想", "Theory and strategic thinking"),
        "constitution": ("党章和党的基本知识", "Party constitution and basic knowledge"),
        "policy_and_situation": ("路线方针政策、形势任务和国情", "Policy, situation and national conditions"),
        "ideals": ("共同理想和远大理想", "Common and lofty ideals"),
        "patriotism": ("爱国主义、集体主义和社会主义", "Patriotism, collectivism, socialism"),
        "tradition_and_discipline": ("传统作风、纪律和反腐倡廉", "Tradition, discipline, anti-corruption"),
        "knowledge_and_skills": (
            "市场经济、法律、科学文化知识和业务技能",
            "Market, law, science and skills",
        ),
    },
    education.Progress: {
        "met": ("已达到规定天数", "Days reached"),
        "accumulating": ("累计中", "Under way"),
        "short": ("未达到规定天数", "Too few days"),
        "with_alternative": ("区别对待，已送学上门", "Treated differently, study brought home"),
        "without_alternative": ("区别对待，尚未送学", "Treated differently, nothing done instead"),
    },
    education.Excuse: {
        "proper_reason": ("有正当理由", "With proper reason"),
        "special_situation": ("特殊情况", "Special situation"),
        "without_reason": ("无正当理由", "Without proper reason"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    education.EducationHeld: ("开展集体教育", "Collective education held"),
    education.EducationCorrected: ("更正集体教育登记", "Collective education corrected"),
    education.EducationVoided: ("作废集体教育登记", "Collective education voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    education.HoldEducation: ("登记集体教育", "Record collective education"),
    education.CorrectEducation: ("更正集体教育登记", "Correct collective education"),
    education.VoidEducation: ("作废集体教育登记", "Void collective education"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "absences": ("缺席人员", "Absences"),
    "contents": ("教育内容", "Contents"),
    "education": ("集体教育", "Collective education"),
    "excuse": ("缺席原因", "Why absent"),
    "half_days": ("时长（半天）", "Length in half-days"),
}

_SESSION: Final = {
    "title": ("教育主题", "Title"),
    "form": ("教育形式", "Form"),
    "occurred_on": ("开始日期", "First day"),
    "attendees": ("参加人员", "Attendance"),
    "lecturer": ("授课（主讲）人", "Speaker"),
    "place": ("地点", "Place"),
    "duties": ("对应条款", "Duties"),
    "text": ("教育情况", "How it went"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    education.EducationHeld: _SESSION | {"organisation": ("举办党组织", "Organisation that held it")},
    education.HoldEducation: _SESSION | {"organisation": ("举办党组织", "Organisation that held it")},
    education.CorrectEducation: _SESSION,
    education.EducationCorrected: {"held": ("集体教育登记", "Session")},
    education.Absence: {"note": ("缺席说明", "Note")},
}
