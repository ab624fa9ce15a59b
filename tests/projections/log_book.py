"""A log made by hand: entries for view tests, written down one by one or at random from a seed."""

import hashlib
from collections.abc import Sequence
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, get_args, get_origin, get_type_hints

from chances import STEPS
from samples import OTHER, A, build, word_for

import domain.catalogue
from domain.appointment import (
    AppointmentCorrected,
    AppointmentVoided,
    Portfolio,
    Post,
    RoleAppointed,
    RoleAssigned,
    RoleEnded,
)
from domain.contact import (
    ContactPointClosed,
    ContactPointEstablished,
    ContactPointReassigned,
    ContactPointVisitCorrected,
    ContactPointVisited,
    ContactPointVisitVoided,
    Purpose,
)
from domain.kernel import Entry, Personal
from domain.meeting import AgendaItem, Body, MeetingCorrected, MeetingHeld, MeetingVoided, Topic
from domain.organisation import (
    Kind,
    OrganisationCorrected,
    OrganisationDissolved,
    OrganisationRegistered,
    OrganisationRelationSet,
    OrganisationRenamed,
    OrganisationRerated,
    Rating,
    Relation,
    Sector,
)
from domain.person import (
    PersonCorrected,
    PersonRegistered,
    PersonRestricted,
    PersonRestrictionLifted,
    PersonVoided,
    RestrictionGround,
)
from domain.policy import PolicyCorrected, PolicyIssued, PolicySuperseded
from domain.report import (
    Form,
    ReportAccepted,
    ReportCorrected,
    ReportResubmitted,
    ReportReturned,
    ReportSubmitted,
    Type,
)
from domain.responsibility import (
    Item,
    ResponsibilityItemAdded,
    ResponsibilityItemCompleted,
    ResponsibilityItemVerified,
    ResponsibilityListDrafted,
    ResponsibilityListIssued,
)
from domain.vocabulary import NAMES
from domain.work import Act, WorkCorrected, WorkRecorded, WorkVoided

START = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
CLERK = "account-clerk"


def ident(prefix: str, number: int) -> str:
    """A well-formed id that a reader can tell apart."""
    return f"{prefix}-{number:020x}"


def posts_of(organisation: str) -> str:
    return "posts-" + organisation[4:]


