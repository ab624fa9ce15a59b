"""Figures of the search for faults: every test notes what it found, one table is shown at the end of the run.

Rows of the same fault and database add up. They are kept in a file that all processes of a run append to, so that
nothing is lost with a worker that ends, and a child may note as well as its parent.
"""

import json
import os
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final

SEED: Final = 20240607
"""Of every run that is not given another: `make test` looks at the same each time."""
COUNTS: Final = ("acknowledged", "lost", "duplicated", "undecided", "kills", "points")
_ROWS: Final = "ZEREN_SOAK_ROWS"
_UNTIL: Final = "ZEREN_SOAK_UNTIL"
_ALONE: Final = 1.0
"""Minutes of a search where nobody said how long the whole run may take."""
_LEAST: Final = 0.25
"""Minutes of a search that has no time left."""


def note(
    fault: str,
    database: str,
    *,
    seed: int | str | None = None,
    acknowledged: int | None = None,
    lost: int | None = None,
    duplicated: int | None = None,
    undecided: int | None = None,
    kills: int | None = None,
    points: int | None = None,
    detected: str | None = None,
    recovery_s: float | None = None,
    **more: int,
) -> None:
    """Add to the row of this fault on this database. ``detected`` reads "3 of 4"; ``recovery_s`` is one recovery.

    ``undecided``: commands of which the client heard nothing, until it asked again. ``more``: counts that have no
    column of their own.
    """
    given = {
        "acknowledged": acknowledged,
        "lost": lost,
        "duplicated": duplicated,
        "undecided": undecided,
        "kills": kills,
        "points": points,
    }
    row: dict[str, Any] = {name: count for name, count in given.items() if count is not None}
    row |= {"fault": fault, "database": database, "seed": str(_seed() if seed is None else seed)}
    if detected is not None:
        found, _, of = detected.partition(" of ")
        row["detected"] = [int(found), int(of)]
    if recovery_s is not None:
        row["recovery_s"] = recovery_s
    if more:
        row["more"] = more
    with _file().open("a", encoding="utf-8") as rows:
        rows.write(json.dumps(row, ensure_ascii=False) + "\n")


def seed() -> int:
    """Of this run: ``ZEREN_SEED``; a soak that is not given one draws it at the start and says so."""
    return _seed()


def _seed() -> int:
    return int(os.environ.get("ZEREN_SEED") or SEED)


def minutes() -> float:
    """How long this search may go on: its part of what is left of ``ZEREN_SOAK_MINUTES``, which is the whole run's."""
    until = os.environ.get(_UNTIL)
    if until is None:
        return _ALONE
    return max(_LEAST, (float(until) - monotonic()) / 60 / max(1, _plan.left))


def rounds() -> Iterator[int]:
    """Numbers of rounds, for as long as this search may go on; with ``ZEREN_ROUND`` that one alone.

    Whatever a round does must follow from the seed and its number, so that a failure is one round to be looked at.
    """
    only = os.environ.get("ZEREN_ROUND")
    if only is not None:
        _plan.round = int(only)
        yield _plan.round
        return
    end, number = monotonic() + 60 * minutes(), 0
    while number == 0 or monotonic() < end:
        _plan.round = number
        yield number
        number += 1


# --- the run ---------------------------------------------------------------------------


@dataclass
class _Plan:
    """What the plugin tells of the run."""

    left: int = 0
    """Searches that have not ended, this one among them."""
    round: int | None = None


_plan = _Plan()


def plan() -> _Plan:
    """See `_Plan`."""
    return _plan


def begin(*, soak: bool) -> None:
    """At the start of a run, before other processes of it begin."""
    if _ROWS not in os.environ:
        handle, path = tempfile.mkstemp(prefix="zeren-soak-", suffix=".jsonl")
        os.close(handle)
        os.environ[_ROWS] = path
    if soak:
        if not os.environ.get("ZEREN_SEED"):
            os.environ["ZEREN_SEED"] = str(int.from_bytes(os.urandom(4), "big") % (2**31 - 1) + 1)
        whole = os.environ.get("ZEREN_SOAK_MINUTES")
        if whole and _UNTIL not in os.environ:
            os.environ[_UNTIL] = str(monotonic() + 60 * float(whole))


