"""Sentences on appointments 任职."""

from collections.abc import Mapping
from typing import Final

from domain import appointment
from web.sentences.telling import Tell, Telling


def _appointed(w: Telling, e: appointment.RoleAppointed) -> str:
    portfolio = w.t(f"，分管{w.codes(e.portfolio)}", f", in charge of {w.codes(e.portfolio)}") if e.portfolio else ""
    paper = w.t(f"（{w.line(e.document)}）", f" ({w.line(e.document)})") if e.document else ""
    post = w.line(e.title) if e.title else w.code(e.post)
    return w.t(
        f"{w.name(e.person)}自{w.day(e.occurred_on)}起任{w.name(e.organisation)}{post}"
        f"{'（主持工作）' if e.acting else ''}{portfolio}{paper}",
        f"{w.name(e.person)} is {'acting ' if e.acting else ''}{post} of {w.name(e.organisation)}"
        f" from {w.day(e.occurred_on)}{portfolio}{paper}",
    )


def _portfolio(w: Telling, e: appointment.RoleAssigned) -> str:
    charge = w.codes(e.portfolio)
    return w.t(
        f"{w.tenure(e.appointment)}自{w.day(e.occurred_on)}起{f'分管{charge}' if charge else '不再分管具体工作'}"
        f"{w.because(e.reason)}",
        f"{w.tenure(e.appointment)} is in charge of {charge or 'nothing in particular'}"
        f" from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _ended(w: Telling, e: appointment.RoleEnded) -> str:
    return w.t(
        f"{w.tenure(e.appointment)}离任，在任最后一日为{w.day(e.occurred_on)}{w.because(e.reason)}",
        f"{w.tenure(e.appointment)} left the post; the last day in it was {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _appointment_corrected(w: Telling, e: appointment.AppointmentCorrected) -> str:
    return w.t(
        f"更正{w.tenure(e.appointment)}的任职记录{w.amended(e)}{w.because(e.reason)}",
        f"the record of {w.tenure(e.appointment)} was corrected{w.amended(e)}{w.because(e.reason)}",
    )


def _appointment_voided(w: Telling, e: appointment.AppointmentVoided) -> str:
    return w.t(
        f"{w.tenure(e.appointment)}的任职记录作废{w.because(e.reason)}",
        f"the record of {w.tenure(e.appointment)} was voided{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    appointment.RoleAppointed: _appointed,
    appointment.RoleAssigned: _portfolio,
    appointment.RoleEnded: _ended,
    appointment.AppointmentCorrected: _appointment_corrected,
    appointment.AppointmentVoided: _appointment_voided,
}
"""Event -> how it is told."""
