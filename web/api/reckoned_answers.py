"""Answers of the JSON API that reckon: what is due, and the statistics of a year."""

from datetime import date
from typing import Final

import msgspec

from web.api.answers import Clock, Text


class Owed(msgspec.Struct):
    """One thing owed, as it stands on the day."""

    sort: str
    sort_text: Text
    what: Text
    cite: str
    organisation: str
    organisation_name: str
    persons: list[str]
    """Who owes it now; nobody named: the organisation."""
    members: int
    """Members who owe it alike and are told as one; else 1."""
    due_on: date
    overdue_days: int
    light: str
    light_text: Text
    ref: str
    """Record it stands in, or part of one; empty for a window of a clause."""
    policy: str
    clause: str
    window: str
    command: str
    """Form that would fulfil it, by its name in addresses; empty where there is none."""
    begun: dict[str, str]
    """What that form begins with."""


class Due(msgspec.Struct):
    """The due calendar: what is past its day first, then by day."""

    organisation: str
    below: bool
    person: str
    """Whose calendar it is; empty: of the organisations."""
    until: date
    clocks: Clock
    overdue: int
    ahead: int
    owed: list[Owed]
    cursor: str | None


class Figure(msgspec.Struct):
    """One number of a year, and of the year before."""

    code: str
    label: Text
    unit: str
    """count, percent (in tenths of a percent), fen or days."""
    value: int | None
    """null: there is nothing to take a share of."""
    before: int | None
    depth: int
    """1: a part of the figure above."""


class FigureSection(msgspec.Struct):
    """Figures under one heading."""

    code: str
    label: Text
    figures: list[Figure]


class Statistics(msgspec.Struct):
    """A year in numbers."""

    organisation: str
    below: bool
    organisations: int
    year: int
    clocks: Clock
    sections: list[FigureSection]


ALL: Final = (Due, Statistics)
"""Every answer of its own."""
