"""Acts on appointments 任职: each concerns one tenure of the organisation's posts."""

from collections.abc import Mapping
from typing import Any, Final

from domain import appointment
from web.acts.row import Act, Form, values_of


def _tenure(form: Form) -> Mapping[str, Any]:
    """The appointment as it stands, with its last day."""
    number = int(form.known.get("appointment") or 0)
    found: dict[str, Any] = {}
    for entry in form.entries:
        event = entry.event
        match event:
            case appointment.RoleAppointed() if entry.version == number:
                found = values_of(event)
            case appointment.AppointmentCorrected(appointment=of) if of == number:
                found = {**values_of(event.appointed), "ended_on": event.ended_on}
            case appointment.RoleEnded(appointment=of) if of == number:
                found["ended_on"] = event.occurred_on
    return found


def _portfolio(form: Form) -> Mapping[str, Any]:
    number = int(form.known.get("appointment") or 0)
    found = _tenure(form).get("portfolio", ())
    for entry in form.entries:
        if isinstance(entry.event, appointment.RoleAssigned) and entry.event.appointment == number:
            found = entry.event.portfolio
    return {"portfolio": found}


ACTS: Final = (
    Act(command=appointment.AppointRole, begins=True),
    Act(command=appointment.AssignRole, part="appointment", prefill=_portfolio),
    Act(command=appointment.EndRole, part="appointment"),
    Act(command=appointment.CorrectAppointment, part="appointment", prefill=_tenure),
    Act(command=appointment.VoidAppointment, part="appointment"),
)
