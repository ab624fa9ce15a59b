"""Dues of a year by organisation: whose months are paid, late, due and unpaid.

Floating members owe dues by the month where they now live (c2006-float 二（三）2), so their months away are counted
against them even where nothing is on record. Of other members only what is on record is judged: the sources set no
month for them, and an office that keeps their dues elsewhere must not read as an office in arrears.
"""

from collections.abc import Collection, Iterable

from domain import dues_status
from domain.dues_status import Month, Standing
from domain.kernel import record
from projections import floating, members
from projections.store import Reading
from web.asking import Clocks


@record
class Paying:
    """A member's dues of the year."""

    person: str
    organisation: str
    """The organisation asked about that the member belongs to: the place of living for a floating member."""
    floating: bool
    months: tuple[Month, ...]
    owed: tuple[int, ...]
    on_record: bool
    """Anything of the year's dues is on record."""

    @property
    def unpaid(self) -> tuple[int, ...]:
        """Months owed and overdue."""
        return self._of(Standing.UNPAID)

    @property
    def late(self) -> tuple[int, ...]:
        """Months owed and paid late."""
        return self._of(Standing.LATE)

    def _of(self, standing: Standing) -> tuple[int, ...]:
        return tuple(one.month for one in self.months if one.month in self.owed and one.standing is standing)


@record
class Sum:
    """An organisation's dues of the year."""

    organisation: str
    members: int
    """Members whose dues are judged."""
    unpaid_members: int
    unpaid_months: int
    late_months: int
    silent: int
    """Members of whose dues nothing is on record; not called unpaid."""


@record
class Year:
    """Dues of a year."""

    rows: tuple[Paying, ...]
    sums: tuple[Sum, ...]


def dues_year(reading: Reading, organisations: Collection[str], year: int, clocks: Clocks) -> Year:
    """Dues of everybody who has to do with these organisations: most unpaid months first."""
    when = (clocks.as_of, clocks.known_at)
    away = _away(reading, organisations, year, clocks)
    home = {one.person: one for one in members.years_of(reading, organisations, year, *when)}
    paid = floating.dues_years(reading, {*away, *home}, year, *when)
    spans = _spans(reading, [one.member for one in home.values()], year, clocks)
    rows, silent = [], dict[str, int]()
    for person in sorted({*away, *home}):
        at, owed = away.get(person, ("", set[int]()))
        months = paid.get(person)
        if months is None and not owed:
            body = home[person].organisation
            silent[body] = silent.get(body, 0) + 1
            continue
        if person in home:
            at = at or home[person].organisation
            # Months at home of who was away follow the rule there: shown where they were paid, never judged.
            owed = owed or spans[person]
        rows.append(
            Paying(
                person=person,
                organisation=at,
                floating=person in away,
                months=months or dues_status.months_of(year, (), {}, clocks.as_of),
                owed=tuple(sorted(owed)),
                on_record=months is not None,
            )
        )
    rows.sort(key=lambda one: (-len(one.unpaid), -len(one.late), one.organisation, one.person))
    order = {body: number for number, body in enumerate(organisations)}
    bodies = sorted({*(one.organisation for one in rows), *silent}, key=lambda body: order.get(body, len(order)))
    return Year(rows=tuple(rows), sums=tuple(_sum(body, rows, silent.get(body, 0)) for body in bodies))


def _away(
    reading: Reading, organisations: Collection[str], year: int, clocks: Clocks
) -> dict[str, tuple[str, set[int]]]:
    """Floating member -> the organisation asked about that has to do with the dues, and the months away."""
    found: dict[str, tuple[str, set[int]]] = {}
    for one in floating.members(reading, organisations, clocks.as_of, clocks.known_at, closed=True):
        months = set(floating.months_away(one.journey, year, clocks.as_of))
        if not months:
            continue
        places = (one.standing.assigned, one.standing.host, one.journey.home)
        body = next(place for place in places if place in organisations)
        assert body is not None, "a journey is found from one of its sides"
        before = found.get(one.journey.person, (body, set()))
        found[one.journey.person] = (body, before[1] | months)
    return found


def _spans(reading: Reading, streams: Iterable[str], year: int, clocks: Clocks) -> dict[str, set[int]]:
    """Person -> months of the year in which the membership stood, up to the day asked about."""
    found: dict[str, set[int]] = {}
    for one in members.memberships_of(reading, list(streams), clocks.known_at).values():
        months: set[int] = set()
        for span in (each.span for each in one.belonging()):
            last = clocks.as_of if span.last is None else min(span.last, clocks.as_of)
            months |= set(dues_status.in_span(year, span.first, last))
        found[one.person] = months
    return found


def _sum(body: str, rows: Iterable[Paying], silent: int) -> Sum:
    theirs = [one for one in rows if one.organisation == body]
    return Sum(
        organisation=body,
        members=len(theirs),
        unpaid_members=sum(bool(one.unpaid) for one in theirs),
        unpaid_months=sum(len(one.unpaid) for one in theirs),
        late_months=sum(len(one.late) for one in theirs),
        silent=silent,
    )
