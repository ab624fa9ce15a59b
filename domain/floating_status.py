"""How a floating member's journey stands on a day: which step was reached, what is open, who was not told.

A journey is kept as what was reported at its beginning and the steps that followed. Nothing here is stored; what is
asked of a day follows from the steps up to that day. "In time" has no number in the text, so days are told and
nothing is called overdue (c2006-float 二（二）, 三（一）).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from domain import floating
from domain.kernel import record


class Stage(StrEnum):
    """How far a journey has come 进展."""

    DEPARTED = "departed"
    STAMPED = "stamped"
    ISSUED = "issued"
    ARRIVED = "arrived"
    VERIFIED = "verified"
    FILED = "filed"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    HANDED_IN = "handed_in"
    CLOSED = "closed"


class Gap(StrEnum):
    """What is missing in a journey on a day 缺项."""

    NO_CERTIFICATE = "no_certificate"
    """The member left, and no certificate is issued 未发证."""
    ISSUED_LATE = "issued_late"
    """It was issued after leaving 外出后发证."""
    NOT_ARRIVED = "not_arrived"
    """The member left, and reported in nowhere 未报到."""
    UNVERIFIED = "unverified"
    UNFILED = "unfiled"
    """Verified, not filed with the superior 已查验未备案."""
    UNASSIGNED = "unassigned"
    """Verified, and assigned to no organisation 未编入."""
    CONTACT_LOST = "contact_lost"
    HOME_NOT_TOLD = "home_not_told"
    """A change of place was not reported to the place left 变动未报流出地."""
    HOST_NOT_TOLD = "host_not_told"
    """A change of place was not reported to the place arrived at 变动未报流入地."""
    NOT_AUDITED = "not_audited"
    NOT_REPORTED = "not_reported"
    """A year away without a report to the place left 未作年度汇报."""
    NOT_CHECKED = "not_checked"
    """Back, and not checked off 返回未办结."""


class Taken(NamedTuple):
    """A step: the name of its event's class, its day, and what it names (an organisation, those told, a year)."""

    step: str
    day: date
    said: tuple[str, ...] = ()


@record
class Journey:
    """One journey as it is on record."""

    certificate: str
    number: int
    """Version of the entry that began it."""
    person: str
    home: str
    destination: str
    reported_on: date
    leaves_on: date
    expected_back: date | None = None
    steps: tuple[Taken, ...] = ()

    @property
    def sides(self) -> tuple[str, ...]:
        """Every organisation that had to do with it: the place left, each place arrived at, those assigned to."""
        return tuple(dict.fromkeys((self.home, *(taken.said[0] for taken in self.steps if taken.step in _PLACES))))


def begun(certificate: str, number: int, event: floating.DepartureReported) -> Journey:
    """A journey at its beginning."""
    return Journey(
        certificate=certificate,
        number=number,
        person=event.person,
        home=event.organisation,
        destination=event.destination,
        reported_on=event.occurred_on,
        leaves_on=event.leaves_on,
        expected_back=event.expected_back,
    )


def journey_after(journey: Journey, event: Any) -> Journey | None:
    """The journey with one more entry; None once it is voided."""
    if isinstance(event, floating.FloatingVoided):
        return None
    if isinstance(event, floating.DepartureCorrected):
        return replace(begun(journey.certificate, journey.number, event.departure), steps=journey.steps)
    taken = Taken(step=type(event).__name__, day=event.occurred_on, said=_said(event))
    return replace(journey, steps=(*journey.steps, taken))


def _said(event: Any) -> tuple[str, ...]:
    match event:
        case floating.InflowReported():
            return (event.inflow,)
        case floating.FloatingMemberAssigned():
            return (event.to,)
        case floating.CertificateAudited():
            return (event.by, str(event.year))
        case floating.AnnualContactReported():
            return (event.recipient, str(event.year))
        case floating.LocationChangeReported():
            return event.recipients
    return ()


_STAMPED: Final = floating.CertificateStamped.__name__
_ISSUED: Final = floating.CertificateIssued.__name__
_ARRIVED: Final = floating.InflowReported.__name__
_VERIFIED: Final = floating.CertificateVerified.__name__
_FILED: Final = floating.CertificateFiled.__name__
_ASSIGNED: Final = floating.FloatingMemberAssigned.__name__
_LOST: Final = floating.ContactLost.__name__
_RESTORED: Final = floating.ContactRestored.__name__
_CHANGED: Final = floating.LocationChangeReported.__name__
_AUDITED: Final = floating.CertificateAudited.__name__
_REPORTED: Final = floating.AnnualContactReported.__name__
_RETURNED: Final = floating.ReturnReported.__name__
_HANDED_IN: Final = floating.CertificateHandedIn.__name__
_CHECKED: Final = floating.CertificateChecked.__name__
_PLACES: Final = (_ARRIVED, _ASSIGNED)

_AT_A_PLACE: Final[Mapping[str, Stage]] = {
    _VERIFIED: Stage.VERIFIED,
    _FILED: Stage.FILED,
    _ASSIGNED: Stage.ASSIGNED,
}
"""Steps that begin again where the member moves on."""

_STAGES: Final[Mapping[str, Stage]] = {
    _STAMPED: Stage.STAMPED,
    _ISSUED: Stage.ISSUED,
    _ARRIVED: Stage.ARRIVED,
    **_AT_A_PLACE,
    _RETURNED: Stage.RETURNED,
    _HANDED_IN: Stage.HANDED_IN,
    _CHECKED: Stage.CLOSED,
}
"""Step -> stage it leads to, in order."""


