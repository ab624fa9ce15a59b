"""Handling of a lecture's commands."""

from typing import Final

from domain import lecture
from domain.handling.row import ORGANISATION, PERSON, names, rows

_NAMED: Final = {"lecturer": PERSON, "unit": ORGANISATION, "point": "contact"}

ROWS: Final = rows(
    lecture,
    "lecture",
    {
        lecture.DeliverLecture: {"existing": names(organisation=ORGANISATION, **_NAMED)},
        lecture.CorrectLecture: {"existing": names(**_NAMED)},
        lecture.VoidLecture: {},
    },
)
