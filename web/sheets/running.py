"""Running an import: kept on disk from upload to result, looked at before anything is stored, and recorded whole.

A file of ordinary size is recorded in one transaction, or not at all. A longer one goes in batches, each whole: stopped
halfway it goes on where it stopped, because every row's act has a number that follows from the row.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, Final

from domain.kernel import Refused
from ledger.execution import execute_many
from ledger.port import CommandReused, Conflict, Receipt
from web.asking import asking, close_asking
from web.services import Services
from web.sheets.drafting import Drafting
from web.sheets.jobs import MOST_FINDINGS, Job, Jobs, finding_text
from web.sheets.judging import Judging, Ready, Sort, batched
from web.sheets.layout import Finding, Layout, layouts
from web.sheets.mapping import Columns, Heads, columns_of, heads
from web.sheets.names import Names
from web.sheets.reading import Book, Unreadable, opened

WHOLE: Final = 5_000
"""So many records are recorded in one transaction, and no more."""
BATCH: Final = 2_000
AT_ONCE: Final = 2_000
"""Rows that a page looks at while somebody waits; longer files are looked at beside."""

Progress = Callable[[int, int], None]


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
        (jobs.root / "jobs" / job.id / "findings.jsonl").write_text(finding_text(empty), encoding="utf-8")
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
            out.write(finding_text(one))
    out.flush()


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
