"""Services: the ledger, views, keys and files of one process, made on first use.

An application made before a fork must not share connections with its children (measured: 599 of 600 requests
timed out), so what was made is kept under the process id.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any, Final, TypeVar, cast
from zoneinfo import ZoneInfo

import psycopg
from flask import g, has_request_context
from sqlalchemy.exc import DBAPIError

from ledger.past import PastLedger
from ledger.port import Ledger
from ledger.proof.keys import read_signing_key
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore
from projections import directory
from projections.appraisals import Appraisals
from projections.asks import Asks
from projections.citations import Citations
from projections.directory import Directory
from projections.discipline import Discipline
from projections.due import Due
from projections.engine import Progress, View, Views
from projections.floating import Floating
from projections.funds import Funds
from projections.members import Members
from projections.receptions import Receptions
from projections.records import Records
from projections.rectifications import Rectifications
from projections.reports import Reports
from projections.search import Search
from projections.status import StatusView
from projections.store import Reading
from projections.trail import Trail
from projections.verify import Comparison, compared
from web import metrics
from web.disclosures import Disclosures
from web.filestore import FileStore
from web.here import extension
from web.metrics import MeasuredLedger
from web.secrets import Secrets
from web.settings import Settings
from web.standbys import Standbys

LOCAL: Final = ZoneInfo("Asia/Shanghai")

VIEWS: Final[tuple[Callable[[], View], ...]] = (
    Directory,
    Trail,
    Records,
    Rectifications,
    Reports,
    Members,
    Asks,
    Citations,
    Floating,
    Receptions,
    Appraisals,
    Discipline,
    Due,
    Funds,
    Search,
    StatusView,
)
"""Every view, in one place: the same list serves pages, rebuilding and following."""

T = TypeVar("T")


_SQLITE_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
"""The second where the index of a log that was not merged yet (WAL) has to grow."""


def no_room(error: BaseException | None) -> bool:
    """Whether a database failed because its disk is full."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:  # who answers for errors never hangs on one
        seen.add(id(error))
        if isinstance(error, psycopg.errors.DiskFull):
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) in _SQLITE_FULL:
            return True
        error = error.__cause__
    return False


