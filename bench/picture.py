"""The picture of all figures: how far each is from what it has to reach, in one SVG drawn here."""

import math
from collections.abc import Sequence
from html import escape

from bench.measure import Row
from bench.report import TABLES

WIDTH, LABEL, RIGHT, LINE, TOP = 1180, 640, 40, 22, 96
WORK, BOTH = 56, 94
"""Most characters of what is done, and of that with what it is held against."""
LEAST, MOST = 1 / 8, 32.0
"""Ends of the axis, as shares of what has to be reached; what lies beyond stands at the end."""
TICKS = (1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32)
COLOURS = {"sqlite": "#1f5f8b", "postgresql": "#b4532a", "none": "#5a6470"}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "none": "no database"}
STYLE = (
    "text{font-family:system-ui,'Noto Sans','Helvetica Neue',Arial,sans-serif;font-size:13px;fill:#22282f}"
    ".title{font-size:19px;font-weight:600}.said{fill:#5a6470}.table{font-weight:600;font-size:14px}"
    ".against{fill:#5a6470;font-size:12px}.end{text-anchor:middle;fill:#5a6470;font-size:12px}"
    ".grid{stroke:#e3e6ea}.reach{stroke:#22282f;stroke-width:1.5}"
)

_Line = tuple[str, str, list[Row]]
"""Work, against what, and the figure on each database."""


def place(share: float) -> float:
    """Where a share of what has to be reached lies on the axis."""
    kept = min(max(share, LEAST), MOST)
    return LABEL + (WIDTH - LABEL - RIGHT) * math.log(kept / LEAST) / math.log(MOST / LEAST)


def lines_of(rows: Sequence[Row]) -> list[tuple[str, list[_Line]]]:
    """Figures with something to reach, by table; both databases on one line."""
    found = []
    for table, (heading, _) in TABLES.items():
        own: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows:
            if row.table == table and row.target:
                own.setdefault((row.work, row.size, row.limit), []).append(row)
        together: dict[tuple[str, str], list[Row]] = {}
        for (work, size, limit), some in own.items():
            twice = sum((one, against) == (work, limit) for one, _, against in own) > 1
            together.setdefault((f"{work} ({size})" if twice else work, limit), []).extend(some)
        if together:
            found.append((heading, [(work, limit, some) for (work, limit), some in together.items()]))
    return found


def drawn(rows: Sequence[Row]) -> str:
    """The picture as SVG."""
    body: list[str] = []
    y = TOP
    for heading, lines in lines_of(rows):
        y += LINE * 0.6
        body.append(f'<text class="table" x="16" y="{y + 15:.0f}">{escape(heading)}</text>')
        y += LINE
        for work, limit, some in lines:
            body += _line(work, limit, some, y)
            y += LINE
    height = y + 46
    return "\n".join([*_frame(height, y), *body, "</svg>", ""])


def _frame(height: float, foot: float) -> list[str]:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" role="img" aria-label="Every figure beside what it has to reach">',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
        '<text class="title" x="16" y="32">Every figure beside what it has to reach</text>',
        '<text class="said" x="16" y="54">1x is what was asked for: full is reached, hollow is missed.'
        " The thin line is the range of the rounds.</text>",
    ]
    x = LABEL
    for database, name in NAMES.items():
        lines.append(f'<circle cx="{x}" cy="27" r="5" fill="{COLOURS[database]}"/>')
        lines.append(f'<text x="{x + 11}" y="32">{name}</text>')
        x += 120
    for tick in TICKS:
        at = place(tick)
        said = f"{tick:g}x" if tick >= 1 else f"1/{1 / tick:g}"
        lines.append(f'<line class="{"reach" if tick == 1 else "grid"}" x1="{at:.1f}" x2="{at:.1f}"')
        lines[-1] += f' y1="{TOP - 4}" y2="{foot + 4:.0f}"/>'
        lines += [f'<text class="end" x="{at:.1f}" y="{end:.0f}">{said}</text>' for end in (TOP - 10, foot + 22)]
    return lines


def _line(work: str, limit: str, some: list[Row], y: float) -> list[str]:
    lines = [
        f'<text x="28" y="{y + 15:.0f}">{escape(_cut(work, WORK))}'
        f' <tspan class="against">{escape(_cut(limit, BOTH - min(len(work), WORK)))}</tspan></text>'
    ]
    for number, row in enumerate(some):
        middle = y + LINE / 2 + (number - (len(some) - 1) / 2) * 8
        colour = COLOURS[row.database]
        low, at, high = (place(one / row.target) for one in (row.low, row.ratio, row.high))
        fill = colour if row.reached else "#fff"
        lines.append(
            f"<g><title>{escape(f'{row.database}, {row.size}: {row.ratio:.2f}, reach {row.target:.2f}')}</title>"
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle:.1f}" y2="{middle:.1f}" stroke="{colour}"'
            f' stroke-opacity=".45" stroke-width="2"/><circle cx="{at:.1f}" cy="{middle:.1f}" r="4" fill="{fill}"'
            f' stroke="{colour}" stroke-width="1.6"/></g>'
        )
    return lines


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
