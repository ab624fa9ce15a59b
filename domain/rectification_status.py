"""How a rectification stands on a day 整改进度: under way, overdue, waiting to be verified, struck off.

An order, folded from its entries, is a row of steps with their days; how it stands on a day follows from the steps
up to that day. What was known follows from how far the log was folded. Nothing here is stored.
"""

from dataclasses import replace
from datetime import date
from typing import Final

from domain.kernel import Entry, record
from domain.rectification import (
    Category,
    RectificationClosed,
    RectificationCorrected,
    RectificationExtended,
    RectificationOrdered,
    RectificationOrderedAgain,
    RectificationRejected,
    RectificationReported,
    RectificationVerified,
    RectificationVoided,
    Standing,
    Step,
    StepCorrected,
)

ORDERED: Final = "ordered"
"""First step of every case; the others are called by the values of `Step`."""


@record
class Taken:
    """One step: what was done, on which day, and the limit it set."""

    step: str
    day: date
    due_on: date | None = None


@record
class Case:
    """One order with its steps, in the order in which they were taken."""

    rectification: str
    organisation: str
    """Who must put it right."""
    ordered_by: str
    title: str
    category: Category
    steps: tuple[Taken, ...]
    source: str = ""
    responsible: str | None = None
    serious: bool = False


@record
class Verdict:
    """How a case stands on a day."""

    standing: Standing
    due_on: date
    """Limit that held on the day."""
    overdue_days: int = 0
    """Days since the limit, while it is overdue."""
    age_days: int = 0
    """Days since the order; until it was struck off."""
    closed_on: date | None = None
    limits: tuple[tuple[date, date], ...] = ()
    """Every limit so far: the day from which it held, and the limit."""


_STEPS: Final = {
    RectificationExtended: Step.EXTENDED,
    RectificationReported: Step.REPORTED,
    RectificationVerified: Step.VERIFIED,
    RectificationRejected: Step.REJECTED,
    RectificationOrderedAgain: Step.ORDERED_AGAIN,
    RectificationClosed: Step.CLOSED,
}

CASE_EVENTS: Final[tuple[type, ...]] = (
    RectificationOrdered,
    *_STEPS,
    StepCorrected,
    RectificationCorrected,
    RectificationVoided,
)
"""What `case_after` reads: every event of a rectification."""

_STANDINGS: Final = {
    ORDERED: Standing.OPEN,
    Step.ORDERED_AGAIN: Standing.OPEN,
    Step.REPORTED: Standing.REPORTED,
    Step.REJECTED: Standing.REJECTED,
    Step.VERIFIED: Standing.VERIFIED,
    Step.CLOSED: Standing.CLOSED,
}
"""Step -> how a case stands after it, unless its limit is over; an extension leaves it where it stood."""


def case_after(before: Case | None, entry: Entry) -> Case | None:
    """The case once the entry is known; None where it was voided. For entries of `CASE_EVENTS`."""
    event = entry.event
    if isinstance(event, RectificationOrdered):
        return _opened(entry.stream, event)
    if before is None:
        return None
    match event:
        case RectificationCorrected():
            fresh = _opened(before.rectification, event.ordered)
            return replace(fresh, steps=(*fresh.steps, *before.steps[1:]))
        case StepCorrected():
            at = max(at for at, taken in enumerate(before.steps) if taken.step == event.step)
            mended = replace(before.steps[at], day=event.occurred_on)
            return replace(before, steps=(*before.steps[:at], mended, *before.steps[at + 1 :]))
        case RectificationVoided():
            return None
    step = _STEPS.get(type(event))
    if step is None:
        return before
    taken = Taken(step=step.value, day=event.occurred_on, due_on=getattr(event, "due_on", None))
    return replace(before, steps=(*before.steps, taken))


def _opened(stream: str, event: RectificationOrdered) -> Case:
    return Case(
        rectification=stream,
        organisation=event.organisation,
        ordered_by=event.ordered_by,
        title=event.title,
        category=event.category,
        steps=(Taken(step=ORDERED, day=event.occurred_on, due_on=event.due_on),),
        source=event.source,
        responsible=event.responsible,
        serious=event.serious,
    )


def standing_on(case: Case, as_of: date) -> Verdict | None:
    """How the case stood on a day; None before it was ordered.

    It is overdue once the limit is over, unless it was struck off, was verified [inf], or was reported in time and
    waits to be verified (S24). A report after the limit leaves it overdue until it is verified.
    """
    if as_of < case.steps[0].day:
        return None
    steps = [taken for taken in case.steps if taken.day <= as_of]
    limits: list[tuple[date, date]] = []
    standing, in_time = Standing.OPEN, False
    for taken in steps:
        if taken.due_on is not None:
            limits.append((taken.day, taken.due_on))
        if taken.step == Step.REPORTED:
            in_time = taken.day <= limits[-1][1]
        standing = _STANDINGS.get(taken.step, standing)
    due_on = limits[-1][1]
    settled = standing in (Standing.CLOSED, Standing.VERIFIED) or (standing is Standing.REPORTED and in_time)
    overdue = as_of > due_on and not settled
    closed_on = steps[-1].day if standing is Standing.CLOSED else None
    return Verdict(
        standing=Standing.OVERDUE if overdue else standing,
        due_on=due_on,
        overdue_days=(as_of - due_on).days if overdue else 0,
        age_days=((closed_on or as_of) - steps[0].day).days,
        closed_on=closed_on,
        limits=tuple(limits),
    )
