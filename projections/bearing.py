"""Which organisations and years a change bears on, and from which day on a settled year holds. Pure.

Too many costs time, too few a wrong board: a test compares with the evaluator on random histories.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from domain.evaluator import Ground
from domain.fact import Fact, FactKind
from domain.periods import parse_period
from domain.reading import Lookup, Place, PolicyInForce, Tenure
from domain.rule import Clause, Measure, Window

_ONE_DAY: Final = timedelta(days=1)
_LONG: Final = {Window.TWO_YEARS: 2, Window.FIVE_YEARS: 5}


class Reach:
    """How far facts reach under the policies on record."""

    def __init__(self, policies: Iterable[PolicyInForce]) -> None:
        self.first_year = 10_000
        """Year of the earliest policy: before it nothing is owed."""
        self._lasting: set[tuple[FactKind, str]] = set()
        self._further: dict[tuple[FactKind, str], int] = {}
        for policy in policies:
            self.first_year = min(self.first_year, policy.effective_on.year)
            for clause in policy.document.clauses:
                self._add(clause)

    def _add(self, clause: Clause) -> None:
        rule = clause.rule
        for part in rule.each or (rule.counts,):
            for kind in part.kinds or tuple(FactKind):
                for act in part.acts or ("",):
                    if rule.measure is Measure.HOLDING:
                        self._lasting.add((kind, act))
                    if rule.window in _LONG:
                        key = (kind, act)
                        self._further[key] = max(self._further.get(key, 0), _LONG[rule.window] - 1)

    def years(self, fact: Fact, latest: int) -> range:
        """Years whose statuses the fact can bear on."""
        years = [fact.occurred_on.year]
        for span in fact.spans:
            years.append(span.first.year)
            if span.last is not None:
                years.append(span.last.year)
        if fact.period:
            # A list item's period is its time limit, which no window asks for.
            with suppress(ValueError):
                years += (day.year for day in parse_period(fact.period))
        first, last = min(years), max(years)
        keys = ((fact.kind, fact.act), (fact.kind, ""))
        if fact.kind is FactKind.CONTACT_POINT or any(key in self._lasting for key in keys):
            # A point stands, and makes its owner one, until it is given up.
            last = latest
        last += max(self._further.get(key, 0) for key in keys)
        return range(max(first, self.first_year), min(last, latest) + 1)


def horizon(ground: Ground, tenures: Iterable[Tenure], year: int, reach: Reach, latest: int) -> date:
    """The first day from which the settled statuses of a year hold: the last on which anything changes."""
    end = date(year, 12, 31)
    found = date(year, 1, 1)
    for fact in ground.facts:
        if year in reach.years(fact, latest):
            # A report on the year may come, or come back, after its end.
            found = max(found, *_days(fact))
    return max((day for day in _changes(ground, tenures) if found < day <= end), default=found)


def _days(fact: Fact) -> Iterator[date]:
    yield fact.occurred_on
    for span in fact.spans:
        yield span.first
        if span.last is not None and span.last < date.max:
            yield span.last + _ONE_DAY


def _changes(ground: Ground, tenures: Iterable[Tenure]) -> Iterator[date]:
    """Days on which posts, places or policies change."""
    for tenure in tenures:
        yield tenure.first
        yield from (since for since, _ in tenure.portfolios)
        if tenure.last is not None:
            yield tenure.last + _ONE_DAY
    line = above(ground.place, ground.lookup)
    for place in line.values():
        yield place.since
        yield from (since for since, _ in place.parents)
        if place.until is not None:
            yield place.until + _ONE_DAY
    for policy in ground.policies:
        if not line.keys().isdisjoint(policy.binds):
            yield policy.effective_on
            if policy.last_day is not None and policy.last_day < date.max:
                yield policy.last_day + _ONE_DAY


def above(place: Place, lookup: Lookup) -> dict[str, Place]:
    """The organisation and all that ever stood above it."""
    found = {place.organisation: place}
    waiting = [place]
    while waiting:
        for _, parent in waiting.pop().parents:
            superior = None if parent is None or parent in found else lookup(parent)
            if superior is not None:
                found[superior.organisation] = superior
                waiting.append(superior)
    return found


def below(roots: Iterable[str], places: Mapping[str, Place]) -> set[str]:
    """The organisations and all that ever stood below them."""
    children: dict[str, set[str]] = {}
    for id, place in places.items():
        for _, parent in place.parents:
            if parent is not None:
                children.setdefault(parent, set()).add(id)
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += children.get(one, ())
    return found
