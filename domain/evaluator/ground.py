"""Ground: what is known about one organisation, laid out so that many rules can be judged on it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from domain.evaluator.roles import Roles
from domain.fact import OF_WORK, Fact, FactKind
from domain.kernel import record
from domain.periods import parse_period
from domain.reading import Lookup, Membership, Place, PolicyInForce, Tenure, World, ancestors
from domain.rule import Clause, Counts, Document, kinds_asked

Sort: TypeAlias = tuple[FactKind, str]
"""A kind of fact, and the act of it; no act: all of the kind."""

_BY_ACT: Final = (FactKind.WORK, FactKind.REPORT)


def sorts_asked(counts: Counts) -> tuple[Sort, ...]:
    """The sorts of fact among which a part of a rule finds what it counts."""
    kinds = kinds_asked(counts) or frozenset(FactKind)
    if counts.acts and FactKind.WORK in kinds:
        kinds -= OF_WORK - {FactKind.WORK}  # they are found by their acts, as work
    found: list[Sort] = []
    for kind in sorted(kinds):
        acts = counts.acts if kind in _BY_ACT and counts.acts else ("",)
        found += [(kind, act) for act in dict.fromkeys(acts)]
    return tuple(found)


@record
class Settings:
    """What no text says and the office may set for itself."""

    entered_late_after: int = 10
    """Days allowed between happening and being recorded."""


class Ground:
    """The facts, roles and policies of one organisation. Build it anew once any of them changes."""

    def __init__(
        self,
        place: Place,
        *,
        lookup: Lookup,
        tenures: Iterable[Tenure],
        policies: Iterable[PolicyInForce],
        facts: Iterable[Fact],
        memberships: Iterable[Membership] = (),
        settings: Settings | None = None,
    ) -> None:
        self.place = place
        self.lookup = lookup
        self.policies = tuple(policies)
        self.facts = tuple(facts)
        self.settings = settings or Settings()
        self.memberships = tuple(memberships)
        self.roles = Roles(tenures, self.facts, self.memberships, place.organisation)
        self._lines: dict[date, frozenset[str]] = {}
        self.fixed_line = _fixed_line(place, lookup)
        """The organisation and all above it, where none of them was ever moved; None: it depends on the day."""
        self._by_sort: dict[Sort, list[Fact]] = {}
        self._by_duty: dict[str, list[Fact]] = {}
        self._owners: dict[str, list[Fact]] = {}
        by_kind: dict[FactKind, list[Fact]] = {}
        for fact in self.facts:
            if fact.kind in by_kind:
                by_kind[fact.kind].append(fact)
            else:
                by_kind[fact.kind] = [fact]
            if fact.duties:
                for duty in fact.duties:
                    self._by_duty.setdefault(duty, []).append(fact)
        for kind, facts_of_kind in by_kind.items():
            self._by_sort[kind, ""] = facts_of_kind
            general = FactKind.WORK if kind in OF_WORK else kind
            if general in _BY_ACT:
                for fact in facts_of_kind:
                    self._by_sort.setdefault((general, fact.act), []).append(fact)
        self.sorts = frozenset(self._by_sort)
        self.cited = frozenset(self._by_duty)
        """Clauses that any of the facts cites."""
        for fact in by_kind.get(FactKind.CONTACT_POINT, ()):
            if fact.point is not None:
                self._owners.setdefault(fact.point, []).append(fact)

    def line(self, day: date) -> frozenset[str]:
        """The organisation itself and all above it on ``day``."""
        if self.fixed_line is not None:
            return self.fixed_line
        found = self._lines.get(day)
        if found is None:
            found = self._lines[day] = frozenset(ancestors(self.place.organisation, day, self.lookup))
        return found

    def candidates(self, sorts: Sequence[Sort]) -> Sequence[Fact]:
        """Facts worth looking at for a part of a rule: all that could count, and those that nearly do."""
        if len(sorts) == 1:
            return self._by_sort.get(sorts[0], ())
        found: list[Fact] = []
        for sort in sorts:
            found += self._by_sort.get(sort, ())
        return found

    def citing(self, clause: str) -> Sequence[Fact]:
        """Facts that cite a clause as one of their duties."""
        return self._by_duty.get(clause, ())

    def owner_of(self, fact: Fact) -> str | None:
        """Who owned, on the day, the contact point at which something was done."""
        if fact.owner is not None or fact.point is None:
            return fact.owner
        owned = self._owners.get(fact.point, ())
        return next((p.owner for p in owned if any(s.holds(fact.occurred_on) for s in p.spans)), None)


def _fixed_line(place: Place, lookup: Lookup) -> frozenset[str] | None:
    line: set[str] = set()
    here: Place | None = place
    while here is not None and here.organisation not in line:
        line.add(here.organisation)
        if len(here.parents) != 1:
            return None
        superior = here.parents[0][1]
        if superior is None:
            break
        here = lookup(superior)
        if here is None:
            line.add(superior)
    return frozenset(line)


def ground_of(world: World, organisation: str, settings: Settings | None = None) -> Ground:
    """The ground of one organisation of a world."""
    return Ground(
        world.organisations[organisation],
        lookup=world.organisations.get,
        tenures=world.tenures_of(organisation),
        policies=world.policies.values(),
        facts=world.facts_of(organisation),
        memberships=world.memberships_of(organisation),
        settings=settings,
    )


_CHOSEN: dict[int, tuple[Document, dict[tuple[str, str], tuple[Clause, ...]]]] = {}


def clauses_for(document: Document, kind: str, sector: str) -> tuple[Clause, ...]:
    """The measured clauses of a document that bind organisations of a kind and sector.

    Kept by the identity of the document, which is read once: comparing whole documents would cost more
    than choosing anew.
    """
    if len(_CHOSEN) > 256:
        _CHOSEN.clear()
    kept = _CHOSEN.setdefault(id(document), (document, {}))[1]
    found = kept.get((kind, sector))
    if found is None:
        codes = {
            subject.code
            for subject in document.subjects
            if kind in subject.kinds and (not subject.sectors or sector in subject.sectors)
        }
        found = kept[kind, sector] = tuple(c for c in document.clauses if not codes.isdisjoint(c.subjects))
    return found


@lru_cache(maxsize=4096)
def period_days(period: str) -> tuple[date, date] | None:
    """First and last day of a fact's period; None if it names none."""
    try:
        return parse_period(period)
    except ValueError:
        return None
