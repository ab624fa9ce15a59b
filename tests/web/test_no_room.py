"""What a reader and a writer are told of a full disk, and of entries that this program cannot read."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from clerk import signed_in
from office import Office, meeting, opened
from places import Place
from sqlalchemy.exc import OperationalError

from ledger.codec import Undecodable, UnknownName
from ledger.port import LedgerUnavailable
from web.app import unavailable
from web.errors import answer_to
from web.services import Services, no_room


def full() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


def behind(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.fixture
def office(place: Place, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


class TestReading:
    def test_goes_on_up_to_where_the_views_have_come(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = signed_in(office)
        assert "磁盘已满" not in browser.get("/board").words
        read = office.position()

        def fails(_: Any) -> int:
            raise OperationalError("INSERT", {}, full()) from full()

        monkeypatch.setattr(Services, "_caught_up", fails)
        assert "磁盘已满" not in browser.get("/board").words, "nothing is missing"
        assert office.client().post("hold_meeting", meeting(), key="m-1").status_code == 201
        page = browser.get("/board")
        assert page.status == 200
        assert f"磁盘已满，暂时不能登记。本页只反映到第{read}条记录。" in page.words
        monkeypatch.undo()
        assert "磁盘已满" not in browser.get("/board").words

    def test_another_fault_is_none_of_these(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = signed_in(office)

        def fails(_: Any) -> int:
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error"))

        monkeypatch.setattr(Services, "_caught_up", fails)
        page = browser.get("/board")
        assert page.status == 503
        assert "数据库暂时无法使用" in page.words


class TestWhatIsFull:
    @pytest.mark.parametrize(
        "error",
        [
            full(),
            psycopg.errors.DiskFull("could not extend file"),
            behind(OperationalError("INSERT", {}, full()), full()),
            behind(LedgerUnavailable("full"), behind(RuntimeError(), psycopg.errors.DiskFull())),
        ],
    )
    def test_is_known_through_whatever_stands_around_it(self, error: BaseException) -> None:
        assert no_room(error)
        assert isinstance(error, Exception)
        answer = unavailable(error)
        assert answer is not None
        assert (answer.status, answer.code) == (503, "no_room")
        assert "磁盘已满" in answer.zh
        assert "没有保存" in answer.zh

    @pytest.mark.parametrize("error", [sqlite3.OperationalError("locked"), LedgerUnavailable("away"), ValueError()])
    def test_and_what_is_not(self, error: Exception) -> None:
        assert not no_room(error)


class TestAnotherProgram:
    @pytest.mark.parametrize(
        ("error", "code", "said"),
        [
            (UnknownName("stored name 'meeting.held/9' is not in the vocabulary"), "newer_program", "新版程序"),
            (Undecodable("meeting.held/1: Invalid enum value"), "unreadable", "zeren fsck"),
        ],
    )
    def test_is_said_and_nothing_of_the_entry(self, error: Exception, code: str, said: str) -> None:
        answer = answer_to(error)
        assert (answer.status, answer.code) == (503, code)
        assert said in answer.zh
        assert "meeting" not in answer.zh + answer.en
