"""The program as it will be after an update: it stores meetings in a second shape, and reads the first as well.

A process of its own, which does what it is told line by line, and forks a server where told to. Beside it the program
as it stands here is the older one, which meets a name that it does not know. What follows from the vocabulary is worked
out while modules are loaded, so the vocabulary is changed before any of them is.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from threading import active_count
from typing import Any, Final

from domain import vocabulary

OLD: Final = "meeting.held/1"
NEW: Final = "meeting.held/2"


def _update() -> None:
    events: Any = vocabulary.EVENTS
    cls = events.pop(OLD)
    events[NEW] = cls
    names: Any = vocabulary.NAMES
    names[cls] = NEW
    upcasts: Any = vocabulary.UPCASTS
    upcasts[OLD] = (NEW, lambda data: data)


def main() -> None:
    """Do what each line of standard input asks for, and answer with a line: how it ended, and what was said.

    A line holds the environment of an office, its kind of database, and words: ``zeren …``, or ``enter WRITER FIRST
    STEPS`` for acts of `fault_office`, or ``serve LOG …`` with what gunicorn is told, or ``ended PID`` of such a one.
    """
    from click.testing import CliRunner

    from web.cli import main as zeren

    for line in sys.stdin:
        asked = json.loads(line)
        words, env = asked["words"], asked["env"]
        if words[0] == "zeren":
            result = CliRunner().invoke(zeren, words[1:], env=env)
            failed = result.exception is not None and not isinstance(result.exception, SystemExit)
            answer = {"code": result.exit_code, "said": repr(result.exception) if failed else result.output}
        elif words[0] == "serve":
            answer = {"code": 0, "said": str(_served(env, words[2:], Path(words[1])))}
        elif words[0] == "ended":
            pid, status = os.waitpid(int(words[1]), os.WNOHANG)
            answer = {"code": os.waitstatus_to_exitcode(status), "said": "ended" if pid else ""}
        else:
            answer = {"code": 0, "said": _enter(asked["kind"], env, *(int(word) for word in words[1:]))}
        print(json.dumps(answer), flush=True)


def _served(env: dict[str, str], words: list[str], log: Path) -> int:
    import server_process

    import_module("web.app")  # so that whoever is forked has most of it
    assert active_count() == 1, "a thread would be missing in whoever is forked"
    if pid := os.fork():
        return pid
    code = 1
    try:
        server_process.serve(env, words, log)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        os._exit(code)


def _enter(kind: str, env: dict[str, str], writer: int, first: int, steps: int) -> str:
    import fault_office

    ledger = fault_office.Office(kind, Path(env["ZEREN_DATA"]), env["ZEREN_LEDGER"]).open()
    for number in range(first, first + steps):
        fault_office.enter(ledger, writer, number)
    ledger.close()
    return str(steps)


_update()

if __name__ == "__main__":
    main()
