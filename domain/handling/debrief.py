"""Handling of a debriefing's commands."""

from typing import Final

from domain import debrief
from domain.handling.row import ORGANISATION, PERSON, names, rows

ROWS: Final = rows(
    debrief,
    "debrief",
    {
        debrief.DeliverDebrief: {"existing": names(organisation=ORGANISATION, person=PERSON, recipient=ORGANISATION)},
        debrief.EvaluateDebrief: {},
        debrief.CorrectEvaluation: {},
        debrief.CorrectDebrief: {"existing": names(person=PERSON, recipient=ORGANISATION)},
        debrief.VoidDebrief: {},
    },
)
