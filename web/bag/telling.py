"""Telling: every entry of a bag in words, Chinese and English, one JSON line each.

Words are ours and are not proven; they stand beside what is proven, so that nobody needs a programmer to read a bag.
Personal values read as on the pages: whoever may not see them there does not see them here, and what was erased by law
reads 已依法删除.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from domain.identity import kind_of
from domain.kernel import Entry
from domain.terms import KINDS
from ledger.port import Row
from web.bag.proving import windows
from web.bag.scope import speaking
from web.history import Told, learn, told_after
from web.services import services


def canonical(value: Any) -> bytes:
    """JSON as everything of ours is stored: keys sorted, no white space, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def rows_of(positions: Sequence[int]) -> Iterator[list[Row]]:
    """Rows of these positions, in runs."""
    for run in windows(positions, 500):
        wanted = set(run)
        rows = services().ledger.rows(run[0] - 1, run[-1] - run[0] + 1, until=run[-1])
        yield [row for row in rows if row.position in wanted]


class Account:
    """What was told, counted for the report while the lines go by."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()
        self.first_at = self.last_at = ""

    def lines(self, positions: Sequence[int]) -> Iterator[bytes]:
        """A line for each entry, in order."""
        for rows in rows_of(positions):
            with speaking("zh"):
                chinese = told(rows)
            with speaking("en"):
                english = told(rows)
            for row, zh, en in zip(rows, chinese, english, strict=True):
                self.kinds[KINDS[kind_of(row.stream)][0]] += 1
                self.labels[zh.label] += 1
                self.first_at = self.first_at or row.recorded_at
                self.last_at = row.recorded_at
                yield canonical(_line(row, zh, en)) + b"\n"


def told(rows: Sequence[Row]) -> list[Told]:
    """Entries in the language that is spoken."""
    stream = lru_cache(maxsize=256)(services().ledger.stream)
    found: list[tuple[Entry, list[Entry]]] = []
    for row in rows:
        entries = stream(row.stream)
        found.append((entries[row.version - 1], entries[: row.version - 1]))
    learn(entry for entry, _ in found)
    return [told_after(entry, before) for entry, before in found]


def _line(row: Row, zh: Told, en: Told) -> dict[str, Any]:
    entry = zh.entry
    line: dict[str, Any] = {
        "fields": [[label, text] for label, text, _ in zh.rows],
        "label": {"en": en.label, "zh": zh.label},
        "name": row.name,
        "names": {"on_behalf_of": zh.behalf, "recorded_by": zh.who},
        "on_behalf_of": entry.on_behalf_of,
        "position": row.position,
        "recorded_at": row.recorded_at,
        "recorded_by": entry.recorded_by,
        "said": {"en": en.said, "zh": zh.said},
        "stream": row.stream,
        "version": row.version,
    }
    if zh.changes:
        line["changes"] = [list(change) for change in zh.changes]
    return line
