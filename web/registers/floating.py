"""The file of one floating member: every journey step by step, and the dues of a year."""

from collections.abc import Sequence

from domain import dues_status
from domain.dues_status import Month
from domain.dues_status import Standing as Paid
from domain.floating_status import Journey, Standing
from domain.floating_steps import Step, steps_of
from domain.identity import certificate_of, dues_of, is_stream_id
from domain.kernel import record
from projections import floating
from projections.floating import Member
from web.asking import Clocks, asking
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.registers.reach import reachable


def chosen(found: Sequence[Member], side: str, gap: str) -> list[Member]:
    """Those who left from here or came here, and lack what is named."""
    return [
        one
        for one in found
        if (side != "home" or one.left_here)
        and (side != "host" or one.came_here)
        and (not gap or gap in one.standing.gaps or (gap == "unpaid" and one.unpaid))
    ]


@record
class Told:
    """One journey as of a day."""

    journey: Journey
    standing: Standing
    steps: tuple[Step, ...]


@record
class Dues:
    """A member's dues of a year."""

    year: int
    months: tuple[Month, ...]
    owed: tuple[int, ...]
    """Months for which they are owed, as far as the day asked about has come."""
    record: str
    """The record of the year's dues, where there is one in reach."""

    @property
    def unpaid(self) -> tuple[int, ...]:
        """Months owed and overdue."""
        return tuple(one.month for one in self.months if one.month in self.owed and one.standing is Paid.UNPAID)


@record
class File:
    """Everything about one floating member."""

    person: str
    certificate: str
    journeys: tuple[Told, ...]
    """The latest first."""
    dues: Dues


def reached(person: str) -> str:
    """The certificate's record of a member whom the viewer reaches from either side."""
    if not is_stream_id(person, "person"):
        raise NotFound
    certificate = certificate_of(person)
    record_in_reach(certificate)
    return certificate


def file_of(person: str, year: int, clocks: Clocks) -> File:
    """One member; nothing where none of the journeys was known by then."""
    certificate = reached(person)
    reading = asking().reading
    found = floating.journeys_of(reading, person, clocks.as_of, clocks.known_at)
    if not found:
        raise NotFound
    known = floating.dues_years(reading, [person], year, clocks.as_of, clocks.known_at).get(person)
    months = known or dues_status.months_of(year, (), {}, clocks.as_of)
    owed = {month for journey, _ in found for month in floating.months_away(journey, year, clocks.as_of)}
    return File(
        person=person,
        certificate=certificate,
        journeys=tuple(
            Told(journey=journey, standing=standing, steps=steps_of(journey, standing, clocks.as_of))
            for journey, standing in found
        ),
        dues=Dues(
            year=year,
            months=months,
            owed=tuple(sorted(owed)),
            record=next(iter(reachable([dues_of(person, year)] if known else [])), ""),
        ),
    )
