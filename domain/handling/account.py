"""Handling of an account's commands."""

from typing import Final

from domain import account
from domain.handling.row import ORGANISATION, PERSON, names, rows

ROWS: Final = rows(
    account,
    "account",
    {
        account.OpenAccount: {"existing": names(organisation=ORGANISATION, person=PERSON)},
        account.GrantRole: {"existing": names(organisation=ORGANISATION)},
        account.SuspendAccount: {},
        account.ReinstateAccount: {},
        account.RequirePasswordReset: {},
    },
)
