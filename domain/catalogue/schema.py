"""The form of a catalogue file, checked key by key, every problem at once 制度目录文件格式.

A file is written by people, so nothing is guessed: an unknown key, a code that no enumeration holds or
a subject nobody defined is a problem, told with file, clause and field in Chinese and English.
"""

import re
import tomllib
from datetime import date
from functools import lru_cache
from typing import Final

from domain import appraisal, education, inspection, measure, organisation, report
from domain.catalogue.acts import TOPICS, acts_asked, without_acts
from domain.catalogue.tables import CatalogueError, Problem, Table
from domain.fact import FactKind
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
_FORMS: Final = (*report.Form, *education.Form, *inspection.Method, *measure.Type)
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
_CLAUSE_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_DUE: Final = re.compile(r"(\d\d)-(\d\d)")
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TIMES: Final = re.compile(r"(?:([1-9][0-9]?)\*)?\{([a-z][a-z0-9_]*)\}")


@lru_cache(maxsize=64)
def parse(text: str, source: str) -> Document:
    """Read a catalogue file; `CatalogueError` with every problem if it is not in order. ``source`` names it.

    The same text is read once: a document never changes, and there are a few of them, asked for again and again.
    """
    problems: list[Problem] = []
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file=source, clause="", field="", zh=f"不是有效的TOML文件：{error}", en=f"not TOML: {error}")
        raise CatalogueError([problem]) from error
    document = _document(Table(data, source, "", "", problems))
    if problems:
        raise CatalogueError(problems)
    return document


def _document(top: Table) -> Document:
    if top.data.get("format") != 1:
        top.wrong("format", "格式号应为1", "must be 1, the only format there is")
    top.asked.add("format")
    list_table = top.table("list", required=False)
    required: tuple[str, ...] = ()
    if list_table is not None:
        required = list_table.texts("required", LIST_FIELDS)
        list_table.done()
    uses, uses_cite = _uses(top)
    subjects = _subjects(top)
    parameters = _parameters(top)
    clauses = _clauses(top, {s.code: s for s in subjects}, {p.name: p for p in parameters})
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
        uses=uses,
        uses_cite=uses_cite,
    )
    top.done()
    return document


def _uses(top: Table) -> tuple[tuple[str, ...], str]:
    """What results of an appraisal may be used for, and where that stands; a document need not speak of it."""
    table = top.table("appraisal", required=False)
    if table is None:
        return (), ""
    found = table.texts("uses", tuple(appraisal.Use), required=True), table.text("cite")
    table.done()
    return found


def _subjects(top: Table) -> tuple[Subject, ...]:
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
                # Written out as none: nobody of the sort is in the register, such as a government department.
                kinds=one.texts("kinds", _KINDS, required=data.get("kinds") != []),
                sectors=one.texts("sectors", _SECTORS),
            )
        )
        one.done()
    return tuple(found)


def _parameters(top: Table) -> tuple[Parameter, ...]:
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


def _clauses(top: Table, subjects: dict[str, Subject], parameters: dict[str, Parameter]) -> tuple[Clause, ...]:
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


def _clause(one: Table, subjects: dict[str, Subject], parameters: dict[str, Parameter]) -> Clause:
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
    if clause.rule.measure is not Measure.NONE and all(code in subjects and not subjects[code].kinds for code in named):
        one.wrong(
            "subjects", "所列对象均无组织类别，不能计量", "nobody it names is registered, so it cannot be measured"
        )
    one.done()
    return clause


def _rule(table: Table, parameters: dict[str, Parameter]) -> Rule:
    measure = Measure(table.code("measure", tuple(Measure)) or Measure.NONE)
    usual = Window.STANDING if measure is Measure.HOLDING else Window.YEAR
    role = table.code("role", tuple(Responsible), default="")
    counts = table.table("counts", required=False)
    minimum, minimum_of, times = _minimum(table, parameters)
    rule = Rule(
        measure=measure,
        window=Window(table.code("window", tuple(Window), default=usual)),
        grain=Grain(table.code("grain", tuple(Grain), default=Grain.ORGANISATION)),
        role=Responsible(role) if role else None,
        minimum=minimum,
        minimum_of=minimum_of,
        times=times,
        maximum=table.number("maximum"),
        exact=table.flag("exact"),
        per=1 if (per := table.number("per")) is None else per,
        rolling=table.flag("rolling"),
        due=_due(table, parameters),
        by_period=table.flag("by_period"),
        each=tuple(_counts(part) for part in table.tables("each")),
        steps=tuple(_counts(part) for part in table.tables("steps")),
        within=table.number("within"),
        distinct=table.code("distinct", DISTINCT_FIELDS, default=""),
        counts=Counts() if counts is None else _counts(counts),
        reason=table.text("reason", required=False),
    )
    _check_rule(table, rule)
    table.done()
    return rule


