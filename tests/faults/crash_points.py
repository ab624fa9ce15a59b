"""A process that dies before or after the statement that it was told, at whatever it was doing; and what it does.

Statements are counted where the drivers take them, so that everything the program says to a database is a point:
each row of an ``executemany`` on SQLite too, and every commit and rollback.
"""

import os
import sqlite3
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import fault_office
import psycopg
from fault_office import CLERK, ROOT, TODAY, Office, body

from domain.identity import account_of
from domain.person import ApproveErasure, ErasureGround, RegisterPerson, RequestErasure
from domain.work import Act, RecordWork
from ledger.execution import execute, execute_many
from ledger.port import Signature
from ledger.proof.keys import read_signing_key
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore
from projections import engine, hands

DIED: Final = 9
OFFICER: Final = account_of("officer")
WRITER: Final = 7
SHEET: Final = 12
BATCH: Final = 4
"""Rows of an imported sheet, and rows of one transaction."""
PAGE: Final = 9
HANDS: Final = 3
SHARED_OUT: Final = "rebuild by several processes"


@dataclass(frozen=True)
class Point:
    """Where to die: before or after this statement, counted from 1. 0: nowhere."""

    number: int
    after: bool = False


class _Counter:
    """Statements since it was armed."""

    def __init__(self) -> None:
        self.armed = False
        self.count = 0
        self.point = Point(0)

    def before(self) -> None:
        if self.armed:
            self.count += 1
            if self.count == self.point.number and not self.point.after:
                os._exit(DIED)

    def after(self) -> None:
        if self.armed and self.count == self.point.number:
            os._exit(DIED)

    def around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """The method, as a statement."""

        def counted(*arguments: Any, **named: Any) -> Any:
            # One that another makes for its own part is that other's.
            if self.armed and self._inside:
                return method(*arguments, **named)
            self.before()
            self._inside = True
            try:
                found = method(*arguments, **named)
            finally:
                self._inside = False
            self.after()
            return found

        return counted

    _inside = False


COUNTER: Final = _Counter()


class _Cursor(sqlite3.Cursor):
    execute = COUNTER.around(sqlite3.Cursor.execute)
    executescript = COUNTER.around(sqlite3.Cursor.executescript)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> Any:
        def one_by_one() -> Iterator[Any]:
            begun = False
            for row in rows:
                if begun:
                    COUNTER.after()
                COUNTER.before()
                begun = True
                yield row

        found = super().executemany(sql, one_by_one())
        COUNTER.after()
        return found


class _Connection(sqlite3.Connection):
    commit = COUNTER.around(sqlite3.Connection.commit)
    rollback = COUNTER.around(sqlite3.Connection.rollback)

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    # The driver's own shortcuts make a cursor without asking.
    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)


def _counting() -> None:
    """From here on this process's drivers count."""
    connect = sqlite3.connect

    def ours(*arguments: Any, **named: Any) -> Any:
        return connect(*arguments, **{**named, "factory": _Connection})

    sqlite3.connect = ours
    sqlite3.dbapi2.connect = ours
    for kind, names in ((psycopg.Cursor, ("execute", "executemany")), (psycopg.Connection, ("commit", "rollback"))):
        for name in names:
            setattr(kind, name, COUNTER.around(getattr(kind, name)))


# --- what it was doing -----------------------------------------------------------------


def signature(command_id: str, by: str = CLERK) -> Signature:
    return Signature(command_id=command_id, recorded_by=by, on_behalf_of=ROOT)


def registered(number: int) -> str:
    """Who is registered by `_append` of this number."""
    (command,) = fault_office.commands(WRITER, 6 * number).values()
    return str(command.person)


def sheet(number: int) -> list[tuple[Any, Signature, date]]:
    """Rows of an import: a person, who gets a key of their own, and something done, in turns."""
    acts: list[tuple[Any, Signature, date]] = []
    for row in range(SHEET):
        at = number * SHEET + row
        command: Any = RecordWork(
            work=f"work-eeee{at:016x}",
            organisation=body(row),
            act=Act.TRAINING,
            title=f"专题学习{row}",
            occurred_on=date(2024, 3, 5),
        )
        if row % 2:
            command = RegisterPerson(
                person=f"person-eeee{at:016x}", name=f"王丙{at}", organisation=body(row), phone=f"138{at:08d}"
            )
        acts.append((command, signature(f"sheet{number}-{row}"), TODAY))
    return acts


