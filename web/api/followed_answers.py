"""Answers of the JSON API about what follows: rectifications, inspections, reports, asks, citations."""

from datetime import date
from typing import Final

import msgspec

from web.api.answers import Clock, Text


class Limit(msgspec.Struct):
    """A limit, and the day from which it held."""

    since: date
    due_on: date


class Rectification(msgspec.Struct):
    """An order to put something right, as it stands on the day."""

    rectification: str
    title: str
    category: str
    category_text: Text
    serious: bool
    source: str
    organisation: str
    organisation_name: str
    responsible: str | None
    responsible_name: str
    ordered_by: str
    ordered_by_name: str
    ordered_on: date
    standing: str
    standing_text: Text
    due_on: date
    overdue_days: int
    age_days: int
    closed_on: date | None
    limits: list[Limit]
    """Every limit so far."""


class Ages(msgspec.Struct):
    """Open orders by days since the order; ``most`` is null in the last group."""

    least: int
    most: int | None
    open: int


class Owner(msgspec.Struct):
    """Open orders of a person, or of an organisation where no person is named."""

    organisation: str
    organisation_name: str
    responsible: str | None
    responsible_name: str
    open: int
    overdue: int
    oldest_days: int


class Repeat(msgspec.Struct):
    """A sort of problem that an organisation had in more than one year."""

    organisation: str
    organisation_name: str
    category: str
    years: dict[int, list[str]]


class Rectifications(msgspec.Struct):
    """The board of rectifications."""

    organisation: str
    below: bool
    clocks: Clock
    standings: dict[str, int]
    closed: int
    """Struck off since the first of January."""
    average_days: float | None
    ages: list[Ages]
    owners: list[Owner]
    repeats: list[Repeat]
    rectifications: list[Rectification]
    cursor: str | None


class Inspection(msgspec.Struct):
    """An inspection."""

    inspection: str
    title: str
    organisation: str
    organisation_name: str
    inspected: str
    inspected_name: str
    method: str
    topics: list[str]
    occurred_on: date


class ProblemFound(msgspec.Struct):
    """A problem that an inspection found, and the orders that follow from it."""

    ref: str
    organisation: str
    inspected: str
    inspected_name: str
    category: str
    found_on: date
    serious: bool
    text: str
    clause: str
    orders: list[Rectification]


class Inspections(msgspec.Struct):
    """Inspections of a year. A page holds so many inspections and so many problems."""

    organisation: str
    below: bool
    year: int
    clocks: Clock
    carried_out: int
    methods: dict[str, int]
    topics: dict[str, int]
    problems: list[ProblemFound]
    never: list[str]
    """Organisations that nobody inspected in the year."""
    inspections: list[Inspection]
    cursor: str | None


class Paper(msgspec.Struct):
    """A report or debriefing that was handed in, and what became of it."""

    ref: str
    title: str
    person: str | None
    person_name: str
    recipient: str
    period: str
    stage: str
    stage_text: Text
    handed_in_on: date
    returned_on: date | None
    returned_why: str
    times_returned: int
    again_on: date | None
    settled_on: date | None
    late_days: int
    entered_late_days: int
    reason: str
    """Why it does not count; empty: it counts."""


class ReportOwed(msgspec.Struct):
    """A duty of an organisation to report, in one window."""

    organisation: str
    organisation_name: str
    policy: str
    clause: str
    cite: str
    text: Text
    window: str
    due: date
    light: str
    light_text: Text
    count: int
    minimum: int | None
    days_over: int
    persons: int
    persons_done: int
    waiting: list[str]
    papers: list[Paper]


class ReportRegister(msgspec.Struct):
    """Who has to report on a year, and what came of it."""

    organisation: str
    below: bool
    year: int
    clocks: Clock
    lights: dict[str, int]
    returned: list[str]
    """Reports that lie returned and were not yet handed in again."""
    rows: list[ReportOwed]
    cursor: str | None


class Ask(msgspec.Struct):
    """What a record asks somebody to do next."""

    ref: str
    command: str
    command_text: Text
    key: str
    organisation: str
    organisation_name: str
    text: Text
    clause: str
    asked_on: date | None
    due_on: date | None
    age_days: int
    overdue_days: int


class Asks(msgspec.Struct):
    """What is asked and nobody has done yet."""

    organisation: str
    below: bool
    clocks: Clock
    asks: list[Ask]
    cursor: str | None


class Resting(msgspec.Struct):
    """A record that rests on the one asked about, and what for."""

    stream: str
    title: str
    role: str
    role_text: Text
    position: int
    """Log position of the entry that cites it so."""


class ChangedSince(msgspec.Struct):
    """A record on which the one asked about rests was corrected or voided after it was relied on."""

    cited: str
    title: str
    name: str
    name_text: Text
    version: int
    position: int
    """Log position of the correction or voiding."""


class Following(msgspec.Struct):
    """What a record asks for, what rests on it, and what it rests on and was changed since."""

    stream: str
    clocks: Clock
    asks: list[Ask]
    cited_by: list[Resting]
    changed: list[ChangedSince]


ALL: Final = (Rectifications, Inspections, ReportRegister, Asks, Following)
