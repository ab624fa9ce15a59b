"""Facts of floating members: every step of a journey, of the side whose duty it is.

A step stands under ``stream#version``. What is the duty of both sides (the yearly audit, a change of place that both
were told of) stands a second time, under ``stream#version-host``, for the branch at the new place. Journeys of a member
follow one another in one stream: each fact names its own (``case``) by the version of its departure.
"""

from collections.abc import Mapping
from typing import Any, Final

from domain import floating
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

_KIND: Final = FactKind.FLOATING
_DEPARTED: Final = "departure_reported"
_ARRIVED: Final = "inflow_reported"

_HOME: Final[Mapping[type, str]] = {
    floating.PreDepartureEducationGiven: "educated",
    floating.CertificateIssued: "issued",
    floating.NoticeSent: "notice_sent",
    floating.AnnualContactReported: "contact_report",
    floating.ReturnReported: "returned",
    floating.CertificateHandedIn: "handed_in",
    floating.CertificateChecked: "checked",
}
"""Duties of the place left, and of the member towards it -> act."""

_HOST: Final[Mapping[type, str]] = {
    floating.CertificateVerified: "verified",
    floating.CertificateFiled: "filed",
    floating.FloatingMemberAssigned: "assigned",
    floating.OrganisationLifeRecorded: "life_recorded",
    floating.SituationFedBack: "fed_back",
}
"""Duties of the place arrived at -> act."""

READS: Final = (
    floating.DepartureReported,
    floating.CertificateStamped,
    floating.InflowReported,
    *_HOME,
    *_HOST,
    floating.LocationChangeReported,
    floating.CertificateAudited,
    floating.DepartureCorrected,
    floating.FloatingVoided,
)
IGNORES: Final[tuple[type, ...]] = (floating.ContactLost, floating.ContactRestored)


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event = entry.event
    if isinstance(event, floating.DepartureReported):
        return [(entry.ref, _departure(entry, entry.ref, event))]
    journey = _journey(entry, get)
    left = next((fact for fact in journey if fact.act == _DEPARTED), None)
    if left is None:
        return []
    match event:
        case floating.FloatingVoided():
            return [(fact.ref, None) for fact in journey]
        case floating.DepartureCorrected():
            return [(left.ref, continued(left, _departure(entry, left.ref, event.departure)))]
    return [(fact.ref, fact) for fact in _step(entry, event, journey, left)]


def _journey(entry: Entry, get: Get) -> list[Fact]:
    """Facts of the journey that the entry belongs to, the latest first."""
    found: list[Fact] = []
    for version in range(entry.version - 1, 0, -1):
        ref = f"{entry.stream}#{version}"
        for fact in (get(f"{ref}-host"), get(ref)):
            if fact is not None:
                found.append(fact)
                if fact.act == _DEPARTED:
                    return found
    return found


def _departure(entry: Entry, ref: str, event: floating.DepartureReported) -> Fact:
    return fact_of(
        entry,
        _KIND,
        _DEPARTED,
        event.organisation,
        event.occurred_on,
        ref=ref,
        title=event.destination,
        performers=(event.person,),
        case=ref.rpartition("#")[2],
    )


def _step(entry: Entry, event: Any, journey: list[Fact], left: Fact) -> list[Fact]:
    home = left.organisation
    host = next((fact.organisation for fact in journey if fact.act == _ARRIVED), None)

    def fact(act: str, organisation: str, **more: Any) -> Fact:
        said = {"title": left.title, "performers": left.performers, "case": left.case, **more}
        return fact_of(entry, _KIND, act, organisation, event.occurred_on, ref=entry.ref, **said)

    kind = type(event)
    if kind in _HOME:
        return [fact(_HOME[kind], home, **_about(event, home))]
    if kind in _HOST and host is not None:
        return [fact(_HOST[kind], host, **_about(event, home))]
    match event:
        case floating.CertificateStamped():
            return [fact("stamped", event.by)]
        case floating.InflowReported():
            return [fact(_ARRIVED, event.inflow)]
        case floating.CertificateAudited():
            audit = fact("audited", home, period=str(event.year))
            return [audit] if host is None else [audit, _of_host(audit, host)]
        case floating.LocationChangeReported():
            told = [fact("location_change", home)] if home in event.recipients else []
            if host is not None and host in event.recipients:
                told.append(_of_host(fact("location_change", home), host))
            return told
    return []


def _of_host(fact: Fact, host: str) -> Fact:
    return fact._replace(ref=f"{fact.ref}-host", organisation=host)


def _about(event: Any, home: str) -> dict[str, Any]:
    match event:
        case floating.AnnualContactReported():
            return {"period": str(event.year), "recipient": event.recipient}
        case floating.SituationFedBack():
            return {"recipient": home}
        case floating.CertificateFiled():
            return {"recipient": event.superior}
        case floating.FloatingMemberAssigned():
            return {"unit": event.to}
    return {}
