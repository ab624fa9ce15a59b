"""Tenures: who held which post, with which portfolio, from when to when."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain import appointment
from domain.kernel import Entry, record
from domain.reading.days import value_on


@record
class Tenure:
    """One appointment over time. ``ref`` is ``posts-…#version`` of its first entry."""

    ref: str
    organisation: str
    person: str
    post: str
    acting: bool
    first: date
    last: date | None
    """Last day in the post; None while it is held."""
    portfolios: tuple[tuple[date, tuple[str, ...]], ...]
    """What the holder is in charge of, from each day on."""
    title: str = ""

    def holds(self, day: date) -> bool:
        """Whether the post was held on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)

    def portfolio(self, day: date) -> tuple[str, ...]:
        """What the holder was in charge of on ``day``."""
        return value_on(self.portfolios, day)


def tenure_changes(entry: Entry, before: Mapping[str, Tenure]) -> list[tuple[str, Tenure | None]]:
    """What the entry does to tenures; ``before`` are those of its organisation by ref."""
    event = entry.event
    match event:
        case appointment.RoleAppointed():
            return [(entry.ref, _appointed(entry.ref, event))]
        case (
            appointment.RoleAssigned()
            | appointment.RoleEnded()
            | appointment.AppointmentCorrected()
            | appointment.AppointmentVoided()
        ):
            ref = f"{entry.stream}#{event.appointment}"
        case _:
            return []
    old = before.get(ref)
    if old is None:
        return []
    match event:
        case appointment.RoleAssigned():
            kept = tuple(row for row in old.portfolios if row[0] < event.occurred_on)
            later = tuple(row for row in old.portfolios if row[0] > event.occurred_on)
            row = (event.occurred_on, tuple(portfolio.value for portfolio in event.portfolio))
            return [(ref, replace(old, portfolios=(*kept, row, *later)))]
        case appointment.RoleEnded():
            return [(ref, replace(old, last=event.occurred_on))]
        case appointment.AppointmentCorrected():
            fresh = _appointed(ref, event.appointed)
            later = tuple(row for row in old.portfolios[1:] if row[0] > fresh.first)
            return [(ref, replace(fresh, last=event.ended_on, portfolios=(*fresh.portfolios, *later)))]
        case _:
            return [(ref, None)]


def _appointed(ref: str, event: appointment.RoleAppointed) -> Tenure:
    return Tenure(
        ref=ref,
        organisation=event.organisation,
        person=event.person,
        post=event.post.value,
        acting=event.acting,
        first=event.occurred_on,
        last=None,
        portfolios=((event.occurred_on, tuple(portfolio.value for portfolio in event.portfolio)),),
        title=event.title,
    )
