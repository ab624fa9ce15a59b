"""Interleaved rounds and their median ratios; what a figure is, and where it is kept until the next run."""

import json
import platform
import sqlite3
import statistics
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

MICROSECONDS = "us"
"""A unit of work took so long; other units say what they are: ms, MB, bytes."""


@dataclass(frozen=True)
class Row:
    """One line of a table: how ours compares with what was measured beside it, or with a fixed limit."""

    table: str
    work: str
    database: str
    size: str
    limit: str
    """What ours is held against."""
    ours: float
    bare: float
    ratio: float
    """Of ``bare`` to ``ours``: 1.0 is as good, more is better."""
    low: float
    high: float
    target: float
    """The ratio to be reached; 0: none is asked, it only stands beside."""
    unit: str = MICROSECONDS
    commit: str = ""
    """State of the code that was measured."""
    day: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes it the same figure in another run."""
        return self.table, self.work, self.database, self.size, self.limit

    @property
    def reached(self) -> bool:
        """Whether the median reaches the target."""
        return self.ratio >= self.target


def row_of(
    table: str,
    work: str,
    database: str,
    *,
    size: str,
    limit: str,
    ours: Sequence[float],
    bare: Sequence[float],
    target: float,
    unit: str = MICROSECONDS,
) -> Row:
    """The line of two series measured in turn; told at once."""
    ratios = [theirs / mine for mine, theirs in zip(ours, bare, strict=True)]
    row = Row(
        table=table,
        work=work,
        database=database,
        size=size,
        limit=limit,
        ours=statistics.median(ours),
        bare=statistics.median(bare),
        ratio=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        target=target,
        unit=unit,
    )
    print(told(row), flush=True)
    return row


def in_turn(one: Callable[[], float], other: Callable[[], float], rounds: int) -> tuple[list[float], list[float]]:
    """Both, in turn; the order within a round alternates."""
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        if number % 2:
            theirs.append(other())
            mine.append(one())
        else:
            mine.append(one())
            theirs.append(other())
    return mine, theirs


def compare(
    table: str,
    work: str,
    database: str,
    *,
    size: str,
    limit: str,
    ours: Callable[[], float],
    bare: Callable[[], float],
    target: float,
    rounds: int,
    settle: bool = True,
) -> Row:
    """Run ``ours`` and ``bare`` in turn. Each returns seconds for one unit of the same work.

    One round before counting lets caches and files settle; work that takes half a minute does without.
    """
    if settle:
        ours(), bare()
    mine, theirs = in_turn(ours, bare, rounds)
    return row_of(
        table,
        work,
        database,
        size=size,
        limit=limit,
        ours=[one * 1e6 for one in mine],
        bare=[one * 1e6 for one in theirs],
        target=target,
    )


def told(row: Row) -> str:
    """One line about a figure."""
    mark = f"reach {row.target:<5.2f} {'reached' if row.reached else 'MISSED'}" if row.target else "beside"
    return (
        f"{row.work:<44} {row.database:<10} {row.ratio:7.3f} ({row.low:.3f}-{row.high:.3f}) {mark:<20}"
        f" ours {row.ours:,.1f} {row.unit}; {row.limit}: {row.bare:,.1f} {row.unit}"
    )


def machine() -> str:
    """One line about where it was measured."""
    said = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    cpu = next((line.split(":", 1)[1].strip() for line in said if "model name" in line), platform.processor())
    cores = len([line for line in said if line.startswith("processor")])
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line)
    return f"{cores} cores of {cpu}, {memory / 1024**2:.0f} GiB of memory, {platform.system()} {platform.release()}"


def versions() -> str:
    """What it runs on."""
    return f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def commit() -> str:
    """Which state of the code was measured."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def merged(kept: Iterable[Row], fresh: Iterable[Row], *, day: str, at: str) -> list[Row]:
    """Figures of before, with those of this run in the place of all of the same table and database."""
    now = [replace(row, commit=at, day=day) for row in fresh]
    measured = {(row.table, row.database) for row in now}
    return [row for row in kept if (row.table, row.database) not in measured] + now


def load(path: Path) -> list[Row]:
    """Figures of earlier runs."""
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def dump(rows: list[Row], path: Path) -> None:
    """The figures for a program, and for the next run."""
    path.write_text("".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
