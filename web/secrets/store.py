"""The secrets database itself: connections, the one question asked before every page, values shared by workers."""

import hashlib
import secrets as chance
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Engine, PoolProxiedConnection, Table, create_engine, event, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from ledger.waiting import CONNECT, STATEMENT, arguments
from web.secrets import tables

HELD: Final = 4
"""Connections kept at hand for the question asked before every page, one for each thread of a worker."""
AHEAD: Final = timedelta(minutes=1)
"""So far may the clock be behind what was noted; more than that, and it was fast then or is slow now."""
TOKEN_BYTES: Final = 32
"""256 bits: of a session, a bearer token, a link."""


def digest(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def new_token() -> str:
    """A token that nobody guesses."""
    return chance.token_urlsafe(TOKEN_BYTES)


def naive(moment: datetime) -> datetime:
    """As it is stored: SQLite keeps no zone; all times in this database are UTC."""
    return moment.replace(tzinfo=None)


def moment(stored: Any) -> datetime:
    """As the driver gives it: SQLite keeps text."""
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)


def aware(stored: Any) -> datetime:
    """A stored moment with its zone."""
    return moment(stored).replace(tzinfo=UTC)


def not_yet(stored: Any, at: datetime) -> bool:
    """Whether a stored moment lies ahead by more than the clocks of two machines differ."""
    return moment(stored) - at > AHEAD


class Store:
    """The database under all parts of `Secrets`."""

    def __init__(self, url: str, *, patience: int = STATEMENT) -> None:
        """``patience``: seconds that a server may take over a statement."""
        more: dict[str, Any] = {}
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
            more = {"connect_args": arguments(statement=patience), "pool_timeout": CONNECT}
        self._engine: Engine = create_engine(url, hide_parameters=True, **more)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        self._held: deque[PoolProxiedConnection] = deque()
        self._mark = "?" if self._engine.dialect.name == "sqlite" else "%s"

    def create(self) -> None:
        """Make what is missing of the tables: at installation, and where an older version made them."""
        tables.bring_up_to_date(self._engine)

    def close(self) -> None:
        """Let go of connections."""
        self._let_go()
        self._engine.dispose()

    def _let_go(self) -> None:
        """Close the connections kept at hand: on a server they stand outside transactions, unlike the others."""
        while self._held:
            with suppress(IndexError):  # another thread took the last one
                self._held.pop().invalidate()

    def _one(self, statement: str, key: str, *, again: bool = True) -> Any:
        """The one row under this key, asked of the driver itself: a third of the time, where every page pays it."""
        error = self._engine.dialect.loaded_dbapi.Error
        try:
            connection = self._held.pop()
        except IndexError:
            connection = self._at_hand()
        driver: Any = connection.driver_connection
        try:
            found = driver.execute(statement.format(self._mark), (key,)).fetchall()
        except error as fault:
            gone = self._mark != "?" and driver.closed
            connection.invalidate()
            if gone and again:
                # It is from before the server went away, and so are the others: a fresh one knows how things stand.
                self.close()
                return self._one(statement, key, again=False)
            raise DBAPIError(None, None, fault) from fault
        if len(self._held) < HELD:
            self._held.append(connection)
        else:
            connection.invalidate()
        return found[0] if found else None

    def _at_hand(self) -> PoolProxiedConnection:
        """A connection to be kept. On a server each statement is a transaction of its own: one way there and back."""
        try:
            connection = self._engine.raw_connection()
            if self._mark != "?":
                cast(Any, connection.driver_connection).autocommit = True
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(None, None, error) from error
        return connection

    def _note(self, table: Table, key: str, **seen: datetime | str | None) -> None:
        """Note how something was last used. Where that cannot be written, a full disk say, it is used all the same."""
        with suppress(DBAPIError), self._engine.begin() as connection:
            connection.execute(update(table).where(table.c.token_hash == key).values(**seen))

    def value(self, name: str) -> str:
        """A random value made once and shared by all workers, such as the key that signs form tokens."""
        values = tables.values
        with self._engine.connect() as connection:
            found: str | None = connection.scalar(select(values.c.value).where(values.c.name == name))
        if found is not None:
            return found
        made = chance.token_hex(32)
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(values).values(name=name, value=made))
        except IntegrityError:
            return self.value(name)
        return made


def _prepare_sqlite(connection: object, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]  # a DB-API connection
    connection.execute("PRAGMA busy_timeout=5000")  # type: ignore[attr-defined]  # a DB-API connection
