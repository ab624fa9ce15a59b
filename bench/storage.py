"""Bytes on disk for each fact, views left out, against a bare table of the same columns.

The bare table has the ledger's eight columns with the very same values, and its position as primary key: nothing
that finds a stream, refuses a repeated command or keeps the order. SQLite's file is measured after a checkpoint of
its write-ahead log and, like PostgreSQL's relations, as it has grown; nothing is packed first.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg

from bench import large
from bench.measure import Row, row_of
from bench.places import Office, Places, Sizes

TABLE = "storage"
REACH = 1 / 1.3
COLUMNS = "position, stream, version, name, recorded_at, command_id, command_part, body"
TYPED = "stream text, version integer, name text, recorded_at text, command_id text, command_part integer, body text"


def on_disk(office: Office) -> list[Row]:
    """The ledger alone; then with the tree, its checkpoints and the keys."""
    place = office.place
    large.done("seal", place)
    with closing(place.open()) as ledger:
        count = ledger.head().position
    ours, proof, bare = (_sqlite if place.kind == "sqlite" else _postgres)(office)
    keys = os.path.getsize(place.folder / "keys.db")
    return [
        row_of(
            TABLE,
            work,
            place.kind,
            size=f"{office.facts:,} facts",
            limit="a bare table of the same columns",
            ours=[size / count],
            bare=[bare / count],
            target=target,
            unit="bytes",
        )
        for work, size, target in (
            ("the ledger", ours, REACH),
            ("ledger, tree, checkpoints and keys", ours + proof + keys, 0.0),
        )
    ]


def _sqlite(office: Office) -> tuple[int, int, int]:
    place = office.place
    raw = place.folder / "columns.db"
    with closing(sqlite3.connect(raw)) as connection:
        connection.execute(f"CREATE TABLE raw (position INTEGER PRIMARY KEY, {TYPED})")
        connection.execute("ATTACH ? AS ours", (place.database,))
        connection.execute(f"INSERT INTO raw SELECT {COLUMNS} FROM ours.ledger ORDER BY position")
        connection.commit()
    for path in (place.database, place.proof, place.folder / "keys.db"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return os.path.getsize(place.database), os.path.getsize(place.proof), os.path.getsize(raw)


def _postgres(office: Office) -> tuple[int, int, int]:
    with psycopg.connect(office.place.owner, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE columns (position bigint PRIMARY KEY, {TYPED})".encode())
        connection.execute(f"INSERT INTO columns SELECT {COLUMNS} FROM zeren.ledger ORDER BY position".encode())

        def size(table: str) -> int:
            row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", (table,)).fetchone()
            assert row is not None
            return int(row[0])

        tables = [
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'zeren'").fetchall()
            if name != "ledger"
        ]
        return size("zeren.ledger"), sum(size(f"zeren.{name}") for name in tables), size("columns")


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    offices = places.offices(*((kind, sizes.facts) for kind in kinds), organisations=sizes.organisations)
    for office in offices:
        yield from on_disk(office)
