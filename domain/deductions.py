"""Deductions 扣分: what an indicator takes off for the windows of its clause that were missed. Pure.

The evaluator says how each window of a clause stands; an indicator that takes points off by rule takes the same for
each window missed. So whoever is given the same statuses (as of the same day, as known at the same position) comes
to the same points: a form is filled in beforehand with them, and anybody can reckon them again later.

Whose windows count: for an organisation all statuses of the clause there, one deduction for a window however many
persons missed it; for a person that person's own, and those of a post the person held in the window.
"""

from collections.abc import Iterable
from datetime import date

from domain.periods import bounds, parse_period
from domain.rule import Light, Status
from domain.sheet import Deduction


def deductions(
    statuses: Iterable[Status],
    *,
    clause: str,
    period: str,
    points: int,
    person: str = "",
    late: bool = False,
) -> tuple[Deduction, ...]:
    """One deduction of ``points`` for each missed window of ``clause`` that lies in ``period``, in order of time.

    ``person``: only what that person missed. ``late`` takes off for windows met after their due date too: no text
    says whether late is as bad as never, so it is asked of whoever sets the indicators; by default it is not.
    """
    if not clause or not points:
        return ()
    lost = {Light.MISSED, Light.MET_LATE} if late else {Light.MISSED}
    mine = bearing(statuses, clause=clause, period=period, person=person)
    missed = {status.window for status in mine if status.light in lost}
    return tuple(Deduction(clause=clause, window=window, points=points) for window in sorted(missed, key=bounds))


def cited(statuses: Iterable[Status], *, clause: str, period: str, person: str = "") -> tuple[str, ...]:
    """Records that counted for ``clause`` in ``period``: what a score by rule rests on, in order of time."""
    mine = bearing(statuses, clause=clause, period=period, person=person)
    found = {(fact.occurred_on, fact.position, fact.ref): None for status in mine for fact in status.counted}
    return tuple(dict.fromkeys(ref for _, _, ref in sorted(found)))


def bearing(statuses: Iterable[Status], *, clause: str, period: str, person: str = "") -> tuple[Status, ...]:
    """The statuses that an indicator looks at: of its clause, in the period, the person's own where one is named."""
    opens, closes = parse_period(period)
    return tuple(
        status
        for status in statuses
        if status.clause == clause
        and _within(status.window, opens, closes)
        and (not person or _concerns(status, person))
    )


def _within(window: str, opens: date, closes: date) -> bool:
    """Whether a window ends in the period: one of several years is judged in the year in which it ends."""
    try:
        _, last = bounds(window)
    except ValueError:  # a standing number has no window that could be missed
        return False
    return opens <= last <= closes


def _concerns(status: Status, person: str) -> bool:
    return status.person == person or (status.person is None and person in status.holders)
