"""Derived shapes: the schema of a command, from the command's own fields.

The type of a field says most of it: a date, a code, yes or no, a row of a table. What a text stands for (a person,
an organisation, a long report) follows from the field's name; a kind with names of its own says which ``Sort`` they
are, in one line: ``shape_of(acts.Verify, verifier=PERSON, by=ANY_ORGANISATION)``.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

from domain.handling import HANDLING
from domain.identity import PREFIXES
from domain.kernel import TITLE_LIMIT, record
from web.schemas.fields import (
    Choice,
    Choices,
    Code,
    Codes,
    Day,
    Days,
    Flag,
    Lines,
    Money,
    Numbers,
    Period,
    Points,
    Ref,
    Refs,
    Rows,
    Shape,
    Text,
    Whole,
    Zeren,
    long_text,
)
from web.targets import target_kind, target_of


@record
class Slot:
    """The place of a field: what the dataclass says of it."""

    of: type
    many: bool
    optional: bool
    """It may be None."""
    default: Any
    """`MISSING` where it has to be given."""
    row: bool
    """It stands in a row of a table, where there is little room."""

    @property
    def required(self) -> bool:
        """Whether it has to be given."""
        return self.default is MISSING and not self.optional

    def needed(self) -> dict[str, Any]:
        """How marshmallow is told so."""
        if self.required:
            return {"required": True}
        default = None if self.default is MISSING else self.default
        return {"load_default": default, **({"allow_none": True} if self.optional else {})}

    def needed_list(self) -> dict[str, Any]:
        """The same for several values: what may be empty begins as ()."""
        return {"required": True} if self.required else {}


Sort: TypeAlias = Callable[[Slot], Zeren]
"""What a field stands for: given its place, the field of the schema."""

# --- sorts -------------------------------------------------------------------------


def record_of(kind: str = "", *, source: str = "", hidden: bool = False, parts: bool = False) -> Sort:
    """A record, or several; ``source`` says from which list it is chosen (`web.forms.options`)."""

    def sort(slot: Slot) -> Zeren:
        if slot.many:
            return Refs(kind, source=source, **slot.needed_list())
        return Ref(kind, source=source, hidden=hidden, parts=parts, **slot.needed())

    return sort


def text(limit: int = TITLE_LIMIT, *, lines: int = 1, phone: bool = False) -> Sort:
    """A text; several are written one a line."""
    return lambda slot: (
        Lines(limit=limit) if slot.many else Text(limit=limit, lines=lines, phone=phone, **slot.needed())
    )


def code_of(source: str, *, hidden: bool = False, suggested: bool = False) -> Sort:
    """A short code chosen from a list that depends on the record."""
    return lambda slot: (
        Codes(source) if slot.many else Code(source, hidden=hidden, suggested=suggested, **slot.needed())
    )


def whole(least: int = 0, most: int = 10**15, *, source: str = "", hidden: bool = False) -> Sort:
    """A whole number between two others; with ``source`` chosen from a list."""
    return lambda slot: (
        Numbers(least=least, most=most)
        if slot.many
        else Whole(least=least, most=most, source=source, hidden=hidden, **slot.needed())
    )


def _period(slot: Slot) -> Zeren:
    return Period(**slot.needed())


def _money(slot: Slot) -> Zeren:
    return Money(**slot.needed())


def _points(slot: Slot) -> Zeren:
    return Points(**slot.needed())


def _long(slot: Slot) -> Zeren:
    return Text(limit=2_000, lines=2, **slot.needed()) if slot.row else long_text(**slot.needed())


ORGANISATION: Final = record_of("organisation")
"""An organisation of the viewer's subtree."""
ANY_ORGANISATION: Final = record_of("organisation", source="any_organisation")
"""An organisation, superiors and neighbours included."""
PERSON: Final = record_of("person")
ANYBODY: Final = record_of(source="anybody")
"""An organisation or a person."""
RECORD: Final = record_of(source="records")
"""A record of any kind."""
ENTRY: Final = record_of(source="evidence", parts=True)
"""A record of any kind, or a part of one."""
LINE: Final = text()
LONG: Final[Sort] = _long
PARAGRAPH: Final = text(2_000, lines=4)
NOTE: Final = text(2_000, lines=3)
PERIOD: Final[Sort] = _period
YEAR: Final = whole(2000, 2199)
NUMBER: Final = whole(1, 999)
"""Number that a kind counts itself: of a resolution, a problem."""
PART: Final = whole(1, hidden=True)
"""Entry of the record that the act is about; the address says which."""
PERCENT: Final = whole(0, 100)
MONEY: Final[Sort] = _money
"""An amount, in fen in the command."""
POINTS: Final[Sort] = _points
"""Points of an appraisal, in tenths in the command."""
LEFT_OUT: Final = "left out"
"""A field that nobody is asked for: it follows from what is on record."""

