"""Shapes of the acts on appointments 任职."""

from typing import Final

from domain import appointment as acts
from web.schemas.derived import shape_of
from web.schemas.fields import Day

_ORDER: Final = ("person", "post", "title", "portfolio", "acting", "occurred_on", "ended_on", "document")
_ENDED_ON: Final = Day(allow_none=True, load_default=None, hint=("仍在任的留空", "Leave empty while still in post"))

AppointRole = shape_of(acts.AppointRole, "organisation", *_ORDER, ended_on=_ENDED_ON)
AssignRole = shape_of(acts.AssignRole)
EndRole = shape_of(acts.EndRole)
CorrectAppointment = shape_of(acts.CorrectAppointment, "organisation", "appointment", *_ORDER, ended_on=_ENDED_ON)
VoidAppointment = shape_of(acts.VoidAppointment)
