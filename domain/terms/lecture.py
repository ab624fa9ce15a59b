"""Words of a lecture 党课、形势报告."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import lecture
from domain.terms.common import Label

KIND: Final[Label] = ("党课（形势报告）", "Lecture")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    lecture.Type: {
        "party_lecture": ("党课", "Party lecture"),
        "situation_report": ("形势报告", "Situation report"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    lecture.LectureDelivered: ("讲党课（作形势报告）", "Lecture given"),
    lecture.LectureCorrected: ("更正党课登记", "Lecture corrected"),
    lecture.LectureVoided: ("作废党课登记", "Lecture voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    lecture.DeliverLecture: ("登记党课（形势报告）", "Record lecture"),
    lecture.CorrectLecture: ("更正党课登记", "Correct lecture"),
    lecture.VoidLecture: ("作废党课登记", "Void lecture"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "audience": ("听课人数", "Audience"),
    "lecture": ("党课（形势报告）", "Lecture"),
    "lecturer": ("主讲人", "Lecturer"),
}

_LECTURE: Final = {
    "organisation": ("主讲人所在组织", "Lecturer's organisation"),
    "type": ("类别", "Sort"),
    "title": ("题目", "Title"),
    "occurred_on": ("讲课日期", "Date given"),
    "unit": ("听课单位", "Where"),
    "delivered": ("党课登记", "Lecture"),
    "text": ("主要内容", "What it was about"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    lecture.LectureDelivered: _LECTURE,
    lecture.LectureCorrected: _LECTURE,
    lecture.DeliverLecture: _LECTURE,
    lecture.CorrectLecture: _LECTURE,
}
