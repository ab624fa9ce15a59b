"""A witness (C2SP tlog-witness): signs that a log continues what it showed before, and never two histories of one log.

It sees no entries, only checkpoints and the hashes between two of them. For each log that it knows it keeps the last
checkpoint that it signed; the next one is signed after a proof that it continues that one. What is signed is on disk
before it is answered, so that no power cut lets it forget. Requests that are refused although the log signed them are
kept as evidence: two checkpoints that contradict each other, both signed, convict whoever has the key.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final

from domain.kernel import record
from ledger.lines import to_text
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.note import (
    ED25519,
    Note,
    NoteMalformed,
    NoteUnverified,
    SigningKey,
    VerifierKey,
    base64_of,
    parse_note,
    parse_verifier,
    unbase64,
    verified,
)
from ledger.proof.tree import EMPTY, HASH, ProofInvalid, verify_consistency

LARGEST: Final = 64 * 1024
"""Bytes of a request; the largest proof with a few dozen signatures is far below."""
MOST_HASHES: Final = 63
MOST_EVIDENCE: Final = 1_000
"""Refused requests kept of one log; a log that floods us is convicted by the first few."""

TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"

_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS logs (origin TEXT PRIMARY KEY, key TEXT NOT NULL, added_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS signed (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, signed_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL, status INTEGER NOT NULL, known INTEGER NOT NULL,
    fork INTEGER NOT NULL, body BLOB NOT NULL, received_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refused (origin TEXT NOT NULL, status INTEGER NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (origin, status));
"""


class WitnessProblem(RuntimeError):
    """The witness's own database is missing or cannot be written, or a log is known under another key."""


@record
class Answer:
    """What is answered to a request."""

    status: int
    media_type: str
    body: bytes


@record
class Request:
    """A request, read: the size from which the proof leads, its hashes, the checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    @property
    def data(self) -> bytes:
        """As it is sent, or carried as a file."""
        lines = [f"old {self.old}", *(base64_of(one) for one in self.path), ""]
        return "".join(line + "\n" for line in lines).encode() + self.note.data


@record
class Known:
    """What the witness knows of a log."""

    origin: str
    size: int
    root: bytes
    signed_at: int
    """Seconds since 1970 that stand in its last signature; 0: it has signed nothing yet."""
    refused: int
    forks: int
    """Signed checkpoints of one size and two roots: the key has signed two histories."""


def parse_request(data: bytes) -> Request:
    """A request from its bytes. Raises `NoteMalformed`."""
    if len(data) > LARGEST:
        raise NoteMalformed("the request is too large")
    head, separator, rest = data.partition(b"\n\n")
    if not separator:
        raise NoteMalformed("a request holds a checkpoint below an empty line")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteMalformed("the head of a request is plain text") from error
    found = _OLD.fullmatch(lines[0])
    if found is None:
        raise NoteMalformed("a request begins with the old size")
    if len(lines) - 1 > MOST_HASHES:
        raise NoteMalformed("the proof is too long")
    path = tuple(unbase64(line) for line in lines[1:])
    if any(len(one) != HASH for one in path):
        raise NoteMalformed("a hash of the proof has 32 bytes")
    note = parse_note(rest)
    return Request(old=int(found[1]), path=path, note=note, checkpoint=checkpoint_of(note))


def init_witness(database: Path) -> None:
    """Make the database, where missing."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(_SCHEMA)


