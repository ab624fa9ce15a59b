"""Answers of the JSON API about members: floating members, education, the roll, receptions, commitments, dues."""

from datetime import date
from typing import Final

import msgspec

from web.api.answers import Clock, Text


class Coded(msgspec.Struct):
    """A code and what it is called."""

    code: str
    text: Text


class Journey(msgspec.Struct):
    """A floating member's journey as it stands on the day."""

    certificate: str
    person: str
    person_name: str
    home: str
    home_name: str
    destination: str
    leaves_on: date
    expected_back: date | None
    host: str | None
    host_name: str
    assigned: str | None
    assigned_name: str
    stage: Coded
    since: date
    days: int
    """Days from that step to the day asked about; nothing is overdue by them."""
    gaps: list[Coded]
    audited: list[int]
    not_audited: list[int]
    reported: list[int]
    not_reported: list[int]
    contact_lost_on: date | None
    filed_after_days: int | None


class FloatingMember(Journey):
    """A floating member on the register."""

    left_here: bool
    came_here: bool
    unpaid: list[str]
    """Months away whose dues are overdue, as ``YYYY-MM``."""


class FloatingMembers(msgspec.Struct):
    """The register of floating members, from both sides: who has most missing first."""

    organisation: str
    below: bool
    clocks: Clock
    members: list[FloatingMember]
    cursor: str | None


class JourneyStep(msgspec.Struct):
    """A step of a journey. ``side``: home, host or either; ``mark``: done, late, missing or open."""

    side: str
    step: Text
    mark: str
    days: list[date]
    years: list[int]
    missing_years: list[int]
    gaps: list[Coded]


class JourneyTold(Journey):
    """A journey with its steps."""

    steps: list[JourneyStep]


class DuesMonth(msgspec.Struct):
    """One month of dues. ``owed``: it is judged for this member."""

    month: int
    standing: Coded
    owed: bool
    due_on: date
    paid_on: date | None
    quarterly: bool


class FloatingFile(msgspec.Struct):
    """One floating member: every journey, the latest first, and the dues of a year."""

    person: str
    person_name: str
    certificate: str
    clocks: Clock
    journeys: list[JourneyTold]
    year: int
    dues: list[DuesMonth]
    unpaid: list[int]
    dues_record: str
    """The record of the payments, where it lies in reach; else empty."""


class EducationYear(msgspec.Struct):
    """A member's year of education. Two half-days are a day; ``required`` is 0 where a special situation stands."""

    member: str
    person: str
    person_name: str
    organisation: str
    organisation_name: str
    category: str
    required_half_days: int
    credited_half_days: int
    wanting_half_days: int
    progress: Coded
    sessions: list[str]
    home_studies: list[date]
    unexcused: list[str]
    uncriticised: int
    """Of the absences without proper reason, those that no criticism has followed."""
    excused: int
    unset: list[str]
    grade: str
    analysed_on: date | None
    trained_on: date | None
    training_due: date | None


class EducationTotals(msgspec.Struct):
    """An organisation's members in the year."""

    organisation: str
    organisation_name: str
    members: int
    owing: int
    met: int
    short: int
    differentiated: int
    without_alternative: int
    unexcused: int
    unreviewed: int
    training_due: int


class EducationRegister(msgspec.Struct):
    """Education of a year, member by member."""

    organisation: str
    below: bool
    year: int
    clocks: Clock
    totals: list[EducationTotals]
    contents: dict[str, int]
    """Sessions on each group of content; none on a group is a remark, no breach."""
    analysis_due: date | None
    members: list[EducationYear]
    cursor: str | None


class SessionLooked(msgspec.Struct):
    """A session that was looked at. ``criticised_by`` is null where none is asked for, empty where none followed."""

    ref: str
    title: str
    organisation: str
    organisation_name: str
    occurred_on: date
    half_days: int
    verdict: Coded
    criticised_by: str | None


class MemberEducation(msgspec.Struct):
    """One member's year with the sessions behind its numbers; ``standing`` is null in a year outside the party."""

    person: str
    person_name: str
    year: int
    clocks: Clock
    standing: EducationYear | None
    sessions: list[SessionLooked]


class MemberSituation(msgspec.Struct):
    """A special situation that stands on the day."""

    situation: Coded
    first: date
    last: date | None
    recorded_on: date


class MemberTrouble(msgspec.Struct):
    """A member's problem. ``stage``: problem, help, failed, resolved or disposed."""

    number: int
    problem: Coded
    found_on: date
    stage: str
    last_on: date
    disposition: Coded | None
    due_on: date | None


class RollMember(msgspec.Struct):
    """A member on the roll."""

    member: str
    person: str
    person_name: str
    organisation: str
    organisation_name: str
    since: date
    category: Coded
    situations: list[MemberSituation]
    troubles: list[MemberTrouble]


class Roll(msgspec.Struct):
    """Who belongs to organisations on a day."""

    organisation: str
    below: bool
    clocks: Clock
    total: int
    members: list[RollMember]
    cursor: str | None


class Raised(msgspec.Struct):
    """An issue. ``stage``: raised, explained, coordinating, resolved or closed."""

    ref: str
    organisation: str
    organisation_name: str
    channel: Coded
    category: Coded
    text: str
    raised_on: date
    age_days: int
    stage: str
    fed_back: bool
    resolved_on: date | None
    closed_on: date | None


class Issues(msgspec.Struct):
    """Issues of mass receptions, the oldest first."""

    organisation: str
    below: bool
    clocks: Clock
    channels: dict[str, int]
    open: int
    issues: list[Raised]
    cursor: str | None


class Promised(msgspec.Struct):
    """A commitment. ``stage``: made, accepted, returned, fulfilled, confirmed or not_confirmed."""

    commitment: str
    title: str
    organisation: str
    organisation_name: str
    person: str
    person_name: str
    period: str
    made_on: date
    due_on: date
    stage: str
    fulfilled_on: date | None
    overdue_days: int


class Commitments(msgspec.Struct):
    """Commitments, the longest past its day first; the three counts are over all of them."""

    organisation: str
    below: bool
    clocks: Clock
    made: int
    fulfilled: int
    confirmed: int
    overdue: int
    commitments: list[Promised]
    cursor: str | None


class DuesSum(msgspec.Struct):
    """Dues of an organisation. ``silent``: members of whose dues nothing is on record; not called unpaid."""

    organisation: str
    organisation_name: str
    members: int
    unpaid_members: int
    unpaid_months: int
    late_months: int
    silent: int


class DuesOf(msgspec.Struct):
    """A member's dues of the year."""

    person: str
    person_name: str
    organisation: str
    organisation_name: str
    floating: bool
    on_record: bool
    unpaid: list[int]
    late: list[int]
    months: list[DuesMonth]


class DuesRegister(msgspec.Struct):
    """Dues of a year by organisation and by member, most overdue first."""

    organisation: str
    below: bool
    year: int
    clocks: Clock
    totals: list[DuesSum]
    members: list[DuesOf]
    cursor: str | None


ALL: Final = (
    FloatingMembers, FloatingFile, EducationRegister, MemberEducation, Roll, Issues, Commitments, DuesRegister,
)  # fmt: skip
"""Every answer, for the OpenAPI document."""
