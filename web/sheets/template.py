"""Templates 模板 and what is written out in their shape: headings, a hidden row of codes, lists to choose from, rules
in notes, a sheet that says how. What is written out can be read in again, and says the same then."""

from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from domain.kernel import Refused
from domain.terms import code_label
from projections import directory, records
from web.asking import asking
from web.errors import NotFound
from web.language import in_chinese
from web.schemas.fields import (
    Choice,
    Choices,
    Code,
    Codes,
    Day,
    Flag,
    Lines,
    Money,
    Period,
    Points,
    Ref,
    Refs,
    Text,
    Whole,
)
from web.services import LOCAL, services
from web.sheets.cells import kind_of, shown
from web.sheets.columns import (
    NUMBER,
    OWN_HEADINGS,
    RECORD,
    SEEN,
    TEMPLATES,
    Column,
    Template,
    columns,
    heading,
    mark,
)
from web.sheets.names import Names
from web.sheets.stands import normal, seal, standing_values
from web.sheets.writing import Column as Written
from web.sheets.writing import Kind, Notes, Sheet, Value, write
from web.viewer import Viewer

OPEN_ROWS: Final = 2_000
MOST_OFFERED: Final = 2_000
"""Longest list to choose from; who needs one that is not on it types the name."""
_PAGE: Final = 500

_LINE_KINDS: Final = {"establish_contact_point": "contact_point", "visit_contact_point": "visit", "pay_dues": "dues"}


def offered_to(who: Viewer) -> list[Template]:
    """Templates of acts that the viewer may do."""
    return [one for one in TEMPLATES.values() if who.may(one.act.command)]


def write_template(template: Template, file: IO[bytes]) -> None:
    """The empty template."""
    names = Names()
    with in_chinese():
        write([_sheet(template, names, iter(())), _guide(template, names)], _notes(template, "导入模板"), file)


def write_records(template: Template, bodies: Sequence[str], file: IO[bytes], *, most: int = 0) -> int:
    """Records of these organisations in the shape of the template; how many rows that is. With ``most`` no more."""
    names = Names()
    with in_chinese():
        rows, guide = _rows(template, names, bodies, most), _guide(template, names)
        total = write([_sheet(template, names, rows), guide], _notes(template, "记录"), file)
    return total - len(tuple(guide.rows))


# --- sheets -----------------------------------------------------------------------------


def _sheet(template: Template, names: Names, rows: Iterator[Sequence[Value]]) -> Sheet:
    own = columns(template.name)
    ahead = Written(heading=OWN_HEADINGS[NUMBER][0], kind=Kind.TEXT, width=7, note=_FIRST_NOTE)
    behind = [
        Written(heading=OWN_HEADINGS[code][0], kind=Kind.TEXT, width=14, note=_BEHIND_NOTE) for code in (RECORD, SEEN)
    ]
    return Sheet(
        title=template.title[0],
        columns=(ahead, *(_written(one, names) for one in own), *behind),
        rows=rows,
        open_rows=OPEN_ROWS,
        codes=(mark(template.name), *(one.code for one in own), RECORD, SEEN),
    )


_FIRST_NOTE: Final = (
    "给每条记录编一个序号。同一条记录有几个议题等明细时，明细另起一行，序号不填或与上一行相同，其他栏留空。"
)
_BEHIND_NOTE: Final = "由系统填写，请勿修改。新登记的行留空。"


def _written(column: Column, names: Names) -> Written:
    return Written(
        heading=heading(column),
        kind=kind_of(column.field),
        note=rule(column),
        choices=tuple(choices(column, names)),
    )


def choices(column: Column, names: Names | None) -> list[str]:
    """What the list of a column offers; none where several values stand in one cell, or names are not asked for."""
    field = column.field
    if isinstance(field, Choice):
        return [code_label(code)[0] for code in field.enum if code not in field.retired]
    if isinstance(field, Flag):
        return ["是", "否"]
    if names is not None and (isinstance(field, Ref | Code) or (isinstance(field, Whole) and field.source)):
        return names.offered(field, MOST_OFFERED)
    return []


def rule(column: Column) -> str:
    """What may stand in a column, in a sentence."""
    field = column.field
    said = ["必填。" if column.required else "可不填。"]
    if column.required and column.group:
        said = ["这一项填写时必填。"]
    match field:
        case Choice():
            said.append("请从列表中选择。")
        case Choices():
            said.append("可填多项，用顿号分开：" + "、".join(code_label(one)[0] for one in field.enum) + "。")
        case Day():
            said.append("日期，如 2026-03-05；也认 2026年3月5日、2026.3.5、20260305。")
        case Money():
            said.append("以元为单位，最多两位小数。")
        case Points():
            said.append("分数，最多一位小数。")
        case Period():
            said.append("如 2026、2026-H1（上半年）、2026-Q3（三季度）、2026-05。")
        case Whole():
            said.append("整数。")
        case Flag():
            said.append("填“是”或“否”，不填为“否”。")
        case Refs():
            said.append("可填多个，用顿号分开。同名的写成“姓名（所在组织）”。")
        case Codes():
            said.append("可填多条，每条一行。")
        case Ref():
            said.append("填写全称或姓名，与名录一致。同名的写成“姓名（所在组织）”。")
        case Lines():
            said.append("可填多项，每项一行（Alt+回车换行）。")
        case Text():
            said.append(f"不超过{field.limit}字。" + ("" if field.lines > 1 else "一行。"))
    return "".join(said)


