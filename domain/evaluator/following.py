"""Following: in each case that began, do the later steps follow, one after the other?

A case begins with a fact of the first step. A later fact belongs to it if both are of one record, or if it cites the
record (or part of it) with which the case began or went on; where both name persons, at least one is the same; where
both are about a numbered thing of one record (an issue, a problem), it is the same one. Each
later fact moves one case on: the oldest that waits for it.

Readings that the texts leave open, and what is done here:
- a case belongs to the year in which it began, whenever its last step came;
- where the text gives no number of days, an open case is told as open and is never overdue;
- where nothing began, there was nothing to follow.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from domain.evaluator.findings import Row
from domain.evaluator.plans import Plan
from domain.evaluator.windows import Frame
from domain.fact import Fact, FactKind
from domain.identity import stream_of
from domain.rule import Light


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

    __slots__ = ("began", "case", "last", "persons", "records", "step")

    def __init__(self, row: Row) -> None:
        fact = row.outcome.fact
        self.began = row.outcome.day
        self.last = row.outcome.day
        self.step = 0
        self.persons = frozenset(fact.performers)
        self.case = fact.case
        self.records = {fact.ref, stream_of(fact.ref)}

    def takes(self, step: int, fact: Fact, day: date) -> bool:
        """Whether the fact is the next step of this case."""
        if step != self.step + 1 or day < self.last:
            return False
        if self.persons and fact.performers and self.persons.isdisjoint(fact.performers):
            return False
        if self.case and fact.case and self.case != fact.case:
            return False
        return stream_of(fact.ref) in self.records or not self.records.isdisjoint(_cited(fact))

    def go_on(self, row: Row) -> None:
        """Take the fact as the next step."""
        fact = row.outcome.fact
        self.step, self.last = row.part, row.outcome.day
        self.records |= {fact.ref, stream_of(fact.ref)}


def _cited(fact: Fact) -> set[str]:
    return {*fact.cites, *(stream_of(ref) for ref in fact.cites)}


def followed(plan: Plan, frame: Frame, good: Sequence[Row], as_of: date) -> Followed:
    """Judge one year; ``good`` is all that fits a step, in order of days."""
    cases: list[_Case] = []
    used: list[Row] = []
    for row in sorted(good, key=_order):
        if row.part == 0:
            if row.outcome.day <= frame.closes:
                cases += _begun(row)
                used.append(row)
            continue
        moved = [case for case in cases if case.takes(row.part, row.outcome.fact, row.outcome.day)]
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
    if len(persons) < 2 or row.outcome.fact.kind is not FactKind.EDUCATION:
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
