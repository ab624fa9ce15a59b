"""Handling of a measure's commands: posts of the organisation concerned, the meeting, absences from sessions cited."""

from collections.abc import Mapping
from typing import Any, Final

from domain import measure
from domain.education import Excuse
from domain.handling.row import ANY, ORGANISATION, Need, missing, names, one, rows
from domain.identity import is_stream_id, posts_of, stream_of


def _absent(states: Mapping[str, Any]) -> frozenset[str]:
    """Who stayed away without proper reason from any of the sessions."""
    sessions = [state for state in states.values() if state is not None and state.stage != "voided"]
    return frozenset(
        absence.person
        for session in sessions
        for absence in session.held.absences
        if absence.excuse is Excuse.WITHOUT_REASON
    )


def _needs(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    if not is_stream_id(command.subject, ORGANISATION):
        raise missing(ORGANISATION, "subject")
    cited = dict.fromkeys(stream_of(ref) for ref in command.cites)
    sessions = tuple(stream for stream in cited if is_stream_id(stream, "education"))
    needs = {"posts": one(posts_of(command.subject)), "absent": Need(streams=sessions, build=_absent)}
    return needs if command.meeting is None else {**needs, "meeting": one(command.meeting)}


_CONCERNED: Final[Mapping[str, str]] = {"about": ANY, "subject": ORGANISATION, "cites": ANY, "meeting": "meeting"}

ROWS: Final = rows(
    measure,
    "measure",
    {
        measure.TakeMeasure: {"existing": names(organisation=ORGANISATION, **_CONCERNED), "needs": _needs},
        measure.NotifyMeasure: {},
        measure.TakeMeasureStatement: {},
        measure.EndMeasure: {},
        measure.RevokeMeasure: {},
        measure.CorrectMeasure: {"existing": names(**_CONCERNED), "needs": _needs},
        measure.VoidMeasure: {},
    },
)
