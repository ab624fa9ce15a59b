"""Telling: what a clause came to, and the status that says so with what counted, what did not and why."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from domain.evaluator.findings import Row
from domain.evaluator.ground import Ground
from domain.evaluator.matching import Outcome
from domain.evaluator.plans import Plan
from domain.evaluator.windows import Frame
from domain.rule import Counted, Light, Passed, Status


class Judged(NamedTuple):
    """What a clause came to in one window: a status before it is told with all its facts."""

    plan: Plan
    frame: Frame
    person: str | None
    light: Light
    done: int
    holders: tuple[str, ...]
    days_over: int
    findings: tuple[str, ...]
    good: Sequence[Row]
    passed: Sequence[Outcome]


_made: Final = tuple.__new__  # what the classes themselves do, without a step through Python for each


def told(ground: Ground, judged: Judged) -> Status:
    """The status, with what counted, what did not and why."""
    plan, frame, person, light, done, holders, days_over, findings, good, passed = judged
    clause = plan.clause
    return _made(
        Status,
        (
            clause.id,
            plan.policy.policy,
            ground.place.organisation,
            person,
            *frame,
            light,
            done,
            plan.minimum_on(frame.closes),
            holders,
            days_over,
            findings,
            _counted(ground, good, frame.due) if good else (),
            _passed(passed) if passed else (),
            clause.duty,
        ),
    )


def _passed(outcomes: Sequence[Outcome]) -> tuple[Passed, ...]:
    facts = [(one.fact, one.reason) for one in sorted(outcomes, key=_passed_order)]
    return tuple([Passed(fact.ref, fact.occurred_on, fact.position, reason) for fact, reason in facts])


def _passed_order(outcome: Outcome) -> tuple[date, int, str]:
    return outcome.fact.occurred_on, outcome.fact.first_position, outcome.fact.ref


def _counted(ground: Ground, good: Sequence[Row], due: date) -> tuple[Counted, ...]:
    allowed = ground.settings.entered_late_after
    found: list[Counted] = []
    for _, (fact, day, _, _) in good:
        entered = (fact.recorded_on - day).days
        late = (day - due).days if day > due else 0
        found.append(_made(Counted, (fact.ref, day, fact.position, late, entered if entered > allowed else 0)))
    return tuple(found)
