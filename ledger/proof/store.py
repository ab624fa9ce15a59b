"""What is kept of the tree: hashes of leaves in order, roots of its complete parts, checkpoints, cosignatures.

All of it is only added to (triggers on SQLite; SELECT and INSERT alone on PostgreSQL). Hashes of leaves are kept up
to the last checkpoint and no further: what stands here was signed. They could be computed again from the ledger,
which is what `zeren fsck` does to compare; a checkpoint or a cosignature that is lost cannot.

Leaves lie in runs, as they were sealed. Roots are kept for complete parts of 256, 65,536, ... leaves, so that the
path of any leaf needs one or two small reads a level (the tiles of C2SP tlog-tiles, of which nothing partial is
kept).
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from domain.kernel import record
from ledger.port import LedgerUnavailable
from ledger.proof.note import Note, Signature, parse_note, parse_signature
from ledger.proof.tree import HASH, Frontier, complete, node_hash

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
"""Leaves, or roots, of one tile."""

RUN: Final = 4_096
"""Most hashes in one run."""

SCHEMA: Final = "zeren"
"""Schema on PostgreSQL, where the owner makes the tables; a SQLite file is the proofs' own."""

APPEND_ONLY: Final = ("leaves", "subtrees", "checkpoints", "cosignatures", "refusals")

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


def _tables(schema: str | None) -> dict[str, sa.Table]:
    metadata = sa.MetaData(schema=schema)
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")

    def column(name: str, kind: Any, *, key: bool = False) -> sa.Column[Any]:
        return sa.Column(name, kind, primary_key=key, nullable=False, autoincrement=False)

    def numbered(*columns: sa.Column[Any]) -> tuple[sa.Column[Any], ...]:
        return sa.Column("id", number, primary_key=True, autoincrement=True), *columns

    return {
        "leaves": sa.Table("leaves", metadata, column("first", number, key=True), column("hashes", sa.LargeBinary)),
        "subtrees": sa.Table(
            "subtrees",
            metadata,
            column("level", sa.Integer, key=True),
            column("number", number, key=True),
            column("hash", sa.LargeBinary),
        ),
        "checkpoints": sa.Table(
            "checkpoints",
            metadata,
            column("size", number, key=True),
            column("root", sa.LargeBinary),
            column("note", sa.LargeBinary),
            column("sealed_at", sa.Text),
            column("recomputed", sa.Boolean),
        ),
        "cosignatures": sa.Table(
            "cosignatures",
            metadata,
            *numbered(
                column("size", number),
                column("witness", sa.Text),
                column("line", sa.Text),
                column("received_at", sa.Text),
            ),
        ),
        "refusals": sa.Table(
            "refusals",
            metadata,
            *numbered(
                column("size", number),
                column("witness", sa.Text),
                column("status", sa.Integer),
                column("answer", sa.Text),
                column("received_at", sa.Text),
            ),
        ),
    }


def is_postgres(database: str) -> bool:
    """Whether a setting names a PostgreSQL database and not a file."""
    return database.startswith(("postgresql://", "postgres://"))


def create_store(database: str) -> None:
    """Make the file, its tables and triggers, where missing. On PostgreSQL the ledger's owner makes them."""
    if is_postgres(database):
        return
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(database)
    try:
        with engine.begin() as connection:
            for table in _tables(None).values():
                table.create(connection, checkfirst=True)
                for verb in ("UPDATE", "DELETE"):
                    connection.exec_driver_sql(
                        f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name}"
                        " BEGIN SELECT RAISE(ABORT, 'proof: what was sealed is never changed'); END"
                    )
    finally:
        engine.dispose()


