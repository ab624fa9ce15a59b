"""How answers are put together from what the domain says, and encoded.

Encoded straight by msgspec: dumping through marshmallow costs sixty times as much and answers need no checking.
"""

from typing import Any, Final

import msgspec
from flask import Response

from domain.kernel import Entry, Personal
from domain.terms import Label
from web.api import answers
from web.asking import Clocks, asking
from web.disclosing import note_event
from web.errors import Answer


def _plain(value: Any) -> Any:
    if isinstance(value, Personal):
        return asking().personal(value)
    raise TypeError(type(value).__name__)


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_plain)


def respond(answer: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer on its way."""
    return Response(_ENCODER.encode(answer), status=status, headers=headers, mimetype="application/json")


def text(label: Label) -> answers.Text:
    """A label in both languages."""
    return answers.Text(zh=label[0], en=label[1])


def clock(clocks: Clocks) -> answers.Clock:
    """The two clocks of the question."""
    return answers.Clock(as_of=clocks.as_of, known_at=clocks.known_at)


def plain_of(event: Any) -> dict[str, Any]:
    """An event as plain values."""
    note_event(event)
    found: dict[str, Any] = msgspec.to_builtins(event, enc_hook=_plain)
    return found


def recorded(entry: Entry) -> answers.Recorded:
    """An entry of a receipt."""
    return answers.Recorded(
        position=entry.position,
        stream=entry.stream,
        version=entry.version,
        name=entry.name,
        recorded_at=entry.recorded_at,
    )


def error_of(answer: Answer) -> answers.Error:
    """An answer from the table of errors."""
    return answers.Error(
        status=answer.status,
        code=answer.code,
        zh=answer.zh,
        en=answer.en,
        problems=[
            answers.Problem(field=one.field, zh=one.zh, en=one.en, code=one.code, clause=one.clause)
            for one in answer.problems
        ],
    )
