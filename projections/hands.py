"""Several processes at one long reading of the log: each reads it and writes views of its own.

Python computes on one core however many there are, so views that take long are shared out between this process and
children of it. On PostgreSQL a child writes straight into the tables of the new generation. A SQLite file takes one
writer: there a child fills a file of its own, whose tables are taken over whole, for a fiftieth of what filling costs.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Final

FROM: Final = 20_000
"""Entries from which on it is worth it."""
MOST: Final = 4
"""Processes; the longest view takes as long as it takes."""
READING: Final = 7
"""What reading the log costs each process, in the measure of `View.effort`."""


def cores() -> int:
    """How many processes may compute at once."""
    return len(os.sched_getaffinity(0))


def may_fork() -> bool:
    """Whether a copy of this process would be sound: nobody else may be in the middle of something.

    Threads that keep a pool of connections only wait, and a child opens connections of its own.
    """
    here = threading.current_thread()
    idle = all(one is here or one.name.startswith("pool-") for one in threading.enumerate())
    return idle and not multiprocessing.current_process().daemon


def shared_out(efforts: Mapping[str, int], hands: int) -> list[list[str]]:
    """Views in as many groups as are worth a process, the longest first to whoever has least; none is empty."""
    groups: list[list[str]] = [[] for _ in range(max(1, min(hands, len(efforts))))]
    loads = [0] * len(groups)
    for name in sorted(efforts, key=lambda one: -efforts[one]):
        least = loads.index(min(loads))
        groups[least].append(name)
        loads[least] += efforts[name]
    # A process that has less to write than to read is not worth its reading.
    own = [group for group, load in zip(groups, loads, strict=True) if load > READING]
    rest = [name for group, load in zip(groups, loads, strict=True) if load <= READING for name in group]
    if not own:
        return [rest]
    own[-1] += rest
    return own


class Helper:
    """A child of this process that does one piece of work; with it ends, at the latest, the child."""

    def __init__(self, work: Callable[[Callable[[], None]], None]) -> None:
        """``work`` is handed what it has to call now and then: it ends a child that was left alone."""
        context = multiprocessing.get_context("fork")
        self._told, tells = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(work, tells, os.getpid()), daemon=True)
        self._process.start()
        tells.close()

    def join(self) -> str:
        """Wait for its end; why it did not do its work, empty where it did."""
        try:
            said = str(self._told.recv())
        except EOFError:
            said = "it was killed"
        self._process.join()
        return said

    def stop(self) -> None:
        """End it, if it is still at it."""
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._told.close()


def _run(work: Callable[[Callable[[], None]], None], tells: "Connection[str, str]", parent: int) -> None:
    # What the parent does on these is not for a child of it: whoever interrupts it is answered by the parent.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What was there stays: looking through it would only copy its pages.
    gc.freeze()

    def watched() -> None:
        if os.getppid() != parent:
            os._exit(1)

    try:
        work(watched)
    except Exception as error:  # noqa: BLE001  # whatever it was, the parent has to hear of it
        # The kind of error only: its text may hold what was being written.
        tells.send(type(error).__name__)
    else:
        tells.send("")
