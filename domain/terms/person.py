"""Words of a person 人员."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import person
from domain.terms.common import Label

KIND: Final[Label] = ("人员", "Person")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    person.RestrictionGround: {
        "retention": ("不再需要使用，但保存期限未届满", "No longer needed, but to be kept by law"),
        "disputed": ("本人对准确性有异议", "The person says they are wrong"),
        "objection": ("本人反对使用", "The person objects to their use"),
    },
    person.ErasureGround: {
        "purpose": ("处理目的已实现、无法实现或者不再必要", "The purpose was reached or needs them no longer"),
        "period": ("停止服务或者保存期限已届满", "The service ended, or the time of keeping is over"),
        "consent": ("本人撤回同意", "The person withdrew the consent"),
        "unlawful": ("违反法律、法规或者约定处理", "They were dealt with against law or agreement"),
        "other": ("法律、法规规定的其他情形", "Another case that the law names"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    person.PersonRegistered: ("登记人员", "Person registered"),
    person.PersonCorrected: ("更正人员信息", "Person corrected"),
    person.PersonVoided: ("作废人员登记", "Person voided"),
    person.PersonRestricted: ("限制处理个人信息", "Personal data restricted"),
    person.PersonRestrictionLifted: ("解除限制", "Restriction lifted"),
    person.PersonErasureRequested: ("申请删除个人信息", "Erasure requested"),
    person.PersonErasureRefused: ("不予删除个人信息", "Erasure refused"),
    person.PersonErased: ("依法删除个人信息", "Personal data erased"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    person.RegisterPerson: ("登记人员", "Register person"),
    person.CorrectPerson: ("更正人员信息", "Correct person"),
    person.VoidPerson: ("作废人员登记", "Void person"),
    person.RestrictPerson: ("限制处理个人信息", "Restrict personal data"),
    person.LiftRestriction: ("解除限制", "Lift the restriction"),
    person.RequestErasure: ("申请删除个人信息", "Request erasure"),
    person.ApproveErasure: ("批准删除个人信息", "Approve erasure"),
    person.RefuseErasure: ("不予删除个人信息", "Refuse erasure"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "approved_by": ("批准人账号", "Approved by"),
    "asked_by": ("申请人账号", "Asked by"),
    "refused_by": ("审批人账号", "Refused by"),
    "identity_number": ("身份证号", "Identity number"),
    "party_member": ("中共党员", "Party member"),
    "phone": ("联系电话", "Telephone"),
}

_PERSON: Final = {"name": ("姓名", "Name"), "organisation": ("所在组织", "Organisation")}

_GROUND: Final = {"ground": ("法定事由", "Legal ground")}
_REQUEST: Final = {"request": ("所答复的申请", "Request answered")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    person.PersonRegistered: _PERSON,
    person.RegisterPerson: _PERSON,
    person.CorrectPerson: _PERSON,
    person.PersonRestricted: _GROUND,
    person.PersonErasureRequested: _GROUND,
    person.RestrictPerson: _GROUND,
    person.RequestErasure: _GROUND,
    person.PersonErasureRefused: _REQUEST,
    person.PersonErased: _REQUEST,
}