def end() -> None:
    """At the end of the process that began it."""
    path = os.environ.pop(_ROWS, None)
    if path is not None:
        Path(path).unlink(missing_ok=True)


def _file() -> Path:
    begin(soak=False)
    return Path(os.environ[_ROWS])


# --- the table -------------------------------------------------------------------------


@dataclass
class Row:
    """One fault on one database, all its notes together."""

    fault: str
    database: str
    seeds: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    detected: list[int] | None = None
    recoveries: list[float] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)

    def add(self, one: dict[str, Any]) -> None:
        """A note."""
        if one["seed"] not in self.seeds:
            self.seeds.append(one["seed"])
        for name in COUNTS:
            if name in one:
                self.counts[name] = self.counts.get(name, 0) + one[name]
        for name, count in one.get("more", {}).items():
            self.more[name] = self.more.get(name, 0) + count
        if "detected" in one:
            before = self.detected or [0, 0]
            self.detected = [before[0] + one["detected"][0], before[1] + one["detected"][1]]
        if "recovery_s" in one:
            self.recoveries.append(one["recovery_s"])

    @property
    def cells(self) -> list[str]:
        """As the table shows it."""
        told = [str(self.counts[name]) if name in self.counts else "" for name in COUNTS]
        told.append("" if self.detected is None else f"{self.detected[0]} of {self.detected[1]}")
        told.append(
            f"{statistics.median(self.recoveries):.2f}, at most {max(self.recoveries):.2f}" if self.recoveries else ""
        )
        also = "; ".join(f"{name.replace('_', ' ')} {count}" for name, count in self.more.items())
        return [self.fault, self.database, *told, also, " ".join(self.seeds)]

    @property
    def as_data(self) -> dict[str, Any]:
        """As a program reads it."""
        found: dict[str, Any] = {"fault": self.fault, "database": self.database, "seeds": self.seeds, **self.counts}
        if self.detected is not None:
            found["detected"] = dict(zip(("found", "of"), self.detected, strict=True))
        if self.recoveries:
            found["recovery_s"] = {"median": statistics.median(self.recoveries), "most": max(self.recoveries)}
        return found | ({"also": self.more} if self.more else {})


HEAD: Final = ("fault", "database", *COUNTS, "detected", "recovery, s", "also", "seed")


def table() -> list[Row]:
    """Everything noted so far, by fault and database."""
    found: dict[tuple[str, str], Row] = {}
    text = _file().read_text(encoding="utf-8")
    for line in text.splitlines():
        one = json.loads(line)
        found.setdefault((one["fault"], one["database"]), Row(one["fault"], one["database"])).add(one)
    return [found[key] for key in sorted(found)]


def lines(rows: list[Row]) -> list[str]:
    """The table for a terminal, without columns that stayed empty."""
    cells = [list(HEAD), *(row.cells for row in rows)]
    kept = [place for place in range(len(HEAD)) if any(row[place] for row in cells[1:])]
    width = {place: max(len(row[place]) for row in cells) for place in kept}
    told = []
    for row in cells:
        line = "  ".join(
            row[place].ljust(width[place]) if place < 2 or place > 9 else row[place].rjust(width[place])
            for place in kept
        )
        told.append(line.rstrip())
    return told


def markdown(rows: list[Row], about: dict[str, str]) -> str:
    """The table as a page, with what it was found on."""
    told = ["# Soak", "", *(f"- {name}: {value}" for name, value in about.items()), ""]
    told += [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    told += [f"| {' | '.join(row.cells)} |" for row in rows]
    return "\n".join(told) + "\n"
