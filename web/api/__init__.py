"""JSON API under ``/api/v1``: the same commands, shapes, rules and rights as the pages.

Commands are one routing rule and one documented path each; what is asked and answered is described by the types
that read and encode it, so the OpenAPI document cannot drift from what runs.
"""

from collections.abc import Callable
from typing import Final

from flask import Flask, Response
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # publishes no types

from domain.appraisal import Subjects
from domain.education import Progress
from domain.floating_status import Gap
from domain.inspection import Method, Topic
from domain.member import Category
from domain.reception import Channel
from domain.rectification import Category as Trouble
from domain.rectification import Standing
from domain.rule import Light
from projections.sounds import LONGEST
from web.api import (
    commands,
    compared,
    followed,
    judged,
    papers,
    promises,
    proofs,
    queries,
    reckoned,
    registers,
    rolls,
    searched,
)
from web.api.document import PREFIX, document, question
from web.api.kept import kept
from web.api.parameters import (
    CLOCKS,
    COMPARED,
    EXTENT,
    ONE,
    ORGANISATION,
    PAGE,
    PATH,
    Parameter,
    day,
    flag,
    held,
    named,
    one_of,
    page,
    some_of,
    whole,
    words,
    year,
)
from web.comparing.questions import KINDS
from web.following import COMMANDS
from web.registers.dossiers import STAGES
from web.registers.outcomes import SORTS as OUTCOMES
from web.registers.owing import SORTS as OWED

_YEAR: Final = year()
_CLAUSE: Final = words("clause", "只看一条。 One clause only.")
_AGE: Final = "[0-9]{1,5}-([0-9]{1,5})?"
_MONTH: Final = "2[01][0-9]{2}-(0[1-9]|1[0-2])"
_PERIOD: Final = "[0-9]{4}(-[HQ01]?[0-9]?)?"

