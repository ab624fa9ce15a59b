"""Words of a person 人员."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import person
from domain.terms.common import Label

KIND: Final[Label] = ("人员", "Person")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    person.PersonRegistered: ("登记人员", "Person registered"),
    person.PersonCorrected: ("更正人员信息", "Person corrected"),
    person.PersonVoided: ("作废人员登记", "Person voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    person.RegisterPerson: ("登记人员", "Register person"),
    person.CorrectPerson: ("更正人员信息", "Correct person"),
    person.VoidPerson: ("作废人员登记", "Void person"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "identity_number": ("身份证号", "Identity number"),
    "party_member": ("中共党员", "Party member"),
    "phone": ("联系电话", "Telephone"),
}

_PERSON: Final = {"name": ("姓名", "Name"), "organisation": ("所在组织", "Organisation")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    person.PersonRegistered: _PERSON,
    person.RegisterPerson: _PERSON,
    person.CorrectPerson: _PERSON,
}
