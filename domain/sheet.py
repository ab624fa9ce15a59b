"""Appraisal sheet 考核表: one organisation or person in one round: self-report, scores with what they rest on, result, use.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Grade(StrEnum):
    """Outcome 考核等次."""

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


class Use(StrEnum):
    """What a result may be used for 结果运用."""

    PERFORMANCE_RATING = "performance_rating"
    SELECTION = "selection"
    TRAINING = "training"
    REWARD_AND_DISCIPLINE = "reward_and_discipline"


# --- values and events -----------------------------------------------------------


@record
class Deduction:
    """Points taken off by rule for one missed window 扣分."""

    clause: str
    window: str
    points: int
    """Tenths of a point."""


@record
class Score:
    """Points for one indicator, and the entries they rest on 评分."""

    indicator: int
    points: int
    """Tenths of a point."""
    cites: tuple[str, ...]
    """Records on which the points rest."""
    deductions: tuple[Deduction, ...] = ()
    note: str = ""


@record
class SheetOpened:
    """A sheet was opened for one subject 建立考核表."""

    appraisal: str
    organisation: str
    """The organisation appraised, or the person's."""
    subject: str
    """The organisation or person appraised."""
    occurred_on: date


@record
class SelfReportFiled:
    """The subject filed its own report 自查自评."""

    occurred_on: date
    person: str
    text: str
    evidence: tuple[str, ...] = ()


@record
class DebriefLinked:
    """The subject's debriefing was joined to the sheet 关联述职."""

    debrief: str


@record
class SheetScored:
    """The sheet was scored 评分."""

    occurred_on: date
    scorer: str
    scores: tuple[Score, ...]
    known_at: int
    """Position of the log up to which was known."""


@record
class ResultIssued:
    """The result was issued; it is not changed any more 公布结果."""

    occurred_on: date
    grade: Grade
    person: str
    """Who signs for it."""
    total: int
    """Tenths of a point."""
    known_at: int
    text: str = ""


@record
class ResultUsed:
    """The result was used 结果运用."""

    use: Use
    occurred_on: date
    text: str
    ref: str = ""
    """Record of what it led to."""


@record
class ReviewRequested:
    """The subject asked for a review 申请复核."""

    occurred_on: date
    person: str
    text: str


@record
class ReviewDecided:
    """The review was decided 复核决定."""

    occurred_on: date
    person: str
    scores: tuple[Score, ...]
    """Empty where the result stands."""
    grade: Grade
    total: int
    known_at: int
    text: str


@record
class SheetVoided:
    """It was recorded by mistake 作废考核表."""

    reason: str


Event: TypeAlias = (
    SheetOpened
    | SelfReportFiled
    | DebriefLinked
    | SheetScored
    | ResultIssued
    | ResultUsed
    | ReviewRequested
    | ReviewDecided
    | SheetVoided
)

# --- commands --------------------------------------------------------------------


@record
class OpenSheet:
    """Open a sheet 建立考核表."""

    appraisal: str
    organisation: str
    """The organisation appraised, or the person's."""
    subject: str
    """The organisation or person appraised."""
    occurred_on: date


@record
class FileSelfReport:
    """File the self-report 登记自查自评."""

    sheet: str
    occurred_on: date
    person: str
    text: str
    evidence: tuple[str, ...] = ()


@record
class LinkDebrief:
    """Join a debriefing 关联述职."""

    sheet: str
    debrief: str


@record
class ScoreSheet:
    """Score the sheet 评分."""

    sheet: str
    occurred_on: date
    scorer: str
    scores: tuple[Score, ...]


@record
class IssueResult:
    """Issue the result 公布结果."""

    sheet: str
    occurred_on: date
    grade: Grade
    person: str
    """Who signs for it."""
    text: str = ""


@record
class UseResult:
    """Record the use of the result 登记结果运用."""

    sheet: str
    use: Use
    occurred_on: date
    text: str
    ref: str = ""
    """Record of what it led to."""


@record
class RequestReview:
    """Ask for a review 申请复核."""

    sheet: str
    occurred_on: date
    person: str
    text: str


@record
class DecideReview:
    """Decide the review 作出复核决定."""

    sheet: str
    occurred_on: date
    person: str
    scores: tuple[Score, ...]
    """Empty where the result stands."""
    grade: Grade
    text: str


@record
class VoidSheet:
    """Void it 作废考核表."""

    sheet: str
    reason: str


Command: TypeAlias = (
    OpenSheet
    | FileSelfReport
    | LinkDebrief
    | ScoreSheet
    | IssueResult
    | UseResult
    | RequestReview
    | DecideReview
    | VoidSheet
)
