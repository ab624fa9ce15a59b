"""Keys of persons: one AES-256 key each, in a database of their own, wrapped under a master key.

Whoever holds the ledger without this database reads no name, no phone and no identity number. A key
is made and committed before the first event that uses it, so that no event can outlive its key by
accident. A destroyed key leaves its row behind, marked: "erased by law" and "lost" are different
answers.
"""

import base64
import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.pool import NullPool

from ledger.port import LedgerUnavailable

_NONCE: Final = 12
_KEY: Final = 32
_FINGERPRINTS: Final = "*fingerprints*"
"""Row of the key under which commands are fingerprinted; no person's id looks like this."""

_metadata = sa.MetaData()
_keys = sa.Table(
    "person_keys",
    _metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=True),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("destroyed", sa.Text, nullable=True),
)


class MasterKeyProblem(RuntimeError):
    """The master key file is missing, malformed, or open to others."""


class KeyMissing(RuntimeError):
    """A person's key is not on record although something was sealed under it."""


class KeyDestroyed(RuntimeError):
    """The person's key was destroyed by law: nothing new may be sealed for them."""


class Undecipherable(ValueError):
    """A sealed value does not open under its person's key: it was altered, or the master key is another."""


def create_master_key(path: Path) -> None:
    """Write a new master key, readable by the owner only; an existing one is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(_KEY)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_master_key(path: Path) -> bytes:
    """The master key; refuses a file that others may read."""
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except OSError as error:
        raise MasterKeyProblem(f"master key {path}: {error.strerror}") from error
    if mode & 0o077:
        raise MasterKeyProblem(f"master key {path} is open to others (mode {mode & 0o777:04o}); it must be 0600")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise MasterKeyProblem(f"master key {path} does not hold {_KEY} bytes in base64")
    return key


def _engine(database: str) -> sa.Engine:
    """NullPool: keys are cached, calls are few, and nothing open is carried across a fork."""
    if database.startswith(("postgresql://", "postgres://")):
        return sa.create_engine(
            "postgresql+psycopg://" + database.split("://", 1)[1], poolclass=NullPool, hide_parameters=True
        )
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{database}", poolclass=NullPool, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def durable(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


class Keyring:
    """Seals and unseals personal values; keeps unwrapped keys in the process only."""

    def __init__(
        self, database: str, master_key_file: Path, *, randomness: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._engine = _engine(database)
        self._master_key_file = master_key_file
        self._randomness = randomness
        self._lock = Lock()
        self._master: AESGCM | None = None
        self._ciphers: dict[str, AESGCM] = {}
        self._wrapped: dict[str, bytes] = {}
        self._warmed = False
        self._fingerprint_key: bytes | None = None

    @staticmethod
    def create(database: str, master_key_file: Path) -> None:
        """Create the master key and the table of keys, where missing."""
        create_master_key(master_key_file)
        read_master_key(master_key_file)
        engine = _engine(database)
        try:
            _metadata.create_all(engine)
        finally:
            engine.dispose()
        if not database.startswith(("postgresql://", "postgres://")):
            os.chmod(database, 0o600)

    def seal(self, subject: str, text: str) -> bytes:
        """Nonce and ciphertext. The person's id is bound in, so that values cannot change hands."""
        nonce = self._randomness(_NONCE)
        return nonce + self._cipher(subject, create=True).encrypt(nonce, text.encode(), subject.encode())

    def unseal(self, subject: str, sealed: bytes) -> str | None:
        """The text, or None where the person's key was destroyed."""
        try:
            cipher = self._cipher(subject, create=False)
        except KeyDestroyed:
            return None
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], subject.encode()).decode()
        except InvalidTag:
            raise Undecipherable(f"a sealed value of {subject} does not open under their key") from None

    def fingerprint(self, data: bytes) -> str:
        """Keyed digest (16 hex digits). Keyed, because a bare hash would let anyone try out identity numbers."""
        if self._fingerprint_key is None:
            self._fingerprint_key = self._key(_FINGERPRINTS, create=True)
        return hashlib.blake2b(data, key=self._fingerprint_key, digest_size=8).hexdigest()

    def close(self) -> None:
        """Forget every key."""
        self._ciphers.clear()
        self._wrapped.clear()
        self._engine.dispose()

    # --- keys --------------------------------------------------------------------

    def _cipher(self, subject: str, *, create: bool) -> AESGCM:
        cipher = self._ciphers.get(subject)
        if cipher is None:
            cipher = self._ciphers[subject] = AESGCM(self._key(subject, create=create))
        return cipher

    def _key(self, subject: str, *, create: bool) -> bytes:
        try:
            with self._lock:
                self._warm()
                wrapped = self._wrapped.get(subject)
                if wrapped is None:
                    wrapped = self._wrapped[subject] = self._find(subject, create=create)
                return self._unwrap(subject, wrapped)
        except sa.exc.DBAPIError as error:
            raise LedgerUnavailable(f"the database of keys does not answer: {error.orig}") from error

    def _warm(self) -> None:
        """Read all wrapped keys once: a rebuild of views unseals thousands of names."""
        if not self._warmed:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    sa.select(_keys.c.subject, _keys.c.wrapped).where(_keys.c.destroyed.is_(None))
                )
                self._wrapped.update((row.subject, row.wrapped) for row in rows if row.wrapped is not None)
            self._warmed = True

    def _find(self, subject: str, *, create: bool) -> bytes:
        wrapped = self._stored(subject)
        if wrapped is not None:
            return wrapped
        if not create:
            raise KeyMissing(f"no key is on record for {subject}")
        new = self._wrap(subject, self._randomness(_KEY))
        with self._engine.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(
                        _keys.insert().values(
                            subject=subject, wrapped=new, created_at=datetime.now(UTC).isoformat(timespec="seconds")
                        )
                    )
            except sa.exc.IntegrityError:
                pass  # another process was first: its key counts
        stored = self._stored(subject)
        if stored is None:
            raise KeyMissing(f"the key for {subject} could not be kept")
        return stored

    def _stored(self, subject: str) -> bytes | None:
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(_keys.c.wrapped, _keys.c.destroyed).where(_keys.c.subject == subject)
            ).one_or_none()
        if row is None:
            return None
        if row.destroyed is not None or row.wrapped is None:
            raise KeyDestroyed(f"the key of {subject} was destroyed")
        return bytes(row.wrapped)

    def _wrapping(self) -> AESGCM:
        if self._master is None:
            self._master = AESGCM(read_master_key(self._master_key_file))
        return self._master

    def _wrap(self, subject: str, key: bytes) -> bytes:
        nonce = self._randomness(_NONCE)
        return nonce + self._wrapping().encrypt(nonce, key, b"person-key:" + subject.encode())

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        try:
            return self._wrapping().decrypt(wrapped[:_NONCE], wrapped[_NONCE:], b"person-key:" + subject.encode())
        except InvalidTag:
            raise Undecipherable(f"the key of {subject} does not open under this master key") from None
