"""Whatever is done to a view behind the engine's back, the comparison with a rebuild names it."""

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
from projections.verify import Difference, differences

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


def found(views: Views, book: Book, folder: Path) -> list[Difference]:
    return differences(views, book.log, book.head, folder=folder)


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
        assert found(views, book, tmp_path) == [Difference(view="trail", table="heads", row="9", what="missing")]

    def test_a_row_changed(self, views: Views, book: Book, tmp_path: Path) -> None:
        tampered(
            views, "trail", "heads", lambda table: sa.update(table).where(table.c.position == 9).values(version=77)
        )
        assert found(views, book, tmp_path) == [Difference(view="trail", table="heads", row="9", what="differs")]

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
