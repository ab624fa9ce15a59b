"""Sealing: a signed checkpoint over the ledger as its rows stand.

A checkpoint continues the one before: the tree that was signed then, as it is kept, must still give the root that was
signed, and the rows since are read from the ledger. With ``recompute`` every row is read again, from the first: then
a row that was changed after it was sealed keeps the log from signing at all. The program recomputes after each
decision and at an interval; what lies between is sealed on request, because a receipt should not take longer the
more there is on record.

Nothing here can be switched off, and nothing skips a row: positions have to follow each other without a gap, and
times may not run back.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from domain.kernel import record
from ledger.lines import to_text
from ledger.port import Ledger, Row
from ledger.proof.bundle import Proof
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.leaf import Leaf, hashes_of, leaf_of
from ledger.proof.note import Note, NoteMalformed, NoteUnverified, SigningKey, parse_note, sign, verified
from ledger.proof.store import WIDTH, AlreadySealed, ProofStore, Sealed
from ledger.proof.tree import Frontier, inclusion_path, root_from_inclusion

PAGE: Final = 2_000
TRIES: Final = 10


class HistoryChanged(Exception):
    """The ledger no longer is what was signed: nothing is signed any more until somebody has looked into it.

    ``position`` is where the difference was noticed; `zeren fsck` says what it is and where it begins.
    """

    def __init__(self, position: int, why: str) -> None:
        super().__init__(f"position {position}: {why}")
        self.position = position
        self.why = why


class NotSealed(Exception):
    """No checkpoint covers this position."""


@record
class Edge:
    """The edge of the tree under a checkpoint, shown to give the root that it signs."""

    opened: object
    """In which database."""
    sealed: Sealed
    tail: bytes
    """The last leaves, as they were kept then."""
    frontier: Frontier


@record
class Made:
    """A checkpoint that is about to be kept."""

    sealed: Sealed
    leaves: list[bytes]
    """Those that it adds to the tree."""
    frontier: Frontier
    """The edge after them."""


class Sealer:
    """Makes checkpoints of one ledger, and proofs of its entries."""

    def __init__(
        self, ledger: Ledger, store: ProofStore, key: SigningKey, *, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.ledger = ledger
        self.store = store
        self.key = key
        self._clock = clock or (lambda: datetime.now(UTC))
        self._verifier = key.verifier
        self._edge: Edge | None = None

    @property
    def origin(self) -> str:
        """Name of the log."""
        return self.key.name

    def seal(self, *, recompute: bool = False) -> Sealed | None:
        """A checkpoint that covers all that is on record; the last one where nothing was added since.

        None where the ledger is empty. Raises `HistoryChanged`, `StoreBroken`, `LedgerUnavailable`.
        """
        wanted: int | None = None
        for _ in range(TRIES):
            with self.store.together():
                last = self.store.last()
                head = self.ledger.head().position
                size = 0 if last is None else last.size
                if head < size:
                    raise HistoryChanged(head + 1, f"the ledger ends at {head}, but {size} entries were signed")
                before = self._signed(last)
            if recompute:
                self._compare(before)
            # Who was overtaken is content with the other's checkpoint, once that covers what was there at the start:
            # each of the others can be in the way once at most.
            wanted = head if wanted is None else wanted
            if size >= wanted:
                return last
            made = self._made(before, head, recompute=recompute)
            try:
                self.store.keep(made.sealed, before, made.leaves)
            except AlreadySealed:
                continue
            self._continued(size, made)
            return made.sealed
        raise AlreadySealed(f"others sealed {TRIES} times meanwhile")

    def _signed(self, last: Sealed | None) -> Frontier:
        """The edge of the tree that was signed last; what is kept of it must give the root that was signed.

        That was shown before where the checkpoint and the leaves after the last complete tile are, byte for byte, those
        that it was shown for. Once a tile is complete, or another process has sealed, it is shown again.
        """
        if last is None:
            return Frontier()
        edge, tail = self._edge, self.store.tail(last.size)
        if edge is not None and (edge.opened, edge.sealed, edge.tail) == (self.store.opened, last, tail):
            return edge.frontier
        self.store.forget_tail(last.size)
        signed = self.checkpoint(last)
        frontier = self.store.frontier(last.size)
        if signed.size != last.size or signed.root != last.root or frontier.root() != signed.root:
            raise HistoryChanged(last.size, "what is kept of the tree does not give the root that was signed")
        self._edge = Edge(opened=self.store.opened, sealed=last, tail=tail, frontier=frontier)
        return frontier

    def _continued(self, size: int, made: Made) -> None:
        """Go on from the edge of ``size`` to that of what was made and kept, within one tile."""
        edge, sealed = self._edge, made.sealed
        if edge is None or edge.sealed.size != size or size // WIDTH != sealed.size // WIDTH:
            self._edge = None
            return
        tail = edge.tail + b"".join(made.leaves)
        self._edge = Edge(opened=edge.opened, sealed=sealed, tail=tail, frontier=made.frontier)

    def checkpoint(self, sealed: Sealed) -> Checkpoint:
        """What a kept checkpoint says; refuses one that this log's key did not sign."""
        try:
            note = parse_note(sealed.note)
            verified(note, [self._verifier])
            checkpoint = checkpoint_of(note)
        except (NoteMalformed, NoteUnverified) as error:
            raise HistoryChanged(sealed.size, f"the checkpoint kept for {sealed.size} is not ours: {error}") from error
        if checkpoint.origin != self.origin:
            raise HistoryChanged(sealed.size, f"the checkpoint kept for {sealed.size} is that of another log")
        return checkpoint

    def _compare(self, before: Frontier) -> None:
        """Compute the tree that was signed from the rows again."""
        again = Frontier()
        for first, rows in self.pages(0, before.size):
            again.extend(hashes_of(self.origin, first, rows))
        if again.size != before.size or again.root() != before.root():
            raise HistoryChanged(before.size, "the rows of the ledger do not give the root that was signed")

    def _made(self, before: Frontier, head: int, *, recompute: bool) -> Made:
        frontier, leaves = before.copy(), list[bytes]()
        for first, rows in self.pages(before.size, head):
            hashes = hashes_of(self.origin, first, rows)
            frontier.extend(hashes)
            leaves += hashes
        if frontier.size != head:
            raise HistoryChanged(frontier.size + 1, f"the ledger ends here, and had {head} entries a moment ago")
        root = frontier.root()
        note = sign(Checkpoint(origin=self.origin, size=head, root=root).text, self.key)
        sealed_at = to_text(self._clock())
        sealed = Sealed(size=head, root=root, note=note.data, sealed_at=sealed_at, recomputed=recompute)
        return Made(sealed=sealed, leaves=leaves, frontier=frontier)

    def pages(self, start: int, end: int) -> Iterator[tuple[int, Sequence[Row]]]:
        """Rows from index ``start`` (from 0) up to ``end``, in pages, each with the index of its first row.

        Raises `HistoryChanged` where a position is missing or a time runs back.
        """
        # Begins one row early: the time of the entry before counts, and that entry has to be there.
        at, floor = max(start - 1, 0), ""
        while at < end:
            rows = self.ledger.rows(at, PAGE, until=end)
            if not rows:
                return
            for position, row in enumerate(rows, at + 1):
                if row.position != position:
                    raise HistoryChanged(position, "this position is missing")
                if row.recorded_at < floor:
                    raise HistoryChanged(position, "it says to be recorded before the entry before it")
                floor = row.recorded_at
            fresh = rows[1:] if at < start else rows
            if fresh:
                yield at + len(rows) - len(fresh), fresh
            at += len(rows)

    # --- proofs of entries -------------------------------------------------------

    def prove(self, position: int, *, size: int | None = None) -> tuple[Leaf, Proof]:
        """The leaf of an entry and its proof under a checkpoint: that of ``size``, or the last one.

        Seals first where no checkpoint covers the position yet. Raises `NotSealed` where there is no such entry or
        no such checkpoint.
        """
        with self.store.together():
            found = self.store.signed(size)
            if size is not None or (found is not None and found[0].size >= position):
                return self._proved(position, found)
        self.seal()
        with self.store.together():
            return self._proved(position, self.store.signed())

    def _proved(self, position: int, found: tuple[Sealed, Note] | None) -> tuple[Leaf, Proof]:
        rows = self.ledger.rows(position - 1, 1, until=position) if position > 0 else ()
        if found is None or found[0].size < position or not rows:
            raise NotSealed(f"no checkpoint covers position {position}")
        (sealed, note), index = found, position - 1
        leaf = leaf_of(self.origin, index, rows[0])
        if self.store.subtree(index, position) != leaf.hash:
            raise HistoryChanged(position, "the entry is not the one that was signed")
        path = inclusion_path(index, sealed.size, self.store.subtree)
        # A proof that does not hold is never handed out, whatever became of what is kept.
        if root_from_inclusion(index, sealed.size, leaf.hash, path) != checkpoint_of(note).root:
            raise HistoryChanged(position, "what is kept of the tree does not lead to the root that was signed")
        return leaf, Proof(index=index, path=tuple(path), checkpoint=note.data)
