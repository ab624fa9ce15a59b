"""What was done to a ledger, told from its rows and from the hashes of the leaves that were sealed.

A leaf holds its own place. So a row that was moved, or that stands after a row that is gone, no longer gives the leaf
that was sealed; but put back to its old place it does. Rows near the first difference are tried at the places near
it: what fits where says whether rows were altered, removed, moved or inserted.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Final

from domain.kernel import record
from ledger.port import Row
from ledger.proof.leaf import leaf_of

WINDOW: Final = 512
"""Rows and places that are tried against each other."""

_ALL_PLACES: Final = 64
_SOME_ROWS: Final = 16
_SHIFTS: Final = 8


class Verdict(Enum):
    """What is wrong, in the words that are printed."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT_SHORT = "cut_short"
    INSERTED = "inserted"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    TREE = "tree_altered"
    FOREIGN = "foreign_key"
    VIEW = "view_differs"
    FILE = "file_differs"
    KEY = "key_differs"
    DATABASE = "database_damaged"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _WORDS[self][1]


_WORDS: Final = {
    Verdict.ALTERED: ("被改动", "altered"),
    Verdict.MISSING: ("中间缺失", "missing in the middle"),
    Verdict.REORDERED: ("次序被改", "order changed"),
    Verdict.CUT_SHORT: ("尾部被截", "cut short"),
    Verdict.INSERTED: ("被插入或倒填", "inserted or back-dated"),
    Verdict.UNREADABLE: ("无法读取", "cannot be read"),
    Verdict.MALFORMED: ("内容不合规格", "not in order"),
    Verdict.TREE: ("校验树被改", "tree altered"),
    Verdict.FOREIGN: ("签名密钥不符", "signed by another key"),
    Verdict.VIEW: ("视图与台账不符", "view differs from the ledger"),
    Verdict.FILE: ("佐证文件不符", "evidence file differs"),
    Verdict.KEY: ("个人密钥不符", "key of a person differs"),
    Verdict.DATABASE: ("数据库文件受损", "database file damaged"),
}


@record
class Finding:
    """One thing that is not as it was recorded. ``position`` 0: it has no place in the log."""

    verdict: Verdict
    position: int
    until: int
    """Last position that the verdict speaks of."""
    zh: str
    en: str

    @property
    def line(self) -> str:
        """As it is printed."""
        place = ""
        if self.position:
            place = f"{self.position}" if self.until <= self.position else f"{self.position}-{self.until}"
            place = f" [{place}]"
        return f"{self.verdict.zh} {self.verdict.en}{place}: {self.zh} {self.en}"


def finding(verdict: Verdict, position: int, until: int, zh: str, en: str) -> Finding:
    """A finding that ends where it begins, or later."""
    return Finding(verdict=verdict, position=position, until=max(position, until), zh=zh, en=en)


@record
class Diagnosis:
    """What was done at a place, and where row and place fit each other again."""

    verdict: Verdict
    count: int
    """Entries, or rows, that it speaks of."""
    rows: int
    """Rows to pass over."""
    places: int
    """Places to pass over."""


Kept = Callable[[int, int], Sequence[bytes]]
"""Hashes of sealed leaves, from one number up to another."""


def fits(origin: str, row: Row, index: int, kept: bytes) -> bool:
    """Whether this row, put at this place, gives the leaf that was sealed there."""
    return hash_at(origin, row, index) == kept


def hash_at(origin: str, row: Row, index: int) -> bytes:
    """The leaf that the row would give at a place; nothing where it can give none."""
    try:
        return leaf_of(origin, index, row._replace(position=index + 1)).hash
    except (TypeError, ValueError, OverflowError):
        return b""  # a damaged row may hold anything in any column


