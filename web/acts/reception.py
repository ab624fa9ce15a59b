"""Acts on receptions 接待群众."""

from typing import Final

from domain import reception
from web.acts.row import Act, standing

HELD: Final = ("held",)

ACTS: Final = (
    Act(command=reception.HoldReception, begins=True, counts=True),
    Act(command=reception.RaiseIssue, stages=HELD, counts=True),
    Act(command=reception.ResolveIssue, stages=HELD, counts=True),
    Act(command=reception.ExplainIssue, stages=HELD, counts=True),
    Act(command=reception.StartCoordination, stages=HELD, counts=True),
    Act(command=reception.FeedIssueBack, stages=HELD, counts=True),
    Act(command=reception.CloseIssue, stages=HELD),
    Act(command=reception.CorrectReception, stages=HELD, prefill=standing("held"), counts=True),
    Act(command=reception.VoidReception, stages=HELD),
    Act(command=reception.VoidIssue, part="number"),
)
