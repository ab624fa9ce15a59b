"""How a record stands: the event that says it, after all corrections."""

from collections.abc import Sequence
from typing import Any

from domain import appraisal
from domain.meeting import MeetingHeld
from web.phrases import fact_in


def standing(kind: str, events: Sequence[Any]) -> Any:
    """The last correction of the whole; else the meeting as it was held, the record as it was begun anew, or begun.

    A correction of a part (a visit, an evaluation, a step) carries that part, and not what the record begins with.
    """
    if kind == "appointment":
        return events[0]  # each tenure of the posts stands by itself
    if kind == "appraisal":
        return _with_indicators(events)
    found = events[0]
    for event in events[1:]:
        anew = type(event) is type(events[0]) or isinstance(event, MeetingHeld)
        mended = hasattr(event, "corrects") and type(fact_in(event)) is type(fact_in(found))
        if anew or mended:
            found = event
    return found


def _with_indicators(events: Sequence[Any]) -> Any:
    """A round as it was opened, with the indicators as they were changed since."""
    state = None
    for event in events:
        state = appraisal.evolve(state, event)
    assert state is not None
    return state.opened
