"""Handling of a meeting's commands: who chairs must hold a post."""

from collections.abc import Iterable
from typing import Any, Final

from domain import meeting
from domain.handling.row import ORGANISATION, PERSON, Mention, names, posts_need, rows

_CHAIR_AND_ATTENDEES: Final = names(chair=PERSON, attendees=PERSON)


def _meeting_mentions(command: Any, state: Any) -> Iterable[Mention]:
    yield from _CHAIR_AND_ATTENDEES(command, state)
    if isinstance(command, meeting.HoldMeeting):
        yield Mention(field="organisation", ref=command.organisation, kind=ORGANISATION)
    for resolution in command.resolutions:
        if resolution.responsible:
            yield Mention(field="resolutions", ref=resolution.responsible, kind=PERSON)


ROWS: Final = rows(
    meeting,
    "meeting",
    {
        meeting.ConveneMeeting: {"existing": names(organisation=ORGANISATION)},
        meeting.HoldMeeting: {"existing": _meeting_mentions, "needs": posts_need},
        meeting.CancelMeeting: {},
        meeting.CarryOutResolution: {},
        meeting.CorrectMeeting: {"existing": _meeting_mentions, "needs": posts_need},
        meeting.VoidMeeting: {},
    },
)
