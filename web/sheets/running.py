"""Running an import: kept on disk from upload to result, looked at before anything is stored, and recorded whole.

A file of ordinary size is recorded in one transaction, or not at all. A longer one goes in batches, each whole: stopped
halfway it goes on where it stopped, because every row's act has a number that follows from the row.
"""

import fcntl
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from time import time
from typing import IO, Any, Final

from domain.kernel import Refused
from ledger.execution import execute_many
from ledger.port import CommandReused, Conflict, Receipt
from web.asking import asking, close_asking
from web.errors import NotFound
from web.services import Services
from web.sheets.judging import Judging, Ready, Sort, batched
from web.sheets.layout import Drafting, Finding, Layout, layouts
from web.sheets.mapping import Columns, Heads, columns_of, heads
from web.sheets.names import Names
from web.sheets.reading import Book, Unreadable, opened
from web.viewer import viewer

WHOLE: Final = 5_000
"""So many records are recorded in one transaction, and no more."""
BATCH: Final = 2_000
AT_ONCE: Final = 2_000
"""Rows that a page looks at while somebody waits; longer files are looked at beside."""
MOST_FINDINGS: Final = 5_000
KEPT: Final = timedelta(days=7)

Progress = Callable[[int, int], None]


@dataclass
class Job:
    """One import, as it stands."""

    id: str
    account: str
    grant: int
    organisation: str
    name: str
    """What the file was called."""
    size: int
    created_at: str
    state: str = "new"
    """new, mapping, checking, checked, running, stopped, done"""
    sheets: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    mapping: dict[str, Any] | None = None
    rows: int = 0
    """Rows of the sheets that are read, for the bar."""
    at: int = 0
    """Rows looked at so far."""
    records: int = 0
    new: int = 0
    repeats: int = 0
    corrections: int = 0
    findings: int = 0
    changed: int = 0
    """Rows that differ from their records."""
    left_out: int = 0
    recorded: int = 0
    """Acts that this import has recorded."""
    reason: str = ""
    """Why changed rows correct their records."""
    note: list[str] = field(default_factory=list)
    """Why it stopped, in both languages."""


def folder_of(of: Services) -> Path:
    """Where imports are kept."""
    return of.settings.data / "sheets"


