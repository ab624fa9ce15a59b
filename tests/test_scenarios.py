"""Every scenario file, told in memory and through real ledgers; and what the runner says when it is not so."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from contextlib import closing as closed
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from places import Place, PostgresCluster

from domain.catalogue import load_all
from domain.kernel import Entry
from ledger.application import LocalLedger
from web.coverage import coverage
from web.scenarios import CaseResult, Memory, OnLedger, asked_clauses, files, run

FOLDER = Path(__file__).parent.parent / "docs" / "scenarios"
FILES = files(FOLDER)

Clock = Callable[[], datetime]


def failures(results: list[CaseResult]) -> str:
    return "\n".join(result.line() for result in results if not result.ok)


class Heard(Memory):
    """A log in memory that keeps what it was told, up to the first refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.refused = False

    def enter(self, command: Any, moment: datetime, today: date, *, command_id: str, on_behalf_of: str) -> list[Entry]:
        self.refused, before = True, self.refused
        added = super().enter(command, moment, today, command_id=command_id, on_behalf_of=on_behalf_of)
        self.refused = before
        if not self.refused:
            self.told.append(Told(command, moment, today, command_id, on_behalf_of))
        return added


class Told(NamedTuple):
    """One call of `Book.enter`."""

    command: Any
    moment: datetime
    today: date
    command_id: str
    on_behalf_of: str


@cache
def heard(file: Path) -> tuple[list[CaseResult], list[list[Told]]]:
    """What came of a file in memory, and what each of its cases told; told once."""
    books: list[Heard] = []

    def book() -> Heard:
        books.append(Heard())
        return books[-1]

    return run(file, book), [one.told for one in books]


def in_memory(file: Path) -> list[CaseResult]:
    """What came of a file in memory."""
    return heard(file)[0]


def shared(stories: list[list[Told]]) -> Iterator[list[Told]]:
    """Beginnings that several cases share, those first that spare most when they are told once."""
    left = [(tuple(map(repr, story)), story) for story in stories]
    while True:
        sharing = Counter(said[:length] for said, _ in left for length in range(1, len(said) + 1))
        said = max(sharing, key=lambda said: (len(said) * (sharing[said] - 1), said), default=())
        if not said or len(said) * (sharing[said] - 1) < WORTH:
            return
        yield next(story[: len(said)] for one, story in left if one[: len(said)] == said)
        left = [(one, story) for one, story in left if one[: len(said)] != said]


WORTH = 15
"""So many acts cost about what another ledger does."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_in_memory(file: Path) -> None:
    results = in_memory(file)
    assert results
    assert not failures(results), failures(results)


def test_there_are_at_least_250_cases_and_each_asks_something() -> None:
    results = [result for file in FILES for result in in_memory(file)]
    assert len(results) >= 250
    assert not [result.id for result in results if result.checks == 0]
    assert len({result.id for result in results}) == len(results)


def test_every_matter_on_which_documents_differ_has_a_case() -> None:
    data = yaml.safe_load((FOLDER / "15-conflicts.yaml").read_text(encoding="utf-8"))
    groups = [case["依据"].split("；")[0].removeprefix("组 ") for case in data["情形"]]
    assert len(groups) == len(set(groups)) == 32


class Begun(NamedTuple):
    """A ledger in which a beginning was recorded."""

    said: tuple[str, ...]
    added: list[list[Entry]]
    place: Place


class Ledgers:
    """A ledger of its own for every case of a file."""

    def __init__(self, folder: Path, cluster: PostgresCluster | None) -> None:
        self.folder, self.cluster, self.made = folder, cluster, 0
        self.closing = ExitStack()
        self.begun: list[Begun] = []

    def begin(self, beginning: list[Told]) -> None:
        """Record what several cases begin with, to be copied for each: to record it again took most of the time."""
        place = self._place()
        with ExitStack() as closing:
            book = OnLedger(lambda clock: closing.enter_context(closed(place.open(clock=clock))))
            added = [entered(book, one) for one in beginning]
        self.begun.append(Begun(tuple(map(repr, beginning)), added, place))

    def book(self) -> "Continued":
        """The book of a case."""
        return Continued(self)

    def open(self, clock: Clock, *, begun: Begun | None) -> LocalLedger:
        """A ledger that was begun, or one without anything; that of the case before is closed and removed."""
        self.closing.close()
        place = self._place()
        if begun is not None:
            place.take(begun.place.named)
            shutil.copytree(begun.place.folder, place.folder, dirs_exist_ok=True)
        self.closing.callback(place.drop)
        ledger = place.open(clock=clock)
        self.closing.callback(ledger.close)
        return ledger

    def close(self) -> None:
        """Remove what was made."""
        self.closing.close()
        for one in self.begun:
            one.place.drop()

    def _place(self) -> Place:
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        return Place(folder, self.cluster)


class Continued:
    """The book of a case on a ledger: opened once the case goes its own way, or something is asked."""

    def __init__(self, ledgers: Ledgers) -> None:
        self.ledgers = ledgers
        self.told: list[Told] = []
        self.said: tuple[str, ...] = ()
        self.own: OnLedger | None = None

    def enter(self, command: Any, moment: datetime, today: date, *, command_id: str, on_behalf_of: str) -> list[Entry]:
        told = Told(command, moment, today, command_id, on_behalf_of)
        if self.own is None:
            said = (*self.said, repr(told))
            for one in self.ledgers.begun:
                if one.said[: len(said)] == said:
                    self.said = said
                    self.told.append(told)
                    return one.added[len(said) - 1]
        return entered(self._opened(), told)

    def entries(self) -> Sequence[Entry]:
        return self._opened().entries()

    def _opened(self) -> OnLedger:
        if self.own is None:
            begun = next((one for one in self.ledgers.begun if one.said == self.said), None)
            self.own = OnLedger(partial(self.ledgers.open, begun=begun))
            for one in self.told if begun is None else ():
                entered(self.own, one)
        return self.own


def entered(book: OnLedger, told: Told) -> list[Entry]:
    return book.enter(*told[:3], command_id=told.command_id, on_behalf_of=told.on_behalf_of)


@pytest.fixture
def ledgers(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ledgers]:
    cluster = None if database_kind == "sqlite" else request.getfixturevalue("postgres_cluster")
    made = Ledgers(tmp_path, cluster)
    yield made
    made.close()


def on_both() -> Iterator[Any]:
    """Each file on each database; by turns one of the two in each run, the other in a soak."""
    for number, file in enumerate(FILES):
        for turn, kind in enumerate(("sqlite", "postgresql")):
            marks = [pytest.mark.postgresql] if kind == "postgresql" else []
            marks += [pytest.mark.soak] if (number + turn) % 2 else []
            yield pytest.param(file, kind, marks=marks, id=f"{kind}-{file.stem}")


@pytest.mark.parametrize(("file", "database_kind"), on_both(), indirect=["database_kind"])
def test_through_a_real_ledger(file: Path, ledgers: Ledgers) -> None:
    for beginning in shared(heard(file)[1]):
        ledgers.begin(beginning)
    results = run(file, ledgers.book)
    assert results
    assert not failures(results), failures(results)


def write(folder: Path, text: str) -> Path:
    file = folder / "one.yaml"
    file.write_text(text, encoding="utf-8")
    return file


GIVEN = """
标题: 试
单位: 柳溪乡党委
共用:
  组织: {安平县委: {类别: 区（县）委}, 柳溪乡党委: {类别: 乡党委, 上级: 安平县委}}
  人员: {张甲: 柳溪乡党委}
  任职: [{人员: 张甲, 组织: 柳溪乡党委, 职务: 书记}]
  制度: {乡方案: {文件: township, 适用: [柳溪乡党委]}}