class Book:
    """Entries in order; serves as a log."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.versions: dict[str, int] = {}
        self.now = START

    def write(self, stream: str, event: Any, *, by: str = CLERK, behalf: str = "", on: datetime | None = None) -> Entry:
        """Record one event."""
        self.now = max(self.now, on or self.now)
        version = self.versions.get(stream, 0) + 1
        self.versions[stream] = version
        entry = Entry(
            position=len(self.entries) + 1,
            stream=stream,
            version=version,
            name=NAMES[type(event)],
            event=event,
            recorded_at=self.now,
            recorded_by=by,
            on_behalf_of=behalf,
            command_id=f"c{len(self.entries) + 1}",
        )
        self.entries.append(entry)
        return entry

    def log(self, after: int, limit: int) -> Sequence[Entry]:
        return self.entries[after : after + limit]

    def head(self) -> int:
        return len(self.entries)

    def until(self, position: int) -> "Book":
        """The log as it stood at a position."""
        book = Book()
        book.entries = self.entries[:position]
        return book


# --- events with defaults, so that a test names only what it is about ---------------------------


def organisation(name: str, parent: str | None = None, *, kind: Kind = Kind.TOWNSHIP_COMMITTEE, on: str = "2023-01-01"):
    return OrganisationRegistered(
        name=name,
        kind=kind,
        sector=Sector.VILLAGE if kind is Kind.BRANCH else Sector.NONE,
        parent=parent,
        party_relation=Relation.TERRITORIAL,
        business_relation=Relation.TERRITORIAL,
        department=None,
        occurred_on=date.fromisoformat(on),
    )


def person(id: str, name: str | None, organisation: str):
    return PersonRegistered(name=Personal(id, name, f"sealed:{name}"), party_member=True, organisation=organisation)


def appointed(organisation: str, person: str, post: Post = Post.SECRETARY, on: str = "2023-01-01", portfolio=()):
    return RoleAppointed(
        organisation=organisation,
        person=person,
        post=post,
        portfolio=tuple(portfolio),
        acting=False,
        occurred_on=date.fromisoformat(on),
    )


def meeting(organisation: str, chair: str, on: str, title: str = "研究党建工作", body: Body = Body.COMMITTEE):
    return MeetingHeld(
        organisation=organisation,
        body=body,
        title=title,
        occurred_on=date.fromisoformat(on),
        chair=chair,
        attendees=(chair,),
        agenda=(AgendaItem(topic=Topic.PARTY_BUILDING, title=title),),
    )


def report(organisation: str, recipient: str, on: str, period: str = "2024"):
    return ReportSubmitted(
        organisation=organisation,
        recipient=recipient,
        type=Type.PARTY_BUILDING,
        form=Form.WRITTEN,
        period=period,
        title="年度党建工作报告",
        occurred_on=date.fromisoformat(on),
    )


def work(organisation: str, on: str, act: Act = Act.DUTY_PERFORMED, performers=(), **more: Any):
    return WorkRecorded(
        organisation=organisation,
        act=act,
        title="落实工作",
        occurred_on=date.fromisoformat(on),
        performers=tuple(performers),
        **more,
    )


CATALOGUE = Path(domain.catalogue.__file__).parent


def issued(code: str, *roots: str, on: str = "2023-01-01"):
    """A document of the catalogue, put into force."""
    text = (CATALOGUE / f"{code}.toml").read_text("utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return PolicyIssued(document=code, binds=roots, effective_on=date.fromisoformat(on), catalogue=text, sha256=sha256)


# --- random histories -----------------------------------------------------------------------------


class Chance:
    """A plausible history from a seed: a small district that founds, appoints, meets, corrects and dissolves."""

    def __init__(self, seed: int, *, organisations: int = 6, book: Book | None = None) -> None:
        self.random = Random(seed)
        self.book = book or Book()
        self.serial = 0
        self.organisations: list[str] = []
        self.people: dict[str, list[str]] = {}
        self.records: dict[str, list[str]] = {}
        for number in range(organisations):
            self.found(number)

    def fresh(self, prefix: str) -> str:
        self.serial += 1
        return ident(prefix, self.serial)

    def day(self) -> date:
        return date(2023, 1, 1) + timedelta(days=self.random.randrange(900))

    def tick(self) -> None:
        self.book.now += timedelta(minutes=self.random.randrange(1, 3000))

    def found(self, number: int) -> None:
        id = self.fresh("org")
        parent = self.random.choice(self.organisations) if self.organisations else None
        kinds = [Kind.DISTRICT_COMMITTEE, Kind.TOWNSHIP_COMMITTEE, Kind.BRANCH]
        self.book.write(id, organisation(f"组织{number}", parent, kind=kinds[min(number, 2)]), behalf=parent or "")
        self.organisations.append(id)
        self.people[id] = []
        for post in (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.MEMBER):
            self.appoint(id, post)

    def appoint(self, id: str, post: Post) -> None:
        someone = self.fresh("person")
        self.book.write(someone, person(someone, f"张{self.serial}", id), behalf=id)
        self.people[id].append(someone)
        portfolio = (Portfolio.PARTY_BUILDING,) if post is Post.DEPUTY_SECRETARY else ()
        self.book.write(posts_of(id), appointed(id, someone, post, portfolio=portfolio), behalf=id)

    def keep(self, kind: str, id: str) -> str:
        self.records.setdefault(kind, []).append(id)
        return id

    def write(self, stream: str, event: Any, organisation: str) -> None:
        self.book.write(stream, event, behalf=organisation)

    def step(self) -> None:
        """One more thing happens."""
        self.tick()
        acts = [
            self._meet, self._meet, self._meet, self._visit, self._visit, self._report, self._work, self._work,
            self._list, self._correct, self._void, self._move, self._posts, self._person, self._handle_report,
            self._correct_visit, self._point_changes, self._policy,
            *(partial(step, self) for step in STEPS),
        ]  # fmt: skip
        self.random.choice(acts)()

    def steps(self, count: int) -> Book:
        for _ in range(count):
            self.step()
        return self.book

    def place(self) -> tuple[str, str]:
        """An organisation, and somebody of it."""
        id = self.random.choice(self.organisations)
        return id, self.random.choice(self.people[id])

    def some(self, kind: str) -> str | None:
        """A record that was kept."""
        return self.random.choice(self.records[kind]) if self.records.get(kind) else None

    def sample(self, cls: type, **said: Any) -> Any:
        """An event filled in at random: organisations, persons, days and codes that there are."""
        place, someone = self.place()
        hints, found = get_type_hints(cls), dict[str, Any]()
        for name, hint in hints.items():
            one = self._chosen(hint, name, place, someone)
            if one is not None:
                found[name] = one
        return build(cls, **found | said)

    def _chosen(self, hint: Any, name: str, place: str, someone: str) -> Any:
        inner = get_args(hint)
        if get_origin(hint) is tuple:
            one = self._chosen(inner[0], name, place, someone)
            return None if one is None else (one,)
        if inner:
            return self._chosen(inner[0], name, place, someone)
        if hint is date:
            return self.day()
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self.random.choice(list(hint))
        if is_dataclass(hint) and hint is not Personal:
            return self.sample(hint)
        if hint is not str:
            return 1 if name == "corrects" else None
        if name == "organisation":
            return place
        return {A: someone, OTHER: self.random.choice(self.organisations)}.get(word_for(name))

    def begin(self, prefix: str, cls: type, **said: Any) -> str:
        """A record is begun; its stream."""
        event = self.sample(cls, **said)
        stream = self.keep(prefix, self.fresh(prefix))
        self.write(stream, event, getattr(event, "organisation", self.organisations[0]))
        return stream

    def go_on(self, prefix: str, cls: type, **said: Any) -> None:
        """One more entry of a record that was begun, if there is one."""
        if (stream := self.some(prefix)) is not None:
            opening = self._opening(stream)
            self.write(stream, self.sample(cls, **said), getattr(opening, "organisation", self.organisations[0]))

    def _opening(self, stream: str) -> Any:
        return next(entry.event for entry in self.book.entries if entry.stream == stream)

    def _meet(self) -> None:
        id, chair = self.place()
        body = self.random.choice([Body.COMMITTEE, Body.STANDING_COMMITTEE, Body.BRANCH])
        held = meeting(id, chair, self.day().isoformat(), body=body)
        self.write(self.keep("meeting", self.fresh("meeting")), held, id)

    def _work(self) -> None:
        id, someone = self.place()
        event = work(id, self.day().isoformat(), self.random.choice(list(Act)), [someone], quantity=self.serial % 5)
        self.write(self.keep("work", self.fresh("work")), event, id)

    def _report(self) -> None:
        id, _ = self.place()
        other, _ = self.place()
        period = self.random.choice(["2023", "2024", "2024-H1", "2024-Q3"])
        self.write(self.keep("report", self.fresh("report")), report(id, other, self.day().isoformat(), period), id)

    def _handle_report(self) -> None:
        if (stream := self.some("report")) is None:
            return
        day = self.day()
        event: Any = self.random.choice(
            [
                ReportReturned(occurred_on=day, reason="数据不全"),
                ReportResubmitted(occurred_on=day, text="已补充"),
                ReportAccepted(occurred_on=day),
            ]
        )
        self.write(stream, event, self._opening(stream).organisation)

    def _visit(self) -> None:
        stream = self.some("point")
        if stream is None or self.random.random() < 0.2:
            id, owner = self.place()
            unit, _ = self.place()
            point = ContactPointEstablished(
                organisation=id,
                owner=owner,
                unit=unit,
                unit_kind="branch",
                unit_sector="village",
                unit_rating="weak",
                occurred_on=self.day(),
            )
            self.write(self.keep("point", self.fresh("point")), point, id)
            return
        point = self._opening(stream)
        visit = ContactPointVisited(
            visitor=point.owner, purpose=self.random.choice(list(Purpose)), occurred_on=self.day(), text="走访"
        )
        self.book.write(stream, visit, behalf=point.organisation)
        self.keep("visit", f"{stream}#{self.book.versions[stream]}")

    def _correct_visit(self) -> None:
        if (ref := self.some("visit")) is None:
            return
        stream, _, version = ref.partition("#")
        point = self._opening(stream)
        if self.random.random() < 0.3:
            self.records["visit"].remove(ref)
            self.write(stream, ContactPointVisitVoided(visit=int(version), reason="重复"), point.organisation)
            return
        visited = ContactPointVisited(
            visitor=point.owner, purpose=Purpose.RESEARCH, occurred_on=self.day(), text="更正"
        )
        event = ContactPointVisitCorrected(visit=int(version), corrects=int(version), visited=visited, reason="日期")
        self.write(stream, event, point.organisation)

    def _point_changes(self) -> None:
        if (stream := self.some("point")) is None:
            return
        point = self._opening(stream)
        if self.random.random() < 0.3:
            self.records["point"].remove(stream)
            self.records["visit"] = [ref for ref in self.records.get("visit", []) if not ref.startswith(stream)]
            self.write(stream, ContactPointClosed(occurred_on=self.day(), reason="脱贫"), point.organisation)
            return
        owner = self.random.choice(self.people[point.organisation])
        event = ContactPointReassigned(owner=owner, occurred_on=self.day(), reason="分工调整")
        self.write(stream, event, point.organisation)

    def _list(self) -> None:
        id, someone = self.place()
        stream = f"list-{id[4:]}-{self.random.choice([2023, 2024])}"
        version = self.book.versions.get(stream, 0)
        day = self.day()
        item = Item(item="1", title="抓党建", clause="", policy="", person=someone, department="", due_on=day)
        life: list[Any] = [
            ResponsibilityListDrafted(organisation=id, year=int(stream[-4:]), policies=(), required=(), baseline=()),
            ResponsibilityItemAdded(item=item),
            ResponsibilityListIssued(list_version=1, occurred_on=day),
            ResponsibilityItemCompleted(item="1", occurred_on=day, evidence=(), note=""),
            ResponsibilityItemVerified(item="1", person=someone, occurred_on=day, note=""),
        ]
        if version < len(life):
            self.write(stream, life[version], id)

    def _correct(self) -> None:
        kind = self.random.choice(["meeting", "work", "report"])
        if (stream := self.some(kind)) is None:
            return
        old, day = self._opening(stream), self.day().isoformat()
        chair = self.random.choice(self.people[old.organisation])
        version = self.book.versions[stream]
        event: Any
        if kind == "meeting":
            event = MeetingCorrected(corrects=version, held=meeting(old.organisation, chair, day), reason="笔误")
        elif kind == "work":
            event = WorkCorrected(corrects=version, recorded=work(old.organisation, day), reason="笔误")
        else:
            submitted = report(old.organisation, old.recipient, day)
            event = ReportCorrected(corrects=version, submitted=submitted, reason="笔误")
        self.write(stream, event, old.organisation)

    def _void(self) -> None:
        kind = self.random.choice(["meeting", "work"])
        if (stream := self.some(kind)) is None:
            return
        self.records[kind].remove(stream)
        event: Any = MeetingVoided(reason="重复") if kind == "meeting" else WorkVoided(reason="重复")
        self.write(stream, event, self._opening(stream).organisation)

    def _move(self) -> None:
        id = self.random.choice(self.organisations)
        place = self.organisations.index(id)
        parent = self.random.choice(self.organisations[:place]) if place else None
        choice = self.random.randrange(20)
        event: Any
        if choice < 6:
            event = OrganisationRelationSet(
                parent=parent,
                party_relation=Relation.VERTICAL,
                business_relation=Relation.TERRITORIAL,
                department=None,
                occurred_on=self.day(),
                reason="调整",
            )
        elif choice < 11:
            event = OrganisationRenamed(name=f"新名{self.serial}", occurred_on=self.day(), reason="更名")
        elif choice < 15:
            event = OrganisationRerated(rating=self.random.choice(list(Rating)), occurred_on=self.day(), reason="评定")
        elif choice < 19:
            registered = organisation(
                f"更正{self.serial}", parent, kind=Kind.BRANCH if place > 1 else Kind.DISTRICT_COMMITTEE
            )
            event = OrganisationCorrected(corrects=1, registered=registered, reason="登记有误")
        elif place > 1:
            event = OrganisationDissolved(occurred_on=date(2025, 6, 1), reason="撤并")
        else:
            return
        self.write(id, event, id)

    def _posts(self) -> None:
        id, someone = self.place()
        stream = posts_of(id)
        mine = [
            entry.version for entry in self.book.entries
            if entry.stream == stream and isinstance(entry.event, RoleAppointed)
        ]  # fmt: skip
        appointment = self.random.choice(mine)
        choice = self.random.randrange(5)
        event: Any
        if choice == 0:
            self.appoint(id, self.random.choice(list(Post)))
            return
        if choice == 1:
            event = RoleEnded(appointment=appointment, occurred_on=self.day(), reason="调任")
        elif choice == 2:
            event = RoleAssigned(
                appointment=appointment, portfolio=(Portfolio.PARTY_BUILDING,), occurred_on=self.day(), reason="分工"
            )
        elif choice == 3:
            event = AppointmentCorrected(
                appointment=appointment,
                corrects=appointment,
                appointed=appointed(id, someone, Post.SECRETARY, self.day().isoformat()),
                ended_on=None,
                reason="笔误",
            )
        else:
            event = AppointmentVoided(appointment=appointment, reason="误登")
        self.write(stream, event, id)

    def _person(self) -> None:
        id, someone = self.place()
        if self.random.random() < 0.1:
            self.write(someone, PersonVoided(reason="误登"), id)
            return
        if self.serial % 4 == 0:
            restricted = PersonRestricted(ground=RestrictionGround.DISPUTED, reason="核实中", occurred_on=self.day())
            self.write(someone, restricted, id)
            return
        if self.serial % 4 == 1:
            self.write(someone, PersonRestrictionLifted(reason="已核实", occurred_on=self.day()), id)
            return
        registered = person(someone, f"李{self.serial}", id)
        self.write(someone, PersonCorrected(corrects=1, registered=registered, reason="改名"), id)

    def issue(self, code: str, root: str, on: str = "2023-01-01") -> None:
        id = self.keep("policy", self.fresh("policy"))
        self.write(id, issued(code, root, on=on), root)

    def _policy(self) -> None:
        if (stream := self.some("policy")) is None or self.random.random() < 0.5:
            return
        if self.random.random() < 0.3:
            self.write(stream, PolicySuperseded(last_day=self.day(), by=None, reason="废止"), "")
            return
        old = self._opening(stream)
        again = issued(old.document, *old.binds, on=self.random.choice(["2023-01-01", "2024-01-01", "2023-07-01"]))
        self.write(stream, PolicyCorrected(corrects=1, issued=again, reason="笔误"), "")
