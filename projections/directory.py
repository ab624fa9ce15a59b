"""Directory 组织、人员、任职、文件与账号: who is who, who sits where, which documents bind whom.

Every row has both clocks: the days on which it holds (``first`` to ``last``) and the log positions between
which it was what the record said (``known_from`` to ``known_to``).
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, get_args

import msgspec
import sqlalchemy as sa

from domain import (
    account,
    appointment,
    contact,
    evidence,
    meeting,
    organisation,
    person,
    policy,
    report,
    responsibility,
    security,
    work,
)
from domain.kernel import Entry, record
from domain.organisation import Kind, Sector
from projections.lines import KINDS as LINES
from projections.store import (
    LAST_DAY,
    History,
    Reading,
    Row,
    Store,
    Tables,
    day_of,
    end_of,
    iso,
    known_columns,
)
from projections.store import (
    known_at as known,
)

NAME: Final = "directory"

_ORGANISATION: Final = (
    "first", "last", "name", "kind", "sector", "parent", "party_relation", "business_relation", "department",
    "code", "rating", "leader", "guides", "basis", "authorities", "registered",
)  # fmt: skip
RESTRICTED, ERASED = "restricted", "erased"
"""How a person stands, besides being on the register."""

_TENURE: Final = ("organisation", "person", "post", "portfolio", "acting", "title", "document", "first", "last")


class Directory:
    """The view: organisations, tenures, persons, policies, accounts."""

    name = NAME
    version = 3
    effort = 2
    reads: frozenset[type] = frozenset(
        {
            *get_args(organisation.Event),
            *get_args(person.Event),
            *get_args(appointment.Event),
            *get_args(policy.Event),
            *get_args(account.Event),
        }
    )
    ignores: frozenset[type] = frozenset(
        {
            *get_args(responsibility.Event),
            *get_args(meeting.Event),
            *get_args(contact.Event),
            *get_args(report.Event),
            *get_args(work.Event),
            *get_args(evidence.Event),
            *get_args(security.Event),
            *(event for kind in LINES for event in kind.READS),
        }
    )

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """One table a kind, and the stories from which rows are worked out."""

        def table(name: str, *columns: sa.Column[Any], indexes: Mapping[str, str]) -> sa.Table:
            made = [sa.Index(f"{prefix}{name}_{key}{suffix}", column, "known_to") for key, column in indexes.items()]
            return sa.Table(f"{prefix}{name}{suffix}", metadata, *known_columns(), *columns, *made)

        def text(*names: str) -> list[sa.Column[Any]]:
            return [sa.Column(name, sa.String) for name in names]

        return {
            "organisations": table(
                "organisations",
                *text(*_ORGANISATION[:-1]),
                sa.Column("registered", sa.BigInteger),
                indexes={"parent": "parent"},
            ),
            "tenures": table(
                "tenures",
                *text("organisation", "person", "post", "portfolio"),
                sa.Column("acting", sa.Boolean),
                *text("title", "document", "first", "last"),
                indexes={"organisation": "organisation", "person": "person"},
            ),
            "persons": table(
                "persons",
                # As it is stored in the ledger: a view, its backups and its database's own log hold no name in plain.
                *text("sealed", "organisation"),
                sa.Column("party_member", sa.Boolean),
                sa.Column("registered", sa.BigInteger),
                *text("standing"),
                indexes={"organisation": "organisation"},
            ),
            "policies": table(
                "policies",
                *text("document", "title", "binds", "first", "last", "by", "sha256", "interpretations"),
                sa.Column("issued", sa.BigInteger),
                indexes={},
            ),
            "accounts": table(
                "accounts",
                *text("sign_in_name", "organisation", "person", "grants"),
                sa.Column("active", sa.Boolean),
                sa.Column("reset_required", sa.BigInteger),
                indexes={"person": "person"},
            ),
            "stories": sa.Table(
                f"{prefix}stories{suffix}",
                metadata,
                sa.Column("ref", sa.String, primary_key=True),
                sa.Column("body", sa.String, nullable=False),
            ),
        }

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its row; most entries do not bear on the directory."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run()

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._store = store
        self._entries = entries
        self._rows = {
            name: History(store, name) for name in ("organisations", "tenures", "persons", "policies", "accounts")
        }
        self._stories: dict[str, dict[str, Any]] = {}
        self._there: set[str] = set()

    def run(self) -> None:
        """Load what the page touches, fold, write."""
        refs = {_ref(entry) for entry in self._entries}
        for ref, body in self._store.select_in("stories", "ref", sorted(refs)):
            self._stories[ref] = msgspec.json.decode(body)
            self._there.add(ref)
        for name, kind in (
            ("organisations", "org-"),
            ("tenures", "posts-"),
            ("persons", "person-"),
            ("policies", "policy-"),
            ("accounts", "account-"),
        ):
            self._rows[name].load(ref for ref in refs if ref.startswith(kind))
        for entry in self._entries:
            self._fold(entry, _ref(entry))
        for rows in self._rows.values():
            rows.flush()
        self._save_stories()

    def _fold(self, entry: Entry, ref: str) -> None:
        event, position = entry.event, entry.position
        if isinstance(event, get_args(organisation.Event)):
            story = self._stories.setdefault(ref, {"registered": position})
            _tell_organisation(story, event)
            self._rows["organisations"].set(ref, position, _organisation_rows(story))
        elif isinstance(event, get_args(appointment.Event)):
            story = self._stories.setdefault(ref, {})
            _tell_tenure(story, event)
            self._rows["tenures"].set(ref, position, _tenure_rows(story))
        elif isinstance(event, get_args(policy.Event)):
            story = self._stories.setdefault(ref, {"issued": position, "interpretations": []})
            _tell_policy(story, event)
            self._rows["policies"].set(ref, position, _policy_rows(story))
        elif isinstance(event, get_args(person.Event)):
            self._fold_person(ref, position, event)
        else:
            rows = self._rows["accounts"]
            rows.set(ref, position, [_account_row(rows.now(ref), entry)])

    def _fold_person(self, ref: str, position: int, event: Any) -> None:
        rows = self._rows["persons"]
        before = next(iter(rows.now(ref)), None)
        match event:
            case person.PersonRegistered():
                rows.set(ref, position, [_person_row(event, position, "")])
            case person.PersonCorrected() if before is not None:
                rows.set(ref, position, [_person_row(event.registered, before[3], before[4])])
            case person.PersonVoided():
                rows.set(ref, position, [])
            case person.PersonRestricted() if before is not None:
                rows.set(ref, position, [(*before[:4], RESTRICTED)])
            case person.PersonRestrictionLifted() if before is not None:
                rows.set(ref, position, [(*before[:4], "")])
            case person.PersonErased() if before is not None:
                rows.set(ref, position, [(None, *before[1:4], ERASED)])

    def _save_stories(self) -> None:
        bodies = {ref: msgspec.json.encode(story).decode() for ref, story in self._stories.items()}
        known = [(body, ref) for ref, body in bodies.items() if ref in self._there]
        self._store.update("stories", ["body"], ["ref"], known)
        self._store.insert("stories", [(ref, body) for ref, body in bodies.items() if ref not in self._there])


def _person_row(registered: person.PersonRegistered, since: int, standing: str) -> Row:
    return (registered.name.sealed or None, registered.organisation, registered.party_member, since, standing)


def _ref(entry: Entry) -> str:
    """Posts of one organisation share a stream; each appointment is known by its first version in it."""
    event = entry.event
    if isinstance(event, appointment.RoleAppointed):
        return f"{entry.stream}#{entry.version}"
    if isinstance(event, get_args(appointment.Event)):
        return f"{entry.stream}#{event.appointment}"
    return entry.stream


# --- organisations ------------------------------------------------------------------------


def _tell_organisation(story: dict[str, Any], event: Any) -> None:
    """Add an event to an organisation's story: how it was registered, and what changed from which day on."""
    changes: list[list[Any]] = story.setdefault("changes", [])
    match event:
        case organisation.OrganisationRegistered():
            story["start"] = _registration(event)
        case organisation.OrganisationCorrected():
            story["start"] = _registration(event.registered)
        case organisation.OrganisationRenamed():
            changes.append([iso(event.occurred_on), {"name": event.name}])
        case organisation.OrganisationRelationSet():
            relation = {
                "parent": event.parent,
                "party_relation": event.party_relation.value,
                "business_relation": event.business_relation.value,
                "department": event.department,
            }
            changes.append([iso(event.occurred_on), relation])
        case organisation.OrganisationRatedWeak() | organisation.OrganisationRerated():
            changes.append([iso(event.occurred_on), {"rating": event.rating.value}])
        case organisation.LeadershipRelationDetermined():
            led = {"leader": event.leader, "guides": " ".join(event.guides), "basis": event.basis}
            changes.append([iso(event.occurred_on), led])
        case organisation.DepartmentAuthorisationGranted():
            changes.append([iso(event.occurred_on), {"authorities": event.authority.value}])
        case organisation.OrganisationDissolved():
            story["last"] = iso(event.occurred_on - timedelta(days=1))
        case organisation.OrganisationVoided():
            story["voided"] = True


