"""Words of an accountability case 追究责任."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import accountability
from domain.terms.common import Label

KIND: Final[Label] = ("追究责任", "Accountability case")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    accountability.Route: {
        "superior": ("按中央意见（含顺德、涧西）", "Central conditions"),
        "township": ("按乡实施方案", "Township's conditions"),
    },
    accountability.Element: {
        "duty": ("负有职责", "The duty"),
        "not_performed": ("不认真履行职责", "Not conscientiously performed"),
        "serious_problem": ("责任范围内存在严重问题", "Serious problem within the responsibility"),
        "not_solved": ("问题没有及时解决", "Not solved in time"),
        "bad_influence": ("造成不良影响", "Bad influence"),
        "serious_consequence": ("造成严重后果", "Serious consequences"),
    },
    accountability.Consequence: {
        "criticism": ("批评", "Criticism"),
        "admonition": ("诫勉", "Admonition"),
        "post_adjustment": ("调整职务", "Post adjusted"),
        "leave_post_training": ("离岗锻炼", "Training off the post"),
        "transfer": ("调离岗位", "Transferred"),
        "non_leading_post": ("改任同级非领导职务", "Non-leading post of the same rank"),
        "removal": ("免职", "Removed"),
        "organisational_measure": ("其他组织处理", "Another organisational measure"),
        "other": ("其他处理", "Another consequence"),
    },
    accountability.Outcome: {
        "upheld": ("维持", "Upheld"),
        "changed": ("变更", "Changed"),
        "revoked": ("撤销", "Revoked"),
    },
    accountability.Flag: {
        "superior_wording_not_met": ("不符合中央意见的表述", "The superior's wording is not met"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    accountability.CaseOpened: ("启动追责", "Case opened"),
    accountability.ElementCited: ("引证要件", "Element cited"),
    accountability.ElementWithdrawn: ("撤回引证", "Citation withdrawn"),
    accountability.NoticeGiven: ("告知当事人", "Notice given"),
    accountability.StatementTaken: ("听取陈述申辩", "Statement taken"),
    accountability.CaseDecided: ("作出追责决定", "Case decided"),
    accountability.ConsequenceImposed: ("作出追责处理", "Consequence imposed"),
    accountability.AppealLodged: ("提出申诉", "Appeal lodged"),
    accountability.AppealDecided: ("作出申诉复查决定", "Appeal decided"),
    accountability.CaseClosed: ("追责结案", "Case closed"),
    accountability.CaseCorrected: ("更正追责登记", "Case corrected"),
    accountability.CaseVoided: ("作废追责登记", "Case voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    accountability.OpenCase: ("启动追责", "Open case"),
    accountability.CiteElement: ("引证追责要件", "Cite element"),
    accountability.WithdrawElement: ("撤回引证", "Withdraw citation"),
    accountability.GiveNotice: ("登记追责告知", "Record notice"),
    accountability.TakeStatement: ("登记陈述申辩", "Record statement"),
    accountability.DecideCase: ("登记追责决定", "Record decision"),
    accountability.ImposeConsequence: ("登记追责处理", "Record consequence"),
    accountability.LodgeAppeal: ("登记申诉", "Record appeal"),
    accountability.DecideAppeal: ("登记申诉复查决定", "Record decision on appeal"),
    accountability.CloseCase: ("追责结案", "Close case"),
    accountability.CorrectCase: ("更正追责登记", "Correct case"),
    accountability.VoidCase: ("作废追责登记", "Void case"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "accountability": ("追责案件", "Case"),
    "citation": ("所引证的登记", "Citation"),
    "consequence": ("处理方式", "Consequence"),
    "element": ("追责要件", "Element"),
    "flags": ("提示", "Flags"),
    "refs": ("引证记录", "Records cited"),
    "roles": ("当日责任身份", "Responsible as"),
    "route": ("适用条件", "Conditions"),
    "waived": ("放弃陈述", "Waived"),
}

_CASE: Final = {
    "organisation": ("决定组织", "Deciding organisation"),
    "subject": ("责任单位", "Organisation in which the duty lay"),
    "person": ("责任人（不选为领导班子）", "Who answered for it (none: the leadership)"),
    "policy": ("依据文件", "Policy"),
    "clause": ("职责条款", "Clause of the duty"),
    "due_on": ("职责到期日", "Due date of the duty"),
    "title": ("案由", "Title"),
    "occurred_on": ("启动日期", "Date opened"),
    "text": ("情况说明", "Text"),
}
_CITED: Final = {"text": ("认定说明", "What they show"), "occurred_on": ("引证日期", "Date cited")}
_NOTICE: Final = {"occurred_on": ("告知日期", "Date told"), "text": ("告知内容", "What was told")}
_STATEMENT: Final = {"occurred_on": ("陈述日期", "Date heard"), "text": ("陈述内容", "What was said")}
_DECISION: Final = {
    "occurred_on": ("决定日期", "Date decided"),
    "held": ("是否追究责任", "Held to account"),
    "meeting": ("研究决定的会议", "Meeting that decided"),
    "document": ("决定文号", "Document"),
    "text": ("决定理由", "Reasons"),
    "known_at": ("决定所依据的记录位置", "Log position judged at"),
}
_CONSEQUENCE: Final = {
    "occurred_on": ("处理日期", "Date imposed"),
    "document": ("处理文号", "Document"),
    "text": ("处理说明", "Text"),
    "ends_on": ("期满日期", "Runs until"),
}
_APPEAL: Final = {"occurred_on": ("申诉日期", "Date of the appeal"), "text": ("申诉理由", "Grounds")}
_ANSWER: Final = {
    "occurred_on": ("复查决定日期", "Date decided"),
    "by": ("复查组织", "Decided by"),
    "outcome": ("复查结果", "Outcome"),
    "document": ("复查文号", "Document"),
    "text": ("复查理由", "Reasons"),
}
_CLOSED: Final = {"occurred_on": ("结案日期", "Date closed")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    accountability.CaseOpened: _CASE,
    accountability.OpenCase: _CASE,
    accountability.CorrectCase: _CASE,
    accountability.CaseCorrected: {"opened": ("追责登记", "Case")},
    accountability.ElementCited: _CITED,
    accountability.CiteElement: _CITED,
    accountability.NoticeGiven: _NOTICE,
    accountability.GiveNotice: _NOTICE,
    accountability.StatementTaken: _STATEMENT,
    accountability.TakeStatement: _STATEMENT,
    accountability.CaseDecided: _DECISION,
    accountability.DecideCase: _DECISION,
    accountability.ConsequenceImposed: _CONSEQUENCE,
    accountability.ImposeConsequence: _CONSEQUENCE,
    accountability.AppealLodged: _APPEAL,
    accountability.LodgeAppeal: _APPEAL,
    accountability.AppealDecided: _ANSWER,
    accountability.DecideAppeal: _ANSWER,
    accountability.CaseClosed: _CLOSED,
    accountability.CloseCase: _CLOSED,
}
