"""A disk that is really full: under the data, under the log of the server, under what is handed out.

Whoever records is told so in words and with 503, whoever reads goes on reading, nothing is there by half, and once
there is room writing goes on by itself: the same workers, the same connections.
"""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from threading import Condition, Event, Thread
from time import monotonic, sleep
from typing import Any, Final

import psycopg
import pytest
import soak_table
from click.testing import CliRunner, Result
from fault_office import Office, body, enter, form_fields, meeting
from log_sound import assert_sound
from served import PATIENCE, Api, Browser, Server, hidden
from small_disk import MEANS, WHY_NOT, SmallDisk, small_disk
from views_equal import assert_equal_to_a_rebuild

from ledger.proof.keys import create_signing_key
from ledger.proof.store import create_store
from web.cli import main
from web.services import no_room

FULL: Final = "磁盘已满"
MOST_LEFT: Final = 3
"""Acts for which pages that PostgreSQL had laid out before may have room, though others were refused."""
PAGES: Final = ("/board", "/trail", "/records")
WAITS: Final = 0.1
"""Seconds until somebody who was refused asks again: long enough to leave the machine to those who read."""
LINES: Final = 30
"""Acts, with a question after each, whose lines would fill more than the log is seen not to grow by."""
CYCLES: Final = 40
"""Times that the disk is filled in the long form, on each database."""


class Writer(Thread):
    """Posts meetings; what is refused for want of room it sends again until it is taken."""

    def __init__(self, server: Server, token: str, number: int, told: Condition, enough: Event) -> None:
        super().__init__(daemon=True)
        self._api = Api(server.port, token)
        self._number, self._told, self._enough = number, told, enough
        self.acknowledged: list[str] = []
        self.refused = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        """One meeting after the other, each until it is on record."""
        for n in count():
            if self._enough.is_set():
                return
            id, fact = f"full{self._number}-{n}", meeting(self._number * 100_000 + n)
            while (answer := self._api.command("hold_meeting", fact, id=id)).status == 503:
                if answer.json["code"] != "no_room" or FULL not in answer.json["zh"]:
                    self.wrong.append(answer.text)
                with self._told:
                    self.refused += 1
                    self._told.notify_all()
                sleep(WAITS)
            if answer.status not in (200, 201):
                self.wrong.append(f"{answer.status} {answer.text}")
            with self._told:
                self.acknowledged.append(id)
                self._told.notify_all()


@pytest.fixture
def on_disk(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, SmallDisk]]:
    """An office whose data lie on a small disk; on PostgreSQL its database does, and all files beside it."""
    with ExitStack() as stack:
        # Over many fills there is much recorded, and all of it is rebuilt at the end.
        size = 256 if request.node.get_closest_marker("soak") else 64
        disk = stack.enter_context(small_disk(size, "mode=755"))
        if disk is None:
            pytest.skip(WHY_NOT)
        folder = disk.folder / "office"
        folder.mkdir()
        if database_kind == "sqlite":
            office = Office("sqlite", folder, str(folder / "ledger.db"))
        else:
            server = request.getfixturevalue("postgres_cluster").server
            office = stack.enter_context(_DatabaseOn(disk, folder, server))
        office.create()
        yield office, disk


