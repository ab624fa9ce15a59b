"""Windows that roll: what was last done says by when it is due again, so many years later to the day.

Where nothing is on record, nothing is known to be due: an anchor from before the records began is to be entered.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from domain.evaluator.findings import Row
from domain.evaluator.plans import Plan
from domain.evaluator.windows import Frame
from domain.periods import MONTHS, years_after
from domain.rule import Light

_YEAR: Final = 12


class Rolled(NamedTuple):
    """What a rolling clause came to in a year."""

    frame: Frame
    """With the day on which it is due."""
    light: Light
    done: int
    days_over: int
    good: Sequence[Row]
    """The last before the year, and all in it."""
    findings: tuple[str, ...]


def rolled(plan: Plan, frame: Frame, good: Sequence[Row], as_of: date) -> Rolled:
    """Judge one year; ``good`` is all that ever counted, in order of days."""
    before = [row for row in good if row.outcome.day < frame.opens][-1:]
    within = [row for row in good if row.outcome.day >= frame.opens]
    if not before:
        light, findings = (Light.MET, ()) if within else (Light.NO_MINIMUM, ("no_anchor",))
        return Rolled(frame, light, len(within), 0, within, findings)
    due = years_after(before[0].outcome.day, MONTHS[plan.rule.window] // _YEAR)
    told = (*before, *within)
    frame = frame._replace(due=due)
    if within:
        over = max(0, (within[0].outcome.day - due).days)
        return Rolled(frame, Light.MET_LATE if over else Light.MET, len(within), over, told, ())
    if due > frame.closes:
        return Rolled(frame, Light.MET, len(before), 0, told, ())
    over = max(0, (as_of - due).days)
    return Rolled(frame, Light.MISSED if over else Light.DUE, 0, over, told, ())
