"""Shapes of the acts on reviews of members 民主评议、党性分析评议."""

from domain import review as acts
from web.schemas.derived import record_of, shape_of, whole

_ROUND = record_of("review", source="rounds")
_HEADS = whole(1, 99_999)

ArrangeReview = shape_of(acts.ArrangeReview, arranged_under=_ROUND)
CompleteReviewStep = shape_of(acts.CompleteReviewStep)
HoldReview = shape_of(acts.HoldReview, arranged_under=_ROUND, present=_HEADS)
RecordMassEvaluation = shape_of(acts.RecordMassEvaluation, asked=_HEADS, satisfied=whole(0, 99_999))
NotifyResult = shape_of(acts.NotifyResult)
CorrectReview = shape_of(acts.CorrectReview, arranged_under=_ROUND, present=_HEADS)
VoidReview = shape_of(acts.VoidReview)
