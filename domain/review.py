"""Review of members 民主评议、党性分析评议: steps before the meeting, results member by member, notification.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Type(StrEnum):
    """Which of the two 评议类型."""

    DEMOCRATIC_REVIEW = "democratic_review"
    SPIRIT_ANALYSIS = "spirit_analysis"


class Step(StrEnum):
    """What comes before the meeting 准备环节."""

    STUDY = "study"
    OPINIONS_ASKED = "opinions_asked"
    TALKS_HELD = "talks_held"
    ANALYSIS_WRITTEN = "analysis_written"


class Grade(StrEnum):
    """Outcome for a member 评议等次."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASICALLY_QUALIFIED = "basically_qualified"
    UNQUALIFIED = "unqualified"


# --- values and events -----------------------------------------------------------


@record
class Result:
    """Outcome for one member 评议结果."""

    person: str
    grade: Grade
    opinion: str = ""
    """Overall opinion of the branch 综合评议意见."""


@record
class ReviewArranged:
    """A review was arranged 部署评议."""

    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    document: str = ""
    duties: tuple[str, ...] = ()


@record
class ReviewStepCompleted:
    """A preparatory step was completed 完成准备环节."""

    step: Step
    occurred_on: date
    text: str


@record
class ReviewHeld:
    """The meeting was held 召开评议会."""

    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    results: tuple[Result, ...]
    meeting: str | None = None
    present: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class MassEvaluationRecorded:
    """The masses were asked 群众评议."""

    occurred_on: date
    asked: int
    satisfied: int
    text: str = ""


@record
class ResultNotified:
    """Results were made known 通报评议结果."""

    occurred_on: date
    text: str = ""


@record
class ReviewCorrected:
    """It was written down wrongly; ``held`` is how it should read 更正评议登记."""

    corrects: int
    held: ReviewHeld
    reason: str


@record
class ReviewVoided:
    """It was recorded by mistake 作废评议登记."""

    reason: str


Event: TypeAlias = (
    ReviewArranged
    | ReviewStepCompleted
    | ReviewHeld
    | MassEvaluationRecorded
    | ResultNotified
    | ReviewCorrected
    | ReviewVoided
)

# --- commands --------------------------------------------------------------------


@record
class ArrangeReview:
    """Arrange a review 部署评议."""

    review: str
    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    document: str = ""
    duties: tuple[str, ...] = ()


@record
class CompleteReviewStep:
    """Record a preparatory step 登记准备环节."""

    review: str
    step: Step
    occurred_on: date
    text: str


@record
class HoldReview:
    """Record the review meeting 登记评议会."""

    review: str
    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    results: tuple[Result, ...]
    meeting: str | None = None
    present: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class RecordMassEvaluation:
    """Record what the masses said 登记群众评议."""

    review: str
    occurred_on: date
    asked: int
    satisfied: int
    text: str = ""


@record
class NotifyResult:
    """Record the notification 登记通报."""

    review: str
    occurred_on: date
    text: str = ""


@record
class CorrectReview:
    """Correct it 更正评议登记."""

    review: str
    type: Type
    period: str
    title: str
    occurred_on: date
    results: tuple[Result, ...]
    reason: str
    meeting: str | None = None
    present: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidReview:
    """Void it 作废评议登记."""

    review: str
    reason: str


Command: TypeAlias = (
    ArrangeReview | CompleteReviewStep | HoldReview | RecordMassEvaluation | NotifyResult | CorrectReview | VoidReview
)
