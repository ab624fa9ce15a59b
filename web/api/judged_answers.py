"""Answers of the JSON API about what is judged: appraisals, cases, measures. Points are text: ``"8.5"``."""

from datetime import date
from typing import Final

import msgspec

from web.api.answers import Clock, Holder, Status, Text


class SheetLine(msgspec.Struct):
    """A sheet in a register."""

    stream: str
    appraisal: str
    organisation: str
    subject: str
    subject_name: str
    period: str
    title: str
    stage: str
    grade: str
    """Empty while there is no result."""
    total: str
    issued_on: date | None
    uses: list[str]
    changed: bool
    """Something it rests on was corrected or voided since."""
    order_missing: bool
    """The result is unqualified and no rectification was ordered."""


class SheetTally(msgspec.Struct):
    """How far the sheets of a round have come."""

    sheets: int
    scored: int
    issued: int
    used: int
    grades: dict[str, int]
    uses: dict[str, int]


class AppraisalRound(msgspec.Struct):
    """A round, its sheets, and who is expected and has none yet."""

    stream: str
    organisation: str
    organisation_name: str
    subjects: str
    period: str
    title: str
    stage: str
    indicators: int
    maximum: str
    uses: list[str]
    tally: SheetTally
    without: list[str]
    sheets: list[SheetLine]


class OutcomeBalance(msgspec.Struct):
    """Praise and criticism of a year; what was revoked is left out."""

    year: int
    commended: int
    criticised: int
    admonished: int
    adjusted: int


class AppraisalRegister(msgspec.Struct):
    """Rounds of an organisation, and sheets by which it is appraised itself."""

    organisation: str
    below: bool
    clocks: Clock
    rounds: list[AppraisalRound]
    about: list[SheetLine]
    weak: list[str]
    """Sheets with an unqualified result for which no rectification was ordered."""
    balance: list[OutcomeBalance]
    cursor: str | None


class Taken(msgspec.Struct):
    """Points taken off by rule."""

    clause: str
    window: str
    points: str


class EvidenceChange(msgspec.Struct):
    """A record that was corrected or voided after it was judged by."""

    cited: str
    position: int
    name: str


class Evidence(msgspec.Struct):
    """A cited record: its stage when it was judged by, and on the answer's clocks; null where it has none."""

    ref: str
    title: str
    stage_then: str | None
    stage_now: str | None
    changes: list[EvidenceChange]


class PointReasons(msgspec.Struct):
    """One indicator: points, deductions, and what they rest on."""

    indicator: int
    title: str
    maximum: str
    clause: str
    deduction: str
    points: str | None
    """null while the sheet is not scored."""
    note: str
    deductions: list[Taken]
    rests: list[Evidence]
    statuses: list[Status]
    """As known when it was scored; on the answer's clocks while it is not."""
    points_now: str | None
    """What the rule would leave on the answer's clocks; null: scored by hand."""
    deductions_now: list[Taken]
    differs: bool


class UsedResult(msgspec.Struct):
    """A use that was made of a result."""

    use: str
    occurred_on: date
    text: str
    ref: str


class SheetReasons(msgspec.Struct):
    """A sheet with the reasons of every point."""

    stream: str
    appraisal: str
    organisation: str
    subject: str
    subject_name: str
    appraiser: str
    period: str
    title: str
    stage: str
    clocks: Clock
    maximum: str
    total: str | None
    grade: str
    scored_known_at: int | None
    """Log position by which the scores that stand were given."""
    scored_as_of: date | None
    issued_known_at: int | None
    """Log position by which the result was frozen."""
    differs: bool
    """The deductions by rule would be others on the answer's clocks; a flag, nothing is altered."""
    total_now: str | None
    points: list[PointReasons]
    changed: list[EvidenceChange]
    order_missing: bool
    debriefs: list[str]
    uses: list[UsedResult]


class ImposedLine(msgspec.Struct):
    """A consequence of a case."""

    consequence: str
    occurred_on: date
    document: str
    ends_on: date | None
    stands: bool


class CaseLine(msgspec.Struct):
    """A case in the register."""

    stream: str
    organisation: str
    subject: str
    subject_name: str
    person: str | None
    person_name: str
    policy: str
    clause: str
    route: str
    due_on: date
    title: str
    opened_on: date
    stage: str
    stage_text: Text
    consequences: list[ImposedLine]
    superior_wording_not_met: bool
    changed: bool


class CaseRegister(msgspec.Struct):
    """Cases that concern an organisation, the latest first."""

    organisation: str
    below: bool
    clocks: Clock
    cases: list[CaseLine]
    cursor: str | None


class CitedRecords(msgspec.Struct):
    """One citation for an element."""

    version: int
    occurred_on: date
    text: str
    rests: list[Evidence]


class CaseElement(msgspec.Struct):
    """One element of a case."""

    element: str
    required: bool
    clause: str
    missing: bool
    """Asked for, and no record that stands is cited."""
    cited: list[CitedRecords]


class CaseDecision(msgspec.Struct):
    """A decision of a case."""

    occurred_on: date
    held: bool
    meeting: str
    document: str
    text: str
    flags: list[str]
    known_at: int


class CaseStep(msgspec.Struct):
    """Notice, statement, appeal, end: a day and what was said."""

    step: str
    """told, heard, waived, appealed, closed, or the outcome of the appeal: upheld, changed, revoked."""
    occurred_on: date
    text: str
    by: str


class CaseFile(msgspec.Struct):
    """A case laid open."""

    case: CaseLine
    clocks: Clock
    text: str
    roles: list[str]
    judged_at: int | None
    """Log position by which the latest decision was taken."""
    duty_then: list[Status]
    duty_now: list[Status]
    holders: list[Holder]
    """Who held which post where the duty lay, on the day it was due."""
    elements: list[CaseElement]
    missing: list[str]
    decisions: list[CaseDecision]
    steps: list[CaseStep]
    changed: list[EvidenceChange]


class OutcomeLine(msgspec.Struct):
    """A measure, a commendation, or a consequence of a case."""

    stream: str
    kind: str
    sort: str
    type: str
    type_text: Text
    occurred_on: date
    organisation: str
    organisation_name: str
    subject: str
    about: list[str]
    title: str
    document: str
    stage: str
    rectify_by: date | None
    ends_on: date | None


class OutcomeRegister(msgspec.Struct):
    """Praise and criticism of a year, and the balance of every year."""

    organisation: str
    below: bool
    year: int
    clocks: Clock
    balance: list[OutcomeBalance]
    by_organisation: dict[str, dict[str, int]]
    outcomes: list[OutcomeLine]
    cursor: str | None


ALL: Final = (AppraisalRegister, SheetReasons, CaseRegister, CaseFile, OutcomeRegister)
"""Every answer of this module, for the OpenAPI document."""
