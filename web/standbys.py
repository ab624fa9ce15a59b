"""Standbys: copies of a PostgreSQL that holds ledger and views, from which pages are read while they are fresh enough.

Views are caught up by writing, which a standby does not do: their rows and bookmarks come to it as everything else
does. So a standby is asked where its views stand, in the very snapshot that the page would be read from, and it
answers only where that is

- not before what this reader has seen already: an act of theirs, or a page. The position goes along in a cookie, in the
  API in a header; whoever tells none is shown no less than is on record now;
- not before where the log stood so many seconds ago (`Staleness`), by looks at the primary's log. No clock of another
  machine counts.

Else the primary answers, and catches its views up as it always does. A standby that does not answer is left out, and
is tried again after a while. Accounts, rights and single records are read from the primary in any case.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from itertools import count
from threading import Lock
from time import monotonic
from typing import Final, NamedTuple

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from ledger.application import open_ledger
from ledger.port import Ledger, LedgerUnavailable
from projections.engine import Views, ViewsOutdated
from projections.store import Reading
from web.cookies import give, named
from web.csrf import SAFE
from web.here import asked, extension, kept
from web.settings import Settings

LOG: Final = logging.getLogger("zeren.standbys")

COOKIE: Final = "zeren_seen"
"""Position of the log that this browser has seen."""
HEADER: Final = "Zeren-Position"
"""The same for programs, in answers and in questions."""

LEFT_OUT: Final = 10
"""Seconds for which a standby that did not answer is not asked."""


class Staleness:
    """Where the log stood so many seconds ago, by what was seen of it since."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._looks: deque[tuple[int, float]] = deque()
        """Positions at which the log was seen, and when each was seen last."""
        self._lock = Lock()

    def least(self, head: int, looked: float, now: float) -> int:
        """Up to where a copy has to have come; the log was seen to end at ``head``, by a look begun at ``looked``."""
        with self._lock:
            looks = self._looks
            if looks and looks[-1][0] == head:
                looks[-1] = (head, max(looks[-1][1], looked))
            elif not looks or looks[-1][0] < head:
                looks.append((head, looked))
            while looks and looks[0][1] < now - self._seconds:
                looks.popleft()
            return min(looks[0][0], head) if looks else head


class _Standby:
    def __init__(self, views: Views) -> None:
        self.views = views
        self.again_at = 0.0
        """When it may be asked; in the future where it did not answer."""


class Look(NamedTuple):
    """What a standby says of itself."""

    answers: bool
    copies: bool = False
    """Whether it still follows the primary."""
    level: int | None = None
    """Up to where its views have come, all of them; None: they are those of another program."""

    @property
    def well(self) -> bool:
        """Whether pages may be read from it, once it is fresh enough."""
        return self.answers and self.copies and self.level is not None


class Standbys:
    """The standbys of one process. Threads share it."""

    def __init__(self, views: Sequence[Views], seconds: float, *, clock: Callable[[], float] = monotonic) -> None:
        """``clock``: seconds since whenever."""
        self._standbys = [_Standby(one) for one in views]
        self._staleness = Staleness(seconds)
        self._clock = clock
        self._turn = count()
        self._lock = Lock()

    def reading(self, stack: ExitStack, *, head: int, looked: float, seen: int | None) -> Reading | None:
        """A snapshot of a standby that is fresh enough, closed with ``stack``; None: there is none.

        ``head``: the primary's log ended there, by a look begun at ``looked``. ``seen``: what the reader tells.
        """
        since = self._staleness.least(head, looked, self._clock())
        least = head if seen is None else max(seen, since)
        first = next(self._turn)
        for number in range(len(self._standbys)):
            standby = self._standbys[(first + number) % len(self._standbys)]
            if self._may_be_asked(standby) and (reading := self._of(standby, stack, least)) is not None:
                return reading
        return None

    def _may_be_asked(self, standby: _Standby) -> bool:
        """Not while it is left out; then by one, while the others still pass it by."""
        with self._lock:
            now = self._clock()
            if standby.again_at > now:
                return False
            if standby.again_at:
                standby.again_at = now + LEFT_OUT
            return True

    def _of(self, standby: _Standby, stack: ExitStack, least: int) -> Reading | None:
        with ExitStack() as own:
            try:
                reading = own.enter_context(standby.views.reading())
                level = standby.views.level(reading) if _copies(reading) else None
            except (SQLAlchemyError, ViewsOutdated) as error:
                standby.again_at = self._clock() + LEFT_OUT
                LOG.warning("a standby is left out: %s", type(error).__name__)
                return None
            standby.again_at = 0.0
            if level is None or level < least:
                return None
            stack.push(own.pop_all())
            return reading

    def looks(self) -> list[Look]:
        """Each of them asked, in the order of the settings, also those that are left out just now.

        All at once: who waits for one whose machine is gone does not wait for the next one as well.
        """
        with ThreadPoolExecutor(len(self._standbys)) as asking:
            return list(asking.map(lambda one: _look(one.views), self._standbys))

    def close(self) -> None:
        """Let go of connections."""
        for one in self._standbys:
            one.views.close()


def _copies(reading: Reading) -> bool:
    """One that was promoted goes its own way, and its positions mean something else."""
    return bool(reading.connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one())


def _look(views: Views) -> Look:
    try:
        with views.reading() as reading:
            return Look(answers=True, copies=_copies(reading), level=min(reading.positions.values()))
    except ViewsOutdated:
        return Look(answers=True, copies=True)
    except SQLAlchemyError:
        return Look(answers=False)


# --- what a reader has seen -----------------------------------------------------------


def prepare(app: Flask) -> None:
    """Tell readers what they have seen, where there are standbys."""
    if app.extensions["zeren"].settings.standbys:
        app.after_request(_tell)


def seen() -> int | None:
    """The position that this reader says to have seen; None: not told."""
    text = asked().headers.get(HEADER) or asked().cookies.get(named(COOKIE), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _tell(answer: Response) -> Response:
    position = _reached()
    if position is not None and position > (seen() or -1):
        answer.headers[HEADER] = str(position)
        if not asked().path.startswith("/api/"):
            give(answer, COOKIE, str(position))
    return answer


def _reached() -> int | None:
    """Where the log ends after what may have been an act; else where what was read ended."""
    if asked().method not in SAFE:
        with suppress(LedgerUnavailable):
            return int(extension("zeren").ledger.head().position)
        return None
    asking = kept().get("asking")
    return None if asking is None else asking.reached


# --- long readings --------------------------------------------------------------------


def spared(settings: Settings, ledger: Ledger, position: int) -> Settings:
    """Settings under which the log up to ``position`` is read from a standby that holds the same; else as they are."""
    wanted = ledger.rows(position - 1, 1, until=position)
    for url in settings.standbys:
        copy = open_ledger(url, keys=settings.keys, master_key_file=settings.master_key_file)
        with suppress(LedgerUnavailable):
            try:
                if copy.rows(position - 1, 1, until=position) == wanted:
                    return replace(settings, ledger=url, standbys=())
            finally:
                copy.close()
    return settings
