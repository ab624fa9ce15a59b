"""Saying: days, moments, months and numbers as a reader of either language writes them.

Pages say them so without being asked: `said` is what templates put between tags, `told` what they put into sentences.
What programs read (values of forms, addresses, `datetime`) is asked for with `isoformat()`, and stays as it is.
"""

import re
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from web.language import t

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LOCAL: Final = ZoneInfo("Asia/Shanghai")
_DAY: Final = re.compile(r"(?<![\d“-])\d{4}-\d{2}-\d{2}(?![\d”-])")
_SEPARATED: Final = 10_000
"""From here on a number in a sentence has separators; a year has none."""


def day(value: date | str) -> str:
    """A day; nothing where there is none."""
    of = date.fromisoformat(value) if isinstance(value, str) and value else value
    if not isinstance(of, date):
        return ""
    return t(*_both(of))


def _both(of: date) -> tuple[str, str]:
    return f"{of.year}年{of.month}月{of.day}日", f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def span(first: date | str, last: date | str) -> str:
    """From one day to another; the year once where it is the same."""
    one, other = (date.fromisoformat(of) if isinstance(of, str) else of for of in (first, last))
    if one == other:
        return day(one)
    if one.year != other.year:
        return t(f"{day(one)}至{day(other)}", f"{day(one)} – {day(other)}")
    return t(f"{day(one)}至{other.month}月{other.day}日", f"{one.day} {MONTHS[one.month - 1]} – {day(other)}")


def written_out(text: str, *, english: bool) -> str:
    """A sentence of the rules, which know no language of days, with its days in words; what is quoted stays."""

    def one(found: re.Match[str]) -> str:
        try:
            return _both(date.fromisoformat(found[0]))[english]
        except ValueError:  # somebody typed a day that is none
            return found[0]

    return _DAY.sub(one, text)


def moment(value: datetime | str, *, seconds: bool = True) -> str:
    """A moment in Beijing time."""
    of = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(_LOCAL)
    return f"{day(of)}{t(' ', ', ')}{of.strftime('%H:%M:%S' if seconds else '%H:%M')}"


def minute(value: datetime | str) -> str:
    """A moment to the minute."""
    return moment(value, seconds=False)


def local_day(value: datetime | str) -> str:
    """The day of a moment, in Beijing."""
    return day((datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(_LOCAL).date())


def month(value: str) -> str:
    """A month written 2026-03."""
    year, _, number_ = value.partition("-")
    return t(*both_months(int(year), int(number_)))


def both_months(year: int, of: int) -> tuple[str, str]:
    """A month in both languages, for what is put into words before its reader is known."""
    return f"{year}年{of}月", f"{MONTHS[of - 1]} {year}"


def number(value: int) -> str:
    """A number with separators between thousands."""
    return f"{value:,}"


def yuan(fen: int) -> str:
    """An amount of money, kept in fen."""
    return f"{fen / 100:,.2f}"


def told(value: Any) -> Any:
    """What is put into a sentence of a page."""
    match value:
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case int() if not isinstance(value, bool) and abs(value) >= _SEPARATED:
            return number(value)
    return value


def said(value: Any) -> Any:
    """What a page says between tags: a day says what it is to programs as well, and stays on one line."""
    if not isinstance(value, date):
        return value
    local = value.astimezone(_LOCAL) if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), told(value))


def _format(text: str, *args: Any) -> str:
    """Jinja's filter of this name, which says days and numbers to readers."""
    return text % tuple(told(one) for one in args)


def prepare(app: Flask) -> None:
    """Templates of this application speak so."""
    app.jinja_env.finalize = said
    app.jinja_env.filters.update(
        format=_format,
        day=day,
        span=span,
        moment=moment,
        minute=minute,
        local_day=local_day,
        month=month,
        number=number,
    )
