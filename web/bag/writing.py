"""Writing: a bag on disk (BagIt 1.0), laid down beside its place and put there once it is whole.

Files are written in the order in which a shell walks a folder (names byte by byte, folder by folder), and the
manifests list them in that order: so whoever checks can make the manifest anew and compare it as a whole.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.kernel import Refused

BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

Hashing = Callable[[], "hashlib._Hash"]


def algorithms() -> dict[str, Hashing]:
    """SHA-256; and SM3 beside it where this machine's OpenSSL has it."""
    found: dict[str, Hashing] = {"sha256": hashlib.sha256}
    try:
        hashlib.new("sm3")
    except ValueError:
        return found
    found["sm3"] = lambda: hashlib.new("sm3")
    return found


class Bag:
    """A bag that is being written in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.size = 0
        """Files and bytes of the payload."""
        self._algorithms = algorithms()
        self._last: list[bytes] = []
        self._folders: set[Path] = set()
        folder.mkdir(mode=0o700)
        self._manifests = {
            name: (folder / f"manifest-{name}.txt").open("w", encoding="utf-8", newline="\n")
            for name in self._algorithms
        }

    def add(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """Write a file of the payload. Paths come in order."""
        place = [part.encode() for part in path.split("/")]
        if place <= self._last:
            raise ValueError(f"{path} comes out of order")
        self._last = place
        size, digests = self._write(f"data/{path}", (content,) if isinstance(content, bytes) else content)
        for name, digest in digests.items():
            self._manifests[name].write(f"{digest}  data/{path}\n")
        self.count += 1
        self.size += size

    def finish(self, tags: dict[str, bytes]) -> None:
        """Write what is about the payload: ``tags`` and the manifests."""
        for manifest in self._manifests.values():
            manifest.close()
        for name, content in {**tags, "bagit.txt": BAGIT}.items():
            (self.folder / name).write_bytes(content)
        names = sorted((one.name for one in self.folder.iterdir() if one.is_file()), key=str.encode)
        for algorithm, hashing in self._algorithms.items():
            lines = [f"{hashing_of(hashing, (self.folder / name).read_bytes())}  {name}\n" for name in names]
            (self.folder / f"tagmanifest-{algorithm}.txt").write_text("".join(lines), encoding="utf-8", newline="\n")

    def close(self) -> None:
        """Let go of what is open, whole or not."""
        for manifest in self._manifests.values():
            manifest.close()

    def _write(self, path: str, chunks: Iterable[bytes]) -> tuple[int, dict[str, str]]:
        target = self.folder / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        hashes = {name: hashing() for name, hashing in self._algorithms.items()}
        size = 0
        with target.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                file.write(chunk)
                for one in hashes.values():
                    one.update(chunk)
        return size, {name: one.hexdigest() for name, one in hashes.items()}


def hashing_of(hashing: Hashing, data: bytes) -> str:
    """Digest in hexadecimal."""
    one = hashing()
    one.update(data)
    return one.hexdigest()


@contextmanager
def beside(target: Path, *, durable: bool = True) -> Iterator[Bag]:
    """A bag that appears under ``target`` once it is whole, and not at all if anything goes wrong before.

    Whatever is there already is left alone: `Refused`. Not ``durable``: it need not outlive a power cut.
    """
    if target.exists() or target.is_symlink():
        raise Refused(
            "bag_exists",
            zh=f"{target} 已存在，证据包不会覆盖任何内容，请另选位置。",
            en=f"{target} is there already; a bag overwrites nothing. Choose another place.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    bag = None
    try:
        bag = Bag(folder)
        yield bag
        bag.close()
        if durable:
            # The name is only given to what has reached the disk.
            os.sync()
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        if bag is not None:
            bag.close()
