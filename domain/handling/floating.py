"""Handling of a floating member's commands: what stands above the two branches is read up to the root."""

from collections.abc import Mapping
from typing import Any, Final

from domain import floating
from domain.handling.row import ORGANISATION, PERSON, Need, missing, names, rows
from domain.identity import certificate_of, is_stream_id
from domain.organisation import above

_MEETING: Final = "meeting"


def _stream(command: Any) -> str:
    if not is_stream_id(command.person, PERSON):
        raise missing(PERSON, "person")
    return certificate_of(command.person)


def _line(branch: str | None, command: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """``line``: the branch and what stands above it on the day, with the kind of each."""
    if branch is None:
        return {}
    day = command.occurred_on
    own = loaded.get(branch)
    place = None if own is None else own.place_on(day)
    upwards = () if place is None else above(place.parent, day, day, loaded)

    def build(states: Mapping[str, Any]) -> floating.Line:
        return {name: state.kind.value for name, state in states.items() if state is not None}

    return {"line": Need(streams=tuple(dict.fromkeys((branch, *upwards))), build=build)}


def _above_home(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return _line(None if state is None else state.organisation, command, loaded)


def _above_host(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return _line(None if state is None else state.host, command, loaded)


def _kind(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {"kind": Need(streams=(command.to,), build=lambda states: states[command.to].kind.value)}


ROWS: Final = rows(
    floating,
    "certificate",
    {
        floating.ReportDeparture: {"stream": _stream, "existing": names(person=PERSON, organisation=ORGANISATION)},
        floating.GivePreDepartureEducation: {},
        floating.StampCertificate: {"existing": names(by=ORGANISATION), "needs": _above_home, "walks": True},
        floating.IssueCertificate: {},
        floating.ReportInflow: {"existing": names(inflow=ORGANISATION)},
        floating.VerifyCertificate: {},
        floating.FileCertificate: {"existing": names(superior=ORGANISATION), "needs": _above_host, "walks": True},
        floating.AssignFloatingMember: {
            "existing": names(to=ORGANISATION, employer=ORGANISATION),
            "needs": _kind,
        },
        floating.RecordOrganisationLife: {"existing": names(meeting=_MEETING)},
        floating.FeedSituationBack: {},
        floating.SendNotice: {},
        floating.ReportAnnualContact: {"existing": names(recipient=ORGANISATION)},
        floating.ReportLocationChange: {"existing": names(recipients=ORGANISATION)},
        floating.AuditCertificate: {"existing": names(by=ORGANISATION)},
        floating.LoseContact: {},
        floating.RestoreContact: {},
        floating.ReportReturn: {},
        floating.HandInCertificate: {},
        floating.CheckCertificate: {},
        floating.CorrectDeparture: {},
        floating.VoidFloating: {},
    },
)