def diagnose(
    origin: str,
    index: int,
    after: int,
    rows: Sequence[Row],
    kept: Kept,
    further: Callable[[int], Iterator[Row]],
    *,
    far: bool,
    window: int = WINDOW,
) -> Diagnosis:
    """What was done at ``index``, where the first of ``rows`` does not give the sealed leaf.

    ``after`` is the position of the row before. With ``far`` the whole log is searched for what was moved, inserted
    or removed beyond the window; ``further`` gives rows beyond a position.
    """
    sealed = kept(index, index + 2 * window)
    where = _places(origin, rows, index, sealed)
    if where[0] == index:
        # The right row, at a position that is not its own.
        return Diagnosis(verdict=Verdict.REORDERED, count=1, rows=1, places=1)
    if index in where:
        # The entry that belongs here stands further on: behind strangers, or behind its own followers.
        number = where.index(index)
        from_afar = _far_place(origin, rows[0], index, kept) if far else None
        if from_afar is not None and where[0] is None:
            return Diagnosis(verdict=Verdict.REORDERED, count=1, rows=1, places=0)
        if all(place is None for place in where[:number]):
            return Diagnosis(verdict=Verdict.INSERTED, count=number, rows=number, places=0)
        return _moved(where, index)
    if where[0] is not None:
        missing = where[0] - index
        if far and any(fits(origin, row, index, sealed[0]) for row in further(rows[-1].position)):
            return Diagnosis(verdict=Verdict.REORDERED, count=1, rows=0, places=missing)
        return Diagnosis(verdict=Verdict.MISSING, count=missing, rows=0, places=missing)
    gap = rows[0].position - after - 1
    if 0 < gap < len(sealed):
        return Diagnosis(verdict=Verdict.MISSING, count=gap, rows=0, places=gap)
    return _unlike(origin, index, rows, where, kept, further if far else None)


def _places(origin: str, rows: Sequence[Row], index: int, sealed: Sequence[bytes]) -> list[int | None]:
    """The place near ``index`` that each row fits.

    Every place is tried for the first rows and for some of the others; the rest are tried where they are likely to
    fit: here, where they say, and as far from here as others were found to be.
    """
    where: list[int | None] = []
    shifts = {0: None}  # a set that remembers its order
    for number, row in enumerate(rows):
        own = row.position - 1 if isinstance(row.position, int) else index
        likely = [index, own, *(index + number + shift for shift in shifts)]
        if number < _ALL_PLACES or number % _SOME_ROWS == 0:
            likely += range(index, index + len(sealed))
        place = next(
            (one for one in likely if 0 <= one - index < len(sealed) and fits(origin, row, one, sealed[one - index])),
            None,
        )
        if place is not None and len(shifts) < _SHIFTS:
            shifts[place - index - number] = None
        where.append(place)
    return where


def _moved(where: Sequence[int | None], index: int) -> Diagnosis:
    """Up to where do rows only change places among themselves?"""
    highest = index
    for seen, place in enumerate(where, 1):
        if place is None:
            break
        highest = max(highest, place)
        if highest == index + seen - 1:
            return Diagnosis(verdict=Verdict.REORDERED, count=seen, rows=seen, places=seen)
    number = where.index(index)
    return Diagnosis(verdict=Verdict.REORDERED, count=number + 1, rows=number + 1, places=1)


def _unlike(
    origin: str,
    index: int,
    rows: Sequence[Row],
    where: Sequence[int | None],
    kept: Kept,
    further: Callable[[int], Iterator[Row]] | None,
) -> Diagnosis:
    """The first row fits nowhere near, and what belongs here is not near either."""
    again = next((number for number, place in enumerate(where) if place is not None), None)
    if again is not None:
        place = where[again]
        assert place is not None
        places = place - index
        if places < again:
            return Diagnosis(verdict=Verdict.INSERTED, count=again - places, rows=again, places=places)
        return Diagnosis(verdict=Verdict.ALTERED, count=places, rows=again, places=places)
    if further is not None:
        first = _far_place(origin, rows[0], index, kept)
        if first is not None:
            # Many are gone: the rows here are those from far beyond.
            return Diagnosis(verdict=Verdict.MISSING, count=first - index, rows=0, places=first - index)
        expected = kept(index, index + 1)
        for number, row in enumerate(further(rows[-1].position), len(rows)):
            if fits(origin, row, index, expected[0]):
                return Diagnosis(verdict=Verdict.INSERTED, count=number, rows=number, places=0)
    altered = min(len(rows), len(kept(index, index + len(rows))))  # beyond are rows that were not sealed yet
    return Diagnosis(verdict=Verdict.ALTERED, count=altered, rows=altered, places=altered)


def _far_place(origin: str, row: Row, index: int, kept: Kept) -> int | None:
    while leaves := kept(index, index + 4_096):
        for offset, leaf in enumerate(leaves):
            if fits(origin, row, index + offset, leaf):
                return index + offset
        index += len(leaves)
    return None
