"""Handling of a commendation's commands."""

from typing import Final

from domain import commendation
from domain.handling.row import ANY, ORGANISATION, names, rows

ROWS: Final = rows(
    commendation,
    "commendation",
    {
        commendation.GrantCommendation: {"existing": names(organisation=ORGANISATION, recipients=ANY, cites=ANY)},
        commendation.WithdrawCommendation: {},
        commendation.CorrectCommendation: {"existing": names(recipients=ANY, cites=ANY)},
        commendation.VoidCommendation: {},
    },
)
