"""Handling of commands on dues: what a member paid for a year is one stream."""

from typing import Any, Final

from domain import dues
from domain.handling.row import ORGANISATION, PERSON, missing, names, rows
from domain.identity import dues_of, is_stream_id


def _stream(command: Any) -> str:
    if not is_stream_id(command.person, PERSON):
        raise missing(PERSON, "person")
    return dues_of(command.person, command.year)


_PAYER: Final = names(person=PERSON, organisation=ORGANISATION)

ROWS: Final = rows(
    dues,
    "dues",
    {
        dues.PayDues: {"stream": _stream, "existing": _PAYER},
        dues.RecordDuesDifficulty: {"stream": _stream, "existing": _PAYER},
        dues.CorrectPayment: {},
        dues.VoidPayment: {},
    },
)
