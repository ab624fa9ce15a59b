"""Phrases: how dates, names, codes and values of fields read in a sentence, in either language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from flask import has_request_context

from domain import appraisal, contact, responsibility, sheet
from domain.identity import is_stream_id, kind_of, stream_of
from domain.kernel import Personal, differences
from domain.organisation import Kind, Rating, Sector
from domain.scoring import points_text
from domain.terms import KINDS, SECTIONS, Label, code_label, field_label
from domain.vocabulary import NAMES
from web.asking import asking
from web.disclosing import note
from web.saying import MONTHS

Names: TypeAlias = Callable[[str], str]
"""Display name of an organisation, person, record, clause or document; ``""`` where there is none."""

_LONGEST: Final = 80
"""Longer texts are cut in a sentence; the record page shows them whole."""

_PERIOD: Final = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})))?")

_BASES: Final[Mapping[str, Label]] = {
    "default": ("由地方党委领导", "led by the local committee"),
    "department_party_group": ("由部门党组指导", "guided by the department's party group"),
    "department_committee_leads": ("由经授权的部门党委领导", "led by the department's authorised committee"),
    "department_committee_guides": ("由经授权的部门党委指导", "guided by the department's authorised committee"),
    "territorial_vertical": (
        "党组织关系属地、业务垂直管理",
        "party relations territorial, business relations vertical",
    ),
    "vertical_vertical": ("党组织关系、业务均垂直管理", "party and business relations both vertical"),
    "unresolved_no_local_committee": ("上级中没有地方党委", "no local committee stands above it"),
    "unresolved_no_department": ("未登记业务主管部门", "no competent department is on record"),
    "unresolved_no_department_committee": ("主管部门未设党委", "the department has no party committee"),
    "unresolved_vertical_territorial": ("条款未规定这种关系", "the clause does not cover these relations"),
    "unresolved_two_departments": ("登记了两个主管部门", "two departments are on record"),
    "unresolved_department_body": ("主管部门不是党组或党委", "the department is neither party group nor committee"),
    "unresolved_not_authorised": ("部门党委未获授权", "the department's committee holds no authorisation"),
}
"""Cases under which who leads and guides was determined."""

_ENUMS: Final[Mapping[str, type[StrEnum]]] = {"unit_kind": Kind, "unit_sector": Sector, "unit_rating": Rating}
"""Fields that keep a code as text: what the unit was when the contact point was established."""

_CITED: Final = frozenset({"clause", "duties", "baseline", "document", "parameter"})
"""Fields whose codes have a name in a document."""

_TENTHS: Final = frozenset(
    {
        (appraisal.Indicator, "maximum"),
        (appraisal.Indicator, "deduction"),
        (sheet.Score, "points"),
        (sheet.Deduction, "points"),
        (sheet.ResultIssued, "total"),
        (sheet.ReviewDecided, "total"),
    }
)
"""Numbers that are tenths of a point."""


class Words:
    """How things read in one language, with the names at hand."""

    def __init__(self, names: Names, language: str) -> None:
        self._names = names
        self.english = language == "en"

    def t(self, zh: str, en: str) -> str:
        """The text in this language."""
        return en if self.english else zh

    def pick(self, label: Label) -> str:
        """The label in this language."""
        return label[1] if self.english else label[0]

    def code(self, code: StrEnum) -> str:
        """A code's label; inside an English sentence in small letters."""
        return _small(code_label(code)[1]) if self.english else code_label(code)[0]

    def codes(self, codes: Iterable[StrEnum]) -> str:
        """Several codes."""
        return self.listed(self.code(code) for code in codes)

    def listed(self, parts: Iterable[str]) -> str:
        """A list inside a sentence."""
        return self.t("、", ", ").join(parts)

    def day(self, day: date) -> str:
        """A day as it is written out."""
        return self.t(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}")

    def period(self, text: str) -> str:
        """A year, half-year, quarter or month."""
        match = _PERIOD.fullmatch(text)
        if match is None:
            return self.line(text)
        year, half, quarter, month = match.groups()
        if half:
            part = "上半年" if half == "1" else "下半年"
            return self.t(f"{year}年{part}", f"the {'first' if half == '1' else 'second'} half of {year}")
        if quarter:
            return self.t(f"{year}年第{quarter}季度", f"quarter {quarter} of {year}")
        if month and 1 <= int(month) <= 12:
            return self.t(f"{year}年{int(month)}月", f"{MONTHS[int(month) - 1]} {year}")
        return self.t(f"{year}年", year)

    def name(self, ref: str) -> str:
        """Name of what an id stands for; never the id itself."""
        found = self._names(ref)
        if found and found != ref:
            return self.line(found)
        if not is_stream_id(stream_of(ref)):
            return self.line(ref)
        kind = kind_of(stream_of(ref))
        if kind == "person":
            return self.t("（姓名已依法删除或未登记）", "(name erased by law or not on record)")
        label = KINDS[kind]
        return self.t(f"（未登记名称的{label[0]}）", f"({_small(label[1])} without a name on record)")

    def names(self, refs: Iterable[str]) -> str:
        """Several names; of many the first few, and how many there are."""
        refs = tuple(refs)
        first = self.listed(self.name(ref) for ref in refs[:6])
        return first if len(refs) <= 6 else first + self.t(f"等{len(refs)}个", f" and {len(refs) - 6} more")

    def line(self, text: str) -> str:
        """A text on one line, cut if it is long, without its own full stop."""
        flat = " ".join(text.split()).rstrip("。.；;")
        return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"

    def quote(self, text: str) -> str:
        """A title in quotation marks."""
        return self.t(f"“{self.line(text)}”", f"“{self.line(text)}”")

    def personal(self, value: Personal | None) -> str:
        """A personal value as the viewer may see it, or that it was erased."""
        if value is None:
            return ""
        text = self.shown(value)
        return self.t("（已依法删除）", "(erased by law)") if text is None else self.line(text)

    def shown(self, value: Personal) -> str | None:
        """What the viewer may see of a value; without a viewer, all of it."""
        return asking().personal(value) if has_request_context() else value.value

    def basis(self, code: str) -> str:
        """Case under which leadership was determined."""
        label = _BASES.get(code)
        return self.line(code) if label is None else self.pick(label)

    # --- values of fields ---

    def value(self, value: Any, of: type | None = None, field: str = "") -> str:
        """A field's value in words, in full."""
        match value:
            case None | "" | ():
                return self.t("（空）", "(empty)")
            case bool():
                return self.t("是", "yes") if value else self.t("否", "no")
            case StrEnum():
                return self.pick(code_label(value))
            case datetime():
                return value.isoformat(sep=" ", timespec="seconds")
            case date():
                return self.day(value)
            case Personal():
                note(value, field)
                return self.personal(value)
            case tuple() | list():
                apart = "\n" if is_dataclass(value[0]) else self.t("、", ", ")
                return apart.join(self.value(one, of, field) for one in value)
            case str():
                return self._text(value, of, field)
            case int() if (of, field) in _TENTHS:
                return points_text(value)
            case _ if is_dataclass(value):
                return self._fields(value)
        return str(value)

    def _fields(self, value: Any) -> str:
        cls = type(value)
        rows = [(f.name, getattr(value, f.name)) for f in fields(value)]
        said = [
            f"{self.pick(field_label(cls, name))}{self.t('：', ': ')}{self.value(inner, cls, name)}"
            for name, inner in rows
            if inner not in (None, "", ())
        ]
        return self.t("；", "; ").join(said)

    def _text(self, text: str, of: type | None, field: str) -> str:
        if field in _ENUMS and of is contact.ContactPointEstablished:
            known = {code.value: code for code in _ENUMS[field]}
            return self.pick(code_label(known[text])) if text in known else text
        if field == "basis" and text in _BASES:
            return self.pick(_BASES[text])
        if field == "sections" and text in SECTIONS:
            return _small(SECTIONS[text][1]) if self.english else SECTIONS[text][0]
        if field == "required" and text in {f.name for f in fields(responsibility.Item)}:
            return self.pick(field_label(responsibility.Item, text))
        if field == "period":
            return self.period(text)
        if is_stream_id(stream_of(text)):
            return self.name(text)
        return self.name(text) if field in _CITED else text


