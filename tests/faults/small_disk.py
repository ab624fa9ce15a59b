"""A disk of a few megabytes that can be filled and emptied: tmpfs, where this system lets one be mounted.

Root may mount one, and so may whoever runs the tests in a user namespace of their own (``unshare -Urm make soak``).
Where neither is allowed, `TestDiskFull` of test_served.py does with RLIMIT_FSIZE what can be done without.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

WHY_NOT: Final = "no file system may be mounted here (run it as root, or in `unshare -Urm`)"
MEANS: Final = "tmpfs"


class SmallDisk:
    """A folder on a file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    @property
    def free(self) -> int:
        """Bytes."""
        room = os.statvfs(self.folder)
        return room.f_bavail * room.f_frsize

    def fill(self, leave: int = 0) -> None:
        """Leave so many bytes and no more."""
        with self._filler.open("ab", buffering=0) as file:
            while (free := self.free) > leave:
                try:
                    file.write(bytes(min(free - leave, 2**20)))
                except OSError:
                    return  # somebody else took the last page

    def empty(self) -> None:
        """There is room again."""
        self._filler.unlink(missing_ok=True)


def mounted(folder: Path, size: int, *options: str) -> bool:
    """Mount one of so many bytes; whether that was allowed."""
    told = ",".join([f"size={size}", *options])
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", told, "tmpfs", str(folder)], capture_output=True, check=False)
    return done.returncode == 0


@contextmanager
def small_disk(mebibytes: int, *options: str) -> Iterator[SmallDisk | None]:
    """One, as long as this lasts; None where it is not allowed."""
    if shutil.which("mount") is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="zeren-disk-"))
    try:
        if not mounted(folder, mebibytes * 2**20, *options):
            yield None
            return
        try:
            yield SmallDisk(folder)
        finally:
            # Lazily: a server that is being stopped may still hold a file there.
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
    finally:
        folder.rmdir()