class Jobs:
    """Imports of this installation."""

    def __init__(self, of: Services) -> None:
        self._of = of
        self.root = folder_of(of)

    def take(self, stream: IO[bytes], name: str) -> Job:
        """Keep an upload of the viewer. Raises `Unreadable` where it is too large or nothing."""
        self._prune()
        id = f"s{secrets.token_hex(10)}"
        folder = self.root / "jobs" / id
        folder.mkdir(parents=True, mode=0o700)
        limit, size = self._of.settings.upload_limit, 0
        with (folder / "upload.xlsx").open("wb") as out:
            while piece := stream.read(1024 * 1024):
                size += len(piece)
                if size > limit:
                    break
                out.write(piece)
        if size == 0 or size > limit:
            shutil.rmtree(folder)
            raise (
                _too_large(limit)
                if size
                else Unreadable("empty", "文件是空的，请重新选择。", "The file is empty; choose another.")
            )
        who = viewer()
        job = Job(
            id=id,
            account=who.account,
            grant=who.grant,
            organisation=who.organisation,
            name=name.replace("\\", "/").rpartition("/")[2][-80:],
            size=size,
            created_at=self._of.now().isoformat(),
        )
        self.save(job)
        return job

    def find(self, id: str) -> Job:
        """An import of the viewer's own."""
        if not (id.isascii() and id.isalnum() and len(id) < 40):
            raise NotFound
        try:
            job = Job(**json.loads((self.root / "jobs" / id / "job.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise NotFound from error
        if job.account != viewer().account or job.organisation != viewer().organisation:
            raise NotFound
        return job

    def named(self, id: str) -> Job:
        """An import by its number, for the program that goes on with it."""
        return Job(**json.loads((self.root / "jobs" / id / "job.json").read_text(encoding="utf-8")))

    def own(self) -> list[Job]:
        """The viewer's imports, the latest first."""
        found = []
        for one in (self.root / "jobs").glob("*/job.json"):
            try:
                found.append(self.find(one.parent.name))
            except NotFound:
                continue
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    def save(self, job: Job) -> None:
        """Write down how it stands."""
        folder = self.root / "jobs" / job.id
        laid = folder / f"job.{secrets.token_hex(4)}"
        laid.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
        laid.replace(folder / "job.json")

    def failed(self, job: Job, error: Unreadable) -> None:
        """The file cannot be read after all: the one thing to put right."""
        finding = Finding(sheet="", row=0, column=0, heading="", zh=error.zh, en=error.en)
        (self.root / "jobs" / job.id / "findings.jsonl").write_text(_told(finding), encoding="utf-8")
        job.state, job.findings = "checked", 1
        self.save(job)

    def drop(self, job: Job) -> None:
        """Away with it, and with its file."""
        shutil.rmtree(self.root / "jobs" / job.id, ignore_errors=True)

    def path(self, job: Job) -> Path:
        """The workbook."""
        return self.root / "jobs" / job.id / "upload.xlsx"

    def findings(self, job: Job, most: int = MOST_FINDINGS) -> list[Finding]:
        """What is to be put right."""
        return [Finding(**json.loads(line)) for line in _lines(self.root / "jobs" / job.id / "findings.jsonl", most)]

    def receipts(self, job: Job, most: int = MOST_FINDINGS) -> list[dict[str, Any]]:
        """What was recorded, row by row."""
        return [json.loads(line) for line in _lines(self.root / "jobs" / job.id / "receipts.jsonl", most)]

    @contextmanager
    def alone(self, job: Job) -> Iterator[bool]:
        """Whether nobody else is at it; until the end of the block nobody will be."""
        with (self.root / "jobs" / job.id / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def age(self, job: Job) -> timedelta:
        """How long ago it moved last."""
        changed = (self.root / "jobs" / job.id / "job.json").stat().st_mtime
        return timedelta(seconds=max(0.0, time() - changed))

    def _prune(self) -> None:
        """Uploads hold names and more: none is kept longer than a week."""
        for folder in (self.root / "jobs").glob("*"):
            # By the machine's clock, as files are.
            if time() - folder.stat().st_mtime > KEPT.total_seconds():
                shutil.rmtree(folder, ignore_errors=True)


def _lines(path: Path, most: int) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number >= most:
                    return
                yield line
    except FileNotFoundError:
        return


def _too_large(limit: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"文件超过上限 {limit // (1024 * 1024)} MiB，未作解析。请删除图片和多余工作表，或分成几个文件。",
        f"The file has more than {limit // (1024 * 1024)} MiB and was not opened; remove what is not needed, or split"
        " it.",
    )


# --- what a file holds ------------------------------------------------------------------


def layouts_of(book: Book, job: Job) -> tuple[list[Layout], list[Finding]]:
    """Sheets to be read: by the mapping that was told, else by templates."""
    if job.mapping is None:
        return layouts(book)
    mapping, found = mapped(book, job.mapping)
    return [mapping.layout(found)], []


def mapped(book: Book, told: dict[str, Any]) -> tuple[Columns, Heads]:
    """The mapping and the headings it speaks of."""
    mapping = columns_of(told)
    found = heads(book, mapping.sheet, mapping.first, mapping.last)
    if found is None:
        raise Unreadable(
            "no_sheet", f"没有名为“{mapping.sheet}”的工作表。", f"There is no sheet named {mapping.sheet}."
        )
    return mapping, found


def short_enough(of: Services, job: Job) -> bool:
    """Whether a page can look at the file while somebody waits."""
    with opened(Jobs(of).path(job), limit=of.settings.upload_limit) as book:
        return sum(leaf.rows for leaf in book.leaves if not leaf.hidden) <= AT_ONCE


# --- looking at it, and recording it --------------------------------------------------------


def check(of: Services, job: Job, progress: Progress | None = None) -> None:
    """The dry run: everything that is wrong, and nothing stored."""
    jobs = Jobs(of)
    job.state, job.at, job.note = "checking", 0, []
    job.records = job.new = job.repeats = job.corrections = job.changed = job.findings = job.left_out = 0
    jobs.save(job)
    with opened(jobs.path(job), limit=of.settings.upload_limit) as book:
        found, wrong = layouts_of(book, job)
        if not found:
            job.state, job.sheets = "mapping", [leaf.title for leaf in book.leaves if not leaf.hidden]
            jobs.save(job)
            return
        _begin(book, job, found)
        with (jobs.root / "jobs" / job.id / "findings.jsonl").open("w", encoding="utf-8") as out:
            _note(job, wrong, out)
            for _ in _batches(book, job, found, out, jobs, progress):
                pass
    if not job.records and not job.findings:
        job.findings = 1
        empty = Finding(
            sheet="",
            row=0,
            column=0,
            heading="",
            zh="表中没有填写任何记录：请从表头下面第一行起填写。",
            en="No records are filled in: begin in the first row beneath the headings.",
        )
        (jobs.root / "jobs" / job.id / "findings.jsonl").write_text(_told(empty), encoding="utf-8")
    job.state = "checked"
    jobs.save(job)


def run(of: Services, job: Job, progress: Progress | None = None) -> Receipt | None:
    """Record what was looked at; the last receipt. Whatever is on record already stays as it is."""
    jobs = Jobs(of)
    job.state, job.at, job.note = "running", 0, []
    job.records = job.new = job.repeats = job.corrections = job.changed = job.findings = job.left_out = 0
    jobs.save(job)
    last: Receipt | None = None
    folder = jobs.root / "jobs" / job.id
    with (
        opened(jobs.path(job), limit=of.settings.upload_limit) as book,
        (folder / "findings.jsonl").open("w", encoding="utf-8") as out,
        (folder / "receipts.jsonl").open("a", encoding="utf-8") as receipts,
    ):
        found, wrong = layouts_of(book, job)
        _begin(book, job, found)
        _note(job, wrong, out)
        whole = job.rows <= WHOLE
        waiting: list[Ready] = []
        for ready in _batches(book, job, found, out, jobs, progress):
            waiting += [one for one in ready if one.command is not None and one.sort is not Sort.REPEAT]
            if job.findings:
                break
            if not whole:
                last = _recorded(of, job, waiting, receipts, out) or last
                waiting = []
                jobs.save(job)
        if whole and not job.findings:
            last = _recorded(of, job, waiting, receipts, out)
    job.state = "stopped" if job.findings else "done"
    jobs.save(job)
    if job.state == "done":
        jobs.path(job).unlink(missing_ok=True)
    return last


def _begin(book: Book, job: Job, found: Sequence[Layout]) -> None:
    job.sheets = [one.sheet for one in found]
    job.templates = list(dict.fromkeys(one.template for one in found))
    leaves = [leaf for one in found if (leaf := book.leaf(one.sheet)) is not None]
    job.rows = sum(max(0, leaf.rows - one.first + 1) for leaf, one in zip(leaves, found, strict=True))


def _batches(
    book: Book, job: Job, found: Sequence[Layout], out: IO[str], jobs: Jobs, progress: Progress | None
) -> Iterator[list[Ready]]:
    """What can be recorded, batch by batch; what cannot is written to ``out``."""
    names = Names()
    close_asking()  # from here on the log itself is asked, not the views
    judging = Judging(book, names, corrections=job.reason)
    done = 0
    for layout in found:
        drafting = Drafting(book, layout)
        for drafts in batched(drafting, BATCH):
            ready = judging.batch(drafts)
            job.records += len(drafts)
            for one in ready:
                job.new += one.sort is Sort.NEW
                job.repeats += one.sort is Sort.REPEAT
                job.corrections += one.sort is Sort.CORRECTION
            job.changed = judging.changed
            job.at = done + drafting.rows
            _note(job, [*drafting.findings, *judging.findings], out)
            drafting.findings.clear()
            judging.findings.clear()
            jobs.save(job)
            if progress is not None:
                progress(min(job.at, job.rows), job.rows)
            yield ready
        _note(job, drafting.findings, out)
        done += drafting.rows
        job.left_out += drafting.left_out
    if progress is not None:
        progress(job.rows, job.rows)


def _note(job: Job, findings: Sequence[Finding], out: IO[str]) -> None:
    for one in findings:
        job.findings += 1
        if job.findings <= MOST_FINDINGS:
            out.write(_told(one))
    out.flush()


def _told(one: Finding) -> str:
    return json.dumps(asdict(one), ensure_ascii=False) + "\n"


def _recorded(of: Services, job: Job, ready: Sequence[Ready], receipts: IO[str], out: IO[str]) -> Receipt | None:
    """Record a batch in one transaction, or nothing of it."""
    if not ready:
        return None
    acts = [(one.command, one.signature, of.today()) for one in ready if one.signature is not None]
    try:
        found = execute_many(of.ledger, acts)
    except (Refused, CommandReused, Conflict) as error:
        _note(job, [_refused(error, ready)], out)
        return None
    asking().look()
    for one, receipt in zip(ready, found, strict=True):
        job.recorded += bool(receipt.entries) and not receipt.repeated
        receipts.write(
            json.dumps(
                {
                    "sheet": one.draft.layout.sheet,
                    "row": one.draft.row,
                    "sort": one.sort.value,
                    "ref": receipt.entries[-1].ref if receipt.entries else one.stream,
                    "command": receipt.command_id if receipt.entries else "",
                }
            )
            + "\n"
        )
    receipts.flush()
    return next((one for one in reversed(found) if one.entries), None)


def _refused(error: Exception, ready: Sequence[Ready]) -> Finding:
    """What changed between looking and recording: by the row it concerns, as far as that is known."""
    note = next(iter(getattr(error, "__notes__", ())), "")
    number = note.removeprefix("command ").partition(":")[0]
    draft = ready[int(number)].draft if number.isdigit() and int(number) < len(ready) else ready[0].draft
    if isinstance(error, Refused):
        row, column, heading = draft.place(error.field)
        zh, en = error.zh, error.en
    else:
        row, column, heading = 0, 0, ""
        zh, en = "登记时台账正有其他人写入，这一批没有登记。请再试一次。", "Others were writing; try this batch again."
    return Finding(sheet=draft.layout.sheet, row=row, column=column, heading=heading, zh=zh, en=en)
