"""Checks a ledger against what was sealed of it: every row, in constant memory, and the first bad position by name.

First the kept tree is checked in itself (`ledger.proof.kept`); then rows are held against its leaves, page by page
(`ledger.proof.walk`).
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from domain.kernel import record
from ledger.proof.checkpoint import checkpoint_of
from ledger.proof.diagnosis import Finding, Verdict, finding, hash_at
from ledger.proof.entries import Entries, Seen
from ledger.proof.kept import Claim, KeptTree, Step
from ledger.proof.leaf import Leaf
from ledger.proof.note import NoteMalformed, NoteUnverified, VerifierKey, parse_note, verified
from ledger.proof.reader import RowReader, Unreadable
from ledger.proof.store import ProofStore
from ledger.proof.walk import Walk

Progress = Callable[[str], Step]
"""Begins a stage by name, and is told how far it has come."""


@record
class Report:
    """What a check found, the first bad position first."""

    findings: tuple[Finding, ...]
    entries: int
    """Rows that were read."""
    sealed: int
    """Entries up to which a signed checkpoint vouches for the kept tree."""
    checkpoints: int
    cosignatures: int
    subjects: dict[str, int]
    """Persons of whom something is sealed, and where first; only where bodies were looked at."""

    @property
    def first(self) -> Finding | None:
        """The first bad position."""
        return next((finding for finding in self.findings if finding.position), None)


def check(
    reader: RowReader,
    store: ProofStore,
    key: VerifierKey,
    *,
    witnesses: Sequence[VerifierKey] = (),
    outside: Sequence[Claim] = (),
    receipts: Sequence[tuple[str, Leaf]] = (),
    quick: bool = False,
    seen: Seen | None = None,
    progress: Progress = lambda stage: lambda done, total: None,
) -> Report:
    """Check everything that the ledger and its tree say of each other.

    ``outside`` are checkpoints that somebody kept elsewhere, ``receipts`` leaves of receipts with their source.
    ``quick`` leaves out what bodies hold, streams and the database's own check. Raises `LedgerUnavailable`.
    """
    try:
        head = reader.head()
    except Unreadable:
        head = 0
    tree = KeptTree(store, key, witnesses=witnesses, outside=outside)
    entries = Entries(bodies=not quick, seen=seen)
    with _uncollected():
        tree.check(progress("tree"), head)
        rows = Walk(reader, tree, key.name, entries, head)
        rows.walk(progress("rows"))
    findings = [*rows.findings, *tree.findings, *entries.findings]
    findings += [one for source, leaf in receipts if (one := _receipt(reader, source, leaf)) is not None]
    if not quick:
        findings += _whole(reader)
    findings.sort(key=lambda finding: (finding.position or 2**62, _ORDER.index(finding.verdict)))
    return Report(
        findings=tuple(findings),
        entries=rows.count,
        sealed=tree.proven.size,
        checkpoints=tree.checkpoints,
        cosignatures=tree.cosignatures,
        subjects=entries.subjects,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector, which would look at each of a million rows: it is called page by page."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


_ORDER: Final = list(Verdict)
"""Of several findings at one position, what was done to rows comes first."""


def claim_of(note: bytes, key: VerifierKey, source: str) -> Claim | Finding:
    """A checkpoint from outside, from paper or a stick; a finding where this log's key did not sign it."""
    try:
        parsed = parse_note(note)
        verified(parsed, [key])
        checkpoint = checkpoint_of(parsed)
        if checkpoint.origin != key.name:
            raise NoteUnverified("the checkpoint of another log")
    except NoteMalformed as error:
        zh, en = "不是完整的检查点", f"is not a checkpoint ({error})"
    except NoteUnverified as error:
        zh, en = "不是本台账密钥签的", f"was not signed by this log's key ({error})"
    else:
        return Claim(size=checkpoint.size, root=checkpoint.root, source=source)
    return Finding(verdict=Verdict.FOREIGN, position=0, until=0, zh=f"{source}{zh}。", en=f"{source} {en}.")


def _receipt(reader: RowReader, source: str, leaf: Leaf) -> Finding | None:
    """A receipt names one entry: is it the one that stands there?"""
    position = leaf.position
    try:
        row = reader.at(position)
        if row is None:
            cut = not reader.page(position, 1)
            verdict = Verdict.CUT_SHORT if cut else Verdict.MISSING
            zh, en = f"回执（{source}）所载的记录不在台账中。", f"The entry of the receipt in {source} is not there."
        elif hash_at(leaf.log, row, leaf.index) == leaf.hash:
            return None
        else:
            verdict = Verdict.ALTERED
            zh, en = f"此处不是回执（{source}）所载的记录。", f"This is not the entry of the receipt in {source}."
    except Unreadable:
        verdict, zh, en = Verdict.UNREADABLE, "数据库在此处损坏，无法读取。", "The database is damaged here."
    return finding(verdict, position, position, zh, en)


def _whole(reader: RowReader) -> list[Finding]:
    """What no single row shows: versions of streams, and the database's own check of its file."""
    findings = []
    try:
        broken = reader.broken_stream()
    except Unreadable as error:
        findings.append(finding(Verdict.DATABASE, 0, 0, "流的索引无法读取。", f"Streams cannot be walked: {error}."))
    else:
        if broken is not None:
            position, stream = broken
            zh, en = f"流{stream}的版本号不连续。", f"The versions of stream {stream} do not follow each other here."
            findings.append(finding(Verdict.MALFORMED, position, position, zh, en))
    if faults := reader.faults():
        more = f" (+{len(faults) - 1})" if len(faults) > 1 else ""
        findings.append(
            finding(
                Verdict.DATABASE, 0, 0, f"数据库自检：{faults[0]}{more}。", f"The database says: {faults[0]}{more}."
            )
        )
    return findings
