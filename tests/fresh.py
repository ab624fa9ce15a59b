"""Processes that begin without anything of this one, and quickly: a server forks them that has imported the program
and opened nothing. A process that is spawned takes half a second to import it once more."""

import multiprocessing
import os
import tempfile
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

TESTS = Path(__file__).parent
IMPORTED = (
    *("fault_processes", "crash_points", "ledger.proof.sealing", "projections.engine"),
    *("web.app", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread"),
)


@cache
def fresh() -> ForkServerContext:
    """Makes such processes."""
    path = os.pathsep.join(str(folder) for folder in (TESTS / "faults", TESTS.parent))
    # The server imports what it preloads before it is told this process's path.
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = path if before is None else path + os.pathsep + before
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    try:
        process = context.Process(target=tempfile.gettempdir)
        process.start()
        process.join()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return context
