"""Lines of rectifications."""

from typing import Final

from domain import rectification
from projections.lines.line import Plain, Values, said


def _ordered(event: rectification.RectificationOrdered) -> Values:
    return said(
        stage="ordered",
        on=event.occurred_on,
        act=event.category,
        organisation=event.organisation,
        title=event.title,
        about=event.ordered_by,
    )


_LINES: Final = Plain(
    "rectification",
    opens={rectification.RectificationOrdered: _ordered},
    corrected={rectification.RectificationCorrected: "ordered"},
    stages={
        rectification.RectificationReported: "reported",
        rectification.RectificationVerified: "verified",
        rectification.RectificationRejected: "rejected",
        rectification.RectificationOrderedAgain: "ordered",
        rectification.RectificationClosed: "closed",
        rectification.RectificationVoided: "voided",
    },
    silent=(rectification.RectificationExtended, rectification.StepCorrected),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
