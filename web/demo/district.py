"""The tree of the demonstration: one city, two districts, one county, about 200 organisations in four levels."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from domain.appointment import AppointRole, Portfolio, Post
from domain.catalogue import load_all
from domain.organisation import Kind, RateOrganisation, Rating, RegisterOrganisation, Sector
from domain.person import RegisterPerson
from domain.policy import IssuePolicy
from web.demo import names


@dataclass
class Leader:
    """Somebody in post: the version of the appointment in the organisation's posts comes along."""

    person: str
    post: Post
    appointment: int
    first: date
    last: date | None = None


@dataclass
class Body:
    """An organisation of the demonstration, with what the story needs to know of it."""

    id: str
    name: str
    kind: Kind
    sector: Sector
    parent: "Body | None"
    document: str
    """Local regulation it lives under: shunde2015, jianxi2020, township or ``""``."""
    leaders: list[Leader] = field(default_factory=list)
    children: list["Body"] = field(default_factory=list)
    appointments: int = 0

    def secretary(self, day: date) -> str | None:
        """Who is secretary on ``day``."""
        for leader in self.leaders:
            if leader.post is Post.SECRETARY and leader.first <= day and (leader.last is None or day <= leader.last):
                return leader.person
        return None

    def other(self, post: Post) -> str:
        """Who holds another post, from the beginning on."""
        return next(leader.person for leader in self.leaders if leader.post is post)

    def present(self, day: date) -> tuple[str, ...]:
        """Everybody in post on ``day``, the secretary first."""
        return tuple(
            leader.person
            for leader in self.leaders
            if leader.first <= day and (leader.last is None or day <= leader.last)
        )


