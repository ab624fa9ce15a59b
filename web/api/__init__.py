"""JSON API under ``/api/v1``: the same commands, shapes, rules and rights as the pages.

Commands are one routing rule and one documented path each; what is asked and answered is described by the types
that read and encode it, so the OpenAPI document cannot drift from what runs.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Flask, Response
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # publishes no types

from web.api import commands, compared, followed, judged, promises, proofs, queries, reckoned, registers, rolls
from web.api.document import PREFIX, document, question
from web.api.kept import kept
from web.comparing.questions import KINDS as COMPARED

_CLOCKS: Final = (
    ("as_of", "date", "截至日期，默认今天。 The day asked about; today if left out."),
    ("known_at", "", "知悉时点：日期或日志位置，默认最新。 A day or log position; everything if left out."),
)
_PAGE: Final = (
    ("limit", "integer", "每页行数。 Rows a page."),
    ("cursor", "", "上一页给出的 cursor。 The cursor of the page before."),
)
_BELOW: Final = (
    ("organisation", "", "组织编号，默认本账号所属组织。 An organisation; the account's own if left out."),
    ("below", "boolean", "是否包括下级组织。 With all organisations below it."),
)

_EXTENT: Final = (
    ("organisation", "", "组织编号，默认本账号所属组织。 An organisation; the account's own if left out."),
    ("below", "boolean", "是否包括下级组织，默认包括。 With all organisations below it: true if left out."),
)
_YEAR: Final = ("year", "integer", "年度，默认截至日期所在年度。 The year; that of as_of if left out.")
_CLAUSE: Final = ("clause", "", "只看一条。 One clause only.")

Parameter = tuple[str, str, str]

QUESTIONS: Final[tuple[tuple[str, Callable[..., Response], str, tuple[Parameter, ...]], ...]] = (
    ("/me", registers.me, "Me", ()),
    ("/commands", commands.commands, "Commands", ()),
    ("/receipts/<command_id>", commands.receipt, "Receipt", ()),
    ("/boards/<organisation>/<int:year>", queries.board, "Board", (*_CLOCKS, *_PAGE)),
    (
        "/organisations/<organisation>/duties/<int:year>",
        queries.duties,
        "Duties",
        (("clause", "", "只看一条。 One clause only."), *_CLOCKS),
    ),
    ("/organisations/<organisation>/lists/<int:year>", queries.responsibility_list, "List", _CLOCKS),
    ("/organisations/<organisation>/roster", registers.roster, "Roster", _CLOCKS),
    (
        "/organisations",
        registers.organisations,
        "Organisations",
        (("root", "", "根组织，默认本账号所属组织。 The root of the subtree."), *_CLOCKS, *_PAGE),
    ),
    ("/persons", registers.persons, "Persons", (*_BELOW, *_CLOCKS, *_PAGE)),
    ("/policies", registers.policies, "Policies", (_BELOW[0], *_CLOCKS)),
    (
        "/records",
        queries.records,
        "Records",
        (
            *_BELOW,
            ("kind", "", f"记录类别，可重复：{'、'.join(queries.KINDS)}。 Kind of record; may be repeated."),
            ("from", "date", "起始日期。 First day."),
            ("until", "date", "终止日期。 Last day."),
            ("text", "", "标题所含文字。 Stands in the title."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    ("/records/<stream>", queries.record, "Record", _CLOCKS),
    ("/records/<stream>/following", followed.following, "Following", _CLOCKS),
    (
        "/registers/rectifications",
        followed.rectifications,
        "Rectifications",
        (
            *_EXTENT,
            ("standing", "", "整改状态。 How it stands."),
            ("category", "", "问题类别。 Sort of problem."),
            ("owner", "", "责任人，或未指定个人的整改单位。 Who answers: a person, or an organisation naming none."),
            ("age", "", "已责令天数，如 31-90 或 181-。 Days since the order."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/inspections",
        followed.inspections,
        "Inspections",
        (
            *_EXTENT,
            _YEAR,
            ("method", "", "检查方式。 Way of inspecting."),
            ("topic", "", "检查内容。 What was inspected."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/reports",
        followed.reports,
        "ReportRegister",
        (*_EXTENT, _YEAR, _CLAUSE, ("light", "", "状态。 How it stands."), *_CLOCKS, *_PAGE),
    ),
    (
        "/registers/asks",
        followed.asks,
        "Asks",
        (
            *_EXTENT,
            ("command", "", "下一步。 The command that is asked for."),
            ("late", "boolean", "只看超过期限的。 Only what is past its day."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/floating",
        rolls.floating_members,
        "FloatingMembers",
        (
            *_EXTENT,
            ("side", "", "home 流出，host 流入。 Who left (home) or came (host)."),
            ("gap", "", "只看缺某项的；unpaid 为党费逾期。 Only who lacks this; unpaid: dues overdue."),
            ("closed", "boolean", "包括已办结的。 With those checked off."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    ("/registers/floating/<person>", rolls.floating_member, "FloatingFile", (_YEAR, *_CLOCKS)),
    (
        "/registers/education",
        rolls.education,
        "EducationRegister",
        (
            *_EXTENT,
            _YEAR,
            ("progress", "", "完成情况，或 unexcused、training。 How it stands, or unexcused, training."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    ("/registers/education/<person>", rolls.member_education, "MemberEducation", (_YEAR, *_CLOCKS)),
    (
        "/registers/members",
        rolls.members,
        "Roll",
        (
            *_EXTENT,
            ("category", "", "党员类别。 Category of member."),
            ("only", "", "special 有特殊情况，trouble 有问题，disposed 已处置。 Only these."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/receptions",
        promises.receptions,
        "Issues",
        (
            *_EXTENT,
            ("channel", "", "接待渠道。 How they came."),
            ("closed", "boolean", "包括已办结的。 With closed ones."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/commitments",
        promises.commitments,
        "Commitments",
        (
            *_EXTENT,
            ("year", "integer", "承诺年度，默认全部。 Year of the promise; all if left out."),
            ("every", "boolean", "包括已确认兑现的。 With those confirmed."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/dues",
        rolls.dues,
        "DuesRegister",
        (*_EXTENT, _YEAR, ("unpaid", "boolean", "只看逾期未交的。 Only who is overdue."), *_CLOCKS, *_PAGE),
    ),
    (
        "/registers/appraisals",
        judged.appraisals,
        "AppraisalRegister",
        (
            *_EXTENT,
            ("period", "", "考核期，如 2024 或 2024-H1。 Period appraised; its beginning will do."),
            ("subjects", "", "organisation 或 person。 Who is appraised."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    ("/registers/appraisals/<stream>", judged.appraisal_sheet, "SheetReasons", _CLOCKS),
    (
        "/registers/cases",
        judged.cases,
        "CaseRegister",
        (
            *_EXTENT,
            ("stage", "", "状态。 How far it has come."),
            ("flagged", "boolean", "只看有提示的。 Only those with a flag."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    ("/registers/cases/<case>", judged.case, "CaseFile", _CLOCKS),
    (
        "/registers/measures",
        judged.measures,
        "OutcomeRegister",
        (
            *_EXTENT,
            _YEAR,
            ("sort", "", "commended、criticised、admonished、adjusted。 One column of the balance only."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    (
        "/registers/due",
        reckoned.due,
        "Due",
        (
            *_EXTENT,
            ("person", "", "只看某人的；不再按组织。 One person's, instead of organisations'."),
            ("month", "", "月份，如 2024-05。 A month, such as 2024-05."),
            ("days", "integer", "今后天数，默认30。 Days ahead: 30 if left out."),
            ("sort", "", "类别，可重复。 Sort of what is owed; may be repeated."),
            ("late", "boolean", "只看逾期。 Only what is past its day."),
            *_CLOCKS,
            *_PAGE,
        ),
    ),
    ("/registers/statistics", reckoned.statistics, "Statistics", (*_EXTENT, _YEAR, *_CLOCKS)),
    (
        "/compare",
        compared.compare,
        "Comparison",
        (
            ("of", "", f"对比内容：{'、'.join(COMPARED)}。 Which question."),
            ("stream", "", "记录、清单或考核的编号。 Of which record, list, sheet or round."),
            *_EXTENT,
            _YEAR,
            ("kind", "", "记录类别。 Kind of record, of a register."),
            ("as_of_a", "date", "甲的截至日期，默认今天。 First moment: the day."),
            ("known_a", "", "甲的知悉时点：日期或日志位置。 First moment: as known on a day or at a position."),
            ("as_of_b", "date", "乙的截至日期，默认今天。 Second moment: the day."),
            ("known_b", "", "乙的知悉时点：日期或日志位置。 Second moment: as known on a day or at a position."),
            *_PAGE,
        ),
    ),
    (
        "/trail",
        queries.trail,
        "Trail",
        (
            ("record", "", "某条记录的轨迹。 Of a record."),
            ("organisation", "", "某组织的轨迹。 Of an organisation."),
            ("person", "", "某人员的轨迹。 Of a person."),
            ("account", "", "某账号的轨迹；都不填时为本账号。 By an account; one's own if none is named."),
            _CLOCKS[1],
            *_PAGE,
        ),
    ),
    (
        "/proof/entries/<int:position>",
        proofs.entry_proof,
        "ProofReceipt",
        (("body", "boolean", "附上登记内容（按存储原文）。 With the body of the entry, as it is stored."),),
    ),
)
"""Path, view, answer, parameters: every question that can be asked."""


def register(app: Flask) -> None:
    """Add the API and its document to the application."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX, description="Zeren")
    for path, view, answer, parameters in QUESTIONS:
        _ask(blueprint, path, view, answer, parameters)
    api = document(app)
    api.register_blueprint(blueprint)
    # One rule takes every command; in the document each has a path of its own.
    app.add_url_rule(f"{PREFIX}/commands/<name>", "api.command", commands.command, methods=["POST"])


