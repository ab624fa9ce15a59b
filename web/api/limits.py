"""Limits: what the document says of a value, and how the server holds a value to just that.

Both come from here, so the document promises what is kept: lengths, counts, bounds, forms. Forms of a browser send
text for everything and are read more widely (`web.schemas.fields`); JSON is taken as it is described, or refused.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias

from domain.identity import pattern_of
from web.errors import Misshapen
from web.schemas import fields as kinds
from web.schemas.fields import Problem, Shape, Zeren, made

Said: TypeAlias = dict[str, Any]
"""A value in the words of the document (JSON Schema as OpenAPI 3.0 has it)."""
Check: TypeAlias = Callable[[Any], str | None]
"""Where a value does not fit, as a path from it (``""``: it itself); None: it fits."""

DAY: Final = r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
PERIOD: Final = r"[0-9]{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?"
ANY_ID: Final = r"[a-z]+-[0-9a-z][0-9a-z._-]{0,79}"
"""A record of any kind."""
_PART: Final = r"(#[0-9a-z_-]{1,40})?"
"""An entry or item of a record."""
_MONEY: Final = r"[0-9]{1,12}(\.[0-9]{1,2})?"
_POINTS: Final = r"[0-9]{1,4}(\.[0-9])?"


def text(most: int, *, least: int = 0) -> Said:
    """A text of so many characters."""
    return {"type": "string", **({"minLength": least} if least else {}), "maxLength": most}


def form(pattern: str, *, most: int = 120, empty: bool = False) -> Said:
    """A text of this form; or none at all."""
    return {"type": "string", "pattern": f"^({pattern})?$" if empty else f"^({pattern})$", "maxLength": most}


def day() -> Said:
    """A date that exists."""
    return {**form(DAY, most=10), "format": "date"}


def whole(least: int, most: int) -> Said:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def several(of: Said, *, needed: bool = False) -> Said:
    """A list."""
    return {"type": "array", "items": of, **({"minItems": 1} if needed else {}), "maxItems": kinds.MOST_ROWS}


def one_of(codes: list[str]) -> Said:
    """One of a fixed choice."""
    return {"type": "string", "enum": codes}


# --- fields of commands -------------------------------------------------------------


def said_of(field: Zeren) -> Said:
    """A field of a command; the rows of a table are described by their own shape."""
    said = _list_of(field) or _value_of(field)
    if field.allow_none:
        said["nullable"] = True
    return said


def _list_of(field: Zeren) -> Said | None:
    match field:
        case kinds.Rows():
            return several({"type": "object"}, needed=field.required)
        case kinds.Choices():
            return several(one_of([one.value for one in field.enum]))
        case kinds.Refs():
            return several(form(_id(field.kind, parts=not field.kind)), needed=field.required)
        case kinds.Codes():
            return several(text(field.limit, least=1))
        case kinds.Numbers():
            return several(whole(field.least, field.most))
        case kinds.Days():
            return several(day())
        case kinds.Lines():
            return several(text(field.limit))
    return None


def _value_of(field: Zeren) -> Said:
    empty = field.load_default == ""
    match field:
        case kinds.Choice():
            return one_of([*([""] if empty else []), *(one.value for one in field.enum)])
        case kinds.Day():
            return day()
        case kinds.Flag():
            return {"type": "boolean"}
        case kinds.Whole():
            return whole(field.least, field.most)
        case kinds.Money():
            return form(_MONEY, most=15, empty=empty)
        case kinds.Points():
            return form(_POINTS, most=6, empty=empty)
        case kinds.Period():
            return form(PERIOD, most=7, empty=not field.required)
        case kinds.Ref():
            return form(_id(field.kind, parts=field.parts), empty=empty)
        case kinds.Text() | kinds.Code():
            return text(field.limit, least=1 if field.required else 0)
    raise TypeError(f"nothing is said of {type(field).__name__}")


def _id(kind: str, *, parts: bool) -> str:
    return (pattern_of(kind) if kind else ANY_ID) + (_PART if parts else "")


def hold(shape: type[Shape], values: Mapping[str, Any]) -> None:
    """Refuse JSON that a form's schema read generously, and that the document does not allow."""
    checks = _checks(shape)
    wrong = [(name, at) for name, value in values.items() if (at := checks[name](value)) is not None]
    if wrong:
        said = {name: _field(shape, name).wrong_type() for name, _ in wrong}
        raise Misshapen([Problem(field=f"{name}{at}", zh=said[name].zh, en=said[name].en) for name, at in wrong])


@cache
def _checks(shape: type[Shape]) -> Mapping[str, Check]:
    return {name: _check_field(_field(shape, name)) for name in made(shape).fields}


def _field(shape: type[Shape], name: str) -> Zeren:
    field = made(shape).fields[name]
    assert isinstance(field, Zeren), "shapes have our own fields only"
    return field


def _check_field(field: Zeren) -> Check:
    if not isinstance(field, kinds.Rows):
        return check_of(said_of(field))
    checks = _checks(field.row)

    def check(rows: Any) -> str | None:
        for place, row in enumerate(rows):
            for name, value in row.items():
                if (at := checks[name](value)) is not None:
                    return f".{place}.{name}{at}"
        return None

    return check


# --- checks -------------------------------------------------------------------------


def check_of(said: Said) -> Check:
    """How a value is held to what is said of it."""
    match said["type"]:
        case "string":
            check = _check_text(said)
        case "integer":
            check = _check_whole(said["minimum"], said["maximum"])
        case "boolean":
            check = _check_flag
        case _:
            check = _check_list(said)
    if not said.get("nullable"):
        return check
    return lambda value: None if value is None else check(value)


def _check_text(said: Said) -> Check:
    codes = frozenset(said.get("enum", ()))
    least, most = said.get("minLength", 0), said.get("maxLength", 0)
    pattern = re.compile(said["pattern"]) if "pattern" in said else None
    dated = said.get("format") == "date"

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return ""
        if codes:
            return None if value in codes else ""
        if not least <= len(value) <= most or (pattern is not None and pattern.fullmatch(value) is None):
            return ""
        return None if not dated or _exists(value) else ""

    return check


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _check_whole(least: int, most: int) -> Check:
    return lambda value: None if type(value) is int and least <= value <= most else ""


def _check_flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else ""


def _check_list(said: Said) -> Check:
    check, least, most = check_of(said["items"]), said.get("minItems", 0), said["maxItems"]

    def every(values: Any) -> str | None:
        if not isinstance(values, list) or not least <= len(values) <= most:
            return ""
        for place, value in enumerate(values):
            if (at := check(value)) is not None:
                return f".{place}{at}"
        return None

    return every
