"""Are the views what the log says? Computed anew beside them, row by row, and compared.

The other database is a SQLite file, whatever the live one is: views hold the same rows on both, and nothing has to be
allowed or dropped where the live views are. Rows are compared as a sum of their hashes in a few thousand portions, so
that no order and no memory is needed; rows themselves are looked at in the portions that differ only.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
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


@record
class Difference:
    """A table of a view that does not hold what the log says, and the first row of it."""

    view: str
    table: str
    row: str
    """Its key; no value that could be a person's."""
    what: str
    """missing, surplus or differs."""


class NeverLevel(Exception):
    """The views were written to all the while; the comparison found no moment at which they stood still."""


def differences(
    live: Views, log: Log, head: Callable[[], int], *, folder: Path, progress: Progress | None = None
) -> list[Difference]:
    """Tables that differ from a rebuild. ``folder`` takes the rebuild for the time being.

    Raises `NeverLevel`, and what `Views.catch_up` raises.
    """
    with TemporaryDirectory(prefix="check-", dir=folder, ignore_cleanup_errors=True) as place:
        path = Path(place) / "views.db"
        anew = live.beside(f"sqlite:///{path}")
        try:
            anew.create()
            until = live.catch_up(log, head)
            anew.rebuild(_up_to(log, until), progress=progress, head=until)
            return _compared(live, anew, log, head)
        finally:
            anew.close()
            # It held names of persons.
            for left in Path(place).iterdir():
                _overwrite(left)


def _compared(live: Views, anew: Views, log: Log, head: Callable[[], int]) -> list[Difference]:
    for _ in range(20):
        live.catch_up(log, head)
        with live.reading() as reading:
            at = live.level(reading)
            if at is None:
                continue
            anew.catch_up(_up_to(log, at), partial(int, at))
            with anew.reading() as true:
                found = [_table(view, name, reading, true) for view in live.names for name in reading.tables(view)]
                return [one for one in found if one is not None]
    raise NeverLevel("the views did not stand still")


def _up_to(log: Log, until: int) -> Log:
    def read(after: int, limit: int) -> Sequence[Any]:
        return log(after, min(limit, until - after)) if after < until else ()

    return read


def _table(view: str, name: str, reading: Reading, true: Reading) -> Difference | None:
    table = reading.table(view, name)
    standing, said = _sums(reading, table), _sums(true, true.table(view, name))
    unlike = [portion for portion in range(_PORTIONS) if standing[portion] != said[portion]]
    if not unlike:
        return None
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
    return Difference(view=view, table=name, row=", ".join(first), what=what)


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


def _overwrite(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        for _ in range(0, size, 1 << 20):
            file.write(bytes(1 << 20))
        file.truncate(size)
        file.flush()
