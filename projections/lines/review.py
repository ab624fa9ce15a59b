"""Lines of reviews: one each, from arrangement to notification."""

from typing import Final

from domain import review
from projections.lines.line import Plain, Values, said


def _arranged(event: review.ReviewArranged) -> Values:
    return said(
        stage="arranged",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
    )


def _held(event: review.ReviewHeld) -> Values:
    return said(
        stage="held",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
    )


_LINES: Final = Plain(
    "review",
    opens={review.ReviewArranged: _arranged, review.ReviewHeld: _held},
    corrected={review.ReviewCorrected: "held"},
    stages={review.ResultNotified: "notified", review.ReviewVoided: "voided"},
    silent=(review.ReviewStepCompleted, review.MassEvaluationRecorded),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
