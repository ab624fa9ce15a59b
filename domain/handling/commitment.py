"""Handling of a commitment's commands."""

from typing import Final

from domain import commitment
from domain.handling.row import ANY, ORGANISATION, PERSON, names, rows

ROWS: Final = rows(
    commitment,
    "commitment",
    {
        commitment.MakeCommitment: {"existing": names(organisation=ORGANISATION, person=PERSON)},
        commitment.AcceptCommitment: {},
        commitment.ReturnCommitment: {},
        commitment.ReviseCommitment: {},
        commitment.FulfilCommitment: {"existing": names(evidence=ANY)},
        commitment.ConfirmCommitment: {"existing": names(person=PERSON)},
        commitment.RefuseCommitment: {"existing": names(person=PERSON)},
        commitment.CorrectCommitment: {"existing": names(person=PERSON)},
        commitment.VoidCommitment: {},
    },
)
