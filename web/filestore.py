"""Evidence files on disk, each under the SHA-256 of its content: hashed on intake, hashed again on reading."""

import codecs
import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from domain.kernel import Refused, record

CHUNK: Final = 1024 * 1024

MEDIA: Final = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "text/plain": "txt",
}
"""Media types that are taken in, and the ending under which each is handed out."""

_OFFICE: Final = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


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

    def take(self, stream: IO[bytes]) -> Taken:
        """Store a file page by page; the same content is stored once."""
        hashed, size = hashlib.sha256(), 0
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._root, prefix="intake-")
        except OSError as error:
            raise FilesUnavailable(error.strerror or str(error)) from error
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > self._limit:
                        raise _refused(
                            "file_too_large",
                            f"文件不能超过{self._limit // (1024 * 1024)} MiB。",
                            f"A file may hold {self._limit // (1024 * 1024)} MiB at most.",
                        )
                    hashed.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if size == 0:
                raise _refused("file_empty", "文件是空的，请重新选择。", "The file is empty; choose another.")
            media_type = sniff(path)
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


def sniff(path: Path) -> str:
    """Media type by content; refuses what is not on the list. What the browser claims is not asked."""
    with path.open("rb") as source:
        head = source.read(CHUNK)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    if _is_text(head):
        return "text/plain"
    raise _unknown()


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _unknown() from error
    if "[Content_Types].xml" in names and not any(name.lower().endswith("vbaproject.bin") for name in names):
        for folder, media_type in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    raise _unknown()


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.lstrip()[:1] == b"<":
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # A character may be cut at the end of the first page.
            codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < CHUNK)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _unknown() -> Refused:
    return _refused(
        "file_type",
        "只接受 PDF、PNG、JPEG、Word（docx）、Excel（xlsx）、PowerPoint（pptx）和纯文本文件，且不能带宏。",
        "Only PDF, PNG, JPEG, docx, xlsx, pptx and plain text are taken in, without macros.",
    )


def _refused(code: str, zh: str, en: str) -> Refused:
    return Refused(code, zh=zh, en=en, field="file")
