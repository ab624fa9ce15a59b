"""The few words every kind shares: record, entry, personal value, refusal.

A *record* is a frozen dataclass, used for events, commands and the values inside
them. An event is bare: who wrote it down, when and for whom stands in its
``Entry``, which only the ledger makes.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeVar, dataclass_transform

T = TypeVar("T")

TEXT_LIMIT: Final = 20_000
"""Longest single text, in characters; a longer paper is filed as evidence."""

TITLE_LIMIT: Final = 200
"""Longest title or name, in characters."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, slotted, keyword-only dataclass."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


LOST: Final = "〔密钥缺失〕"
"""What stands in place of a personal value whose key is gone although nobody erased the person: an alarm."""


class Personal:
    """A value about one person: stored encrypted under that person's own key.

    ``value`` is None once the person was erased by law (已依法删除). ``lost``: the key is gone and no erasure is on
    record; ``value`` is then `LOST`. ``sealed`` is the value as it is stored, for whoever keeps it and may not read it;
    empty where it was not read from the ledger. The value never shows in ``repr``, so that it cannot reach a log by
    accident.
    """

    __slots__ = ("lost", "sealed", "subject", "value")

    subject: str
    value: str | None
    sealed: str
    lost: bool

    def __init__(self, subject: str, value: str | None, sealed: str = "", *, lost: bool = False) -> None:
        object.__setattr__(self, "subject", subject)
        object.__setattr__(self, "value", LOST if lost else value)
        object.__setattr__(self, "sealed", sealed)
        object.__setattr__(self, "lost", lost)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Personal is immutable: {name}")

    def __repr__(self) -> str:
        return f"Personal({self.subject!r}, ***)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Personal):
            return NotImplemented
        return (self.subject, self.value, self.lost) == (other.subject, other.value, other.lost)

    def __hash__(self) -> int:
        return hash((self.subject, self.value))


class Entry(NamedTuple):
    """One line of the log: a bare event in the envelope the ledger gave it.

    ``position`` counts from 1 along the whole log, ``version`` from 1 along the
    stream. ``recorded_at`` is the ledger's own time in UTC and never runs backwards.
    """

    position: int
    stream: str
    version: int
    name: str
    event: Any
    recorded_at: datetime
    recorded_by: str
    on_behalf_of: str
    command_id: str

    @property
    def ref(self) -> str:
        """How another event points at this one: ``stream#version``."""
        return f"{self.stream}#{self.version}"


class Refused(Exception):
    """A rule says no. Carries a sentence for the person, the field and the clause.

    ``code`` is stable and machine-readable; ``field`` is the command's field, or
    ``""`` where the whole act is refused; ``clause`` cites the regulation, or ``""``
    where the rule is the office's own.
    """

    def __init__(self, code: str, *, zh: str, en: str, field: str = "", clause: str = "") -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.field = field
        self.clause = clause


# --- checks that every kind makes ------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def clean(text: str) -> str:
    """Normalise (NFC), strip the ends, and unify line breaks. Nothing else changes."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip()


def require_text(value: str, field: str, *, limit: int = TITLE_LIMIT, label: tuple[str, str]) -> str:
    """Return ``value`` cleaned; refuse an empty, overlong or control-bearing text."""
    text = clean(value)
    if not text:
        raise Refused("required", zh=f"请填写“{label[0]}”。", en=f"{label[1]} is required.", field=field)
    return _kept_text(text, field, limit, label)


def allow_text(value: str, field: str, *, limit: int = TEXT_LIMIT, label: tuple[str, str]) -> str:
    """Like `require_text`, for a text that may be empty."""
    return _kept_text(clean(value), field, limit, label)


def _kept_text(text: str, field: str, limit: int, label: tuple[str, str]) -> str:
    if len(text) > limit:
        raise Refused(
            "too_long",
            zh=f"“{label[0]}”不能超过{limit}字（现有{len(text)}字），长材料请作为佐证文件上传。",
            en=f"{label[1]} may hold {limit} characters at most ({len(text)} given); file longer papers as evidence.",
            field=field,
        )
    # What is printable throughout, as most texts are, holds no control character; to search for one takes longer.
    if not text.isprintable() and _CONTROL.search(text):
        raise Refused(
            "control_characters",
            zh=f"“{label[0]}”含有不可见的控制字符，请删除后重新填写。",
            en=f"{label[1]} holds invisible control characters; remove them.",
            field=field,
        )
    return text


def require_past(day: date, today: date, field: str, *, label: tuple[str, str]) -> date:
    """Refuse a said date that has not come yet: what happened cannot lie in the future."""
    if day > today:
        raise Refused(
            "future_date",
            zh=f"“{label[0]}”不能晚于今天（{today.isoformat()}）。",
            en=f"{label[1]} cannot lie after today ({today.isoformat()}).",
            field=field,
        )
    return day


def require_reason(value: str, field: str = "reason") -> str:
    """A correction or voiding says why."""
    return require_text(value, field, limit=2_000, label=("理由", "Reason"))


def refuse_repeat(values: Iterable[str], field: str, *, label: tuple[str, str]) -> None:
    """Refuse a list that names the same thing twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise Refused(
                "repeated", zh=f"“{label[0]}”中有重复。", en=f"{label[1]} names one thing twice.", field=field
            )
        seen.add(value)


def differences(old: object, new: object) -> tuple[tuple[str, Any, Any], ...]:
    """Which fields differ between two records of one type: (field, old, new)."""
    if type(old) is not type(new) or not is_dataclass(old) or not is_dataclass(new):
        raise TypeError("differences() compares two records of one type")
    pairs = ((f.name, getattr(old, f.name), getattr(new, f.name)) for f in fields(old))
    return tuple(row for row in pairs if row[1] != row[2])
