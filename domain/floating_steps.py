"""A floating member's journey as a list of steps, side by side: what the place left did, what the place arrived at did.

Which steps there are and whose they are follows from c2006-float 二 and 三; that a step is missing is said only where
`domain.floating_status` says so. All else that nobody recorded is open: the text names no day for it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from domain import floating
from domain.floating_status import Gap, Journey, Standing, Taken
from domain.kernel import record


class Side(StrEnum):
    """Whose step it is 哪一方."""

    HOME = "home"
    """The place left 流出地."""
    HOST = "host"
    """The place arrived at 流入地."""
    EITHER = "either"
    """Of both, or of either."""


class Mark(StrEnum):
    """How a step stands 步骤情况."""

    DONE = "done"
    LATE = "late"
    """Done after the day on which the member left."""
    MISSING = "missing"
    OPEN = "open"
    """Not on record, and nothing says that it should be by now."""


@record
class Step:
    """One step of the journey as of a day."""

    side: Side
    event: type
    """The event that records it."""
    mark: Mark
    days: tuple[date, ...] = ()
    """When it was done, in order of recording."""
    years: tuple[int, ...] = ()
    """Years for which it was done, where it is done by the year."""
    missing_years: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()


_ORDER: Final[tuple[tuple[Side, type], ...]] = (
    (Side.HOME, floating.DepartureReported),
    (Side.HOME, floating.PreDepartureEducationGiven),
    (Side.HOME, floating.CertificateStamped),
    (Side.HOME, floating.CertificateIssued),
    (Side.HOST, floating.InflowReported),
    (Side.HOST, floating.CertificateVerified),
    (Side.HOST, floating.CertificateFiled),
    (Side.HOST, floating.FloatingMemberAssigned),
    (Side.HOST, floating.OrganisationLifeRecorded),
    (Side.HOST, floating.SituationFedBack),
    (Side.HOME, floating.NoticeSent),
    (Side.HOME, floating.AnnualContactReported),
    (Side.EITHER, floating.CertificateAudited),
    (Side.EITHER, floating.LocationChangeReported),
    (Side.EITHER, floating.ContactLost),
    (Side.EITHER, floating.ContactRestored),
    (Side.HOME, floating.ReturnReported),
    (Side.HOME, floating.CertificateHandedIn),
    (Side.HOME, floating.CertificateChecked),
)
"""Side and step, in the order of a journey."""

STEP_OF: Final[Mapping[Gap, type]] = {
    Gap.NO_CERTIFICATE: floating.CertificateIssued,
    Gap.ISSUED_LATE: floating.CertificateIssued,
    Gap.NOT_ARRIVED: floating.InflowReported,
    Gap.UNVERIFIED: floating.CertificateVerified,
    Gap.UNFILED: floating.CertificateFiled,
    Gap.UNASSIGNED: floating.FloatingMemberAssigned,
    Gap.CONTACT_LOST: floating.ContactRestored,
    Gap.HOME_NOT_TOLD: floating.LocationChangeReported,
    Gap.HOST_NOT_TOLD: floating.LocationChangeReported,
    Gap.NOT_AUDITED: floating.CertificateAudited,
    Gap.NOT_REPORTED: floating.AnnualContactReported,
    Gap.NOT_CHECKED: floating.CertificateChecked,
}
"""The step that a gap waits for."""

_LATE: Final = frozenset({Gap.ISSUED_LATE})
"""Gaps of steps that were done, too late."""
_AT_A_PLACE: Final = frozenset(
    {
        floating.InflowReported,
        floating.CertificateVerified,
        floating.CertificateFiled,
        floating.FloatingMemberAssigned,
    }
)
"""Steps that begin again where the member moves on."""
_ON_NEED: Final = frozenset({floating.LocationChangeReported, floating.ContactLost, floating.ContactRestored})
"""Steps for which there need be no occasion."""


def steps_of(journey: Journey, standing: Standing, as_of: date) -> tuple[Step, ...]:
    """Every step of the journey, in order, as it stands on a day."""
    taken = [one for one in journey.steps if one.day <= as_of]
    arrived = max((place for place, one in enumerate(taken) if one.step == _ARRIVED), default=0)
    found = []
    for side, event in _ORDER:
        here = taken[arrived:] if event in _AT_A_PLACE else taken
        done = [one for one in here if one.step == event.__name__]
        if done or event not in _ON_NEED or _gaps(standing, event):
            found.append(_step(journey, standing, side, event, done))
    return tuple(found)


_ARRIVED: Final = floating.InflowReported.__name__


def _gaps(standing: Standing, event: type) -> tuple[Gap, ...]:
    return tuple(gap for gap in standing.gaps if STEP_OF[gap] is event)


def _step(journey: Journey, standing: Standing, side: Side, event: type, done: list[Taken]) -> Step:
    gaps = _gaps(standing, event)
    days = tuple(one.day for one in done)
    years: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    late = not _LATE.isdisjoint(gaps)
    if event is floating.DepartureReported:
        days, late = (journey.reported_on,), journey.reported_on > journey.leaves_on
    elif event is floating.CertificateAudited:
        years, missing = standing.audited, standing.not_audited
    elif event is floating.AnnualContactReported:
        years, missing = standing.reported, standing.not_reported
    if late:
        mark = Mark.LATE
    elif gaps:
        mark = Mark.MISSING
    else:
        mark = Mark.DONE if days else Mark.OPEN
    return Step(side=side, event=event, mark=mark, days=days, years=years, missing_years=missing, gaps=gaps)
