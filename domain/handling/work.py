"""Handling of a work record's commands."""

from typing import Final

from domain import work
from domain.handling.row import ORGANISATION, PERSON, names, rows

_WORK: Final = {"performers": PERSON, "recipient": ORGANISATION, "unit": ORGANISATION, "point": "contact"}

ROWS: Final = rows(
    work,
    "work",
    {
        work.RecordWork: {"existing": names(organisation=ORGANISATION, **_WORK)},
        work.CorrectWork: {"existing": names(**_WORK)},
        work.VoidWork: {},
    },
)
