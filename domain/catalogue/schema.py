"""The form of a catalogue file, checked key by key, every problem at once 制度目录文件格式.

A file is written by people, so nothing is guessed: an unknown key, a code that no enumeration holds or
a subject nobody defined is a problem, told with file, clause and field in Chinese and English.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from domain import contact, meeting, organisation, report, work
from domain.fact import FactKind
from domain.kernel import record
from domain.rule import (
    Clause,
    Counts,
    Document,
    Grain,
    Measure,
    Parameter,
    Responsible,
    Rule,
    Strength,
    Subject,
    Window,
)

LEVELS: Final = ("central", "province", "city", "district", "township")
"""Who is whose superior, highest first."""

LIST_FIELDS: Final = ("person", "department", "due_on", "indicator", "standard")
"""Fields that a document may demand of every item of a responsibility list."""

DISTINCT_FIELDS: Final = ("occurred_on", "title", "owner", "unit", "unit_kind", "unit_sector", "point", "recipient")

_KINDS: Final = tuple(organisation.Kind)
_SECTORS: Final = tuple(organisation.Sector)
_RATINGS: Final = tuple(organisation.Rating)
_ACTS: Final = {
    FactKind.MEETING: tuple(meeting.Body),
    FactKind.VISIT: tuple(contact.Purpose),
    FactKind.CONTACT_POINT: (),
    FactKind.REPORT: tuple(report.Type),
    FactKind.WORK: tuple(work.Act),
    FactKind.LIST: (),
    FactKind.LIST_ITEM: (),
}
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
_CLAUSE_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_DUE: Final = re.compile(r"(\d\d)-(\d\d)")
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


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


def parse(text: str, source: str) -> Document:
    """Read a catalogue file; `CatalogueError` with every problem if it is not in order. ``source`` names it."""
    problems: list[Problem] = []
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file=source, clause="", field="", zh=f"不是有效的TOML文件：{error}", en=f"not TOML: {error}")
        raise CatalogueError([problem]) from error
    document = _document(_Table(data, source, "", "", problems))
    if problems:
        raise CatalogueError(problems)
    return document


class _Table:
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

    def table(self, key: str, *, required: bool) -> "_Table | None":
        value = self._take(key, required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, "应为表", "must be a table")
            return None
        return self.inner(value, key)

    def tables(self, key: str) -> list["_Table"]:
        value = self._take(key, False)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, "应为表的列表", "must be a list of tables")
            return []
        return [self.inner(item, f"{key}[{index}]") for index, item in enumerate(value, 1)]

    def inner(self, data: dict[str, Any], key: str) -> "_Table":
        return _Table(data, self.file, self.clause, f"{self.prefix}{key}.", self.problems)

    def named(self, data: dict[str, Any], name: str) -> "_Table":
        return _Table(data, self.file, name, "", self.problems)


def _document(top: _Table) -> Document:
    if top.data.get("format") != 1:
        top.wrong("format", "格式号应为1", "must be 1, the only format there is")
    top.asked.add("format")
    list_table = top.table("list", required=False)
    required: tuple[str, ...] = ()
    if list_table is not None:
        required = list_table.texts("required", LIST_FIELDS)
        list_table.done()
    subjects = _subjects(top)
    parameters = _parameters(top)
    clauses = _clauses(top, {s.code for s in subjects}, {p.name: p for p in parameters})
    code = top.text("code")
    if code and not _CODE.fullmatch(code):
        top.wrong("code", "只能用小写字母、数字和下划线", "only lower-case letters, digits and underscores")
    document = Document(
        code=code,
        title=top.text("title"),
        title_en=top.text("title_en"),
        number=top.text("number", required=False),
        issuer=top.text("issuer"),
        date=top.day("date"),
        level=top.code("level", LEVELS),
        cite=top.text("cite"),
        list_required=required,
        subjects=subjects,
        parameters=parameters,
        clauses=clauses,
    )
    top.done()
    return document


def _subjects(top: _Table) -> tuple[Subject, ...]:
    table = top.table("subjects", required=True)
    if table is None:
        return ()
    found = []
    for code, data in table.data.items():
        if not isinstance(data, dict):
            table.wrong(code, "应为表", "must be a table")
            continue
        one = top.named(data, f"subjects.{code}")
        found.append(
            Subject(
                code=code,
                zh=one.text("zh"),
                en=one.text("en"),
                kinds=one.texts("kinds", _KINDS, required=True),
                sectors=one.texts("sectors", _SECTORS),
            )
        )
        one.done()
    return tuple(found)


def _parameters(top: _Table) -> tuple[Parameter, ...]:
    found: dict[str, Parameter] = {}
    for number, table in enumerate(top.tables("parameter"), 1):
        name = str(table.data.get("name", number))
        one = top.named(table.data, f"parameter.{name}")
        parameter = Parameter(
            name=one.text("name"),
            default=one.text("default", empty=True),
            zh=one.text("zh"),
            en=one.text("en"),
            cite=one.text("cite", required=False),
            choices=one.texts("choices"),
        )
        if parameter.name and not _CODE.fullmatch(parameter.name):
            one.wrong("name", "只能用小写字母、数字和下划线", "only lower-case letters, digits and underscores")
        if parameter.choices and parameter.default not in parameter.choices:
            one.wrong("default", "默认值不在可选值中", "the default is not one of the choices")
        if parameter.name in found:
            one.wrong("name", "参数重复", "the parameter is defined twice")
        found[parameter.name] = parameter
        one.done()
    return tuple(found.values())


def _clauses(top: _Table, subjects: set[str], parameters: dict[str, Parameter]) -> tuple[Clause, ...]:
    found: dict[str, Clause] = {}
    tables = top.tables("clause")
    if not tables:
        top.wrong("clause", "至少要有一条", "there must be one clause at least")
    for number, table in enumerate(tables, 1):
        identifier = table.data.get("id")
        one = top.named(table.data, identifier if isinstance(identifier, str) and identifier else f"clause[{number}]")
        clause = _clause(one, subjects, parameters)
        if clause.id in found:
            one.wrong("id", "条款编号重复", "the clause id is used twice")
        found[clause.id] = clause
    return tuple(found.values())


def _clause(one: _Table, subjects: set[str], parameters: dict[str, Parameter]) -> Clause:
    identifier = one.text("id")
    if identifier and not _CLAUSE_ID.fullmatch(identifier):
        one.wrong("id", "只能用小写字母、数字、点、横线和下划线", "only lower-case letters, digits, '.', '-' and '_'")
    named = one.texts("subjects", required=True)
    for code in named:
        if code not in subjects:
            one.wrong("subjects", f"“{code}”未在[subjects]中定义", f"{code!r} is not defined in [subjects]")
    rule = one.table("rule", required=True)
    clause = Clause(
        id=identifier,
        cite=one.text("cite"),
        subjects=named,
        role=one.text("role", required=False),
        kind=one.text("kind"),
        strength=Strength(one.code("strength", tuple(Strength)) or Strength.MUST),
        zh=one.text("zh"),
        en=one.text("en"),
        duty=one.text("duty", required=False) or identifier,
        rule=Rule(measure=Measure.NONE) if rule is None else _rule(rule, parameters),
        baseline=one.flag("baseline"),
        note_zh=one.text("note_zh", required=False),
        note_en=one.text("note_en", required=False),
    )
    one.done()
    return clause


def _rule(table: _Table, parameters: dict[str, Parameter]) -> Rule:
    measure = Measure(table.code("measure", tuple(Measure)) or Measure.NONE)
    usual = Window.STANDING if measure is Measure.HOLDING else Window.YEAR
    role = table.code("role", tuple(Responsible), default="")
    counts = table.table("counts", required=False)
    rule = Rule(
        measure=measure,
        window=Window(table.code("window", tuple(Window), default=usual)),
        grain=Grain(table.code("grain", tuple(Grain), default=Grain.ORGANISATION)),
        role=Responsible(role) if role else None,
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
        exact=table.flag("exact"),
        due=_due(table, parameters),
        by_period=table.flag("by_period"),
        each=tuple(_counts(part) for part in table.tables("each")),
        distinct=table.code("distinct", DISTINCT_FIELDS, default=""),
        counts=Counts() if counts is None else _counts(counts),
        reason=table.text("reason", required=False),
    )
    _check_rule(table, rule)
    table.done()
    return rule


def _check_rule(table: _Table, rule: Rule) -> None:
    """What single fields cannot tell: that the parts of a rule fit together."""
    asked = rule.counts != Counts() or bool(rule.each)
    if rule.measure is Measure.NONE:
        if not rule.reason:
            table.wrong("reason", "不计量的条款须说明原因", "a clause that is not measured must say why")
        if asked:
            table.wrong("counts", "不计量的条款不能有计数条件", "a clause that is not measured cannot count anything")
        return
    if not asked:
        table.wrong("counts", "须说明计入什么", "must say what counts")
    if rule.each and rule.counts != Counts():
        table.wrong("each", "counts与each只能用一种", "give either counts or each, not both")
    if rule.grain is not Grain.ORGANISATION and rule.role is None:
        table.wrong("role", "按职务或个人计量须写明责任角色", "the post and person grains need a role")
    if rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
        table.wrong("minimum", "最低数大于最高数", "the minimum is greater than the maximum")
    if (rule.measure is Measure.HOLDING) is not (rule.window is Window.STANDING):
        table.wrong("window", "holding与standing须同时使用", "holding and standing belong together")
    if rule.measure is Measure.EVIDENCE and (rule.minimum is not None or rule.maximum is not None):
        table.wrong("minimum", "有无佐证的条款没有数量", "an evidenced duty has no number")
    if rule.exact and rule.maximum is None:
        table.wrong("exact", "exact须有maximum", "exact needs a maximum")
    if rule.due and rule.window is Window.STANDING:
        table.wrong("due", "随时核查的条款没有期限", "a standing number has no due date")
    if rule.each and rule.measure is not Measure.COUNT:
        table.wrong("each", "只有count可以分项", "only count can have parts")


def _due(table: _Table, parameters: dict[str, Parameter]) -> str:
    due = table.text("due", required=False)
    if not due:
        return ""
    placeholder = _PLACEHOLDER.fullmatch(due)
    if placeholder is None:
        if not is_month_day(due):
            table.wrong("due", "应为“月-日”（如03-31）或{参数名}", "must be MM-DD such as 03-31, or {parameter}")
        return due
    parameter = parameters.get(placeholder[1])
    if parameter is None:
        table.wrong("due", f"参数“{placeholder[1]}”未定义", f"parameter {placeholder[1]!r} is not defined")
    elif not is_month_day(parameter.default):
        table.wrong("due", f"参数“{parameter.name}”的默认值不是“月-日”", f"default of {parameter.name!r} is not MM-DD")
    return due


def is_month_day(text: str) -> bool:
    """Whether ``text`` is ``MM-DD`` and such a day exists (29 February included)."""
    match = _DUE.fullmatch(text)
    if match is None:
        return False
    try:
        date(2000, int(match[1]), int(match[2]))
    except ValueError:
        return False
    return True


def _counts(table: _Table) -> Counts:
    kinds = tuple(FactKind(kind) for kind in table.texts("kinds", tuple(FactKind)))
    acts = tuple(act for kind in (kinds or tuple(FactKind)) for act in _ACTS[kind])
    chair = table.code("chair", tuple(Responsible), default="")
    performer = table.code("performer", tuple(Responsible), default="")
    counts = Counts(
        kinds=kinds,
        acts=table.texts("acts", acts),
        topics=table.texts("topics", tuple(meeting.Topic)),
        chair=Responsible(chair) if chair else None,
        performer=Responsible(performer) if performer else None,
        recipient=table.code("recipient", ("superior", "own", *_KINDS), default=""),
        form=table.code("form", tuple(report.Form), default=""),
        own_point=table.flag("own_point"),
        unit_kinds=table.texts("unit_kinds", _KINDS),
        unit_sectors=table.texts("unit_sectors", _SECTORS),
        unit_ratings=table.texts("unit_ratings", _RATINGS),
        sections=table.texts("sections"),
        cited=table.flag("cited"),
    )
    for kind in counts.kinds if counts.acts else ():
        if _ACTS[kind] and not set(_ACTS[kind]) & set(counts.acts):
            table.wrong(
                "acts", f"没有写明“{kind}”的类别，这类记录将无一计入", f"no act of {kind!r}: none would ever count"
            )
    table.done()
    return counts
