"""The page docs/reference/performance.md: one heading a table, one line a figure, the picture of all of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.measure import Row

TABLES = {
    "writing": ("Writing", "One fact at a time, four processes at once, many facts in one transaction."),
    "views": ("Views", "Catching up, the board, the trail of an organisation."),
    "past": ("The past", "What was known at an earlier moment."),
    "serving": ("Serving", "Requests through gunicorn with two workers."),
    "storage": ("On disk", "Bytes a fact, views left out."),
    "growth": (
        "Growth",
        "The same work in a small record and in a large one, and the memory that work on all of it takes.",
    ),
    "proof": (
        "Proof",
        "What nobody else does: the tree over the log, its checkpoints, proofs and the check of it all.",
    ),
}
"""Every table in its order: its heading, and what it holds."""

_COLUMNS = ("work", "size", "against", "ratio", "range", "reach", "ours", "theirs")
_RULE = "|---|---|---|---:|---|---:|---:|---:|"
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "none": "No database"}


def page(rows: Sequence[Row], *, about: Sequence[str], notes: str) -> str:
    """All of the page. ``about`` is said of the run as a whole."""
    asked = [row for row in rows if row.target]
    missed = [row for row in asked if not row.reached]
    lines = [
        "# Performance",
        "",
        "Each figure is a ratio to what stands beside it on the same machine in the same run: the bare work of the",
        "database, the file system or Flask (1.0 would be free), or another tool that somebody would take instead",
        "(4.0: ours is four times as fast). Median of interleaved rounds, with lowest and highest. *Reach* is the",
        "ratio asked for; where there is none, the figure only stands beside. A limit that is a time or a size is",
        "fixed, and then a ratio of 1.0 or more keeps within it.",
        "",
        *(f"- {line}" for line in about),
        f"- {len(asked) - len(missed)} of {len(asked)} reached" + ("; missed are:" if missed else "."),
        *(f"    - {_called(row)}: {_figure(row.ratio)} of {_figure(row.target)}" for row in missed),
        "",
        "![Every figure beside what it has to reach](performance.svg)",
    ]
    for table, (heading, says) in TABLES.items():
        own = [row for row in rows if row.table == table]
        if not own:
            continue
        lines += ["", f"## {heading}", "", says]
        for database in dict.fromkeys(row.database for row in own):
            some = [row for row in own if row.database == database]
            lines += ["", f"### {heading}: {_DATABASES[database]}", "", *_table(some)]
            lines += ["", f"Measured {', '.join(dict.fromkeys(f'{row.day} at {row.commit}' for row in some))}."]
    return "\n".join([*lines, "", notes.strip()]) + "\n"


def _table(rows: Iterable[Row]) -> list[str]:
    lines = [f"| {' | '.join(_COLUMNS)} |", _RULE]
    for row in rows:
        ratio = _figure(row.ratio) + ("" if row.reached else " **missed**")
        cells = (
            row.work,
            row.size,
            row.limit,
            ratio,
            f"{_figure(row.low)}-{_figure(row.high)}",
            _figure(row.target) if row.target else "-",
            amount(row.ours, row.unit),
            amount(row.bare, row.unit),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _called(row: Row) -> str:
    return f"{_DATABASES[row.database]}, {row.work}, against {row.limit}"


def _figure(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def amount(value: float, unit: str) -> str:
    """A measured amount as one reads it: long times in milliseconds or seconds."""
    if unit != "us":
        return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"
    if value >= 1_000_000:
        return f"{value / 1e6:,.1f} s"
    if value >= 1_000:
        return f"{value / 1e3:,.1f} ms"
    return f"{value:,.1f} us"


def write(rows: Sequence[Row], path: Path, *, about: Sequence[str]) -> None:
    """Write the page; what has to be known to read it stands in a file beside it, written by hand."""
    notes = path.with_name("performance-notes.md")
    said = notes.read_text(encoding="utf-8") if notes.exists() else ""
    path.write_text(page(rows, about=about, notes=said), encoding="utf-8")
