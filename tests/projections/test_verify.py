"""Whatever is done to a view behind the engine's back, the comparison with a rebuild names it."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from log_book import Book, Chance

from projections.directory import Directory
from projections.engine import Views
from projections.members import Members
from projections.records import Records
from projections.status import StatusView
from projections.trail import Trail
from projections.verify import Comparison, Difference, compared

ALL = [Trail, Directory, Records, StatusView, Members]


@pytest.fixture
def book() -> Any:
    chance = Chance(7)
    chance.issue("township", chance.organisations[0])
    return chance.steps(120)


@pytest.fixture
def views(url: str, book: Book) -> Iterator[Views]:
    made = Views(url, ALL)
    made.create()
    made.catch_up(book.log, book.head)
    yield made
    made.close()


def comparison(views: Views, book: Book, folder: Path, *names: str) -> Comparison:
    return compared(views, book.log, book.head, folder=folder, views=names)


def found(views: Views, book: Book, folder: Path) -> list[Difference]:
    return list(comparison(views, book, folder).differences)


def tampered(views: Views, view: str, name: str, statement: Any) -> None:
    with views._writing() as connection:
        generation = views._marks(connection)[view].generation
        changed = connection.execute(statement(views._tables(view, generation)[name]))
        assert changed.rowcount != 0  # of an insertion, PostgreSQL does not tell


class TestComparison:
    def test_finds_nothing_where_nothing_was_done(self, views: Views, book: Book, tmp_path: Path) -> None:
        assert found(views, book, tmp_path) == []

    def test_catches_up_first(self, views: Views, book: Book, tmp_path: Path) -> None:
        views.rebuild(book.log)
        assert found(views, book, tmp_path) == []

    def test_leaves_nothing_behind(self, views: Views, book: Book, tmp_path: Path) -> None:
        before = sorted(tmp_path.iterdir())
        found(views, book, tmp_path)
        assert sorted(tmp_path.iterdir()) == before

    def test_a_row_removed(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(views, "trail", "heads", lambda table: sa.delete(table).where(table.c.position == 9))
        assert found(views, book, tmp_path) == [
            Difference(view="trail", table="heads", row="9", what="missing", since=9)
        ]

    def test_a_row_changed(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(
            views, "trail", "heads", lambda table: sa.update(table).where(table.c.position == 9).values(version=77)
        )
        assert found(views, book, tmp_path) == [
            Difference(view="trail", table="heads", row="9", what="differs", since=9)
        ]

    def test_a_row_added(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(views, "trail", "subjects", lambda table: sa.insert(table).values(subject=999_999, position=3))
        assert found(views, book, tmp_path) == [
            Difference(view="trail", table="subjects", row="999999, 3", what="surplus")
        ]

    def test_a_name_is_never_shown(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(views, "directory", "persons", lambda table: sa.update(table).values(sealed="李乙"))
        (one,) = found(views, book, tmp_path)
        assert (one.view, one.table) == ("directory", "persons")
        assert "李乙" not in repr(one)


class TestSinceWhen:
    """The first entry at which a row parts from the log."""

    def body(self, views: Views, book: Book, upto: int, stream: str) -> str:
        """What the directory tells of a record, read up to an entry."""
        other = views.beside("sqlite://", ("directory",))
        other.create()
        part = book.until(upto)
        other.catch_up(part.log, part.head)
        with other.reading() as reading:
            table = reading.table("directory", "stories")
            body = reading.connection.scalar(sa.select(table.c.body).where(table.c.ref == stream))
        other.close()
        return str(body)

    def changed(self, views: Views, stream: str, body: str) -> None:
        tampered(
            views,
            "directory",
            "stories",
            lambda table: sa.update(table).where(table.c.ref == stream).values(body=body),
        )

    def test_a_row_set_back_to_what_it_was(self, views: Views, book: Book, tmp_path: Path) -> None:
        # An entry that changed what is told of a record: the row is put back to what it was before.
        for entry in book.entries:
            if entry.version == 1 or not entry.stream.startswith(("org-", "posts-", "policy-")):
                continue
            old = self.body(views, book, entry.position - 1, entry.stream)
            if old not in (self.body(views, book, at, entry.stream) for at in (entry.position, book.head())):
                break
        self.changed(views, entry.stream, old)
        (one,) = found(views, book, tmp_path)
        assert (one.table, one.row, one.what) == ("stories", entry.stream, "differs")
        assert one.since == entry.position

    def test_a_value_that_never_was(self, views: Views, book: Book, tmp_path: Path) -> None:
        stream = next(entry.stream for entry in book.entries if entry.stream.startswith("org-"))
        last = max(entry.position for entry in book.entries if entry.stream == stream)
        self.changed(views, stream, "{}")
        (one,) = found(views, book, tmp_path)
        assert (one.row, one.since) == (stream, last)

    def test_a_row_of_which_no_entry_speaks(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(views, "trail", "subjects", lambda table: sa.insert(table).values(subject=999_999, position=3))
        (one,) = found(views, book, tmp_path)
        assert one.since is None


class TestDigests:
    def test_are_the_same_on_every_database_and_however_the_log_was_read(
        self, views: Views, book: Book, tmp_path: Path
    ) -> None:
        other = views.beside(f"sqlite:///{tmp_path}/other.db")
        other.create()
        for end in (30, 70, book.head()):
            part = book.until(end)
            other.catch_up(part.log, part.head)
        one, two = comparison(views, book, tmp_path), comparison(other, book, tmp_path)
        assert one == two
        assert set(one.digests) == set(views.names)
        assert all(standing == rebuilt for standing, rebuilt in one.digests.values())
        assert len(set(one.digests.values())) == len(views.names)
        other.close()

    def test_tell_which_view_was_changed(self, views: Views, book: Book, tmp_path: Path) -> None:
        before = comparison(views, book, tmp_path).digests
        tampered(views, "trail", "heads", lambda table: sa.delete(table).where(table.c.position == 9))
        after = comparison(views, book, tmp_path).digests
        assert {name for name in before if before[name] != after[name]} == {"trail"}
        assert after["trail"][0] != after["trail"][1] == before["trail"][1]

    def test_of_some_views(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(views, "trail", "heads", lambda table: sa.delete(table).where(table.c.position == 9))
        some = comparison(views, book, tmp_path, "records", "directory")
        assert (set(some.digests), some.differences) == ({"records", "directory"}, ())


def test_what_a_killed_comparison_left_is_cleared_away(views: Views, book: Book, tmp_path: Path) -> None:
    left = tmp_path / "check-killed"
    left.mkdir()
    (left / "lock").touch()
    (left / "views.db").write_bytes(b"half a rebuild")
    assert found(views, book, tmp_path) == []
    assert not left.exists()


def test_one_that_is_under_way_is_left_alone(views: Views, book: Book, tmp_path: Path) -> None:
    under_way = tmp_path / "check-alive"
    under_way.mkdir()
    with (under_way / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert found(views, book, tmp_path) == []
        assert under_way.exists()
