"""Dues of a year as of a day: which months were paid on time, late, or not at all (c2006-float 二（三）2).

A month is due on its last day. Where paying by the quarter was allowed, every month of the quarter is due on the
quarter's last day; the permission does not reach back to months that were over when it was recorded [inf].
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record
from domain.periods import bounds


class Standing(StrEnum):
    """How the dues of one month stand 交纳情况."""

    ON_TIME = "on_time"
    LATE = "late"
    DUE = "due"
    """Not paid, and there is still time."""
    UNPAID = "unpaid"
    """Not paid, and overdue."""
    NOT_BEGUN = "not_begun"


@record
class Month:
    """One month of the year."""

    month: int
    standing: Standing
    due_on: date
    paid_on: date | None = None
    quarterly: bool = False
    """Due by the quarter, because a difficulty was recorded."""


Payment: TypeAlias = tuple[Iterable[int], date]
"""Months, day of payment."""


def months_of(
    year: int, payments: Iterable[Payment], difficulties: Mapping[int, date], as_of: date
) -> tuple[Month, ...]:
    """The twelve months of a year. ``difficulties``: quarter -> day from which paying by the quarter is allowed.

    What happened after ``as_of`` is not seen.
    """
    paid: dict[int, date] = {}
    for months, day in payments:
        if day <= as_of:
            paid.update((month, min(day, paid.get(month, day))) for month in months)
    return tuple(_month(year, month, paid.get(month), difficulties, as_of) for month in range(1, 13))


def _month(year: int, month: int, paid_on: date | None, difficulties: Mapping[int, date], as_of: date) -> Month:
    first, last = bounds(f"{year:04}-{month:02}")
    quarter = (month + 2) // 3
    since = difficulties.get(quarter)
    quarterly = since is not None and since <= min(last, as_of)
    due_on = bounds(f"{year:04}-Q{quarter}")[1] if quarterly else last
    if paid_on is not None:
        standing = Standing.ON_TIME if paid_on <= due_on else Standing.LATE
    elif as_of < first:
        standing = Standing.NOT_BEGUN
    else:
        standing = Standing.DUE if as_of <= due_on else Standing.UNPAID
    return Month(month=month, standing=standing, due_on=due_on, paid_on=paid_on, quarterly=quarterly)


def in_span(year: int, first: date, last: date) -> range:
    """Months of the year that touch the days from ``first`` to ``last``: those a journey owes."""
    if first.year > year or last.year < year or last < first:
        return range(0)
    return range(first.month if first.year == year else 1, (last.month if last.year == year else 12) + 1)
