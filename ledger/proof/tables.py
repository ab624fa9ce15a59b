"""Tables of the database of proofs on both databases, and what is asked of them for each proof.

Triggers refuse UPDATE and DELETE on SQLite, and an INSERT that would replace what is there; on PostgreSQL the
program's role may SELECT and INSERT alone, and triggers stop the owner too.
"""

import sqlite3
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from ledger.proof.tree import HASH

RUN: Final = 1_024
"""Most hashes in one run: a proof that needs 256 of them reads the run as a whole."""

SCHEMA: Final = "zeren"
"""Schema on PostgreSQL, where the owner makes the tables; a SQLite file is the proofs' own."""

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
            "postgresql+psycopg://" + database.split("://", 1)[1], pool_size=2, hide_parameters=True
        )

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{Path(database).absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=5.0,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=-1)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("zeren_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class Asked:
    """What is asked for each proof, put together once."""

    def __init__(self, tables: dict[str, sa.Table]) -> None:
        table = tables["checkpoints"]
        self.last = sa.select(table).order_by(table.c.size.desc()).limit(1)
        self.checkpoint = sa.select(table).where(table.c.size == sa.bindparam("size"))
        table = tables["cosignatures"]
        self._all = sa.select(table).order_by(table.c.id)
        self._some = self._all.where(table.c.size == sa.bindparam("size"))
        start, end = (sa.bindparam(name, type_=sa.BigInteger) for name in ("start", "end"))
        witnessed = tables["cosignatures"]
        self._signed_last, self._signed = (
            sa.select(one, witnessed.c.line)
            .select_from(one.outerjoin(witnessed, witnessed.c.size == one.c.size))
            .order_by(witnessed.c.id)
            for one in (self.last.subquery(), self.checkpoint.subquery())
        )
        table = tables["subtrees"]
        self.subtrees = (
            sa.select(table.c.number, table.c.hash)
            .where(table.c.level == sa.bindparam("level"), table.c.number >= start, table.c.number < end)
            .order_by(table.c.number)
        )
        table = tables["leaves"]
        begins = sa.select(sa.func.max(table.c.first)).where(table.c.first <= start).scalar_subquery()
        # Of a run of 1,024 a proof wants 256.
        before = sa.case((table.c.first >= start, 0), (start - table.c.first > RUN, RUN), else_=start - table.c.first)
        wanted = sa.case((end - table.c.first > RUN, RUN), else_=end - table.c.first) - before
        part = sa.func.substr(
            table.c.hashes, sa.cast(before * HASH + 1, sa.Integer), sa.cast(wanted * HASH, sa.Integer)
        )
        self.leaves = (
            sa.select(
                table.c.first,
                sa.func.length(table.c.hashes, type_=sa.Integer).label("size"),
                sa.type_coerce(part, sa.LargeBinary).label("hashes"),
            )
            .where(table.c.first >= sa.func.coalesce(begins, 0), table.c.first < end)
            .order_by(table.c.first)
        )

    def cosignatures(self, size: int | None) -> tuple[sa.Select[Any], dict[str, int]]:
        """Statement and values: those of one checkpoint, or all."""
        return (self._all, {}) if size is None else (self._some, {"size": size})

    def signed(self, size: int | None) -> tuple[sa.Select[Any], dict[str, int]]:
        """The same for a checkpoint beside its cosignatures: that of a size, or the last one."""
        return (self._signed_last, {}) if size is None else (self._signed, {"size": size})
