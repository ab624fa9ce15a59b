"""Who holds a responsibility role in an organisation on a day 责任角色.

Roles of members come from memberships: who has the formal relation here, as which sort of member, and whether a
special situation stands. All others come from posts:
第一责任人 is the secretary, acting ones included; 直接责任人 the member in charge of party building who is
not the secretary; 具体责任人 every other member of the leadership.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from domain.appointment import Portfolio, Post
from domain.fact import Fact, FactKind
from domain.reading import Membership, Tenure
from domain.reading.memberships import UNIT_CATEGORIES
from domain.rule import Responsible

_NOBODY: Final[frozenset[str]] = frozenset()
_LEADERSHIP: Final = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.STANDING_MEMBER, Post.MEMBER})


class Roles:
    """The roles of one organisation over time: the days between two changes share one answer."""

    def __init__(
        self,
        tenures: Iterable[Tenure],
        facts: Iterable[Fact] = (),
        memberships: Iterable[Membership] = (),
        organisation: str = "",
    ) -> None:
        self._tenures = tuple(tenures)
        self._points = tuple(fact for fact in facts if fact.kind is FactKind.CONTACT_POINT)
        here = [(one, part) for one in memberships for part in one.belonging() if part.organisation == organisation]
        self._members = [(one.person, part.span, part.category in UNIT_CATEGORIES) for one, part in here]
        self._special = [(one.person, special.span) for one, _ in here for special in one.specials]
        changes = {date.min}
        for tenure in self._tenures:
            changes.add(tenure.first)
            changes.update(since for since, _ in tenure.portfolios)
            changes.update(_after(tenure.last))
        for point in self._points:
            for span in point.spans:
                changes.add(span.first)
                changes.update(_after(span.last))
        for span in (*(span for _, span, _ in self._members), *(span for _, span in self._special)):
            changes.add(span.first)
            changes.update(_after(span.last))
        self._firsts = sorted(changes)
        self._through: dict[tuple[Responsible, int, int], tuple[str, ...]] = {}
        """Role, first and last of the stretches of days -> who held it in any of them."""
        self._held: list[Mapping[Responsible, frozenset[str]] | None] = [None] * len(self._firsts)

    def holders(self, role: Responsible, day: date) -> frozenset[str]:
        """Everybody who holds the role on ``day``."""
        return self._at(bisect_right(self._firsts, day) - 1).get(role, _NOBODY)

    def holders_in(self, role: Responsible, first: date, last: date) -> tuple[str, ...]:
        """Everybody who held the role on some day from ``first`` to ``last``, in order of taking it up."""
        if last < first:
            return ()
        start, end = bisect_right(self._firsts, first) - 1, bisect_right(self._firsts, last)
        found = self._through.get((role, start, end))
        if found is None:
            people: dict[str, None] = {}
            for number in range(start, end):
                people.update(dict.fromkeys(sorted(self._at(number).get(role, _NOBODY))))
            found = self._through[role, start, end] = tuple(people)
        return found

    def steady(self, first: date, last: date) -> bool:
        """Whether nothing changed from ``first`` to ``last``: who held a role on one of the days did on all."""
        return bisect_right(self._firsts, first) == bisect_right(self._firsts, last)

    def always(self, role: Responsible, first: date, last: date) -> frozenset[str] | None:
        """Who held the role on every day from ``first`` to ``last``; None: it changed, or may have."""
        number = bisect_right(self._firsts, first)
        return self._at(number - 1).get(role, _NOBODY) if number == bisect_right(self._firsts, last) else None

    def vacant(self, role: Responsible, first: date, last: date) -> bool:
        """Whether nobody held the role on some day from ``first`` to ``last``."""
        start, end = bisect_right(self._firsts, first) - 1, bisect_right(self._firsts, last)
        return any(not self._at(number).get(role) for number in range(start, end))

    def acting(self, person: str, day: date) -> bool:
        """Whether the person holds a post on ``day`` as acting only 主持工作."""
        held = [tenure for tenure in self._tenures if tenure.person == person and tenure.holds(day)]
        return any(tenure.acting for tenure in held)

    def _at(self, number: int) -> Mapping[Responsible, frozenset[str]]:
        held = self._held[number]
        if held is None:
            held = self._held[number] = self._on(self._firsts[number])
        return held

    def _on(self, day: date) -> Mapping[Responsible, frozenset[str]]:
        in_post: dict[str, set[str]] = {}
        in_charge = set()
        for tenure in self._tenures:
            if tenure.holds(day):
                in_post.setdefault(tenure.post, set()).add(tenure.person)
                if Portfolio.PARTY_BUILDING in tenure.portfolio(day):
                    in_charge.add(tenure.person)
        first = in_post.get(Post.SECRETARY, set())
        deputies = in_post.get(Post.DEPUTY_SECRETARY, set())
        leadership = set().union(*(people for post, people in in_post.items() if post in _LEADERSHIP))
        direct = (in_charge & leadership) - first
        owners = {p.owner for p in self._points if any(span.holds(day) for span in p.spans)}
        held = {
            Responsible.FIRST: first,
            Responsible.DIRECT: direct,
            Responsible.SPECIFIC: leadership - first - direct,
            Responsible.DEPUTY_SECRETARY: deputies,
            Responsible.SECRETARY_OR_DEPUTY: first | deputies,
            Responsible.STANDING_MEMBER: in_post.get(Post.STANDING_MEMBER, set()),
            Responsible.LEADERSHIP: leadership,
            Responsible.POINT_OWNER: leadership & owners,
            Responsible.STAFF: in_post.get(Post.STAFF, set()),
        }
        if self._members:
            held |= self._members_on(day)
        return {role: frozenset(people) for role, people in held.items()}

    def _members_on(self, day: date) -> dict[Responsible, set[str]]:
        units = {person for person, span, of_unit in self._members if of_unit and span.holds(day)}
        others = {person for person, span, of_unit in self._members if not of_unit and span.holds(day)}
        special = {person for person, span in self._special if span.holds(day)}
        members = units | others
        return {
            Responsible.MEMBER: members,
            Responsible.ORDINARY_MEMBER: members - special,
            Responsible.UNIT_MEMBER: units - special,
            Responsible.OTHER_MEMBER: others - special,
            Responsible.SPECIAL_MEMBER: members & special,
        }


def _after(last: date | None) -> tuple[date, ...]:
    return () if last is None or last == date.max else (last + timedelta(days=1),)