def _registration(event: organisation.OrganisationRegistered) -> dict[str, Any]:
    return {
        "first": iso(event.occurred_on),
        "name": event.name,
        "kind": event.kind.value,
        "sector": event.sector.value,
        "parent": event.parent,
        "party_relation": event.party_relation.value,
        "business_relation": event.business_relation.value,
        "department": event.department,
        "code": event.code,
        "rating": "",
        "leader": None,
        "guides": "",
        "basis": "",
        "authorities": "",
    }


def _organisation_rows(story: Mapping[str, Any]) -> list[Row]:
    """The days of an organisation, cut wherever something changed."""
    if story.get("voided"):
        return []
    state: dict[str, Any] = dict(story["start"])
    state["registered"] = story["registered"]
    segments: list[dict[str, Any]] = [state]
    for day, change in sorted(story.get("changes", ()), key=lambda row: row[0]):
        if day > segments[-1]["first"]:
            segments.append({**segments[-1], "first": day})
        held = segments[-1]["authorities"]
        segments[-1].update(change)
        if "authorities" in change and held and change["authorities"] not in held.split():
            segments[-1]["authorities"] = f"{held} {change['authorities']}"
    return _closed(segments, story.get("last", LAST_DAY), _ORGANISATION)


def _closed(segments: list[dict[str, Any]], last: str, names: Sequence[str]) -> list[Row]:
    """Each segment ends on the day before the next begins, the last one on ``last``."""
    rows: list[Row] = []
    for index, segment in enumerate(segments):
        if segment["first"] > last:
            break
        if index + 1 < len(segments):
            segment["last"] = min(last, iso(day_of(segments[index + 1]["first"]) - timedelta(days=1)))
        else:
            segment["last"] = last
        rows.append(tuple(segment[name] for name in names))
    return rows


