"""Disclosures 敏感信息查阅记录: who was shown whose identity number or telephone, and when. Never the value.

A log of its own beside the record: reading is no event. One line of JSON for each person that an answer shows, in a
file for each day (UTC), written before the answer leaves; where it cannot be written nothing is shown. Files are kept
for the days that the settings say and removed afterwards, never before.
"""

import errno
import json
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

Noted: TypeAlias = dict[tuple[str, str], set[str]]
"""Account and person -> fields."""

_ENDING: Final = ".jsonl"


class Disclosures:
    """The folder of these logs."""

    def __init__(self, folder: Path, *, days: int, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._days = days
        self._clock = clock

    def write(self, noted: Noted, told: Mapping[str, str]) -> None:
        """Add a line for each person. Raises `OSError` where that cannot be done."""
        now = self._clock()
        stamp = now.isoformat(timespec="milliseconds")
        lines = [
            {"time": stamp, "account": account, "person": person, "fields": sorted(fields), **told}
            for (account, person), fields in sorted(noted.items())
        ]
        data = b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
        path = self._folder / f"{now.date().isoformat()}{_ENDING}"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            self.prune()
        # One write of all lines: those of other workers come before or after, not between.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(handle, data) != len(data):
                raise OSError(errno.ENOSPC, "not all of it was written")
        finally:
            os.close(handle)

    def prune(self) -> list[str]:
        """Remove the files of days that need not be kept any longer; their names."""
        last = self._clock().date() - timedelta(days=self._days)
        gone = [path for path in sorted(self._folder.glob(f"*{_ENDING}")) if (_day(path) or last) < last]
        for path in gone:
            path.unlink(missing_ok=True)
        return [path.name for path in gone]


def _day(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.name.removesuffix(_ENDING))
    except ValueError:
        return None
