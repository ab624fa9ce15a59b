"""What is kept of the tree, checked in itself: leaves against inner nodes, against checkpoints, against signatures.

The kept hashes are what rows are compared with. So they are looked at first: whoever altered a row may have altered
its hash too, but a root that was signed he cannot give again without the key.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import sqlalchemy as sa

from domain.kernel import record
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.diagnosis import Finding, Verdict
from ledger.proof.note import Note, NoteMalformed, NoteUnverified, VerifierKey, parse_note, parse_signature, verified
from ledger.proof.store import WIDTH, ProofStore, StoreBroken
from ledger.proof.tree import Frontier, root_of

PAGE: Final = 64 * WIDTH
_AHEAD: Final = 16_384
_CLAIMS: Final = 200
_NOTES: Final = 200

_DAMAGED: Final = (StoreBroken, sa.exc.DBAPIError, TypeError, ValueError)
"""A damaged file may hold anything in any column."""

Step = Callable[[int, int], None]


@record
class Claim:
    """A signed checkpoint: at this size the log had this root."""

    size: int
    root: bytes
    source: str
    """File that it was read from; empty for a kept one."""


class KeptTree:
    """Hashes, inner nodes, checkpoints and cosignatures as they are kept; `check` fills in what it finds."""

    def __init__(
        self,
        store: ProofStore,
        key: VerifierKey,
        *,
        witnesses: Sequence[VerifierKey] = (),
        outside: Sequence[Claim] = (),
    ) -> None:
        self._store = store
        self._key = key
        self._witnesses = witnesses
        self._outside = sorted(outside, key=lambda claim: claim.size)
        self.findings: list[Finding] = []
        self.size = 0
        """Leaves that are kept."""
        self.proven = Frontier()
        """The tree up to the last checkpoint that the kept leaves give."""
        self.checkpoints = 0
        self.cosignatures = 0
        self.open: list[Claim] = []
        """Signed roots beyond `proven` that the kept leaves do not give."""
        self.agreed = 0
        """Size of the largest checkpoint from outside that the kept leaves give."""
        self._contradicted: list[Claim] = []
        self._ahead: tuple[int, list[bytes]] = 0, []
        self._said: set[tuple[Verdict, str]] = set()

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Kept hashes; none where they cannot be read."""
        first, ahead = self._ahead
        if not first <= start <= end <= first + len(ahead):
            # They are asked for in order: read further than asked, since they lie in long runs.
            try:
                first, ahead = self._ahead = start, self._store.leaves(start, max(end, start + _AHEAD))
            except _DAMAGED:
                return []
        return ahead[start - first : end - first]

    def check(self, step: Step | None = None, total: int = 0) -> None:
        """Walk all of it once. Raises `LedgerUnavailable`."""
        frontier = Frontier()
        claims = self._claims()
        claim = next(claims, None)
        nodes = _Nodes(self._store, self._node_differs)
        while True:
            try:
                leaves = self._store.leaves(self.size, self.size + PAGE)
            except _DAMAGED as error:
                self._say(
                    Verdict.TREE,
                    self.size + 1,
                    "校验树的这一部分无法读取。",
                    f"This part of the tree cannot be read: {_short(error)}.",
                )
                break
            if not leaves:
                break
            nodes.add(leaves)
            done = 0
            while claim is not None and claim.size <= self.size + len(leaves):
                frontier.extend(leaves[done : claim.size - self.size])
                done = claim.size - self.size
                self._compare(claim, frontier)
                claim = next(claims, None)
            frontier.extend(leaves[done:])
            self.size += len(leaves)
            if step is not None:
                step(self.size, max(total, self.size))
            gc.collect(0)  # see `ledger.proof.walk`
        while claim is not None and len(self._contradicted) < _CLAIMS:
            if claim.size == self.size:
                self._compare(claim, frontier)
            else:
                self._contradicted.append(claim)
            claim = next(claims, None)
        self._conclude()

    def _compare(self, claim: Claim, frontier: Frontier) -> None:
        if frontier.root() != claim.root:
            if len(self._contradicted) < _CLAIMS:
                self._contradicted.append(claim)
        elif claim.source:
            self.agreed = claim.size
        else:
            self.proven = frontier.copy()

    def _conclude(self) -> None:
        """A root that was signed before one that holds is that of another history."""
        proven = self.proven.size
        for claim in self._contradicted:
            if claim.size > proven:
                self.open.append(claim)
            elif claim.source:
                self._rewritten(claim)
            else:
                self._say(
                    Verdict.TREE,
                    claim.size,
                    f"保存的第{claim.size}条检查点与其后的检查点互相矛盾。",
                    f"The kept checkpoint of {claim.size} contradicts later ones.",
                )
        explained = any(not claim.source for claim in self.open) or any(
            finding.verdict in (Verdict.TREE, Verdict.FOREIGN) and finding.position > proven
            for finding in self.findings
        )
        if self.size > proven and not explained:
            self._say(
                Verdict.TREE,
                proven + 1,
                f"保存了{self.size}条的校验值，但有效检查点只到第{proven}条，检查点被删除。",
                f"Hashes are kept of {self.size} entries, but no valid checkpoint goes beyond {proven}.",
                until=self.size,
            )

    def _rewritten(self, claim: Claim) -> None:
        self.findings.append(
            Finding(
                verdict=Verdict.ALTERED,
                position=self.agreed + 1 if self.agreed < claim.size else 1,
                until=claim.size,
                zh=f"外部检查点（{claim.source}）与台账不符，此范围内的记录和校验树一并被改写并重新签名。",
                en=f"The checkpoint in {claim.source} is not that of this log: within this range entries and tree"
                " were rewritten together and signed again.",
            )
        )

    # --- checkpoints -------------------------------------------------------------

    def _claims(self) -> Iterator[Claim]:
        """Signed checkpoints, kept ones and those from outside, the smallest first."""
        outside = list(self._outside)
        for claim in self._kept():
            while outside and outside[0].size <= claim.size:
                yield outside.pop(0)
            yield claim
        yield from outside

    def _kept(self) -> Iterator[Claim]:
        table = self._store.tables["checkpoints"]
        size = -1
        while True:
            asked = sa.select(table.c.size, table.c.root, table.c.note).where(table.c.size > size)
            try:
                with self._store.reading() as connection:
                    rows = connection.execute(asked.order_by(table.c.size).limit(_NOTES)).all()
                cosigned = self._cosigned(size, rows[-1].size) if rows and self._witnesses else {}
            except _DAMAGED as error:
                self._say(
                    Verdict.TREE,
                    0,
                    f"第{size}条以后的检查点无法读取。",
                    f"Checkpoints beyond {size} cannot be read: {_short(error)}.",
                )
                return
            if not rows:
                return
            for row in rows:
                self.checkpoints += 1
                checkpoint = self._signed(row.size, row.root, row.note, cosigned.get(row.size, ()))
                if checkpoint is not None:
                    yield Claim(size=checkpoint.size, root=checkpoint.root, source="")
            size = rows[-1].size

    def _signed(self, size: int, root: bytes, note: bytes, cosigned: Sequence[str]) -> Checkpoint | None:
        """What a kept checkpoint says, where the log's key signed it."""
        try:
            parsed = parse_note(note)
            checkpoint = checkpoint_of(parsed)
        except (NoteMalformed, TypeError, ValueError):
            self._damaged(size)
            return None
        self._cosignatures(size, parsed, cosigned)
        if not any((one.name, one.id) == (self._key.name, self._key.id) for one in parsed.signatures):
            self._say(
                Verdict.FOREIGN,
                size,
                f"第{size}条的检查点不是本台账密钥签的。",
                f"The checkpoint of {size} was not signed by this log's key.",
            )
            return None
        try:
            verified(parsed, [self._key])
        except NoteUnverified:
            self._damaged(size)
            return None
        if (checkpoint.origin, checkpoint.size, checkpoint.root) != (self._key.name, size, root):
            self._damaged(size)
        return checkpoint if checkpoint.origin == self._key.name else None

    def _damaged(self, size: int) -> None:
        self._say(
            Verdict.TREE,
            size,
            f"第{size}条的检查点签名无效或内容被改。",
            f"The checkpoint kept for {size} was altered: its signature does not hold.",
        )

    def _cosigned(self, after: int, until: int) -> dict[int, list[str]]:
        table = self._store.tables["cosignatures"]
        found: dict[int, list[str]] = {}
        with self._store.reading() as connection:
            for row in connection.execute(
                sa.select(table.c.size, table.c.line).where(table.c.size > after, table.c.size <= until)
            ):
                found.setdefault(row.size, []).append(row.line)
        return found

    def _cosignatures(self, size: int, note: Note, lines: Sequence[str]) -> None:
        known = {(key.name, key.id) for key in self._witnesses}
        for line in lines:
            try:
                signature = parse_signature(line)
                if (signature.name, signature.id) not in known:
                    continue
                verified(Note(text=note.text, signatures=(signature,)), self._witnesses)
            except (NoteMalformed, NoteUnverified, TypeError, AttributeError):
                self._say(
                    Verdict.TREE,
                    size,
                    f"第{size}条检查点的见证签名与检查点不符：当时见证的是另一份检查点。",
                    f"A witness's signature kept for {size} does not hold: what was witnessed was another checkpoint.",
                )
            else:
                self.cosignatures += 1

    # --- findings ----------------------------------------------------------------

    def _node_differs(self, position: int, until: int) -> None:
        self._say(
            Verdict.TREE,
            position,
            "校验树的中间结点与叶子不符。",
            "An inner node of the tree does not follow from its leaves.",
            until=until,
        )

    def _say(self, verdict: Verdict, position: int, zh: str, en: str, *, until: int = 0) -> None:
        """The first of each sort; a thousand checkpoints under another key are one finding."""
        sort = (verdict, en.partition(" of ")[0].partition(" for ")[0])
        if sort not in self._said:
            self._said.add(sort)
            self.findings.append(Finding(verdict=verdict, position=position, until=max(until, position), zh=zh, en=en))


