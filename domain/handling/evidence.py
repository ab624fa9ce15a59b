"""Handling of an evidence file's commands."""

from typing import Final

from domain import evidence
from domain.handling.row import ANY, ORGANISATION, names, rows

ROWS: Final = rows(
    evidence,
    "evidence",
    {
        evidence.FileEvidence: {"existing": names(organisation=ORGANISATION)},
        evidence.AttachEvidence: {"existing": names(subject=ANY)},
        evidence.DetachEvidence: {},
        evidence.VoidEvidence: {},
    },
)
