"""Handling of a person's commands."""

from typing import Final

from domain import person
from domain.handling.row import ORGANISATION, names, rows

ROWS: Final = rows(
    person,
    "person",
    {
        person.RegisterPerson: {"existing": names(organisation=ORGANISATION)},
        person.CorrectPerson: {"existing": names(organisation=ORGANISATION)},
        person.VoidPerson: {},
        person.RestrictPerson: {},
        person.LiftRestriction: {},
        person.RequestErasure: {},
        person.ApproveErasure: {},
        person.RefuseErasure: {},
    },
)
