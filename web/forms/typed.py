"""What was typed: from a browser's flat fields to the nested values a schema reads, and back."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from domain.money import yuan_of
from web.schemas.fields import Choice, Flag, Lines, Money, Rows, Shape, Zeren, made

HELPERS: Final = frozenset({"csrf_token"})
"""Fields that are ours; so is everything that begins with an underscore."""
_ROW: Final = re.compile(r"(?P<field>[a-z_]+)-(?P<row>\d{1,3})-(?P<cell>[a-z_]+)")


def typed(shape: Shape, form: MultiDict[str, str]) -> dict[str, Any]:
    """The browser's fields, nested as the schema wants them. Unknown ones are kept, so that they are refused."""
    found: dict[str, Any] = {}
    tables: dict[str, dict[int, dict[str, Any]]] = {}
    for key in form:
        if key in HELPERS or key.startswith("_"):
            continue
        match = _ROW.fullmatch(key)
        field = shape.fields.get(match["field"] if match else key)
        if match and isinstance(field, Rows):
            cell = made(field.row).fields.get(match["cell"])
            tables.setdefault(match["field"], {}).setdefault(int(match["row"]), {})[match["cell"]] = _one(
                cell, form, key
            )
        else:
            found[key] = _one(field, form, key)
    for name, field in shape.fields.items():
        if isinstance(field, Rows):
            rows = [row for _, row in sorted(tables.get(name, {}).items())]
            kept = [
                row
                for row in rows
                if any(value if isinstance(value, list) else value.strip() for value in row.values())
            ]
            if kept or not field.required:
                found[name] = kept
        elif isinstance(field, Flag):
            found.setdefault(name, "no")
        elif isinstance(field, Choice) and not field.required and not found.get(name):
            found.pop(name, None)
    return found


def _one(field: Any, form: MultiDict[str, str], key: str) -> Any:
    """What was typed for one field: several values where several can be chosen."""
    if isinstance(field, Zeren) and field.widget in ("checkboxes", "picks"):
        return [value for value in form.getlist(key) if value]
    return form[key]


def shown(value: Any) -> Any:
    """A value of a command or event as a form shows it: text, lists of text, rows of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [shown(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: shown(getattr(value, f.name)) for f in fields(value)}
    return str(value)


def prefilled(shape: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with which a form begins, as if they had been typed; what the form does not ask is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = shape.fields.get(name)
        if field is None:
            continue
        if isinstance(field, Money):
            found[name] = "" if value is None else yuan_of(value)
            continue
        if isinstance(field, Rows):
            found[name] = [_row(made(field.row), row) for row in value]
            continue
        written = getattr(field, "as_typed", None)
        if written is not None:
            found[name] = "" if value is None else written(value)
            continue
        text = shown(value)
        found[name] = "\n".join(text) if isinstance(field, Lines) and isinstance(text, list) else text
    return found


def _row(shape: Shape, row: Any) -> dict[str, Any]:
    return prefilled(shape, {f.name: getattr(row, f.name) for f in fields(row)})
