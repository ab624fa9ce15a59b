"""What the lines of every kind share, and the plain sort of line: opened, moved from stage to stage, corrected."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from domain.kernel import Entry
from projections.store import iso

Values: TypeAlias = dict[str, Any]
"""The fields of one line (`projections.records.Line`), as they are stored."""

Fold: TypeAlias = Callable[[Entry, dict[str, Values]], list[tuple[str, Values]]]
"""Lines (ref, values) that an entry makes or changes, given those of its stream."""

TITLE: Final = 80
"""Characters of a free text that serve as the title of what has none."""


def blank(entry: Entry) -> Values:
    """A line of which nothing has been said."""
    return {
        "kind": "",
        "organisation": "",
        "act": "",
        "title": "",
        "occurred_on": None,
        "period": "",
        "about": "",
        "stage": "",
        "version": entry.version,
        "first_position": entry.position,
        "corrections": 0,
        "parts": 0,
        "done": "",
    }


def said(*, stage: str, on: date | None, act: str = "", **more: str) -> Values:
    """What an opening event says: ``organisation``, ``title``, ``period``, ``about`` besides."""
    return {"act": str(act), "stage": stage, "occurred_on": None if on is None else iso(on), **more}


class Plain:
    """Lines of a kind whose records are one line each.

    ``opens``: event -> what it says of the record (`said`). ``corrected``: event -> name of its field that holds
    the corrected opening event; the stage stays. ``stages``: event -> stage it leads to. ``parts``: event -> change
    in the number of parts. ``silent``: events that change nothing but the version.
    """

    def __init__(
        self,
        kind: str,
        *,
        opens: Mapping[type, Callable[[Any], Values]],
        stages: Mapping[type, str],
        corrected: Mapping[type, str] | None = None,
        parts: Mapping[type, int] | None = None,
        silent: tuple[type, ...] = (),
    ) -> None:
        self.kind = kind
        self._opens, self._stages = opens, stages
        self._corrected, self._parts = corrected or {}, parts or {}
        self.reads: tuple[type, ...] = tuple(
            dict.fromkeys((*opens, *stages, *self._corrected, *self._parts, *silent)),
        )

    def fold(self, entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
        """See `Fold`."""
        event, before = entry.event, lines.get(entry.stream)
        kind = type(event)
        if kind in self._opens:
            line = {**(before or blank(entry)), **self._opens[kind](event), "kind": self.kind}
        else:
            assert before is not None, "a record begins with being opened"
            line = dict(before)
        line["version"] = entry.version
        if kind in self._corrected:
            fact = getattr(event, self._corrected[kind])
            line |= {**self._opens[type(fact)](fact), "stage": line["stage"], "corrections": line["corrections"] + 1}
        if kind in self._stages:
            line["stage"] = self._stages[kind]
        line["parts"] += self._parts.get(kind, 0)
        return [(entry.stream, line)]
