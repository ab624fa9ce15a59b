"""What rules read, kept in tables with both clocks: facts, tenures, memberships, places, policies.

`Keeper` writes them, a page at a time; `projections.sources` reads them back as they were known at a log position.
Bodies are the domain's own records as JSON: only what is searched for has a column.
"""

from collections.abc import Sequence
from typing import Any, Final, get_args

import msgspec
import sqlalchemy as sa

from domain import contact, meeting, organisation, policy, report, responsibility, work
from domain.appointment import Event as PostEvent
from domain.fact import Fact
from domain.kernel import Entry
from domain.reading import (
    MEMBERSHIP_EVENTS,
    Membership,
    Place,
    PolicyInForce,
    Tenure,
    changes,
    membership_after,
    place_after,
    policy_after,
    tenure_changes,
)
from domain.reading.kinds import KINDS
from projections.bearing import Reach, years_said
from projections.sources import fact_in, membership_in, noted_in, read_places, read_policies, tenure_in
from projections.store import FOREVER, Kept, Row, Store, kept_columns, kept_index

FACT_EVENTS: Final = frozenset(
    {
        *get_args(meeting.Event),
        *get_args(work.Event),
        *get_args(report.Event),
        *get_args(contact.Event),
        *get_args(responsibility.Event),
        *(event for kind in KINDS for event in kind.READS),
    }
)
NO_FACT_EVENTS: Final = frozenset(event for kind in KINDS for event in kind.IGNORES)
"""Events of kinds that make facts, which say nothing that a rule could count; each kind's reader names its own."""
POST_EVENTS: Final = frozenset(get_args(PostEvent))
MEMBER_EVENTS: Final = frozenset(MEMBERSHIP_EVENTS)
"""Events that change a membership; some of them take facts away besides."""
PLACE_EVENTS: Final = frozenset(get_args(organisation.Event))

_CACHED: Final = 5_000
"""Records kept in memory between pages; beyond, all are let go and asked for again."""

_LONG_LIVED: Final = ("point-", "list-")

_encode: Final = msgspec.json.Encoder().encode


def tables(metadata: sa.MetaData, prefix: str, suffix: str) -> dict[str, sa.Table]:
    """Five tables with two clocks, the texts of documents, and when places and policies last changed."""

    def kept(name: str, *columns: sa.Column[Any], indexes: Sequence[str] = ()) -> sa.Table:
        return sa.Table(
            f"{prefix}{name}{suffix}",
            metadata,
            *kept_columns(),
            *columns,
            sa.Column("body", sa.String, nullable=False),
            kept_index(f"{prefix}{name}_", suffix),
            *(sa.Index(f"{prefix}{name}_{column}{suffix}", column, "known_to") for column in indexes),
        )

    def text(name: str) -> sa.Column[Any]:
        return sa.Column(name, sa.String)

    return {
        "facts": kept(
            "facts",
            text("organisation"),
            text("unit"),
            text("recipient"),
            text("kind"),
            text("act"),
            # Years of which it speaks: most of a long history is left where it lies.
            sa.Column("first", sa.Integer),
            sa.Column("last", sa.Integer),
            indexes=("organisation",),
        ),
        "tenures": kept("tenures", text("organisation"), indexes=("organisation",)),
        "memberships": kept("memberships", text("organisation"), indexes=("organisation",)),
        "places": kept("places", sa.Column("since", sa.BigInteger)),
        "policies": kept("policies", sa.Column("since", sa.BigInteger), text("sha256")),
        "documents": sa.Table(
            f"{prefix}documents{suffix}", metadata, sa.Column("sha256", sa.String, primary_key=True), text("text")
        ),
        "changed": sa.Table(
            f"{prefix}changed{suffix}",
            metadata,
            sa.Column("what", sa.String, primary_key=True),
            sa.Column("value", sa.BigInteger, nullable=False),
        ),
    }


# --- writing --------------------------------------------------------------------------