情形:
- 编号: X
"""


class TestSeveralClausesAtOnce:
    CLAUSES = ("township-duty-members", "township-duty-build-orgs")
    CHECK = f"  核对: [{{截至: 2024-07-01, 条款: [{', '.join(CLAUSES)}], 状态: 暂无佐证}}]"

    def test_the_same_is_asked_of_each(self, tmp_path: Path) -> None:
        file = write(tmp_path, GIVEN + self.CHECK)
        assert run(file)[0].ok
        assert set(asked_clauses(file)) == set(self.CLAUSES)

    def test_each_that_differs_is_told(self, tmp_path: Path) -> None:
        [result] = run(write(tmp_path, GIVEN + self.CHECK.replace("暂无佐证", "有佐证")))
        assert all(clause in result.line() for clause in self.CLAUSES)


class TestARunThatFailsSaysWhy:
    def test_another_light_and_count(self, tmp_path: Path) -> None:
        [result] = run(
            write(
                tmp_path,
                GIVEN
                + "  核对: [{截至: 2024-07-01, 条款: township-quarterly-committee-meeting, 周期: 2024-Q2,"
                + " 状态: 已完成, 计数: 1}]",
            )
        )
        assert not result.ok
        assert "状态 应为 met，实为 missed" in result.line()
        assert "count 应为 1，实为 0" in result.line()

    def test_a_refusal_that_nobody_expected(self, tmp_path: Path) -> None:
        [result] = run(
            write(
                tmp_path,
                GIVEN
                + "  经过: [{行为: 登记会议, 日期: 2024-05-20, 会议类型: 支部会议, 主持人: 李四, 议题类别: 其他}]",
            )
        )
        assert "被拒绝" in result.line()

    def test_an_act_that_should_have_been_refused(self, tmp_path: Path) -> None:
        [result] = run(
            write(
                tmp_path,
                GIVEN
                + "  经过: [{行为: 登记会议, 日期: 2024-05-20, 会议类型: 支部会议, 主持人: 张甲, 议题类别: 其他,"
                + " 登记于: 2024-05-21, 应予拒绝: {字段: chair}}]",
            )
        )
        assert "应予拒绝" in result.line()

    @pytest.mark.parametrize(
        "text",
        [
            "- a\n- b",
            "标题: [",
            "情形: 3",
            GIVEN + "  经过: [{行为: 没有的行为}]",
            GIVEN + "  核对: [{截至: 2024-07-01, 颜色: 红}]",
        ],
    )
    def test_a_file_that_cannot_be_read(self, tmp_path: Path, text: str) -> None:
        results = run(write(tmp_path, text))
        assert results
        assert not results[0].ok
        assert "unreadable" in results[0].line()


def test_no_clause_is_without_a_rule_or_a_reason_and_no_rule_without_a_case() -> None:
    rows = coverage([document for _, document in load_all().values()], FOLDER)
    assert len(rows) == 435
    assert [row.line() for row in rows if row.gap] == []