class District:
    """Builds the tree; ``commands`` are what the register office would enter on the first day."""

    def __init__(self, rng: random.Random, first: date) -> None:
        self.rng = rng
        self.first = first
        self.since = date(first.year - 3, 1, 1)
        self.bodies: list[Body] = []
        self.policies: dict[str, str] = {}
        self.persons = 0
        self.commands: list[tuple[object, Body]] = []
        self._build()

    def new_id(self, prefix: str) -> str:
        """A stream id that is the same in every run of one seed."""
        return f"{prefix}-{self.rng.getrandbits(80):020x}"

    def of(self, *kinds: Kind) -> Iterator[Body]:
        """Bodies of these kinds."""
        return (body for body in self.bodies if body.kind in kinds)

    def named(self, name: str) -> Body:
        """The body with this name."""
        return next(body for body in self.bodies if body.name == name)

    # --- building ------------------------------------------------------------------

    def _build(self) -> None:
        city = self._body("中共清江市委", Kind.CITY_COMMITTEE, None, "")
        west = self._body("中共安平区委", Kind.DISTRICT_COMMITTEE, city, "")
        east = self._body("中共东岭区委", Kind.DISTRICT_COMMITTEE, city, "jianxi2020")
        county = self._body("中共河口县委", Kind.DISTRICT_COMMITTEE, city, "")
        for top in (west, east, county):
            self._body(f"{top.name.removeprefix('中共')}组织部", Kind.DISTRICT_ORGANISATION_DEPARTMENT, top, "")
        self._west(west)
        self._east(east)
        self._county(county)
        for document, roots in {
            "c2006_resp": [city],
            "shunde2015": [west],
            "jianxi2020": [east],
            "township": [self.named(f"中共{name}委员会") for name in names.TOWNSHIPS],
        }.items():
            self._policy(document, roots)

    def _west(self, west: Body) -> None:
        for name in names.TOWNS:
            self._villages(self._body(f"中共{name}委员会", Kind.TOWN_COMMITTEE, west, "shunde2015"), name, 6)
        for name in names.STREETS_WEST:
            street = self._body(f"中共{name}工作委员会", Kind.STREET_WORKING_COMMITTEE, west, "shunde2015")
            self._communities(street, name, 5)
        for name in names.GROUPS:
            self._department(self._body(f"{name}党组", Kind.DEPARTMENT_PARTY_GROUP, west, "shunde2015"), name)
        for name in names.COMMITTEES:
            self._department(self._body(f"{name}党委", Kind.DEPARTMENT_PARTY_COMMITTEE, west, "shunde2015"), name)

    def _east(self, east: Body) -> None:
        for name in names.STREETS_EAST:
            street = self._body(f"中共{name}工作委员会", Kind.STREET_WORKING_COMMITTEE, east, "jianxi2020")
            self._communities(street, name, 6)
        for name in names.COMMITTEES_EAST:
            self._department(
                self._body(f"{name}党委（东岭）", Kind.DEPARTMENT_PARTY_COMMITTEE, east, "jianxi2020"), name
            )
        park = self._body("东岭产业园党工委", Kind.DEPARTMENT_WORKING_COMMITTEE, east, "jianxi2020")
        for number in range(1, 6):
            self._body(f"产业园第{number}联合党支部", Kind.BRANCH, park, "jianxi2020", Sector.PRIVATE_FIRM)

    def _county(self, county: Body) -> None:
        for name in names.TOWNSHIPS:
            township = self._body(f"中共{name}委员会", Kind.TOWNSHIP_COMMITTEE, county, "township")
            self._body(f"{name}组织办公室", Kind.OFFICE, township, "")
            for village in names.VILLAGES:
                self._body(f"{name}{village}党支部", Kind.BRANCH, township, "township", Sector.VILLAGE)
            for unit in names.UNITS:
                self._body(f"{name}{unit}党支部", Kind.BRANCH, township, "township", Sector.INSTITUTION)

    def _villages(self, town: Body, name: str, count: int) -> None:
        for village in names.VILLAGES[:count]:
            self._body(f"{name}{village}党总支", Kind.GENERAL_BRANCH, town, "", Sector.VILLAGE)

    def _communities(self, street: Body, name: str, count: int) -> None:
        for community in names.COMMUNITIES[:count]:
            self._body(f"{name}{community}党委", Kind.GRASSROOTS_COMMITTEE, street, street.document, Sector.COMMUNITY)

    def _department(self, department: Body, name: str) -> None:
        self._body(f"{name}机关党支部（{department.name}）", Kind.BRANCH, department, "", Sector.GOVERNMENT)

    def _body(self, name: str, kind: Kind, parent: Body | None, document: str, sector: Sector = Sector.NONE) -> Body:
        body = Body(self.new_id("org"), name, kind, sector, parent, document)
        self.bodies.append(body)
        if parent is not None:
            parent.children.append(body)
        self.commands.append(
            (
                RegisterOrganisation(
                    organisation=body.id,
                    name=name,
                    kind=kind,
                    sector=sector,
                    parent=parent.id if parent else None,
                    occurred_on=self.since,
                    code=f"{len(self.bodies):04d}",
                ),
                body,
            )
        )
        self._staff(body)
        if sector is Sector.VILLAGE and self.rng.random() < 0.25:
            self.commands.append(
                (
                    RateOrganisation(
                        organisation=body.id,
                        rating=Rating.BACKWARD if document == "township" else Rating.WEAK,
                        occurred_on=self.since,
                        reason="年度分类定级结果",
                    ),
                    body,
                )
            )
        return body

    def _staff(self, body: Body) -> None:
        if body.kind is Kind.OFFICE:
            return
        self.appoint(body, Post.SECRETARY, self.since)
        if body.kind in (Kind.BRANCH, Kind.GENERAL_BRANCH, Kind.GRASSROOTS_COMMITTEE):
            self.appoint(body, Post.DEPUTY_SECRETARY, self.since)
            return
        if body.kind is Kind.DISTRICT_COMMITTEE:
            for _ in range(2):
                self.appoint(body, Post.STANDING_MEMBER, self.since)
        self.appoint(body, Post.DEPUTY_SECRETARY, self.since)
        self.appoint(body, Post.MEMBER, self.since, Portfolio.PARTY_BUILDING)
        self.appoint(body, Post.MEMBER, self.since, Portfolio.DISCIPLINE)

    def appoint(self, body: Body, post: Post, first: date, *portfolio: Portfolio, known: bool = True) -> Leader:
        """Register a person and appoint them. ``known``: entered on the first day."""
        person = self.new_id("person")
        body.appointments += 1
        leader = Leader(person, post, body.appointments, first)
        body.leaders.append(leader)
        acts: list[tuple[object, Body]] = [
            (RegisterPerson(person=person, name=names.person_name(self.persons), organisation=body.id), body),
            (
                AppointRole(organisation=body.id, person=person, post=post, occurred_on=first, portfolio=portfolio),
                body,
            ),
        ]
        self.persons += 1
        if known:
            self.commands.extend(acts)
        else:
            self.pending = acts
        return leader

    def _policy(self, document: str, roots: list[Body]) -> None:
        text, parsed = load_all()[document]
        policy = self.new_id("policy")
        self.policies[document] = policy
        self.commands.append(
            (
                IssuePolicy(
                    policy=policy,
                    document=document,
                    binds=tuple(root.id for root in roots),
                    effective_on=parsed.date or self.since,
                    catalogue=text,
                ),
                roots[0],
            )
        )
