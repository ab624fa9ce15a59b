"""Handling of an inspection's commands: what stands above who inspects, and the inspected organisation."""

from collections.abc import Mapping
from typing import Any, Final

from domain import inspection, organisation
from domain.handling.row import ORGANISATION, PERSON, Need, names, one, rows


def _above_and_unit(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    own, day = (
        getattr(command, "organisation", "") or ("" if state is None else state.organisation),
        command.occurred_on,
    )
    if not own:
        return {}
    above = Need(
        streams=tuple(organisation.above(own, day, day, loaded)),
        build=lambda states: frozenset(organisation.above(own, day, day, states)) - {own},
    )
    return {"above": above, "unit": one(command.inspected)}


ROWS: Final = rows(
    inspection,
    "inspection",
    {
        inspection.ConductInspection: {
            "existing": names(organisation=ORGANISATION, inspected=ORGANISATION, inspectors=PERSON),
            "needs": _above_and_unit,
            "walks": True,
        },
        inspection.FindProblem: {},
        inspection.CorrectProblem: {},
        inspection.VoidProblem: {},
        inspection.GiveFeedback: {},
        inspection.CorrectInspection: {
            "existing": names(inspected=ORGANISATION, inspectors=PERSON),
            "needs": _above_and_unit,
            "walks": True,
        },
        inspection.VoidInspection: {},
    },
)
