"""Handling of an organisation's commands: what stands above it is read up to the root."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain import organisation
from domain.handling.row import ORGANISATION, Need, names, rows


def _tree(parent: str | None, department: str | None, span: tuple[date, date], loaded: Mapping[str, Any]) -> Need:
    streams = dict.fromkeys(organisation.above(parent, *span, loaded))
    if department is not None:
        streams[department] = None
    return Need(streams=tuple(streams), build=dict)


def _above_new_place(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    span = organisation.span_of_change(state, command.occurred_on)
    return {"tree": _tree(command.parent, command.department, span, loaded)}


def _above_on_day(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    place = None if state is None else state.place_on(command.occurred_on)
    if place is None:
        return {}
    return {"tree": _tree(place.parent, place.department, (command.occurred_on, command.occurred_on), loaded)}


_PLACE: Final = names(parent=ORGANISATION, department=ORGANISATION)

ROWS: Final = rows(
    organisation,
    "organisation",
    {
        organisation.RegisterOrganisation: {"existing": _PLACE, "needs": _above_new_place, "walks": True},
        organisation.SetOrganisationRelation: {"existing": _PLACE, "needs": _above_new_place, "walks": True},
        organisation.RenameOrganisation: {},
        organisation.GrantDepartmentAuthorisation: {},
        organisation.DetermineLeadershipRelation: {"needs": _above_on_day, "walks": True},
        organisation.RateOrganisation: {},
        organisation.DissolveOrganisation: {},
        organisation.CorrectOrganisation: {"existing": _PLACE, "needs": _above_new_place, "walks": True},
        organisation.VoidOrganisation: {},
    },
)
