"""What is kept of the tree: hashes of leaves in order, roots of its complete parts, checkpoints, cosignatures.

All of it is only added to (triggers on SQLite; SELECT and INSERT alone on PostgreSQL). Hashes of leaves are kept up
to the last checkpoint and no further: what stands here was signed. They could be computed again from the ledger,
which is what `zeren fsck` does to compare; a checkpoint or a cosignature that is lost cannot.

A store that is not there is an error, and never a new one without anything in it.

Leaves lie in runs, as they were sealed. Roots are kept for complete parts of 256, 65,536, ... leaves, so that the
path of any leaf needs one or two small reads a level (the tiles of C2SP tlog-tiles, of which nothing partial is
kept).

What is asked with each proof and each checkpoint is text for the driver, on a connection that is kept; what is asked
seldom goes through SQLAlchemy.
"""

import os
import sqlite3
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from domain.kernel import record
from ledger.port import LedgerUnavailable
from ledger.proof.note import Note, Signature, parse_note, parse_signature
from ledger.proof.tables import (
    APPEND_ONLY,
    RUN,
    SCHEMA,
    Asked,
    connect,
    create_store,
    is_postgres,
    open_engine,
    tables_of,
)
from ledger.proof.tree import HASH, Frontier, Tile, complete, node_hash

__all__ = (
    "APPEND_ONLY",
    "AlreadySealed",
    "Cosigned",
    "ProofStore",
    "Refusal",
    "Sealed",
    "StoreBroken",
    "create_store",
    "is_postgres",
)

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
"""Leaves, or roots, of one tile."""

_TILES: Final = 512
"""Tiles kept in memory: 16 kB each."""

_HELD: Final = 4
"""Connections kept at hand, one for each thread of a worker."""

_REPEATED: Final = (sqlite3.IntegrityError, psycopg.IntegrityError)
_NO_ANSWER: Final = (sqlite3.OperationalError, psycopg.OperationalError)
_FAULTS: Final = (sqlite3.Error, psycopg.Error)

_Opened = tuple[int, int, int]
"""Process, device and file that a connection was made for."""

_LEFT_TO_PARENT: Final[list[Any]] = []
"""After a fork: kept for ever, because collecting them would close the parent's connections."""


@record
class Sealed:
    """A checkpoint of this log as it was signed."""

    size: int
    root: bytes
    note: bytes
    """The note with the log's own signature only."""
    sealed_at: str
    """UTC, like ``recorded_at``."""
    recomputed: bool
    """All of it was computed from the rows of the ledger again, not only what was new."""


@record
class Cosigned:
    """A witness's signature under one of our checkpoints."""

    size: int
    witness: str
    signature: Signature
    received_at: str


@record
class Refusal:
    """A witness would not sign: status and text of its answer."""

    size: int
    witness: str
    status: int
    answer: str
    received_at: str


class AlreadySealed(Exception):
    """Another process made a checkpoint meanwhile; nothing was kept of this one."""


class StoreBroken(Exception):
    """What is kept of the tree contradicts itself."""


