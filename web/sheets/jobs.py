"""Imports, kept on disk from upload to result: what was sent, how far it is, what is wrong, what was recorded."""

import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from time import time
from typing import IO, Any, Final

from web.errors import NotFound
from web.services import Services
from web.sheets.layout import Finding
from web.sheets.reading import Unreadable
from web.viewer import viewer

MOST_FINDINGS: Final = 5_000
KEPT: Final = timedelta(days=7)
MOST_KEPT: Final = 20
"""So many imports of one account are kept, the latest."""


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
        for old in self.own()[MOST_KEPT - 1 :]:
            if old.state not in ("checking", "running"):
                self.drop(old)
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
        (self.root / "jobs" / job.id / "findings.jsonl").write_text(finding_text(finding), encoding="utf-8")
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


def finding_text(one: Finding) -> str:
    """A finding as it is kept."""
    return json.dumps(asdict(one), ensure_ascii=False) + "\n"
