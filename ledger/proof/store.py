"""What is kept of the tree: hashes of leaves in order, roots of its complete parts, checkpoints, cosignatures.

All of it is only added to (triggers on SQLite; SELECT and INSERT alone on PostgreSQL). Hashes of leaves are kept up
to the last checkpoint and no further: what stands here was signed. They could be computed again from the ledger,
which is what `zeren fsck` does to compare; a checkpoint or a cosignature that is lost cannot.

A store that is not there is an error, and never a new one without anything in it.

Leaves lie in runs, as they were sealed. Roots are kept for complete parts of 256, 65,536, ... leaves, so that the
path of any leaf needs one or two small reads a level (the tiles of C2SP tlog-tiles, of which nothing partial is
kept).
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

from domain.kernel import record
from ledger.port import LedgerUnavailable
from ledger.proof.note import Note, Signature, parse_note, parse_signature
from ledger.proof.tables import APPEND_ONLY, RUN, SCHEMA, Asked, create_store, is_postgres, open_engine, tables_of
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
        self._open: tuple[int, int, int] | None = None
        self._local = threading.local()
        self._asked = Asked(self.tables)

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    def _connect(self) -> sa.Connection:
        """A connection to what lies there now: not to a file that was taken away, nor one of the parent process."""
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
        return self._engine.connect()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One connection, which all that the same thread reads within this uses.

        On PostgreSQL each statement sees what is there at its time: it can only be more than a moment ago.
        """
        outer: sa.Connection | None = getattr(self._local, "connection", None)
        if outer is not None:
            yield outer
            return
        try:
            with self._connect() as plain, self._begun(plain) as connection:
                self._local.connection = connection
                try:
                    yield connection
                finally:
                    self._local.connection = None
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
        with self.reading() as connection:
            row = connection.execute(self._asked.last).one_or_none()
        return None if row is None else _sealed(row)

    def first_covering(self, position: int) -> Sealed | None:
        """The smallest checkpoint that covers a position of the log."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            row = connection.execute(
                sa.select(table).where(table.c.size >= position).order_by(table.c.size).limit(1)
            ).one_or_none()
        return None if row is None else _sealed(row)

    def checkpoint(self, size: int) -> Sealed | None:
        """The checkpoint of this size."""
        with self.reading() as connection:
            row = connection.execute(self._asked.checkpoint, {"size": size}).one_or_none()
        return None if row is None else _sealed(row)

    def checkpoints(self) -> list[Sealed]:
        """All checkpoints, the smallest first."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            return [_sealed(row) for row in connection.execute(sa.select(table).order_by(table.c.size))]

    def keep(self, sealed: Sealed, before: Frontier, leaves: Sequence[bytes]) -> None:
        """Keep a checkpoint and the leaves that it adds to the tree ``before``. Raises `AlreadySealed`."""
        with self._writing() as connection:
            table = self.tables["checkpoints"]
            last = connection.execute(sa.select(sa.func.max(table.c.size))).scalar_one()
            if (last or 0) != before.size:
                raise AlreadySealed
            try:
                connection.execute(
                    table.insert().values(
                        size=sealed.size,
                        root=sealed.root,
                        note=sealed.note,
                        sealed_at=sealed.sealed_at,
                        recomputed=sealed.recomputed,
                    )
                )
                self._keep_leaves(connection, before.size, leaves)
            except sa.exc.IntegrityError as error:
                raise AlreadySealed from error

    def _keep_leaves(self, connection: sa.Connection, first: int, leaves: Sequence[bytes]) -> None:
        runs = [
            {"first": first + start, "hashes": b"".join(leaves[start : start + RUN])}
            for start in range(0, len(leaves), RUN)
        ]
        if runs:
            connection.execute(self.tables["leaves"].insert(), runs)
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
            if above:
                rows = [{"level": level, "number": begin + place, "hash": one} for place, one in enumerate(above)]
                connection.execute(self.tables["subtrees"].insert(), rows)

    def latest(self, count: int) -> list[Sealed]:
        """The largest checkpoints, the largest first."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.size.desc()).limit(count))
            return [_sealed(row) for row in rows]

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
        with self.reading() as connection:
            return [
                Cosigned(
                    size=row.size,
                    witness=row.witness,
                    signature=parse_signature(row.line),
                    received_at=row.received_at,
                )
                for row in connection.execute(*self._asked.cosignatures(size))
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
        with self.reading() as connection:
            rows = connection.execute(*self._asked.signed(size)).all()
        if not rows:
            return None
        sealed = _sealed(rows[0])
        return sealed, parse_note(sealed.note).and_signed(parse_signature(row.line) for row in rows if row.line)

    # --- the tree ----------------------------------------------------------------

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Hashes of the leaves from ``start`` up to, and without, ``end``; fewer where there are no more."""
        with self.reading() as connection:
            return self._hashes(connection, 0, start, end)

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
        with self.reading() as connection:
            hashes = self._hashes(connection, level, start, start + WIDTH)
        if len(hashes) < want:
            raise StoreBroken(f"level {level} ends at {start + len(hashes)} and not at {start + want}")
        tile = Tile(hashes)
        with self._lock:
            self._tiles[level, number] = tile
            if len(self._tiles) > _TILES:
                self._tiles.popitem(last=False)
        return tile

    def _hashes(self, connection: sa.Connection, level: int, start: int, end: int) -> list[bytes]:
        if end <= start:
            return []
        if level == 0:
            return self._leaves(connection, start, end)
        rows = connection.execute(self._asked.subtrees, {"level": level, "start": start, "end": end}).all()
        for place, row in enumerate(rows, start):
            if row.number != place:
                raise StoreBroken(f"a root is missing at {place}")
        return [row.hash for row in rows]

    def _leaves(self, connection: sa.Connection, start: int, end: int) -> list[bytes]:
        rows = connection.execute(self._asked.leaves, {"start": start, "end": end}).all()
        if rows and rows[0].first > start:
            raise StoreBroken(f"leaves begin at {rows[0].first}")
        data, at = [], rows[0].first if rows else 0
        for first, size, hashes in rows:
            if first != at or size % HASH or not isinstance(hashes, bytes):
                raise StoreBroken(f"leaves end at {at}")
            data.append(hashes)
            at += size // HASH
        whole = b"".join(data)
        return [whole[place : place + HASH] for place in range(0, len(whole), HASH)]


def _sealed(row: Any) -> Sealed:
    if not isinstance(row.note, bytes) or not isinstance(row.root, bytes):
        raise StoreBroken(f"the checkpoint of {row.size} does not hold bytes")
    return Sealed(size=row.size, root=row.root, note=row.note, sealed_at=row.sealed_at, recomputed=bool(row.recomputed))
