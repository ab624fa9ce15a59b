"""Lines of approvals; their own page tells the act in words."""

from typing import Final

from domain import approval
from projections.lines.line import Plain, Values, said


def _asked(event: approval.ApprovalAsked) -> Values:
    return said(stage="asked", on=event.occurred_on, organisation=event.organisation, about=event.about)


_LINES: Final = Plain(
    "approval",
    opens={approval.ApprovalAsked: _asked},
    stages={
        approval.ApprovalGiven: "given",
        approval.ApprovalRefused: "refused",
        approval.ApprovalWithdrawn: "withdrawn",
    },
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