class ProofStore:
    """The database of proofs, of one process. Threads may share it."""

    def __init__(self, database: str) -> None:
        self.database = database
        self._file = None if is_postgres(database) else database
        self._engine = open_engine(database)
        self.tables = tables_of(SCHEMA if is_postgres(database) else None)
        self._tiles: OrderedDict[tuple[int, int], Tile] = OrderedDict()
        self._lock = threading.Lock()
        self._open: _Opened | None = None
        self._local = threading.local()
        self._asked = Asked(self.tables, self._engine.dialect)
        self._held: deque[tuple[_Opened, Any]] = deque()

    def close(self) -> None:
        """Let go of connections."""
        self._let_go()
        self._engine.dispose()

    @property
    def opened(self) -> object:
        """Which database this is: another one from the moment on at which another file lies there."""
        return self._open

    def _look(self) -> _Opened:
        """What lies there now: not a file that was taken away, nor what the parent process had opened."""
        try:
            file = os.stat(self._file) if self._file is not None else None
        except OSError as error:
            raise LedgerUnavailable(f"the database of proofs is not there: {error.strerror}") from error
        found = (os.getpid(), file.st_dev if file else 0, file.st_ino if file else 0)
        if found != self._open:
            if self._open is not None:
                self._engine.dispose(close=self._open[0] == found[0])
                self._tiles, self._lock = OrderedDict(), threading.Lock()
            self._open = found
            self._let_go()
        return found

    def _connect(self) -> sa.Connection:
        self._look()
        return self._engine.connect()

    # --- connections of the driver -----------------------------------------------

    def _take(self) -> tuple[_Opened, Any]:
        opened = self._look()
        while True:
            try:
                held = self._held.pop()
            except IndexError:
                return opened, connect(self.database)
            if held[0] == opened:
                return held
            self._drop(held)

    def _drop(self, held: tuple[_Opened, Any]) -> None:
        if held[0][0] != os.getpid():
            _LEFT_TO_PARENT.append(held[1])
            return
        with suppress(*_FAULTS):
            held[1].close()

    def _let_go(self) -> None:
        while self._held:
            with suppress(IndexError):
                self._drop(self._held.pop())

    @contextmanager
    def _driver(self, *, begin: str = "") -> Iterator[Any]:
        """A connection of the driver: the one that this thread reads with already, or one that is kept at hand.

        With ``begin``, what follows is one transaction. One that did not end well is not used again.
        """
        outer = getattr(self._local, "driver", None)
        if outer is not None and not begin:
            yield outer
            return
        try:
            held = self._take()
            connection = held[1]
            try:
                if begin:
                    connection.execute(begin)
                yield connection
                if begin:
                    connection.execute("COMMIT")
            except AlreadySealed:
                connection.execute("ROLLBACK")
                self._put(held)
                raise
            except BaseException:
                self._drop(held)  # which takes back what it began
                raise
            self._put(held)
        except _NO_ANSWER as error:
            self._let_go()
            raise LedgerUnavailable(f"the database of proofs does not answer: {error}") from error
        except _FAULTS as error:
            raise sa.exc.DBAPIError(None, None, error) from error

    def _put(self, held: tuple[_Opened, Any]) -> None:
        if len(self._held) < _HELD and held[0] == self._open:
            self._held.append(held)
        else:
            self._drop(held)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that this thread reads within this comes over one connection; on SQLite it is of one moment.

        On PostgreSQL each statement sees what is there at its time: it can only be more than a moment ago.
        """
        if getattr(self._local, "driver", None) is not None:
            yield
            return
        with self._driver(begin="BEGIN" if self._file is not None else "") as connection:
            self._local.driver = connection
            try:
                yield
            finally:
                self._local.driver = None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for questions of one's own; all that the same thread reads within this uses it too."""
        outer: sa.Connection | None = getattr(self._local, "connection", None)
        if outer is not None:
            yield outer
            return
        try:
            with self._connect() as plain, self._begun(plain) as connection:
                self._local.connection, before = connection, getattr(self._local, "driver", None)
                self._local.driver = connection.connection.driver_connection
                try:
                    yield connection
                finally:
                    self._local.connection, self._local.driver = None, before
        except sa.exc.OperationalError as error:
            raise LedgerUnavailable(f"the database of proofs does not answer: {error.orig}") from error

    @contextmanager
    def _begun(self, plain: sa.Connection) -> Iterator[sa.Connection]:
        if self._file is None:  # spares two messages to the server and back
            yield plain.execution_options(isolation_level="AUTOCOMMIT")
            return
        with plain.begin():
            yield plain

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._connect() as plain:
                connection = plain.execution_options(zeren_writes=True)
                with connection.begin():
                    yield connection
        except sa.exc.OperationalError as error:
            raise LedgerUnavailable(f"the database of proofs does not answer: {error.orig}") from error

    # --- checkpoints -------------------------------------------------------------

    def last(self) -> Sealed | None:
        """The largest checkpoint."""
        with self._driver() as connection:
            row = self._asked.last.on(connection).fetchone()
        return None if row is None else _sealed(*row)

    def first_covering(self, position: int) -> Sealed | None:
        """The smallest checkpoint that covers a position of the log."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            row = connection.execute(
                sa.select(table).where(table.c.size >= position).order_by(table.c.size).limit(1)
            ).one_or_none()
        return None if row is None else _sealed(*row)

    def checkpoint(self, size: int) -> Sealed | None:
        """The checkpoint of this size."""
        with self._driver() as connection:
            row = self._asked.checkpoint.on(connection, {"size": size}).fetchone()
        return None if row is None else _sealed(*row)

    def checkpoints(self) -> list[Sealed]:
        """All checkpoints, the smallest first."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            return [_sealed(*row) for row in connection.execute(sa.select(table).order_by(table.c.size))]

    def keep(self, sealed: Sealed, before: Frontier, leaves: Sequence[bytes]) -> None:
        """Keep a checkpoint and the leaves that it adds to the tree ``before``. Raises `AlreadySealed`."""
        asked = self._asked
        with self._driver(begin=asked.begin) as connection:
            (last,) = asked.size.on(connection).fetchone()
            if (last or 0) != before.size:
                raise AlreadySealed
            try:
                asked.keep_checkpoint.on(
                    connection,
                    {
                        "size": sealed.size,
                        "root": sealed.root,
                        "note": sealed.note,
                        "sealed_at": sealed.sealed_at,
                        "recomputed": sealed.recomputed,
                    },
                )
                self._keep_leaves(connection, before.size, leaves)
            except _REPEATED as error:
                raise AlreadySealed from error

    def _keep_leaves(self, connection: Any, first: int, leaves: Sequence[bytes]) -> None:
        for start in range(0, len(leaves), RUN):
            run = {"first": first + start, "hashes": b"".join(leaves[start : start + RUN])}
            self._asked.keep_leaves.on(connection, run)
        level, hashes, begin = 0, list(leaves), first
        while hashes:
            # Those of the tile that was begun before come along; what is complete goes one level up.
            start = begin - begin % WIDTH
            if begin + len(hashes) < start + WIDTH:
                return
            whole = [*self._hashes(connection, level, start, begin), *hashes]
            done = len(whole) // WIDTH
            above = [Tile(whole[place * WIDTH : (place + 1) * WIDTH]).levels[-1][0] for place in range(done)]
            begin, hashes, level = start // WIDTH, above, level + 1
            for place, one in enumerate(above, begin):
                self._asked.keep_subtree.on(connection, {"level": level, "number": place, "hash": one})

    def latest(self, count: int) -> list[Sealed]:
        """The largest checkpoints, the largest first."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.size.desc()).limit(count))
            return [_sealed(*row) for row in rows]

    # --- cosignatures ------------------------------------------------------------

    def keep_cosignature(self, cosigned: Cosigned) -> None:
        """Keep a witness's signature, checked by the caller."""
        with self._writing() as connection:
            connection.execute(
                self.tables["cosignatures"]
                .insert()
                .values(
                    size=cosigned.size,
                    witness=cosigned.witness,
                    line=cosigned.signature.line,
                    received_at=cosigned.received_at,
                )
            )

    def cosignatures(self, size: int | None = None) -> list[Cosigned]:
        """Signatures of witnesses, of one checkpoint or of all, in order of arrival."""
        with self._driver() as connection:
            rows = self._asked.cosignatures(connection, size).fetchall()
        return [
            Cosigned(size=of, witness=witness, signature=parse_signature(line), received_at=received_at)
            for _, of, witness, line, received_at in rows
        ]

    def last_cosignatures(self) -> list[Cosigned]:
        """Of each witness the signature that came last."""
        table = self.tables["cosignatures"]
        last = sa.select(sa.func.max(table.c.id)).group_by(table.c.witness)
        with self.reading() as connection:
            return [
                Cosigned(
                    size=row.size,
                    witness=row.witness,
                    signature=parse_signature(row.line),
                    received_at=row.received_at,
                )
                for row in connection.execute(sa.select(table).where(table.c.id.in_(last)).order_by(table.c.witness))
            ]

    def keep_refusal(self, refusal: Refusal) -> None:
        """Keep what a witness answered instead of signing."""
        with self._writing() as connection:
            connection.execute(
                self.tables["refusals"]
                .insert()
                .values(
                    size=refusal.size,
                    witness=refusal.witness,
                    status=refusal.status,
                    answer=refusal.answer,
                    received_at=refusal.received_at,
                )
            )

    def refusals(self) -> list[Refusal]:
        """Answers of witnesses that would not sign, in order of arrival."""
        table = self.tables["refusals"]
        with self.reading() as connection:
            return [
                Refusal(
                    size=row.size,
                    witness=row.witness,
                    status=row.status,
                    answer=row.answer,
                    received_at=row.received_at,
                )
                for row in connection.execute(sa.select(table).order_by(table.c.id))
            ]

    def note(self, size: int) -> Note | None:
        """A checkpoint with the log's signature and those of all witnesses that signed it."""
        found = self.signed(size)
        return None if found is None else found[1]

    def signed(self, size: int | None = None) -> tuple[Sealed, Note] | None:
        """The checkpoint of this size, or the last one, and its note with the signatures of witnesses."""
        with self._driver() as connection:
            rows = self._asked.signed(connection, size).fetchall()
        if not rows:
            return None
        sealed = _sealed(*rows[0][:-1])
        return sealed, parse_note(sealed.note).and_signed(parse_signature(row[-1]) for row in rows if row[-1])

    # --- the tree ----------------------------------------------------------------

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Hashes of the leaves from ``start`` up to, and without, ``end``; fewer where there are no more."""
        with self._driver() as connection:
            return self._hashes(connection, 0, start, end)

    def tail(self, size: int) -> bytes:
        """Leaves below ``size`` that make no complete tile, as they are kept: read each time, and never remembered."""
        start = size - size % WIDTH
        with self._driver() as connection:
            return self._run(connection, start, size) if start < size else b""

    def forget_tail(self, size: int) -> None:
        """What is remembered of these leaves is not what is kept: read them again."""
        with self._lock:
            self._tiles.pop((0, size // WIDTH), None)

    def frontier(self, size: int) -> Frontier:
        """The right edge of the tree as it was at ``size``, which is that of a checkpoint or below the last one."""
        return Frontier(size, [self._complete(height, number) for height, number in complete(0, size)])

    def subtree(self, start: int, end: int) -> bytes:
        """Root over leaves from ``start`` up to ``end``, for paths (see `ledger.proof.tree.Subtree`)."""
        width = end - start
        if width > 0 and width & (width - 1) == 0 and start % width == 0:  # most of a path
            return self._complete(width.bit_length() - 1, start // width)
        root: bytes | None = None
        for height, number in reversed(list(complete(start, end))):
            one = self._complete(height, number)
            root = one if root is None else node_hash(one, root)
        if root is None:
            raise ValueError("a subtree has leaves")
        return root

    def _complete(self, height: int, number: int) -> bytes:
        """Root of the complete subtree of this height (0: a leaf), the how-manieth from the left."""
        level, above = divmod(height, HEIGHT)
        tile, place = divmod(number << above, WIDTH)
        found = self._tile(level, tile, place + (1 << above))
        return found.levels[above][place >> above]

    def _tile(self, level: int, number: int, want: int) -> Tile:
        with self._lock:
            tile = self._tiles.get((level, number))
            if tile is not None and len(tile.levels[0]) >= want:
                self._tiles.move_to_end((level, number))
                return tile
        start = number * WIDTH
        with self._driver() as connection:
            hashes = self._hashes(connection, level, start, start + WIDTH)
        if len(hashes) < want:
            raise StoreBroken(f"level {level} ends at {start + len(hashes)} and not at {start + want}")
        tile = Tile(hashes)
        with self._lock:
            self._tiles[level, number] = tile
            if len(self._tiles) > _TILES:
                self._tiles.popitem(last=False)
        return tile

    def _hashes(self, connection: Any, level: int, start: int, end: int) -> list[bytes]:
        if end <= start:
            return []
        if level == 0:
            whole = self._run(connection, start, end)
            return [whole[place : place + HASH] for place in range(0, len(whole), HASH)]
        rows = self._asked.subtrees.on(connection, {"level": level, "start": start, "end": end}).fetchall()
        for place, (number, _) in enumerate(rows, start):
            if number != place:
                raise StoreBroken(f"a root is missing at {place}")
        return [bytes(one) for _, one in rows]

    def _run(self, connection: Any, start: int, end: int) -> bytes:
        """Leaves that follow each other, as one."""
        rows = self._asked.leaves.on(connection, {"start": start, "end": end}).fetchall()
        if rows and rows[0][0] > start:
            raise StoreBroken(f"leaves begin at {rows[0][0]}")
        data, at = [], rows[0][0] if rows else 0
        for first, size, hashes in rows:
            if first != at or size % HASH or not isinstance(hashes, bytes):
                raise StoreBroken(f"leaves end at {at}")
            data.append(hashes)
            at += size // HASH
        return b"".join(data)


def _sealed(size: int, root: bytes, note: bytes, sealed_at: str, recomputed: bool) -> Sealed:
    if not isinstance(note, bytes) or not isinstance(root, bytes):
        raise StoreBroken(f"the checkpoint of {size} does not hold bytes")
    return Sealed(size=size, root=root, note=note, sealed_at=sealed_at, recomputed=bool(recomputed))
