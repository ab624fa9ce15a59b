"""ZIP files whose bytes follow from what is in them, and from nothing else."""

import shutil
from os import PathLike, fspath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class Steady(ZipFile):
    """A ZIP file whose entries bear no time of day."""

    def write(
        self,
        filename: "str | PathLike[str]",
        arcname: "str | PathLike[str] | None" = None,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Add a file, piece by piece."""
        del compress_type, compresslevel
        with open(filename, "rb") as source, self.open(_entry(fspath(arcname or filename)), "w") as target:
            shutil.copyfileobj(source, target, 256 * 1024)

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Add a few bytes."""
        del compress_type, compresslevel
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(_entry(name), data)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name.lstrip("/"), (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
