"""The Merkle tree: hashing of RFC 6962, proofs and their verification of RFC 9162, section 2.1.

A tree over n leaves is that over the largest power of two below n, beside that over the rest. Leaves and inner
nodes are hashed with different first bytes, so that neither can pose as the other.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

HASH: Final = 32
"""Bytes of a hash."""

EMPTY: Final = hashlib.sha256().digest()
"""Root of the tree without leaves."""

Subtree = Callable[[int, int], bytes]
"""Root over the leaves from the first number up to, and without, the second."""


class ProofInvalid(ValueError):
    """A proof does not show what it is meant to show."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Root over hashes of leaves."""
    frontier = Frontier()
    frontier.extend(hashes)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: all that must be remembered of it to add leaves and to tell its root.

    Holds the roots of its complete subtrees, by height: 32 bytes for each binary digit of the size.
    """

    __slots__ = ("_edge", "size")

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """``edge``: roots of the complete subtrees, the largest first; there is one for each 1 in ``size``."""
        if len(edge) != size.bit_count() or any(len(one) != HASH for one in edge):
            raise ValueError("not the edge of a tree of this size")
        self.size = size
        left = iter(reversed(edge))
        self._edge: list[bytes | None] = [
            next(left) if size >> height & 1 else None for height in range(size.bit_length())
        ]

    @property
    def edge(self) -> list[bytes]:
        """Roots of the complete subtrees, the largest first."""
        return [one for one in reversed(self._edge) if one is not None]

    def copy(self) -> "Frontier":
        """The same, to be continued apart."""
        return Frontier(self.size, self.edge)

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        self._carry(leaf, 0)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add hashes of leaves, level by level: twice as fast as one by one."""
        row = list(leaves)
        size, height = self.size + len(row), 0
        sha256 = hashlib.sha256
        while row:
            if height == len(self._edge):
                self._edge.append(None)
            waiting = self._edge[height]
            if waiting is not None:
                row.insert(0, waiting)
            self._edge[height] = row.pop() if len(row) & 1 else None
            pairs = iter(row)
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            height += 1
        self.size = size

    def _carry(self, carried: bytes, height: int) -> None:
        edge = self._edge
        while height < len(edge):
            waiting = edge[height]
            if waiting is None:
                edge[height] = carried
                return
            carried, edge[height] = node_hash(waiting, carried), None
            height += 1
        edge.append(carried)

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        root: bytes | None = None
        for one in self._edge:
            if one is not None:
                root = one if root is None else node_hash(one, root)
        return EMPTY if root is None else root


def split(size: int) -> int:
    """The largest power of two below ``size`` (at least 2): where a tree is divided."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Hashes that lead from leaf ``index`` to the root of a tree of ``size`` leaves, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    path.reverse()
    return path


def consistency_path(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """Hashes that show the tree of ``first`` leaves to be the beginning of that of ``second``."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} does not continue one of {first}")
    if first in (0, second):
        return []
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while end != first:
        middle = start + split(end - start)
        if first <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree(start, end))
    path.reverse()
    return path


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that ``path`` leads to from this leaf (RFC 9162, 2.1.3.2). Raises `ProofInvalid`."""
    if not 0 <= index < size:
        raise ProofInvalid(f"there is no leaf {index} in a tree of {size}")
    _hashes(leaf, *path)
    number, last, root = index, size - 1, leaf
    for one in path:
        if last == 0:
            raise ProofInvalid("the path is too long")
        if number & 1 or number == last:
            root = node_hash(one, root)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            root = node_hash(root, one)
        number >>= 1
        last >>= 1
    if last != 0:
        raise ProofInvalid("the path is too short")
    return root


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofInvalid` unless ``path`` leads from this leaf to this root."""
    _hashes(root)
    if root_from_inclusion(index, size, leaf, path) != root:
        raise ProofInvalid("the path leads to another root")


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> None:
    """Raise `ProofInvalid` unless ``path`` shows that the second tree continues the first (RFC 9162, 2.1.4.2)."""
    _hashes(first_root, second_root, *path)
    if not 0 <= first <= second:
        raise ProofInvalid(f"a tree of {second} does not continue one of {first}")
    if first == second:
        if path:
            raise ProofInvalid("a tree needs no path to itself")
        if first_root != second_root:
            raise ProofInvalid("two roots for one size")
        return
    if first == 0:
        if path or first_root != EMPTY:
            raise ProofInvalid("the empty tree is the beginning of every tree, and has one root")
        return
    hashes = list(path)
    if first & (first - 1) == 0:
        hashes.insert(0, first_root)
    if not hashes:
        raise ProofInvalid("the path is empty")
    number, last = first - 1, second - 1
    while number & 1:
        number >>= 1
        last >>= 1
    one = other = hashes[0]
    for step in hashes[1:]:
        if last == 0:
            raise ProofInvalid("the path is too long")
        if number & 1 or number == last:
            one, other = node_hash(step, one), node_hash(step, other)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            other = node_hash(other, step)
        number >>= 1
        last >>= 1
    if last != 0:
        raise ProofInvalid("the path is too short")
    if one != first_root:
        raise ProofInvalid("the path leads to another first root")
    if other != second_root:
        raise ProofInvalid("the path leads to another second root")


def _hashes(*values: bytes) -> None:
    for value in values:
        if len(value) != HASH:
            raise ProofInvalid(f"a hash of {len(value)} bytes")


def subtree_of(hashes: Sequence[bytes]) -> Subtree:
    """Subtrees over hashes of leaves that are at hand."""

    def subtree(start: int, end: int) -> bytes:
        return root_of(hashes[start:end])

    return subtree


def complete(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Complete subtrees that make up the one from ``start`` to ``end``, the largest first: (height, number)."""
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        yield height, start >> height
        start += 1 << height


class Tile:
    """Hashes of one tile and all inner nodes above them that are complete."""

    __slots__ = ("levels",)

    def __init__(self, hashes: Sequence[bytes]) -> None:
        # Written out: a function call for each of 255 nodes is what a proof would otherwise wait for.
        sha256, row = hashlib.sha256, list(hashes)
        self.levels = [row]
        while len(row) > 1:
            pairs = iter(row)
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
            self.levels.append(row)
