"""Which of several comparable clauses governs: the superior's number is the floor.

Clauses of different documents that share a duty, a grain and a role are comparable. A stricter local
number governs there; a looser one is reported and the superior's stays; local silence cancels nothing.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

from domain.catalogue.schema import LEVELS
from domain.kernel import record
from domain.periods import MONTHS
from domain.reading import PolicyInForce
from domain.rule import Clause, Grain, Measure, Responsible, Window

Binding: TypeAlias = tuple[PolicyInForce, Clause]
"""A clause with the policy through which it binds."""

DutyKey: TypeAlias = tuple[str, Measure, Grain, Responsible | None]

_COMPARED: Final = frozenset({Measure.COUNT, Measure.HOLDING, Measure.QUANTITY})


@record
class Governing:
    """The outcome for one duty; clauses are named by (policy, clause)."""

    governs: tuple[str, str]
    looser: frozenset[tuple[str, str]]
    """Local clauses that ask less than a superior's."""
    local: bool
    """Whether a clause governs that is stricter than what a superior asks."""


def duty_key(clause: Clause) -> DutyKey | None:
    """What makes clauses comparable; None for those that no other clause can be held against."""
    rule = clause.rule
    return (clause.duty, rule.measure, rule.grain, rule.role) if rule.measure in _COMPARED else None


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

    A standing number asks its minimum every day, so that it is compared with its like only.
    """
    rule = clause.rule
    months = 1 if rule.window is Window.STANDING else MONTHS[rule.window]
    return (rule.minimum or 0) / months, -months
