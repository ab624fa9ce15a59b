"""Naming: which field of a command a word of a scenario means, and by what the command names its record.

Nothing here knows the kinds: fields are found by their labels in `domain.terms`, the record by `web.targets`, and
an id that is none of chance by the function of `domain.identity` that is called like its prefix.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, Final, get_type_hints

from domain import identity
from domain.handling import HANDLING
from domain.identity import RANDOM, prefix_of
from domain.terms import FIELDS, FIELDS_OF, KINDS, field_label
from web.scenarios.words import SYNONYMS, Unreadable
from web.targets import target_of

_SAID: Final = ("occurred_on", "planned_on", "effective_on", "last_day")


@cache
def hints_of(cls: type) -> dict[str, Any]:
    """The types of a command's fields, or of a value's inside one."""
    return get_type_hints(cls)


@cache
def _labels(cls: type) -> dict[str, str]:
    return {field_label(cls, f.name)[0]: f.name for f in fields(cls)}


@cache
def _meanings() -> Mapping[str, frozenset[str]]:
    """Chinese label -> every field that is called so on some form."""
    found: dict[str, set[str]] = {}
    for words in (FIELDS, *FIELDS_OF.values()):
        for field, (zh, _) in words.items():
            found.setdefault(zh, set()).add(field)
    return {zh: frozenset(names) for zh, names in found.items()}


def kind_of_act(cls: type) -> str:
    """Kind of record that a command is for; "" for a value inside a command."""
    row = HANDLING.get(cls)
    return row.kind if row else ""


def own_field(cls: type) -> str:
    """The field by which a command names its record; "" where the record follows from other fields."""
    kind = kind_of_act(cls)
    field = target_of(kind) if kind else ""
    return field if field in hints_of(cls) else ""


def begins_by_chance(cls: type, values: Mapping[str, Any]) -> bool:
    """Whether the act begins a record with an id of chance: it could name one, and names none."""
    field = own_field(cls)
    return bool(field) and field not in values and prefix_of(kind_of_act(cls)) in RANDOM


def derivation(kind: str) -> tuple[Callable[..., str], tuple[str, ...]]:
    """How the id of a record follows from what it is: a function called like the prefix, its arguments like fields."""
    derived = getattr(identity, f"{prefix_of(kind)}_of")
    return derived, tuple(inspect.signature(derived).parameters)


def field_of(cls: type, key: str) -> str:
    """The field that a key means: by its name, its label here or elsewhere, or just the day; "" if none."""
    hints = hints_of(cls)
    if key in hints:
        return key
    if field := _labels(cls).get(key):
        return field
    if key == "on":
        days = [name for name, hint in hints.items() if hint is date]
        return next((name for name in _SAID if name in hints), days[0] if len(days) == 1 else "")
    return _among(key, hints) or (own_field(cls) if key == KINDS.get(kind_of_act(cls), ("",))[0] else "")


def _among(key: str, names: Mapping[str, Any] | tuple[str, ...]) -> str:
    known = [name for name in SYNONYMS.get(key, ()) if name in names]
    elsewhere = sorted(name for name in _meanings().get(key, ()) if name in names)
    return known[0] if known else elsewhere[0] if len(elsewhere) == 1 else ""


def by_field(cls: type, values: Mapping[str, Any], organisation: str = "") -> dict[str, Any]:
    """The values by field name.

    A record whose id is none of chance may be named by what it follows from: 人员 and 年度, or 年度 alone for the
    ``organisation`` that is meant.
    """
    found: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    own, kind = own_field(cls), kind_of_act(cls)
    derived = derivation(kind)[1] if own and prefix_of(kind) not in RANDOM else ()
    for key, value in values.items():
        if field := field_of(cls, key):
            found[field] = value
        elif part := key if key in derived else _among(key, derived):
            parts[part] = value
        else:
            raise Unreadable(f"{cls.__name__} has no field {key}")
    if not derived or own in found:
        return found
    # An account is opened under the name it is given; a file is filed under its own content.
    parts |= {part: found[part] for part in derived if part in found}
    if parts and organisation and "organisation" in derived:
        parts.setdefault("organisation", organisation)
    return {**found, own: parts} if len(parts) == len(derived) else found