def _check_rule(table: Table, rule: Rule) -> None:
    """What single fields cannot tell: that the parts of a rule fit together."""
    asked = rule.counts != Counts() or bool(rule.each) or bool(rule.steps)
    if rule.measure is Measure.NONE:
        if not rule.reason:
            table.wrong("reason", "不计量的条款须说明原因", "a clause that is not measured must say why")
        if asked:
            table.wrong("counts", "不计量的条款不能有计数条件", "a clause that is not measured cannot count anything")
        return
    if not asked:
        table.wrong("counts", "须说明计入什么", "must say what counts")
    if (rule.measure is Measure.FOLLOW) is not bool(rule.steps) or (rule.steps and not _may_follow(rule)):
        table.wrong(
            "steps",
            "follow须有两个以上steps，按年、不设数量；其他计量方式没有steps",
            "follow has two steps or more, by the year and without a number; no other measure has steps",
        )
    if rule.within is not None and rule.measure is not Measure.FOLLOW:
        table.wrong("within", "within只用于follow", "within belongs to follow")
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
    if rule.per < 1 or (rule.per > 1 and rule.measure is not Measure.QUANTITY):
        table.wrong("per", "per只用于quantity，且至少为1", "per belongs to quantity, and is 1 at least")
    if rule.rolling and not _may_roll(rule):
        table.wrong(
            "rolling",
            "rolling只用于每两年、三年、五年一次的count，不写due和each",
            "rolling belongs to a count of one in two, three or five years, without due and each",
        )
    if rule.due and rule.window is Window.STANDING:
        table.wrong("due", "随时核查的条款没有期限", "a standing number has no due date")
    if rule.each and rule.measure is not Measure.COUNT:
        table.wrong("each", "只有count可以分项", "only count can have parts")


def _may_follow(rule: Rule) -> bool:
    counted = rule.each or rule.counts != Counts() or rule.minimum is not None or rule.maximum is not None
    return len(rule.steps) > 1 and rule.window is Window.YEAR and not counted and not rule.due


def _minimum(table: Table, parameters: dict[str, Parameter]) -> tuple[int | None, str, int]:
    """A number, or a parameter so many times over: the minimum by its default, its name, how many times."""
    if not isinstance(table.data.get("minimum"), str):
        return table.number("minimum"), "", 1
    said = _TIMES.fullmatch(table.text("minimum"))
    if said is None:
        table.wrong("minimum", "应为数字、{参数名}或“数字*{参数名}”", "must be a number, {parameter} or n*{parameter}")
        return None, "", 1
    times, name = int(said[1] or 1), said[2]
    parameter = parameters.get(name)
    if parameter is None:
        table.wrong("minimum", f"参数“{name}”未定义", f"parameter {name!r} is not defined")
        return None, "", 1
    if not (parameter.default.isascii() and parameter.default.isdigit()):
        table.wrong("minimum", f"参数“{name}”的默认值不是整数", f"default of {name!r} is not a whole number")
        return None, "", 1
    return times * int(parameter.default), name, times


def _may_roll(rule: Rule) -> bool:
    several = rule.window in (Window.TWO_YEARS, Window.THREE_YEARS, Window.FIVE_YEARS)
    return several and rule.measure is Measure.COUNT and rule.minimum == 1 and not (rule.due or rule.each)


def _due(table: Table, parameters: dict[str, Parameter]) -> str:
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


def _counts(table: Table) -> Counts:
    kinds = tuple(FactKind(kind) for kind in table.texts("kinds", tuple(FactKind)))
    chair = table.code("chair", tuple(Responsible), default="")
    performer = table.code("performer", tuple(Responsible), default="")
    counts = Counts(
        kinds=kinds,
        acts=table.texts("acts", acts_asked(kinds)),
        topics=table.texts("topics", TOPICS),
        chair=Responsible(chair) if chair else None,
        performer=Responsible(performer) if performer else None,
        recipient=table.code("recipient", ("superior", "own", *_KINDS), default=""),
        form=table.code("form", _FORMS, default=""),
        own_point=table.flag("own_point"),
        unit_kinds=table.texts("unit_kinds", _KINDS),
        unit_sectors=table.texts("unit_sectors", _SECTORS),
        unit_ratings=table.texts("unit_ratings", _RATINGS),
        sections=table.texts("sections"),
        cited=table.flag("cited"),
    )
    for kind in without_acts(counts):
        table.wrong("acts", f"没有写明“{kind}”的类别，这类记录将无一计入", f"no act of {kind!r}: none would ever count")
    table.done()
    return counts
