"""Handling of a rectification's commands: who stands above the ordering organisation, and the working calendars."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain import organisation, rectification
from domain.handling.row import ANY, ORGANISATION, PERSON, Need, names, rows
from domain.identity import calendar_of
from domain.workdays import years_touched


def _lines(command: Any, state: Any, loaded: Mapping[str, Any]) -> dict[str, Need]:
    """``lines``: each ordering organisation that the act is about, with those above it on the day of the act."""
    ordering = {getattr(command, "ordered_by", ""), "" if state is None else state.ordered.ordered_by} - {""}
    day: date | None = getattr(command, "occurred_on", None) or (None if state is None else state.ordered.occurred_on)
    if day is None:
        return {}
    streams = {name: None for own in sorted(ordering) for name in organisation.above(own, day, day, loaded)}

    def build(states: Mapping[str, Any]) -> rectification.Lines:
        return {own: frozenset(organisation.above(own, day, day, states)) for own in ordering}

    return {"lines": Need(streams=tuple(streams), build=build)}


def _calendars(command: Any) -> dict[str, Need]:
    days = command.working_days
    if days is None or not 1 <= days <= rectification.MOST_WORKING_DAYS:
        return {}
    of = {calendar_of(year): year for year in years_touched(command.occurred_on, days)}

    def build(states: Mapping[str, Any]) -> rectification.Calendars:
        return {of[stream]: state.published for stream, state in states.items() if state is not None}

    return {"calendars": Need(streams=tuple(of), build=build)}


def _lines_and_calendars(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {**_lines(command, state, loaded), **_calendars(command)}


_BY: Final = {"existing": names(by=ORGANISATION), "needs": _lines, "walks": True}
_JUDGED: Final = {**_BY, "existing": names(by=ORGANISATION, verifier=PERSON)}
_ORDER: Final = {"ordered_by": ORGANISATION, "responsible": PERSON, "source": ANY}

ROWS: Final = rows(
    rectification,
    "rectification",
    {
        rectification.OrderRectification: {
            "existing": names(organisation=ORGANISATION, **_ORDER),
            "needs": _lines_and_calendars,
            "walks": True,
        },
        rectification.ExtendRectification: _BY,
        rectification.ReportRectification: {"existing": names(reporter=PERSON, evidence=ANY)},
        rectification.VerifyRectification: _JUDGED,
        rectification.RejectRectification: _JUDGED,
        rectification.OrderRectificationAgain: {**_BY, "needs": _lines_and_calendars},
        rectification.CloseRectification: _BY,
        rectification.CorrectRectificationStep: _BY,
        rectification.CorrectRectification: {
            "existing": names(by=ORGANISATION, **_ORDER),
            "needs": _lines_and_calendars,
            "walks": True,
        },
        rectification.VoidRectification: _BY,
    },
)
