"""Are the fences of the ledger standing? Asks the database which triggers there are; changes nothing."""

import re
import sqlite3
from pathlib import Path
from typing import Final

import psycopg

from ledger import sqlite_schema
from ledger.application import is_postgres
from ledger.port import LedgerUnavailable
from ledger.proof.tables import APPEND_ONLY

_ON_SQLITE: Final = frozenset(
    found[1] for one in sqlite_schema.SCHEMA if (found := re.search(r"CREATE TRIGGER IF NOT EXISTS (\w+)", one))
)
_ON_POSTGRES: Final = frozenset(
    {"ledger.continue_log", *(f"{table}.refuse_change" for table in ("ledger", *APPEND_ONLY))}
)
_STANDING: Final = """
SELECT c.relname || '.' || t.tgname FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'zeren' AND t.tgenabled = 'A'
"""
"""Triggers that fire whatever a session says of itself."""


def missing_fences(database: str) -> list[str]:
    """Triggers that should stand and do not, by name. Raises `LedgerUnavailable`."""
    try:
        return sorted(_on_postgres(database) if is_postgres(database) else _on_sqlite(Path(database)))
    except (psycopg.Error, sqlite3.Error) as error:
        raise LedgerUnavailable(str(error)) from error


def _on_sqlite(path: Path) -> frozenset[str]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=sqlite_schema.LOCK_TIMEOUT)
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    finally:
        connection.close()
    return _ON_SQLITE - {name for (name,) in rows}


def _on_postgres(database: str) -> frozenset[str]:
    with psycopg.connect(database, connect_timeout=sqlite_schema.LOCK_TIMEOUT) as connection:
        return _ON_POSTGRES - {name for (name,) in connection.execute(_STANDING).fetchall()}


def clock_of(database: str) -> float | None:
    """Seconds since 1970 by the clock of the database's machine; None: it is ours. Raises `LedgerUnavailable`."""
    if not is_postgres(database):
        return None
    try:
        with psycopg.connect(database, connect_timeout=sqlite_schema.LOCK_TIMEOUT) as connection:
            row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    except psycopg.Error as error:
        raise LedgerUnavailable(str(error)) from error
    return None if row is None else float(row[0])
