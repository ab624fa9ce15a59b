"""A folder of a backup: files come whole or not at all, and what is there is never changed.

Each is written under a name of its own, forced to the disk and then renamed; a run that was killed leaves names that
begin with ``.part-``, which the next one removes.
"""

import fcntl
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final

from domain.kernel import record
from ledger.backup.sealing import Unopened, hidden_name, opened, sealed

CHUNK: Final = 256 * 1024
_PART: Final = ".part-"
_ENDING: Final = ".sealed"


@record
class Piece:
    """A file of a backup: where it lies, and the SHA-256 and length of what lies there."""

    path: str
    sha256: str
    size: int


class Damaged(Exception):
    """A file of a backup is missing or is not what was written."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path


class Busy(Exception):
    """Another run is writing into this folder."""


class Vault:
    """One folder, with the key under which its files are sealed (None: they are not)."""

    def __init__(self, folder: Path, key: bytes | None = None) -> None:
        self.folder = folder
        self.key = key

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One run at a time; what a killed one left half is taken away. Raises `Busy`, `OSError`."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(str(self.folder)) from None
            for left in self.folder.rglob(f"{_PART}*"):
                left.unlink(missing_ok=True)
            yield
        finally:
            os.close(handle)

    def place(self, path: str) -> str:
        """Where a file of this name lies."""
        return path if self.key is None else path + _ENDING

    def object(self, sort: str, sha256: str) -> str:
        """Where content is kept under its hash; sealed, the name must not tell whose content it is."""
        name = sha256 if self.key is None else hidden_name(self.key, sha256)
        return self.place(f"{sort}/{name[:2]}/{name}")

    def has(self, path: str) -> bool:
        """Whether a file lies there."""
        return (self.folder / path).is_file()

    def write(self, path: str, chunks: Iterable[bytes], *, plain: bool = False) -> Piece:
        """Put a file there; ``plain``: never sealed. Raises `OSError`, and then nothing is there."""
        if self.key is not None and not plain:
            chunks = sealed(chunks, self.key, path)
        target = self.folder / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(_PART + target.name)
        hashed, size = hashlib.sha256(), 0
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    hashed.update(chunk)
                    size += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        _settle(target.parent)
        return Piece(path=path, sha256=hashed.hexdigest(), size=size)

    def write_packed(self, path: str, lines: Iterable[bytes]) -> Piece:
        """The same for lines, packed; the same lines give the same bytes."""
        return self.write(path, packed(lines))

    def read(self, piece: Piece) -> Iterator[bytes]:
        """What was put there. Raises `Damaged`, at the latest after the last byte."""
        stored = self._stored(piece)
        try:
            yield from stored if self.key is None else opened(stored, self.key, piece.path)
        except Unopened as error:
            raise Damaged(piece.path, str(error)) from error

    def read_lines(self, piece: Piece) -> Iterator[bytes]:
        """Lines that were packed. Raises `Damaged`."""
        try:
            with gzip.open(io.BufferedReader(_Reader(self.read(piece)), CHUNK)) as file:
                yield from file
        except (OSError, EOFError, zlib.error) as error:
            raise Damaged(piece.path, f"cannot be unpacked: {error}") from error

    def read_plain(self, path: str) -> bytes:
        """A small file that is never sealed. Raises `Damaged`."""
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise Damaged(path, error.strerror or "unreadable") from error

    def _stored(self, piece: Piece) -> Iterator[bytes]:
        """As it lies there, against its hash."""
        if PurePosixPath(piece.path).is_absolute() or ".." in PurePosixPath(piece.path).parts:
            raise Damaged(piece.path, "a path that leads out of the folder")
        hashed, size = hashlib.sha256(), 0
        try:
            with (self.folder / piece.path).open("rb") as file:
                while chunk := file.read(CHUNK):
                    hashed.update(chunk)
                    size += len(chunk)
                    yield chunk
        except OSError as error:
            raise Damaged(piece.path, error.strerror or "unreadable") from error
        if size != piece.size or hashed.hexdigest() != piece.sha256:
            raise Damaged(piece.path, "its bytes are not those that were written")


def packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """gzip without name and time."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as file:
        for line in lines:
            file.write(line)
            if out.tell() >= CHUNK:
                yield out.getvalue()
                out.seek(0)
                out.truncate()
    yield out.getvalue()


class _Reader(io.RawIOBase):
    """Pieces of bytes as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        while not self._held:
            try:
                self._held = next(self._chunks)
            except StopIteration:
                return 0
        view = memoryview(buffer)
        count = min(len(view), len(self._held))
        view[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def _settle(folder: Path) -> None:
    """Force the folder's own entries to the disk, so that the new name outlasts a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
