"""Are the views what the log says? Computed anew beside them, row by row, and compared.

The other database is a SQLite file, whatever the live one is: views hold the same rows on both, and nothing has to be
allowed or dropped where the live views are. Rows are compared as a sum of their hashes in a few thousand portions, so
that no order and no memory is needed; rows themselves are looked at in the portions that differ only.
"""

import fcntl
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import sqlalchemy as sa

from domain.kernel import record
from projections.engine import Log, Progress, Views
from projections.store import Reading

_PORTIONS: Final = 4_096
_LOOKED_INTO: Final = 8
_KEYS: Final = ("stream", "part", "known_from")
_STEPS: Final = 200
"""Into so many parts the log is cut when it is asked which entry a row stands still at."""
_PREFIX: Final = "check-"


@record
class Difference:
    """A table of a view that does not hold what the log says, and the first row of it."""

    view: str
    table: str
    row: str
    """Its key; no value that could be a person's."""
    what: str
    """missing, surplus or differs."""
    since: int | None = None
    """Log position of the entry from which on the row is not what the log says; None: no entry speaks of it."""


@record
class Comparison:
    """The views beside a rebuild, both as of one log position."""

    position: int
    digests: Mapping[str, tuple[str, str]]
    """View -> digest of its rows as they stand, and as rebuilt. The same on every database; no order counts."""
    differences: tuple[Difference, ...]


class NeverLevel(Exception):
    """The views were written to all the while; the comparison found no moment at which they stood still."""


