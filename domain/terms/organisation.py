"""Words of an organisation 组织."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import organisation
from domain.terms.common import Label

KIND: Final[Label] = ("组织", "Organisation")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    organisation.Kind: {
        "central": ("中央", "Central committee"),
        "province_committee": ("省委", "Province committee"),
        "city_committee": ("市委", "City committee"),
        "district_committee": ("区（县）委", "District committee"),
        "district_department": ("区委工作部门", "District committee department"),
        "district_organisation_department": ("区委组织部", "District organisation department"),
        "town_committee": ("镇党委", "Town committee"),
        "township_committee": ("乡党委", "Township committee"),
        "street_working_committee": ("街道党工委", "Street working committee"),
        "department_party_group": ("部门党组", "Department party group"),
        "department_party_committee": ("部门党委", "Department party committee"),
        "department_working_committee": ("部门党工委", "Department working committee"),
        "grassroots_committee": ("基层党委", "Grassroots committee"),
        "general_branch": ("党总支", "General branch"),
        "branch": ("党支部", "Branch"),
        "office": ("办事机构", "Office"),
    },
    organisation.Sector: {
        "village": ("农村", "Village"),
        "community": ("社区", "Community"),
        "government": ("机关", "Government office"),
        "institution": ("事业单位", "Public institution"),
        "state_firm": ("国有企业", "State-owned firm"),
        "private_firm": ("非公有制企业", "Private firm"),
        "social": ("社会组织", "Social organisation"),
        "none": ("不分领域", "No sector"),
    },
    organisation.Relation: {
        "territorial": ("属地管理", "Territorial"),
        "vertical": ("垂直管理", "Vertical"),
    },
    organisation.Authority: {
        "lead": ("授权领导", "Authorised to lead"),
        "guide": ("授权指导", "Authorised to guide"),
    },
    organisation.Rating: {
        "weak": ("软弱涣散", "Weak"),
        "backward": ("后进", "Backward"),
        "ordinary": ("一般", "Ordinary"),
        "advanced": ("先进", "Advanced"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    organisation.OrganisationRegistered: ("登记组织", "Organisation registered"),
    organisation.OrganisationRelationSet: ("确定隶属关系", "Relations set"),
    organisation.OrganisationRenamed: ("组织更名", "Organisation renamed"),
    organisation.DepartmentAuthorisationGranted: ("部门授权", "Department authorised"),
    organisation.LeadershipRelationDetermined: ("确定领导、指导关系", "Leadership determined"),
    organisation.OrganisationRatedWeak: ("定为软弱涣散（后进）", "Rated weak or backward"),
    organisation.OrganisationRerated: ("重新评定", "Rated anew"),
    organisation.OrganisationDissolved: ("撤销组织", "Organisation dissolved"),
    organisation.OrganisationCorrected: ("更正组织登记", "Organisation corrected"),
    organisation.OrganisationVoided: ("作废组织登记", "Organisation voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    organisation.RegisterOrganisation: ("登记组织", "Register organisation"),
    organisation.SetOrganisationRelation: ("确定隶属关系", "Set relations"),
    organisation.RenameOrganisation: ("组织更名", "Rename organisation"),
    organisation.GrantDepartmentAuthorisation: ("登记授权", "Record authorisation"),
    organisation.DetermineLeadershipRelation: ("确定领导、指导关系", "Determine leadership"),
    organisation.RateOrganisation: ("评定组织", "Rate organisation"),
    organisation.DissolveOrganisation: ("撤销组织", "Dissolve organisation"),
    organisation.CorrectOrganisation: ("更正组织登记", "Correct organisation"),
    organisation.VoidOrganisation: ("作废组织登记", "Void organisation"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "authority": ("授权内容", "Authority"),
    "business_relation": ("业务工作关系", "Business relation"),
    "code": ("组织编号", "Code"),
    "guides": ("指导单位", "Guided by"),
    "kind": ("组织类别", "Kind"),
    "leader": ("领导单位", "Led by"),
    "parent": ("上级组织", "Superior organisation"),
    "party_relation": ("党组织关系", "Party relation"),
    "rating": ("评定等次", "Rating"),
    "sector": ("所属领域", "Sector"),
}

_ORGANISATION: Final = {
    "name": ("组织名称", "Name"),
    "occurred_on": ("登记生效日期", "Date from which it exists"),
    "department": ("业务主管部门", "Competent department"),
}
_RELATION: Final = {
    "occurred_on": ("生效日期", "Effective date"),
    "department": ("业务主管部门", "Competent department"),
}
_EFFECTIVE: Final = {"occurred_on": ("生效日期", "Effective date")}
_AUTHORISED: Final = {
    "document": ("授权文件", "Authorising document"),
    "occurred_on": ("生效日期", "Effective date"),
}
_DISSOLVED: Final = {"occurred_on": ("撤销日期", "Date dissolved")}
_RATED: Final = {"occurred_on": ("评定日期", "Date rated")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    organisation.OrganisationRegistered: _ORGANISATION,
    organisation.RegisterOrganisation: _ORGANISATION,
    organisation.CorrectOrganisation: _ORGANISATION,
    organisation.OrganisationRelationSet: _RELATION,
    organisation.SetOrganisationRelation: _RELATION,
    organisation.OrganisationRenamed: {**_EFFECTIVE, "name": ("新名称", "New name")},
    organisation.RenameOrganisation: {**_EFFECTIVE, "name": ("新名称", "New name")},
    organisation.DepartmentAuthorisationGranted: _AUTHORISED,
    organisation.GrantDepartmentAuthorisation: _AUTHORISED,
    organisation.LeadershipRelationDetermined: _EFFECTIVE,
    organisation.DetermineLeadershipRelation: _EFFECTIVE,
    organisation.OrganisationRatedWeak: _RATED,
    organisation.OrganisationRerated: _RATED,
    organisation.RateOrganisation: _RATED,
    organisation.OrganisationDissolved: _DISSOLVED,
    organisation.DissolveOrganisation: _DISSOLVED,
}
