"""Proving: the proof of every entry under one checkpoint, and the tiles of the tree that lead from them to its root."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from domain.kernel import record
from ledger.port import Row
from ledger.proof.bundle import Proof
from ledger.proof.leaf import Leaf, leaf_of
from ledger.proof.note import Note
from ledger.proof.sealing import HistoryChanged, NotSealed, Sealer
from ledger.proof.store import HEIGHT, WIDTH
from ledger.proof.tree import inclusion_path, root_from_inclusion
from web import sealing
from web.services import Services

_PAGE: Final = 1_000


@record
class Under:
    """The checkpoint under which everything in a bag is proven."""

    size: int
    root: bytes
    note: Note
    sealed_at: str


def checkpoint_for(of: Services, position: int) -> Under:
    """Of the checkpoints that cover this position the one that most witnesses signed, the latest of these.

    Makes one where none does. Raises `HistoryChanged`.
    """
    standing = sealing.alarm(of)
    if standing is not None and standing.code == sealing.CHANGED:
        raise HistoryChanged(standing.position, standing.why)
    store = of.sealer.store
    last = store.last()
    if last is None or last.size < position:
        if of.settings.until is not None:
            raise NotSealed("a replay of the past seals nothing")
        last = sealing.seal(of)
    if last is None or last.size < position:
        raise NotSealed(f"no checkpoint covers position {position}")
    signed: dict[int, set[str]] = {}
    for one in store.cosignatures():
        if one.size >= position:
            signed.setdefault(one.size, set()).add(one.witness)
    size = max(signed, key=lambda size: (len(signed[size]), size), default=last.size)
    sealed, note = store.checkpoint(size), store.note(size)
    if sealed is None or note is None:
        raise HistoryChanged(size, "a witness signed a checkpoint that is not kept")
    checkpoint = of.sealer.checkpoint(sealed)
    return Under(size=checkpoint.size, root=checkpoint.root, note=note, sealed_at=sealed.sealed_at)


def windows(positions: Sequence[int], width: int = _PAGE) -> Iterator[list[int]]:
    """Positions in order, in runs of neighbours that are read together."""
    run: list[int] = []
    for position in positions:
        if run and position - run[0] >= width:
            yield run
            run = []
        run.append(position)
    if run:
        yield run


def proven(sealer: Sealer, under: Under, positions: Sequence[int]) -> Iterator[tuple[Row, Leaf, Proof]]:
    """Row, leaf and proof of each entry, in order. Each proof was followed up to the root before it is handed out.

    Raises `HistoryChanged` where an entry is not the one that was signed.
    """
    note = under.note.data
    for run in windows(positions):
        first, last = run[0], run[-1]
        rows = sealer.ledger.rows(first - 1, last - first + 1, until=last)
        kept = sealer.store.leaves(first - 1, last)
        if len(rows) != last - first + 1 or len(kept) != len(rows):
            raise HistoryChanged(first, f"positions {first} to {last} are not all there")
        for position in run:
            row, index = rows[position - first], position - 1
            leaf = leaf_of(sealer.origin, index, row)
            path = inclusion_path(index, under.size, sealer.store.subtree)
            good = row.position == position and kept[position - first] == leaf.hash
            if not good or root_from_inclusion(index, under.size, leaf.hash, path) != under.root:
                raise HistoryChanged(position, "the entry is not the one that was signed")
            yield row, leaf, Proof(index=index, path=tuple(path), checkpoint=note)


# --- tiles (C2SP tlog-tiles) ------------------------------------------------------------


@record
class Tile:
    """So many hashes of one level: 256, or fewer at the right edge."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Its path, as tlog-tiles says: ``tile/0/x001/234.p/56``."""
        digits = f"{self.number % 1000:03d}"
        above = self.number // 1000
        while above:
            digits = f"x{above % 1000:03d}/{digits}"
            above //= 1000
        return f"tile/{self.level}/{digits}" + ("" if self.width == WIDTH else f".p/{self.width}")


def tiles(positions: Iterable[int], size: int) -> list[Tile]:
    """Tiles on the way from these entries to the root, and those of the right edge; in the order of their paths."""
    wanted: set[tuple[int, int]] = set()
    level, count = 0, size
    numbers = {position - 1 for position in positions}
    while count:
        numbers = {number >> HEIGHT for number in numbers}
        wanted |= {(level, number) for number in numbers if number * WIDTH < count}
        if count % WIDTH:
            wanted.add((level, count // WIDTH))
        level, count = level + 1, count >> HEIGHT
    found = [
        Tile(level=level, number=number, width=min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))
        for level, number in wanted
    ]
    return sorted(found, key=lambda tile: tile.path.split("/"))


def tile_data(sealer: Sealer, tile: Tile) -> bytes:
    """The hashes of a tile."""
    store, start = sealer.store, tile.number * WIDTH
    if tile.level == 0:
        return b"".join(store.leaves(start, start + tile.width))
    above = HEIGHT * tile.level
    return b"".join(store.subtree(one << above, (one + 1) << above) for one in range(start, start + tile.width))
