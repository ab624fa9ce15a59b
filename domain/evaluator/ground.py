"""Ground: what is known about one organisation, laid out so that many rules can be judged on it."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from domain.evaluator.roles import Roles
from domain.fact import Fact, FactKind
from domain.kernel import record
from domain.periods import parse_period
from domain.reading import Lookup, Place, PolicyInForce, Tenure, World, ancestors
from domain.rule import Clause, Counts, Document

_BY_ACT = (FactKind.WORK, FactKind.REPORT)


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
        settings: Settings | None = None,
    ) -> None:
        self.place = place
        self.lookup = lookup
        self.policies = tuple(policies)
        self.facts = tuple(facts)
        self.settings = settings or Settings()
        self.roles = Roles(tenures, self.facts)
        self._lines: dict[date, frozenset[str]] = {}
        self.fixed_line = _fixed_line(place, lookup)
        """The organisation and all above it, where none of them was ever moved; None: it depends on the day."""
        self._by_kind: dict[FactKind, list[Fact]] = {}
        self._by_act: dict[tuple[FactKind, str], list[Fact]] = {}
        self._by_duty: dict[str, list[Fact]] = {}
        self._owners: dict[str, list[Fact]] = {}
        by_kind = self._by_kind
        for fact in self.facts:
            if fact.kind in by_kind:
                by_kind[fact.kind].append(fact)
            else:
                by_kind[fact.kind] = [fact]
            if fact.duties:
                for duty in fact.duties:
                    self._by_duty.setdefault(duty, []).append(fact)
        for kind in _BY_ACT:
            for fact in by_kind.get(kind, ()):
                self._by_act.setdefault((kind, fact.act), []).append(fact)
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

    def candidates(self, part: Counts, clause: str) -> Iterable[Fact]:
        """Facts worth looking at for a part of a rule: all that could count, and those that nearly do."""
        if part.cited and not part.acts:
            return self._by_duty.get(clause, ())
        if len(part.kinds) == 1 and (not part.acts or part.kinds[0] not in _BY_ACT):
            return self._by_kind.get(part.kinds[0], ())
        found: list[Fact] = []
        for kind in part.kinds or tuple(FactKind):
            if kind in _BY_ACT and part.acts:
                for act in part.acts:
                    found += self._by_act.get((kind, act), ())
            else:
                found += self._by_kind.get(kind, ())
        return found

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
