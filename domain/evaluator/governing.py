"""Which of several comparable clauses governs: the superior's number is the floor.

Clauses of different documents that share a duty are comparable, if both are owed by the organisation or both by
persons, and if their numbers are of one sort: a number of times cannot be held against a number of days. A clause
that states no number is comparable with any of them: it asks nothing that they do not. A stricter local number governs
there; a looser one is reported and the superior's stays; local silence cancels nothing, and among equals, numbers or
none, it is the superior's clause that decides.

A clause on one role is held against one on a wider or narrower role only for persons who hold both: a number set for
secretaries decides for the secretary, and for nobody else in the leadership.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

from domain.catalogue.schema import LEVELS
from domain.kernel import record
from domain.periods import MONTHS
from domain.reading import PolicyInForce
from domain.rule import Clause, Grain, Measure, Window

Binding: TypeAlias = tuple[PolicyInForce, Clause]
"""A clause with the policy through which it binds."""

_NUMBERED: Final = frozenset({Measure.COUNT, Measure.HOLDING, Measure.QUANTITY})
_COMPARED: Final = _NUMBERED | {Measure.EVIDENCE}


@record
class Governing:
    """The outcome for one duty; clauses are named by (policy, clause)."""

    governs: tuple[str, str]
    looser: frozenset[tuple[str, str]]
    """Local clauses that ask less than a superior's."""
    local: bool
    """Whether a clause governs that is stricter than what a superior asks."""


def comparable(one: Clause, other: Clause) -> bool:
    """Whether the clauses bind the same thing and their numbers can be held against each other."""
    if one.duty != other.duty or {one.rule.measure, other.rule.measure} - _COMPARED:
        return False
    if (one.rule.grain is Grain.ORGANISATION) is not (other.rule.grain is Grain.ORGANISATION):
        return False
    return one.rule.measure is other.rule.measure or not number_of(one) or not number_of(other)


def governing(bindings: Iterable[Binding]) -> Governing:
    """Of comparable clauses in force together: the strictest governs, the superior's among equals."""
    rows = sorted(bindings, key=lambda row: LEVELS.index(row[0].document.level))
    best = max(rows, key=lambda row: (strictness(row[1]), -LEVELS.index(row[0].document.level)))
    looser = set()
    for policy, clause in rows:
        own = strictness(clause)
        level = LEVELS.index(policy.document.level)
        above = [strictness(c) for p, c in rows if LEVELS.index(p.document.level) < level]
        if own[0] > 0 and above and max(above)[0] > own[0]:
            looser.add((policy.policy, clause.id))
    below_top = LEVELS.index(best[0].document.level) > LEVELS.index(rows[0][0].document.level)
    return Governing(governs=(best[0].policy, best[1].id), looser=frozenset(looser), local=below_top)


def strictness(clause: Clause) -> tuple[float, int]:
    """How much a clause asks: its minimum a month, and of two that ask the same the shorter window.

    A standing number asks its minimum every day, so that it is compared with its like only. Without a number nothing
    is asked more often in a shorter window: it is only shown so.
    """
    rule = clause.rule
    number = number_of(clause)
    if not number:
        return 0, 0
    months = 1 if rule.window is Window.STANDING else MONTHS[rule.window]
    return number / months, -months


def number_of(clause: Clause) -> int:
    """The number that the clause asks for; 0: none. Where several parts are needed, it is one of each."""
    rule = clause.rule
    if rule.measure not in _NUMBERED:
        return 0
    return (1 if rule.each else 0) if rule.minimum is None else rule.minimum
