"""Schemas: the shape of every command; forms and JSON API read them alike. Rules never live here.

Most follow from the command itself (`web.schemas.derived`): a kind's module names its commands, and says of a field
only what its type and name do not.
"""

from collections.abc import Mapping
from typing import Final

from web.schemas import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from web.schemas.fields import Rows, Shape, made

_MODULES: Final = (
    organisation,
    person,
    appointment,
    policy,
    responsibility,
    meeting,
    contact,
    report,
    work,
    evidence,
    account,
    lecture,
    publicity,
    inspection,
    rectification,
    calendar,
    leading_group,
    plan,
    accountability,
    measure,
    commendation,
    member,
    education,
    review,
    commitment,
    reception,
    floating,
    dues,
    funding,
    debrief,
    appraisal,
    sheet,
    project,
    research,
    approval,
    security,
)

_OF_ACTS: Final = [
    shape
    for module in _MODULES
    for shape in vars(module).values()
    if isinstance(shape, type) and issubclass(shape, Shape) and shape is not Shape
]
_OF_ROWS: Final = [field.row for shape in _OF_ACTS for field in made(shape).fields.values() if isinstance(field, Rows)]

SHAPES: Final[Mapping[type, type[Shape]]] = {shape.describes: shape for shape in (*_OF_ACTS, *_OF_ROWS)}
"""Command (or value inside one) -> its shape. A test holds fields of both together."""
