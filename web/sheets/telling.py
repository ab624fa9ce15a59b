"""Telling which column means what: what the page of columns shows, and what it sends."""

from typing import Any, Final

from web.asking import asking
from web.schemas.fields import Choice, Flag
from web.sheets.columns import Column
from web.sheets.mapping import Columns, Heads, shown_cell, suggested
from web.sheets.reading import Book
from web.sheets.template import choices
from web.viewer import viewer

PREVIEW: Final = 5
"""So many rows are shown beneath the headings."""


def told(form: dict[str, str]) -> dict[str, Any]:
    """What the page of columns sent."""
    return {
        "template": form["template"],
        "sheet": form["sheet"],
        "first": int(form["first"]),
        "last": int(form["last"]),
        "places": {
            name.removeprefix("c-"): int(value) for name, value in form.items() if name.startswith("c-") and value
        },
        "fixed": {name.removeprefix("f-"): value for name, value in form.items() if name.startswith("f-")},
    }


def chosen(asked: dict[str, str], kept: Columns | None, heads: Heads, name: str) -> Columns:
    """Columns as they were just sent, else as they were kept, else as they are called."""
    if any(key.startswith("c-") for key in asked):
        places = {
            key.removeprefix("c-"): int(value)
            for key, value in asked.items()
            if key.startswith("c-") and value.isdigit()
        }
        fixed = {key.removeprefix("f-"): value for key, value in asked.items() if key.startswith("f-")}
    elif kept is not None and kept.template == name:
        places, fixed = dict(kept.places), dict(kept.fixed)
    else:
        places, fixed = suggested(heads, name), {}
    return Columns(template=name, sheet=heads.sheet, first=heads.first, last=heads.last, places=places, fixed=fixed)


def offered(one: Column) -> list[str]:
    """Values to choose from where one is meant for all rows: those of a short list, and the organisations in reach."""
    if isinstance(one.field, Choice | Flag):
        return choices(one, None)
    if one.code == "organisation":
        return [body.name for _, body in asking().tree().subtree(viewer().organisation)]
    return []


def row_number(text: str) -> int:
    """A row as it was typed; 0: none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def preview(book: Book, heads: Heads) -> list[list[str]]:
    """The first rows as they stand."""
    found = []
    for _, row in book.rows(heads.sheet, first=heads.last + 1, last=heads.last + PREVIEW):
        found.append([shown_cell(one) for one in row[: max(heads.texts, default=1)]])
    return found
