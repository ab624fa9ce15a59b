"""Reading back what rules read, as it was known at a log position: facts, tenures, memberships, places, policies.

`projections.ground` writes the tables.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Final

import msgspec
import sqlalchemy as sa

from domain.evaluator import Ground
from domain.fact import Fact, FactKind
from domain.reading import Membership, Place, PolicyInForce, Tenure, document_of
from projections.bearing import Reach
from projections.store import Row, Tables, select_in, select_streams
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
    return {row.what: row.value for row in connection.execute(sa.select(tables["changed"]))}


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
        self._bears: dict[int, _Bears] = {}

    @classmethod
    def read(cls, connection: sa.Connection, tables: Tables, known_at: int | None) -> "Source":
        """With places and policies read from the tables."""
        places = read_places(connection, tables, known_at)
        return cls(connection, tables, known_at, places, read_policies(connection, tables, known_at))

    def facts_under(self, stream: str) -> list[Fact]:
        """Facts of a record and its parts, in the order of first appearance."""
        found = select_streams(
            self._connection, self._tables["facts"], {stream}, self._known_at, columns=("stream", "body")
        )
        return sorted((fact_in(body) for _, body in found), key=_appeared)

    def facts(self, organisations: Collection[str], year: int | None = None) -> dict[str, list[Fact]]:
        """Facts by organisation, in the order of first appearance; those that cannot bear on ``year`` left out."""
        found: dict[str, list[Fact]] = {id: [] for id in organisations}
        bears = None
        if year is not None:
            bears = self._bears.get(year) or self._bears.setdefault(year, _Bears(self.policies.values(), year))
        for id, body in self._rows("facts", "organisation", organisations):
            if bears is None or bears(body):
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

    def _rows(self, name: str, column: str, values: Collection[str]) -> list[Row]:
        table = self._tables[name]
        return select_in(self._connection, table, column, list(values), self._known_at, columns=(column, "body"))


class _Bears:
    """Whether a fact may bear on a year, told from its stored text: most of a long history need not be decoded."""

    def __init__(self, policies: Iterable[PolicyInForce], year: int) -> None:
        self._reach = Reach(policies)
        self._year = f"{year:04}"
        self._lasts: dict[tuple[str, str], bool] = {}

    def __call__(self, body: str | bytes) -> bool:
        text = body if isinstance(body, str) else body.decode()
        _, _, _, kind, _, act, _, _, _, occurred_on, _, _, rest = text.split('"', 12)
        # A day or period of the year, or spans, which may hold the year between them.
        if occurred_on.startswith(self._year) or f'"{self._year}' in rest or "[[" in rest:
            return True
        found = self._lasts.get((kind, act))
        if found is None:
            found = self._lasts[kind, act] = self._reach.lasts(FactKind(kind), act)
        return found


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
