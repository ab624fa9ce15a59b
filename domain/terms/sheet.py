"""Words of an appraisal sheet 考核表."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import sheet
from domain.terms.common import Label

KIND: Final[Label] = ("考核表", "Appraisal sheet")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    sheet.Grade: {
        "excellent": ("优秀", "Excellent"),
        "good": ("良好", "Good"),
        "qualified": ("合格", "Qualified"),
        "unqualified": ("不合格", "Unqualified"),
    },
    sheet.Use: {
        "performance_rating": ("实绩评定", "Rating of performance"),
        "selection": ("选拔任用", "Selection and appointment"),
        "training": ("培养教育", "Training"),
        "reward_and_discipline": ("奖励惩戒", "Reward and discipline"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    sheet.SheetOpened: ("建立考核表", "Sheet opened"),
    sheet.SelfReportFiled: ("自查自评", "Self-report filed"),
    sheet.DebriefLinked: ("关联述职", "Debriefing joined"),
    sheet.SheetScored: ("考核评分", "Sheet scored"),
    sheet.ResultIssued: ("公布考核结果", "Result issued"),
    sheet.ResultUsed: ("考核结果运用", "Result used"),
    sheet.ReviewRequested: ("申请复核", "Review asked for"),
    sheet.ReviewDecided: ("复核决定", "Review decided"),
    sheet.SheetVoided: ("作废考核表", "Sheet voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    sheet.OpenSheet: ("建立考核表", "Open sheet"),
    sheet.FileSelfReport: ("登记自查自评", "File self-report"),
    sheet.LinkDebrief: ("关联述职", "Join debriefing"),
    sheet.ScoreSheet: ("考核评分", "Score sheet"),
    sheet.IssueResult: ("公布考核结果", "Issue result"),
    sheet.UseResult: ("登记结果运用", "Record use of result"),
    sheet.RequestReview: ("申请复核", "Ask for review"),
    sheet.DecideReview: ("作出复核决定", "Decide review"),
    sheet.VoidSheet: ("作废考核表", "Void sheet"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "appraiser": ("考核组织", "Appraiser"),
    "deductions": ("扣分", "Deductions"),
    "known_at": ("依据记录截至", "Known up to position"),
    "points": ("得分", "Points"),
    "scorer": ("评分人", "Scorer"),
    "scores": ("评分", "Scores"),
    "sheet": ("考核表", "Sheet"),
    "total": ("总分", "Total"),
}

_OPENED: Final = {
    "organisation": ("所属组织", "Organisation"),
    "subject": ("考核对象", "Subject"),
    "title": ("考核名称", "Title"),
    "period": ("考核期", "Period"),
    "occurred_on": ("建表日期", "Date opened"),
}
_REPORTED: Final = {
    "occurred_on": ("自查日期", "Date of the self-report"),
    "person": ("填报人", "Who reports"),
    "text": ("自查自评", "Self-report"),
}
_SCORED: Final = {"occurred_on": ("评分日期", "Date scored")}
_ISSUED: Final = {
    "occurred_on": ("公布日期", "Date issued"),
    "grade": ("考核等次", "Grade"),
    "person": ("签发人", "Signed by"),
    "text": ("说明", "Text"),
}
_USED: Final = {
    "use": ("运用方式", "Use"),
    "occurred_on": ("运用日期", "Date used"),
    "text": ("运用情况", "What it was used for"),
    "ref": ("有关记录", "Record"),
}
_ASKED: Final = {
    "occurred_on": ("申请日期", "Date asked"),
    "person": ("申请人", "Who asks"),
    "text": ("申请理由", "Grounds"),
}
_DECIDED: Final = {
    "occurred_on": ("复核日期", "Date decided"),
    "person": ("复核人", "Decided by"),
    "scores": ("复核评分", "Scores on review"),
    "grade": ("复核等次", "Grade"),
    "text": ("复核意见", "Grounds of the decision"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    sheet.Deduction: {
        "clause": ("依据条款", "Clause"),
        "window": ("周期", "Window"),
        "points": ("扣分", "Points off"),
    },
    sheet.Score: {
        "indicator": ("指标", "Indicator"),
        "cites": ("评分依据", "Records cited"),
        "note": ("评分说明", "Note"),
    },
    sheet.SheetOpened: _OPENED,
    sheet.OpenSheet: _OPENED,
    sheet.SelfReportFiled: _REPORTED,
    sheet.FileSelfReport: _REPORTED,
    sheet.SheetScored: _SCORED,
    sheet.ScoreSheet: _SCORED,
    sheet.ResultIssued: _ISSUED,
    sheet.IssueResult: _ISSUED,
    sheet.ResultUsed: _USED,
    sheet.UseResult: _USED,
    sheet.ReviewRequested: _ASKED,
    sheet.RequestReview: _ASKED,
    sheet.ReviewDecided: _DECIDED,
    sheet.DecideReview: _DECIDED,
}
