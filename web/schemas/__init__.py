"""Schemas: the shape of every command, written out; forms and JSON API read them alike. Rules never live here."""

from collections.abc import Mapping
from typing import Final

from web.schemas import (
    account,
    appointment,
    contact,
    evidence,
    meeting,
    organisation,
    person,
    policy,
    report,
    responsibility,
    work,
)
from web.schemas.fields import Shape

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
)

SHAPES: Final[Mapping[type, type[Shape]]] = {
    shape.describes: shape
    for module in _MODULES
    for shape in vars(module).values()
    if isinstance(shape, type) and issubclass(shape, Shape) and shape is not Shape
}
"""Command (or value inside one) -> its shape. A test holds fields of both together."""
