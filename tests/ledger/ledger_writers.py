"""What the writer processes of the contract test do; importable by a process that is spawned."""

import os
import signal
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from domain.work import Act, WorkRecorded
from ledger.application import LocalLedger, open_ledger
from ledger.port import Conflict, Draft, Signature

ORGANISATION = "org-00000000000000000001"


def signature(command_id: str, *, recorded_by: str = "account-jingban", digest: str = "") -> Signature:
    """An act of the clerk."""
    return Signature(command_id=command_id, recorded_by=recorded_by, on_behalf_of=ORGANISATION, digest=digest)


def work(title: str = "专题学习") -> WorkRecorded:
    """Any event will do."""
    import datetime

    return WorkRecorded(organisation=ORGANISATION, act=Act.TRAINING, title=title, occurred_on=datetime.date(2024, 3, 5))


def draft(stream: str, after: int, count: int = 1) -> Draft:
    """``count`` events for a stream."""
    return Draft(stream=stream, after=after, events=tuple(work(f"第{after + n}次") for n in range(1, count + 1)))


def raw(ledger: LocalLedger) -> AbstractContextManager[Any]:
    """A connection from the application's own pool."""
    datastore: Any = ledger._current().recorder.datastore
    opened: AbstractContextManager[Any] = (datastore if hasattr(datastore, "raw") else datastore.pool).raw()
    return opened


def write_own_streams(place: dict[str, Any], writer: int, acts: int) -> None:
    """Acts of one to three events, each into a stream of its own."""
    ledger = open_ledger(**place)
    for n in range(acts):
        stream = f"work-{writer:04d}{n:016d}"
        ledger.append([draft(stream, 0, 1 + n % 3)], signature(f"w{writer}-{n}"))
    ledger.close()


def write_shared_stream(place: dict[str, Any], writer: int, acts: int) -> None:
    """Acts that all want to continue one stream: conflicts are read again and tried again."""
    ledger = open_ledger(**place)
    stream = f"work-{0:020d}"
    for n in range(acts):
        while True:
            try:
                ledger.append([draft(stream, len(ledger.stream(stream)))], signature(f"s{writer}-{n}"))
                break
            except Conflict:
                continue
    ledger.close()


def take_when_free(place: dict[str, Any], writer: int, rounds: int) -> None:
    """A rule over two streams: take the round's place only if the other writer has not taken it.

    Writers write different streams and read each other's; without ``expects`` both would succeed.
    """
    ledger = open_ledger(**place)
    for n in range(rounds):
        own, other = f"work-{writer:04d}{n:016d}", f"work-{1 - writer:04d}{n:016d}"
        if not ledger.stream(other):
            try:
                ledger.append([draft(own, 0)], signature(f"t{writer}-{n}"), expects={other: 0})
            except Conflict:
                continue
    ledger.close()


def write_until_killed(place: dict[str, Any], acknowledged: str, start: int) -> None:
    """Write acts of three events for ever; note each command id only after its receipt came."""
    ledger = open_ledger(**place)
    with Path(acknowledged).open("a") as notes:
        n = start
        while True:
            command_id = f"k{n}"
            ledger.append([draft(f"work-{n:020d}", 0, 3)], signature(command_id))
            notes.write(command_id + "\n")
            notes.flush()
            n += 1


def die_in_transaction(place: dict[str, Any]) -> None:
    """Insert, and die without a word before the commit."""
    ledger = open_ledger(**place)
    sqlite = not place["database"].startswith("postgresql:")
    with raw(ledger) as connection:
        connection.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
        connection.execute(
            f"INSERT INTO {'ledger' if sqlite else 'zeren.ledger'}"
            " (stream, version, name, recorded_at, command_id, command_part, body)"
            " VALUES ('work-x', 1, 'work.voided/1', '2999-01-01T00:00:00.000000Z', 'dying', 1, '{}')"
        )
        os.kill(os.getpid(), signal.SIGKILL)
