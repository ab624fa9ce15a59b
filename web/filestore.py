"""Evidence files on disk, each under the SHA-256 of its content: hashed on intake, hashed again on reading."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from domain.kernel import record
from web.filetypes import agree, refused, sniff

CHUNK: Final = 1024 * 1024


@record
class Taken:
    """A file that was taken in."""

    sha256: str
    size: int
    media_type: str


class FileDamaged(Exception):
    """The content on disk no longer has the hash under which it was recorded."""


class FilesUnavailable(Exception):
    """The disk is full or does not answer; nothing was stored."""


class FileStore:
    """A folder of files by content."""

    def __init__(self, root: Path, *, limit: int) -> None:
        self._root = root
        self._limit = limit

    def take(self, stream: IO[bytes], *, name: str = "", claimed: str = "") -> Taken:
        """Store a file page by page; the same content is stored once.

        ``name`` and ``claimed`` type are the sender's: they must agree with the content and are not kept.
        """
        hashed, size = hashlib.sha256(), 0
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            handle, laid_down = tempfile.mkstemp(dir=self._root, prefix="intake-")
        except OSError as error:
            raise FilesUnavailable(error.strerror or str(error)) from error
        path = Path(laid_down)
        try:
            with os.fdopen(handle, "wb") as out:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > self._limit:
                        raise refused(
                            "file_too_large",
                            f"“文件”不能超过{self._limit // (1024 * 1024)} MiB。",
                            f"The file may hold {self._limit // (1024 * 1024)} MiB at most.",
                        )
                    hashed.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if size == 0:
                raise refused("file_empty", "文件是空的，请重新选择。", "The file is empty; choose another.")
            media_type = sniff(path)
            agree(media_type, name=name, claimed=claimed)
            target = self._path(hashed.hexdigest())
            target.parent.mkdir(parents=True, exist_ok=True)
            path.chmod(0o440)
            path.replace(target)
        except OSError as error:
            raise FilesUnavailable(error.strerror or str(error)) from error
        finally:
            path.unlink(missing_ok=True)
        return Taken(sha256=hashed.hexdigest(), size=size, media_type=media_type)

    def has(self, sha256: str) -> bool:
        """Whether the content is here."""
        return self._path(sha256).is_file()

    def read(self, sha256: str) -> Iterator[bytes]:
        """The content, after its hash was checked again. Raises `FileDamaged` before the first byte."""
        path = self._path(sha256)
        hashed = hashlib.sha256()
        try:
            with path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    hashed.update(chunk)
        except OSError as error:
            raise FileDamaged(sha256) from error
        if hashed.hexdigest() != sha256:
            raise FileDamaged(sha256)
        return _chunks(path)

    def _path(self, sha256: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError("not a SHA-256")
        return self._root / sha256[:2] / sha256


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk
