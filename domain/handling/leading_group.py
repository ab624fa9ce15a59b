"""Handling of a leading group's commands."""

from collections.abc import Iterable
from typing import Any, Final

from domain import leading_group
from domain.handling.row import ORGANISATION, PERSON, Mention, names, rows


def _members(command: Any, state: Any) -> Iterable[Mention]:
    yield from names(head=PERSON)(command, state)
    for seat in command.seats:
        yield Mention(field="seats", ref=seat.person, kind=PERSON)


def _founding(command: Any, state: Any) -> Iterable[Mention]:
    yield Mention(field="organisation", ref=command.organisation, kind=ORGANISATION)
    yield from _members(command, state)


ROWS: Final = rows(
    leading_group,
    "group",
    {
        leading_group.EstablishGroup: {"existing": _founding},
        leading_group.ChangeGroup: {"existing": _members},
        leading_group.DissolveGroup: {},
        leading_group.CorrectGroup: {"existing": _members},
        leading_group.VoidGroup: {},
    },
)
