"""Reference pages that are written from the code, and compared with it by a test: ``zeren reference --write``."""

import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final

from domain import terms
from domain.catalogue import load_all
from domain.kernel import Personal
from domain.rule import Measure
from domain.vocabulary import EVENTS, UPCASTS
from web import metrics, rights
from web.papers.kinds import COMMON, WHOLE
from web.papers.kinds import KINDS as PAPERS

FOLDER: Final = Path("docs/reference")


def pages() -> dict[str, str]:
    """File name in docs/reference -> text."""
    return {
        "vocabulary.md": _vocabulary(),
        "catalogue.md": _catalogue(),
        "rights.md": rights.page(),
        "papers.md": _papers(),
        "metrics.md": metrics.page(),
    }


def _vocabulary() -> str:
    lines = [
        "# Vocabulary",
        "",
        f"Every event that can be stored: {len(EVENTS)} names.",
        "Written from `domain/vocabulary.py` by `zeren reference --write`.",
        "",
        "A stored body is canonical JSON with the keys `command_id`, `data` (the fields below), `digest`,",
        "`on_behalf_of` and `recorded_by`; position, stream, version, name and `recorded_at` stand in columns.",
        "Dates are `YYYY-MM-DD`, refs are `stream` or `stream#version`.",
        "*Personal* values are sealed under the key of the person.",
    ]
    kind = ""
    for name, event in EVENTS.items():
        if name.partition(".")[0] != kind:
            kind = name.partition(".")[0]
            lines += ["", f"## {kind}", "", "| stored name | 名称 | fields |", "|---|---|---|"]
        lines.append(f"| `{name}` | {terms.event_label(event)[0]} | {_fields(event)} |")
    lines += [
        "",
        f"Older shapes that are read through an upcast: {', '.join(f'`{old}`' for old in UPCASTS) or 'none so far'}.",
    ]
    return "\n".join(lines) + "\n"


def _fields(event: type) -> str:
    hints = typing.get_type_hints(event)
    return ", ".join(f"`{field.name}` {_type(hints[field.name])}" for field in fields(event)) or "none"


def _type(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (UnionType, typing.Union):
        inner = [_type(one) for one in arguments if one is not NoneType]
        return " or ".join(inner) + (" or null" if NoneType in arguments else "")
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return f"code {hint.__name__}"
    return {str: "text", int: "number", bool: "yes/no", date: "date", Personal: "*personal*"}.get(
        hint, getattr(hint, "__name__", str(hint))
    )


def _catalogue() -> str:
    documents = [document for _, document in load_all().values()]
    total = sum(len(document.clauses) for document in documents)
    lines = [
        "# Catalogue",
        "",
        f"{len(documents)} documents, {total} clauses. Written from `domain/catalogue/` by `zeren reference --write`.",
        "",
        "| document | clauses | " + " | ".join(measure.value for measure in Measure) + " | parameters |",
        "|---|---:|" + "---:|" * (len(Measure) + 1),
    ]
    for document in documents:
        counts = [sum(clause.rule.measure is measure for clause in document.clauses) for measure in Measure]
        cells = (document.cite, len(document.clauses), *counts, len(document.parameters))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    for document in documents:
        lines += [
            "",
            f"## {document.code}",
            "",
            "| clause | 条款 | 要求 | requirement | measured |",
            "|---|---|---|---|---|",
        ]
        for clause in document.clauses:
            lines.append(
                f"| `{clause.id}` | {clause.cite} | {clause.zh} | {clause.en} | {' '.join(_measured(clause))} |"
            )
    return "\n".join(lines) + "\n"


def _measured(clause: Any) -> Iterator[str]:
    rule = clause.rule
    yield rule.measure.value
    if rule.minimum is not None:
        yield (
            f"at least {rule.minimum} a {rule.window.value}"
            if rule.measure is Measure.COUNT
            else f"at least {rule.minimum}"
        )
    elif rule.measure is Measure.COUNT:
        yield f"by {rule.window.value}, no minimum"
    if rule.role is not None:
        yield f"({rule.grain.value}: {rule.role.value})"


def _papers() -> str:
    lines = [
        "# Placeholders of papers 公文模板占位符",
        "",
        "What a Word template of the office's own may name ([how to](../howto/papers.md)).",
        "Written from `web/papers/` by `zeren reference --write`.",
        "",
        "## Every paper",
        "",
        *_placeholders({**COMMON, **WHOLE}),
    ]
    for kind in PAPERS.values():
        lines += ["", f"## {kind.label[0]} {kind.label[1]}: `{kind.code}.docx`", ""]
        rows = {f"{listed}.{name}": label for listed, columns in kind.rows.items() for name, label in columns.items()}
        lines += _placeholders({**kind.fields, **rows}) if kind.fields or rows else ["Those of every paper."]
        if rows:
            lines += ["", "Names with a dot stand in a row of a table, which is repeated."]
    return "\n".join(lines) + "\n"


def _placeholders(names: Mapping[str, terms.Label]) -> Iterator[str]:
    yield "| placeholder | 内容 | what it stands for |"
    yield "|---|---|---|"
    for name, (zh, en) in names.items():
        yield f"| `{{{{{name}}}}}` | {zh} | {en} |"
