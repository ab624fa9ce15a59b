"""Words of a contact point 联系点."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import contact
from domain.terms.common import Label

KIND: Final[Label] = ("联系点", "Contact point")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    contact.Purpose: {
        "inspect_guide": ("检查指导", "Inspect and guide"),
        "research": ("调查研究", "Research"),
        "lecture": ("讲党课", "Lecture"),
        "help": ("帮助解决困难", "Help"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    contact.ContactPointEstablished: ("建立联系点", "Contact point established"),
    contact.ContactPointVisited: ("走访联系点", "Contact point visited"),
    contact.ContactPointVisitCorrected: ("更正走访记录", "Visit corrected"),
    contact.ContactPointVisitVoided: ("作废走访记录", "Visit voided"),
    contact.ContactPointProblemRaised: ("发现问题", "Problem found"),
    contact.ContactPointProblemResolved: ("解决问题", "Problem solved"),
    contact.DemonstrationPointRecognised: ("建成示范点", "Demonstration point recognised"),
    contact.ContactPointReassigned: ("调整联系人", "Owner changed"),
    contact.ContactPointClosed: ("撤销联系点", "Contact point given up"),
    contact.ContactPointCorrected: ("更正联系点登记", "Contact point corrected"),
    contact.ContactPointVoided: ("作废联系点登记", "Contact point voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    contact.EstablishContactPoint: ("建立联系点", "Establish contact point"),
    contact.VisitContactPoint: ("登记走访", "Record visit"),
    contact.CorrectVisit: ("更正走访记录", "Correct visit"),
    contact.VoidVisit: ("作废走访记录", "Void visit"),
    contact.RaiseProblem: ("登记发现问题", "Record problem"),
    contact.ResolveProblem: ("登记解决问题", "Record solution"),
    contact.RecogniseDemonstrationPoint: ("认定示范点", "Recognise demonstration point"),
    contact.ReassignContactPoint: ("调整联系人", "Change owner"),
    contact.CloseContactPoint: ("撤销联系点", "Give up contact point"),
    contact.CorrectContactPoint: ("更正联系点登记", "Correct contact point"),
    contact.VoidContactPoint: ("作废联系点登记", "Void contact point"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "companions": ("同行人员", "Companions"),
    "established": ("联系点登记", "Contact point"),
    "owner": ("联系人", "Owner"),
    "passed_to": ("转交组织", "Passed to"),
    "purpose": ("走访目的", "Purpose"),
    "unit_kind": ("单位类别", "Kind of unit"),
    "unit_rating": ("单位评定等次", "Rating of the unit"),
    "unit_sector": ("单位所属领域", "Sector of the unit"),
    "visit": ("走访", "Visit"),
    "visited": ("走访记录", "Visit"),
    "visitor": ("走访人", "Visitor"),
}

_POINT: Final = {
    "organisation": ("联系人所在组织", "Owner's organisation"),
    "unit": ("联系单位", "Unit"),
    "occurred_on": ("建立日期", "Date established"),
}
_VISIT: Final = {"occurred_on": ("走访日期", "Date of the visit"), "text": ("走访情况", "What was done")}
_PROBLEM: Final = {"text": ("问题", "Problem"), "occurred_on": ("发现日期", "Date found")}
_SOLVED: Final = {
    "number": ("问题编号", "Problem number"),
    "text": ("解决情况", "How it was solved"),
    "occurred_on": ("解决日期", "Date solved"),
}
_RECOGNISED: Final = {"basis": ("认定依据", "Basis"), "occurred_on": ("认定日期", "Date recognised")}
_REASSIGNED: Final = {"owner": ("新联系人", "New owner"), "occurred_on": ("调整日期", "Date of the change")}
_CLOSED: Final = {"occurred_on": ("撤销日期", "Last day")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    contact.ContactPointEstablished: _POINT,
    contact.EstablishContactPoint: _POINT,
    contact.CorrectContactPoint: _POINT,
    contact.ContactPointVisited: _VISIT,
    contact.VisitContactPoint: _VISIT,
    contact.CorrectVisit: _VISIT,
    contact.ContactPointProblemRaised: _PROBLEM,
    contact.RaiseProblem: _PROBLEM,
    contact.ContactPointProblemResolved: _SOLVED,
    contact.ResolveProblem: _SOLVED,
    contact.DemonstrationPointRecognised: _RECOGNISED,
    contact.RecogniseDemonstrationPoint: _RECOGNISED,
    contact.ContactPointReassigned: _REASSIGNED,
    contact.ReassignContactPoint: _REASSIGNED,
    contact.ContactPointClosed: _CLOSED,
    contact.CloseContactPoint: _CLOSED,
}
