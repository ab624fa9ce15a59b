"""However it is reached (at once, step by step, by several, after a crash, rebuilt), a view is the same."""

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance

from domain.kernel import Entry
from domain.vocabulary import EVENTS
from projections import engine as engine_module
from projections.directory import Directory
from projections.engine import RebuildOvertaken, Views, ViewsAhead, ViewsOutdated
from projections.floating import Floating
from projections.members import Members
from projections.receptions import Receptions
from projections.records import Records
from projections.rectifications import Rectifications
from projections.status import StatusView
from projections.trail import Trail

ALL = [Trail, Directory, Records, Rectifications, StatusView, Members, Floating, Receptions]


def contents(views: Views) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the live generations, in a fixed order."""
    found = {}
    with views.reading() as reading:
        for name in views.names:
            for key, table in reading._tables[name].items():
                rows = [tuple(row) for row in reading.rows(sa.select(table))]
                found[f"{name}.{key}"] = sorted(rows, key=repr)
    return found


def opened(url: str, kinds: Sequence[Any] = ALL) -> Views:
    views = Views(url, kinds)
    views.create()
    return views


@pytest.mark.parametrize("view", ALL)
def test_every_event_is_read_or_ignored_by_name(view):
    assert view.reads | view.ignores == set(EVENTS.values())
    assert not view.reads & view.ignores


@seed(20240607)
@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6), cuts=st.lists(st.integers(1, 140), max_size=6))
def test_step_by_step_equals_rebuilt(fresh_url, number, cuts):
    chance = Chance(number)
    chance.issue("township", chance.organisations[0])
    book = chance.steps(120)
    views = opened(fresh_url())
    for end in sorted({min(cut, book.head()) for cut in cuts}):
        part = book.until(end)
        views.catch_up(part.log, part.head)
        assert views.position() == end
    views.catch_up(book.log, book.head)
    step_by_step = contents(views)
    views.rebuild(book.log)
    assert contents(views) == step_by_step
    other = opened(fresh_url())
    other.rebuild(book.log)
    assert contents(other) == step_by_step
    views.close()
    other.close()


def test_nothing_new_costs_next_to_nothing(url):
    book = Chance(1).steps(20)
    views = opened(url)
    views.catch_up(book.log, book.head)

    def never(after: int, limit: int) -> list[Entry]:
        raise AssertionError("nothing is new")

    begun = time.perf_counter()
    for _ in range(1000):
        views.catch_up(never, book.head)
    assert (time.perf_counter() - begun) / 1000 < 0.001


class Crash(Exception):
    pass


def crashing(book: Book, at: int):
    """A log that fails while the page that holds ``at`` is applied: after some views wrote their rows."""

    class Poisoned(Directory):
        def apply(self, store, entries, after):
            super().apply(store, entries, after)
            if entries[-1].position >= at:
                raise Crash

    return Poisoned


def test_killed_in_a_page_leaves_rows_and_bookmark_together(url, fresh_url, monkeypatch):
    monkeypatch.setattr(engine_module, "PAGE", 25)
    book = Chance(2).steps(100)
    views = opened(url, [Trail, crashing(book, 60)])
    with pytest.raises(Crash):
        views.catch_up(book.log, book.head)
    assert views.position() == 50
    views = opened(url)
    views.catch_up(book.log, book.head)
    clean = opened(fresh_url())
    clean.rebuild(book.log)
    assert contents(views) == contents(clean)


def test_the_same_process_goes_on_after_a_failed_page(url, fresh_url, monkeypatch):
    monkeypatch.setattr(engine_module, "PAGE", 25)
    book = Chance(3).steps(100)
    views = opened(url)
    failing = {"at": 60}
    move = views._move

    def moved(connection, mark, **values):
        if failing and values["position"] >= failing["at"] and mark.view == "directory":
            failing.clear()
            raise Crash
        move(connection, mark, **values)

    monkeypatch.setattr(views, "_move", moved)
    with pytest.raises(Crash):
        views.catch_up(book.log, book.head)
    views.catch_up(book.log, book.head)
    clean = opened(fresh_url())
    clean.rebuild(book.log)
    assert contents(views) == contents(clean)


def test_two_catch_ups_at_once_apply_each_entry_once(url, fresh_url, monkeypatch):
    monkeypatch.setattr(engine_module, "PAGE", 10)
    book = Chance(4).steps(150)
    opened(url)
    start = threading.Barrier(3)
    errors: list[Exception] = []

    def run() -> None:
        views = Views(url, ALL)
        start.wait()
        try:
            views.catch_up(book.log, book.head)
        except Exception as error:
            errors.append(error)
        views.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    views = Views(url, ALL)
    clean = opened(fresh_url())
    clean.rebuild(book.log)
    assert contents(views) == contents(clean)


def test_a_killed_rebuild_leaves_the_live_views_and_the_next_starts_clean(url, monkeypatch):
    monkeypatch.setattr(engine_module, "REBUILD_PAGE", 30)
    book = Chance(5).steps(100)
    views = opened(url)
    views.catch_up(book.log, book.head)
    before = contents(views)

    def dying(after: int, limit: int) -> Sequence[Entry]:
        if after >= 60:
            raise Crash
        return book.log(after, limit)

    for _ in range(2):
        with pytest.raises(Crash):
            views.rebuild(dying)
        assert contents(views) == before
    told: list[tuple[int, int]] = []
    views.rebuild(book.log, progress=lambda done, head: told.append((done, head)), head=book.head())
    assert told[0] == (30, book.head())
    assert told[-1] == (book.head(), book.head())
    assert contents(views) == before
    # Old generations are gone: one set of tables a view, and the bookmarks.
    schema = "views" if url.startswith("postgresql") else None
    tables = sa.inspect(views._engine).get_table_names(schema=schema)
    assert len(tables) == 1 + sum(len(view().tables(sa.MetaData(), "", "")) for view in ALL)


def test_a_rebuild_of_one_view_takes_in_what_arrives_meanwhile(url, monkeypatch):
    monkeypatch.setattr(engine_module, "REBUILD_PAGE", 30)
    chance = Chance(6)
    book = chance.steps(100)
    views, other = opened(url), Views(url, ALL)
    views.catch_up(book.log, book.head)

    def arriving(done: int, head: int) -> None:
        if done == 60:
            chance.steps(10)
            other.catch_up(book.log, book.head)

    views.rebuild(book.log, ["directory"], progress=arriving)
    views.catch_up(book.log, book.head)
    assert views.position() == book.head()
    after = contents(views)
    views.rebuild(book.log)
    assert contents(views) == after


def test_of_two_rebuilds_the_later_wins(url, monkeypatch):
    monkeypatch.setattr(engine_module, "REBUILD_PAGE", 30)
    book = Chance(7).steps(100)
    views, other = opened(url), Views(url, ALL)

    def overtaken(done: int, head: int) -> None:
        if done == 60:
            other.rebuild(book.log)

    with pytest.raises(RebuildOvertaken):
        views.rebuild(book.log, progress=overtaken)
    assert views.position() == book.head()


def test_a_reader_sees_one_generation_while_another_is_swapped_in(url):
    book = Chance(8).steps(60)
    views = opened(url)
    views.catch_up(book.log, book.head)
    swapped = threading.Event()

    def rebuild() -> None:
        Views(url, ALL).rebuild(book.log)
        swapped.set()

    with views.reading() as reading:
        thread = threading.Thread(target=rebuild)
        thread.start()
        # PostgreSQL lets the reader finish first; on SQLite the snapshot keeps the dropped tables readable.
        swapped.wait(timeout=0.5)
        for name in views.names:
            for table in reading._tables[name].values():
                reading.rows(sa.select(table).limit(1))
        assert set(reading.positions.values()) == {book.head()}
    thread.join()
    assert swapped.is_set()


def test_a_view_of_another_version_must_be_rebuilt(url):
    class Newer(Directory):
        version = Directory.version + 1

    book = Chance(9).steps(30)
    views = opened(url)
    views.catch_up(book.log, book.head)
    newer = opened(url, [Trail, Newer])
    assert newer.outdated() == ("directory",)
    with pytest.raises(ViewsOutdated), newer.reading():
        pass
    newer.rebuild(book.log, newer.outdated())
    assert newer.outdated() == ()
    newer.catch_up(book.log, book.head)
    assert newer.position() == book.head()


def test_a_shorter_log_is_not_the_log_of_these_views(url):
    book = Chance(10).steps(30)
    views = opened(url)
    views.catch_up(book.log, book.head)
    shorter = book.until(10)
    with pytest.raises(ViewsAhead):
        Views(url, ALL).catch_up(shorter.log, shorter.head)
