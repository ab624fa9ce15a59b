"""The walk along a ledger's rows, beside the places in which they were sealed.

Where row and place part, `ledger.proof.diagnosis` says what was done, and the walk goes on where they meet again.
Beyond what kept leaves and checkpoints agree on, the root is worked out from rows, so that an altered tree and an
altered row are told apart.
"""

import gc
from collections.abc import Iterator, Sequence
from typing import Final

from ledger.port import Row
from ledger.proof.diagnosis import WINDOW, Finding, Verdict, diagnose, finding, hash_at
from ledger.proof.entries import Entries
from ledger.proof.kept import Claim, KeptTree, Step
from ledger.proof.leaf import hashes_of
from ledger.proof.reader import LOWEST, RowReader, Unreadable, readable
from ledger.proof.tree import Frontier

PAGE: Final = 2_000
MOST: Final = 20
"""Differences that are looked into; whoever has more has another ledger."""


class Walk:
    """Rows in the order in which the database holds them, against places in the order in which they were sealed."""

    def __init__(self, reader: RowReader, tree: KeptTree, origin: str, entries: Entries, head: int) -> None:
        self._reader = reader
        self._tree = tree
        self._origin = origin
        self._entries = entries
        self._head = head
        self._proven = tree.proven.size
        self._frontier: Frontier | None = tree.proven.copy()
        """Tree over rows beyond what is proven; None once a row differed before."""
        self._claims = list(tree.open)
        self._differs: int | None = None
        """First place beyond what is proven at which row and kept leaf differ."""
        self._given_up = False
        self.findings: list[Finding] = []
        self.count = 0

    def walk(self, step: Step) -> None:
        """All rows, once."""
        after, index = self._before_the_first(), 0
        total = max(self._head, self._tree.size)
        while not self._given_up:
            began = after, index
            rows = self._page(after)
            if rows is None:
                self._entries.skipped()
                after, index = self._past(began, self._unreadable(after, index))
                continue
            if not rows:
                break
            good = self._fitting(after, index, rows)
            if good:
                self.count += good
                self._entries.look(rows[:good])
                self._extend(index, rows[:good], index - after)
                after, index = after + good, index + good
            if good < len(rows):
                self._entries.skipped()
                after, index = self._past(began, self._difference(after, index))
            step(min(index, total), total)
            rows = []
            gc.collect(0)  # drivers leave cycles behind that hold a whole page; old objects need no looking at
        if not self._given_up:
            self._ended(index)

    @staticmethod
    def _past(began: tuple[int, int], reached: tuple[int, int]) -> tuple[int, int]:
        """Where the walk goes on: further than it began.

        A damaged database may answer with rows it was not asked for, again and again. That was said; they are passed.
        """
        return (began[0] + 1, began[1] + 1) if reached == began else reached

    def _before_the_first(self) -> int:
        """Rows below position 1, which no ledger gives."""
        try:
            rows = self._reader.page(LOWEST, 1)
        except Unreadable:
            return 0
        if rows and isinstance(rows[0].position, int) and rows[0].position < 1:
            self._found(Verdict.INSERTED, 1, 1, "第一条之前有记录。", "There are rows before the first position.")
        return 0

    def _page(self, after: int) -> list[Row] | None:
        """The next rows, fewer before a damaged part; None where the next one cannot be read."""
        try:
            return self._reader.page(after, PAGE)
        except Unreadable:
            pass
        rows = list(readable(self._reader, after, PAGE))
        if not rows:
            try:
                row = self._reader.at(after + 1)
            except Unreadable:
                return None
            if row is None:
                return None
            rows = [row]
        return rows

    # --- rows that fit ------------------------------------------------------------

    def _fitting(self, after: int, index: int, rows: Sequence[Row]) -> int:
        """How many of the rows, from the first, stand where they belong."""
        count = len(rows)
        if [row.position for row in rows] != list(range(after + 1, after + 1 + count)):
            count = next(number for number, row in enumerate(rows) if row.position != after + 1 + number)
        sealed = min(count, max(0, self._proven - index))
        if not sealed:
            return count
        kept = self._tree.leaves(index, index + sealed)
        hashes = self._hashes(index, rows[:sealed], index - after)
        if hashes == kept:
            return count
        return next(number for number, one in enumerate(hashes) if number >= len(kept) or one != kept[number])

    def _hashes(self, index: int, rows: Sequence[Row], moved: int) -> list[bytes]:
        try:
            if not moved:
                return hashes_of(self._origin, index, rows)
        except (TypeError, ValueError, OverflowError):
            pass
        return [hash_at(self._origin, row, number) for number, row in enumerate(rows, index)]

    def _extend(self, index: int, rows: Sequence[Row], moved: int) -> None:
        """Work out the tree beyond what is proven, and hold open checkpoints against it."""
        skip = max(0, self._proven - index)
        beyond = self._claims or self._tree.size > self._proven
        if self._frontier is None or not beyond or skip >= len(rows) or self._frontier.size != index + skip:
            return
        start = index + skip
        hashes = self._hashes(start, rows[skip:], moved)
        if self._differs is None and start < self._tree.size:
            kept = self._tree.leaves(start, start + len(hashes))
            self._differs = next(
                (start + number for number, pair in enumerate(zip(hashes, kept, strict=False)) if pair[0] != pair[1]),
                None,
            )
        done = 0
        while self._claims and self._claims[0].size <= start + len(hashes):
            claim = self._claims.pop(0)
            self._frontier.extend(hashes[done : claim.size - start])
            done = claim.size - start
            self._settle(claim, self._frontier.root() == claim.root)
        self._frontier.extend(hashes[done:])

    def _settle(self, claim: Claim, agrees: bool) -> None:
        """Rows do or do not give a root that the kept leaves do not give."""
        if agrees:
            if claim.source:
                self._tree.agreed = claim.size
            elif self._tree.size >= claim.size or self._tree.size > self._proven:
                place = self._differs if self._differs is not None else self._tree.size
                self._once(
                    Verdict.TREE,
                    place + 1,
                    claim.size,
                    "记录与检查点相符，保存的校验值被改。",
                    "Entries agree with the checkpoint; the kept hashes were altered.",
                )
            else:
                self._once(
                    Verdict.TREE,
                    self._tree.size + 1,
                    claim.size,
                    "记录与检查点相符，保存的校验值有缺。",
                    "Entries agree with the checkpoint; kept hashes are missing.",
                )
            return
        if claim.source:
            first, zh, en = self._tree.agreed, f"外部检查点（{claim.source}）", f"the checkpoint in {claim.source}"
        else:
            first, zh, en = self._proven, f"第{claim.size}条的检查点", f"the checkpoint signed at {claim.size}"
        self._once(
            Verdict.ALTERED,
            first + 1 if first < claim.size else 1,
            claim.size,
            f"此范围内的记录与{zh}不符。",
            f"Entries within this range are not those of {en}.",
        )

    # --- rows that do not ---------------------------------------------------------

    def _difference(self, after: int, index: int) -> tuple[int, int]:
        """What was done here; the row and the place from which the walk goes on."""
        rows = list(readable(self._reader, after, WINDOW))
        if not rows:
            return self._unreadable(after, index)
        if index >= self._proven:
            gap = rows[0].position - after - 1
            if gap > 0:
                self._found(Verdict.MISSING, index + 1, index + gap, "此处记录缺失。", "Entries are missing here.")
                self._frontier = None
                return rows[0].position - 1, index + gap
            self._found(
                Verdict.DATABASE, index + 1, index + 1, "记录次序混乱。", "The database finds rows out of turn."
            )
            self._given_up = True
            return after, index
        self._frontier = None
        found = diagnose(self._origin, index, after, rows, self._kept, self._further, far=not self.findings)
        until = index + max(1, found.places if found.verdict is not Verdict.INSERTED else found.count)
        self._found(found.verdict, index + 1, until, *_said(found.verdict, found.count))
        passed = rows[: found.rows]
        self.count += len(passed)
        goes_on = max([after, *(row.position for row in passed)])
        if found.rows < len(rows):
            goes_on = max(goes_on, rows[found.rows].position - 1)
        return goes_on, index + found.places

    def _unreadable(self, after: int, index: int) -> tuple[int, int]:
        """Find the next position that can be read."""
        last = max(self._head, self._tree.size, self._proven)
        for position in range(after + 1, last + 1):
            try:
                if self._reader.at(position) is None:
                    continue
            except Unreadable:
                continue
            break
        else:
            position = last + 1
            self._given_up = True
        self._frontier = None
        lost = position - after - 1
        until = max(index + lost, index + 1)
        self._found(
            Verdict.UNREADABLE,
            index + 1,
            until,
            "数据库在此处损坏，无法读取。",
            "The database is damaged here and cannot be read.",
        )
        return position - 1, index + lost

    def _kept(self, start: int, end: int) -> list[bytes]:
        return self._tree.leaves(start, min(end, self._proven))

    def _further(self, after: int) -> Iterator[Row]:
        return readable(self._reader, after, 2**62)

    def _ended(self, index: int) -> None:
        """There are no more rows."""
        signed = max([self._proven, *(claim.size for claim in self._claims)])
        if index < self._proven or (self._frontier is not None and index < signed):
            zh, en = (
                f"记录到第{index}条为止，但已签名到第{signed}条。",
                f"Entries end at {index}, but {signed} were signed.",
            )
            if index >= self._proven and self._tree.agreed < index and any(one.source for one in self._claims):
                # Signed again, with the key: whether more than the end is gone, these checkpoints cannot say.
                zh += f"留存的检查点只能证明到第{self._tree.agreed}条。"
                en += f" Checkpoints kept elsewhere vouch for nothing beyond {self._tree.agreed}."
            self._found(Verdict.CUT_SHORT, index + 1, signed, zh, en)
        elif self._claims:
            self._found(
                Verdict.TREE,
                self._proven + 1,
                self._claims[-1].size,
                "保存的校验值与检查点不符。",
                "The kept hashes do not give the checkpoint that was signed.",
            )

        elif self._differs is not None and not self.findings:
            self._found(
                Verdict.ALTERED,
                self._differs + 1,
                self._differs + 1,
                "记录与保存的校验值不符，且没有有效检查点可证明哪一方未变。",
                "The entry differs from its kept hash, and no valid checkpoint says which of them is as it was.",
            )

    def _found(self, verdict: Verdict, position: int, until: int, zh: str, en: str) -> None:
        last = self.findings[-1] if self.findings else None
        if last is not None and last.verdict is verdict and last.position <= position and until <= last.until:
            return  # more of the same than the window shows at once
        self.findings.append(finding(verdict, position, until, zh, en))
        self._given_up = self._given_up or len(self.findings) >= MOST

    def _once(self, verdict: Verdict, position: int, until: int, zh: str, en: str) -> None:
        if all(one.verdict is not verdict for one in self.findings):
            self._found(verdict, position, until, zh, en)


def _said(verdict: Verdict, count: int) -> tuple[str, str]:
    entries, ending = ("1 entry", "s") if count == 1 else (f"{count} entries", "")
    match verdict:
        case Verdict.MISSING:
            return f"此处缺{count}条。", f"{entries} missing here."
        case Verdict.INSERTED:
            return f"此处多出{count}条。", f"{entries} stand{ending} here without having been sealed."
        case Verdict.REORDERED:
            return f"此处{count}条的次序被改。", f"{entries} stand{ending} in another order than was sealed."
        case _:
            return f"此处{count}条与封存时不同。", f"{entries} differ{ending} from what was sealed."