QUESTIONS: Final[tuple[tuple[str, Callable[..., Response], str, tuple[Parameter, ...]], ...]] = (
    ("/me", registers.me, "Me", ()),
    ("/commands", commands.commands, "Commands", ()),
    ("/receipts/<command_id>", commands.receipt, "Receipt", ()),
    ("/boards/<organisation>/<int:year>", queries.board, "Board", (*CLOCKS, *page(200, 1_000))),
    ("/organisations/<organisation>/duties/<int:year>", queries.duties, "Duties", (_CLAUSE, *CLOCKS)),
    ("/organisations/<organisation>/lists/<int:year>", queries.responsibility_list, "List", CLOCKS),
    ("/organisations/<organisation>/roster", registers.roster, "Roster", CLOCKS),
    (
        "/organisations",
        registers.organisations,
        "Organisations",
        (
            named("root", "根组织，默认本账号所属组织。 The root of the subtree.", "organisation"),
            *CLOCKS,
            *page(500, 2_000),
        ),
    ),
    ("/persons", registers.persons, "Persons", (*ONE, *CLOCKS, *page(200, 1_000))),
    ("/policies", registers.policies, "Policies", (ORGANISATION, *CLOCKS)),
    (
        "/records",
        queries.records,
        "Records",
        (
            *ONE,
            some_of("kind", "记录类别，可重复。 Kind of record; may be repeated.", queries.KINDS),
            day("from", "起始日期。 First day."),
            day("until", "终止日期。 Last day."),
            words("text", "标题所含文字。 Stands in the title."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/records/<stream>", queries.record, "Record", CLOCKS),
    ("/records/<stream>/following", followed.following, "Following", CLOCKS),
    (
        "/registers/rectifications",
        followed.rectifications,
        "Rectifications",
        (
            *EXTENT,
            one_of("standing", "整改状态。 How it stands.", Standing),
            one_of("category", "问题类别。 Sort of problem.", Trouble),
            named("owner", "责任人，或未指定个人的整改单位。 Who answers: a person, or an organisation naming none."),
            words("age", "已责令天数，如 31-90 或 181-。 Days since the order.", most=11, pattern=_AGE),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/inspections",
        followed.inspections,
        "Inspections",
        (
            *EXTENT,
            _YEAR,
            one_of("method", "检查方式。 Way of inspecting.", Method),
            one_of("topic", "检查内容。 What was inspected.", Topic),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/reports",
        followed.reports,
        "ReportRegister",
        (*EXTENT, _YEAR, _CLAUSE, one_of("light", "状态。 How it stands.", Light), *CLOCKS, *PAGE),
    ),
    (
        "/registers/asks",
        followed.asks,
        "Asks",
        (
            *EXTENT,
            one_of("command", "下一步。 The command that is asked for.", sorted(COMMANDS)),
            flag("late", "只看超过期限的。 Only what is past its day."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/floating",
        rolls.floating_members,
        "FloatingMembers",
        (
            *EXTENT,
            one_of("side", "home 流出，host 流入。 Who left (home) or came (host).", ("home", "host")),
            one_of(
                "gap", "只看缺某项的；unpaid 为党费逾期。 Only who lacks this; unpaid: dues overdue.", (*Gap, "unpaid")
            ),
            flag("closed", "包括已办结的。 With those checked off."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/registers/floating/<person>", rolls.floating_member, "FloatingFile", (_YEAR, *CLOCKS)),
    (
        "/registers/education",
        rolls.education,
        "EducationRegister",
        (
            *EXTENT,
            _YEAR,
            one_of(
                "progress",
                "完成情况，或 unexcused、training。 How it stands, or unexcused, training.",
                (*Progress, "unexcused", "training"),
            ),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/registers/education/<person>", rolls.member_education, "MemberEducation", (_YEAR, *CLOCKS)),
    (
        "/registers/members",
        rolls.members,
        "Roll",
        (
            *EXTENT,
            one_of("category", "党员类别。 Category of member.", Category),
            one_of(
                "only",
                "special 有特殊情况，trouble 有问题，disposed 已处置。 Only these.",
                ("special", "trouble", "disposed"),
            ),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/receptions",
        promises.receptions,
        "Issues",
        (
            *EXTENT,
            one_of("channel", "接待渠道。 How they came.", Channel),
            flag("closed", "包括已办结的。 With closed ones."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/commitments",
        promises.commitments,
        "Commitments",
        (
            *EXTENT,
            year("承诺年度，默认全部。 Year of the promise; all if left out."),
            flag("every", "包括已确认兑现的。 With those confirmed."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/dues",
        rolls.dues,
        "DuesRegister",
        (*EXTENT, _YEAR, flag("unpaid", "只看逾期未交的。 Only who is overdue."), *CLOCKS, *PAGE),
    ),
    (
        "/registers/appraisals",
        judged.appraisals,
        "AppraisalRegister",
        (
            *EXTENT,
            words(
                "period",
                "考核期，如 2024 或 2024-H1。 Period appraised; its beginning will do.",
                most=7,
                pattern=_PERIOD,
            ),
            one_of("subjects", "organisation 或 person。 Who is appraised.", Subjects),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/registers/appraisals/<stream>", judged.appraisal_sheet, "SheetReasons", CLOCKS),
    (
        "/registers/cases",
        judged.cases,
        "CaseRegister",
        (
            *EXTENT,
            one_of("stage", "状态。 How far it has come.", STAGES),
            flag("flagged", "只看有提示的。 Only those with a flag."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/registers/cases/<case>", judged.case, "CaseFile", CLOCKS),
    (
        "/registers/measures",
        judged.measures,
        "OutcomeRegister",
        (
            *EXTENT,
            _YEAR,
            one_of("sort", "奖惩中的一列。 One column of the balance only.", OUTCOMES),
            *CLOCKS,
            *PAGE,
        ),
    ),
    (
        "/registers/due",
        reckoned.due,
        "Due",
        (
            *EXTENT,
            named("person", "只看某人的；不再按组织。 One person's, instead of organisations'.", "person"),
            words("month", "月份，如 2024-05。 A month, such as 2024-05.", most=7, pattern=_MONTH),
            whole("days", "今后天数，默认30。 Days ahead: 30 if left out.", 1, 730),
            some_of("sort", "类别，可重复。 Sort of what is owed; may be repeated.", OWED),
            flag("late", "只看逾期。 Only what is past its day."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/registers/statistics", reckoned.statistics, "Statistics", (*EXTENT, year(first=1901), *CLOCKS)),
    (
        "/compare",
        compared.compare,
        "Comparison",
        (
            one_of("of", "对比内容，默认 board。 Which question: board if left out.", KINDS),
            named("stream", "记录、清单或考核的编号。 Of which record, list, sheet or round."),
            *EXTENT,
            _YEAR,
            one_of("kind", "记录类别。 Kind of record, of a register.", queries.KINDS),
            *COMPARED,
            *page(100, 500),
        ),
    ),
    (
        "/trail",
        queries.trail,
        "Trail",
        (
            named("record", "某条记录的轨迹。 Of a record."),
            named("organisation", "某组织的轨迹。 Of an organisation.", "organisation"),
            named("person", "某人员的轨迹。 Of a person.", "person"),
            named("account", "某账号的轨迹；都不填时为本账号。 By an account; one's own if none is named.", "account"),
            *CLOCKS,
            *page(50, 200),
        ),
    ),
    (
        "/search",
        searched.searched,
        "SearchResults",
        (
            words(
                "q",
                "文字、文号、全拼或首字母，多个词以空格分开。 Words, numbers, pinyin or initials, several apart.",
                most=LONGEST,
            ),
            *EXTENT,
            one_of("kind", "只看一组或一类记录。 One group, or one kind of record.", searched.CHOICE),
            year("年度，默认全部；只列记录。 A year, of records only; all if left out."),
            *CLOCKS,
            *PAGE,
        ),
    ),
    ("/papers/<stream>", papers.paper, "PaperFile", CLOCKS),
    ("/papers/yearly/<organisation>/<int:year>", papers.yearly_paper, "PaperFile", (EXTENT[1], *CLOCKS)),
    (
        "/proof/entries/<int:position>",
        proofs.entry_proof,
        "ProofReceipt",
        (flag("body", "附上登记内容（按存储原文）。 With the body of the entry, as it is stored."),),
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
    parts = [PATH[name] for name in PATH if f"{name}>" in path]
    asked = held(view, parameters)
    # Functions are shared by all applications of a process, so what is said of each is wrapped, not written on it.
    documented = blueprint.doc(
        operationId=view.__name__,
        summary=f"{_SUMMARIES[view.__name__]} {(view.__doc__ or '').splitlines()[0]}",
        parameters=[one.documented() for one in parameters],
        responses=question(
            answer,
            missing=any(one.names for one in (*parts, *parameters)),
            proves=view is proofs.entry_proof,
            filled=view in papers.FILLED,
        ),
        tags=["questions"],
    )(asked if view in _OWN else kept(asked))
    blueprint.add_url_rule(
        path,
        view.__name__,
        documented,
        methods=["GET"],
        parameters=[one.documented() for one in parts],
    )


_OWN: Final = (registers.me, commands.commands, commands.receipt, proofs.entry_proof, *papers.FILLED)
"""Questions about the request itself, or answered from more than the views: never kept."""

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
    "searched": "检索组织、人员、记录、证明材料、制度文件和条款",
    "trail": "审计轨迹",
    "entry_proof": "一条登记的存证回执",
    "paper": "一条记录的公文",
    "yearly_paper": "年度落实情况报告",
}


__all__ = ["register"]
