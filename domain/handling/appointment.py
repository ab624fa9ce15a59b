"""Handling of commands on posts: all posts of an organisation are one stream."""

from collections.abc import Mapping
from typing import Any, Final

from domain import appointment
from domain.handling.row import ORGANISATION, PERSON, Need, missing, names, one, rows
from domain.identity import is_stream_id, posts_of


def _posts_stream(command: Any) -> str:
    if not is_stream_id(command.organisation, ORGANISATION):
        raise missing(ORGANISATION, "organisation")
    return posts_of(command.organisation)


def _appointing(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {"organisation": one(command.organisation)}


ROWS: Final = rows(
    appointment,
    "organisation",
    {
        appointment.AppointRole: {
            "stream": _posts_stream,
            "existing": names(organisation=ORGANISATION, person=PERSON),
            "needs": _appointing,
        },
        appointment.AssignRole: {"stream": _posts_stream},
        appointment.EndRole: {"stream": _posts_stream},
        appointment.CorrectAppointment: {
            "stream": _posts_stream,
            "existing": names(organisation=ORGANISATION, person=PERSON),
            "needs": _appointing,
        },
        appointment.VoidAppointment: {"stream": _posts_stream},
    },
)
