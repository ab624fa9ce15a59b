"""Rows of a ledger for whoever checks it: read only, and as far as a damaged database lets them be read.

`Ledger.rows` serves a program that may trust its database. Here nothing is trusted: rows come in the order in which
the database holds them, whatever their positions are; a text that is not UTF-8 does not keep the rest of the row from
being read; and what cannot be read is told apart from a database that does not answer.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

import psycopg

from ledger.port import LedgerUnavailable, Row
from ledger.waiting import LONG_STATEMENT, arguments

LOWEST: Final = -(2**62)
"""Below every position that somebody might have written."""

_BUSY: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}
"""The database does not answer; everything else means that it is damaged."""


class Unreadable(Exception):
    """The database is there, and this part of it cannot be read."""


class RowReader(Protocol):
    """A ledger's rows, whole or not."""

    def page(self, after: int, limit: int) -> list[Row]:
        """The next rows with a position above ``after``, as the database finds them. Raises `Unreadable`."""
        ...

    def at(self, position: int) -> Row | None:
        """The row of one position. Raises `Unreadable`."""
        ...

    def head(self) -> int:
        """The last position (0: none). Raises `Unreadable`."""
        ...

    def broken_stream(self) -> tuple[int, str] | None:
        """The first position at which a stream's versions do not follow, and the stream. Raises `Unreadable`."""
        ...

    def faults(self) -> list[str]:
        """What the database finds wrong with its own file; nothing where it has no such check."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def open_rows(database: str) -> RowReader:
    """Rows of the ledger in ``database`` (path or URL). Raises `LedgerUnavailable`, `Unreadable`."""
    if database.startswith(("postgresql://", "postgres://")):
        return _PostgresRows(database)
    return _SQLiteRows(Path(database))


_VERSIONS: Final = """
SELECT position, stream FROM (
    SELECT position, stream, version,
           lag(version, 1, 0) OVER streams AS version_before, lag(position, 1, 0) OVER streams AS position_before
    FROM {table} WINDOW streams AS (PARTITION BY stream ORDER BY version)
) AS walked
WHERE version <> version_before + 1 OR position <= position_before
ORDER BY position LIMIT 1
"""
"""Walks the index of streams and versions, so that nothing has to be remembered of a million streams."""

_COLUMNS: Final = "SELECT position, stream, version, name, recorded_at, command_id, command_part, "
_ONCE: Final = 20


class _SQLiteRows:
    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise LedgerUnavailable(f"there is no file {path}")
        try:
            self._strict = self._connect(path)
            self._lenient = self._connect(path)
        except sqlite3.Error as error:
            raise _read(error) from error
        self._lenient.text_factory = bytes
        # The body as the bytes that it is, in whatever form it was written.
        self._page = _COLUMNS + "CAST(body AS BLOB) FROM ledger WHERE position > ? ORDER BY position LIMIT ?"
        self._at = _COLUMNS + "CAST(body AS BLOB) FROM ledger WHERE position = ?"

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, timeout=5.0)
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        return connection

    def page(self, after: int, limit: int) -> list[Row]:
        """See `RowReader.page`."""
        return self._rows(self._page, (after, limit))

    def at(self, position: int) -> Row | None:
        """See `RowReader.at`."""
        rows = self._rows(self._at, (position,))
        return rows[0] if rows else None

    def head(self) -> int:
        """See `RowReader.head`."""
        rows = self._ask("SELECT max(position) FROM ledger")
        return rows[0][0] if rows and isinstance(rows[0][0], int) else 0

    def broken_stream(self) -> tuple[int, str] | None:
        """See `RowReader.broken_stream`."""
        rows = self._ask(_VERSIONS.format(table="ledger"))
        return (rows[0][0], str(rows[0][1])) if rows else None

    def faults(self) -> list[str]:
        """See `RowReader.faults`."""
        try:
            said = [str(row[0]) for row in self._ask(f"PRAGMA integrity_check({_ONCE})")]
        except Unreadable as error:
            return [str(error)]
        return [line for text in said for line in text.splitlines() if line != "ok"][:_ONCE]

    def _rows(self, statement: str, parameters: tuple[int, ...]) -> list[Row]:
        try:
            return list(map(Row._make, self._strict.execute(statement, parameters)))
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise _read(error) from error
        except sqlite3.Error as error:
            raise _read(error) from error
        try:
            return [_lenient(row) for row in self._lenient.execute(statement, parameters)]
        except sqlite3.Error as error:
            raise _read(error) from error

    def _ask(self, statement: str) -> list[Any]:
        try:
            return self._strict.execute(statement).fetchall()
        except sqlite3.Error as error:
            raise _read(error) from error

    def close(self) -> None:
        """See `RowReader.close`."""
        self._strict.close()
        self._lenient.close()


def _read(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF in _BUSY:
        return LedgerUnavailable(str(error))
    return Unreadable(str(error))


def _lenient(row: tuple[Any, ...]) -> Row:
    """Text that is not UTF-8 is kept with marks in place of the wrong bytes; such a row fits no leaf."""
    *columns, body = row
    return Row._make(
        [*(one.decode("utf-8", "surrogateescape") if isinstance(one, bytes) else one for one in columns), body]
    )


class _PostgresRows:
    def __init__(self, url: str) -> None:
        try:
            self._connection: psycopg.Connection[Any] = psycopg.connect(
                url,
                autocommit=True,
                **arguments(statement=LONG_STATEMENT, default_transaction_read_only="on"),
            )
        except psycopg.Error as error:
            raise LedgerUnavailable(str(error)) from error
        body = "convert_to(body, 'UTF8') FROM zeren.ledger"
        self._page = _COLUMNS + body + " WHERE position > %s ORDER BY position LIMIT %s"
        self._at = _COLUMNS + body + " WHERE position = %s"

    def page(self, after: int, limit: int) -> list[Row]:
        """See `RowReader.page`."""
        return list(map(Row._make, self._ask(self._page, (after, limit))))

    def at(self, position: int) -> Row | None:
        """See `RowReader.at`."""
        rows = self._ask(self._at, (position,))
        return Row._make(rows[0]) if rows else None

    def head(self) -> int:
        """See `RowReader.head`."""
        return int(self._ask("SELECT coalesce(max(position), 0) FROM zeren.ledger", ())[0][0])

    def broken_stream(self) -> tuple[int, str] | None:
        """See `RowReader.broken_stream`."""
        rows = self._ask(_VERSIONS.format(table="zeren.ledger"), ())
        return (int(rows[0][0]), str(rows[0][1])) if rows else None

    def faults(self) -> list[str]:
        """PostgreSQL leaves that to its own tools (pg_amcheck, pg_checksums)."""
        return []

    def _ask(self, statement: str, parameters: tuple[int, ...]) -> list[Any]:
        try:
            with closing(self._connection.cursor(binary=True)) as cursor:
                return cursor.execute(statement.encode(), parameters, prepare=True).fetchall()
        except psycopg.Error as error:
            if self._connection.broken or isinstance(error, psycopg.errors.InsufficientPrivilege):
                raise LedgerUnavailable(str(error)) from error
            raise Unreadable(str(error)) from error

    def close(self) -> None:
        """See `RowReader.close`."""
        self._connection.close()


def readable(reader: RowReader, after: int, limit: int) -> Iterator[Row]:
    """Rows after a position one by one, up to the first that cannot be read or that the database finds out of turn."""
    size = min(limit, 64)
    while limit > 0:
        try:
            rows = reader.page(after, min(size, limit))
        except Unreadable:
            if size == 1:
                return
            size = max(1, size // 8)
            continue
        yield from rows
        if len(rows) < min(size, limit) or rows[-1].position <= after:
            return
        limit -= len(rows)
        after = max(row.position for row in rows)
