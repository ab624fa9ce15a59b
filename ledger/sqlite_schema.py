"""What `zeren init` makes on SQLite, and what a connection of the application may do with it."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ledger.lines import ERASED
from ledger.port import Row

LOCK_TIMEOUT: Final = 5
"""Seconds to wait for another program that holds the database."""

SCHEMA: Final = (
    """
    CREATE TABLE IF NOT EXISTS ledger (
        position INTEGER PRIMARY KEY AUTOINCREMENT CHECK (position > 0),
        stream TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        name TEXT NOT NULL,
        recorded_at TEXT NOT NULL CHECK (recorded_at GLOB
            '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]'
            || '.[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
        command_id TEXT NOT NULL,
        command_part INTEGER NOT NULL CHECK (command_part > 0),
        body TEXT NOT NULL,
        UNIQUE (stream, version),
        UNIQUE (command_id, command_part)
    ) STRICT
    """,
    # BEFORE INSERT runs ahead of what OR REPLACE would delete. A position not given reads as -1 or NULL here;
    # what AUTOINCREMENT then gives lies above all others, so that one look at its neighbour shows a gap.
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_replace BEFORE INSERT ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: positions are given by the ledger') WHERE NEW.position > 0;
        SELECT RAISE(ABORT, 'ledger: command is on record')
            WHERE EXISTS (SELECT 1 FROM ledger
                          WHERE command_id = NEW.command_id AND command_part = NEW.command_part);
        SELECT RAISE(ABORT, 'ledger: version does not follow')
            WHERE NEW.version IS NOT
                (SELECT coalesce(max(version), 0) + 1 FROM ledger WHERE stream = NEW.stream);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_gap AFTER INSERT ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: positions have no gaps and time does not run backwards')
            WHERE NEW.position > 1 AND NOT EXISTS (
                SELECT 1 FROM ledger WHERE position = NEW.position - 1 AND recorded_at <= NEW.recorded_at);
    END
    """,
    # Who was erased is asked at the start of each process; of other entries the index holds nothing.
    f"CREATE INDEX IF NOT EXISTS ledger_erased ON ledger (stream) WHERE name = '{ERASED}'",
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_update BEFORE UPDATE ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: entries are never changed');
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS ledger_no_delete BEFORE DELETE ON ledger BEGIN
        SELECT RAISE(ABORT, 'ledger: entries are never removed');
    END
    """,
)

_ALLOWED: Final = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_RECURSIVE,
}
_READABLE_PRAGMAS: Final = {"data_version", "integrity_check", "quick_check", "synchronous", "journal_mode"}
_FORBIDDEN_FUNCTIONS: Final = {"load_extension", "fts3_tokenizer", "writefile", "edit"}


def authorize(action: int, first: str | None, second: str | None, _schema: str | None, _trigger: str | None) -> int:
    """Reading, and adding to ``ledger``; nothing else."""
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_INSERT and first == "ledger":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _READABLE_PRAGMAS and second is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def init(path: Path) -> None:
    """Create the file, its table and its triggers, where missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        connection.close()
    queue_file(path).touch()


def restore(path: Path, pages: Iterable[Sequence[Row]]) -> None:
    """Make a new file that holds these rows at their positions. There must be none: nothing is added to a ledger here.

    The triggers, which would refuse positions that are given, come when the rows are in; the file gets its name last.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(SCHEMA[0])
        for rows in pages:
            connection.executemany(
                "INSERT INTO ledger VALUES (?,?,?,?,?,?,?,?)", [(*row[:-1], row.body.decode()) for row in rows]
            )
        for statement in SCHEMA[1:]:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
        os.link(part, path)  # refuses a name that is taken
    finally:
        connection.close()
        part.unlink(missing_ok=True)
    queue_file(path).touch()


def queue_file(path: Path) -> Path:
    """The file at which writers of this ledger queue."""
    return path.with_name(path.name + "-queue")