class _Nodes:
    """Inner nodes worked out from leaves as they come, against those that are kept."""

    def __init__(self, store: ProofStore, differs: Callable[[int, int], None]) -> None:
        self._store = store
        self._differs = differs
        self._waiting: list[list[bytes]] = [[]]
        self._made: list[int] = [0]

    def add(self, leaves: Sequence[bytes]) -> None:
        """The next leaves; whole tiles are worked out."""
        self._add(0, leaves)

    def _add(self, level: int, hashes: Sequence[bytes]) -> None:
        if level == len(self._waiting):
            self._waiting.append([])
            self._made.append(0)
        waiting = self._waiting[level]
        waiting += hashes
        count = len(waiting) // WIDTH
        if not count:
            return
        roots = [root_of(waiting[place * WIDTH : (place + 1) * WIDTH]) for place in range(count)]
        del waiting[: count * WIDTH]
        first = self._made[level]
        self._made[level] += count
        kept = self._kept(level + 1, first, count)
        for place, root in enumerate(roots, first):
            if kept.get(place) != root:
                width = WIDTH ** (level + 1)
                self._differs(place * width + 1, (place + 1) * width)
        self._add(level + 1, roots)

    def _kept(self, level: int, first: int, count: int) -> dict[int, bytes]:
        table = self._store.tables["subtrees"]
        asked = sa.select(table.c.number, table.c.hash).where(
            table.c.level == level, table.c.number >= first, table.c.number < first + count
        )
        try:
            with self._store.reading() as connection:
                return {row.number: row.hash for row in connection.execute(asked)}
        except _DAMAGED:
            return {}


def _short(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0]
