"""Handling of a case's commands: who held the duty, which meeting decided, and whether what is cited still stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain import accountability, appointment, drafting
from domain.handling.row import ANY, ORGANISATION, PERSON, POLICY, Need, missing, names, one, rows
from domain.identity import is_stream_id, posts_of, stream_of
from domain.rule import Responsible

_ROLES: Final = (Responsible.FIRST, Responsible.DIRECT)


class Holders:
    """The posts of one organisation, as the rules of a case ask for them."""

    def __init__(self, posts: appointment.State | None) -> None:
        self._posts = posts

    def holds_post(self, person: str, day: date) -> bool:
        """See `accountability.Posts`."""
        return self._posts is not None and self._posts.holds_post(person, day)

    def roles(self, person: str, day: date) -> tuple[Responsible, ...]:
        """First and directly responsible by post and portfolio; staff; else specifically responsible."""
        held = drafting.holders_of(self._posts, day)
        found = tuple(role for role in _ROLES if person in held.get(role, ()))
        if found:
            return found
        return (Responsible.STAFF if person in held.get(Responsible.STAFF, ()) else Responsible.SPECIFIC,)


def _posts(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    if not is_stream_id(command.subject, ORGANISATION):
        raise missing(ORGANISATION, "subject")
    stream = posts_of(command.subject)
    return {"posts": Need(streams=(stream,), build=lambda states: Holders(states[stream]))}


def _deciding(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """The meeting that decided, and which of the records cited are neither gone nor voided."""
    refs = () if state is None else state.cited

    def standing(states: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(ref for ref in refs if _stands(states[stream_of(ref)]))

    streams = tuple(dict.fromkeys(stream_of(ref) for ref in refs))
    return {"meeting": one(command.meeting), "standing": Need(streams=streams, build=standing)}


def _stands(state: Any) -> bool:
    return state is not None and getattr(state, "stage", "") != "voided"


_CASE: Final[Mapping[str, str]] = {"subject": ORGANISATION, "person": PERSON, "policy": POLICY}

ROWS: Final = rows(
    accountability,
    "accountability",
    {
        accountability.OpenCase: {"existing": names(organisation=ORGANISATION, **_CASE), "needs": _posts},
        accountability.CiteElement: {"existing": names(refs=ANY)},
        accountability.WithdrawElement: {},
        accountability.GiveNotice: {},
        accountability.TakeStatement: {},
        accountability.DecideCase: {"existing": names(meeting="meeting"), "needs": _deciding},
        accountability.ImposeConsequence: {},
        accountability.LodgeAppeal: {},
        accountability.DecideAppeal: {"existing": names(by=ORGANISATION)},
        accountability.CloseCase: {},
        accountability.CorrectCase: {"existing": names(**_CASE), "needs": _posts},
        accountability.VoidCase: {},
    },
)
