"""Views that several processes built are the views that one would have built."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from log_book import Book, Chance
from test_engine import contents

from domain.kernel import Entry
from projections import engine as engine_module
from projections import hands
from projections.directory import Directory
from projections.due import Due
from projections.engine import RebuildOvertaken, Views
from projections.records import Records
from projections.search import Search
from projections.status import StatusView
from projections.trail import Trail

VIEWS = (Directory, Trail, Records, Due, Search, StatusView)


@pytest.fixture(scope="module")
def book() -> Book:
    chance = Chance(20)
    chance.issue("township", chance.organisations[0])
    return chance.steps(200)


@pytest.fixture
def several(monkeypatch) -> list[int]:
    """Three processes, however short the log and however few the cores; says how many children there were."""
    monkeypatch.setattr(engine_module, "REBUILD_PAGE", 70)
    monkeypatch.setattr(hands, "FROM", 100)
    monkeypatch.setattr(hands, "cores", lambda: 3)
    monkeypatch.setattr(hands, "may_fork", lambda: True)
    monkeypatch.setattr(hands, "READING", 1)
    begun: list[int] = []

    class Counted(hands.Helper):
        def __init__(self, *work):
            begun.append(len(begun))
            super().__init__(*work)

    monkeypatch.setattr(hands, "Helper", Counted)
    return begun


def alone(book: Book, url: str) -> dict[str, list[tuple[object, ...]]]:
    views = Views(url, VIEWS)
    views.create()
    views.catch_up(book.log, book.head)
    found = contents(views)
    views.close()
    return found


def left(url: str) -> list[Path]:
    """Files beside the views' own."""
    place = Path(url.removeprefix("sqlite:///"))
    return [] if url.startswith("postgresql") else list(place.parent.glob(f"{place.name}.hand*"))


def test_work_is_shared_out_the_longest_first():
    efforts = {"a": 30, "b": 16, "c": 15, "d": 8, "e": 1}
    assert hands.shared_out(efforts, 2) == [["a", "d"], ["b", "c", "e"]]
    assert hands.shared_out(efforts, 1) == [["a", "b", "c", "d", "e"]]
    # Who would have less to write than to read is not asked.
    assert hands.shared_out({"d": 8, "e": 1}, 2) == [["d", "e"]]
    assert sorted(name for group in hands.shared_out(efforts, 4) for name in group) == sorted(efforts)


def test_first_catch_up_and_rebuild_equal_one_process(url, fresh_url, book, request):
    expected = alone(book, fresh_url())
    children = request.getfixturevalue("several")
    views = Views(url, VIEWS)
    views.create()
    assert views.catch_up(book.log, book.head) == book.head()
    assert len(children) == 2
    assert contents(views) == expected
    views.rebuild(book.log, head=book.head())
    assert len(children) == 4
    assert contents(views) == expected
    assert left(url) == []
    # What is caught up already is not read again, by nobody.
    views.catch_up(book.log, book.head)
    assert Views(url, VIEWS).catch_up(book.log, book.head) == book.head()
    assert len(children) == 4
    views.close()


def test_what_arrives_meanwhile_is_taken_in(url, fresh_url, book, several):
    """The head that the processes share lies before the end of the log."""
    views = Views(url, VIEWS)
    views.create()
    views.rebuild(book.log, head=book.head() - 37)
    assert len(several) == 2
    assert views.position() == book.head()
    assert contents(views) == alone(book, fresh_url())
    views.close()


def test_what_a_child_that_fails_or_is_killed_left_is_done_by_the_parent(url, book, several, caplog):
    views = Views(url, VIEWS)
    views.create()
    views.catch_up(book.log, book.head)
    before, here = contents(views), os.getpid()

    def failing(after: int, limit: int) -> Sequence[Entry]:
        if os.getpid() != here and after:
            raise ValueError("what was being written")
        return book.log(after, limit)

    def dying(after: int, limit: int) -> Sequence[Entry]:
        if os.getpid() != here and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return book.log(after, limit)

    for log, said in ((failing, "ValueError"), (dying, "it was killed")):
        caplog.clear()
        views.rebuild(log, head=book.head())
        assert f"ended early: {said}" in caplog.text
        assert contents(views) == before
        assert left(url) == []
    views.close()


def test_a_parent_that_fails_ends_its_children(url, book, several):
    views = Views(url, VIEWS)
    views.create()
    here, others = os.getpid(), set(multiprocessing.active_children())

    def failing(after: int, limit: int) -> Sequence[Entry]:
        if os.getpid() == here and after:
            raise KeyError(after)
        return book.log(after, limit)

    with pytest.raises(KeyError):
        views.rebuild(failing, head=book.head())
    assert several, "there were children"
    assert not set(multiprocessing.active_children()) - others
    assert left(url) == []
    assert views.position() == 0
    views.catch_up(book.log, book.head)
    assert views.position() == book.head()
    views.close()


def test_a_later_rebuild_wins_over_children_too(url, book, several):
    views, other = Views(url, VIEWS), Views(url, VIEWS)
    views.create()
    views.catch_up(book.log, book.head)

    def overtaken(done: int, head: int) -> None:
        if done == 70:
            other.rebuild(book.log)

    with pytest.raises(RebuildOvertaken):
        views.rebuild(book.log, progress=overtaken, head=book.head())
    assert views.position() == book.head()
    views.close()
    other.close()


def test_nobody_is_copied_in_the_middle_of_something():
    assert not hands.may_fork() or threading.active_count() == 1
    stop = threading.Event()
    busy = threading.Thread(target=stop.wait)
    busy.start()
    assert not hands.may_fork()
    stop.set()
    busy.join()
