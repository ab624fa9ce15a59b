"""Handling of the commands on funding."""

from typing import Final

from domain import funding
from domain.handling.row import ORGANISATION, missing, names, rows
from domain.identity import budget_of, is_stream_id


def _budget_stream(command: funding.ApproveBudget) -> str:
    if not is_stream_id(command.organisation, ORGANISATION):
        raise missing(ORGANISATION, "organisation")
    return budget_of(command.organisation, command.year)


ROWS: Final = rows(
    funding,
    "budget",
    {
        funding.ApproveBudget: {"stream": _budget_stream, "existing": names(organisation=ORGANISATION)},
        funding.AdjustBudget: {},
        funding.SpendMoney: {},
        funding.CorrectSpending: {},
        funding.VoidSpending: {},
        funding.CorrectBudget: {},
    },
)
