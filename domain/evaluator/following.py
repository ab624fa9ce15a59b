"""Following: in each case that began, do the later steps follow, one after the other?

A case begins with a fact of the first step. A later fact belongs to it if both are of one record, or if it cites the
record (or part of it) with which the case began or went on; where both say whom they concern, it is the same person.
Several things of one record (issues of a reception, problems of a member, journeys) have numbers and are each a case:
a fact of that record, or one that cites it, belongs to the thing with its number; what is about the whole record
belongs to all of them. A later fact moves on every case that waits for it: one criticism may answer two absences.

Readings that the texts leave open, and what is done here:
- a case belongs to the year in which it began, whenever its last step came;
- where the text gives no number of days, an open case is told as open and is never overdue;
- where nothing began, there was nothing to follow.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.evaluator.findings import Row
from domain.evaluator.plans import Plan
from domain.evaluator.windows import Frame
from domain.fact import Fact, FactKind
from domain.identity import stream_of
from domain.rule import Light

_ABSENT: Final = (FactKind.EDUCATION, "absence_without_reason")
"""The sort of fact whose performers are each a case."""

_CONCERNED: Final = frozenset(
    {
        FactKind.MEMBER,
        FactKind.FLOATING,
        FactKind.DUES,
        FactKind.COMMITMENT,
        FactKind.REVIEW,
        FactKind.MEASURE,
        FactKind.ACCOUNTABILITY,
        FactKind.COMMENDATION,
    }
)
"""Kinds whose performers are the persons concerned; elsewhere they did something, and others may carry it on."""


class Followed(NamedTuple):
    """What a clause came to in a year."""

    frame: Frame
    """With the day on which the first open case is due."""
    light: Light
    done: int
    """Cases that came to their end."""
    days_over: int
    good: Sequence[Row]
    """Everything that belongs to a case."""
    findings: tuple[str, ...]


class _Case:
    """One case on its way."""

    __slots__ = ("began", "last", "persons", "step", "things")

    def __init__(self, row: Row) -> None:
        fact = row.outcome.fact
        self.began = row.outcome.day
        self.last = row.outcome.day
        self.step = 0
        self.persons = _concerned(fact)
        self.things = {stream_of(fact.ref): fact.case}
        """The records that it went through, and which thing of each it is about; empty: the whole of it."""

    def takes(self, step: int, fact: Fact, day: date, numbers: Mapping[str, str]) -> bool:
        """Whether the fact is the next step of this case; ``numbers`` says which thing a part of a record is about."""
        if step != self.step + 1 or day < self.last:
            return False
        if self.persons and (concerned := _concerned(fact)) and self.persons.isdisjoint(concerned):
            return False
        if stream_of(fact.ref) in self.things:
            return self._is_about(fact.ref, fact.case)
        return any(self._is_about(ref, numbers.get(ref, "")) for ref in fact.cites)

    def _is_about(self, ref: str, number: str) -> bool:
        own = self.things.get(stream_of(ref))
        return own is not None and (not own or not number or own == number)

    def go_on(self, row: Row) -> None:
        """Take the fact as the next step."""
        fact = row.outcome.fact
        self.step, self.last = row.part, row.outcome.day
        record = stream_of(fact.ref)
        self.things[record] = self.things.get(record) or fact.case


def _concerned(fact: Fact) -> frozenset[str]:
    return frozenset(fact.performers) if fact.kind in _CONCERNED or _sort(fact) == _ABSENT else frozenset()


def _sort(fact: Fact) -> tuple[FactKind, str]:
    return fact.kind, fact.act


def followed(plan: Plan, frame: Frame, good: Sequence[Row], as_of: date) -> Followed:
    """Judge one year; ``good`` is all that fits a step, in order of days."""
    numbers = {row.outcome.fact.ref: row.outcome.fact.case for row in good}
    cases: list[_Case] = []
    used: list[Row] = []
    for row in sorted(good, key=_order):
        if row.part == 0:
            if row.outcome.day <= frame.closes:
                cases += _begun(row)
                used.append(row)
            continue
        moved = [case for case in cases if case.takes(row.part, row.outcome.fact, row.outcome.day, numbers)]
        for case in moved:
            case.go_on(row)
        if moved:
            used.append(row)
    last = len(plan.parts) - 1
    ended = [case for case in cases if case.step == last]
    waiting = [case for case in cases if case.step < last]
    if not cases:
        return Followed(frame, Light.NO_MINIMUM, 0, 0, (), ())
    within = plan.rule.within
    if within is None:
        light = Light.NO_MINIMUM if waiting else Light.MET
        return Followed(frame, light, len(ended), 0, used, ("case_open",) if waiting else ())
    days = timedelta(days=within)
    if waiting:
        due = min(case.began for case in waiting) + days
        over = max(0, (as_of - due).days)
        light = Light.MISSED if over else Light.DUE
        return Followed(frame._replace(due=due), light, len(ended), over, used, ("case_open",))
    late = max((case.last - case.began - days).days for case in ended)
    due = max(case.began for case in ended) + days
    return Followed(
        frame._replace(due=due), Light.MET_LATE if late > 0 else Light.MET, len(ended), max(0, late), used, ()
    )


def _begun(row: Row) -> list[_Case]:
    """One case; or one for each person, where the first step names all who stayed away from a session."""
    persons = row.outcome.fact.performers
    if len(persons) < 2 or _sort(row.outcome.fact) != _ABSENT:
        return [_Case(row)]
    found = []
    for person in persons:
        case = _Case(row)
        case.persons = frozenset((person,))
        found.append(case)
    return found


def _order(row: Row) -> tuple[date, int, int, str]:
    fact = row.outcome.fact
    return row.outcome.day, row.part, fact.first_position, fact.ref
