"""How a server begins: as the real program, in a Python begun anew, or forked from a process that knows the program.

A Python begun anew, and each of its workers, takes seconds to load all that the program is made of. What is forked
has most of that loaded, and loads the program's own `web` as a worker of the real one does, after the fork; from
there on it is the same gunicorn with the same settings. Where the start is not what a test is about, it is forked.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, Protocol

from fresh import fresh

ROOT: Final = Path(__file__).parent.parent.parent
APPLICATION: Final = "web.app:create_app()"


class Process(Protocol):
    """What is done with one."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float) -> int: ...

    def send_signal(self, number: int) -> None: ...


def begun(environment: dict[str, str], words: list[str], log: Path) -> Process:
    """gunicorn as an office starts it."""
    with log.open("ab") as told:
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("gunicorn")), *words, APPLICATION],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,
        )


class Forked:
    """gunicorn in a process that was forked."""

    def __init__(self, pid: int, ended: Callable[[], int | None]) -> None:
        """``ended``: asks whoever forked it how it ended, if it did."""
        self.pid, self.poll = pid, ended

    def wait(self, timeout: float) -> int:
        """Until it ended."""
        end = monotonic() + timeout
        while (ended := self.poll()) is None:
            if monotonic() > end:
                raise subprocess.TimeoutExpired("gunicorn", timeout)
            sleep(0.005)
        return ended

    def send_signal(self, number: int) -> None:
        """Tell it something."""
        if self.poll() is None:
            os.kill(self.pid, number)


def forked(environment: dict[str, str], words: list[str], log: Path) -> Process:
    """The same, forked."""
    process: Any = fresh().Process(target=serve, args=(environment, words, log), daemon=True)
    process.start()
    return Forked(process.pid, lambda: process.exitcode)


def serve(environment: dict[str, str], words: list[str], log: Path) -> None:
    """Be gunicorn, with these words on its command line, from here on to the end."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.update(environment)
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(told, 2)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    for name in [name for name in sys.modules if name.partition(".")[0] == "web"]:
        del sys.modules[name]
    sys.argv = ["gunicorn", *words, APPLICATION]
    from gunicorn.app.wsgiapp import run

    run()
