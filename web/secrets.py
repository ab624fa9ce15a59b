"""Secrets: password hashes, sessions, bearer tokens. They live outside the log, in a database of their own.

Of a session or token only the SHA-256 is kept, so that a copy of this database opens no door.
"""

import hashlib
import math
import secrets as chance
from collections import deque
from datetime import datetime, timedelta
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    PoolProxiedConnection,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.kernel import record

METADATA: Final = MetaData()

passwords: Final = Table(
    "secret_passwords",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("at_position", BigInteger, nullable=False),
)
sessions: Final = Table(
    "secret_sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("opened_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
)
tokens: Final = Table(
    "secret_tokens",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("label", String(80), nullable=False),
    Column("made_at", DateTime, nullable=False),
)
attempts: Final = Table(
    "secret_attempts",
    METADATA,
    Column("name_hash", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime, nullable=False),
)
values: Final = Table(
    "secret_values",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

FREE_FAILURES: Final = 5
"""So many wrong passwords cost nothing; each further one doubles the wait."""
LONGEST_WAIT: Final = timedelta(minutes=15)
SEEN_EVERY: Final = timedelta(minutes=1)
"""``seen_at`` is written at most so often: a page view should not cost a write."""
SHORTEST_PASSWORD: Final = 10
HELD: Final = 4
"""Connections kept at hand for the question asked before every page, one for each thread of a worker."""


@record
class Session:
    """A live session: whose it is, and what is known of the password it rests on."""

    account: str
    must_change: bool
    password_at: int
    """Log position when the password was set: a reset demanded later outweighs it."""


@record
class Token:
    """A bearer token as its owner sees it: never the token itself."""

    fingerprint: str
    label: str
    made_at: datetime


_SESSION: Final = (
    "SELECT s.account, s.opened_at, s.seen_at, p.must_change, p.at_position"
    " FROM secret_sessions AS s JOIN secret_passwords AS p ON p.account = s.account WHERE s.token_hash = {}"
)
_BEARER: Final = "SELECT account FROM secret_tokens WHERE token_hash = {}"
"""Text, not expressions: these two are asked before every page."""


def digest(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(stored: Any) -> datetime:
    # As the driver gives it: SQLite keeps text.
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)


def _naive(moment: datetime) -> datetime:
    # SQLite keeps no zone; all times in this database are UTC.
    return moment.replace(tzinfo=None)


class Secrets:
    """Password hashes, sessions, tokens and failed attempts. Time is a parameter throughout."""

    def __init__(self, url: str, *, hasher: PasswordHasher | None = None) -> None:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self._engine: Engine = create_engine(url, hide_parameters=True)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""
        self._held: deque[PoolProxiedConnection] = deque()
        self._mark = "?" if self._engine.dialect.name == "sqlite" else "%s"

    def create(self) -> None:
        """Make the tables, where missing. Done once, at installation."""
        METADATA.create_all(self._engine)

    def close(self) -> None:
        """Let go of connections."""
        while self._held:
            self._held.pop().close()
        self._engine.dispose()

    # --- passwords ---

    def set_password(
        self, account: str, password: str, *, now: datetime, must_change: bool = False, position: int = 0
    ) -> None:
        """Keep a new password and end every session of the account. ``position`` is where the log ends now."""
        row = {
            "hash": self._hasher.hash(password),
            "must_change": must_change,
            "changed_at": _naive(now),
            "at_position": position,
        }
        with self._engine.begin() as connection:
            if connection.execute(update(passwords).where(passwords.c.account == account).values(row)).rowcount == 0:
                connection.execute(insert(passwords).values(account=account, **row))
            connection.execute(delete(sessions).where(sessions.c.account == account))

    def has_password(self, account: str) -> bool:
        """Whether a password was ever set."""
        with self._engine.connect() as connection:
            found = connection.execute(select(passwords.c.account).where(passwords.c.account == account)).first()
        return found is not None

    def check_password(self, account: str, password: str) -> bool:
        """Whether the password is right. An unknown account takes as long as a known one."""
        with self._engine.connect() as connection:
            stored = connection.scalar(select(passwords.c.hash).where(passwords.c.account == account))
        if stored is None and not self._nobody:
            self._nobody = self._hasher.hash(chance.token_hex(16))
        try:
            right = self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return right and stored is not None

    # --- failed attempts ---

    def wait(self, name: str, *, now: datetime) -> timedelta:
        """How long sign-in under ``name`` is still held back (zero: not at all)."""
        with self._engine.connect() as connection:
            row = connection.execute(select(attempts).where(attempts.c.name_hash == digest(name))).first()
        if row is None or row.failures < FREE_FAILURES:
            return timedelta(0)
        pause = min(timedelta(seconds=2.0 ** min(row.failures - FREE_FAILURES, 20)), LONGEST_WAIT)
        left: timedelta = row.last_at + pause - _naive(now)
        return max(left, timedelta(0))

    def failed(self, name: str, *, now: datetime) -> None:
        """Note a wrong password (or name: they are not told apart)."""
        key = digest(name)
        with self._engine.begin() as connection:
            counted = update(attempts).where(attempts.c.name_hash == key)
            if connection.execute(counted.values(failures=attempts.c.failures + 1, last_at=_naive(now))).rowcount == 0:
                connection.execute(insert(attempts).values(name_hash=key, failures=1, last_at=_naive(now)))

    def forgive(self, name: str) -> None:
        """Forget failed attempts after a right password."""
        with self._engine.begin() as connection:
            connection.execute(delete(attempts).where(attempts.c.name_hash == digest(name)))

    # --- sessions ---

    def open_session(self, account: str, *, now: datetime) -> str:
        """A new session; its token is told once."""
        token = chance.token_urlsafe(32)
        with self._engine.begin() as connection:
            connection.execute(
                insert(sessions).values(
                    token_hash=digest(token), account=account, opened_at=_naive(now), seen_at=_naive(now)
                )
            )
        return token

    def session(self, token: str, *, now: datetime, idle: timedelta, longest: timedelta) -> Session | None:
        """A live session; an idle or old one is ended."""
        key, moment = digest(token), _naive(now)
        row = self._one(_SESSION, key)
        if row is None:
            return None
        account, opened_at, seen_at, must_change, at_position = row
        rested = moment - _moment(seen_at)
        if rested > idle or moment - _moment(opened_at) > longest:
            self.close_session(token)
            return None
        if rested > SEEN_EVERY:
            with self._engine.begin() as connection:
                connection.execute(update(sessions).where(sessions.c.token_hash == key).values(seen_at=moment))
        return Session(account=account, must_change=bool(must_change), password_at=at_position)

    def close_session(self, token: str) -> None:
        """Sign out."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == digest(token)))

    def close_sessions(self, account: str) -> None:
        """End every session and bearer token of an account: it was suspended, or its password is to be reset."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.account == account))
            connection.execute(delete(tokens).where(tokens.c.account == account))

    # --- bearer tokens ---

    def make_token(self, account: str, label: str, *, now: datetime) -> str:
        """A bearer token for the JSON API; it is told once."""
        token = f"zr_{chance.token_urlsafe(32)}"
        with self._engine.begin() as connection:
            connection.execute(
                insert(tokens).values(token_hash=digest(token), account=account, label=label, made_at=_naive(now))
            )
        return token

    def token_account(self, token: str) -> str | None:
        """Account of a bearer token."""
        row = self._one(_BEARER, digest(token))
        return None if row is None else str(row[0])

    def _one(self, statement: str, key: str) -> Any:
        """The one row under this key, asked of the driver itself: a third of the time, where every page pays it."""
        try:
            connection = self._held.pop() if self._held else self._engine.raw_connection()
        except IndexError:  # another thread took the last one
            connection = self._engine.raw_connection()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(None, None, error) from error
        try:
            driver: Any = connection.driver_connection
            found = driver.execute(statement.format(self._mark), (key,)).fetchall()
        except self._engine.dialect.loaded_dbapi.Error as error:
            connection.invalidate()
            raise DBAPIError(None, None, error) from error
        # Reading leaves nothing open on SQLite; elsewhere the pool ends the transaction.
        if self._mark == "?" and len(self._held) < HELD:
            self._held.append(connection)
        else:
            connection.close()
        return found[0] if found else None

    def tokens_of(self, account: str) -> list[Token]:
        """The account's tokens."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(tokens).where(tokens.c.account == account).order_by(tokens.c.made_at)
            ).all()
        return [Token(fingerprint=row.token_hash[:12], label=row.label, made_at=row.made_at) for row in rows]

    def drop_token(self, account: str, fingerprint: str) -> None:
        """Withdraw a token."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(tokens).where(tokens.c.account == account, tokens.c.token_hash.startswith(fingerprint[:12]))
            )

    # --- values ---

    def value(self, name: str) -> str:
        """A random value made once and shared by all workers, such as the key that signs form tokens."""
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


def seconds(wait: timedelta) -> int:
    """Whole seconds, rounded up, to tell a person."""
    return math.ceil(wait.total_seconds())


def _prepare_sqlite(connection: object, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]  # a DB-API connection
    connection.execute("PRAGMA busy_timeout=5000")  # type: ignore[attr-defined]  # a DB-API connection
