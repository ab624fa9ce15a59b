"""Handling of the commands on publicity."""

from typing import Final

from domain import publicity
from domain.handling.row import ANY, ORGANISATION, names, rows

ROWS: Final = rows(
    publicity,
    "publicity",
    {
        publicity.ReleasePublicity: {"existing": names(organisation=ORGANISATION, about=ANY)},
        publicity.SpreadExperience: {"existing": names(organisations=ORGANISATION)},
        publicity.CorrectPublicity: {"existing": names(about=ANY)},
        publicity.VoidPublicity: {},
    },
)
