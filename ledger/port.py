"""The ledger as the rest of Zeren sees it: append, stream, log, head.

Two recorders stand behind it (SQLite, PostgreSQL), held to the same contract by one test.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from domain.kernel import Entry, record


@record
class Signature:
    """Who asks for an act, for which organisation, under which command id."""

    command_id: str
    recorded_by: str
    on_behalf_of: str
    digest: str = ""
    """`Ledger.fingerprint` of the command: the same id may not carry two different acts."""


@record
class Draft:
    """New events for one stream: ``after`` is the version they follow (0: a new stream)."""

    stream: str
    after: int
    events: tuple[Any, ...]


@record
class Receipt:
    """What the ledger answers: the entries an act led to. ``repeated``: it had been recorded before."""

    command_id: str
    entries: tuple[Entry, ...]
    repeated: bool = False

    @property
    def position(self) -> int:
        """Last log position of the act; 0 where nothing needed recording."""
        return self.entries[-1].position if self.entries else 0


@record
class Head:
    """End of the log: position of the last entry (0: empty) and when it was recorded."""

    position: int
    recorded_at: datetime | None


@record
class News:
    """What one look at the log showed, of what was recorded since the look before."""

    head: Head
    """Where the log ends now."""
    moved: Mapping[str, int] | None
    """Streams that gained entries, and their versions. None: too many, or this is not the log of the look before."""
    entries: Mapping[str, Sequence[Entry]]
    """All entries of the streams that were asked for."""


class Row(NamedTuple):
    """An entry as it is stored, nothing decoded: what is hashed, checked and exported."""

    position: int
    stream: str
    version: int
    name: str
    recorded_at: str
    command_id: str
    command_part: int
    body: bytes


class Conflict(Exception):
    """Another writer was first: a stream in ``streams`` moved on since it was read."""

    def __init__(self, streams: Sequence[str]) -> None:
        super().__init__(", ".join(streams))
        self.streams = tuple(streams)


class Stale(Exception):
    """The form was filled in against an older version; ``since`` are the entries added meanwhile."""

    def __init__(self, stream: str, expecting: int, since: Sequence[Entry]) -> None:
        super().__init__(f"{stream}: expected version {expecting}")
        self.stream = stream
        self.expecting = expecting
        self.since = tuple(since)


class CommandReused(Exception):
    """The command id was used before for a different act."""


class LedgerUnavailable(Exception):
    """The database does not answer, is full or is locked.

    Nothing was recorded, unless the connection was lost at the very commit; sending the same command again
    is safe either way, since its id is on record if it is.
    """


class Ledger(Protocol):
    """An append-only log of entries, in streams."""

    def append(
        self, drafts: Sequence[Draft], signature: Signature, *, expects: Mapping[str, int] | None = None
    ) -> Receipt:
        """Record all drafts in one transaction, or nothing.

        ``expects`` names streams that were only read, with the version seen. Raises `Conflict` when a
        stream moved on, `CommandReused`, `LedgerUnavailable`. A repeated command id gives the first
        receipt again and records nothing.
        """
        ...

    def append_many(
        self, acts: Sequence[tuple[Sequence[Draft], Signature]], *, expects: Mapping[str, int] | None = None
    ) -> list[Receipt]:
        """Record several acts, each under its own command id, in one transaction, or nothing.

        Drafts of one stream follow each other: a later act's ``after`` counts the earlier acts' events.
        """
        ...

    def stream(self, stream: str, *, after: int = 0) -> list[Entry]:
        """Entries of one stream in order of version, those after ``after``."""
        ...

    def log(self, after: int, limit: int, *, until: int | None = None) -> list[Entry]:
        """The next ``limit`` entries of the whole log after position ``after``, in order, without gaps."""
        ...

    def pages(self, after: int = 0, *, size: int = 2_000, until: int | None = None) -> Iterator[list[Entry]]:
        """All of the log after ``after``, page by page."""
        ...

    def rows(self, after: int, limit: int, *, until: int | None = None) -> list[Row]:
        """Like `log`, as it is stored."""
        ...

    def receipt(self, command_id: str) -> Receipt | None:
        """What a command led to, if it was recorded."""
        ...

    def recorded(self, signatures: Sequence[Signature]) -> dict[str, Receipt]:
        """First receipts, by command id, of those acts that are on record. Raises `CommandReused`."""
        ...

    def fingerprint(self, command: object) -> str:
        """Short digest of a command, for `Signature.digest`."""
        ...

    def head(self) -> Head:
        """Where the log ends now."""
        ...

    def news(self, since: Head, streams: Sequence[str] = ()) -> News:
        """What moved since the log ended at ``since``, and whole ``streams`` along with it: one look, one moment."""
        ...

    def position_at(self, moment: datetime) -> int:
        """Last position recorded at or before ``moment`` (0: none)."""
        ...

    def personal_text(self, subject: str, sealed: str) -> str | None:
        """A personal value of a person from how it is stored; None once the person was erased.

        `domain.kernel.LOST` where the key is gone without an erasure.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
