"""How a record stands: the event that says it, after all corrections."""

from collections.abc import Sequence
from typing import Any

from domain import appointment, contact

_PARTS = (contact.ContactPointVisitCorrected, appointment.AppointmentCorrected)
"""Corrections of a part of a record."""


def standing(kind: str, events: Sequence[Any]) -> Any:
    """The last correction of the whole, or the meeting as it was held, else the first event."""
    found = events[0]
    for event in events:
        whole = hasattr(event, "corrects") and not isinstance(event, _PARTS)
        if whole or type(event).__name__ == "MeetingHeld":
            found = event
    return found
