"""The whole check: ledger and tree, files of evidence, keys of persons, views. What `zeren fsck` prints."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from domain.evidence import EvidenceFiled
from domain.kernel import record
from domain.person import PersonErased
from ledger.lines import ERASED
from ledger.port import Ledger, LedgerUnavailable
from ledger.proof import receipt as receipts
from ledger.proof.diagnosis import Finding, Verdict, finding
from ledger.proof.fsck import Progress, Report, check, claim_of
from ledger.proof.kept import Claim
from ledger.proof.leaf import Leaf
from ledger.proof.note import VerifierKey
from ledger.proof.persons import keys_held
from ledger.proof.reader import Unreadable, open_rows
from ledger.proof.store import ProofStore, is_postgres
from projections.engine import BookmarkMoved, ViewsAhead, ViewsOutdated
from projections.verify import Difference, NeverLevel
from web.filestore import CHUNK
from web.sealing import known_witnesses
from web.services import Services

_NAMED: Final = re.compile(r"[0-9a-f]{64}")
_SHOWN: Final = 20
"""Files or persons that are named one by one."""


@record
class Note:
    """What is worth saying and nothing wrong, or what could not be checked."""

    zh: str
    en: str

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{self.zh} {self.en}"


@record
class Checked:
    """What was checked, and what was found."""

    key: VerifierKey
    report: Report
    findings: tuple[Finding, ...]
    """All findings, those with a place in the log first."""
    files: int | None
    """Evidence files that were compared; None where they were not."""
    persons: int | None
    """Persons whose keys were looked for; None where they were not."""
    views: int | None
    """Views that were compared; None where they were not."""
    notes: tuple[Note, ...]
    unchecked: tuple[Note, ...]
    """Parts that could not be checked."""

    @property
    def first(self) -> Finding | None:
        """The first bad position."""
        return next((one for one in self.findings if one.position), None)

    @property
    def exit_code(self) -> int:
        """0: in order; 1: something was found; 2: nothing was found, but not all could be checked."""
        return 1 if self.findings else 2 if self.unchecked else 0


@record
class Outside:
    """What was brought along to compare with: read, and not yet compared."""

    claims: tuple[Claim, ...]
    leaves: tuple[tuple[str, Leaf], ...]
    findings: tuple[Finding, ...]


def outside(key: VerifierKey, checkpoints: Sequence[Path], receipt_files: Sequence[Path]) -> Outside:
    """Checkpoints and receipts from files. Raises `OSError`."""
    claims: list[Claim] = []
    leaves: list[tuple[str, Leaf]] = []
    findings: list[Finding] = []
    for path in checkpoints:
        claim = claim_of(path.read_bytes(), key, path.name)
        if isinstance(claim, Claim):
            claims.append(claim)
        else:
            findings.append(claim)
    for path in receipt_files:
        try:
            shown = receipts.verify(receipts.parse(path.read_bytes()), log=key)
        except receipts.ReceiptInvalid as error:
            verdict = Verdict.FOREIGN if error.code in ("key", "signature") else Verdict.MALFORMED
            findings.append(finding(verdict, 0, 0, f"{path.name}：{error.zh}", f"{path.name}: {error.en}."))
            continue
        claims.append(Claim(size=shown.checkpoint.size, root=shown.checkpoint.root, source=path.name))
        leaves.append((path.name, shown.leaf))
    return Outside(claims=tuple(claims), leaves=tuple(leaves), findings=tuple(findings))


class _Seen:
    """What the walk along the rows notes down for the other parts."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.erased: dict[str, int] = {}

    def __call__(self, position: int, stream: str, event: Any) -> None:
        kind = type(event)
        if kind is EvidenceFiled:
            self.files.setdefault(event.sha256, position)
        elif kind is PersonErased:
            self.erased[stream] = position


def run(
    services: Services,
    key: VerifierKey,
    brought: Outside,
    *,
    quick: bool = False,
    views: bool = True,
    progress: Progress = lambda stage: lambda done, total: None,
) -> Checked:
    """Check everything. ``quick``: rows, tree and checkpoints only. Raises `LedgerUnavailable`."""
    settings = services.settings
    if not is_postgres(settings.proof) and not Path(settings.proof).is_file():
        raise LedgerUnavailable(f"there is no file {settings.proof}")
    seen = _Seen()
    report = _report(services, key, brought, seen, quick=quick, progress=progress)
    findings, notes, unchecked = [*report.findings, *brought.findings], [], []
    files = persons = view_count = None
    if not quick:
        try:
            findings += compare_keys(keys_held(settings.keys), report.subjects, seen.erased)
            persons = len(report.subjects)
        except LedgerUnavailable as error:
            unchecked.append(Note(zh="个人密钥库无法读取。", en=f"The keys of persons cannot be read: {error}."))
        files = len(seen.files)
        found, strays = compare_files(settings.files, seen.files, progress("files"))
        findings += found
        if strays:
            notes.append(
                Note(
                    zh=f"文件夹中有{strays}个文件没有登记（上传后未提交，或他人放入）。",
                    en=f"{strays} files in the folder were never recorded: uploads not submitted, or put there.",
                )
            )
    if views and not quick:
        try:
            findings += compare_views(services, progress)
            view_count = len(services.views.names)
        except _CANNOT as error:
            unchecked.append(
                Note(
                    zh=f"视图无法比对：{_told(error)}。",
                    en=f"The views could not be compared: {_told(error)}.",
                )
            )
    return Checked(
        key=key,
        report=report,
        findings=tuple(sorted(findings, key=lambda one: one.position or 2**62)),
        files=files,
        persons=persons,
        views=view_count,
        notes=tuple(notes),
        unchecked=tuple(unchecked),
    )