@record
class Standing:
    """How a journey stands on a day."""

    stage: Stage
    """The furthest step."""
    since: date
    """Day of that step."""
    days: int
    """Days from that step to the day asked about."""
    host: str | None
    assigned: str | None
    filed_after: int | None
    """Days from verifying to filing."""
    audited: tuple[int, ...]
    """Years for which the certificate was audited."""
    not_audited: tuple[int, ...]
    """Years that are over, at whose end the certificate was out, and that nobody audited; the first one too [inf]."""
    reported: tuple[int, ...]
    not_reported: tuple[int, ...]
    """Years that are over, at whose end the member was away, without a report to the place left [inf]."""
    lost_on: date | None
    gaps: tuple[Gap, ...]


def standing_on(journey: Journey, as_of: date) -> Standing | None:
    """How it stands; None before the departure was reported and the member left."""
    if as_of < min(journey.reported_on, journey.leaves_on):
        return None
    steps = [taken for taken in journey.steps if taken.day <= as_of]
    latest = {taken.step: taken for taken in steps}
    arrived = latest.get(_ARRIVED)
    here = steps if arrived is None else steps[steps.index(arrived) :]
    # What the place before did is of the past: only steps taken at the present place count there.
    there = {taken.step: taken for taken in here if taken.step in _AT_A_PLACE}
    reached = {step: there.get(step) if step in _AT_A_PLACE else latest.get(step) for step in _STAGES}
    stage, since = Stage.DEPARTED, min(journey.reported_on, journey.leaves_on)
    for step, name in _STAGES.items():
        taken = reached[step]
        if taken is not None:
            stage, since = name, taken.day
    verified, filed, assigned = reached[_VERIFIED], reached[_FILED], reached[_ASSIGNED]
    audited, not_audited = _audits(steps, reached, as_of)
    reported, not_reported = _reports(journey, steps, reached, as_of)
    lost = latest.get(_LOST)
    restored = latest.get(_RESTORED)
    gone = lost is not None and (restored is None or steps.index(restored) < steps.index(lost))
    lost_on = lost.day if lost is not None and gone and reached[_RETURNED] is None else None
    return Standing(
        stage=stage,
        since=since,
        days=(as_of - since).days,
        host=None if arrived is None else arrived.said[0],
        assigned=None if assigned is None else assigned.said[0],
        filed_after=None if verified is None or filed is None else (filed.day - verified.day).days,
        audited=audited,
        not_audited=not_audited,
        reported=reported,
        not_reported=not_reported,
        lost_on=lost_on,
        gaps=_gaps(journey, steps, reached, as_of, bool(not_audited), bool(not_reported), lost_on is not None),
    )


def _audits(
    steps: list[Taken], reached: Mapping[str, Taken | None], as_of: date
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    audited = {int(taken.said[1]) for taken in steps if taken.step == _AUDITED}
    issued = reached[_ISSUED]
    due = [] if issued is None else _years_over(issued.day, reached[_RETURNED], as_of)
    return tuple(sorted(audited)), tuple(year for year in due if year not in audited)


def _reports(
    journey: Journey, steps: list[Taken], reached: Mapping[str, Taken | None], as_of: date
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    reported = {int(taken.said[1]) for taken in steps if taken.step == _REPORTED}
    due = _years_over(journey.leaves_on, reached[_RETURNED], as_of)
    return tuple(sorted(reported)), tuple(year for year in due if year not in reported)


def _years_over(first: date, returned: Taken | None, as_of: date) -> list[int]:
    """Years that are over, and at whose end the member was away."""
    return [year for year in range(first.year, as_of.year) if returned is None or returned.day >= date(year, 12, 31)]


def _gaps(
    journey: Journey,
    steps: list[Taken],
    reached: Mapping[str, Taken | None],
    as_of: date,
    not_audited: bool,
    not_reported: bool,
    lost: bool,
) -> tuple[Gap, ...]:
    issued, arrived, verified = reached[_ISSUED], reached[_ARRIVED], reached[_VERIFIED]
    back = reached[_RETURNED] is not None
    away = journey.leaves_on <= as_of
    home_told, host_told = _told(journey, steps)
    found = {
        Gap.NO_CERTIFICATE: away and issued is None,
        Gap.ISSUED_LATE: issued is not None and issued.day > journey.leaves_on,
        Gap.NOT_ARRIVED: away and not back and arrived is None,
        Gap.UNVERIFIED: not back and arrived is not None and verified is None,
        Gap.UNFILED: verified is not None and reached[_FILED] is None,
        Gap.UNASSIGNED: not back and verified is not None and reached[_ASSIGNED] is None,
        Gap.CONTACT_LOST: lost,
        Gap.HOME_NOT_TOLD: not home_told,
        Gap.HOST_NOT_TOLD: not host_told,
        Gap.NOT_AUDITED: not_audited,
        Gap.NOT_REPORTED: not_reported,
        Gap.NOT_CHECKED: back and reached[_CHECKED] is None,
    }
    return tuple(gap for gap, there in found.items() if there)


def _told(journey: Journey, steps: list[Taken]) -> tuple[bool, bool]:
    """Whether every change of place was reported to the place left, and to whichever place the member was then at."""
    home = host = True
    there: set[str] = set()
    for taken in steps:
        if taken.step == _ARRIVED:
            there = {taken.said[0]}
        elif taken.step == _ASSIGNED:
            there.add(taken.said[0])
        elif taken.step == _CHANGED:
            home = home and journey.home in taken.said
            host = host and (not there or not there.isdisjoint(taken.said))
    return home, host
