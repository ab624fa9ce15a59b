"""Findings: what is worth saying of an outcome besides its light."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.evaluator.ground import Ground
from domain.evaluator.matching import Outcome
from domain.evaluator.windows import Frame
from domain.rule import Counts, Responsible, Rule


class Row(NamedTuple):
    """A looked-at fact in its place: the part of the rule it was held against, and the outcome."""

    part: int
    outcome: Outcome


def findings_of(ground: Ground, rule: Rule, good: Sequence[Row], passed: Sequence[Outcome], count: int) -> list[str]:
    """What the facts themselves give cause to say."""
    found = []
    if passed:
        reasons = {outcome.reason for outcome in passed}
        if "wrong_chair" in reasons:
            found.append("wrong_chair")
        if "returned" in reasons:
            found.append("returned_open")
    if rule.each and good:
        have = {row.part for row in good}
        lacking = [part for number, part in enumerate(rule.each) if number not in have]
        if lacking:
            found.append("delivered_not_evaluated" if is_evaluation(lacking) else "incomplete")
    if rule.maximum is not None and count > rule.maximum:
        found.append("above_range")
    allowed = ground.settings.entered_late_after
    if good and any((fact.recorded_on - day).days > allowed for _, (fact, day, _, _) in good):
        found.append("entered_late")
    return found


def is_evaluation(parts: Sequence[Counts]) -> bool:
    """Whether all that these parts ask for is that a debrief was evaluated."""
    return all("debrief_evaluated" in part.acts for part in parts)


def tenure_findings(ground: Ground, role: Responsible, frame: Frame, holders: Sequence[str], as_of: date) -> list[str]:
    """How the post was held in the window."""
    if as_of < frame.opens:
        return []
    if not holders:
        return ["organisation_gap"]
    last = min(frame.closes, as_of)
    found = []
    if len(holders) > 1:
        found.append("holder_changed")
    if ground.roles.vacant(role, frame.opens, last):
        found.append("vacancy")
    if any(ground.roles.acting(person, last) for person in ground.roles.holders(role, last)):
        found.append("acting")
    return found
