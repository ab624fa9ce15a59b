"""Commands of a scenario: from the words given for their fields, with names instead of ids."""

import types
from collections.abc import Container, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin

from domain.identity import stream_of
from domain.kernel import Entry
from web.scenarios.naming import by_field, derivation, hints_of, kind_of_act, own_field
from web.scenarios.words import Unreadable, code_of, day_of
from web.schemas import SHAPES
from web.schemas.fields import Code, Codes, Lines, Money, Period, Points, Ref, Text, Zeren, made

_USUAL: Final = "按实际情况登记"
_PROPER: Final = frozenset({"name", "sign_in_name", "value"})
"""Texts that no usual sentence can stand for."""
_TRUTH: Final = {"是": True, "否": False}


class Names:
    """What stands behind the names of a scenario: ids of records, refs of their parts."""

    def __init__(self) -> None:
        self.refs: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        """What the named acts recorded."""

    def ref(self, word: str) -> str:
        """Id or ref behind a name; a word that is no name stands for itself."""
        return self.refs.get(word, word)

    def among(self, word: str, refs: Container[str]) -> str:
        """The ref behind a name as these refs have it: the record, or the entry of it that was named."""
        ref, entry = self.ref(word), self.entries.get(word)
        return entry.ref if entry is not None and ref not in refs and entry.ref in refs else ref

    def name(self, ref: str) -> str:
        """Name of a ref, for messages."""
        return next((name for name, known in self.refs.items() if known == ref), ref)

    def command(self, cls: type, values: Mapping[str, Any]) -> Any:
        """A command from the words given for its fields."""
        hints = hints_of(cls)
        arguments = {
            field: self._value(value, hints[field], field, cls) for field, value in by_field(cls, values).items()
        }
        for f in fields(cls):
            if f.name not in arguments and f.default is MISSING and f.default_factory is MISSING:
                arguments[f.name] = _usual(f.name, arguments, cls)
        return cls(**arguments)

    def _value(self, value: Any, hint: Any, field: str, cls: type) -> Any:
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            if value is None:
                return None
            return self._value(value, next(a for a in get_args(hint) if a is not type(None)), field, cls)
        if origin is tuple:
            items = value if isinstance(value, list) else [value]
            return tuple(self._value(item, get_args(hint)[0], field, cls) for item in items)
        if hint is date:
            return day_of(value, field)
        if hint is bool:
            return _TRUTH.get(value, value) if isinstance(value, str) else value
        if hint is int:
            form = _form(cls, field)
            # An amount is written as on a form: yuan, points with their decimal.
            return form.deserialize(str(value)) if isinstance(form, Money | Points) else self._number(value, field)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return code_of(hint, value, field)
        if isinstance(hint, type) and is_dataclass(hint):
            if isinstance(value, hint):
                return value
            return self.command(hint, _bare(hint, value) if isinstance(value, str) else value)
        return self._text(value, field, cls)

    def _number(self, value: Any, field: str) -> Any:
        """A number, or the number of what a name stands for: that of a problem, else that of the entry."""
        entry = self.entries.get(value) if isinstance(value, str) else None
        return value if entry is None else getattr(entry.event, field, entry.version)

    def _text(self, value: Any, field: str, cls: type) -> str:
        if field == own_field(cls) and isinstance(value, Mapping):
            derived, _ = derivation(kind_of_act(cls))
            return derived(**{part: self.ref(word) if isinstance(word, str) else word for part, word in value.items()})
        text, form = str(value), _form(cls, field)
        if isinstance(form, Text | Lines):
            return text
        ref = self.ref(text)
        if isinstance(form, Code | Codes):
            return ref.partition("#")[2] if form.widget == "hidden" and "#" in ref else text
        return stream_of(ref) if isinstance(form, Ref) and form.kind and not form.parts else ref


def _form(cls: type, field: str) -> Zeren | None:
    """How a form asks for the field; None where none does."""
    shape = SHAPES.get(cls)
    form = made(shape).fields.get(field) if shape else None
    return form if isinstance(form, Zeren) else None


def _bare(cls: type, word: str) -> dict[str, Any]:
    """A value of which one word was said: its code, and the same word where a title is needed."""
    needed = [f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING]
    return dict.fromkeys(needed, word)


def _usual(field: str, given: Mapping[str, Any], cls: type) -> Any:
    """What a scenario need not say, because nothing turns on it."""
    hint, form = hints_of(cls)[field], _form(cls, field)
    if field == "attendees" and "chair" in given:
        return (given["chair"],)
    if get_origin(hint) in (Union, types.UnionType):
        return None
    if field == "clause" or (isinstance(form, Text) and not form.required):
        return ""
    if isinstance(form, Text) and not isinstance(form, Period) and field not in _PROPER:
        return _USUAL
    raise Unreadable(f"{cls.__name__} needs {field}")
