"""Deducting: what every indicator of a round takes off by rule, and what that rests on; for the form that scores a
sheet, and for the page that gives the reasons of a score."""

from collections.abc import Sequence
from datetime import date

from domain.appraisal import Indicator
from domain.deductions import bearing, cited, deductions
from domain.kernel import record
from domain.periods import parse_period
from domain.rule import Status
from domain.scoring import points_left
from domain.sheet import Deduction
from projections import status
from projections.store import Reading


@record
class ByRule:
    """What one indicator takes off by rule, and what it rests on."""

    indicator: Indicator
    statuses: tuple[Status, ...]
    """How the windows of its clause stand; none where it has no clause."""
    taken: tuple[Deduction, ...]
    points: int | None
    """What is left; None: it is scored by hand."""
    cites: tuple[str, ...]
    """Records that counted."""


def by_rule(
    reading: Reading,
    indicators: Sequence[Indicator],
    *,
    organisation: str,
    subject: str,
    period: str,
    as_of: date,
    known_at: int | None = None,
) -> tuple[ByRule, ...]:
    """Every indicator as the rule has it, on a day, as known at a position."""
    person = subject if subject != organisation else ""
    year = parse_period(period)[1].year
    looked = any(one.clause for one in indicators)
    found = status.duties(reading, organisation, year, as_of, known_at) if looked else []
    made = []
    for one in indicators:
        taken = deductions(found, clause=one.clause, period=period, points=one.deduction, person=person)
        mine = bearing(found, clause=one.clause, period=period, person=person) if one.clause else ()
        made.append(
            ByRule(
                indicator=one,
                statuses=mine,
                taken=taken,
                points=points_left(one.maximum, taken) if one.deduction else None,
                cites=cited(found, clause=one.clause, period=period, person=person) if one.clause else (),
            )
        )
    return tuple(made)