class Keeper:
    """Steps through the log and keeps the five tables; remembers between pages what it may need again."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.policies: dict[str, PolicyInForce] = {}
        self.since: dict[str, int] = {}
        """Place or policy -> log position at which it first appeared."""
        self.noted: dict[str, int] = {}
        self._shas: dict[str, str] = {}
        self._facts: dict[str, dict[str, Fact]] = {}
        self._tenures: dict[str, dict[str, Tenure]] = {}
        self._memberships: dict[str, Membership | None] = {}
        self._stands: tuple[int, int] | None = None
        """Generation and position up to which memory and tables agree."""
        self._held: dict[str, tuple[int, int]] = {}
        self._reach: Reach | None = None

    @property
    def reach(self) -> Reach:
        """How far facts reach under the policies as they stand."""
        if self._reach is None:
            self._reach = Reach(self.policies.values())
        return self._reach

    def begin(self, store: Store, entries: Sequence[Entry], after: int) -> "Page":
        """Take up a page: forget what is not sure, fetch what the page may touch."""
        if self._stands != (store.generation, after) or len(self._facts) > _CACHED:
            self._facts.clear()
            self._tenures.clear()
        self._memberships.clear()
        self._stands = None
        self._fetch(store, entries)
        # Should the page fail midway, what is in memory is no longer what the tables hold.
        held, self._held = self._held, {}
        return Page(self, store, entries, held)

    def end(self, store: Store, position: int, held: dict[str, tuple[int, int]]) -> None:
        """The page is written. Only records that many entries are added to stay in memory."""
        self._facts = {stream: facts for stream, facts in self._facts.items() if stream.startswith(_LONG_LIVED)}
        self._stands = (store.generation, position)
        self._held = held

    def _fetch(self, store: Store, entries: Sequence[Entry]) -> None:
        streams: set[str] = set()
        posts: set[str] = set()
        members: set[str] = set()
        for entry in entries:
            kind = type(entry.event)
            if kind in MEMBER_EVENTS:
                self._memberships[entry.stream] = None
                members.add(entry.stream)
            if kind in FACT_EVENTS:
                if entry.stream not in self._facts:
                    self._facts[entry.stream] = {}
                    if entry.version > 1:
                        streams.add(entry.stream)
            elif kind in POST_EVENTS and entry.stream not in self._tenures:
                self._tenures[entry.stream] = {}
                if entry.version > 1:
                    posts.add(entry.stream)
        for row in store.select_streams("facts", streams, None):
            fact = fact_in(row[-1])
            self._facts[row[0]][fact.ref] = fact
        for row in store.select_streams("tenures", posts, None):
            tenure = tenure_in(row[-1])
            self._tenures[row[0]][tenure.ref] = tenure
        for row in store.select_streams("memberships", members, None):
            self._memberships[row[0]] = membership_in(row[-1])
        self.refresh(store)

    def refresh(self, store: Store) -> None:
        """Have all places and policies in memory as the tables have them."""
        self.noted = noted_in(store.connection, store.tables)
        for what in ("places", "policies"):
            at = (store.generation, self.noted.get(what, 0))
            if self._held.get(what) == at:
                continue
            table = store.tables[what]
            current = store.connection.execute(sa.select(table).where(table.c.known_to == FOREVER)).all()
            self.since.update((row.stream, row.since) for row in current)
            if what == "places":
                self.places = read_places(store.connection, store.tables, None)
            else:
                self._shas = {row.stream: row.sha256 for row in current}
                self.policies = read_policies(store.connection, store.tables, None)
                self._reach = None
            self._held[what] = at


class Page:
    """One page being written. Each `apply` tells what the entry changed, as (before, after)."""

    def __init__(
        self, keeper: Keeper, store: Store, entries: Sequence[Entry], held: dict[str, tuple[int, int]]
    ) -> None:
        self._keeper = keeper
        self._store = store
        self._held = held
        self._last = entries[-1].position
        orders = {"places": "since", "policies": "since"}
        orders |= dict.fromkeys(("facts", "tenures", "memberships"), "organisation")
        self._kept = {name: Kept(store, name, order) for name, order in orders.items()}
        self._texts: dict[str, str] = {}
        self._touched: dict[str, int] = {}

    def apply_facts(self, entry: Entry) -> list[tuple[Fact | None, Fact | None]]:
        """Facts that the entry brings, changes or takes."""
        facts = self._keeper._facts[entry.stream]
        found: list[tuple[Fact | None, Fact | None]] = []
        kept = self._kept["facts"]
        for ref, fact in changes(entry, facts.get):
            before = facts.get(ref)
            row: Row | None = None
            if fact is not None:
                facts[ref] = fact
                row = (
                    fact.organisation,
                    fact.unit,
                    fact.recipient,
                    fact.kind._value_,
                    fact.act,
                    *years_said(fact),
                    self._store.body(_encode(fact)),
                )
            elif before is not None:
                del facts[ref]
            kept.put(entry.stream, ref.partition("#")[2], entry.position, row, had=before is not None)
            found.append((before, fact))
        return found

    def apply_posts(self, entry: Entry) -> list[tuple[Tenure | None, Tenure | None]]:
        """Tenures that the entry brings, changes or takes."""
        tenures = self._keeper._tenures[entry.stream]
        found: list[tuple[Tenure | None, Tenure | None]] = []
        for ref, tenure in tenure_changes(entry, tenures):
            before = tenures.get(ref)
            row: Row | None = None
            if tenure is not None:
                tenures[ref] = tenure
                row = (tenure.organisation, _encode(tenure).decode())
            elif before is not None:
                del tenures[ref]
            self._kept["tenures"].put(entry.stream, ref.partition("#")[2], entry.position, row, had=before is not None)
            found.append((before, tenure))
        return found

    def apply_membership(self, entry: Entry) -> tuple[Membership | None, Membership | None]:
        """The membership before and after: a row for every organisation that the member ever belonged to."""
        before = self._keeper._memberships[entry.stream]
        after = self._keeper._memberships[entry.stream] = membership_after(before, entry)
        if after == before:
            return before, after
        was = () if before is None else before.organisations
        now = () if after is None else after.organisations
        body = self._store.body(_encode(after))
        for place in dict.fromkeys((*was, *now)):
            row = (place, body) if place in now else None
            self._kept["memberships"].put(entry.stream, place, entry.position, row, had=place in was)
        return before, after

    def apply_place(self, entry: Entry) -> tuple[Place | None, Place | None]:
        """The organisation before and after."""
        keeper = self._keeper
        places = keeper.places
        before = places.get(entry.stream)
        after = place_after(before, entry)
        row: Row | None = None
        if after is not None:
            places[entry.stream] = after
            row = (keeper.since.setdefault(entry.stream, entry.position), _encode(after).decode())
        elif before is not None:
            del places[entry.stream]
        self._kept["places"].put(entry.stream, "", entry.position, row, had=before is not None)
        self._touched["places"] = entry.position
        return before, after

    def apply_policy(self, entry: Entry) -> tuple[PolicyInForce | None, PolicyInForce | None]:
        """The policy before and after."""
        event, ref, keeper = entry.event, entry.stream, self._keeper
        before = keeper.policies.get(ref)
        after = policy_after(before, entry)
        issued = event.issued if isinstance(event, policy.PolicyCorrected) else event
        if isinstance(issued, policy.PolicyIssued):
            keeper._shas[ref] = issued.sha256
            self._texts[issued.sha256] = issued.catalogue
        row: Row | None = None
        if after is not None:
            keeper.policies[ref] = after
            body = (after.binds, after.effective_on, after.last_day, after.by, after.interpretations)
            row = (keeper.since.setdefault(ref, entry.position), keeper._shas[ref], _encode(body).decode())
        elif before is not None:
            del keeper.policies[ref]
        keeper._reach = None
        self._kept["policies"].put(ref, "", entry.position, row, had=before is not None)
        self._touched["policies"] = entry.position
        return before, after

    def note(self, what: str, value: int) -> None:
        """Remember a number under a name, in the page's transaction."""
        self._touched[what] = value

    def flush(self) -> None:
        """Write the page."""
        for kept in self._kept.values():
            kept.flush()
        if self._texts:
            there = {row[0] for row in self._store.select_in("documents", "sha256", sorted(self._texts))}
            fresh = [(sha256, text) for sha256, text in self._texts.items() if sha256 not in there]
            self._store.insert("documents", fresh)
        if self._touched:
            names = sorted(self._touched)
            self._store.delete("changed", ["what"], [(name,) for name in names])
            self._store.insert("changed", [(name, self._touched[name]) for name in names])
        for what in ("places", "policies"):
            if what in self._touched:
                self._held[what] = (self._store.generation, self._touched[what])
        self._keeper.end(self._store, self._last, self._held)
