"""Matching: does a fact count towards a part of a rule, for whom, and if not, why not."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from domain.evaluator.ground import Ground, sorts_asked
from domain.fact import Fact, FactKind
from domain.rule import Counts, kinds_asked

_NOBODY: Final[frozenset[str]] = frozenset()
# Named once: looking a member up in its enumeration costs more than the comparison.
_MEETING: Final = FactKind.MEETING
_VISIT: Final = FactKind.VISIT
_REPORT: Final = FactKind.REPORT
_CONTACT_POINT: Final = FactKind.CONTACT_POINT
_LIST: Final = FactKind.LIST
_LIST_ITEM: Final = FactKind.LIST_ITEM


class Outcome(NamedTuple):
    """What a look at one fact showed."""

    fact: Fact
    day: date
    """Day on which it was done: for a report sent back, the day it was handed in again."""
    reason: str
    """Why it does not count; empty: it does."""
    credited: frozenset[str]
    """Persons for whom it counts, where the rule asks for persons at all."""


class Part:
    """A part of a rule, and which questions it asks at all: most ask few, and every fact passes here."""

    def __init__(self, counts: Counts, *, by_person: bool) -> None:
        self.counts = counts
        self.kinds = kinds_asked(counts)
        self.acts = frozenset(counts.acts)
        self.sorts = sorts_asked(counts)
        self.by_duty = counts.cited and not counts.acts
        """Whether all that can count is found by the clause that it cites."""
        self.topics = frozenset(counts.topics)
        self.credits = by_person or bool(counts.performer or counts.own_point)
        """Whether it matters for whom a fact counts, beyond who took the chair."""
        self.asks_persons = self.credits or bool(counts.chair)
        self.asks_more = bool(counts.cited or counts.form or counts.sections)
        self.asks_place = bool(counts.recipient or counts.unit_kinds or counts.unit_sectors or counts.unit_ratings)


_OF_ONE_SORT: Final = frozenset({_CONTACT_POINT, _LIST_ITEM, _LIST})
"""Kinds of fact of which there is but one sort: a rule asks no act of them."""

_IN_SPANS: Final = frozenset({_REPORT, _LIST_ITEM})
"""Kinds of fact that stand, or do not, on the day asked about."""


def looked(
    part: Part, clause: str, placed: Iterable[tuple[Fact, str]], ground: Ground, as_of: date, first: date, last: date
) -> Iterator[tuple[str, Outcome]]:
    """Look at facts, each with its window; those of another sort altogether are not worth a word.

    ``first`` and ``last``: days between which all of them lie; `date.min` and `date.max` where that is not known.
    """
    kinds, acts, topics, more = part.kinds, part.acts, part.topics, part.asks_more
    chair = part.counts.chair
    chairing = None if chair is None or part.credits else ground.roles.always(chair, first, last)
    persons = part.asks_persons and chairing is None
    for fact, key in placed:
        kind = fact.kind
        if kinds and kind not in kinds:
            continue
        day = fact.occurred_on
        if day > as_of:
            continue
        reason = ""
        another = acts and fact.act not in acts and kind not in _OF_ONE_SORT
        if another and not _near_miss(part, fact):
            continue
        if kind in _IN_SPANS:
            day, reason = _standing(fact, as_of)
        if not reason:
            if another:
                reason = "wrong_body" if kind is _MEETING else "wrong_purpose"
            elif topics and topics.isdisjoint(fact.topics):
                reason = "wrong_topic"
            elif more:
                reason = _content(part.counts, clause, fact)
        credited = _NOBODY
        if not reason:
            if persons:
                reason, credited = _persons(part, fact, ground)
            elif chairing is not None and fact.chair not in chairing:
                reason = "wrong_chair"
        if not reason and part.asks_place:
            reason = _places(part.counts, fact, ground)
        yield key, _made(Outcome, (fact, day, reason, credited))


_made: Final = tuple.__new__  # what the class itself does, without a step through Python for each fact


def involved(fact: Fact) -> frozenset[str]:
    """Everybody the fact names."""
    return frozenset(person for person in (*fact.performers, fact.chair, fact.owner) if person is not None)


def _near_miss(part: Part, fact: Fact) -> bool:
    """Of the wrong act, yet worth saying why: a visit for another purpose, a meeting of another body on the topic."""
    if fact.kind is _MEETING:
        return bool(part.topics) and not part.topics.isdisjoint(fact.topics)
    return fact.kind is _VISIT


def _standing(fact: Fact, as_of: date) -> tuple[date, str]:
    """The day on which a report or item that stands on ``as_of`` was done, or why it does not stand then."""
    for span in fact.spans:
        if span.holds(as_of):
            return span.first, ""
    return fact.occurred_on, "returned" if fact.returned_on is not None else "incomplete"


def _content(part: Counts, clause: str, fact: Fact) -> str:
    if part.cited and clause not in fact.duties:
        return "not_cited"
    if part.form and fact.form != part.form:
        return "wrong_form"
    if part.sections and not set(part.sections).issubset(fact.sections):
        return "wrong_section"
    return ""


def _persons(looking: Part, fact: Fact, ground: Ground) -> tuple[str, frozenset[str]]:
    day = fact.occurred_on
    part = looking.counts
    if part.chair is not None:
        chair = fact.chair
        if chair is None or chair not in ground.roles.holders(part.chair, day):
            return "wrong_chair", _NOBODY
        if not looking.credits:
            return "", _NOBODY
        credited = frozenset((chair,))
    elif fact.kind is _CONTACT_POINT or fact.kind is _LIST_ITEM:
        credited = _NOBODY if fact.owner is None else frozenset((fact.owner,))
    else:
        credited = frozenset(fact.performers)
    if part.performer is not None:
        credited &= ground.roles.holders(part.performer, day)
        if not credited:
            return "not_in_person", _NOBODY
    if part.own_point:
        credited &= frozenset((ground.owner_of(fact) or "",))
        if not credited:
            return "not_own_point", _NOBODY
    return "", credited


def _places(part: Counts, fact: Fact, ground: Ground) -> str:
    if part.recipient and not _reached(part.recipient, fact, ground):
        return "wrong_recipient"
    if not (part.unit_kinds or part.unit_sectors or part.unit_ratings):
        return ""
    kind, sector, rating = fact.unit_kind, fact.unit_sector, fact.unit_rating
    if not kind and fact.unit is not None:
        place = ground.lookup(fact.unit)
        if place is not None:
            kind, sector, rating = place.kind, place.sector, place.rating(fact.occurred_on)
    if part.unit_kinds and kind not in part.unit_kinds:
        return "wrong_unit"
    if part.unit_sectors and sector not in part.unit_sectors:
        return "wrong_sector"
    if part.unit_ratings and rating not in part.unit_ratings:
        return "wrong_rating"
    return ""


def _reached(recipient: str, fact: Fact, ground: Ground) -> bool:
    if fact.recipient is None:
        return False
    if recipient == "own":
        return fact.recipient == ground.place.organisation
    if recipient == "superior":
        return fact.recipient == ground.place.parent(fact.occurred_on)
    place = ground.lookup(fact.recipient)
    return place is not None and place.kind == recipient