TEXTS: Final[Mapping[str, Sort]] = {
    **dict.fromkeys(("person", "persons", "chair", "attendees", "owner", "visitor", "companions"), PERSON),
    **dict.fromkeys(("performers", "responsible", "verifier", "reporter", "scorer", "lecturer", "head"), PERSON),
    **dict.fromkeys(("authors", "inspectors", "researchers", "receivers"), PERSON),
    **dict.fromkeys(("organisation", "organisations", "binds"), ORGANISATION),
    **dict.fromkeys(("parent", "department", "recipient", "unit", "passed_to", "inspected"), ANY_ORGANISATION),
    **dict.fromkeys(("ordered_by", "by", "to", "inflow", "superior", "partners"), ANY_ORGANISATION),
    **dict.fromkeys(("about", "recipients"), ANYBODY),
    "point": record_of("contact", source="points"),
    "policy": record_of("policy", source="policies"),
    "evidence": record_of(source="evidence"),
    **dict.fromkeys(("cites", "refs", "ref"), ENTRY),
    "item": code_of("items", hidden=True),
    "clause": code_of("clauses"),
    "duties": code_of("clauses"),
    "sections": code_of("sections"),
    "period": PERIOD,
    "text": LONG,
    "minutes": LONG,
    "problem": PARAGRAPH,
    "note": NOTE,
    "reason": NOTE,
    "indicator": text(2_000, lines=2),
    "standard": text(2_000, lines=2),
    "place": text(200),
    "basis": text(200),
    "value": text(200),
    "code": text(40),
    "unit_of_measure": text(20),
    "identity_number": text(30),
    "phone": text(30, phone=True),
}
"""What a text field of this name stands for, unless the kind says otherwise."""

NUMBERS: Final[Mapping[str, Sort]] = {
    **dict.fromkeys(("appointment", "visit", "payment", "spending", "citation"), PART),
    "number": NUMBER,
    "year": YEAR,
    "percent": PERCENT,
    "amount": MONEY,
    **dict.fromkeys(("points", "maximum", "deduction"), POINTS),
    "months": whole(1, 12),
    "quarters": whole(1, 4),
}
"""What a number of this name stands for."""

# --- shapes ------------------------------------------------------------------------


def shape_of(command: type, *first: str, **said: Zeren | Sort | str) -> type[Shape]:
    """The schema of a command, or of a value inside one.

    Fields stand in the order of the dataclass, the reason last; ``first`` names those to be asked first. ``said``
    gives a field's sort, the field itself, or `LEFT_OUT`.
    """
    hints = get_type_hints(command)
    declared = {f.name: f for f in fields(command)}
    if unknown := (set(first) | set(said)) - set(declared):
        raise TypeError(f"{command.__name__} has no {', '.join(sorted(unknown))}")
    order = [*first, *(name for name in declared if name not in first and name != "reason")]
    order += [name for name in declared if name == "reason" and name not in first]
    made = {}
    for name in order:
        own = said.get(name)
        if own is LEFT_OUT:
            continue
        f = declared[name]
        default = f.default_factory() if f.default_factory is not MISSING else f.default
        made[name] = own if isinstance(own, Zeren) else _field(command, name, hints[name], default, own)
    return type(command.__name__, (Shape,), {**made, "describes": command, "__module__": __name__})


@cache
def row_of(value: type) -> type[Shape]:
    """The schema of a value inside a command, the same wherever it stands."""
    return shape_of(value)


def _field(command: type, name: str, hint: Any, default: Any, own: Any) -> Zeren:
    slot = _slot(command, hint, default)
    sort = own or _sort(command, name, slot)
    return sort(slot)


def _slot(command: type, hint: Any, default: Any) -> Slot:
    optional = many = False
    if get_origin(hint) in (Union, types.UnionType):
        optional = True
        hint = next(one for one in get_args(hint) if one is not types.NoneType)
    if get_origin(hint) is tuple:
        many = True
        hint = get_args(hint)[0]
    return Slot(of=hint, many=many, optional=optional, default=default, row=command not in HANDLING)


def _sort(command: type, name: str, slot: Slot) -> Sort:
    if command in HANDLING and name == target_of(kind := HANDLING[command].kind):
        return record_of(target_kind(kind), hidden=True)
    if slot.of is str:
        kind = PREFIXES.get(name, name)
        return TEXTS.get(name) or (record_of(kind) if kind in PREFIXES.values() else LINE)
    if slot.of is int:
        return NUMBERS.get(name) or whole()
    return _by_type


def _by_type(slot: Slot) -> Zeren:
    of = slot.of
    if is_dataclass(of) and slot.many:
        return Rows(row_of(of), **slot.needed_list())
    if issubclass(of, StrEnum):
        return Choices(of) if slot.many else Choice(of, **slot.needed())
    if of is date:
        return Days() if slot.many else Day(**slot.needed())
    if of is bool:
        return Flag(load_default=slot.default is True)
    raise TypeError(f"no field for {of}")
