"""Two versions of the program on one ledger, as during an update: both serve, and record by turns.

The older is the program as it stands; the newer (newer_program.py) stores meetings in a second shape. The older one
meets a name that it does not know: it says so and stops there, skips nothing, and leaves the views of the newer alone.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import fault_office
import pytest
import soak_table
from click.testing import CliRunner, Result
from fault_office import Office, body, form_fields, meeting
from served import Answer, Api, Browser, Server, hidden
from server_process import Forked, Process

from ledger.application import LocalLedger
from ledger.codec import UnknownName
from ledger.proof.keys import create_signing_key
from ledger.proof.store import create_store
from projections.engine import ViewsOutdated
from web.cli import main
from web.doctor import examine
from web.services import Services

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent.parent
OLDER_SAYS: Final = ("newer_program", "views_outdated")
OLD: Final = "meeting.held/1"
NEW: Final = "meeting.held/2"


class Newer:
    """A process of the newer program, for all tests."""

    def __init__(self) -> None:
        path = os.pathsep.join((str(ROOT), str(HERE), str(HERE.parent)))
        command = [sys.executable, "-W", "ignore", str(HERE / "newer_program.py")]
        env = {**os.environ, "PYTHONPATH": path}
        self._process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, office: Office, *words: object) -> tuple[int, str]:
        """How it ended, and what it said."""
        return self._ask({"env": office.environment, "kind": office.kind, "words": [str(word) for word in words]})

    def _ask(self, asked: dict[str, Any]) -> tuple[int, str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return answer["code"], answer["said"]

    def begin(self, environment: dict[str, str], words: list[str], log: Path) -> Process:
        """gunicorn that serves the newer program."""
        _, pid = self._ask({"env": environment, "words": ["serve", str(log), *words]})
        ends: list[int] = []

        def ended() -> int | None:
            if not ends:
                code, said = self._ask({"env": {}, "words": ["ended", pid]})
                ends.extend([code] if said else [])
            return ends[0] if ends else None

        return Forked(int(pid), ended)

    def stop(self) -> None:
        self._process.communicate(timeout=60)


@dataclass
class Update:
    """An office in the middle of an update."""

    office: Office
    token: str
    process: Newer

    def newer(self, *words: str) -> str:
        """A command of the newer program that succeeds."""
        code, said = self.process.ask(self.office, "zeren", *words)
        assert code == 0, said
        return said

    def newer_enters(self, writer: int, first: int, steps: int) -> None:
        """The newer program records so many steps."""
        code, said = self.process.ask(self.office, "enter", writer, first, steps)
        assert (code, said) == (0, str(steps))

    def older(self, *words: str) -> Result:
        """A command of the older program, which is this one."""
        return CliRunner().invoke(main, list(words), env=self.office.environment)


@pytest.fixture(scope="module")
def process() -> Iterator[Newer]:
    made = Newer()
    yield made
    made.stop()


@pytest.fixture
def update(office: Office, process: Newer) -> Update:
    settings = office.settings
    token = office.token()
    create_store(settings.proof)
    create_signing_key(settings.log_key_file, "zeren.example/update")
    return Update(office, token, process)


@pytest.fixture
def ledger(update: Update) -> Iterator[LocalLedger]:
    """Of the older program."""
    opened = update.office.open()
    yield opened
    opened.close()


def names(ledger: LocalLedger) -> list[str]:
    """Stored names, as rows hold them: nothing is decoded."""
    return [row.name for row in ledger.rows(0, 100_000)]


class TestTheOlder:
    def test_stops_where_it_cannot_read_and_skips_nothing(self, update: Update, ledger: LocalLedger) -> None:
        fault_office.enter(ledger, 0, 0)
        before = ledger.head().position
        views = update.office.views()
        views.catch_up(ledger.log, lambda: ledger.head().position)
        update.newer_enters(1, 0, 2)
        unknown = names(ledger).index(NEW) + 1
        fault_office.enter(ledger, 0, 6)  # a person: it goes on recording what it understands
        assert ledger.log(0, unknown - 1)[-1].position == unknown - 1
        for after in (0, before, unknown - 1):
            with pytest.raises(UnknownName, match=NEW):
                ledger.log(after, 1_000)
        with pytest.raises(UnknownName, match=NEW):
            views.catch_up(ledger.log, lambda: ledger.head().position)
        assert views.position() == before, "nothing of the page was written"
        with pytest.raises(UnknownName, match=NEW):
            views.rebuild(ledger.log)
        assert views.position() == before
        views.close()
        # What it may decide, it decides; on a record of the newer it decides nothing.
        with pytest.raises(UnknownName, match=NEW):
            fault_office.enter(ledger, 1, 2)
        soak_table.note("two versions: the older meets an unknown name", update.office.kind, detected="7 of 7")

    def test_takes_no_view_of_the_newer(self, update: Update, ledger: LocalLedger) -> None:
        update.newer("rebuild")  # before anything new is recorded
        views = update.office.views()
        outdated = set(views.outdated())
        assert {"trail", "records", "status"} <= outdated
        assert "funds" not in outdated, "a view that reads no meetings is the same to both"
        fault_office.enter(ledger, 0, 0)
        with pytest.raises(ViewsOutdated):
            views.catch_up(ledger.log, lambda: ledger.head().position)
        views.close()
        update.newer_enters(1, 0, 6)
        refused = update.older("rebuild")
        assert refused.exit_code != 0
        assert "新版程序" in refused.output
        assert NEW in refused.output
        update.newer("rebuild", "--verify")
        soak_table.note("two versions: the older wants the views", update.office.kind, detected="2 of 2")

    def test_seals_and_examines(self, update: Update, ledger: LocalLedger) -> None:
        """A leaf is made of a row as it is stored: who cannot read an entry still seals it rightly."""
        fault_office.enter(ledger, 0, 0)
        assert update.older("seal").exit_code == 0
        update.newer_enters(1, 0, 6)
        sealed = update.older("seal", "--recompute")
        assert sealed.exit_code == 0, sealed.output
        assert sealed.output.split()[0] == str(ledger.head().position)
        update.newer("rebuild")
        assert "✗" not in update.newer("fsck")
        told = update.older("fsck")
        assert told.exit_code != 0
        assert "新版程序" in told.output
        with Services(update.office.settings).opened() as services:
            found = {one.code: one for one in examine(services, {})}
        assert {"newer_program", "views_outdated"} <= found.keys()
        assert NEW in found["newer_program"].what[0]
        _, said = update.process.ask(update.office, "zeren", "doctor", "--json")
        assert not {"newer_program", "views_outdated"} & {one["code"] for one in json.loads(said)["findings"]}
        soak_table.note("two versions: seals of the older hold for the newer", update.office.kind, detected="2 of 2")


def told(answer: Answer, *statuses: int) -> None:
    """Done, or refused in words of the update."""
    if answer.status in statuses:
        return
    assert answer.status == 503, answer.text
    assert answer.json["code"] in OLDER_SAYS, answer.text
    assert "新版程序" in answer.json["zh"] or "另一版本" in answer.json["zh"]


def both_serve(update: Update, ledger: LocalLedger, seed: str, turns: int) -> None:
    """Both record by turns over HTTP; at some moment the views become the newer's."""
    chance, office, token = random.Random(seed), update.office, update.token
    older = Server(office).start()
    newer = Server(office, begin=update.process.begin).start()
    try:
        browser = Browser(older.port).sign_in()
        form = hidden(browser.get(f"/acts/hold_meeting?organisation={body(1)}").text)
        apis: dict[str, Any] = {"older": Api(older.port, token), "newer": Api(newer.port, token)}
        waiting: dict[str, dict[str, Any]] = {}
        acknowledged: set[str] = set()
        swap = turns // 3
        for turn in range(turns):
            if turn == swap:
                update.newer("rebuild")
            which = chance.choice(("older", "newer"))
            id, fact = f"{which}-{turn}", meeting(1_000 + turn)
            answer = apis[which].insist("hold_meeting", fact, id=id)
            told(answer, 201)
            if answer.status == 201:
                acknowledged.add(id)
            else:
                waiting[id] = fact
            told(apis["older"].ask("GET", "/records"), 200)
            told(apis["newer"].ask("GET", "/records"), 200)
            if turn >= swap:
                assert apis["newer"].ask("GET", "/records").status == 200
                assert apis["older"].ask("GET", "/records").status == 503
                assert browser.get("/board").status == 503
        page = browser.post("/acts/hold_meeting", {**form, **form_fields(1)})
        assert page.status in (303, 503)
        # The update is over: what the older could not take, the newer takes; under the same ids nothing comes twice.
        for id, fact in waiting.items():
            assert apis["newer"].insist("hold_meeting", fact, id=id).status in (200, 201)
        new = Browser(newer.port).sign_in()
        assert new.get("/board").status == 200
        for id in acknowledged:
            receipt = apis["newer"].ask("GET", f"/receipts/{id}")
            assert receipt.status == 200, receipt.text
        for server in (older, newer):
            assert '"code":"fault"' not in server.log()
    finally:
        older.stop()
        newer.stop()
    recorded = [row.command_id for row in ledger.rows(0, 100_000) if row.command_id.startswith(("older-", "newer-"))]
    assert len(recorded) == len(set(recorded))
    assert set(recorded) == acknowledged | waiting.keys()
    stored = names(ledger)
    assert NEW in stored
    assert "✗" not in update.newer("rebuild", "--verify")
    update.newer("seal", "--recompute")
    assert "✗" not in update.newer("fsck")
    soak_table.note(
        "two versions serve one ledger",
        office.kind,
        seed=seed,
        acknowledged=len(acknowledged),
        lost=0,
        duplicated=0,
        undecided=len(waiting),
        turns=turns,
    )


class TestBothServe:
    def test_by_turns(self, update: Update, ledger: LocalLedger, seed: str) -> None:
        both_serve(update, ledger, seed, 6)

    @pytest.mark.soak
    def test_many_turns(self, update: Update, ledger: LocalLedger, seed: str) -> None:
        both_serve(update, ledger, seed, 90)
