"""Handling of the commands on research."""

from typing import Final

from domain import research
from domain.handling.row import ORGANISATION, PERSON, names, rows

ROWS: Final = rows(
    research,
    "research",
    {
        research.DecideTopic: {"existing": names(organisation=ORGANISATION, researchers=PERSON)},
        research.WritePaper: {"existing": names(organisation=ORGANISATION, authors=PERSON)},
        research.SubmitPaper: {"existing": names(recipient=ORGANISATION)},
        research.AdoptPaper: {"existing": names(by=ORGANISATION)},
        research.CorrectTopic: {"existing": names(researchers=PERSON)},
        research.CorrectPaper: {"existing": names(authors=PERSON)},
        research.VoidResearch: {},
    },
)
