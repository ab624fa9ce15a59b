"""Counting: what of all that was looked at counts, how much it is, and on which day it was enough."""

from collections.abc import Sequence
from datetime import date

from domain.evaluator.findings import Row
from domain.evaluator.matching import Outcome
from domain.evaluator.plans import Plan
from domain.rule import Rule


def sorted_out(plan: Plan, rows: Sequence[Row]) -> tuple[list[Row], list[Outcome]]:
    """What counts, in order of days, and what does not."""
    good = [row for row in rows if not row.outcome.reason]
    passed = [row.outcome for row in rows if row.outcome.reason] if len(good) < len(rows) else []
    if not _in_order(good):
        good.sort(key=_by_day)
    if plan.quantity:
        passed += [row.outcome._replace(reason="no_quantity") for row in good if row.outcome.fact.quantity is None]
        good = [row for row in good if row.outcome.fact.quantity is not None]
    if plan.rule.distinct:
        good, repeats = _distinct(plan.rule, good)
        passed += repeats
    return good, passed


def _in_order(rows: Sequence[Row]) -> bool:
    """Whether each is of a later day than the one before, as most are: seeing it takes less than sorting."""
    before = date.min
    for _, (_, day, _, _) in rows:
        if day <= before:
            return False
        before = day
    return True


def _by_day(row: Row) -> tuple[date, int, str]:
    return row.outcome.day, row.outcome.fact.first_position, row.outcome.fact.ref


def _distinct(rule: Rule, good: Sequence[Row]) -> tuple[list[Row], list[Outcome]]:
    """The first row of each value that is to be distinct, and the others with the reason."""
    first: dict[object, Row] = {}
    repeats = []
    for row in good:
        value = getattr(row.outcome.fact, rule.distinct)
        if first.setdefault(value, row) is not row:
            repeats.append(row.outcome._replace(reason="not_distinct"))
    return list(first.values()), repeats


def count_of(plan: Plan, good: Sequence[Row]) -> int:
    """How much counts."""
    if not good or not plan.summed:
        return len(good)
    return _steps(plan, good)[-1][1]


def reached_on(plan: Plan, good: Sequence[Row], minimum: int) -> date | None:
    """The first day on which the count was the minimum; None: it never was."""
    if plan.summed:
        return next((day for day, count in _steps(plan, good) if count >= minimum), None)
    # One more with every row.
    last = max(minimum, 1)
    return good[last - 1].outcome.day if last <= len(good) else None


def _steps(plan: Plan, good: Sequence[Row]) -> list[tuple[date, int]]:
    """How the count grew, where it is more than a number of rows: (day, count from then on)."""
    steps: list[tuple[date, int]] = []
    if plan.rule.each:
        have = [0] * len(plan.parts)
        for row in good:
            have[row.part] += 1
            steps.append((row.outcome.day, min(have)))
        return steps
    total = 0
    for row in good:
        total += row.outcome.fact.quantity or 0
        steps.append((row.outcome.day, total // plan.rule.per))
    return steps
