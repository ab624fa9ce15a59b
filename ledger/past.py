"""The ledger as it was: the same log, ending where it ended at a past position. Nothing can be recorded there.

Whatever is built on it (states of records, views replayed from nothing, pages) knows nothing of what came later, not
by asking each query to leave it out, but because it is not there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain.kernel import Entry
from ledger.port import Draft, Head, Ledger, News, Receipt, Row, Signature


class ReadOnly(Exception):
    """Somebody wants to record something in the past."""


class PastLedger(Ledger):
    """``ledger`` up to and with position ``until``."""

    def __init__(self, ledger: Ledger, until: int) -> None:
        self._ledger = ledger
        self.until = min(until, ledger.head().position)

    def append(
        self, drafts: Sequence[Draft], signature: Signature, *, expects: Mapping[str, int] | None = None
    ) -> Receipt:
        """Refused."""
        raise ReadOnly

    def append_many(
        self, acts: Sequence[tuple[Sequence[Draft], Signature]], *, expects: Mapping[str, int] | None = None
    ) -> list[Receipt]:
        """Refused."""
        raise ReadOnly

    def stream(self, stream: str, *, after: int = 0) -> list[Entry]:
        """See `Ledger.stream`."""
        return [entry for entry in self._ledger.stream(stream, after=after) if entry.position <= self.until]

    def log(self, after: int, limit: int, *, until: int | None = None) -> list[Entry]:
        """See `Ledger.log`."""
        return self._ledger.log(after, limit, until=self._at_most(until))

    def rows(self, after: int, limit: int, *, until: int | None = None) -> list[Row]:
        """See `Ledger.rows`."""
        return self._ledger.rows(after, limit, until=self._at_most(until))

    def pages(self, after: int = 0, *, size: int = 2_000, until: int | None = None) -> Iterator[list[Entry]]:
        """See `Ledger.pages`."""
        return self._ledger.pages(after, size=size, until=self._at_most(until))

    def receipt(self, command_id: str) -> Receipt | None:
        """See `Ledger.receipt`."""
        return self._before(self._ledger.receipt(command_id))

    def recorded(self, signatures: Sequence[Signature]) -> dict[str, Receipt]:
        """See `Ledger.recorded`."""
        found = {id: self._before(receipt) for id, receipt in self._ledger.recorded(signatures).items()}
        return {id: receipt for id, receipt in found.items() if receipt is not None}

    def fingerprint(self, command: object) -> str:
        """See `Ledger.fingerprint`."""
        return self._ledger.fingerprint(command)

    def personal_text(self, subject: str, sealed: str) -> str | None:
        """See `Ledger.personal_text`: who was erased since is not readable then either."""
        return self._ledger.personal_text(subject, sealed)

    def head(self) -> Head:
        """Where the log ended then."""
        last = self._ledger.rows(self.until - 1, 1, until=self.until) if self.until else []
        return Head(position=self.until, recorded_at=datetime.fromisoformat(last[0].recorded_at) if last else None)

    def news(self, since: Head, streams: Sequence[str] = ()) -> News:
        """See `Ledger.news`: after the end nothing is ever new."""
        head = self.head()
        return News(
            head=head,
            moved={} if since == head else None,
            entries={stream: entries for stream in streams if (entries := self.stream(stream))},
        )

    def position_at(self, moment: datetime) -> int:
        """See `Ledger.position_at`."""
        return min(self._ledger.position_at(moment), self.until)

    def close(self) -> None:
        """See `Ledger.close`."""
        self._ledger.close()

    def _at_most(self, until: int | None) -> int:
        return self.until if until is None else min(until, self.until)

    def _before(self, receipt: Receipt | None) -> Receipt | None:
        """A receipt, where the act was on record by then; an act is recorded whole or not at all."""
        return receipt if receipt is not None and receipt.position <= self.until else None
