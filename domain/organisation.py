"""Organisation 党组织: its kind, its place in the tree, who leads it and who guides it."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Kind(StrEnum):
    """Kind of organisation 组织类别."""

    CENTRAL = "central"
    PROVINCE_COMMITTEE = "province_committee"
    CITY_COMMITTEE = "city_committee"
    DISTRICT_COMMITTEE = "district_committee"
    DISTRICT_DEPARTMENT = "district_department"
    """A working department of the district committee 区委工作部门 (组织部、宣传部…)."""
    DISTRICT_ORGANISATION_DEPARTMENT = "district_organisation_department"
    TOWN_COMMITTEE = "town_committee"
    TOWNSHIP_COMMITTEE = "township_committee"
    STREET_WORKING_COMMITTEE = "street_working_committee"
    DEPARTMENT_PARTY_GROUP = "department_party_group"
    DEPARTMENT_PARTY_COMMITTEE = "department_party_committee"
    DEPARTMENT_WORKING_COMMITTEE = "department_working_committee"
    GRASSROOTS_COMMITTEE = "grassroots_committee"
    """基层党委 of a village, community, firm or institution."""
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    OFFICE = "office"
    """An office that is not itself a party organisation, such as 乡组织办公室."""


class Sector(StrEnum):
    """Where a grassroots organisation stands 所属领域."""

    VILLAGE = "village"
    COMMUNITY = "community"
    GOVERNMENT = "government"
    INSTITUTION = "institution"
    STATE_FIRM = "state_firm"
    PRIVATE_FIRM = "private_firm"
    SOCIAL = "social"
    NONE = "none"


class Relation(StrEnum):
    """Territorial or vertical management 属地管理、垂直管理."""

    TERRITORIAL = "territorial"
    VERTICAL = "vertical"


class Authority(StrEnum):
    """What a department committee was authorised to do 授权 (c2006-resp 二（一）)."""

    LEAD = "lead"
    GUIDE = "guide"


class Rating(StrEnum):
    """How the superior rates an organisation 评定."""

    WEAK = "weak"
    """软弱涣散"""
    BACKWARD = "backward"
    """后进"""
    ORDINARY = "ordinary"
    """一般"""
    ADVANCED = "advanced"
    """先进"""


@record
class OrganisationRegistered:
    """An organisation was entered in the register 登记组织."""

    name: str
    kind: Kind
    sector: Sector
    parent: str | None
    party_relation: Relation
    business_relation: Relation
    department: str | None
    """Competent department body 业务主管部门党组（党委）."""
    occurred_on: date
    code: str = ""
    """The office's own number for it, if any 组织编号."""


@record
class OrganisationRelationSet:
    """Its place in the tree or its relations changed from a day on 隶属关系确定."""

    parent: str | None
    party_relation: Relation
    business_relation: Relation
    department: str | None
    occurred_on: date
    reason: str


@record
class OrganisationRenamed:
    """It carries another name from a day on 更名."""

    name: str
    occurred_on: date
    reason: str


@record
class DepartmentAuthorisationGranted:
    """The approving organisation authorised a department committee to lead or guide 授权."""

    authority: Authority
    occurred_on: date
    document: str


@record
class LeadershipRelationDetermined:
    """Who leads and who guides was determined under the clause 领导、指导关系确定.

    ``leader`` None means that the text assigns none: the case is escalated.
    """

    leader: str | None
    guides: tuple[str, ...]
    basis: str
    """leading case: default, department_party_group, ... see `determine`."""
    occurred_on: date


@record
class OrganisationRatedWeak:
    """The superior rated it weak or backward 定为软弱涣散（后进）."""

    rating: Rating
    occurred_on: date
    reason: str


@record
class OrganisationRerated:
    """The superior rated it anew 重新评定."""

    rating: Rating
    occurred_on: date
    reason: str


@record
class OrganisationDissolved:
    """It ceased to exist from a day on 撤销组织."""

    occurred_on: date
    reason: str


@record
class OrganisationCorrected:
    """The registration was wrong; ``registered`` is how it should read 更正登记."""

    corrects: int
    registered: OrganisationRegistered
    reason: str


@record
class OrganisationVoided:
    """The organisation was registered by mistake 作废登记."""

    reason: str


Event: TypeAlias = (
    OrganisationRegistered
    | OrganisationRelationSet
    | OrganisationRenamed
    | DepartmentAuthorisationGranted
    | LeadershipRelationDetermined
    | OrganisationRatedWeak
    | OrganisationRerated
    | OrganisationDissolved
    | OrganisationCorrected
    | OrganisationVoided
)


@record
class RegisterOrganisation:
    """Register an organisation 登记组织."""

    organisation: str
    name: str
    kind: Kind
    sector: Sector
    parent: str | None
    occurred_on: date
    party_relation: Relation = Relation.TERRITORIAL
    business_relation: Relation = Relation.TERRITORIAL
    department: str | None = None
    code: str = ""


@record
class SetOrganisationRelation:
    """Change its place in the tree 确定隶属关系."""

    organisation: str
    parent: str | None
    party_relation: Relation
    business_relation: Relation
    department: str | None
    occurred_on: date
    reason: str


@record
class RenameOrganisation:
    """Give it another name from a day on 更名."""

    organisation: str
    name: str
    occurred_on: date
    reason: str


@record
class GrantDepartmentAuthorisation:
    """Record an authorisation to lead or guide 登记授权."""

    organisation: str
    authority: Authority
    occurred_on: date
    document: str


@record
class DetermineLeadershipRelation:
    """Determine who leads and who guides it 确定领导、指导关系."""

    organisation: str
    occurred_on: date


@record
class RateOrganisation:
    """Rate an organisation; a first weak rating or any later one 评定组织."""

    organisation: str
    rating: Rating
    occurred_on: date
    reason: str


@record
class DissolveOrganisation:
    """Dissolve it from a day on 撤销组织."""

    organisation: str
    occurred_on: date
    reason: str


@record
class CorrectOrganisation:
    """Correct its registration 更正登记."""

    organisation: str
    name: str
    kind: Kind
    sector: Sector
    parent: str | None
    occurred_on: date
    reason: str
    party_relation: Relation = Relation.TERRITORIAL
    business_relation: Relation = Relation.TERRITORIAL
    department: str | None = None
    code: str = ""


@record
class VoidOrganisation:
    """Void a registration made by mistake 作废登记."""

    organisation: str
    reason: str


Command: TypeAlias = (
    RegisterOrganisation
    | SetOrganisationRelation
    | RenameOrganisation
    | GrantDepartmentAuthorisation
    | DetermineLeadershipRelation
    | RateOrganisation
    | DissolveOrganisation
    | CorrectOrganisation
    | VoidOrganisation
)
