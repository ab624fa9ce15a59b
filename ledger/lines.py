"""What recorders keep and give back: the library's stored events with the columns that are ours."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

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


ERASED: Final = "person.erased/1"
"""Stored name of the one event that the ledger itself acts on: the person's key is destroyed. See `ledger.keyring`."""

NEWS: Final = 500
"""So many entries are looked through for what moved; beyond that it is cheaper to forget what is kept."""

NEWS_SINCE = f"""
SELECT * FROM (SELECT position, stream, version, NULL AS name, recorded_at, NULL AS command_id, NULL AS body
               FROM {{table}} WHERE position >= {{since}} ORDER BY position LIMIT {NEWS + 1}) AS news
"""  # noqa: S608  # constants
NEWS_AND_STREAMS = NEWS_SINCE + (  # noqa: S608  # constants
    "UNION ALL SELECT position, stream, version, name, recorded_at, command_id, body FROM {table} WHERE {streams}"
)
"""One statement, so that both are of one moment. The first line is the one that ended the log before."""

Moved = tuple[int, str, str, int]
"""Position, time, stream and version of an entry."""


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

    def __init__(self, **columns: Any) -> None:
        # All at once, as below.
        self.__dict__.update(columns)


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


def news_of(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Moved], list[LoggedLine]]:
    """Rows of such a statement: what moved in order of position, and lines in order of version."""
    moved = sorted((row[0], row[4], row[1], row[2]) for row in rows if row[3] is None)
    lines = [
        LoggedLine(
            id=position,
            originator_id=stream,
            originator_version=version,
            topic=name,
            state=body,
            recorded_at=recorded_at,
            command_id=command_id,
        )
        for position, stream, version, name, recorded_at, command_id, body in rows
        if name is not None
    ]
    return moved, sorted(lines, key=lambda line: line.id)


UNKNOWN: Final = -1
"""No position of any log."""


class Versions:
    """Versions of streams as they stand at one position of the log: what this process last saw or wrote.

    While the log still ends there, nobody else has written, and what a command expects of streams need not be
    looked up again. The log only grows and has no gaps, so that one number says so.
    """

    MOST: Final = 50_000
    FOLLOWED: Final = 64
    """So many entries of others are looked through for what moved; beyond that, versions are looked up."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._position = UNKNOWN
        self._known: dict[str, int] = {}

    @property
    def position(self) -> int:
        """The position at which they stand."""
        return self._position

    def follow(self, position: int, entries: Iterable[tuple[str, int]]) -> None:
        """Others recorded these entries (stream, version) since, all there are up to ``position``."""
        with self._lock:
            known = self._known
            for stream, version in entries:
                if stream in known:
                    known[stream] = version
            self._position = position

    def vouched(self, expects: Mapping[str, int]) -> int:
        """The position at which all that is expected is known to hold; `UNKNOWN` where it is not."""
        with self._lock:
            known = self._known
            for stream, version in expects.items():
                if known.get(stream) != version:
                    return UNKNOWN
            return self._position

    def recorded(self, positions: Sequence[int], found: Mapping[str, int], lines: Sequence[StoredEvent]) -> None:
        """Lines were recorded at these positions, and ``found`` was seen to hold just before."""
        with self._lock:
            if positions[0] != self._position + 1 or len(self._known) > self.MOST:
                self._known.clear()
            self._known.update(found)
            for line in lines:
                self._known[str(line.originator_id)] = line.originator_version
            self._position = positions[-1]

    def forget(self) -> None:
        """The log may be another one from now on."""
        with self._lock:
            self._position = UNKNOWN
            self._known.clear()


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """UTC as stored: fixed width, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be placed in the log")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:26] + "Z"