class _DatabaseOn:
    """A database of the test run's server in a tablespace on the disk."""

    def __init__(self, disk: SmallDisk, folder: Path, server: Any) -> None:
        place = disk.folder / "tables"
        place.mkdir(mode=0o700)
        owner = Path(server.pgdata).stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        self._owner, self._place, self._folder, self._server = server.get_uri("postgres"), place, folder, server

    def __enter__(self) -> Office:
        with psycopg.connect(self._owner, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{self._place}'".encode())
            connection.execute(b"CREATE DATABASE on_a_small_disk TABLESPACE small")
        owner = self._server.get_uri("on_a_small_disk")
        return Office("postgresql", self._folder, owner.replace("//postgres:@", "//zeren_app:secret@", 1), owner=owner)

    def __exit__(self, *_: object) -> None:
        with psycopg.connect(self._owner, autocommit=True) as connection:
            connection.execute(b"DROP DATABASE on_a_small_disk WITH (FORCE)")
            connection.execute(b"DROP TABLESPACE small")


def fill_and_empty(office: Office, disk: SmallDisk, seed: str, cycles: int) -> None:
    """Fill the disk under three clients, look, and make room again; so many times."""
    chance, told, enough = random.Random(seed), Condition(), Event()
    token = office.token()
    server = Server(office).start()
    writers = [Writer(server, token, number, told, enough) for number in range(3)]

    def until(reached: Callable[[], bool]) -> None:
        with told:
            assert told.wait_for(reached, PATIENCE), [writer.wrong for writer in writers]

    def acknowledged() -> int:
        return sum(len(writer.acknowledged) for writer in writers)

    try:
        workers, browser = server.workers(), Browser(server.port).sign_in()
        sent: list[dict[str, str]] = []
        for writer in writers:
            writer.start()
        for _ in range(cycles):
            before = acknowledged()
            until(lambda: acknowledged() >= before + chance.randint(3, 15))  # noqa: B023
            disk.fill(leave=chance.choice((0, 4096, 40_960, 409_600)))
            refused = [writer.refused for writer in writers]
            until(lambda: all(one.refused > was + 2 for one, was in zip(writers, refused, strict=True)))  # noqa: B023
            disk.fill()
            sent += _look(server, browser, token)
            began, before = monotonic(), acknowledged()
            disk.empty()
            until(lambda: acknowledged() > before)  # noqa: B023
            soak_table.note(
                f"full disk under the data ({MEANS})", office.kind, seed=seed, recovery_s=monotonic() - began, fills=1
            )
            assert browser.get("/board").status == 200, "the views are led on, too"
        enough.set()
        for writer in writers:
            writer.join(PATIENCE)
            assert not writer.is_alive()
        assert [writer.wrong for writer in writers] == [[], [], []]
        # The forms that were sent in vain are sent again as they were.
        for form in sent:
            assert browser.post("/acts/hold_meeting", {**form, **form_fields(1)}).status == 303
        assert browser.get("/board").status == 200
        assert server.workers() == workers, "nothing had to be restarted"
        assert "Exception" not in server.log()
    finally:
        enough.set()
        disk.empty()
        server.stop()
    _count(office, writers, [form["_command_id"] for form in sent], seed)


def _look(server: Server, browser: Browser, token: str) -> list[dict[str, str]]:
    """While nothing can be written; the forms that were sent."""
    for page in PAGES:
        shown = browser.get(page)
        assert shown.status == 200, (page, shown.said, server.log()[-2000:])
    assert Api(server.port, token).ask("GET", "/records").status == 200
    sent = []
    for _ in range(MOST_LEFT + 1):
        sent.append(form := hidden(browser.get(f"/acts/hold_meeting?organisation={body(1)}").text))
        answer = browser.post("/acts/hold_meeting", {**form, **form_fields(1)})
        if answer.status != 303:
            break
    assert answer.status == 503
    assert FULL in answer.text, (answer.said, server.log()[-2000:])
    assert hidden(answer.text).items() >= {"_command_id": form["_command_id"]}.items(), "to be sent again as it was"
    return sent


def _count(office: Office, writers: list[Writer], sent: list[str], seed: str) -> None:
    ledger, views = office.open(), office.views()
    recorded = [one.command_id for one in assert_sound(ledger) if one.command_id.startswith("full")]
    acknowledged = {id for writer in writers for id in writer.acknowledged}
    lost, duplicated = len(acknowledged - set(recorded)), len(recorded) - len(set(recorded))
    assert (lost, duplicated) == (0, 0)
    assert set(recorded) == acknowledged
    assert all(ledger.receipt(one) is not None for one in sent)
    views.catch_up(ledger.log, lambda: ledger.head().position)
    assert_equal_to_a_rebuild(views, ledger.log)
    views.close()
    ledger.close()
    soak_table.note(
        f"full disk under the data ({MEANS})",
        office.kind,
        seed=seed,
        acknowledged=len(acknowledged),
        lost=lost,
        duplicated=duplicated,
        refused=sum(writer.refused for writer in writers),
    )


class TestData:
    def test_whoever_records_is_told_and_whoever_reads_goes_on(
        self, on_disk: tuple[Office, SmallDisk], seed: str
    ) -> None:
        fill_and_empty(*on_disk, seed, 1)

    @pytest.mark.soak
    def test_again_and_again(self, on_disk: tuple[Office, SmallDisk], seed: str) -> None:
        fill_and_empty(*on_disk, seed, CYCLES)


def test_sqlite_says_so_of_its_index_too(tmp_path: Path) -> None:
    """What a killed process left unmerged needs an index, and that needs room."""
    with small_disk(1) as disk:
        if disk is None:
            pytest.skip(WHY_NOT)
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE there (one)")
            for name in ("a.db", "a.db-wal"):
                shutil.copy(tmp_path / name, disk.folder / name)
        disk.fill()
        with closing(sqlite3.connect(disk.folder / "a.db")) as connection, pytest.raises(sqlite3.Error) as refused:
            connection.execute("SELECT * FROM there")
        assert "full" not in str(refused.value)
        assert no_room(refused.value)


class TestLog:
    """Nobody waits for a line of the log, and nobody is refused because it cannot be written."""

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    def test_the_server_goes_on_without_it(self, office: Office, seed: str) -> None:
        with small_disk(1) as disk:
            if disk is None:
                pytest.skip(WHY_NOT)
            token, log = office.token(), disk.folder / "server.log"
            server = Server(office, log=log).start()
            try:
                workers, api = server.workers(), Api(server.port, token)
                assert api.command("hold_meeting", meeting(1), id="log-1").status == 201
                disk.fill()
                size = log.stat().st_size
                for n in range(2, LINES):
                    assert api.command("hold_meeting", meeting(n), id=f"log-{n}").status == 201
                    assert api.ask("GET", "/records").status == 200
                assert log.stat().st_size - size < 8_192, "the log had no room"
                disk.empty()
                end = monotonic() + PATIENCE
                while log.stat().st_size < size + 8_192:
                    assert api.ask("GET", "/me").status == 200
                    assert monotonic() < end, "no line is written any more"
                assert server.workers() == workers
            finally:
                server.stop()
        soak_table.note(
            f"full disk under the server's log ({MEANS})", "sqlite", seed=seed, acknowledged=LINES - 1, lost=0
        )


class TestHandedOut:
    """What an office hands out has its name once it is whole, and not before."""

    @pytest.fixture(scope="class")
    def env(self, new_office: Callable[[str], Office]) -> dict[str, str]:
        office = new_office("sqlite")
        office.token()
        create_store(office.settings.proof)
        if not office.settings.log_key_file.exists():
            create_signing_key(office.settings.log_key_file, "zeren.example/faults")
        ledger = office.open()
        for number in range(60):
            enter(ledger, 0, number)
        ledger.close()
        return office.environment

    @pytest.fixture
    def disk(self) -> Iterator[SmallDisk]:
        with small_disk(4) as disk:
            if disk is None:
                pytest.skip(WHY_NOT)
            yield disk

    @pytest.mark.parametrize(
        ("words", "names"),
        [
            (("export", "bag", "{}/out"), ("out",)),
            (("sheets", "export", "hold_meeting", "{}/out.xlsx", "--as", "clerk"), ("out.xlsx",)),
            (("sheets", "template", "hold_meeting", "{}/out.xlsx"), ("out.xlsx",)),
            (("papers", "template", "minutes", "{}/out.docx"), ("out.docx",)),
            # Pieces of a run that could not be ended are whole, and the next run goes on from them.
            (("backup", "make", "{}/out", "--keys", "{}/keys"), ("out/runs/000001.note",)),
        ],
        ids=["evidence bag", "workbook", "template", "paper", "backup"],
    )
    def test_whole_or_not_at_all(
        self, env: dict[str, str], disk: SmallDisk, words: tuple[str, ...], names: tuple[str, ...], seed: str
    ) -> None:
        command = [word.format(disk.folder) for word in words]
        for leave in (0, 4096):
            disk.fill(leave)
            refused = zeren(env, *command)
            disk.empty()
            assert refused.exit_code != 0, f"there was room: {leave}"
            assert "无法写入" in refused.output, refused.output
            assert not [name for name in names if (disk.folder / name).exists()]
            if words[0] != "backup":
                assert list(disk.folder.iterdir()) == [], "nothing is left to be cleared up"
        done = zeren(env, *command)
        assert done.exit_code == 0, done.output
        if words[0] == "backup":
            assert zeren(env, "backup", "verify", command[2]).exit_code == 0
        soak_table.note(f"full disk under what is handed out ({MEANS})", "sqlite", seed=seed, detected="2 of 2")


def zeren(env: dict[str, str], *words: str) -> Result:
    """The command line, in this process."""
    result = CliRunner().invoke(main, list(words), env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result
