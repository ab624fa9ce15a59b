"""Words of a leading group 领导小组."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import leading_group
from domain.terms.common import Label

KIND: Final[Label] = ("领导小组", "Leading group")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    leading_group.Type: {
        "party_building": ("党建工作领导小组", "Leading group for party building"),
        "education_conference": ("党员教育联席会议", "Joint conference on member education"),
        "other": ("其他领导小组", "Other leading group"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    leading_group.GroupEstablished: ("成立领导小组", "Leading group set up"),
    leading_group.GroupChanged: ("调整领导小组成员", "Members changed"),
    leading_group.GroupDissolved: ("撤销领导小组", "Leading group dissolved"),
    leading_group.GroupCorrected: ("更正领导小组登记", "Leading group corrected"),
    leading_group.GroupVoided: ("作废领导小组登记", "Leading group voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    leading_group.EstablishGroup: ("成立领导小组", "Set up leading group"),
    leading_group.ChangeGroup: ("调整领导小组成员", "Change members"),
    leading_group.DissolveGroup: ("撤销领导小组", "Dissolve leading group"),
    leading_group.CorrectGroup: ("更正领导小组登记", "Correct leading group"),
    leading_group.VoidGroup: ("作废领导小组登记", "Void leading group"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "group": ("领导小组", "Leading group"),
    "head": ("组长（召集人）", "Head"),
    "office": ("日常工作机构", "Office"),
    "seats": ("成员", "Members"),
}

_GROUP: Final = {
    "type": ("小组类别", "Sort"),
    "title": ("小组名称", "Name"),
    "occurred_on": ("成立日期", "Date set up"),
    "document": ("成立文件", "Document"),
    "established": ("领导小组登记", "Leading group"),
    "text": ("工作职责", "What it is to do"),
}
_CHANGED: Final = {"occurred_on": ("调整日期", "Date of the change")}
_DISSOLVED: Final = {"occurred_on": ("撤销日期", "Date dissolved")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    leading_group.Seat: {"person": ("成员", "Member"), "role": ("分工", "Part")},
    leading_group.GroupEstablished: _GROUP,
    leading_group.GroupCorrected: _GROUP,
    leading_group.EstablishGroup: _GROUP,
    leading_group.CorrectGroup: _GROUP,
    leading_group.GroupChanged: _CHANGED,
    leading_group.ChangeGroup: _CHANGED,
    leading_group.GroupDissolved: _DISSOLVED,
    leading_group.DissolveGroup: _DISSOLVED,
}
