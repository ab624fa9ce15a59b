"""Samples: an event of any kind, filled in as an office might; a new kind needs no line here."""

from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from domain.identity import PREFIXES
from domain.kernel import Personal
from web.schemas.derived import PERSON, TEXTS, Slot
from web.schemas.fields import Ref

HEX = "0123456789abcdef0123"
ORG, OTHER = f"org-{HEX}", f"org-{HEX[::-1]}"
A, B = f"person-{HEX}", f"person-{HEX[::-1]}"

_BODIES = {
    **dict.fromkeys(("list", "budget", "dues"), f"{HEX}-2024"),
    "calendar": "2024",
    "sheet": f"{HEX}-o{HEX}",
    "file": "0123456789abcdef" * 4,
    "account": "jingban",
    "security": "jingban",
}
STREAMS = {kind: f"{prefix}-{_BODIES.get(prefix, HEX)}" for prefix, kind in PREFIXES.items()}
"""Kind -> stream of one record."""

_KINDS = {"list": "responsibility", "contact_point": "contact"}


def stream_of(name: str) -> str:
    """A stream for an event of this stored name."""
    word = name.partition(".")[0]
    return STREAMS[_KINDS.get(word, word)]


IDS = {
    **dict.fromkeys(("leader", "guides", "department", "organisation", "organisations", "binds"), OTHER),
    **dict.fromkeys(("policy", "policies"), STREAMS["policy"]),
    **dict.fromkeys(("subject", "evidence", "cites", "refs"), f"{STREAMS['meeting']}#1"),
    **dict.fromkeys(("clause", "duties", "baseline"), "township-secretary-chairs"),
    "responsible": B,
    "period": "2024-H1",
    "basis": "territorial_vertical",
    "unit_kind": "branch",
    "unit_sector": "village",
    "unit_rating": "weak",
    "required": "due_on",
    "sections": "party_building",
    "item": "3",
}
TEXT = "说明文字"


def word_for(field: str) -> str:
    """What a text field of this name might hold: an id where it names a record."""
    if field in IDS:
        return IDS[field]
    kind = PREFIXES.get(field, field)
    if TEXTS.get(field) is PERSON:
        return A
    if field in TEXTS:
        form = TEXTS[field](Slot(of=str, many=False, optional=False, default="", row=False))
        kind = form.kind or "meeting" if isinstance(form, Ref) else ""
    return OTHER if kind == "organisation" else STREAMS.get(kind, TEXT)


def example(hint: Any, field: str) -> Any:
    """A value as the office would have it, for a field of an event."""
    if get_origin(hint) in (UnionType, Union):
        return example(next(part for part in get_args(hint) if part is not NoneType), field)
    if get_origin(hint) is tuple:
        return (example(get_args(hint)[0], field),)
    if hint is Personal:
        return Personal(A, "张甲")
    if hint is bool:
        return True
    if hint is int:
        return 2
    if hint is date:
        return date(2024, 5, 31)
    if hint is str:
        return word_for(field)
    if issubclass(hint, StrEnum):
        return list(hint)[-1]
    return build(hint)


def build(cls: type, **said: Any) -> Any:
    """An example of an event or of a value inside one; ``said`` is as the test wants it."""
    assert is_dataclass(cls)
    hints = get_type_hints(cls)
    return cls(**{f.name: example(hints[f.name], f.name) for f in fields(cls)} | said)
