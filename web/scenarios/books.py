"""Books a scenario is entered in: a log in memory, or a real ledger with a clock that the scenario sets."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from domain.handling import evolve_of, judge
from domain.kernel import Entry
from domain.vocabulary import NAMES
from ledger.execution import execute
from ledger.port import Ledger, Signature


class Book(Protocol):
    """Where the acts of a scenario are recorded."""

    def enter(self, command: Any, moment: datetime, today: date, *, command_id: str, on_behalf_of: str) -> list[Entry]:
        """Carry out a command at ``moment``: the entries it led to, or `Refused`."""
        ...

    def entries(self) -> Sequence[Entry]:
        """The whole log."""
        ...


class Memory:
    """A log in memory: the commands are decided as always, nothing is stored."""

    def __init__(self) -> None:
        self._log: list[Entry] = []
        self._states: dict[str, tuple[int, Any]] = {}

    def enter(self, command: Any, moment: datetime, today: date, *, command_id: str, on_behalf_of: str) -> list[Entry]:
        """See `Book.enter`."""
        judged = judge(command, today=today, load=lambda stream: self._states.get(stream, (0, None))[1])
        version, state = self._states.get(judged.stream, (0, None))
        added = []
        for event in judged.events:
            version, state = version + 1, evolve_of(judged.stream)(state, event)
            added.append(
                Entry(
                    position=len(self._log) + 1,
                    stream=judged.stream,
                    version=version,
                    name=NAMES[type(event)],
                    event=event,
                    recorded_at=moment,
                    recorded_by="account-scenario",
                    on_behalf_of=on_behalf_of,
                    command_id=command_id,
                )
            )
            self._log.append(added[-1])
        self._states[judged.stream] = (version, state)
        return added

    def entries(self) -> Sequence[Entry]:
        """See `Book.entries`."""
        return self._log


class OnLedger:
    """A real ledger, opened with the clock of this book: ``OnLedger(open)`` with ``open(clock) -> Ledger``."""

    def __init__(self, opened: Callable[[Callable[[], datetime]], Ledger]) -> None:
        self._now: datetime | None = None
        self.ledger = opened(self._clock)

    def _clock(self) -> datetime:
        assert self._now is not None, "nothing is recorded before the first act"
        return self._now

    def enter(self, command: Any, moment: datetime, today: date, *, command_id: str, on_behalf_of: str) -> list[Entry]:
        """See `Book.enter`."""
        self._now = moment
        signature = Signature(command_id=command_id, recorded_by="account-scenario", on_behalf_of=on_behalf_of)
        return list(execute(self.ledger, command, signature, today).entries)

    def entries(self) -> Sequence[Entry]:
        """See `Book.entries`."""
        return [entry for page in self.ledger.pages() for entry in page]
