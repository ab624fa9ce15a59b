"""Periods 计数周期: calendar windows and the keys that name them. Pure, no clock.

A key is what an official would write: ``2024``, ``2024-H1``, ``2024-Q2``, ``2024-05``; a window of
several years is ``2023-2024``.

Windows of several years are blocks of whole calendar years that *end* in the year asked about: the
two-year window of 2024 is 2023-2024, that of 2025 is 2024-2025. No text fixes where such blocks begin,
and reckoning back from the year asked about lets every year be judged and lets "once in two years" be
broken by any two empty years in a row. So these windows overlap, unlike all the shorter ones.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.rule import Window

STANDING: Final = "standing"
"""Key of the window that is none: asked of a day."""

MONTHS: Final[Mapping[Window, int]] = {
    Window.MONTH: 1,
    Window.QUARTER: 3,
    Window.HALF_YEAR: 6,
    Window.YEAR: 12,
    Window.TWO_YEARS: 24,
    Window.THREE_YEARS: 36,
    Window.FIVE_YEARS: 60,
    Window.STANDING: 0,
}
"""Length of each window in months."""

_PERIOD: Final = re.compile(r"([0-9]{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")
_YEARS: Final = re.compile(r"([0-9]{4})-([0-9]{4})")


def parse_period(text: str) -> tuple[date, date]:
    """First and last day of a reported period; ValueError unless year, half-year, quarter or month."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(f"not a period: {text!r}")
    year, half, quarter, month = (int(part) if part else 0 for part in found.groups())
    if half:
        return _months(year, 6 * half - 5, 6)
    if quarter:
        return _months(year, 3 * quarter - 2, 3)
    if month:
        return _months(year, month, 1)
    return _months(year, 1, 12)


def bounds(key: str) -> tuple[date, date]:
    """First and last day of any window by its key, those of several years included; ValueError otherwise."""
    found = _YEARS.fullmatch(key)
    if found is None:
        return parse_period(key)
    first, last = int(found[1]), int(found[2])
    if first >= last:
        raise ValueError(f"not a window: {key!r}")
    return date(first, 1, 1), date(last, 12, 31)


def window_of(day: date, window: Window) -> str:
    """Key of the window that holds ``day``; of several years, the one that ends in the day's year."""
    match window:
        case Window.MONTH:
            return f"{day.year:04}-{day.month:02}"
        case Window.QUARTER:
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case Window.HALF_YEAR:
            return f"{day.year:04}-H{(day.month + 5) // 6}"
        case Window.STANDING:
            return STANDING
        case _:
            return _block(day.year, MONTHS[window] // 12)


def windows_of_year(year: int, window: Window) -> tuple[tuple[str, date, date], ...]:
    """The windows judged in ``year``: (key, opens, closes), in order of time.

    One of several years is judged in the year in which it ends. The standing one spans the year: whoever
    asks chooses the day in it.
    """
    if window is Window.STANDING:
        return ((STANDING, *parse_period(f"{year:04}")),)
    step = min(MONTHS[window], 12)
    keys = (window_of(date(year, month, 1), window) for month in range(1, 13, step))
    return tuple((key, *bounds(key)) for key in keys)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _block(year: int, years: int) -> str:
    return f"{year:04}" if years == 1 else f"{year - years + 1:04}-{year:04}"


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
