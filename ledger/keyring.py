"""Keys of persons: one AES-256 key each, in a database of their own, wrapped under a master key.

Whoever holds the ledger without this database reads no name, no phone and no identity number. A key
is made and committed before the first event that uses it, so that no event can outlive its key by
accident.

Whether a person was erased says the ledger, not this database: whoever opens the keyring tells it who was. A key
that is found alive for such a person, because a crash came between or an old backup was put back, is destroyed on
sight and never used. A key that is gone without an erasure on record is something else, and an alarm.
"""

import base64
import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.pool import NullPool

from ledger.port import LedgerUnavailable
from ledger.waiting import arguments

LOG: Final = logging.getLogger("zeren.keys")

_TEXTS: Final = 20_000
"""Opened values kept in memory."""
_CIPHERS: Final = 2_000
"""Opened keys kept in memory: each takes 2.6 kB, and a province has a hundred thousand persons."""
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
TABLES: Final = _metadata
"""For whoever carries the rows elsewhere as they are: backup and restoring."""


class MasterKeyProblem(RuntimeError):
    """The master key file is missing, malformed, or open to others."""


class KeyMissing(RuntimeError):
    """A person's key is gone although something was sealed under it and the person was not erased: an alarm."""


class KeyDestroyed(RuntimeError):
    """The person was erased by law: nothing new may be sealed for them."""


class Undecipherable(ValueError):
    """A sealed value does not open under its person's key: it was altered, or the master key is another."""


