"""Archive: a bag in one file, streamed out in small pieces. Names in order and times fixed: same bag, same archive."""

import gzip
import tarfile
import zipfile
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import Any, Final

CHUNK: Final = 256 * 1024
FORMS: Final = {"zip": "application/zip", "tar.gz": "application/gzip"}
"""Endings of archives and their media types."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_BLOCK: Final = tarfile.BLOCKSIZE


class _Sink(RawIOBase):
    """Takes what an archive writes, until it is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Keep it for the next `take`."""
        self._held.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._held)
        self._held.clear()
        return data


def packed(folder: Path, name: str, form: str) -> Iterator[bytes]:
    """The bag in ``folder`` as an archive, in which it lies under ``name``."""
    for data in _zip(folder, name) if form == "zip" else _tar(folder, name):
        if data:
            yield data


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda one: one.name.encode()):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _zip(folder: Path, name: str) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            info = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o100644 << 16
            with archive.open(info, "w") as file:
                for chunk in _chunks(path):
                    file.write(chunk)
                    yield sink.take()
            yield sink.take()
    yield sink.take()


def _tar(folder: Path, name: str) -> Iterator[bytes]:
    sink = _Sink()
    with gzip.GzipFile(filename="", mode="wb", fileobj=sink, mtime=0) as out:
        for path in _files(folder):
            info = tarfile.TarInfo(f"{name}/{path.relative_to(folder).as_posix()}")
            info.size, info.mode = path.stat().st_size, 0o644
            out.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))
            for chunk in _chunks(path):
                out.write(chunk)
                yield sink.take()
            out.write(b"\0" * (-info.size % _BLOCK))
            yield sink.take()
        out.write(b"\0" * 2 * _BLOCK)
    yield sink.take()