# --- tenures, policies, accounts ------------------------------------------------------------


def _tell_tenure(story: dict[str, Any], event: Any) -> None:
    match event:
        case appointment.RoleAppointed():
            story.update(appointed=_appointed(event), assigned=[], last=LAST_DAY)
        case appointment.AppointmentCorrected():
            last = LAST_DAY if event.ended_on is None else iso(event.ended_on)
            story.update(appointed=_appointed(event.appointed), last=last)
        case appointment.RoleAssigned():
            story["assigned"].append([iso(event.occurred_on), " ".join(event.portfolio)])
        case appointment.RoleEnded():
            story["last"] = iso(event.occurred_on)
        case appointment.AppointmentVoided():
            story["voided"] = True


def _appointed(event: appointment.RoleAppointed) -> dict[str, Any]:
    return {
        "organisation": event.organisation,
        "person": event.person,
        "post": event.post.value,
        "portfolio": " ".join(event.portfolio),
        "acting": event.acting,
        "title": event.title,
        "document": event.document,
        "first": iso(event.occurred_on),
    }


def _tenure_rows(story: Mapping[str, Any]) -> list[Row]:
    if story.get("voided"):
        return []
    segments: list[dict[str, Any]] = [dict(story["appointed"])]
    for day, portfolio in sorted(story["assigned"], key=lambda row: row[0]):
        if day > segments[-1]["first"]:
            segments.append({**segments[-1], "first": day})
        segments[-1]["portfolio"] = portfolio
    return _closed(segments, story["last"], _TENURE)


