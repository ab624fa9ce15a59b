"""Tables of a catalogue file: checked values out of TOML, and every problem noted with where it stands."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from domain.kernel import record


@record
class Problem:
    """One thing wrong with a catalogue file."""

    file: str
    clause: str
    """Clause, subject or parameter it is about, or ``""`` for the file's head."""
    field: str
    zh: str
    en: str

    def __str__(self) -> str:
        where = " / ".join(part for part in (self.file, self.clause, self.field) if part)
        return f"{where}: {self.zh} ({self.en})"


class CatalogueError(Exception):
    """The file does not read: every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Table:
    """One TOML table: hands out checked values, notes what is wrong, and at the end what nobody asked for."""

    def __init__(self, data: dict[str, Any], file: str, clause: str, prefix: str, problems: list[Problem]) -> None:
        self.data = data
        self.file = file
        self.clause = clause
        self.prefix = prefix
        self.problems = problems
        self.asked: set[str] = set()

    def wrong(self, field: str, zh: str, en: str) -> None:
        self.problems.append(Problem(file=self.file, clause=self.clause, field=self.prefix + field, zh=zh, en=en))

    def done(self) -> None:
        for key in self.data:
            if key not in self.asked:
                self.wrong(key, "不认识的字段", "unknown key")

    def _take(self, key: str, required: bool) -> Any:
        self.asked.add(key)
        if key not in self.data and required:
            self.wrong(key, "缺少必填字段", "required, but missing")
        return self.data.get(key)

    def text(self, key: str, *, required: bool = True, empty: bool = False) -> str:
        value = self._take(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, "应为文字", "must be a string")
            return ""
        if required and not empty and not value.strip():
            self.wrong(key, "不能为空", "must not be empty")
        return value.strip()

    def number(self, key: str) -> int | None:
        value = self._take(key, False)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.wrong(key, "应为不小于0的整数", "must be a whole number, 0 or more")
            return None
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key, False)
        if value is None:
            return False
        if not isinstance(value, bool):
            self.wrong(key, "应为true或false", "must be true or false")
            return False
        return value

    def day(self, key: str) -> date | None:
        value = self._take(key, False)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.wrong(key, "应为日期（如2015-08-26，不加引号）", "must be a date such as 2015-08-26, without quotes")
            return None
        return value

    def code(self, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        value = self.text(key, required=default is None, empty=True) or (default or "")
        allowed = tuple(allowed)
        if value not in allowed and (value or default is None) and key in self.data:
            self._not_allowed(key, value, allowed)
            return default or allowed[0]
        return value

    def texts(self, key: str, allowed: Iterable[str] | None = None, *, required: bool = False) -> tuple[str, ...]:
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "应为文字的列表", "must be a list of strings")
            return ()
        if len(set(value)) < len(value):
            self.wrong(key, "列表中有重复", "names one thing twice")
        if required and not value:
            self.wrong(key, "不能为空", "must not be empty")
        if allowed is None:
            return tuple(value)
        known = tuple(allowed)
        for item in value:
            if item not in known:
                self._not_allowed(key, item, known)
        return tuple(item for item in value if item in known)

    def _not_allowed(self, key: str, value: str, allowed: tuple[str, ...]) -> None:
        choice = ", ".join(allowed)
        self.wrong(key, f"“{value}”不在允许的取值中（{choice}）", f"{value!r} is not one of {choice}")

    def table(self, key: str, *, required: bool) -> "Table | None":
        value = self._take(key, required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, "应为表", "must be a table")
            return None
        return self.inner(value, key)

    def tables(self, key: str) -> list["Table"]:
        value = self._take(key, False)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, "应为表的列表", "must be a list of tables")
            return []
        return [self.inner(item, f"{key}[{index}]") for index, item in enumerate(value, 1)]

    def inner(self, data: dict[str, Any], key: str) -> "Table":
        return Table(data, self.file, self.clause, f"{self.prefix}{key}.", self.problems)

    def named(self, data: dict[str, Any], name: str) -> "Table":
        return Table(data, self.file, name, "", self.problems)