class Services:
    """What pages and commands need. ``clock`` is the machine's; only tests and the demonstration hand in another."""

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        self._ledger_clock = clock
        self._clock = clock or (self._then if settings.until is not None else lambda: datetime.now(UTC))
        self._made: dict[tuple[int, str], Any] = {}
        self._lock = threading.RLock()
        self._reached = 0

    def _then(self) -> datetime:
        """In a replay it is, and stays, the moment that was asked for, or that of the last entry."""
        return self.settings.replay_at or self.ledger.head().recorded_at or datetime.now(UTC)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self._clock()

    def today(self) -> date:
        """Today in Shanghai."""
        return self._clock().astimezone(LOCAL).date()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        key = (os.getpid(), name)
        if key not in self._made:
            with self._lock:
                if key not in self._made:
                    self._made[key] = make()
        return cast(T, self._made[key])

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return self._once("ledger", self._open_ledger)

    def _open_ledger(self) -> Ledger:
        settings = self.settings
        ledger = MeasuredLedger(
            settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file, clock=self._ledger_clock
        )
        return ledger if settings.until is None else PastLedger(ledger, settings.until)

    @property
    def sealer(self) -> Sealer:
        """Checkpoints of the ledger and proofs of its entries."""
        return self._once(
            "sealer",
            lambda: Sealer(self.ledger, self._proofs, read_signing_key(self.settings.log_key_file), clock=self._clock),
        )

    @property
    def _proofs(self) -> ProofStore:
        return self._once("proofs", lambda: ProofStore(self.settings.proof))

    @property
    def views(self) -> Views:
        """The views."""
        settings = self.settings
        return self._once(
            "views",
            lambda: Views(settings.views, VIEWS, opener=self._open, patience=settings.statement_seconds),
        )

    @property
    def standbys(self) -> Standbys | None:
        """Copies from which pages may be read; None: there are none."""
        settings = self.settings
        if not settings.standbys or settings.until is not None:
            return None
        return self._once(
            "standbys",
            lambda: Standbys(
                [
                    Views(url, VIEWS, opener=self._open, patience=settings.statement_seconds)
                    for url in settings.standbys
                ],
                settings.staleness_seconds,
            ),
        )

    def _open(self, subject: str, sealed: str) -> str | None:
        return self.ledger.personal_text(subject, sealed)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A snapshot of all views, caught up with the log first."""
        try:
            self._caught_up()
        except (DBAPIError, psycopg.Error, sqlite3.Error) as error:
            if no_room(error):
                # Nothing can be written, and what was written can be read: up to where the views have come.
                self._read_on()
            elif isinstance(error, DBAPIError) and error.connection_invalidated:
                # A connection from before the database went away: by now the pool has thrown it out.
                self._caught_up()
            else:
                raise
        with self.views.reading() as reading:
            yield reading

    def _read_on(self) -> None:
        """The page says up to which entry it was read, where some are missing."""
        read = self.views.position()
        if has_request_context() and read < self.ledger.head().position:
            g.read_on = read

    def catch_up(self) -> int:
        """Bring the views up to date; how many entries that took."""
        before = self.views.position()
        return self._caught_up() - before

    def _caught_up(self) -> int:
        """The position that the views have reached; how long it took counts where something was new."""
        ledger, began = self.ledger, perf_counter()
        reached = self.views.catch_up(ledger.log, lambda: ledger.head().position)
        if reached > self._reached:
            self._reached = reached
            metrics.caught_up(perf_counter() - began)
        return reached

    def rebuild(self, names: Sequence[str] = (), *, progress: Progress | None = None) -> None:
        """Compute views anew from the first entry, beside the live ones. No names: all."""
        ledger = self.ledger
        self.views.rebuild(ledger.log, names, progress=progress, head=ledger.head().position)

    def compared_views(self, names: Sequence[str] = (), *, progress: Progress | None = None) -> Comparison:
        """Views (no names: all) beside a rebuild of them; nothing is changed."""
        ledger, folder = self.ledger, self.settings.data
        return compared(
            self.views,
            ledger.log,
            lambda: ledger.head().position,
            folder=folder,
            views=names,
            progress=progress,
        )

    def organisations_named(self, name: str) -> list[str]:
        """Ids of the organisations of today with this name, or id."""
        with self.reading() as reading:
            tree = directory.tree(reading, self.today())
        return [one.id for one in tree.by_id.values() if name in (one.name, one.id)]

    @contextmanager
    def opened(self) -> Iterator["Services"]:
        """For commands: let go of everything at the end."""
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        """Let go of what this process opened."""
        for (pid, _), made in list(self._made.items()):
            if pid == os.getpid() and hasattr(made, "close"):
                made.close()
        self._made.clear()

    @property
    def idle(self) -> timedelta:
        """How long a session may rest."""
        return timedelta(minutes=self.settings.idle_minutes)

    @property
    def secrets(self) -> Secrets:
        """Password hashes and sessions."""
        settings = self.settings
        return self._once(
            "secrets",
            lambda: Secrets(
                settings.secrets, master_key_file=settings.master_key_file, patience=settings.statement_seconds
            ),
        )

    @property
    def files(self) -> FileStore:
        """Evidence files."""
        return self._once("files", lambda: FileStore(self.settings.files, limit=self.settings.upload_limit))

    @property
    def disclosures(self) -> Disclosures:
        """The log of who was shown sensitive data: by the machine's clock, in a replay as well."""
        settings = self.settings
        folder, clock = settings.disclosures or settings.data / "disclosures", self._ledger_clock
        return self._once(
            "disclosures",
            lambda: Disclosures(folder, days=settings.disclosure_days, clock=clock or (lambda: datetime.now(UTC))),
        )


def services() -> Services:
    """Services of the running application."""
    return cast(Services, extension("zeren"))