def request(subject: str) -> RequestErasure:
    return RequestErasure(
        person=subject, ground=ErasureGround.CONSENT, reason="本人撤回同意。", occurred_on=TODAY, asked_by=CLERK
    )


def _append(office: Office, number: int) -> Callable[[], object]:
    ledger = office.open()
    ledger.head()
    return lambda: fault_office.enter(ledger, WRITER, 6 * number)


def _append_batch(office: Office, number: int) -> Callable[[], object]:
    ledger = office.open()
    ledger.head()
    return lambda: fault_office.enter(ledger, WRITER, 6 * number + 5)


def _import(office: Office, number: int) -> Callable[[], object]:
    ledger, acts = office.open(), sheet(number)
    ledger.head()
    return lambda: [execute_many(ledger, acts[start : start + BATCH]) for start in range(0, SHEET, BATCH)]


def _seal(office: Office, number: int) -> Callable[[], object]:
    ledger = office.open()
    ledger.head()
    settings = office.settings
    sealer = Sealer(ledger, ProofStore(settings.proof), read_signing_key(settings.log_key_file))
    return lambda: sealer.seal(recompute=number % 2 == 1)


def _catch_up(office: Office, number: int) -> Callable[[], object]:
    engine.PAGE = PAGE
    ledger, views = office.open(), office.views()
    ledger.head()
    return lambda: views.catch_up(ledger.log, lambda: ledger.head().position)


def _rebuild(office: Office, number: int) -> Callable[[], object]:
    engine.REBUILD_PAGE = PAGE * 4
    ledger, views = office.open(), office.views()
    ledger.head()
    return lambda: views.rebuild(ledger.log, head=ledger.head().position)


def _rebuild_shared_out(office: Office, number: int) -> Callable[[], object]:
    """However short the log and however few the cores. A helper goes on counting where it was begun, and dies too."""
    hands.FROM = hands.READING = 1
    hands.cores = lambda: HANDS
    run, begun = _rebuild(office, number), []
    engine.REBUILD_PAGE = PAGE

    class Noted(hands.Helper):
        def __init__(self, work: Callable[[Callable[[], None]], None]) -> None:
            begun.append(work)
            super().__init__(work)

    hands.Helper = Noted

    def helped() -> None:
        run()
        assert len(begun) == HANDS - 1, "nobody helped"

    return helped


def _erase(office: Office, number: int) -> Callable[[], object]:
    ledger = office.open()
    ledger.head()
    approve = ApproveErasure(person=registered(number), occurred_on=TODAY, approved_by=OFFICER)
    return lambda: execute(ledger, approve, signature(f"erase{number}", OFFICER), TODAY)


OPERATIONS: Final[dict[str, Callable[[Office, int], Callable[[], object]]]] = {
    "append": _append,
    "append of a batch": _append_batch,
    "import": _import,
    "seal": _seal,
    "catch-up": _catch_up,
    "rebuild": _rebuild,
    SHARED_OUT: _rebuild_shared_out,
    "erase": _erase,
}


def die(office: Office, operation: str, number: int, point: Point, told: Path) -> None:
    """Begin the operation and die where told; else come to its end, and leave how many statements it took."""
    _counting()
    run = OPERATIONS[operation](office, number)
    COUNTER.point, COUNTER.armed = point, True
    with suppress(SystemExit):
        run()
    COUNTER.armed = False
    told.write_text(str(COUNTER.count))
    os._exit(0)


def nurse(tasks: "Connection[int, tuple[Office, str, int, Point, Path]]") -> None:
    """Has opened nothing, and forks whoever is to die: that takes a tenth of the time of a process begun anew."""
    while True:
        try:
            task = tasks.recv()
        except EOFError:
            return
        child = os.fork()
        if child == 0:
            try:
                die(*task)
            finally:
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        tasks.send(os.waitstatus_to_exitcode(status))
