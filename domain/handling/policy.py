"""Handling of a policy's commands."""

from typing import Final

from domain import policy
from domain.handling.row import ORGANISATION, POLICY, names, rows

ROWS: Final = rows(
    policy,
    "policy",
    {
        policy.IssuePolicy: {"existing": names(binds=ORGANISATION)},
        policy.SupersedePolicy: {"existing": names(by=POLICY)},
        policy.InterpretPolicy: {},
        policy.CorrectPolicy: {"existing": names(binds=ORGANISATION)},
        policy.VoidPolicy: {},
    },
)
