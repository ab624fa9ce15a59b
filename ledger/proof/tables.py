"""Tables of the database of proofs on both databases, and what is asked of them for each proof.

Triggers refuse UPDATE and DELETE on SQLite, and an INSERT that would replace what is there; on PostgreSQL the
program's role may SELECT and INSERT alone, and triggers stop the owner too.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import QueuePool

from ledger.proof.tree import HASH
from ledger.waiting import LONG_STATEMENT, arguments

RUN: Final = 1_024
"""Most hashes in one run: a proof that needs 256 of them reads the run as a whole."""

SCHEMA: Final = "zeren"
"""Schema on PostgreSQL, where the owner makes the tables; a SQLite file is the proofs' own."""

_PATIENCE: Final = 5
"""Seconds to wait for a database that is busy, or does not answer."""

APPEND_ONLY: Final = ("leaves", "subtrees", "checkpoints", "cosignatures", "refusals")


def tables_of(schema: str | None) -> dict[str, sa.Table]:
    """The tables by name; `ledger.postgres_schema` makes the same."""
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
    engine = open_engine(database, mode="rwc")
    try:
        with engine.begin() as connection:
            for table in tables_of(None).values():
                table.create(connection, checkfirst=True)
                if table.name == "cosignatures":
                    connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS cosignatures_size ON cosignatures (size)")
                # INSERT OR REPLACE would take a row away without a DELETE that a trigger could see.
                same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
                there = f"SELECT 1 FROM {table.name} WHERE rowid = NEW.rowid OR ({same})"  # noqa: S608 - names of ours
                kept = f" WHEN EXISTS ({there})"
                for verb, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", kept)):
                    connection.exec_driver_sql(
                        f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name}"
                        f"{when} BEGIN SELECT RAISE(ABORT, 'proof: what was sealed is never changed'); END"
                    )
    finally:
        engine.dispose()


def open_engine(database: str, *, mode: str = "rw") -> sa.Engine:
    """Few connections, kept open: to open one takes longer than a proof."""
    if is_postgres(database):
        return sa.create_engine(
            "postgresql+psycopg://" + database.split("://", 1)[1],
            pool_size=2,
            pool_timeout=_PATIENCE,
            hide_parameters=True,
            # Sealing and checks go through all there is, and no page waits for them.
            connect_args=arguments(statement=LONG_STATEMENT, idle=LONG_STATEMENT),
        )

    engine = sa.create_engine(
        "sqlite://", creator=lambda: _open_file(database, mode), poolclass=QueuePool, pool_size=2, max_overflow=-1
    )

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("zeren_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def connect(database: str) -> Any:
    """A connection of the driver itself, for what is asked with each proof; each statement is a transaction."""
    if is_postgres(database):
        patience = arguments(statement=LONG_STATEMENT, idle=LONG_STATEMENT)
        return psycopg.connect(database, autocommit=True, prepare_threshold=0, **patience)
    return _open_file(database, "rw")


def _open_file(database: str, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{Path(database).absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    # A commit to a file of changes that grows takes longer than one that writes over what was folded back.
    connection.execute("PRAGMA wal_autocheckpoint=100")
    return connection


class Statement:
    """A statement as text for the driver. To build it anew costs more than the database's answer."""

    def __init__(self, expression: sa.Select[Any] | sa.Insert, dialect: sa.Dialect) -> None:
        compiled = expression.compile(dialect=dialect)
        self._text = str(compiled)
        self._values = {name: value for name, value in compiled.params.items() if value is not None}

    def on(self, connection: Any, values: Mapping[str, Any] | None = None) -> Any:
        """Carry it out; the driver's cursor."""
        return connection.execute(self._text, self._values if values is None else {**self._values, **values})


class Asked:
    """What is asked and kept for each proof and each checkpoint, put together once."""

    def __init__(self, tables: dict[str, sa.Table], dialect: sa.Dialect) -> None:
        if dialect.name == "sqlite":
            dialect = sqlite.dialect(paramstyle="named")

        def made(expression: sa.Select[Any] | sa.Insert) -> Statement:
            return Statement(expression, dialect)

        checkpoints, witnessed = tables["checkpoints"], tables["cosignatures"]
        last = sa.select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
        one = sa.select(checkpoints).where(checkpoints.c.size == sa.bindparam("size"))
        self.begin = "BEGIN IMMEDIATE" if dialect.name == "sqlite" else "BEGIN"
        self.size = made(sa.select(sa.func.max(checkpoints.c.size)))
        self.last, self.checkpoint = made(last), made(one)
        all_ = sa.select(witnessed).order_by(witnessed.c.id)
        self._all, self._some = made(all_), made(all_.where(witnessed.c.size == sa.bindparam("size")))
        self._signed_last, self._signed = (
            made(
                sa.select(of, witnessed.c.line)
                .select_from(of.outerjoin(witnessed, witnessed.c.size == of.c.size))
                .order_by(witnessed.c.id)
            )
            for of in (last.subquery(), one.subquery())
        )
        self.subtrees, self.leaves = made(_subtrees(tables["subtrees"])), made(_leaves(tables["leaves"]))
        self.keep_checkpoint, self.keep_leaves, self.keep_subtree = (
            made(tables[name].insert()) for name in ("checkpoints", "leaves", "subtrees")
        )

    def cosignatures(self, connection: Any, size: int | None) -> Any:
        """Those of one checkpoint, or all."""
        return self._all.on(connection) if size is None else self._some.on(connection, {"size": size})

    def signed(self, connection: Any, size: int | None) -> Any:
        """A checkpoint beside its cosignatures: that of a size, or the last one."""
        return self._signed_last.on(connection) if size is None else self._signed.on(connection, {"size": size})


def _bounds() -> tuple[sa.BindParameter[int], sa.BindParameter[int]]:
    return sa.bindparam("start", type_=sa.BigInteger), sa.bindparam("end", type_=sa.BigInteger)


def _subtrees(table: sa.Table) -> sa.Select[Any]:
    start, end = _bounds()
    return (
        sa.select(table.c.number, table.c.hash)
        .where(table.c.level == sa.bindparam("level"), table.c.number >= start, table.c.number < end)
        .order_by(table.c.number)
    )


def _leaves(table: sa.Table) -> sa.Select[Any]:
    start, end = _bounds()
    begins = sa.select(sa.func.max(table.c.first)).where(table.c.first <= start).scalar_subquery()
    # Of a run of 1,024 a proof wants 256.
    before = sa.case((table.c.first >= start, 0), (start - table.c.first > RUN, RUN), else_=start - table.c.first)
    wanted = sa.case((end - table.c.first > RUN, RUN), else_=end - table.c.first) - before
    part = sa.func.substr(table.c.hashes, sa.cast(before * HASH + 1, sa.Integer), sa.cast(wanted * HASH, sa.Integer))
    return (
        sa.select(
            table.c.first,
            sa.func.length(table.c.hashes, type_=sa.Integer).label("size"),
            sa.type_coerce(part, sa.LargeBinary).label("hashes"),
        )
        .where(table.c.first >= sa.func.coalesce(begins, 0), table.c.first < end)
        .order_by(table.c.first)
    )
