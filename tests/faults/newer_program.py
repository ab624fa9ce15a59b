"""The program as it will be after an update: it stores meetings in a second shape, and reads the first as well.

A process of its own, which does what it is told line by line, or served by gunicorn. Beside it the program as it stands
here is the older one, which meets a name that it does not know. What follows from the
vocabulary is worked out while modules are loaded, so the vocabulary is changed before any of them is.
"""

import json
import sys
from pathlib import Path
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


def create_app() -> Any:
    """What gunicorn serves."""
    from web.app import create_app

    return create_app()


def main() -> None:
    """Do what each line of standard input asks for, and answer with a line: how it ended, and what was said.

    A line holds the environment of an office, its kind of database, and words: ``zeren …``, or ``enter WRITER FIRST
    STEPS`` for acts of `fault_office`.
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
        else:
            answer = {"code": 0, "said": _enter(asked["kind"], env, *(int(word) for word in words[1:]))}
        print(json.dumps(answer), flush=True)


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