def _ask(
    blueprint: Blueprint, path: str, view: Callable[..., Response], answer: str, parameters: tuple[Parameter, ...]
) -> None:
    described = [_parameter(*one) for one in parameters]
    # Functions are shared by all applications of a process, so what is said of each is wrapped, not written on it.
    documented = blueprint.doc(
        operationId=view.__name__,
        summary=f"{_SUMMARIES[view.__name__]} {(view.__doc__ or '').splitlines()[0]}",
        parameters=described,
        responses=question(answer),
        tags=["questions"],
    )(view if view in _OWN else kept(view))
    blueprint.add_url_rule(path, view.__name__, documented, methods=["GET"])


_OWN: Final = (registers.me, commands.commands, commands.receipt, proofs.entry_proof)
"""Questions about the request itself, or answered without the views: never kept."""

_SUMMARIES: Final = {
    "me": "本账号",
    "commands": "命令名录",
    "receipt": "一次登记的回执",
    "board": "责任看板",
    "duties": "某组织某年的各项职责及理由",
    "responsibility_list": "责任清单",
    "roster": "任职名单",
    "organisations": "组织树",
    "persons": "人员名录",
    "policies": "适用的制度文件",
    "records": "记录列表",
    "record": "一条记录及其全部历史",
    "following": "一条记录引出的下一步、引用它的记录和所引记录的变动",
    "rectifications": "整改台账",
    "inspections": "督促检查台账",
    "reports": "报送台账",
    "asks": "待办联动台账",
    "floating_members": "流动党员台账",
    "floating_member": "一名流动党员的外出经过和党费",
    "education": "党员教育台账",
    "member_education": "一名党员一年的教育情况和场次",
    "members": "党员名册",
    "receptions": "接待群众台账",
    "commitments": "党员承诺台账",
    "dues": "党费台账",
    "appraisals": "考核台账",
    "appraisal_sheet": "一份考核表及每项得分的理由",
    "cases": "追责台账",
    "case": "追责案卷",
    "measures": "奖惩台账",
    "due": "到期日历",
    "statistics": "年度统计",
    "compare": "同一问题在两个时点的对比",
    "trail": "审计轨迹",
    "entry_proof": "一条登记的存证回执",
}


def _parameter(name: str, kind: str, said: str) -> Mapping[str, Any]:
    schema = {"type": "string", "format": "date"} if kind == "date" else {"type": kind or "string"}
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": said}


__all__ = ["register"]