def _tell_policy(story: dict[str, Any], event: Any) -> None:
    match event:
        case policy.PolicyIssued():
            story["start"] = _issued(event)
        case policy.PolicyCorrected():
            story["start"] = _issued(event.issued)
        case policy.PolicySuperseded():
            story.update(last=iso(event.last_day), by=event.by)
        case policy.PolicyInterpreted():
            story["interpretations"].append([event.parameter, event.value, iso(event.effective_on), event.basis])
        case policy.PolicyVoided():
            story["voided"] = True


def _issued(event: policy.PolicyIssued) -> list[str]:
    try:
        title = str(tomllib.loads(event.catalogue).get("title", event.document))
    except tomllib.TOMLDecodeError:
        # Checked when it was issued; a view must stand whatever history holds.
        title = event.document
    return [event.document, title, " ".join(event.binds), iso(event.effective_on), event.sha256]


def _policy_rows(story: Mapping[str, Any]) -> list[Row]:
    if story.get("voided"):
        return []
    document, title, binds, first, sha256 = story["start"]
    settled = msgspec.json.encode(story["interpretations"]).decode()
    last = story.get("last", LAST_DAY)
    return [(document, title, binds, first, last, story.get("by"), sha256, settled, story["issued"])]


_GRANTS: Final = msgspec.json.Decoder(tuple[account.Grant, ...])


def _account_row(rows: Sequence[Row], entry: Entry) -> Row:
    """What is granted follows from the account's own rules, which alone know what replaces what."""
    before, reset = None, 0
    if rows:
        name, place, holder, grants, active, reset = rows[0]
        before = account.State(
            sign_in_name=name,
            organisation=place,
            person=holder,
            grants=_GRANTS.decode(grants),
            active=active,
            version=entry.version - 1,
        )
    now = account.evolve(before, entry.event)
    if isinstance(entry.event, account.PasswordResetRequired):
        reset = entry.position
    granted = msgspec.json.encode(now.grants).decode()
    return (now.sign_in_name, now.organisation, now.person, granted, now.active, reset)


# --- what queries answer ----------------------------------------------------------------------


@record
class Organisation:
    """An organisation as it was on the days from ``first`` to ``last``."""

    id: str
    name: str
    kind: Kind
    sector: Sector
    parent: str | None
    party_relation: str
    business_relation: str
    department: str | None
    code: str
    rating: str
    leader: str | None
    guides: tuple[str, ...]
    basis: str
    authorities: tuple[str, ...]
    first: date
    last: date | None


@record
class Tenure:
    """A person in a post of an organisation, with one portfolio, from ``first`` to ``last``."""

    ref: str
    """``posts-…#version``: the number is the ``appointment`` that commands name."""
    organisation: str
    person: str
    post: str
    portfolio: tuple[str, ...]
    acting: bool
    title: str
    document: str
    first: date
    last: date | None

    @property
    def appointment(self) -> int:
        """Number of the appointment within its stream."""
        return int(self.ref.rpartition("#")[2])


