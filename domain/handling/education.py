"""Handling of commands on collective education: whoever is named must be on record."""

from collections.abc import Iterable
from typing import Any, Final

from domain import education
from domain.handling.row import ORGANISATION, PERSON, Mention, names, rows

_THERE: Final = names(attendees=PERSON, lecturer=PERSON)


def _persons(command: Any, state: Any) -> Iterable[Mention]:
    yield from _THERE(command, state)
    for absence in command.absences:
        yield Mention(field="absences", ref=absence.person, kind=PERSON)


def _begun(command: Any, state: Any) -> Iterable[Mention]:
    yield Mention(field="organisation", ref=command.organisation, kind=ORGANISATION)
    yield from _persons(command, state)


ROWS: Final = rows(
    education,
    "education",
    {
        education.HoldEducation: {"existing": _begun},
        education.CorrectEducation: {"existing": _persons},
        education.VoidEducation: {},
    },
)