def create_master_key(path: Path) -> None:
    """Write a new master key, readable by the owner only; an existing one is left alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and linked: a crash leaves no empty file, and of two that begin at once one counts.
    beside = _written(path, [os.urandom(_KEY)])
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()


def _written(path: Path, keys: Sequence[bytes]) -> Path:
    """A file beside ``path`` with these keys, one a line, on disk."""
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(base64.b64encode(key) + b"\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return beside


def _replaced(path: Path, keys: Sequence[bytes]) -> None:
    """Put these keys into the file, at once."""
    os.replace(_written(path, keys), path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_master_keys(path: Path) -> list[bytes]:
    """The master key, and while it is being changed the one before; refuses a file that others may read."""
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except OSError as error:
        raise MasterKeyProblem(f"master key {path}: {error.strerror}") from error
    if mode & 0o077:
        raise MasterKeyProblem(f"master key {path} is open to others (mode {mode & 0o777:04o}); it must be 0600")
    try:
        keys = [base64.b64decode(line, validate=True) for line in text.split()]
    except ValueError:
        keys = []
    if not 1 <= len(keys) <= 2 or any(len(key) != _KEY for key in keys):
        raise MasterKeyProblem(f"master key {path} does not hold {_KEY} bytes in base64")
    return keys


def _engine(database: str) -> sa.Engine:
    """NullPool: keys are cached, calls are few, and nothing open is carried across a fork."""
    if database.startswith(("postgresql://", "postgres://")):
        return sa.create_engine(
            "postgresql+psycopg://" + database.split("://", 1)[1],
            poolclass=NullPool,
            hide_parameters=True,
            connect_args=arguments(),
        )
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{database}", poolclass=NullPool, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def durable(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")

    return engine


def look_into(database: str) -> None:
    """Read from the database of keys. Raises `LedgerUnavailable` where it, or its table, is not there."""
    if not _is_there(database):
        raise LedgerUnavailable("the database of keys is not there")
    engine = _engine(database)
    try:
        with engine.connect() as connection:
            connection.execute(sa.select(_keys.c.subject).limit(1)).first()
    except sa.exc.DBAPIError as error:
        raise LedgerUnavailable(f"the database of keys does not answer: {error.orig}") from error
    finally:
        engine.dispose()


def _is_there(database: str) -> bool:
    """Whether the file of keys is there, so that asking does not make an empty one; on a server that shows later."""
    return database.startswith(("postgresql://", "postgres://")) or Path(database).is_file()


class Keyring:
    """Seals and unseals personal values; keeps unwrapped keys in the process only."""

    def __init__(
        self, database: str, master_key_file: Path, *, randomness: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._engine = _engine(database)
        self._master_key_file = master_key_file
        self._randomness = randomness
        self._lock = Lock()
        self._masters: list[AESGCM] = []
        self._ciphers: dict[str, AESGCM] = {}
        self._wrapped: dict[str, bytes] = {}
        self._warmed = False
        self._fingerprint_key: bytes | None = None
        self._erased: set[str] = set()
        self.ask: Callable[[], Iterable[str]] = tuple
        """Asks the ledger who was erased by now; before it is set, nobody was."""
        self._texts: dict[str, dict[bytes, str]] = {}
        self._kept = 0
        self._missing: set[str] = set()

    @staticmethod
    def create(database: str, master_key_file: Path) -> None:
        """Create the master key and the table of keys, where missing."""
        create_master_key(master_key_file)
        read_master_keys(master_key_file)
        engine = _engine(database)
        try:
            _metadata.create_all(engine)
        finally:
            engine.dispose()
        if not database.startswith(("postgresql://", "postgres://")):
            os.chmod(database, 0o600)

    def seal(self, subject: str, text: str) -> bytes:
        """Nonce and ciphertext. The person's id is bound in, so that values cannot change hands."""
        if subject in self._erased:
            raise KeyDestroyed(f"{subject} was erased")
        nonce = self._randomness(_NONCE)
        return nonce + self._cipher(subject, create=True).encrypt(nonce, text.encode(), subject.encode())

    def unseal(self, subject: str, sealed: bytes) -> str | None:
        """The text, or None where the person was erased. Raises `KeyMissing`, which is logged once for each person."""
        if subject in self._erased:
            return None
        try:
            cipher = self._cipher(subject, create=False)
        except KeyDestroyed:
            return None
        except KeyMissing:
            if subject not in self._missing:
                # Another process may have erased them since the ledger was asked, and their entry not be read yet.
                self.erased(self.ask())
                if subject in self._erased:
                    return None
                self._missing.add(subject)
                LOG.error("the key of %s is gone, and no erasure is on record", subject)
            raise
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], subject.encode()).decode()
        except InvalidTag:
            raise Undecipherable(f"a sealed value of {subject} does not open under their key") from None

    def text(self, subject: str, sealed: bytes) -> str | None:
        """Like `unseal`, for who opens the same values again and again; kept in memory until the person is erased."""
        found = self._texts.get(subject, {}).get(sealed)
        if found is not None:
            return found
        text = self.unseal(subject, sealed)
        if text is not None:
            with self._lock:
                if self._kept >= _TEXTS:
                    self._texts.clear()
                    self._kept = 0
                if subject not in self._erased:
                    self._texts.setdefault(subject, {})[sealed] = text
                    self._kept += 1
        return text

    def erased(self, subjects: Iterable[str]) -> None:
        """These persons were erased, says the ledger: forget their keys, and destroy those that are still there.

        A database that does not answer keeps nobody readable: the key is destroyed at the next opportunity.
        """
        fresh = [subject for subject in subjects if subject not in self._erased]
        if not fresh:
            return
        with self._lock:
            self._erased.update(fresh)
            for subject in fresh:
                self._ciphers.pop(subject, None)
                self._wrapped.pop(subject, None)
                self._texts.pop(subject, None)
        try:
            self._destroy(fresh)
        except sa.exc.DBAPIError:
            LOG.error("keys of %d erased persons could not be destroyed yet", len(fresh))

    def _destroy(self, subjects: Sequence[str]) -> None:
        """Overwrite the keys of these persons; those that are gone already cost one question."""
        alive = sa.select(_keys.c.subject).where(_keys.c.wrapped.is_not(None))
        with self._engine.connect() as connection:
            found = [
                row.subject
                for start in range(0, len(subjects), 500)
                for row in connection.execute(alive.where(_keys.c.subject.in_(subjects[start : start + 500])))
            ]
        if not found:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._engine.begin() as connection:
            for subject in found:
                connection.execute(_keys.update().where(_keys.c.subject == subject).values(wrapped=None, destroyed=now))
        if self._engine.dialect.name == "sqlite":
            # What was overwritten still stands in the file of changes until that is folded back and emptied.
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def fingerprint(self, data: bytes) -> str:
        """Keyed digest (16 hex digits). Keyed, because a bare hash would let anyone try out identity numbers."""
        if self._fingerprint_key is None:
            self._fingerprint_key = self._key(_FINGERPRINTS, create=True)
        return hashlib.blake2b(data, key=self._fingerprint_key, digest_size=8).hexdigest()

    def close(self) -> None:
        """Forget every key."""
        self._ciphers.clear()
        self._wrapped.clear()
        self._texts.clear()
        self._engine.dispose()

    # --- keys --------------------------------------------------------------------

    def _cipher(self, subject: str, *, create: bool) -> AESGCM:
        cipher = self._ciphers.get(subject)
        if cipher is None:
            if len(self._ciphers) >= _CIPHERS:
                self._ciphers.clear()
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
        with self._engine.connect() as connection:
            wrapped = self._stored(connection, subject)
            if wrapped is not None:
                return wrapped
            if not create:
                raise KeyMissing(f"no key is on record for {subject}")
            new = self._wrap(subject, self._randomness(_KEY))
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            try:
                connection.execute(_keys.insert().values(subject=subject, wrapped=new, created_at=made_at))
                connection.commit()
            except sa.exc.IntegrityError:
                connection.rollback()  # another process was first: its key counts
            stored = self._stored(connection, subject)
        if stored is None:
            raise KeyMissing(f"the key for {subject} could not be kept")
        return stored

    def _stored(self, connection: sa.Connection, subject: str) -> bytes | None:
        row = connection.execute(
            sa.select(_keys.c.wrapped, _keys.c.destroyed).where(_keys.c.subject == subject)
        ).one_or_none()
        connection.rollback()  # what comes next sees what others wrote meanwhile
        if row is None:
            return None
        if row.destroyed is not None or row.wrapped is None:
            if subject in self._erased:
                raise KeyDestroyed(f"{subject} was erased")
            raise KeyMissing(f"the key of {subject} was destroyed, and no erasure is on record")
        return bytes(row.wrapped)

    def _masters_now(self, *, again: bool = False) -> list[AESGCM]:
        if again or not self._masters:
            self._masters = [AESGCM(key) for key in read_master_keys(self._master_key_file)]
        return self._masters

    def _wrap(self, subject: str, key: bytes) -> bytes:
        nonce = self._randomness(_NONCE)
        return nonce + self._masters_now()[0].encrypt(nonce, key, _bound(subject))

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        # The master key may have been changed while this process was running: then the file is read again.
        for again in (False, True):
            for master in self._masters_now(again=again):
                try:
                    return master.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(subject))
                except InvalidTag:
                    continue
        raise Undecipherable(f"the key of {subject} does not open under this master key")

    # --- another master key --------------------------------------------------------

    def rotate(self, *, after: Callable[[str], None] = lambda step: None) -> int:
        """Wrap all keys under a new master key; how many. Repeat it after a crash: at no point is a key lost.

        The file holds both keys while rows of both kinds may be there. ``after`` is told each step, for tests.
        """
        try:
            keys = read_master_keys(self._master_key_file)
            if len(keys) == 1:
                keys = [self._randomness(_KEY), *keys]
                _replaced(self._master_key_file, keys)
            after("file holds both")
            self._masters = [AESGCM(key) for key in keys]
            with self._engine.begin() as connection:
                rows = connection.execute(
                    sa.select(_keys.c.subject, _keys.c.wrapped).where(_keys.c.wrapped.is_not(None))
                ).all()
                for row in rows:
                    fresh = self._wrap(row.subject, self._unwrap(row.subject, bytes(row.wrapped)))
                    connection.execute(_keys.update().where(_keys.c.subject == row.subject).values(wrapped=fresh))
            after("rows are wrapped anew")
            _replaced(self._master_key_file, keys[:1])
        except sa.exc.DBAPIError as error:
            raise LedgerUnavailable(f"the database of keys does not answer: {error.orig}") from error
        with self._lock:
            self._masters.clear()
            self._wrapped.clear()
            self._warmed = False
        return len(rows)


def opens(database: str, master_key_file: Path) -> bool:
    """Whether this master key opens the keys of this database; where there are none yet, it does."""
    keyring = Keyring(database, master_key_file)
    try:
        with keyring._engine.connect() as connection:
            row = connection.execute(
                sa.select(_keys.c.subject, _keys.c.wrapped).where(_keys.c.wrapped.is_not(None)).limit(1)
            ).first()
        return row is None or bool(keyring._unwrap(row.subject, bytes(row.wrapped)))
    except Undecipherable:
        return False
    except sa.exc.DBAPIError as error:
        raise LedgerUnavailable(f"the database of keys does not answer: {error.orig}") from error
    finally:
        keyring.close()


def _bound(subject: str) -> bytes:
    return b"person-key:" + subject.encode()
