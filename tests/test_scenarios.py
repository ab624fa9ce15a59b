"""Every scenario file, told in memory and through real ledgers; and what the runner says when it is not so."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import yaml
from places import Place, PostgresCluster

from domain.catalogue import load_all
from ledger.application import LocalLedger
from web.coverage import coverage
from web.scenarios import CaseResult, OnLedger, asked_clauses, files, run

FOLDER = Path(__file__).parent.parent / "docs" / "scenarios"
FILES = files(FOLDER)

Clock = Callable[[], datetime]


def failures(results: list[CaseResult]) -> str:
    return "\n".join(result.line() for result in results if not result.ok)


@cache
def in_memory(file: Path) -> list[CaseResult]:
    """What came of a file in memory; told once."""
    return run(file)


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


class Ledgers:
    """An empty ledger for every case."""

    def __init__(self, folder: Path, cluster: PostgresCluster | None) -> None:
        self.folder, self.cluster, self.made = folder, cluster, 0
        self.closing = ExitStack()

    def book(self) -> OnLedger:
        """The book of a case."""
        return OnLedger(self.open)

    def open(self, clock: Clock) -> LocalLedger:
        """A ledger in which nothing was recorded; that of the case before is closed and removed."""
        self.closing.close()
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        place = Place(folder, self.cluster)
        self.closing.callback(place.drop)
        ledger = place.open(clock=clock)
        self.closing.callback(ledger.close)
        return ledger


@pytest.fixture
def ledgers(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ledgers]:
    cluster = None if database_kind == "sqlite" else request.getfixturevalue("postgres_cluster")
    made = Ledgers(tmp_path, cluster)
    with made.closing:
        yield made


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_through_a_real_ledger(file: Path, ledgers: Ledgers) -> None:
    results = run(file, ledgers.book)
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
