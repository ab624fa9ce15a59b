"""What recorders keep and give back: the library's stored events with the columns that are ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from eventsourcing.persistence import Notification, StoredEvent

POSITION_AT = """
WITH RECURSIVE bisect(low, high) AS (
    SELECT CAST(0 AS bigint), (SELECT coalesce(max(position), 0) FROM {table})
    UNION ALL
    SELECT CASE WHEN middle.recorded_at <= {moment} THEN middle.position ELSE bisect.low END,
           CASE WHEN middle.recorded_at <= {moment} THEN bisect.high ELSE middle.position - 1 END
    FROM bisect JOIN {table} AS middle ON middle.position = (bisect.low + bisect.high + 1) / 2
    WHERE bisect.low < bisect.high
)
SELECT low FROM bisect WHERE low = high
"""
"""Bisection, not an index: positions have no gaps and recorded_at never runs backwards."""


class StreamsMoved(Exception):
    """Streams are not at the versions that the writer saw."""

    def __init__(self, streams: list[str]) -> None:
        super().__init__(", ".join(streams))
        self.streams = streams


class CommandOnRecord(Exception):
    """One of the command ids is on record already."""


@dataclass(slots=True)
class Line:
    """An event about to be recorded, with its envelope: what the mapper is given."""

    originator_id: str
    originator_version: int
    event: Any
    command_id: str
    command_part: int
    digest: str
    recorded_by: str
    on_behalf_of: str


@dataclass(frozen=True)
class StoredLine(StoredEvent):
    """A row about to be inserted. ``act`` counts the acts of one transaction."""

    command_id: str
    command_part: int
    act: int = 0


@dataclass(frozen=True)
class LoggedLine(Notification):
    """A row that was read."""

    recorded_at: str
    command_id: str

    def __init__(self, **columns: Any) -> None:
        # All at once: frozen fields set one by one take a fifth of the reading of the log.
        self.__dict__.update(columns)


@dataclass(slots=True)
class Terms:
    """On which terms lines are inserted, and what the recorder says of it afterwards.

    ``expects`` are versions of streams, written or read; ``clock`` is read once for each act, inside the
    transaction; None where the database's own clock is to be used.
    """

    expects: Mapping[str, int]
    clock: Callable[[], datetime] | None = None
    recorded_at: list[str] = field(default_factory=list)


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """UTC as stored: fixed width, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be placed in the log")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
