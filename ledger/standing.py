"""What stands: folded states of records, kept between commands and questions, and brought up to date in one look.

The log only grows and has no gaps. So one look at its end says which records moved since the look before, and
every other kept state still stands: whoever asks about ten records reads those that moved, and no others. The
look can take records along that are not kept yet.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from domain.handling import evolve_of
from ledger.port import Head, Ledger, News

KEPT: Final = 20_000
"""Folded states kept for each ledger."""

Folded = tuple[int, Any]
"""Version of a stream and its state there."""

EMPTY: Final[Folded] = (0, None)
BEGINNING: Final = Head(position=0, recorded_at=None)


def fold(stream: str, events: Sequence[Any]) -> Any:
    """State after all ``events`` of a stream, as its kind folds them."""
    evolve, state = evolve_of(stream), None
    for event in events:
        state = evolve(state, event)
    return state


class States:
    """Folded states, those met last.

    No kept state lacks an entry up to ``head``, the end of the log at the last look. Entries beyond it may be
    missing: whoever decides on a state without a look has its version checked when the decision is recorded.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Folded] = OrderedDict()
        self._lock = Lock()
        self.head = BEGINNING

    def get(self, stream: str) -> Folded | None:
        """The kept state."""
        # Looking one up does not make it younger: that would cost a lock for each record a command names.
        return self._kept.get(stream)

    def put(self, stream: str, folded: Folded, *, read_after: Head | None = None) -> None:
        """Keep what was read, unless somebody looked at the log since ``read_after`` and may know of more."""
        with self._lock:
            if read_after is None or read_after is self.head:
                self._put(stream, folded)

    def recorded(self, reached: Mapping[str, Folded], position: int) -> None:
        """Keep what was reached by recording up to this position."""
        with self._lock:
            if self.head.position <= position:
                for stream, folded in reached.items():
                    self._put(stream, folded)

    def look(self, before: Head, news: News, found: Mapping[str, Folded]) -> None:
        """Take in what a look at the log showed, beginning from ``before``; ``found`` was read in the same look."""
        with self._lock:
            if news.moved is None:
                self._kept.clear()
            elif self.head is not before and news.head.position < self.head.position:
                return  # another thread has looked further meanwhile
            else:
                for stream, version in news.moved.items():
                    kept = self._kept.get(stream)
                    if kept is not None and kept[0] < version:
                        del self._kept[stream]
            for stream, folded in found.items():
                self._put(stream, folded)
            self.head = news.head

    def _put(self, stream: str, folded: Folded) -> None:
        self._kept[stream] = folded
        self._kept.move_to_end(stream)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)


_STATES: Final[WeakKeyDictionary[Ledger, States]] = WeakKeyDictionary()


def states_of(ledger: Ledger) -> States:
    """What is kept for this ledger."""
    states = _STATES.get(ledger)
    return _STATES.setdefault(ledger, States()) if states is None else states


class Standing:
    """Records as they stand at one look at the log, or later.

    ``on_trust``: as they are kept, without a look. That is enough for whoever has every version that was relied
    on checked when the decision is recorded, and for nobody else.
    """

    def __init__(self, ledger: Ledger, head: Head, found: Mapping[str, Folded], *, on_trust: bool = False) -> None:
        self._ledger = ledger
        self._states = states_of(ledger)
        self._found = dict(found)
        self.head = head
        """Where the log ended."""
        self.on_trust = on_trust

    def versions(self) -> dict[str, int]:
        """Versions of all that was asked about."""
        return {stream: version for stream, (version, _) in self._found.items()}

    def at(self, stream: str) -> Folded:
        """Version and state of a record; 0 and None where there is none."""
        folded = self._found.get(stream)
        if folded is None:
            folded = self._found[stream] = self._states.get(stream) or read(self._ledger, stream)
        return folded

    def state(self, stream: str) -> Any:
        """State of a record; None where there is none."""
        return self.at(stream)[1]

    def begun(self, stream: str) -> Any:
        """State of a record that is most likely about to begin: on trust it is, if none is kept."""
        if self.on_trust and stream not in self._found and self._states.get(stream) is None:
            self._found[stream] = EMPTY
        return self.state(stream)


def trust(ledger: Ledger) -> Standing:
    """What is kept, as it is. See `Standing`."""
    return Standing(ledger, states_of(ledger).head, {}, on_trust=True)


def look(ledger: Ledger, streams: Iterable[str] = ()) -> Standing:
    """Look at the end of the log, once; ``streams`` are read along where they are not kept."""
    states = states_of(ledger)
    before = states.head
    wanted = [stream for stream in dict.fromkeys(streams) if states.get(stream) is None]
    news = ledger.news(before, wanted)
    found: dict[str, Folded] = {}
    for stream in wanted:
        entries = news.entries.get(stream, ())
        found[stream] = (entries[-1].version, fold(stream, [one.event for one in entries])) if entries else EMPTY
    states.look(before, news, found)
    return Standing(ledger, news.head, found)


def read(ledger: Ledger, stream: str) -> Folded:
    """Version and state of a record as the log holds it now."""
    states = states_of(ledger)
    before = states.head
    entries = ledger.stream(stream)
    folded = (entries[-1].version, fold(stream, [entry.event for entry in entries])) if entries else EMPTY
    states.put(stream, folded, read_after=before)
    return folded
