"""A disk that loses, tears and refuses what SQLite writes: the system's own file layer, with three of its calls ours.

Nothing is guessed about what the database would have written: every write, truncation and flush of every file goes
through here. What was flushed is durable; of what was written since, a power cut keeps what chance leaves of it, by
sectors and out of order. A process that is killed loses nothing that was written: the system has it.

The database library is the one that Python itself runs on; where its inside cannot be reached, `available` says so.
"""

import ctypes
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

SECTOR: Final = 512
FULL: Final = 13  # SQLITE_FULL
NOT_WRITTEN: Final = 10 | (3 << 8)  # SQLITE_IOERR_WRITE
NOT_FLUSHED: Final = 10 | (4 << 8)  # SQLITE_IOERR_FSYNC
NOT_CUT: Final = 10 | (6 << 8)  # SQLITE_IOERR_TRUNCATE

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_FLUSH = CFUNCTYPE(c_int, c_void_p, c_int)


class _Layer(Structure):
    """sqlite3_vfs."""

    _fields_ = [
        ("version", c_int),
        ("size_of_file", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        *((f"other{number}", c_void_p) for number in range(14)),
    ]


class _Methods(Structure):
    """sqlite3_io_methods."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("flush", c_void_p),
        *((f"other{number}", c_void_p) for number in range(13)),
    ]


def _library() -> Any:
    """The one that Python runs on."""
    import _sqlite3

    return ctypes.CDLL(getattr(_sqlite3, "__file__", None))


def available() -> bool:
    """Whether the library's file layer can be reached."""
    try:
        return bool(_library().sqlite3_vfs_find)
    except (AttributeError, OSError):
        return False


@dataclass
class File:
    """A file as the disk has it: what is durable, and what was asked of it since."""

    durable: bytearray
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Offset and bytes; a new size and None."""

    def flush(self) -> None:
        """All of it is durable now."""
        for change in self.since:
            _change(self.durable, *change)
        self.since.clear()

    def left(self, chance: random.Random) -> bytes:
        """What a power cut leaves."""
        content = bytearray(self.durable)
        way = chance.choice(("nothing", "first", "some", "some", "all"))
        if way == "first":
            # In order, up to one that is torn somewhere in its middle.
            whole = chance.randint(0, len(self.since))
            for change in self.since[:whole]:
                _change(content, *change)
            for offset, data in self.since[whole : whole + 1]:
                if data is not None:
                    _change(content, offset, data[: chance.randint(0, len(data))])
        elif way != "nothing":
            kept = 1.0 if way == "all" else chance.random()
            for offset, data in self.since:
                if data is None:
                    if chance.random() < kept:
                        _change(content, offset, None)
                    continue
                for start in range(0, len(data), SECTOR):
                    if chance.random() < kept:
                        _change(content, offset + start, data[start : start + SECTOR])
        return bytes(content)

    def written(self) -> bytes:
        """What the system has, whether durable or not."""
        content = bytearray(self.durable)
        for change in self.since:
            _change(content, *change)
        return bytes(content)


def _change(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


@dataclass
class Disk:
    """The files of one folder, and what goes wrong with them next."""

    folder: Path
    files: dict[str, File] = field(default_factory=dict)
    asked: int = 0
    """Writes, truncations and flushes so far."""
    full: bool = False
    """There is no room: whatever would make a file longer is refused. What is there may be written over."""
    fails_at: int | None = None
    """This one of them fails, with an error of the device."""
    cut_at: int | None = None
    """At this one the power goes, or the process is killed."""
    keeps_all: bool = False
    """It is the process that is killed, and not the power that goes."""
    lies: bool = False
    """It says that it has flushed, and has not."""
    image: dict[str, bytes] | None = None
    """What the folder holds after that. Whatever the process did later never happened."""
    refusals: int = 0
    """How often it refused."""
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def open(self, path: str) -> File:
        """A file that is opened; what is there when it is first seen is durable."""
        if path not in self.files:
            there = Path(path)
            self.files[path] = File(bytearray(there.read_bytes() if there.exists() else b""))
        return self.files[path]

    def delete(self, path: str) -> None:
        """A file that is removed."""
        if self.image is None:
            self.files.pop(path, None)

    def write(self, file: File, offset: int, data: bytes | None, size: int) -> int:
        """Whether it may be written: 0, or an error."""
        if self._is_over(file, (offset, data)):
            return NOT_WRITTEN if data is not None else NOT_CUT
        longer = data is not None and offset + len(data) > size
        if (self.full and longer) or self.asked == self.fails_at:
            self.refusals += 1
            return FULL if self.full and longer else NOT_WRITTEN if data is not None else NOT_CUT
        file.since.append((offset, data))
        return 0

    def flush(self, file: File) -> int:
        """Whether it may be flushed: 0, or an error."""
        if self._is_over(file, None):
            return NOT_FLUSHED
        if self.asked == self.fails_at:
            self.refusals += 1
            return NOT_FLUSHED
        if not self.lies:
            file.flush()
        return 0

    def _is_over(self, file: File, change: tuple[int, bytes | None] | None) -> bool:
        """Counts; takes the image where the power goes, in the midst of this change."""
        if self.image is not None:
            return True
        self.asked += 1
        if self.asked != self.cut_at:
            return False
        if change is not None:
            file.since.append(change)
        self.end()
        return True

    def end(self) -> None:
        """The power goes, or the process is killed, now."""
        self.image = {
            path: file.written() if self.keeps_all else file.left(self.chance) for path, file in self.files.items()
        }

    def still_open(self) -> list[str]:
        """Files that somebody holds open."""
        return [path for disk, _, path, _ in _hooks[0].open_files.values() if disk is self]

    def restart(self) -> None:
        """Put back what was left; nothing may be open."""
        assert self.image is not None
        assert not self.still_open(), f"still open: {self.still_open()}"
        for path, content in self.image.items():
            # Another file under the same name: the library remembers files by their number.
            Path(path).unlink(missing_ok=True)
            Path(path).write_bytes(content)
            Path(path + "-shm").unlink(missing_ok=True)
        self.files = {path: File(bytearray(content)) for path, content in self.image.items()}
        self.image = self.cut_at = self.fails_at = None
        self.full = False


class _Hooks:
    """The library's file layer, ours by default; made once and kept, because connections hold on to it."""

    def __init__(self) -> None:
        self.library = _library()
        self.library.sqlite3_vfs_find.restype = c_void_p
        self.address = self.library.sqlite3_vfs_find(None)
        self.real = ctypes.cast(self.address, POINTER(_Layer)).contents
        self.disk: Disk | None = None
        self.open_files: dict[int, tuple[Disk, File, str, int]] = {}
        self.tables: dict[int, _Methods] = {}
        self.kept: list[Any] = []
        self.layer = _Layer.from_buffer_copy(bytes(self.real))
        self.layer.name, self.layer.next = b"faulty", None
        self.layer.open = self._pointer(_OPEN(self._open))
        self.layer.delete = self._pointer(_DELETE(self._delete))
        self.real_open = _OPEN(self.real.open)
        self.real_delete = _DELETE(self.real.delete)

    def _pointer(self, function: Any) -> int:
        self.kept.append(function)
        found = ctypes.cast(function, c_void_p).value
        assert found is not None
        return found

    def _open(self, _layer: int, name: int | None, file: int, flags: int, told: int) -> int:
        # The name is handed on as it came: the library keeps the pointer, and reads on behind the end of the name.
        answer = int(self.real_open(self.address, name, file, flags, told))
        if answer == 0 and name is not None and self.disk is not None:
            path = ctypes.string_at(name).decode()
            if Path(path).parent == self.disk.folder:
                methods = ctypes.cast(file, POINTER(c_void_p))
                assert methods[0] is not None
                self.open_files[file] = (self.disk, self.disk.open(path), path, methods[0])
                methods[0] = ctypes.addressof(self._table(methods[0]))
        return answer

    def _delete(self, _layer: int, name: bytes, durably: int) -> int:
        if self.disk is not None:
            if self.disk.image is not None:
                return 0
            self.disk.delete(name.decode())
        return int(self.real_delete(self.address, name, durably))

    def let_go(self) -> None:
        """What is still open goes on as if nothing had been between: it may be closed when nothing of ours is left."""
        for file, (_, _, _, real) in self.open_files.items():
            ctypes.cast(file, POINTER(c_void_p))[0] = real
        self.open_files.clear()

    def _table(self, address: int) -> _Methods:
        """The file's methods, three of them and its end ours."""
        if address in self.tables:
            return self.tables[address]
        real = ctypes.cast(address, POINTER(_Methods)).contents
        table = _Methods.from_buffer_copy(bytes(real))
        close, write = _CLOSE(real.close), _WRITE(real.write)
        truncate, flush = _TRUNCATE(real.truncate), _FLUSH(real.flush)

        def on_close(file: int) -> int:
            self.open_files.pop(file, None)
            return int(close(file))

        def on_write(file: int, data: int, size: int, offset: int) -> int:
            disk, known, path, _ = self.open_files[file]
            answer = disk.write(known, offset, ctypes.string_at(data, size), os.stat(path).st_size)
            return answer or int(write(file, data, size, offset))

        def on_truncate(file: int, size: int) -> int:
            disk, known, _, _ = self.open_files[file]
            return disk.write(known, size, None, size) or int(truncate(file, size))

        def on_flush(file: int, flags: int) -> int:
            disk, known, _, _ = self.open_files[file]
            return disk.flush(known) or int(flush(file, flags))

        table.close, table.write = self._pointer(_CLOSE(on_close)), self._pointer(_WRITE(on_write))
        table.truncate, table.flush = self._pointer(_TRUNCATE(on_truncate)), self._pointer(_FLUSH(on_flush))
        self.tables[address] = table
        return table


_hooks: list[_Hooks] = []


@contextmanager
def mounted(disk: Disk) -> Iterator[Disk]:
    """Every file of the disk's folder that is opened within this lies on it. Close them within this."""
    if not _hooks:
        _hooks.append(_Hooks())
    hooks = _hooks[0]
    assert hooks.disk is None
    hooks.disk = disk
    hooks.library.sqlite3_vfs_register(ctypes.byref(hooks.layer), 1)
    try:
        yield disk
    finally:
        hooks.library.sqlite3_vfs_unregister(ctypes.byref(hooks.layer))
        hooks.disk = None
        hooks.let_go()
