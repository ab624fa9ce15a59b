"""The demonstration district as `zeren demo` loads it: once in a run of the tests, and copied for who looks at it."""

import fcntl
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final

import pytest

UNTIL: Final = date(2026, 6, 30)
"""Last day of its story."""


def district(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Make ``folder`` a copy of the data; the first process that asks loads it, the others wait for that one."""
    base = factory.getbasetemp()
    # With several workers each has a folder of its own within that of the run.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "district.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / "district"
        if not done.exists():
            loading = shared / "district.loading"
            shutil.rmtree(loading, ignore_errors=True)
            loading.mkdir()
            _load(loading)
            loading.rename(done)
    shutil.copytree(done, folder, dirs_exist_ok=True)
    return folder


def _load(folder: Path) -> None:
    """By the command, in a process of its own: it leaves nothing open."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ZEREN_")}
    environment["ZEREN_DATA"] = str(folder)
    zeren = str(Path(sys.executable).with_name("zeren"))
    command = [zeren, "demo", "--until", UNTIL.isoformat()]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "clerk" in told.stdout
