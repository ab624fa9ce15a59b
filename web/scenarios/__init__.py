"""Scenarios 情形核对: rules tested as an official reads them.

A file gives organisations, people, posts and policies, tells what was done and when it was recorded, and
says what the answers must be: as of which day, known on which day. `run` tells every case of a file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from domain.catalogue import CatalogueError, parse
from domain.kernel import Refused
from web.scenarios.asking import compare
from web.scenarios.books import Book, Memory, OnLedger
from web.scenarios.story import tell
from web.scenarios.words import ASK_KEYS, GIVEN_KEYS, KEYS, Unreadable, english

__all__ = ["Book", "CaseResult", "Memory", "OnLedger", "Unreadable", "asked_clauses", "files", "run"]


@dataclass(frozen=True)
class CaseResult:
    """What came of one case."""

    file: str
    id: str
    title: str
    checks: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything was as expected."""
        return not self.problems

    def line(self) -> str:
        """One line for the case, and below it what differs."""
        mark = "通过 ok  " if self.ok else "不符 FAIL"
        head = f"{mark} {self.file} {self.id} {self.title} ({self.checks})"
        return "\n".join((head, *(f"    {problem}" for problem in self.problems)))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # whichever there is
    """YAML in which a day stays the words it was written in, so that a day that does not exist can be refused."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def files(path: Path) -> list[Path]:
    """The scenario files under a path: itself, or every ``*.yaml`` in a folder."""
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def run(path: Path, book: Callable[[], Book] = Memory) -> list[CaseResult]:
    """Tell every case of a file, or of every file of a folder, each in a book of its own."""
    return [result for file in files(path) for result in _run_file(file, book)]


def asked_clauses(path: Path) -> dict[str, list[str]]:
    """Clause id -> the cases (``file#case``) of the files under a path that ask for its status."""
    found: dict[str, list[str]] = {}
    for file in files(path):
        data = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a SafeLoader that knows less)
        for case in english(data, KEYS).get("cases", []):
            told = english(case, KEYS)
            asked = [english(one, ASK_KEYS).get("clause", "") for one in told.get("ask", [])]
            clauses = {str(clause) for one in asked for clause in (one if isinstance(one, list) else [one])}
            for clause in sorted(clauses - {""}):
                found.setdefault(clause, []).append(f"{file.stem}#{told.get('id', '')}")
    return found


def _run_file(file: Path, book: Callable[[], Book]) -> list[CaseResult]:
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a SafeLoader that knows less)
        if not isinstance(data, dict):
            raise Unreadable("a scenario file is a table with 标题 and 情形")
        table = english(data, KEYS)
        cases = [english(case, KEYS) for case in table.get("cases", [])]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, Unreadable, AttributeError, TypeError) as error:
        return [CaseResult(file.name, "", str(file), 0, (f"读不出 (unreadable): {error}",))]
    return [_run_case(file, table, case, book()) for case in cases]


def _run_case(file: Path, table: dict[str, Any], case: dict[str, Any], book: Book) -> CaseResult:
    asked = case.get("ask", [])
    acts = case.get("acts", [])
    try:
        given = _merged(english(table.get("common", {}), KEYS), english(case.get("given", {}), KEYS))
        given["policies"] = _read(given.get("policies", {}), file.parent)
        default = str(case.get("at") or table.get("at") or "")
        told = tell(given, acts, default, book)
        problems = [*told.problems, *compare(asked, default, told.names, book)]
    except (Unreadable, Refused, CatalogueError, OSError, KeyError, TypeError, ValueError) as error:
        problems = [f"读不出 (unreadable): {type(error).__name__}: {error}"]
    expected = sum(1 for act in acts if "refused" in act or "应予拒绝" in act)
    return CaseResult(
        file.name, str(case.get("id", "")), str(case.get("title", "")), len(asked) + expected, tuple(problems)
    )


def _read(policies: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The policies, with the text of those that are a catalogue file of the office's own: ``文件: my-rules.toml``."""
    found = {}
    for name, row in policies.items():
        told = english(row, GIVEN_KEYS)
        if str(told.get("document", "")).endswith(".toml"):
            text = (folder / told["document"]).read_text(encoding="utf-8")
            told |= {"document": parse(text, str(told["document"])).code, "text": text}
        found[name] = told
    return found


def _merged(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """What the file gives to all its cases, and the case's own; posts given by a case replace the common ones."""
    merged = dict(common)
    for key, value in own.items():
        merged[key] = {**common.get(key, {}), **value} if isinstance(value, dict) else value
    return merged
