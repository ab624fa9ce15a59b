"""Shapes of the acts on receptions 接待群众."""

from domain import reception as acts
from web.schemas.derived import PARAGRAPH, PART, record_of, shape_of, whole

_ISSUE = whole(1, 999, source="issues")

HoldReception = shape_of(acts.HoldReception)
RaiseIssue = shape_of(acts.RaiseIssue, text=PARAGRAPH)
ResolveIssue = shape_of(acts.ResolveIssue, number=_ISSUE, text=PARAGRAPH)
ExplainIssue = shape_of(acts.ExplainIssue, number=_ISSUE, text=PARAGRAPH)
StartCoordination = shape_of(
    acts.StartCoordination,
    number=_ISSUE,
    organisations=record_of("organisation", source="any_organisation"),
    text=PARAGRAPH,
)
FeedIssueBack = shape_of(acts.FeedIssueBack, number=_ISSUE, text=PARAGRAPH)
CloseIssue = shape_of(acts.CloseIssue, number=_ISSUE)
VoidIssue = shape_of(acts.VoidIssue, number=PART)
CorrectReception = shape_of(acts.CorrectReception)
VoidReception = shape_of(acts.VoidReception)