def _guide(template: Template, names: Names) -> Sheet:
    """How to fill it in, and what each column means."""
    steps = (
        ("怎么填", "从表头下面第一行起填写，一条记录一行。带 * 的栏必填。不要改动表头，不要合并单元格，不要用公式。"),
        ("有明细的记录", _FIRST_NOTE),
        ("怎么导入", "在“导入导出”页面上传本文件。系统先检查、不登记，列出全部需要更正之处；确认后才登记。"),
        ("重复导入", "同一行再次导入会被认出，不会重复登记。"),
        ("更正", "导出的记录可在原表修改后导入，须在确认时选择“按更正登记”并写明理由；原来的内容仍会保留。"),
    )
    rows: list[tuple[Value, ...]] = [(zh, "", text, "") for zh, text in steps]
    rows += [
        (heading(one), "必填" if heading(one).endswith("*") else "", rule(one), _example(one, names))
        for one in columns(template.name)
    ]
    return Sheet(
        title="填写说明",
        columns=(
            Written(heading="栏目", width=22),
            Written(heading="要求", width=8),
            Written(heading="填写方法", kind=Kind.LONG, width=64),
            Written(heading="示例", kind=Kind.LONG, width=28),
        ),
        rows=rows,
    )


def _example(column: Column, names: Names) -> str:
    field = column.field
    match field:
        case Choice():
            return choices(column, names)[0]
        case Choices():
            return "、".join(code_label(one)[0] for one in list(field.enum)[:2])
        case Day():
            return "2026-03-05"
        case Money():
            return "120.50"
        case Points():
            return "8.5"
        case Period():
            return "2026-Q1"
        case Flag():
            return "是"
        case Whole():
            return "1"
        case Ref(source="person") | Refs(source="person"):
            return "张甲" if isinstance(field, Ref) else "张甲、李乙"
        case Ref(source="organisation" | "any_organisation"):
            return "柳溪乡党委"
    return ""


def _notes(template: Template, what: str) -> Notes:
    today = services().now().astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    title = f"{template.title[0]}{what}"
    return Notes(
        title=title,
        header="责任记录",
        footer=("", ""),
        about=(),
        author="",
        written_at=today,
    )


# --- records ------------------------------------------------------------------------------


def _refs(template: Template, bodies: Sequence[str]) -> Iterator[str]:
    """Records that the template's act began, or parts that it added, in the order in which they were recorded."""
    asked = asking()
    kind = template.act.kind
    match kind:
        case "person":
            found = directory.persons(asked.reading, bodies, asked.today)
            yield from (one.id for one in found if one.organisation in set(bodies))
            return
        case "organisation":
            yield from bodies
            return
        case "appointment":
            for body in bodies:
                refs = (one.ref for one in directory.tenures(asked.reading, body))
                yield from sorted(dict.fromkeys(refs), key=lambda ref: int(ref.partition("#")[2] or 0))
            return
    wanted = records.Wanted(organisations=bodies, kinds=(_LINE_KINDS.get(template.name, kind),))
    lines: list[tuple[int, str]] = []
    offset = 0
    while page := records.find(asked.reading, wanted, limit=_PAGE, offset=offset):
        lines += [(one.first_position, one.ref) for one in page]
        offset += len(page)
    for _, ref in sorted(lines):
        if template.name == "pay_dues":
            state = asked.standing.state(ref)
            yield from (f"{ref}#{number}" for number, one in sorted(state.payments.items()) if not one.voided)
        else:
            yield ref


def _rows(template: Template, names: Names, bodies: Sequence[str], most: int) -> Iterator[Sequence[Value]]:
    own = columns(template.name)
    number = 0
    for ref in _refs(template, bodies):
        try:
            _, values = standing_values(template, ref)
        except NotFound:
            continue
        if values is None or (template.name == "write_paper" and "paper" not in values):
            continue
        number += 1
        if most and number > most:
            raise Refused(
                "too_many_records",
                zh=f"超过{most}条，请缩小组织范围，或请管理员用命令 zeren sheets export 导出。",
                en=f"More than {most} records: choose fewer organisations, or have it done by zeren sheets export.",
            )
        home = str(values.get("organisation") or "")
        tail = (ref, seal(normal(template, values)))
        groups = dict.fromkeys(one.group for one in own if one.group)
        depth = max((len(values.get(group) or ()) for group in groups), default=0)
        for at in range(max(depth, 1)):
            cells = [_value(one, values, at, names, home) for one in own]
            yield (str(number), *cells, *(tail if at == 0 else ("", "")))


def _value(column: Column, values: dict[str, Any], at: int, names: Names, home: str) -> Value:
    if not column.group:
        return shown(column.field, values.get(column.code), names, home) if at == 0 else None
    rows = values.get(column.group) or []
    return shown(column.field, rows[at].get(column.cell), names, home) if at < len(rows) else None
