"""Handling of a contact point's commands: owner's posts and the unit are read."""

from collections.abc import Mapping
from typing import Any, Final

from domain import contact
from domain.handling.row import ORGANISATION, PERSON, Need, names, one, posts_need, rows


def _posts_and_unit(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {**posts_need(command, state, loaded), "unit": one(command.unit)}


ROWS: Final = rows(
    contact,
    "point",
    {
        contact.EstablishContactPoint: {
            "existing": names(organisation=ORGANISATION, owner=PERSON, unit=ORGANISATION),
            "needs": _posts_and_unit,
        },
        contact.VisitContactPoint: {"existing": names(visitor=PERSON, companions=PERSON)},
        contact.CorrectVisit: {"existing": names(visitor=PERSON, companions=PERSON)},
        contact.VoidVisit: {},
        contact.RaiseProblem: {},
        contact.ResolveProblem: {"existing": names(passed_to=ORGANISATION)},
        contact.RecogniseDemonstrationPoint: {},
        contact.ReassignContactPoint: {"existing": names(owner=PERSON), "needs": posts_need},
        contact.CloseContactPoint: {},
        contact.CorrectContactPoint: {
            "existing": names(owner=PERSON, unit=ORGANISATION),
            "needs": _posts_and_unit,
        },
        contact.VoidContactPoint: {},
    },
)
