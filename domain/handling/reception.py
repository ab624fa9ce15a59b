"""Handling of a reception's commands."""

from typing import Final

from domain import reception
from domain.handling.row import ORGANISATION, PERSON, names, rows

ROWS: Final = rows(
    reception,
    "reception",
    {
        reception.HoldReception: {"existing": names(organisation=ORGANISATION, receivers=PERSON)},
        reception.RaiseIssue: {},
        reception.ResolveIssue: {},
        reception.ExplainIssue: {},
        reception.StartCoordination: {"existing": names(organisations=ORGANISATION)},
        reception.FeedIssueBack: {},
        reception.CloseIssue: {},
        reception.VoidIssue: {},
        reception.CorrectReception: {"existing": names(receivers=PERSON)},
        reception.VoidReception: {},
    },
)
