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

from ledger.lines import to_text
from ledger.port import Ledger, Row
from ledger.proof.bundle import Proof
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.leaf import Leaf, hashes_of, leaf_of
from ledger.proof.note import Note, NoteMalformed, NoteUnverified, SigningKey, parse_note, sign, verified
from ledger.proof.store import AlreadySealed, ProofStore, Sealed
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


class Sealer:
    """Makes checkpoints of one ledger, and proofs of its entries."""

    def __init__(
        self, ledger: Ledger, store: ProofStore, key: SigningKey, *, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.ledger = ledger
        self.store = store
        self.key = key
        self._clock = clock or (lambda: datetime.now(UTC))

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
            with self.store.reading():
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
            sealed, leaves = self._made(before, head, recompute=recompute)
            try:
                self.store.keep(sealed, before, leaves)
            except AlreadySealed:
                continue
            return sealed
        raise AlreadySealed(f"others sealed {TRIES} times meanwhile")

    def _signed(self, last: Sealed | None) -> Frontier:
        """The edge of the tree that was signed last; what is kept of it must give the root that was signed."""
        if last is None:
            return Frontier()
        signed = self.checkpoint(last)
        frontier = self.store.frontier(last.size)
        if signed.size != last.size or signed.root != last.root or frontier.root() != signed.root:
            raise HistoryChanged(last.size, "what is kept of the tree does not give the root that was signed")
        return frontier

    def checkpoint(self, sealed: Sealed) -> Checkpoint:
        """What a kept checkpoint says; refuses one that this log's key did not sign."""
        try:
            note = parse_note(sealed.note)
            verified(note, [self.key.verifier])
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

    def _made(self, before: Frontier, head: int, *, recompute: bool) -> tuple[Sealed, list[bytes]]:
        frontier, leaves = before.copy(), []
        for first, rows in self.pages(before.size, head):
            hashes = hashes_of(self.origin, first, rows)
            frontier.extend(hashes)
            leaves += hashes
        if frontier.size != head:
            raise HistoryChanged(frontier.size + 1, f"the ledger ends here, and had {head} entries a moment ago")
        root = frontier.root()
        note = sign(Checkpoint(origin=self.origin, size=head, root=root).text, self.key)
        sealed_at = to_text(self._clock())
        return Sealed(size=head, root=root, note=note.data, sealed_at=sealed_at, recomputed=recompute), leaves

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
        with self.store.reading():
            found = self.store.signed(size)
            if size is not None or (found is not None and found[0].size >= position):
                return self._proved(position, found)
        self.seal()
        with self.store.reading():
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
