"""Memberships: who belonged where, as which sort of member, and when something special stood in the way.

Readings that the texts leave open, and what is done here:
- a member belongs to the branch that holds the formal relation; a floating member's host is not read here;
- a special situation makes a difference from its first day, but never from before the year in which it was
  recorded: "recorded before the year's end" [inf]. Whoever had no record by then owed the ordinary days.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain import member
from domain.fact import Span
from domain.identity import person_of
from domain.kernel import Entry, record
from domain.member import Category, Confirmation
from domain.reading.days import local_day

UNIT_CATEGORIES: Final = frozenset({Category.OFFICE, Category.STATE_FIRM, Category.INSTITUTION})
"""Members of offices, state enterprises and public institutions (c2006-edu 三（四）); the retired are others [inf]."""

MEMBERSHIP_EVENTS: Final[tuple[type, ...]] = (
    member.MembershipRegistered,
    member.RelationTransferred,
    member.ConfirmationDecided,
    member.SpecialSituationRecorded,
    member.SpecialSituationEnded,
    member.MembershipEnded,
    member.MemberEntryVoided,
    member.MembershipCorrected,
    member.MembershipVoided,
)
"""Events that change a membership; all other events of a member leave it alone."""

_ONE_DAY: Final = timedelta(days=1)


@record
class Relation:
    """The formal relation from a day on. ``entry`` is the version of the entry that says so."""

    entry: int
    first: date
    organisation: str
    category: str


@record
class Special:
    """A special situation, open while ``last`` is None."""

    entry: int
    number: int
    situation: str
    first: date
    recorded_on: date
    last: date | None = None
    ended_by: int = 0
    """Version of the entry that ended it; 0: none."""

    @property
    def span(self) -> Span:
        """Days on which it makes a difference; see the head of this module."""
        return Span(first=max(self.first, date(self.recorded_on.year, 1, 1)), last=self.last)


@record
class Membership:
    """One person's membership over time; ``member`` is its stream."""

    member: str
    relations: tuple[Relation, ...]
    ends: tuple[tuple[int, date], ...] = ()
    """(version of the entry, last day) of each time the membership ended."""
    specials: tuple[Special, ...] = ()

    @property
    def person(self) -> str:
        """Whose it is."""
        return person_of(self.member)

    @property
    def organisations(self) -> tuple[str, ...]:
        """Everywhere the member ever belonged."""
        return tuple(dict.fromkeys(relation.organisation for relation in self.relations))

    def belonging(self) -> tuple["Belonging", ...]:
        """The membership as spans: where, as what, from when to when."""
        found = []
        for number, relation in enumerate(self.relations):
            lasts = [last for entry, last in self.ends if relation.entry < entry]
            following = self.relations[number + 1] if number + 1 < len(self.relations) else None
            if following is not None:
                lasts.append(following.first - _ONE_DAY)
            last = min(lasts) if lasts else None
            if last is None or last >= relation.first:
                span = Span(first=relation.first, last=last)
                found.append(Belonging(organisation=relation.organisation, category=relation.category, span=span))
        return tuple(found)

    def organisation_on(self, day: date) -> str:
        """Where the member belonged on ``day``; empty: nowhere."""
        return next((one.organisation for one in self.belonging() if one.span.holds(day)), "")

    def special_on(self, day: date) -> bool:
        """Whether a special situation made a difference on ``day``."""
        return any(special.span.holds(day) for special in self.specials)


@record
class Belonging:
    """A stretch of a membership."""

    organisation: str
    category: str
    span: Span


def membership_after(before: Membership | None, entry: Entry) -> Membership | None:
    """The membership once the entry is known; None if it was recorded by mistake."""
    event = entry.event
    if isinstance(event, member.MembershipRegistered):
        relation = _relation(entry.version, event)
        ended = before is not None and bool(before.ends)
        if before is not None and ended:
            return replace(before, relations=(*before.relations, relation))
        return Membership(member=entry.stream, relations=(relation,))
    if before is None:
        return None
    match event:
        case member.RelationTransferred():
            return replace(before, relations=(*before.relations, _relation(entry.version, event)))
        case member.ConfirmationDecided(outcome=Confirmation.CANCELLED) | member.MembershipEnded():
            return replace(before, ends=(*before.ends, (entry.version, event.occurred_on)))
        case member.SpecialSituationRecorded():
            special = Special(
                entry=entry.version,
                number=event.number,
                situation=event.situation.value,
                first=event.occurred_on,
                recorded_on=local_day(entry.recorded_at),
            )
            return replace(before, specials=(*before.specials, special))
        case member.SpecialSituationEnded():
            return replace(before, specials=tuple(_ended(one, entry.version, event) for one in before.specials))
        case member.MemberEntryVoided():
            return _without(before, event.entry)
        case member.MembershipCorrected():
            relations = (
                _relation(one.entry, event.registered) if one.entry == event.corrects else one
                for one in before.relations
            )
            return replace(before, relations=tuple(relations))
        case member.MembershipVoided():
            return None
    return before


def _relation(version: int, event: member.MembershipRegistered | member.RelationTransferred) -> Relation:
    return Relation(
        entry=version, first=event.occurred_on, organisation=event.organisation, category=event.category.value
    )


def _ended(special: Special, version: int, event: member.SpecialSituationEnded) -> Special:
    return replace(special, last=event.occurred_on, ended_by=version) if special.number == event.number else special


def _without(before: Membership, entry: int) -> Membership:
    """The membership without what one entry said."""
    return replace(
        before,
        relations=tuple(one for one in before.relations if one.entry != entry),
        ends=tuple(one for one in before.ends if one[0] != entry),
        specials=tuple(
            replace(one, last=None, ended_by=0) if one.ended_by == entry else one
            for one in before.specials
            if one.entry != entry
        ),
    )
