"""What every reader of facts shares: the kinds of change, corrections, spans that end."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, TypeAlias

from domain.fact import Fact, Span
from domain.kernel import Entry

Get: TypeAlias = Callable[[str], Fact | None]
"""The fact under a ref, as it was before the entry; None if there is none (any more)."""

Change: TypeAlias = tuple[str, Fact | None]
"""A ref and what stands under it from this entry on; None: nothing (voided)."""

Reader: TypeAlias = Callable[[Entry, Get], list[Change]]
"""What the events of a kind do to facts."""

ONE_DAY: Final = timedelta(days=1)


def continued(before: Fact, fact: Fact) -> Fact:
    """``fact`` as the correction of ``before``.

    The day of recording stays where the correction leaves the said date alone: who wrote a meeting down
    in time and mends its title later was not late.
    """
    return fact._replace(
        first_position=before.first_position,
        recorded_on=before.recorded_on if fact.occurred_on == before.occurred_on else fact.recorded_on,
        corrected=True,
    )


def ended(spans: tuple[Span, ...], day: date) -> tuple[Span, ...]:
    """The spans with the open one ended on the eve of ``day``; one that would hold no day falls away."""
    if not spans or spans[-1].last is not None:
        return spans
    if spans[-1].first >= day:
        return spans[:-1]
    return (*spans[:-1], spans[-1]._replace(last=day - ONE_DAY))