def compared(
    live: Views,
    log: Log,
    head: Callable[[], int],
    *,
    folder: Path,
    views: Sequence[str] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Views (none named: all) beside a rebuild. ``folder`` takes the rebuild for the time being.

    Raises `NeverLevel`, and what `Views.catch_up` raises.
    """
    with _place(folder) as place:
        anew = live.beside(f"sqlite:///{place}/views.db", views)
        try:
            anew.create()
            until = live.catch_up(log, head)
            anew.rebuild(_up_to(log, until), progress=progress, head=until)
            found = _compared(live, anew, log, head)
        finally:
            anew.close()
        differences = [
            Difference(
                view=one.view,
                table=one.table,
                row=one.row,
                what=one.what,
                since=_since(live, one, log, found.position, place),
            )
            for one in found.differences
        ]
    return Comparison(position=found.position, digests=found.digests, differences=tuple(differences))


@contextmanager
def _place(folder: Path) -> Iterator[Path]:
    """A folder for a rebuild. What a killed comparison left behind is cleared away first."""
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError), (left / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    made = TemporaryDirectory(prefix=_PREFIX, dir=folder, ignore_cleanup_errors=True)
    with made as place, (Path(place) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(place)


def _compared(live: Views, anew: Views, log: Log, head: Callable[[], int]) -> Comparison:
    for _ in range(20):
        live.catch_up(log, head)
        with live.reading(whole=True) as reading:
            at = live.level(reading)
            if at is None:
                continue
            anew.catch_up(_up_to(log, at), partial(int, at))
            with anew.reading() as true:
                digests, found = {}, []
                for view in anew.names:
                    tables = [_table(view, name, reading, true) for name in reading.tables(view)]
                    digests[view] = (_digest(one.standing for one in tables), _digest(one.said for one in tables))
                    found += [one.difference for one in tables if one.difference is not None]
                return Comparison(position=at, digests=digests, differences=tuple(found))
    raise NeverLevel("the views did not stand still")


def _up_to(log: Log, until: int) -> Log:
    def read(after: int, limit: int) -> Sequence[Any]:
        return log(after, min(limit, until - after)) if after < until else ()

    return read


@record
class _Table:
    """One table: digests of its portions as they stand and as rebuilt, and its first difference."""

    standing: tuple[int, ...]
    said: tuple[int, ...]
    difference: Difference | None


def _digest(tables: Iterator[tuple[int, ...]]) -> str:
    return hashlib.sha256(repr([tuple(table) for table in tables]).encode()).hexdigest()[:32]


def _table(view: str, name: str, reading: Reading, true: Reading) -> _Table:
    table = reading.table(view, name)
    standing, said = _sums(reading, table), _sums(true, true.table(view, name))
    unlike = [portion for portion in range(_PORTIONS) if standing[portion] != said[portion]]
    if not unlike:
        return _Table(standing=tuple(standing), said=tuple(said), difference=None)
    wanted = set(unlike[:_LOOKED_INTO])
    here = Counter(row for portion, _, row in _rows(reading, table) if portion in wanted)
    there = Counter(row for portion, _, row in _rows(true, true.table(view, name)) if portion in wanted)
    key = _key(table)
    surplus = {key(row) for row in here - there}
    missing = {key(row) for row in there - here}
    first = min(surplus | missing)
    what = "differs" if first in surplus and first in missing else "surplus" if first in surplus else "missing"
    if what != "differs" and len(unlike) > 1 and _has(reading if what == "missing" else true, view, name, key, first):
        what = "differs"
    found = Difference(view=view, table=name, row=", ".join(first), what=what)
    return _Table(standing=tuple(standing), said=tuple(said), difference=found)


def _since(live: Views, found: Difference, log: Log, until: int, place: Path) -> int | None:
    """The entry at which the row, as it stands, parts from what the log says.

    Where it is what some part of the log said, that is the next entry that changed it; where it never was, the last
    one that did. Found by reading the log again, for the one view.
    """
    with live.reading() as reading:
        standing = _row_of(reading, found)
    width = -(-until // _STEPS) or 1
    coarse = list(_replayed(live, found, log, range(0, until + width, width), until, place / "parts.db"))
    if not (begins := _begin(coarse, standing)):
        return None
    steps = range(begins[0], min(begins[0] + width, until) + 1)
    fine = list(_replayed(live, found, log, steps, until, place / "steps.db"))
    alike = [number for number, (_, row) in enumerate(fine) if row == standing]
    turns = [one for before, one in pairwise(fine) if before[1] != one[1]]
    later = fine[alike[-1] + 1 :] if alike else turns[-1:]
    return later[0][0] if later else None


def _begin(coarse: Sequence[tuple[int, Any]], standing: Any) -> tuple[int, ...]:
    """Where the part of the log begins that is looked at entry by entry."""
    alike = [position for position, row in coarse if row == standing]
    turned = [before for (before, old), (_, new) in pairwise(coarse) if old != new]
    return tuple(alike[-1:] or turned[-1:])


def _replayed(
    live: Views, found: Difference, log: Log, positions: Sequence[int], until: int, path: Path
) -> Iterator[tuple[int, Any]]:
    """The row as a replay up to each position has it."""
    anew = live.beside(f"sqlite:///{path}", (found.view,))
    try:
        anew.create()
        for position in positions:
            at = min(position, until)
            anew.catch_up(_up_to(log, at), partial(int, at))
            with anew.reading() as reading:
                yield at, _row_of(reading, found)
    finally:
        anew.close()


def _row_of(reading: Reading, found: Difference) -> tuple[Any, ...]:
    """The rows under this key; usually one, or none."""
    table = reading.table(found.view, found.table)
    key = _key(table)
    return tuple(sorted((row for _, _, row in _rows(reading, table) if ", ".join(key(row)) == found.row), key=repr))


def _has(reading: Reading, view: str, name: str, key: Callable[[Any], Any], wanted: tuple[str, ...]) -> bool:
    """Whether the other side has a row of this key: with other values it lies in another portion."""
    return any(key(row) == wanted for _, _, row in _rows(reading, reading.table(view, name)))


def _sums(reading: Reading, table: sa.Table) -> list[int]:
    sums = [0] * _PORTIONS
    for portion, digest, _ in _rows(reading, table):
        sums[portion] += digest
    return sums


def _rows(reading: Reading, table: sa.Table) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Portion, hash and values of every row."""
    blake2b = hashlib.blake2b
    with reading.connection.execute(sa.select(table), execution_options={"yield_per": 5_000}) as result:
        for page in result.partitions():
            for row in page:
                plain = tuple(value.decode() if type(value) is bytes else value for value in row)
                digest = int.from_bytes(blake2b(repr(plain).encode(), digest_size=16).digest())
                yield digest % _PORTIONS, digest >> 12, plain


def _key(table: sa.Table) -> Callable[[Any], tuple[str, ...]]:
    names = table.columns.keys()
    own = [column.name for column in table.primary_key] or [name for name in _KEYS if name in names]
    places = [names.index(name) for name in own]
    return lambda row: tuple(str(row[place]) for place in places)