def _small(text: str) -> str:
    """A label inside a sentence: small first letter."""
    return text[:1].lower() + text[1:]


def value_text(value: Any, names: Names, language: str, *, of: type | None = None, field: str = "") -> str:
    """A value in words; ``of`` and ``field`` say where it stands, for the few that read differently there."""
    return Words(names, language).value(value, of, field)


def fact_in(event: Any) -> Any:
    """The complete fact an event states: its own, or the corrected one that a correction carries."""
    if not is_dataclass(event):
        return event
    return next((inner for f in fields(event) if type(inner := getattr(event, f.name)) in NAMES), event)


def changes(old_event: Any, new_event: Any, names: Names, language: str) -> list[tuple[str, str, str]]:
    """What a correction changed, field by field: (label, old text, new text)."""
    words = Words(names, language)
    return [
        (words.pick(field_label(cls, field)), words.value(was, cls, field), words.value(now, cls, field))
        for cls, field, was, now in changed(old_event, new_event)
    ]


def changed(old_event: Any, new_event: Any) -> list[tuple[type, str, Any, Any]]:
    """What a correction changed: (record, field, old, new). Nothing where the two state different things."""
    old, new = fact_in(old_event), fact_in(new_event)
    if type(old) is not type(new):
        return []
    rows = [(type(new), field, was, now) for field, was, now in differences(old, new)]
    if hasattr(new_event, "ended_on"):
        # The last day in a post stands beside the corrected appointment, not in it.
        was, now = getattr(old_event, "ended_on", None), new_event.ended_on
        if was != now:
            rows.append((type(new_event), "ended_on", was, now))
    return rows