def _engine(database: str) -> sa.Engine:
    """Few connections and short: a proof is asked for by a person."""
    if is_postgres(database):
        return sa.create_engine(
            "postgresql+psycopg://" + database.split("://", 1)[1], pool_size=2, hide_parameters=True
        )
    engine = sa.create_engine(f"sqlite:///{database}", poolclass=NullPool, connect_args={"timeout": 5.0})

    @sa.event.listens_for(engine, "connect")
    def durable(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("zeren_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class _Tile:
    """Hashes of one tile and all inner nodes above them that are complete."""

    __slots__ = ("levels",)

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.levels = [list(hashes)]
        while len(self.levels[-1]) > 1:
            pairs = iter(self.levels[-1])
            self.levels.append([node_hash(left, right) for left, right in zip(pairs, pairs, strict=False)])


class ProofStore:
    """The database of proofs, of one process. Threads may share it."""

    def __init__(self, database: str) -> None:
        self._engine = _engine(database)
        self.tables = _tables(SCHEMA if is_postgres(database) else None)
        self._tiles: OrderedDict[tuple[int, int], _Tile] = OrderedDict()
        self._lock = Lock()

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection in a transaction of its own."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise LedgerUnavailable(f"the database of proofs does not answer: {error.orig}") from error

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as plain:
                connection = plain.execution_options(zeren_writes=True)
                with connection.begin():
                    yield connection
        except sa.exc.OperationalError as error:
            raise LedgerUnavailable(f"the database of proofs does not answer: {error.orig}") from error

    # --- checkpoints -------------------------------------------------------------

    def last(self) -> Sealed | None:
        """The largest checkpoint."""
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            row = connection.execute(sa.select(table).order_by(table.c.size.desc()).limit(1)).one_or_none()
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
        table = self.tables["checkpoints"]
        with self.reading() as connection:
            row = connection.execute(sa.select(table).where(table.c.size == size)).one_or_none()
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
            whole = [*self._hashes(connection, level, start, begin), *hashes]
            done = len(whole) // WIDTH
            above = [_root(whole[place * WIDTH : (place + 1) * WIDTH]) for place in range(done)]
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
        table = self.tables["cosignatures"]
        asked = sa.select(table).order_by(table.c.id)
        if size is not None:
            asked = asked.where(table.c.size == size)
        with self.reading() as connection:
            return [
                Cosigned(
                    size=row.size,
                    witness=row.witness,
                    signature=parse_signature(row.line),
                    received_at=row.received_at,
                )
                for row in connection.execute(asked)
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
        sealed = self.checkpoint(size)
        if sealed is None:
            return None
        return parse_note(sealed.note).and_signed(one.signature for one in self.cosignatures(size))

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

    def _tile(self, level: int, number: int, want: int) -> _Tile:
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
        tile = _Tile(hashes)
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
        table = self.tables["subtrees"]
        rows = connection.execute(
            sa.select(table.c.number, table.c.hash)
            .where(table.c.level == level, table.c.number >= start, table.c.number < end)
            .order_by(table.c.number)
        ).all()
        return [row.hash for row in _without_gaps(rows, start)]

    def _leaves(self, connection: sa.Connection, start: int, end: int) -> list[bytes]:
        table = self.tables["leaves"]
        begins = sa.select(sa.func.max(table.c.first)).where(table.c.first <= start).scalar_subquery()
        rows = connection.execute(
            sa.select(table.c.first, table.c.hashes)
            .where(table.c.first >= sa.func.coalesce(begins, 0), table.c.first < end)
            .order_by(table.c.first)
        ).all()
        if not rows:
            return []
        data, first = [], rows[0].first
        at = first
        for row in rows:
            if row.first != at or len(row.hashes) % HASH:
                raise StoreBroken(f"leaves end at {at}")
            data.append(row.hashes)
            at += len(row.hashes) // HASH
        if first > start:
            raise StoreBroken(f"leaves begin at {first}")
        whole = b"".join(data)
        return [
            whole[place : place + HASH]
            for place in range((start - first) * HASH, min(at, end) * HASH - first * HASH, HASH)
        ]


def _without_gaps(rows: Sequence[Any], start: int) -> Sequence[Any]:
    for place, row in enumerate(rows):
        if row.number != start + place:
            raise StoreBroken(f"a root is missing at {start + place}")
    return rows


def _root(hashes: Sequence[bytes]) -> bytes:
    return _Tile(hashes).levels[-1][0]


def _sealed(row: Any) -> Sealed:
    if not isinstance(row.note, bytes) or not isinstance(row.root, bytes):
        raise StoreBroken(f"the checkpoint of {row.size} does not hold bytes")
    return Sealed(size=row.size, root=row.root, note=row.note, sealed_at=row.sealed_at, recomputed=bool(row.recomputed))