@record
class Person:
    """A person; ``name`` is None once the person was erased by law, `domain.kernel.LOST` where the key is gone."""

    id: str
    name: str | None
    organisation: str
    party_member: bool
    restricted: bool = False
    """Their personal values may only be kept, not used 限制处理."""


@record
class Interpretation:
    """A parameter settled from a day on."""

    parameter: str
    value: str
    effective_on: date
    basis: str


@record
class Policy:
    """A document in force from ``first`` to ``last`` for the subtrees it binds."""

    id: str
    document: str
    title: str
    binds: tuple[str, ...]
    first: date
    last: date | None
    by: str | None
    sha256: str
    interpretations: tuple[Interpretation, ...]


@record
class Account:
    """An account. ``reset_required`` is the log position of the last demand to set a new password, or 0."""

    id: str
    sign_in_name: str
    organisation: str
    person: str | None
    grants: tuple[account.Grant, ...]
    active: bool
    reset_required: int

    @property
    def bodies(self) -> frozenset[str]:
        """Organisations that it has to do with: whoever keeps the accounts of one of them sees it."""
        return frozenset((self.organisation, *(grant.organisation for grant in self.grants)))

    def in_force(self, day: date) -> tuple[account.Grant, ...]:
        """Grants that hold on ``day``."""
        return tuple(grant for grant in self.grants if grant.covers(day))


