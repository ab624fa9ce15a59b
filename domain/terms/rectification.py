"""Words of a rectification 限期整改."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import rectification
from domain.terms.common import Label

KIND: Final[Label] = ("限期整改", "Rectification")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    rectification.Category: {
        "responsibility_list": ("责任清单", "Responsibility list"),
        "meeting": ("会议", "Meetings"),
        "contact_point": ("联系点", "Contact points"),
        "report": ("报告", "Reports"),
        "organisation_life": ("组织生活", "Organisation life"),
        "member_education": ("党员教育", "Member education"),
        "floating_members": ("流动党员", "Floating members"),
        "service": ("联系服务群众", "Contact and service"),
        "cadres": ("班子和干部", "Leadership and cadres"),
        "discipline": ("纪律作风", "Discipline and style"),
        "funding": ("经费", "Funds"),
        "formalism": ("形式主义", "Formalism"),
        "other": ("其他", "Other"),
    },
    rectification.Counting: {
        "day": ("指定日期", "The day was named"),
        "calendar": ("按工作日历计算", "Counted by the working calendar"),
        "weekdays": ("按周一至周五计算（当年节假日安排未登记）", "Counted by weekdays: no calendar on record"),
    },
    rectification.Step: {
        "extended": ("延期", "Extension"),
        "reported": ("报告整改情况", "Report"),
        "verified": ("验收合格", "Verification"),
        "rejected": ("验收不合格", "Rejection"),
        "ordered_again": ("再次责令", "New order"),
        "closed": ("销号", "Striking off"),
    },
    rectification.Standing: {
        "open": ("整改中", "Under way"),
        "overdue": ("逾期", "Overdue"),
        "reported": ("已报告，待验收", "Reported, awaiting verification"),
        "rejected": ("验收不合格，待整改", "Rejected, to be put right"),
        "verified": ("验收合格，待销号", "Verified, not yet struck off"),
        "closed": ("已销号", "Struck off"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    rectification.RectificationOrdered: ("责令限期整改", "Rectification ordered"),
    rectification.RectificationExtended: ("整改延期", "Rectification extended"),
    rectification.RectificationReported: ("报告整改情况", "Rectification reported"),
    rectification.RectificationVerified: ("整改验收合格", "Rectification verified"),
    rectification.RectificationRejected: ("整改验收不合格", "Rectification rejected"),
    rectification.RectificationOrderedAgain: ("再次责令整改", "Rectification ordered again"),
    rectification.RectificationClosed: ("整改销号", "Rectification struck off"),
    rectification.StepCorrected: ("更正整改环节日期", "Day of a step corrected"),
    rectification.RectificationCorrected: ("更正整改登记", "Rectification corrected"),
    rectification.RectificationVoided: ("作废整改登记", "Rectification voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    rectification.OrderRectification: ("责令限期整改", "Order rectification"),
    rectification.ExtendRectification: ("批准整改延期", "Extend rectification"),
    rectification.ReportRectification: ("报告整改情况", "Report rectification"),
    rectification.VerifyRectification: ("登记整改验收合格", "Verify rectification"),
    rectification.RejectRectification: ("登记整改验收不合格", "Reject rectification"),
    rectification.OrderRectificationAgain: ("再次责令整改", "Order rectification again"),
    rectification.CloseRectification: ("整改销号", "Strike rectification off"),
    rectification.CorrectRectificationStep: ("更正整改环节日期", "Correct the day of a step"),
    rectification.CorrectRectification: ("更正整改登记", "Correct rectification"),
    rectification.VoidRectification: ("作废整改登记", "Void rectification"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "counted_by": ("期限计算方式", "How the limit was reached"),
    "ordered": ("责令整改登记", "Order"),
    "ordered_by": ("责令单位", "Ordering organisation"),
    "problem": ("存在问题", "Problem"),
    "rectification": ("限期整改", "Rectification"),
    "working_days": ("工作日天数", "Working days"),
}

_BY: Final = {"by": ("办理组织", "Acting organisation")}
_ORDER: Final = {
    **_BY,
    "organisation": ("整改单位", "Rectifying organisation"),
    "title": ("整改事项", "Title"),
    "category": ("问题类别", "Sort of problem"),
    "occurred_on": ("责令日期", "Date of the order"),
    "due_on": ("整改期限", "Limit"),
    "source": ("问题来源", "What it follows from"),
    "clause": ("违反条款", "Clause not kept"),
    "responsible": ("整改责任人", "Who answers for it"),
    "serious": ("严重问题", "Serious"),
    "duties": ("对应职责", "Duties served"),
}
_EXTENDED: Final = {
    **_BY,
    "occurred_on": ("延期日期", "Date of the extension"),
    "due_on": ("延期后期限", "New limit"),
}
_REPORTED: Final = {
    "occurred_on": ("报告日期", "Date of the report"),
    "reporter": ("报告人", "Who reported"),
    "text": ("整改情况", "What was done"),
}
_JUDGED: Final = {
    **_BY,
    "verifier": ("验收人", "Who verified"),
    "occurred_on": ("验收日期", "Date of verification"),
    "text": ("验收情况", "What was verified"),
    "reason": ("不合格理由", "Why it was rejected"),
}
_VERIFIED: Final = {key: label for key, label in _JUDGED.items() if key != "reason"}
_REJECTED: Final = {key: label for key, label in _JUDGED.items() if key != "text"}
_AGAIN: Final = {
    **_BY,
    "occurred_on": ("再次责令日期", "Date ordered again"),
    "due_on": ("整改期限", "Limit"),
}
_CLOSED: Final = {**_BY, "occurred_on": ("销号日期", "Date struck off")}
_STEP: Final = {**_BY, "step": ("环节", "Step"), "occurred_on": ("更正后日期", "Corrected date")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    rectification.RectificationOrdered: _ORDER,
    rectification.OrderRectification: _ORDER,
    rectification.CorrectRectification: _ORDER,
    rectification.RectificationExtended: _EXTENDED,
    rectification.ExtendRectification: _EXTENDED,
    rectification.RectificationReported: _REPORTED,
    rectification.ReportRectification: _REPORTED,
    rectification.RectificationVerified: _VERIFIED,
    rectification.VerifyRectification: _VERIFIED,
    rectification.RectificationRejected: _REJECTED,
    rectification.RejectRectification: _REJECTED,
    rectification.RectificationOrderedAgain: _AGAIN,
    rectification.OrderRectificationAgain: _AGAIN,
    rectification.RectificationClosed: _CLOSED,
    rectification.CloseRectification: _CLOSED,
    rectification.StepCorrected: _STEP,
    rectification.CorrectRectificationStep: _STEP,
    rectification.RectificationCorrected: _BY,
    rectification.RectificationVoided: _BY,
    rectification.VoidRectification: _BY,
}
