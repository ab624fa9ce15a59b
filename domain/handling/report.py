"""Handling of a report's commands."""

from typing import Final

from domain import report
from domain.handling.row import ORGANISATION, PERSON, names, rows

ROWS: Final = rows(
    report,
    "report",
    {
        report.SubmitReport: {"existing": names(organisation=ORGANISATION, recipient=ORGANISATION, person=PERSON)},
        report.ReturnReport: {},
        report.ResubmitReport: {},
        report.AcceptReport: {},
        report.CorrectReport: {"existing": names(recipient=ORGANISATION, person=PERSON)},
        report.VoidReport: {},
    },
)
