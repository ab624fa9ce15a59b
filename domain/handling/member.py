"""Handling of commands on members: the deciding meeting, the sessions cited and the criticism named are read."""

from collections.abc import Mapping
from typing import Any, Final

from domain import member
from domain.handling.row import ANY, ORGANISATION, PERSON, Need, missing, names, one, rows
from domain.identity import is_stream_id, member_of, stream_of


def _of_person(command: Any) -> str:
    if not is_stream_id(command.person, PERSON):
        raise missing(PERSON, "person")
    return member_of(command.person)


def _sessions(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """``sessions``: those of collective education among the records cited."""
    streams = tuple(dict.fromkeys(map(stream_of, command.cites)))
    cited = tuple(stream for stream in streams if is_stream_id(stream, "education"))
    return {
        "sessions": Need(streams=cited, build=lambda states: [found for found in states.values() if found is not None])
    }


def _criticism(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {} if command.criticism is None else {"criticism": one(command.criticism)}


def _meeting(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {"meeting": one(command.meeting)}


ROWS: Final = rows(
    member,
    "member",
    {
        member.RegisterMembership: {
            "stream": _of_person,
            "existing": names(person=PERSON, organisation=ORGANISATION),
        },
        member.TransferRelation: {"existing": names(organisation=ORGANISATION)},
        member.DecideConfirmation: {"existing": names(meeting="meeting")},
        member.RecordSpecialSituation: {},
        member.EndSpecialSituation: {},
        member.DeliverHomeStudy: {"existing": names(persons=PERSON)},
        member.CompleteRotationTraining: {},
        member.IdentifyMemberProblem: {"existing": names(cites=ANY), "needs": _sessions},
        member.GiveHelp: {"existing": names(persons=PERSON, criticism="measure"), "needs": _criticism},
        member.FailHelp: {"existing": names(cites=ANY), "needs": _sessions},
        member.ResolveMemberProblem: {},
        member.DisposeMember: {"existing": names(meeting="meeting"), "needs": _meeting},
        member.EndMembership: {},
        member.VoidMemberEntry: {},
        member.CorrectMembership: {},
        member.VoidMembership: {},
    },
)