class Tree:
    """All organisations of a day, in their places. Order: as registered."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.by_id: dict[str, Organisation] = {one.id: one for one in organisations}
        self._children: dict[str | None, list[Organisation]] = {}
        for one in self.by_id.values():
            # Whose superior is not on the register stands at the top.
            parent = one.parent if one.parent in self.by_id else None
            self._children.setdefault(parent, []).append(one)

    def __contains__(self, id: object) -> bool:
        return id in self.by_id

    def get(self, id: str) -> Organisation | None:
        """The organisation, if it existed that day."""
        return self.by_id.get(id)

    def roots(self) -> list[Organisation]:
        """Organisations at the top."""
        return list(self._children.get(None, ()))

    def children(self, id: str) -> list[Organisation]:
        """Organisations directly below."""
        return list(self._children.get(id, ()))

    def path(self, id: str) -> list[Organisation]:
        """From the top down to the organisation itself; empty if it did not exist that day."""
        path: list[Organisation] = []
        at = self.by_id.get(id)
        while at is not None and at not in path:
            path.append(at)
            at = self.by_id.get(at.parent) if at.parent else None
        return path[::-1]

    def subtree(self, root: str) -> list[tuple[int, Organisation]]:
        """The organisation and all below it, top down, each with its depth below ``root``."""
        if root not in self.by_id:
            return []
        found: list[tuple[int, Organisation]] = []
        seen: set[str] = set()
        waiting = [(0, self.by_id[root])]
        while waiting:
            depth, one = waiting.pop()
            if one.id in seen:
                continue
            seen.add(one.id)
            found.append((depth, one))
            waiting += [(depth + 1, child) for child in reversed(self._children.get(one.id, ()))]
        return found

    def ids(self, root: str) -> list[str]:
        """Ids of the subtree, top down."""
        return [one.id for _, one in self.subtree(root)]


# --- queries ------------------------------------------------------------------------------------


def _on(table: sa.Table, as_of: date) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.first <= iso(as_of), table.c.last >= iso(as_of))


def tree(reading: Reading, as_of: date, known_at: int | None = None) -> Tree:
    """All organisations of a day, as known at a log position (None: now)."""
    table = reading.table(NAME, "organisations")
    statement = sa.select(table).where(known(table, known_at), _on(table, as_of)).order_by(table.c.registered)
    return Tree(_organisation(row) for row in reading.rows(statement))


def organisation_of(
    reading: Reading, organisation: str, as_of: date, known_at: int | None = None
) -> Organisation | None:
    """One organisation as of a day; None where it did not exist that day."""
    return next((one for one in history(reading, organisation, known_at) if _covers(one, as_of)), None)


def history(reading: Reading, organisation: str, known_at: int | None = None) -> list[Organisation]:
    """An organisation through its days, oldest first."""
    table = reading.table(NAME, "organisations")
    statement = sa.select(table).where(table.c.ref == organisation, known(table, known_at)).order_by(table.c.first)
    return [_organisation(row) for row in reading.rows(statement)]


def roster(reading: Reading, organisation: str, as_of: date, known_at: int | None = None) -> list[Tenure]:
    """Who held which post on a day, the secretary first."""
    return [one for one in tenures(reading, organisation, known_at) if _covers(one, as_of)]


def tenures(reading: Reading, organisation: str, known_at: int | None = None) -> list[Tenure]:
    """All tenures of an organisation, in the order of posts, then of days."""
    return _tenures(reading, "organisation", organisation, known_at)


def posts_held(reading: Reading, person: str, known_at: int | None = None) -> list[Tenure]:
    """All tenures of a person."""
    return _tenures(reading, "person", person, known_at)


def person_of(reading: Reading, person: str, known_at: int | None = None) -> Person | None:
    """A person on the register."""
    table = reading.table(NAME, "persons")
    found = reading.rows(sa.select(table).where(table.c.ref == person, known(table, known_at)))
    return _person(reading, found[0]) if found else None


def persons(reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None) -> list[Person]:
    """Persons registered in these organisations or holding a post there on a day, in order of registration."""
    table, held = reading.table(NAME, "persons"), reading.table(NAME, "tenures")
    holders = sa.select(held.c.person).where(
        held.c.organisation.in_(organisations), known(held, known_at), _on(held, as_of)
    )
    statement = (
        sa.select(table)
        .where(known(table, known_at), sa.or_(table.c.organisation.in_(organisations), table.c.ref.in_(holders)))
        .order_by(table.c.registered)
    )
    return [_person(reading, row) for row in reading.rows(statement)]


def restricted(reading: Reading, known_at: int | None = None) -> frozenset[str]:
    """Persons whose personal values may not be used."""
    table = reading.table(NAME, "persons")
    asked = sa.select(table.c.ref).where(table.c.standing == RESTRICTED, known(table, known_at))
    return frozenset(row.ref for row in reading.rows(asked))


def names(reading: Reading, ids: Collection[str], as_of: date, known_at: int | None = None) -> dict[str, str]:
    """Names of organisations (on that day, else the last they had), persons, policies and accounts.

    Ids that are not on the register, and persons who were erased, are left out.
    """
    found: dict[str, str] = {}
    wanted = sorted(set(ids))
    for name, kind, column in (
        ("organisations", "org-", "name"),
        ("persons", "person-", "sealed"),
        ("policies", "policy-", "title"),
        ("accounts", "account-", "sign_in_name"),
    ):
        some = [id for id in wanted if id.startswith(kind)]
        if not some:
            continue
        table = reading.table(NAME, name)
        statement = sa.select(table.c.ref, table.c[column]).where(table.c.ref.in_(some), known(table, known_at))
        if name == "organisations":
            # The row of that day comes last and wins.
            statement = statement.order_by(sa.case((_on(table, as_of), 1), else_=0), table.c.first)
        labels: Iterable[tuple[str, str | None]] = map(tuple, reading.rows(statement))
        if name == "persons":
            labels = ((id, reading.open(id, sealed)) for id, sealed in labels)
        found.update((id, label) for id, label in labels if label is not None)
    return found


def policies(reading: Reading, known_at: int | None = None) -> list[Policy]:
    """All policies, in the order of issue."""
    table = reading.table(NAME, "policies")
    statement = sa.select(table).where(known(table, known_at)).order_by(table.c.issued)
    return [_policy(row) for row in reading.rows(statement)]


def policies_in_force(reading: Reading, organisation: str, as_of: date, known_at: int | None = None) -> list[Policy]:
    """Policies that bind an organisation on a day: issued for it or for one of its superiors."""
    above = {one.id for one in tree(reading, as_of, known_at).path(organisation)}
    return [one for one in policies(reading, known_at) if _covers(one, as_of) and not above.isdisjoint(one.binds)]


def account_of(reading: Reading, account: str) -> Account | None:
    """An account as it is now. Rights always follow the present."""
    table = reading.table(NAME, "accounts")
    found = reading.rows(sa.select(table).where(table.c.ref == account, known(table, None)))
    return _account(found[0]) if found else None


def accounts(reading: Reading, organisations: Collection[str] | None = None) -> list[Account]:
    """Accounts of these organisations, or with something granted there (None: all), by sign-in name."""
    table = reading.table(NAME, "accounts")
    statement = sa.select(table).where(known(table, None)).order_by(table.c.sign_in_name)
    found = [_account(row) for row in reading.rows(statement)]
    return found if organisations is None else [one for one in found if not one.bodies.isdisjoint(organisations)]


def accounts_of(reading: Reading, person: str) -> tuple[str, ...]:
    """Accounts that a person uses."""
    table = reading.table(NAME, "accounts")
    statement = sa.select(table.c.ref).where(table.c.person == person, known(table, None)).order_by(table.c.ref)
    return tuple(row.ref for row in reading.rows(statement))


def _covers(one: Organisation | Tenure | Policy, day: date) -> bool:
    return one.first <= day and (one.last is None or day <= one.last)


def _tenures(reading: Reading, column: str, value: str, known_at: int | None) -> list[Tenure]:
    table = reading.table(NAME, "tenures")
    order = {post.value: place for place, post in enumerate(appointment.Post)}
    statement = sa.select(table).where(table.c[column] == value, known(table, known_at))
    found = [
        Tenure(
            ref=row.ref,
            organisation=row.organisation,
            person=row.person,
            post=row.post,
            portfolio=tuple(row.portfolio.split()),
            acting=row.acting,
            title=row.title,
            document=row.document,
            first=day_of(row.first),
            last=end_of(row.last),
        )
        for row in reading.rows(statement)
    ]
    return sorted(found, key=lambda one: (order.get(one.post, 99), one.first, one.appointment))


def _organisation(row: Any) -> Organisation:
    return Organisation(
        id=row.ref,
        name=row.name,
        kind=Kind(row.kind),
        sector=Sector(row.sector),
        parent=row.parent,
        party_relation=row.party_relation,
        business_relation=row.business_relation,
        department=row.department,
        code=row.code,
        rating=row.rating,
        leader=row.leader,
        guides=tuple(row.guides.split()),
        basis=row.basis,
        authorities=tuple(row.authorities.split()),
        first=day_of(row.first),
        last=end_of(row.last),
    )


def _person(reading: Reading, row: Any) -> Person:
    return Person(
        id=row.ref,
        name=reading.open(row.ref, row.sealed),
        organisation=row.organisation,
        party_member=row.party_member,
        restricted=row.standing == RESTRICTED,
    )


def _policy(row: Any) -> Policy:
    settled = [
        Interpretation(parameter=parameter, value=value, effective_on=day_of(day), basis=basis)
        for parameter, value, day, basis in msgspec.json.decode(row.interpretations)
    ]
    return Policy(
        id=row.ref,
        document=row.document,
        title=row.title,
        binds=tuple(row.binds.split()),
        first=day_of(row.first),
        last=end_of(row.last),
        by=row.by,
        sha256=row.sha256,
        interpretations=tuple(settled),
    )


def _account(row: Any) -> Account:
    return Account(
        id=row.ref,
        sign_in_name=row.sign_in_name,
        organisation=row.organisation,
        person=row.person,
        grants=_GRANTS.decode(row.grants),
        active=row.active,
        reset_required=row.reset_required,
    )
