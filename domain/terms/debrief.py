"""Words of a debriefing 述职."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import debrief
from domain.terms.common import Label

KIND: Final[Label] = ("述职", "Debriefing")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    debrief.Type: {
        "party_building": ("抓基层党建专项述职", "On party building"),
        "integrity": ("述职述廉", "On duty and integrity"),
        "general": ("综合述职", "General"),
    },
    debrief.Form: {
        "on_site": ("现场述职", "In person"),
        "written": ("书面述职", "In writing"),
    },
    debrief.Grade: {
        "good": ("好", "Good"),
        "fairly_good": ("较好", "Fairly good"),
        "average": ("一般", "Average"),
        "poor": ("差", "Poor"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    debrief.DebriefDelivered: ("述职", "Debriefing delivered"),
    debrief.DebriefEvaluated: ("评议述职", "Debriefing evaluated"),
    debrief.EvaluationCorrected: ("更正评议结果", "Evaluation corrected"),
    debrief.DebriefCorrected: ("更正述职登记", "Debriefing corrected"),
    debrief.DebriefVoided: ("作废述职登记", "Debriefing voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    debrief.DeliverDebrief: ("登记述职", "Record debriefing"),
    debrief.EvaluateDebrief: ("登记评议结果", "Record evaluation"),
    debrief.CorrectEvaluation: ("更正评议结果", "Correct evaluation"),
    debrief.CorrectDebrief: ("更正述职登记", "Correct debriefing"),
    debrief.VoidDebrief: ("作废述职登记", "Void debriefing"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "debrief": ("述职", "Debriefing"),
    "evaluated": ("评议结果", "Evaluation"),
    "evaluators": ("参加评议人数", "How many evaluated"),
}

_DELIVERED: Final = {
    "organisation": ("述职单位", "Organisation debriefed on"),
    "person": ("述职人", "Who debriefed"),
    "recipient": ("述职对象", "Heard by"),
    "type": ("述职类型", "Type"),
    "form": ("述职形式", "Form"),
    "period": ("述职期", "Period"),
    "title": ("述职标题", "Title"),
    "occurred_on": ("述职日期", "Date delivered"),
    "text": ("述职内容", "Text"),
}
_EVALUATED: Final = {
    "occurred_on": ("评议日期", "Date evaluated"),
    "grade": ("评议等次", "Grade"),
    "text": ("评议意见", "Opinion"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    debrief.DebriefDelivered: _DELIVERED,
    debrief.DeliverDebrief: _DELIVERED,
    debrief.CorrectDebrief: _DELIVERED,
    debrief.DebriefCorrected: {"delivered": ("述职登记", "Delivery")},
    debrief.DebriefEvaluated: _EVALUATED,
    debrief.EvaluateDebrief: _EVALUATED,
    debrief.CorrectEvaluation: _EVALUATED,
}