_KNOWN: Final = (BookmarkMoved, LedgerUnavailable, NeverLevel, ViewsAhead, ViewsOutdated)
_CANNOT: Final = (
    *_KNOWN,
    OSError,
    SQLAlchemyError,
    # A damaged row may break a view in any way: the row is named elsewhere, and the views say no more.
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)


def _told(error: Exception) -> str:
    """Other errors may carry what stands in a row: of them only the sort is told."""
    return str(error).partition("\n")[0] if isinstance(error, _KNOWN) else type(error).__name__


def _report(
    services: Services, key: VerifierKey, brought: Outside, seen: _Seen, *, quick: bool, progress: Progress
) -> Report:
    try:
        reader = open_rows(services.settings.ledger)
    except Unreadable as error:
        whole = finding(
            Verdict.UNREADABLE, 1, 1, "台账数据库完全无法读取。", f"Nothing of the ledger can be read: {error}."
        )
        return Report(findings=(whole,), entries=0, sealed=0, checkpoints=0, cosignatures=0, subjects={})
    store = ProofStore(services.settings.proof)
    try:
        with closing(reader):
            return check(
                reader,
                store,
                key,
                witnesses=known_witnesses(services),
                outside=brought.claims,
                receipts=brought.leaves,
                quick=quick,
                seen=seen,
                progress=progress,
            )
    finally:
        store.close()


# --- views -----------------------------------------------------------------------------


def compare_views(services: Services, progress: Progress) -> list[Finding]:
    """Each table of each view that is not as a rebuild would have it."""
    found = services.compared_views(progress=progress("views"))
    return [finding(Verdict.VIEW, 0, 0, *difference_told(one)) for one in found.differences]


def difference_told(one: Difference) -> tuple[str, str]:
    """What a view has otherwise than the log says, in Chinese and English."""
    since = (
        ("", "")
        if one.since is None
        else (f"，自第{one.since}条记录起不符", f"; not as the log says since entry {one.since}")
    )
    return (
        f"视图{one.view}的表{one.table}，第一处：{one.row}（{_WHAT[one.what]}{since[0]}）。",
        f"View {one.view}, table {one.table}, first row {one.row}: {one.what}{since[1]}.",
    )


_WHAT: Final = {"missing": "缺少", "surplus": "多出", "differs": "不同"}


# --- keys of persons ---------------------------------------------------------------------


def persons_on_record(ledger: Ledger, *, progress: Callable[[int, int], None]) -> tuple[dict[str, int], dict[str, int]]:
    """Persons whose values were sealed, and those that were erased: stream -> position of the entry."""
    subjects: dict[str, int] = {}
    erased: dict[str, int] = {}
    head, after = ledger.head().position, 0
    while rows := ledger.rows(after, 5_000):
        for row in rows:
            if row.name == "person.registered/1":
                subjects[row.stream] = row.position
            elif row.name == ERASED:
                erased[row.stream] = row.position
        after = rows[-1].position
        progress(min(after, head), head)
    return subjects, erased


def compare_keys(held: dict[str, bool], subjects: dict[str, int], erased: dict[str, int]) -> list[Finding]:
    """A key that is gone without its erasure, and one that is there in spite of it."""
    findings: list[Finding] = []
    for subject, position in subjects.items():
        if subject not in erased and not held.get(subject, False):
            zh = f"{subject}的密钥不在，台账中却没有依法删除的登记。"
            en = f"The key of {subject} is gone, and no erasure is on record."
        elif subject in erased and held.get(subject, False):
            position = erased[subject]
            zh = f"{subject}已依法删除，密钥却还在（可能恢复了旧备份）。"
            en = f"{subject} was erased, and the key is there: an old backup of the keys may have been restored."
        else:
            continue
        findings.append(finding(Verdict.KEY, position, position, zh, en))
    return sorted(findings, key=lambda one: one.position)[:_SHOWN]


# --- evidence files ----------------------------------------------------------------------


def compare_files(
    folder: Path, recorded: dict[str, int], step: Callable[[int, int], None]
) -> tuple[list[Finding], int]:
    """Recorded files against their hashes, and how many files lie there that nobody recorded."""
    findings: list[Finding] = []
    for number, (sha256, position) in enumerate(recorded.items(), 1):
        problem = _file_problem(folder, sha256)
        if problem is not None and len(findings) < _SHOWN:
            zh, en = problem
            findings.append(finding(Verdict.FILE, position, position, f"{sha256} {zh}。", f"{sha256} {en}."))
        step(number, len(recorded))
    return findings, sum(1 for name in _stored(folder) if name not in recorded)


def _file_problem(folder: Path, sha256: str) -> tuple[str, str] | None:
    if not _NAMED.fullmatch(sha256):
        return None  # the entry is not one that the program writes, which its own check says
    hashed = hashlib.sha256()
    try:
        with (folder / sha256[:2] / sha256).open("rb") as source:
            while chunk := source.read(CHUNK):
                hashed.update(chunk)
    except FileNotFoundError:
        return "不在文件夹中", "is not in the folder"
    except OSError as error:
        return "无法读取", f"cannot be read: {error.strerror}"
    return None if hashed.hexdigest() == sha256 else ("内容已改变", "has another content")


def _stored(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [
        entry.name
        for below in os.scandir(folder)
        if below.is_dir(follow_symlinks=False)
        for entry in os.scandir(below.path)
        if _NAMED.fullmatch(entry.name)
    ]
