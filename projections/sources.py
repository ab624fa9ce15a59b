"""Reading back what rules read, as it was known at a log position: facts, tenures, memberships, places, policies.

`projections.ground` writes the tables.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from domain.evaluator import Ground
from domain.fact import Fact
from domain.reading import Membership, Place, PolicyInForce, Tenure, document_of
from projections.bearing import Reach
from projections.store import Row, Tables, cursor_of, select_in, select_streams
from projections.store import known_at as known

fact_in: Final = msgspec.json.Decoder(Fact).decode
tenure_in: Final = msgspec.json.Decoder(Tenure).decode
membership_in: Final = msgspec.json.Decoder(Membership).decode
_place: Final = msgspec.json.Decoder(Place).decode
_policy_body: Final = msgspec.json.Decoder(
    tuple[tuple[str, ...], date, date | None, str | None, tuple[tuple[date, str, str], ...]]
).decode


def noted_in(connection: sa.Connection, tables: Tables) -> dict[str, int]:
    """Log positions at which places and policies last changed, and the latest year."""
    with closing(cursor_of(connection)) as cursor:
        cursor.execute(_noted_text(tables["changed"]))
        return dict(cursor.fetchall())


@lru_cache(maxsize=64)
def _noted_text(table: sa.Table) -> str:
    # For the driver: putting it together from expressions costs more than all the rest of a small question.
    return str(sa.select(table.c.what, table.c.value))


class Source:
    """What rules read, as known at a log position (None: now). Places and policies are all in memory."""

    def __init__(
        self,
        connection: sa.Connection,
        tables: Tables,
        known_at: int | None,
        places: Mapping[str, Place],
        policies: Mapping[str, PolicyInForce],
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._known_at = known_at
        self.places = places
        self.policies = policies

    @classmethod
    def read(cls, connection: sa.Connection, tables: Tables, known_at: int | None) -> "Source":
        """With places and policies read from the tables."""
        places = read_places(connection, tables, known_at)
        return cls(connection, tables, known_at, places, read_policies(connection, tables, known_at))

    def children(self, day: date) -> Mapping[str | None, Sequence[str]]:
        """Organisations by the one they stood under on a day, in the order of registration."""
        return _children_of(self.places, day)

    def facts_under(self, stream: str) -> list[Fact]:
        """Facts of a record and its parts, in the order of first appearance."""
        found = select_streams(
            self._connection, self._tables["facts"], {stream}, self._known_at, columns=("stream", "body")
        )
        return sorted((fact_in(body) for _, body in found), key=_appeared)

    def facts(self, organisations: Collection[str], year: int | None = None) -> dict[str, list[Fact]]:
        """Facts by organisation, in the order of first appearance; those that cannot bear on ``year`` left out."""
        found: dict[str, list[Fact]] = {id: [] for id in organisations}
        bearing = ("", ()) if year is None else _bearing(tuple(self.policies.values()), year)
        for id, body in self._rows("facts", "organisation", organisations, bearing):
            found[id].append(fact_in(body))
        for facts in found.values():
            facts.sort(key=_appeared)
        return found

    def tenures(self, organisations: Collection[str]) -> dict[str, list[Tenure]]:
        """Tenures by organisation, in the order of appointment."""
        found: dict[str, list[Tenure]] = {id: [] for id in organisations}
        for id, body in self._rows("tenures", "organisation", organisations):
            found[id].append(tenure_in(body))
        for tenures in found.values():
            tenures.sort(key=_number)
        return found

    def memberships(self, organisations: Collection[str]) -> dict[str, list[Membership]]:
        """Memberships by organisation, of everybody who ever belonged to it."""
        found: dict[str, list[Membership]] = {id: [] for id in organisations}
        for id, body in self._rows("memberships", "organisation", organisations):
            found[id].append(membership_in(body))
        return found

    def grounds(
        self,
        organisations: Collection[str],
        drafts: Mapping[str, Sequence[Fact]] | None = None,
        *,
        year: int | None = None,
    ) -> dict[str, tuple[Ground, list[Tenure]]]:
        """What is known about each of these organisations, ready to be judged; ``drafts`` are added to its facts.

        ``year``: it will be judged for this year only.
        """
        facts, tenures = self.facts(organisations, year), self.tenures(organisations)
        memberships = self.memberships(organisations)
        found: dict[str, tuple[Ground, list[Tenure]]] = {}
        for id in organisations:
            if id in self.places:
                more = (drafts or {}).get(id, ())
                fresh = {fact.ref for fact in more}
                mine = [*(fact for fact in facts[id] if fact.ref not in fresh), *more]
                ground = Ground(
                    self.places[id],
                    lookup=self.places.get,
                    tenures=tenures[id],
                    policies=self.policies.values(),
                    facts=mine,
                    memberships=memberships[id],
                )
                found[id] = (ground, tenures[id])
        return found

    def _rows(
        self, name: str, column: str, values: Collection[str], more: tuple[str, Sequence[Any]] = ("", ())
    ) -> list[Row]:
        table = self._tables[name]
        columns = (column, "body")
        return select_in(self._connection, table, column, list(values), self._known_at, columns=columns, more=more)


_CHILDREN: Final[dict[tuple[int, date], tuple[Mapping[str, Place], Mapping[str | None, Sequence[str]]]]] = {}
"""Trees last asked for: a board of one district among many looks at every organisation there is."""


def _children_of(places: Mapping[str, Place], day: date) -> Mapping[str | None, Sequence[str]]:
    found = _CHILDREN.get((id(places), day))
    if found is None:
        children: dict[str | None, list[str]] = {}
        for organisation, place in places.items():
            if place.exists(day):
                children.setdefault(place.parent(day), []).append(organisation)
        if len(_CHILDREN) > 4:
            _CHILDREN.clear()
        # The places are kept along: no others can come to lie where they lie.
        found = _CHILDREN[id(places), day] = (places, children)
    return found[1]


_BEARING: Final[dict[tuple[int, ...], tuple[Sequence[PolicyInForce], tuple[str, Sequence[Any]]]]] = {}


def _bearing(policies: Sequence[PolicyInForce], year: int) -> tuple[str, Sequence[Any]]:
    """The condition that a fact may bear on a year under these policies."""
    key = (year, *map(id, policies))
    made = _BEARING.get(key)
    if made is None:
        if len(_BEARING) > 256:
            _BEARING.clear()
        lasting = Reach(policies).lasting()
        kinds = sorted(kind.value for kind, act in lasting if not act)
        sorts = sorted(f"{kind.value} {act}" for kind, act in lasting if act and (kind, "") not in lasting)
        conditions = ["first <= ? AND last >= ?", f"kind IN ({', '.join('?' * len(kinds))})"]
        if sorts:
            conditions.append(f"kind || ' ' || act IN ({', '.join('?' * len(sorts))})")
        condition = f" AND ({' OR '.join(conditions)})"
        # The policies are kept too: as long as they live, no others can come by their identity.
        made = _BEARING[key] = (policies, (condition, (year, year, *kinds, *sorts)))
    return made[1]


def read_places(connection: sa.Connection, tables: Tables, known_at: int | None) -> dict[str, Place]:
    """All organisations as known at a position, in the order of registration."""
    table = tables["places"]
    statement = sa.select(table.c.stream, table.c.body).where(known(table, known_at)).order_by(table.c.since)
    return {row.stream: _place(row.body) for row in connection.execute(statement)}


def read_policies(connection: sa.Connection, tables: Tables, known_at: int | None) -> dict[str, PolicyInForce]:
    """All policies as known at a position, in the order of issue."""
    table, texts = tables["policies"], tables["documents"]
    statement = (
        sa.select(table.c.stream, table.c.body, texts.c.text)
        .join(texts, texts.c.sha256 == table.c.sha256)
        .where(known(table, known_at))
        .order_by(table.c.since)
    )
    return {row.stream: _policy(row.stream, row.body, row.text) for row in connection.execute(statement)}


@lru_cache(maxsize=128)
def _policy(ref: str, body: str, text: str) -> PolicyInForce:
    # The same object each time it is read, of whatever moment: what follows from it is kept by its identity.
    binds, effective_on, last_day, by, interpretations = _policy_body(body)
    return PolicyInForce(
        policy=ref,
        document=document_of(text),
        binds=binds,
        effective_on=effective_on,
        last_day=last_day,
        by=by,
        interpretations=interpretations,
    )


_appeared: Final = attrgetter("first_position", "ref")


def _number(tenure: Tenure) -> int:
    return int(tenure.ref.rpartition("#")[2])
