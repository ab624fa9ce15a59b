"""Which organisations and years a change bears on, and from which day on a settled year holds. Pure.

Too many costs time, too few a wrong board: a test compares with the evaluator on random histories.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from domain.evaluator import Ground
from domain.fact import Fact, FactKind
from domain.periods import parse_period
from domain.reading import Lookup, Place, PolicyInForce, Tenure
from domain.rule import Clause, Counts, Measure, Window, kinds_asked

_ONE_DAY: Final = timedelta(days=1)
_LONG: Final = {Window.TWO_YEARS: 2, Window.THREE_YEARS: 3, Window.FIVE_YEARS: 5}
_FOR_EVER: Final = 10_000


class Reach:
    """How far facts reach under the policies on record."""

    def __init__(self, policies: Iterable[PolicyInForce]) -> None:
        self.first_year = 10_000
        """Year of the earliest policy: before it nothing is owed."""
        self._further: dict[tuple[FactKind, str], int] = {}
        self._back: set[tuple[FactKind, str]] = set()
        """Sorts of fact that may end a case of any earlier year."""
        self._known: dict[tuple[FactKind, str], int] = {}
        self._of_day: dict[tuple[FactKind, str, int, int], range] = {}
        for policy in policies:
            self.first_year = min(self.first_year, policy.effective_on.year)
            for clause in policy.document.clauses:
                self._add(clause)

    def _add(self, clause: Clause) -> None:
        rule = clause.rule
        # What was done last says when it is due again, however long ago that was.
        lasting = rule.measure is Measure.HOLDING or rule.rolling
        more = _FOR_EVER if lasting else _LONG.get(rule.window, 1) - 1
        if more:
            for part in rule.each or (rule.counts,):
                for sort in _sorts(part):
                    self._further[sort] = max(self._further.get(sort, 0), more)
        for part in rule.steps[1:]:
            self._back.update(_sorts(part))

    def _more(self, kind: FactKind, act: str) -> int:
        """For how many years after its own such a fact may count."""
        found = self._known.get((kind, act))
        if found is None:
            found = max(self._further.get((kind, act), 0), self._further.get((kind, ""), 0))
            if kind is FactKind.CONTACT_POINT:
                # A point stands, and makes its owner one, until it is given up.
                found = _FOR_EVER
            self._known[kind, act] = found
        return found

    def lasting(self) -> set[tuple[FactKind, str]]:
        """Sorts of fact that can bear on years of which they say nothing; no act: all of the kind."""
        return {*self._further, *self._back, (FactKind.CONTACT_POINT, "")}

    def years(self, fact: Fact, latest: int) -> range:
        """Years whose statuses the fact can bear on."""
        if fact.spans or fact.period:
            return self._years(fact, latest)
        # Said of one day, as most are: the same answer for all of a sort and year.
        key = (fact.kind, fact.act, fact.occurred_on.year, latest)
        found = self._of_day.get(key)
        if found is None:
            found = self._of_day[key] = self._years(fact, latest)
        return found

    def _years(self, fact: Fact, latest: int) -> range:
        first, last = years_said(fact)
        if not self._back.isdisjoint(((fact.kind, fact.act), (fact.kind, ""))):
            first = min(first, self.first_year)
        last += self._more(fact.kind, fact.act)
        return range(max(first, self.first_year), min(last, latest) + 1)


def years_said(fact: Fact) -> tuple[int, int]:
    """First and last year of which a fact speaks itself."""
    first = last = fact.occurred_on.year
    for span in fact.spans:
        first, last = min(first, span.first.year), max(last, (span.last or span.first).year)
    if fact.period:
        opens, closes = _period_years(fact.period)
        if opens:
            first, last = min(first, opens), max(last, closes)
    return first, last


def _sorts(part: Counts) -> Iterator[tuple[FactKind, str]]:
    for kind in kinds_asked(part) or tuple(FactKind):
        for act in part.acts or ("",):
            yield kind, act


@lru_cache(maxsize=4096)
def _period_years(period: str) -> tuple[int, int]:
    try:
        opens, closes = parse_period(period)
    except ValueError:
        # A list item's period is its time limit, which no window asks for.
        return 0, 0
    return opens.year, closes.year


def horizons(
    ground: Ground, tenures: Iterable[Tenure], years: Collection[int], reach: Reach, latest: int
) -> dict[int, date]:
    """For each year the first day from which its settled statuses hold: the last on which anything changes."""
    found = {year: date(year, 1, 1) for year in years}
    for fact in ground.facts:
        # A report on the year may come, or come back, after its end.
        day = max(_days(fact)) if fact.spans else fact.occurred_on
        for year in reach.years(fact, latest):
            if year in found and found[year] < day:
                found[year] = day
    days = set(_changes(ground, tenures))
    return {
        year: max((day for day in days if since < day <= date(year, 12, 31)), default=since)
        for year, since in found.items()
    }


def _days(fact: Fact) -> Iterator[date]:
    yield fact.occurred_on
    for span in fact.spans:
        yield span.first
        if span.last is not None and span.last < date.max:
            yield span.last + _ONE_DAY


def _changes(ground: Ground, tenures: Iterable[Tenure]) -> Iterator[date]:
    """Days on which posts, memberships, places or policies change."""
    for tenure in tenures:
        yield tenure.first
        yield from (since for since, _ in tenure.portfolios)
        if tenure.last is not None:
            yield tenure.last + _ONE_DAY
    for membership in ground.memberships:
        for span in (*(one.span for one in membership.belonging()), *(one.span for one in membership.specials)):
            yield span.first
            if span.last is not None and span.last < date.max:
                yield span.last + _ONE_DAY
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
