"""Follower: what `zeren follow` tells of itself, for the web workers' `/metrics`.

It runs as a process of its own, so it leaves a small file in the data folder, one for each follower; a worker that is
asked for metrics reads them. The file goes when the follower is stopped. Where it stays and grows old, the follower was
killed, or hangs: its age says so.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from domain.kernel import record

FOLDER: Final = "following"
TOLD_EVERY: Final = timedelta(seconds=5)
"""Where nothing happens, a sign of life is given so often."""
MOST: Final = 16
"""So many followers of one data folder are told apart."""


@record
class Told:
    """What a follower says of itself; counted from its start."""

    follower: str
    """Number of its place: whoever follows it takes the same."""
    entries: int
    failures: int
    lag: int
    """Entries that its last look found unread."""
    caught_up_at: datetime | None
    """When it last had read all there was."""
    seen_at: datetime
    """When it last gave a sign of life."""


class Following:
    """Counts of one follower, in a file that others read."""

    def __init__(self, data: Path) -> None:
        self._place, self._lock = _place(data / FOLDER)
        self._told_at: datetime | None = None
        self._entries = self._failures = self._lag = 0
        self._caught_up_at: datetime | None = None

    def looked(self, now: datetime, *, applied: int) -> None:
        """All there was is read."""
        self._entries += applied
        self._lag, self._caught_up_at = applied, now
        self._tell(now, news=applied > 0)

    def failed(self, now: datetime) -> None:
        """A database did not answer."""
        self._failures += 1
        self._tell(now, news=True)

    def _tell(self, now: datetime, *, news: bool) -> None:
        before = self._told_at
        if self._place is None or (not news and before is not None and abs(now - before) < TOLD_EVERY):
            return
        self._told_at = now
        told: dict[str, Any] = {
            "entries": self._entries,
            "failures": self._failures,
            "lag": self._lag,
            "caught_up_at": None if self._caught_up_at is None else self._caught_up_at.isoformat(),
            "seen_at": now.isoformat(),
        }
        beside = self._place.with_suffix(".part")
        with suppress(OSError):  # a full disk: views are followed all the same, and its age tells
            beside.write_text(json.dumps(told), encoding="utf-8")
            os.replace(beside, self._place)

    def close(self) -> None:
        """It is stopped on purpose: nobody need look for it."""
        if self._place is not None:
            with suppress(OSError):
                self._place.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _place(folder: Path) -> tuple[Path | None, IO[str] | None]:
    """The first place that no living follower holds; none where the folder cannot be written."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1, MOST + 1):
            lock = (folder / f"{number}.lock").open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
            else:
                return folder / f"{number}.json", lock
    return None, None


def followers(data: Path) -> Iterator[Told]:
    """What the followers of this data folder last said of themselves."""
    for file in sorted((data / FOLDER).glob("*.json")):
        try:
            found = json.loads(file.read_bytes())
            caught_up = found["caught_up_at"]
            yield Told(
                follower=file.stem,
                entries=int(found["entries"]),
                failures=int(found["failures"]),
                lag=int(found["lag"]),
                caught_up_at=None if caught_up is None else datetime.fromisoformat(caught_up),
                seen_at=datetime.fromisoformat(found["seen_at"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            continue  # gone since, or of another version