class Witness:
    """A witness with its key and its database. Threads and processes may share the database."""

    def __init__(self, database: Path, key: SigningKey, *, clock: Callable[[], datetime] | None = None) -> None:
        self.key = key
        self._database = database
        self._clock = clock or (lambda: datetime.now(UTC))
        self._lock = Lock()

    def add_log(self, key: VerifierKey) -> None:
        """Know a log by its public key. Raises `WitnessProblem` where its name stands for another key already."""
        if key.sort != ED25519:
            raise WitnessProblem("a log signs with a plain Ed25519 key")
        with self._writing() as connection:
            row = connection.execute("SELECT key FROM logs WHERE origin = ?", (key.name,)).fetchone()
            if row is not None and row[0] != key.text:
                raise WitnessProblem(f"the log {key.name} is known under another key")
            connection.execute(
                "INSERT OR IGNORE INTO logs (origin, key, added_at) VALUES (?, ?, ?)",
                (key.name, key.text, to_text(self._clock())),
            )

    def logs(self) -> list[Known]:
        """What is known of each log."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT logs.origin, coalesce(size, 0), coalesce(root, x''), coalesce(signed_at, 0),"
                " coalesce((SELECT sum(times) FROM refused WHERE refused.origin = logs.origin), 0),"
                " (SELECT count(*) FROM evidence WHERE evidence.origin = logs.origin AND fork)"
                " FROM logs LEFT JOIN signed ON signed.origin = logs.origin ORDER BY logs.origin"
            ).fetchall()
        return [
            Known(origin=origin, size=size, root=root, signed_at=at, refused=refused, forks=forks)
            for origin, size, root, at, refused, forks in rows
        ]

    def evidence(self, origin: str) -> list[tuple[int, int, bytes]]:
        """Refused requests of a log: status, size that was known then, the request as it came."""
        with self._reading() as connection:
            return connection.execute(
                "SELECT status, known, body FROM evidence WHERE origin = ? ORDER BY id", (origin,)
            ).fetchall()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Sign a checkpoint, or say why not (C2SP tlog-witness, add-checkpoint). Raises `WitnessProblem`."""
        try:
            request = parse_request(body)
        except NoteMalformed as error:
            return _said(400, str(error))
        checkpoint = request.checkpoint
        with self._writing() as connection:
            row = connection.execute("SELECT key FROM logs WHERE origin = ?", (checkpoint.origin,)).fetchone()
            if row is None:
                return _said(404, "unknown log")
            try:
                verified(request.note, [parse_verifier(row[0])])
            except NoteUnverified as error:
                self._count(connection, checkpoint.origin, 403)
                return _said(403, str(error))
            signed = connection.execute(
                "SELECT size, root, signed_at FROM signed WHERE origin = ?", (checkpoint.origin,)
            ).fetchone()
            size, root, signed_at = signed or (0, b"", 0)
            problem, fork = _problem(request, size, root)
            if problem is not None:
                self._count(connection, checkpoint.origin, problem.status)
                self._keep(connection, checkpoint.origin, problem.status, size, body, fork=fork)
                return problem
            seconds = max(int(self._clock().timestamp()), signed_at)
            signature = self.key.sign(request.note.text, now=lambda: seconds)
            connection.execute(
                "INSERT INTO signed (origin, size, root, note, signed_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note,"
                " signed_at = excluded.signed_at",
                (checkpoint.origin, checkpoint.size, checkpoint.root, request.note.data, seconds),
            )
        return Answer(status=200, media_type=TEXT, body=signature.line.encode())

    def _count(self, connection: sqlite3.Connection, origin: str, status: int) -> None:
        connection.execute(
            "INSERT INTO refused (origin, status, times) VALUES (?, ?, 1)"
            " ON CONFLICT (origin, status) DO UPDATE SET times = times + 1",
            (origin, status),
        )

    def _keep(
        self, connection: sqlite3.Connection, origin: str, status: int, known: int, body: bytes, *, fork: bool
    ) -> None:
        (kept,) = connection.execute("SELECT count(*) FROM evidence WHERE origin = ?", (origin,)).fetchone()
        if kept < MOST_EVIDENCE:
            connection.execute(
                "INSERT INTO evidence (origin, status, known, fork, body, received_at) VALUES (?, ?, ?, ?, ?, ?)",
                (origin, status, known, fork, body, to_text(self._clock())),
            )

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as connection:
                yield connection
        except sqlite3.Error as error:
            raise WitnessProblem(f"the witness's database does not answer: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: what is left normally is on disk, what is left by an error is not."""
        try:
            with self._lock, closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise WitnessProblem(f"the witness's database does not answer: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        # A missing file is an error: an empty one would know no history and sign any.
        connection = sqlite3.connect(f"{self._database.absolute().as_uri()}?mode=rw", uri=True, timeout=5)
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=FULL")
        return connection


def _problem(request: Request, size: int, root: bytes) -> tuple[Answer | None, bool]:
    """Why the checkpoint is not signed, and whether that shows two histories; None: it is."""
    checkpoint = request.checkpoint
    if request.old > checkpoint.size:
        return _said(400, "the old size is larger than that of the checkpoint"), False
    if request.old != size:
        return Answer(status=409, media_type=SIZE, body=b"%d\n" % size), False
    if checkpoint.size == size and size and checkpoint.root != root:
        return Answer(status=409, media_type=SIZE, body=b"%d\n" % size), True
    if not size:
        if request.path:
            return _said(422, "nothing leads from an empty log"), False
        empty = checkpoint.size > 0 or checkpoint.root == EMPTY
        return (None, False) if empty else (_said(422, "the empty log has one root"), False)
    try:
        verify_consistency(size, checkpoint.size, root, checkpoint.root, request.path)
    except ProofInvalid as error:
        # Anybody can spoil the proof of a checkpoint that the log did sign: this convicts nobody by itself.
        return _said(422, str(error)), False
    return None, False


def _said(status: int, text: str) -> Answer:
    return Answer(status=status, media_type=TEXT, body=text.encode() + b"\n")
