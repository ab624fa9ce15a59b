"""Words of an appointment 任职."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import appointment
from domain.terms.common import Label

KIND: Final[Label] = ("任职", "Appointments")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    appointment.Post: {
        "secretary": ("书记", "Secretary"),
        "deputy_secretary": ("副书记", "Deputy secretary"),
        "standing_member": ("常委", "Standing committee member"),
        "member": ("委员", "Member"),
        "staff": ("工作人员", "Staff"),
    },
    appointment.Portfolio: {
        "party_building": ("党建（组织）", "Party building"),
        "discipline": ("纪检监察", "Discipline"),
        "publicity": ("宣传", "Publicity"),
        "economy": ("经济发展", "Economy"),
        "livelihood": ("民生事业", "Livelihood"),
        "safety": ("安全稳定", "Safety"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    appointment.RoleAppointed: ("任职", "Appointed"),
    appointment.RoleAssigned: ("调整分工", "Portfolio assigned"),
    appointment.RoleEnded: ("离任", "Left the post"),
    appointment.AppointmentCorrected: ("更正任职", "Appointment corrected"),
    appointment.AppointmentVoided: ("作废任职", "Appointment voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    appointment.AppointRole: ("登记任职", "Record appointment"),
    appointment.AssignRole: ("登记分工调整", "Change portfolio"),
    appointment.EndRole: ("登记离任", "Record departure"),
    appointment.CorrectAppointment: ("更正任职", "Correct appointment"),
    appointment.VoidAppointment: ("作废任职", "Void appointment"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "acting": ("主持工作", "Acting"),
    "appointed": ("任职", "Appointment"),
    "appointment": ("任职", "Appointment"),
    "ended_on": ("离任日期", "Last day in post"),
    "portfolio": ("分工", "Portfolio"),
    "post": ("职务", "Post"),
}

_APPOINTED: Final = {
    "occurred_on": ("任职日期", "First day in post"),
    "document": ("任职文件", "Document"),
    "title": ("职务全称", "Title in full"),
}
_ENDED: Final = {"occurred_on": ("离任日期", "Last day in post")}
_PORTFOLIO: Final = {"occurred_on": ("分工调整日期", "Date of the change")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    appointment.RoleAppointed: _APPOINTED,
    appointment.AppointRole: _APPOINTED,
    appointment.CorrectAppointment: _APPOINTED,
    appointment.RoleAssigned: _PORTFOLIO,
    appointment.AssignRole: _PORTFOLIO,
    appointment.RoleEnded: _ENDED,
    appointment.EndRole: _ENDED,
}
