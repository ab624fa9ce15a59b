"""Interleaved rounds, median ratios, and the table they end in."""

import json
import platform
import sqlite3
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One line of the table: how ours compares with the limit measured beside it."""

    work: str
    database: str
    size: str
    limit: str
    ours_us: float
    limit_us: float
    ratio: float
    low: float
    high: float
    target: float
    commit: str = ""
    """State of the code that was measured."""
    day: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same figure in another run."""
        return self.work, self.database, self.size

    @property
    def reached(self) -> bool:
        """Whether the median reaches the target."""
        return self.ratio >= self.target


def compare(
    work: str,
    database: str,
    *,
    size: str,
    limit: str,
    ours: Callable[[], float],
    bare: Callable[[], float],
    target: float,
    rounds: int,
) -> Row:
    """Run ``ours`` and ``bare`` in turn. Each returns seconds for one unit of the same work.

    One round before counting lets caches and files settle; the order within a round alternates.
    """
    ours(), bare()
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        if number % 2:
            theirs.append(bare())
            mine.append(ours())
        else:
            mine.append(ours())
            theirs.append(bare())
    ratios = [b / a for a, b in zip(mine, theirs, strict=True)]
    row = Row(
        work=work,
        database=database,
        size=size,
        limit=limit,
        ours_us=statistics.median(mine) * 1e6,
        limit_us=statistics.median(theirs) * 1e6,
        ratio=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        target=target,
    )
    told(row)
    return row


def told(row: Row) -> None:
    """One line about a figure, as soon as it is there."""
    mark = "reached" if row.reached else "MISSED"
    print(
        f"{row.work:<42} {row.database:<10} {row.ratio:6.3f} ({row.low:.3f}-{row.high:.3f})"
        f" reach {row.target:<5} {mark}   ours {row.ours_us:,.1f} us, limit {row.limit_us:,.1f} us",
        flush=True,
    )


def machine() -> str:
    """One line about where it was measured."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    cores = len([line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")])
    return f"{cores} cores of {cpu}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def commit() -> str:
    """Which state of the code was measured."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def merged(kept: list[Row], fresh: list[Row], *, day: str) -> list[Row]:
    """Figures of before with those of this run in their places; new ones at the end."""
    at = commit()
    now = {row.key: replace(row, commit=at, day=day) for row in fresh}
    return [now.pop(row.key, row) for row in kept] + list(now.values())


def write_report(rows: list[Row], path: Path, *, command: str, extra: str) -> None:
    """The page docs/reference/performance.md."""
    lines = [
        "# Performance",
        "",
        "Each figure is a ratio against the limit on the same machine in the same run: what the database, the file",
        "system or Flask would need for the bare work. Median of interleaved rounds, with lowest and highest; 1.0",
        "would be free.",
        "",
        f"Measured with `{command}` on {machine()}{extra}; the last column says when, and at which commit.",
        "",
        "| work | database | size | limit | ratio | range | reach | ours (us a unit) | limit (us a unit) | measured |",
        "|---|---|---|---|---:|---|---:|---:|---:|---|",
    ]
    for row in rows:
        flag = "" if row.reached else " **missed**"
        lines.append(
            f"| {row.work} | {row.database} | {row.size} | {row.limit} | {row.ratio:.2f}{flag} "
            f"| {row.low:.2f}-{row.high:.2f} | {row.target} | {row.ours_us:,.1f} | {row.limit_us:,.1f} "
            f"| {row.day} {row.commit} |"
        )
    notes = path.with_name("performance-notes.md")
    if notes.exists():
        lines += ["", notes.read_text(encoding="utf-8").strip()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load(path: Path) -> list[Row]:
    """Figures of earlier runs."""
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def dump(rows: list[Row], path: Path) -> None:
    """The figures for a program, and for the next run."""
    path.write_text("".join(json.dumps(row.__dict__) + "\n" for row in rows), encoding="utf-8")
