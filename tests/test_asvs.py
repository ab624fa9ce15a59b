"""docs/reference/asvs.md: every requirement of levels 1 and 2, and two of level 3; whatever it cites exists."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "asvs.md"

NUMBERS = {
    "1": """
        1.2:1,2,3,4,5 1.3:1,2 1.5:1 2.1:1 2.2:1,2 2.3:1 3.2:1,2 3.3:1 3.4:1,2 3.5:1,2,3 4.1:1 4.4:1 5.2:1,2 5.3:1,2
        6.1:1 6.2:1,2,3,4,5,6,7,8 6.3:1,2 6.4:1,2 7.2:1,2,3,4 7.4:1,2 8.1:1 8.2:1,2 8.3:1 9.1:1,2,3 9.2:1 10.4:1,2,3,4,5
        11.3:1,2 11.4:1 12.1:1 12.2:1,2 13.4:1 14.2:1 14.3:1 15.1:1 15.2:1 15.3:1""",
    "2": """
        1.1:1,2 1.2:6,7,8,9 1.3:3,4,5,6,7,8,9,10,11 1.4:1,2,3 1.5:2 2.1:2,3 2.2:3 2.3:2,3,4 2.4:1 3.3:2,3,4 3.4:3,4,5,6
        3.5:4,5 3.7:1,2 4.1:2,3 4.2:1 4.3:1,2 4.4:2,3,4 5.1:1 5.2:3 5.4:1,2,3 6.1:2,3 6.2:9,10,11,12 6.3:3,4 6.4:3,4
        6.5:1,2,3,4,5 6.6:1,2,3 6.8:1,2,3,4 7.1:1,2,3 7.3:1,2 7.4:3,4,5 7.5:1,2 7.6:1,2 8.1:2 8.2:3 8.4:1 9.2:2,3,4
        10.1:1,2 10.2:1,2 10.3:1,2,3,4 10.4:6,7,8,9,10,11 10.5:1,2,3,4,5 10.6:1,2 10.7:1,2,3 11.1:1,2 11.2:1,2,3 11.3:3
        11.4:2,3,4 11.5:1 11.6:1 12.1:2,3 12.3:1,2,3,4 13.1:1 13.2:1,2,3,4,5 13.3:1,2 13.4:2,3,4,5 14.1:1,2 14.2:2,3,4
        14.3:2,3 15.1:2,3 15.2:2,3 15.3:2,3,4,5,6,7 16.1:1 16.2:1,2,3,4,5 16.3:1,2,3,4 16.4:1,2,3 16.5:1,2,3 17.1:1
        17.2:1,2,3,4 17.3:1,2""",
    "3": "1.2:10 2.3:5",
}
"""Level -> numbers of its requirements in version 5.0; of level 3 two that this house holds itself to."""

STATUSES = ("met", "in part", "not met", "does not apply")


def rows() -> list[list[str]]:
    """The cells of each row: number, level, what is asked for, how it stands, where."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if re.match(r"\| \d+\.\d+\.\d+ \|", line)
    ]


def test_every_requirement_has_its_row() -> None:
    asked = {
        f"{section}.{one}": level
        for level, text in NUMBERS.items()
        for section, _, listed in (part.partition(":") for part in text.split())
        for one in listed.split(",")
    }
    assert len(asked) == 253 + 2
    assert {row[0]: row[1] for row in rows()} == asked
    assert len(rows()) == len(asked)


def test_each_says_how_it_stands_and_where() -> None:
    for number, _, paraphrase, status, where in rows():
        assert status in STATUSES, number
        assert paraphrase, number
        assert where, number
        if status == "met" and not where.startswith("the same"):
            assert "`" in where, f"{number} claims to be met and names no place"


def test_the_sum_is_right() -> None:
    counted = Counter(row[3] for row in rows())
    text = PAGE.read_text(encoding="utf-8")
    assert f"| {' | '.join(STATUSES)} |" in text
    assert f"| {' | '.join(str(counted[status]) for status in STATUSES)} |" in text


@cache
def defined(path: Path) -> set[str]:
    """Names of functions and classes of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@pytest.mark.parametrize("number", sorted({row[0].rpartition(".")[0] for row in rows()}))
def test_what_is_cited_exists(number: str) -> None:
    for row in rows():
        if not row[0].startswith(f"{number}."):
            continue
        for cited in re.findall(r"`((?:[.\w-]+/)+[\w.-]+(?:::\w+)?|[A-Z]+\.md)`", row[4]):
            name, _, inside = cited.partition("::")
            assert (ROOT / name).exists(), f"{row[0]} cites {name}"
            if inside:
                assert inside in defined(ROOT / name), f"{row[0]} cites {cited}"
            elif name.startswith("tests/"):
                assert any(one.startswith("test_") for one in defined(ROOT / name)), f"{row[0]} cites {name}"
