"""Local days: the ledger keeps moments in UTC, offices keep days in China's one time zone."""

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

SHANGHAI: Final = timezone(timedelta(hours=8))
"""China has had one zone without summer time since 1992; the year's rules are younger than that."""


@lru_cache(maxsize=256)  # what was entered together was recorded together
def local_day(moment: datetime) -> date:
    """The day in China on which ``moment`` fell."""
    return moment.astimezone(SHANGHAI).date()


def value_on(dated: tuple[tuple[date, T], ...], day: date) -> T:
    """The value in force on ``day``: the latest that began by then, or the first where none had."""
    found = dated[0][1]
    for first, value in dated:
        if first > day:
            break
        found = value
    return found
