"""Organisation 党组织: its kind, its place in the tree, who leads it and who guides it.

Rules
1. The parent and the competent department exist on the day from which they are said to hold
   (c2006-resp 二（二）1: subordination is to be clear).
2. Nobody stands above itself: on no day may the tree run in a circle.
3. A change holds from its day on, never before the organisation was registered or after it was
   dissolved, and leaves earlier days as they were.
4. Who leads and who guides follows from the relations on the day (c2006-resp 二（一）): at most one leads.
   A party group 党组 never leads; a department committee leads or guides its own offices and affiliated
   units only if it was authorised to. Where the text assigns no leader, none is made up: the case is open.
5. Only a department committee can be authorised to lead or guide.
6. A first rating as weak or backward is an act of its own; every later one is a re-rating.
7. An organisation is dissolved once; from that day on nothing more happens to it.
8. A registration that was wrong is corrected by adding; one made by mistake is voided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import Refused, allow_text, record, require_past, require_reason, require_text


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


LOCAL_COMMITTEES: Final = frozenset(
    {
        Kind.CENTRAL,
        Kind.PROVINCE_COMMITTEE,
        Kind.CITY_COMMITTEE,
        Kind.DISTRICT_COMMITTEE,
        Kind.TOWN_COMMITTEE,
        Kind.TOWNSHIP_COMMITTEE,
        Kind.STREET_WORKING_COMMITTEE,
    }
)
"""Committees that lead an area 地方党委; the nearest one above is "the local committee" of an organisation."""

DEPARTMENT_BODIES: Final = frozenset(
    {Kind.DEPARTMENT_PARTY_GROUP, Kind.DEPARTMENT_PARTY_COMMITTEE, Kind.DEPARTMENT_WORKING_COMMITTEE}
)
"""Bodies that lead a department; what stands right below one is its office or an affiliated unit."""

# --- state -----------------------------------------------------------------------


@record
class Place:
    """Place in the tree and relations, from ``first`` until the next place begins."""

    first: date
    parent: str | None
    party_relation: Relation
    business_relation: Relation
    department: str | None


@record
class State:
    """What the rules need to know of one organisation."""

    registered: OrganisationRegistered
    name: str
    stage: str = "standing"
    """standing, dissolved or voided."""
    places: tuple[Place, ...] = ()
    """In order of day; of two on one day the later recorded stands."""
    authorisations: tuple[DepartmentAuthorisationGranted, ...] = ()
    ratings: tuple[tuple[date, Rating], ...] = ()
    determined: LeadershipRelationDetermined | None = None
    dissolved_on: date | None = None
    stands_at: int = 0
    version: int = 0

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return self.registered.kind

    @property
    def sector(self) -> Sector:
        """Where it stands."""
        return self.registered.sector

    def exists_on(self, day: date) -> bool:
        """Whether it was registered, and not yet dissolved, on ``day``."""
        return (
            self.stage != "voided"
            and self.registered.occurred_on <= day
            and (self.dissolved_on is None or day < self.dissolved_on)
        )

    def place_on(self, day: date) -> Place | None:
        """Its place on ``day``; None before it was registered."""
        return next((place for place in reversed(self.places) if place.first <= day), None)

    def rating_on(self, day: date) -> str:
        """How it was rated on ``day``; empty if not rated by then."""
        return next((rating.value for first, rating in reversed(self.ratings) if first <= day), "")

    def authorised(self, authority: Authority, day: date) -> bool:
        """Whether it was authorised to lead or guide on ``day``."""
        return any(grant.authority is authority and grant.occurred_on <= day for grant in self.authorisations)

    def places_between(self, first: date, last: date) -> Iterator[tuple[date, date, Place]]:
        """Its places in a span of days, each with the part of the span in which it holds."""
        for place, following in zip(self.places, (*self.places[1:], None), strict=True):
            begins = max(first, place.first)
            ends = last if following is None else min(last, following.first - timedelta(days=1))
            if begins <= ends:
                yield begins, ends, place


def _place(said: OrganisationRegistered | OrganisationRelationSet) -> Place:
    return Place(
        first=said.occurred_on,
        parent=said.parent,
        party_relation=said.party_relation,
        business_relation=said.business_relation,
        department=said.department,
    )


def _placed(places: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    kept = [other for other in places if other.first != place.first]
    return tuple(sorted([*kept, place], key=lambda other: other.first))


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, OrganisationRegistered), "an organisation begins with its registration"
        return State(registered=event, name=event.name, places=(_place(event),), stands_at=1, version=1)
    version = state.version + 1
    match event:
        case OrganisationRegistered():
            raise AssertionError("an organisation is registered once")
        case OrganisationRelationSet():
            return replace(state, version=version, places=_placed(state.places, _place(event)))
        case OrganisationRenamed():
            return replace(state, version=version, name=event.name)
        case DepartmentAuthorisationGranted():
            return replace(state, version=version, authorisations=(*state.authorisations, event))
        case LeadershipRelationDetermined():
            return replace(state, version=version, determined=event)
        case OrganisationRatedWeak() | OrganisationRerated():
            ratings = sorted([*state.ratings, (event.occurred_on, event.rating)], key=lambda row: row[0])
            return replace(state, version=version, ratings=tuple(ratings))
        case OrganisationDissolved():
            return replace(state, version=version, stage="dissolved", dissolved_on=event.occurred_on)
        case OrganisationCorrected():
            name = event.registered.name if state.name == state.registered.name else state.name
            return replace(
                state,
                version=version,
                registered=event.registered,
                name=name,
                places=(_place(event.registered), *state.places[1:]),
                stands_at=version,
            )
        case OrganisationVoided():
            return replace(state, version=version, stage="voided")
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


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

# --- the tree --------------------------------------------------------------------

Tree: TypeAlias = Mapping[str, State | None]
"""States of organisations that stand above, by stream; None where a stream is empty."""

FAR: Final = date.max


def above(parent: str | None, first: date, last: date, tree: Tree) -> dict[str, State | None]:
    """Organisations above a place on any day from ``first`` to ``last``, nearest first, as far as ``tree`` knows.

    A name whose state is not in ``tree`` is in the answer with None: that is what remains to be read.
    """
    found: dict[str, State | None] = {}
    ahead = [] if parent is None else [(parent, first, last)]
    seen: set[tuple[str, date, date]] = set()
    while ahead:
        row = ahead.pop(0)
        if row in seen:
            continue
        seen.add(row)
        name, begins, ends = row
        found[name] = state = tree.get(name)
        if state is not None:
            ahead += [
                (place.parent, since, until)
                for since, until, place in state.places_between(begins, ends)
                if place.parent is not None
            ]
    return found


def span_of_change(state: State | None, first: date) -> tuple[date, date]:
    """Days on which a place that begins on ``first`` will hold: until the next one on record begins."""
    later = [] if state is None else [place.first for place in state.places[1:] if place.first > first]
    return first, (min(later) - timedelta(days=1) if later else FAR)


@record
class Determination:
    """Who leads and guides, and by which case of the clause."""

    leader: str | None
    guides: tuple[str, ...]
    basis: str


def determine(state: State, day: date, tree: Tree) -> Determination:
    """Who leads and who guides an organisation on a day (c2006-resp 二（一））.

    ``basis`` is ``default``, ``department_party_group``, ``department_committee_leads``,
    ``department_committee_guides``, ``territorial_vertical``, ``vertical_vertical`` or ``unresolved_…``.
    """
    place = state.place_on(day)
    assert place is not None, "asked of a day on which it exists"
    chain = above(place.parent, day, day, tree)
    local = next((name for name, one in chain.items() if one is not None and one.kind in LOCAL_COMMITTEES), None)
    parent = None if place.parent is None else tree.get(place.parent)
    affiliated = place.parent if parent is not None and parent.kind in DEPARTMENT_BODIES else None
    department = place.department or affiliated
    body = None if department is None else tree.get(department)
    match (place.party_relation, place.business_relation):
        case (Relation.TERRITORIAL, Relation.TERRITORIAL):
            if affiliated is not None:
                return _affiliated(department, affiliated, body, day)
            if local is None:
                return _open("unresolved_no_local_committee")
            return Determination(leader=local, guides=(), basis="default")
        case (Relation.TERRITORIAL, Relation.VERTICAL):
            if local is None:
                return _open("unresolved_no_local_committee")
            named = body is not None and body.kind in _NAMED_BODIES
            guides = (department,) if named and department is not None else ()
            return Determination(leader=local, guides=guides, basis="territorial_vertical")
        case (Relation.VERTICAL, Relation.VERTICAL):
            if department is None or body is None:
                return _open("unresolved_no_department")
            if body.kind is not Kind.DEPARTMENT_PARTY_COMMITTEE:
                return _open("unresolved_no_department_committee")
            return Determination(leader=department, guides=() if local is None else (local,), basis="vertical_vertical")
        case _:
            return _open("unresolved_vertical_territorial")


_NAMED_BODIES: Final = frozenset({Kind.DEPARTMENT_PARTY_GROUP, Kind.DEPARTMENT_PARTY_COMMITTEE})


def _open(basis: str) -> Determination:
    return Determination(leader=None, guides=(), basis=basis)


def _affiliated(department: str | None, parent: str, body: State | None, day: date) -> Determination:
    """A department's own office or affiliated unit 部门机关和直属单位."""
    if department != parent or body is None:
        return _open("unresolved_two_departments")
    if body.kind is Kind.DEPARTMENT_PARTY_GROUP:
        return Determination(leader=None, guides=(department,), basis="department_party_group")
    if body.kind is not Kind.DEPARTMENT_PARTY_COMMITTEE:
        return _open("unresolved_department_body")
    if body.authorised(Authority.LEAD, day):
        return Determination(leader=department, guides=(), basis="department_committee_leads")
    if body.authorised(Authority.GUIDE, day):
        return Determination(leader=None, guides=(department,), basis="department_committee_guides")
    return _open("unresolved_not_authorised")


# --- decisions -------------------------------------------------------------------

_WEAK: Final = frozenset({Rating.WEAK, Rating.BACKWARD})
_SUBORDINATION: Final = "c2006-resp 二（二）1"
_LEADING: Final = "c2006-resp 二（一）"


def decide(state: State | None, command: Command, *, today: date, tree: Tree | None = None) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``tree`` holds the organisations above the place that the command gives or asks about, and its department.
    """
    tree = {} if tree is None else tree
    match command:
        case RegisterOrganisation():
            if state is not None:
                raise Refused("exists", zh="该组织已经登记。", en="This organisation is already on record.")
            return [_registered(state, command, today, tree)]
        case CorrectOrganisation():
            return _corrected(_known(state), command, today, tree)
        case SetOrganisationRelation():
            return _relation_set(_known(state), command, today, tree)
        case RenameOrganisation():
            standing = _standing(_known(state), command.occurred_on, today)
            name = require_text(command.name, "name", label=_NAME)
            if name == standing.name:
                return []
            return [
                OrganisationRenamed(name=name, occurred_on=command.occurred_on, reason=require_reason(command.reason))
            ]
        case GrantDepartmentAuthorisation():
            return _authorised(_standing(_known(state), command.occurred_on, today), command)
        case DetermineLeadershipRelation():
            standing = _standing(_known(state), command.occurred_on, today)
            found = determine(standing, command.occurred_on, tree)
            event = LeadershipRelationDetermined(
                leader=found.leader, guides=found.guides, basis=found.basis, occurred_on=command.occurred_on
            )
            return [] if event == standing.determined else [event]
        case RateOrganisation():
            return _rated(_standing(_known(state), command.occurred_on, today), command)
        case DissolveOrganisation():
            standing = _known(state)
            if standing.stage == "dissolved":
                raise Refused("dissolved", zh="该组织已登记撤销。", en="This organisation is already dissolved.")
            _standing(standing, command.occurred_on, today)
            latest = max([place.first for place in standing.places])
            if command.occurred_on < latest:
                raise _before(latest, "隶属关系最近一次变动", "its latest change of relations")
            return [OrganisationDissolved(occurred_on=command.occurred_on, reason=require_reason(command.reason))]
        case VoidOrganisation():
            _known(state)
            return [OrganisationVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


_NAME: Final = ("组织名称", "Name")


def _known(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到该组织的登记。", en="There is no record of this organisation.")
    if state.stage == "voided":
        raise Refused("voided", zh="该组织的登记已作废。", en="This registration was voided.")
    return state


def _before(day: date, zh: str, en: str) -> Refused:
    return Refused(
        "before_registration",
        zh=f"生效日期不能早于{zh}之日（{day.isoformat()}）。",
        en=f"It cannot take effect before {en} ({day.isoformat()}).",
        field="occurred_on",
    )


def _standing(state: State, day: date, today: date) -> State:
    """Refuse an act on a day on which the organisation did not exist."""
    require_past(day, today, "occurred_on", label=("生效日期", "Effective date"))
    if day < state.registered.occurred_on:
        raise _before(state.registered.occurred_on, "该组织登记", "it was registered")
    if state.dissolved_on is not None and day >= state.dissolved_on:
        raise Refused(
            "dissolved",
            zh=f"该组织已于{state.dissolved_on.isoformat()}撤销，不能再作此登记。",
            en=f"This organisation was dissolved on {state.dissolved_on.isoformat()}; the act does not apply.",
            field="occurred_on",
        )
    return state


def _check_place(
    own: State | None, command: RegisterOrganisation | CorrectOrganisation | SetOrganisationRelation, tree: Tree
) -> None:
    """The parent and department exist on the day, and the tree runs in no circle."""
    for field, name, zh, en in (
        ("parent", command.parent, "上级组织", "The parent"),
        ("department", command.department, "业务主管部门", "The competent department"),
    ):
        other = None if name is None else tree.get(name)
        if name == command.organisation:
            raise Refused(
                "cyclic",
                zh=f"{zh}不能是本组织自己。",
                en=f"{en} cannot be the organisation itself.",
                field=field,
                clause=_SUBORDINATION,
            )
        if name is not None and (other is None or not other.exists_on(command.occurred_on)):
            raise Refused(
                "not_standing",
                zh=f"所填{zh}在{command.occurred_on.isoformat()}尚未登记或已撤销。",
                en=f"{en} did not exist on {command.occurred_on.isoformat()}.",
                field=field,
                clause=_SUBORDINATION,
            )
    first, last = span_of_change(own, command.occurred_on)
    if command.organisation in above(command.parent, first, last, tree):
        raise Refused(
            "cyclic",
            zh="所填上级组织隶属于本组织，隶属关系不能循环。",
            en="That parent stands below this organisation; the tree cannot run in a circle.",
            field="parent",
            clause=_SUBORDINATION,
        )


def _registered(
    own: State | None, command: RegisterOrganisation | CorrectOrganisation, today: date, tree: Tree
) -> OrganisationRegistered:
    require_past(command.occurred_on, today, "occurred_on", label=("登记生效日期", "Date from which it exists"))
    name = require_text(command.name, "name", label=_NAME)
    _check_place(own, command, tree)
    return OrganisationRegistered(
        name=name,
        kind=command.kind,
        sector=command.sector,
        parent=command.parent,
        party_relation=command.party_relation,
        business_relation=command.business_relation,
        department=command.department,
        occurred_on=command.occurred_on,
        code=allow_text(command.code, "code", limit=50, label=("组织编号", "Code")),
    )


def _corrected(state: State, command: CorrectOrganisation, today: date, tree: Tree) -> list[Event]:
    registered = _registered(state, command, today, tree)
    if registered == state.registered:
        return []
    known = [place.first for place in state.places[1:]] + [first for first, _ in state.ratings]
    known += [grant.occurred_on for grant in state.authorisations]
    known += [] if state.dissolved_on is None else [state.dissolved_on]
    if known and command.occurred_on >= min(known):
        raise Refused(
            "after_first_change",
            zh=f"登记生效日期应早于该组织已登记的首次变动（{min(known).isoformat()}）。",
            en=f"It must begin before the first change on record ({min(known).isoformat()}).",
            field="occurred_on",
        )
    return [
        OrganisationCorrected(corrects=state.stands_at, registered=registered, reason=require_reason(command.reason))
    ]


def _relation_set(state: State, command: SetOrganisationRelation, today: date, tree: Tree) -> list[Event]:
    _standing(state, command.occurred_on, today)
    if command.occurred_on == state.registered.occurred_on:
        raise Refused(
            "before_registration",
            zh="登记当日的隶属关系如有误，请更正登记；变动应从登记之后的日期起生效。",
            en="A change takes effect after the day of registration; correct the registration if that was wrong.",
            field="occurred_on",
        )
    _check_place(state, command, tree)
    event = OrganisationRelationSet(
        parent=command.parent,
        party_relation=command.party_relation,
        business_relation=command.business_relation,
        department=command.department,
        occurred_on=command.occurred_on,
        reason=require_reason(command.reason),
    )
    return [] if _place(event) in state.places else [event]


def _authorised(state: State, command: GrantDepartmentAuthorisation) -> list[Event]:
    if state.kind is not Kind.DEPARTMENT_PARTY_COMMITTEE:
        raise Refused(
            "not_a_department_committee",
            zh="只有部门党委可以被授权领导或指导本部门机关和直属单位；党组只能指导，不能授权领导。",
            en="Only a department committee can be authorised to lead or guide; a party group never leads.",
            field="organisation",
            clause=_LEADING,
        )
    if state.authorised(command.authority, command.occurred_on):
        raise Refused(
            "already_authorised",
            zh="该部门党委在此日期已有同样的授权。",
            en="This committee already holds that authorisation on that day.",
            field="authority",
            clause=_LEADING,
        )
    document = require_text(command.document, "document", label=("授权文件", "Authorising document"))
    return [
        DepartmentAuthorisationGranted(authority=command.authority, occurred_on=command.occurred_on, document=document)
    ]


def _rated(state: State, command: RateOrganisation) -> list[Event]:
    said_that_day = [rating for first, rating in state.ratings if first == command.occurred_on]
    if said_that_day and said_that_day[-1] is command.rating:
        return []
    reason = require_reason(command.reason)
    first_weak = command.rating in _WEAK and state.rating_on(command.occurred_on) not in _WEAK
    if first_weak:
        return [OrganisationRatedWeak(rating=command.rating, occurred_on=command.occurred_on, reason=reason)]
    return [OrganisationRerated(rating=command.rating, occurred_on=command.occurred_on, reason=reason)]
