"""Acts on reviews of members 民主评议、党性分析评议."""

from collections.abc import Mapping
from typing import Any, Final

from domain import review
from web.acts.row import Act, Form, standing, values_of

_HELD: Final = ("held", "notified")


def _arranged(form: Form) -> Mapping[str, Any]:
    """A review that was arranged begins with what the arrangement said, all but its day."""
    arranged = None if form.state is None else form.state.arranged
    said = {} if arranged is None else values_of(arranged)
    return {name: value for name, value in said.items() if name not in ("occurred_on", "document", "duties")}


ACTS: Final = (
    Act(command=review.HoldReview, begins=True, prefill=_arranged, stages=("arranged",), counts=True),
    Act(command=review.ArrangeReview, begins=True, counts=True),
    Act(command=review.CompleteReviewStep, stages=("arranged", *_HELD), counts=True),
    Act(command=review.RecordMassEvaluation, stages=("arranged", *_HELD), counts=True),
    Act(command=review.NotifyResult, stages=_HELD, counts=True),
    Act(command=review.CorrectReview, stages=_HELD, prefill=standing("held"), counts=True),
    Act(command=review.VoidReview, stages=("arranged", *_HELD)),
)
