"""Words of research 调查研究."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import research
from domain.terms.common import Label

KIND: Final[Label] = ("调查研究", "Research")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    research.Paper: {
        "report": ("调查报告", "Research report"),
        "article": ("调研文章", "Research article"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    research.TopicDecided: ("确定调研课题", "Topic decided"),
    research.PaperWritten: ("完成调研成果", "Paper written"),
    research.PaperSubmitted: ("报送调研成果", "Paper handed in"),
    research.PaperAdopted: ("调研成果转化运用", "Paper put to use"),
    research.TopicCorrected: ("更正课题登记", "Topic corrected"),
    research.PaperCorrected: ("更正调研成果登记", "Paper corrected"),
    research.ResearchVoided: ("作废调研登记", "Research voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    research.DecideTopic: ("登记调研课题", "Record topic"),
    research.WritePaper: ("登记调研成果", "Record paper"),
    research.SubmitPaper: ("报送调研成果", "Hand paper in"),
    research.AdoptPaper: ("登记成果转化运用", "Record use of the paper"),
    research.CorrectTopic: ("更正课题登记", "Correct topic"),
    research.CorrectPaper: ("更正调研成果登记", "Correct paper"),
    research.VoidResearch: ("作废调研登记", "Void research"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "authors": ("撰写人", "Authors"),
    "key": ("重点课题", "Key topic"),
    "paper": ("成果类别", "Sort of paper"),
    "research": ("调查研究", "Research"),
    "researchers": ("调研人员", "Researchers"),
    "written": ("调研成果登记", "Paper"),
}

_TOPIC: Final = {
    "title": ("课题名称", "Topic"),
    "occurred_on": ("确定日期", "Date decided"),
    "text": ("调研安排", "How it is to be done"),
}
_PAPER: Final = {
    "title": ("题目", "Title"),
    "occurred_on": ("完成日期", "Date finished"),
    "text": ("主要内容", "What it says"),
}
_SUBMITTED: Final = {"recipient": ("报送对象", "Recipient"), "occurred_on": ("报送日期", "Date handed in")}
_ADOPTED: Final = {
    "by": ("采纳单位", "Put to use by"),
    "occurred_on": ("采纳日期", "Date put to use"),
    "text": ("转化运用情况", "What came of it"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    research.TopicDecided: _TOPIC,
    research.DecideTopic: _TOPIC,
    research.CorrectTopic: _TOPIC,
    research.TopicCorrected: {"topic": ("课题登记", "Topic")},
    research.PaperWritten: _PAPER,
    research.WritePaper: _PAPER,
    research.CorrectPaper: _PAPER,
    research.PaperSubmitted: _SUBMITTED,
    research.SubmitPaper: _SUBMITTED,
    research.PaperAdopted: _ADOPTED,
    research.AdoptPaper: _ADOPTED,
}
