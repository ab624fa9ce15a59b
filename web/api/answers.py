"""Answers of the JSON API: their shapes, from which the OpenAPI document is made too. `web.api.encoding` sends them."""

from datetime import date, datetime
from typing import Any, Final

import msgspec

from projections.records import Line


class Text(msgspec.Struct):
    """A text in both languages."""

    zh: str
    en: str


class Clock(msgspec.Struct):
    """The two clocks of an answer: as of a day; as known at a log position (null: everything recorded so far)."""

    as_of: date
    known_at: int | None


class Recorded(msgspec.Struct):
    """One entry that an act led to."""

    position: int
    stream: str
    version: int
    name: str
    recorded_at: datetime


class Receipt(msgspec.Struct):
    """What an act led to. ``entries`` is empty where nothing needed recording."""

    command_id: str
    stream: str
    version: int
    position: int
    recorded_at: datetime | None
    repeated: bool
    entries: list[Recorded]


class Change(msgspec.Struct):
    """What a correction changed in one field."""

    field: Text
    before: Text
    after: Text


class Told(msgspec.Struct):
    """One entry of a history or trail: the envelope, the sentence, and the event itself."""

    position: int
    stream: str
    version: int
    name: str
    recorded_at: datetime
    recorded_by: str
    recorded_by_name: str
    on_behalf_of: str
    on_behalf_of_name: str
    command_id: str
    said: Text
    changes: list[Change]
    event: dict[str, Any]


class Problem(msgspec.Struct):
    """One thing wrong with what was sent."""

    field: str
    zh: str
    en: str
    code: str
    clause: str


class Error(msgspec.Struct, omit_defaults=True):
    """Why nothing was done. ``meanwhile`` is what changed since the version that was expected (412 only)."""

    status: int
    code: str
    zh: str
    en: str
    problems: list[Problem]
    meanwhile: list[Told] = []
    version: int | None = None
    """Version of the record now (412 only)."""


class Record(msgspec.Struct):
    """One record and its whole history."""

    stream: str
    kind: str
    name: str
    organisation: str
    organisation_name: str
    version: int
    stage: str
    clocks: Clock
    stands: dict[str, Any]
    """The fact as it stands after all corrections."""
    history: list[Told]


class Trail(msgspec.Struct):
    """A page of a trail, newest first."""

    clocks: Clock
    entries: list[Told]
    cursor: str | None
    """Asks for the next page; null: there is none."""


class Duty(msgspec.Struct):
    """A clause that can be judged."""

    policy: str
    clause: str
    cite: str
    zh: str
    en: str


class Cell(msgspec.Struct, omit_defaults=True):
    """A duty in one window on the board, for one person where each person answers."""

    duty: int
    """Place in the board's ``duties``."""
    window: str
    light: str
    count: int
    minimum: int | None
    due: str
    days_over: int = 0
    person: str = ""
    findings: list[str] = []
    persons: int = 1
    """Members who stand alike are told as one: how many they are."""


class Row(msgspec.Struct):
    """An organisation on the board."""

    organisation: str
    name: str
    kind: str
    depth: int
    cells: list[Cell]


class Board(msgspec.Struct):
    """Organisations of a subtree by duties by windows."""

    root: str
    year: int
    clocks: Clock
    lights: dict[str, Text]
    duties: list[Duty]
    organisations: list[Row]
    cursor: str | None


class Looked(msgspec.Struct, omit_defaults=True):
    """A fact that was looked at: it counted, or ``reason`` says why not."""

    ref: str
    title: str
    occurred_on: date
    position: int
    late_days: int = 0
    entered_late_days: int = 0
    reason: str = ""
    reason_text: Text | None = None


class Status(msgspec.Struct):
    """How one duty of an organisation stands in one window, and why."""

    policy: str
    clause: str
    cite: str
    text: Text
    window: str
    opens: date
    closes: date
    due: date
    light: str
    light_text: Text
    count: int
    minimum: int | None
    days_over: int
    person: str | None
    person_name: str
    holders: list[str]
    findings: list[str]
    counted: list[Looked]
    passed: list[Looked]


class Duties(msgspec.Struct):
    """Every duty of an organisation in a year."""

    organisation: str
    name: str
    year: int
    clocks: Clock
    statuses: list[Status]


class ListItem(msgspec.Struct):
    """One item of a responsibility list and how far it has come."""

    item: str
    title: str
    clause: str
    policy: str
    person: str | None
    person_name: str
    department: str
    due_on: date | None
    indicator: str
    standard: str
    stage: str
    overdue_days: int
    done_on: date | None
    late_days: int


class List(msgspec.Struct):
    """The responsibility list of an organisation and year."""

    stream: str
    organisation: str
    name: str
    year: int
    stage: str
    list_version: int
    issued_on: date | None
    version: int
    clocks: Clock
    items: list[ListItem]
    uncovered: list[str]
    """Clauses that the list ought to cover and does not."""


class Records(msgspec.Struct):
    """A page of records, the latest day first."""

    clocks: Clock
    organisations: dict[str, str]
    """Names of the organisations on this page."""
    records: list[Line]
    cursor: str | None


class Organisation(msgspec.Struct):
    """An organisation in its place; ``depth`` counts from the root that was asked for."""

    id: str
    name: str
    kind: str
    sector: str
    parent: str | None
    depth: int
    code: str
    rating: str
    leader: str | None
    guides: list[str]


class Organisations(msgspec.Struct):
    """A subtree, top down."""

    root: str
    clocks: Clock
    organisations: list[Organisation]
    cursor: str | None


class Holder(msgspec.Struct):
    """A person in a post."""

    appointment: str
    person: str
    name: str
    post: str
    post_text: Text
    title: str
    portfolio: list[str]
    acting: bool
    first: date
    last: date | None


class Roster(msgspec.Struct):
    """Who holds which post of an organisation on a day, the secretary first."""

    organisation: str
    name: str
    clocks: Clock
    holders: list[Holder]


class Person(msgspec.Struct):
    """A person; ``name`` is null once it was erased by law."""

    id: str
    name: str | None
    organisation: str
    party_member: bool


class Persons(msgspec.Struct):
    """Persons registered in an organisation or holding a post there."""

    clocks: Clock
    persons: list[Person]
    cursor: str | None


class Policy(msgspec.Struct):
    """A document in force for the subtrees it binds."""

    id: str
    document: str
    title: str
    binds: list[str]
    first: date
    last: date | None
    replaced_by: str | None
    sha256: str


class Policies(msgspec.Struct):
    """Documents that bind an organisation on a day."""

    organisation: str
    clocks: Clock
    policies: list[Policy]


class Command(msgspec.Struct):
    """A command and whether this account may send it."""

    name: str
    kind: str
    label: Text
    may: bool
    begins: bool
    """It begins a record of its own; its id may then be left out."""


class Commands(msgspec.Struct):
    """Every command."""

    commands: list[Command]


class Me(msgspec.Struct):
    """The account that asks."""

    account: str
    sign_in_name: str
    role: str
    role_text: Text
    organisation: str
    organisation_name: str
    person: str | None
    csrf_token: str | None
    """For requests that record something under a session: header X-CSRFToken. Null under a bearer token."""


ALL: Final = (
    Receipt, Error, Record, Trail, Board, Duties, List, Records,
    Organisations, Roster, Persons, Policies, Commands, Me,
)  # fmt: skip
"""Every answer, for the OpenAPI document."""
