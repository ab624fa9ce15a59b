"""Words of a review of members 民主评议、党性分析评议."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import review
from domain.terms.common import Label

KIND: Final[Label] = ("党员评议", "Review of members")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    review.Type: {
        "democratic_review": ("民主评议党员", "Democratic review"),
        "spirit_analysis": ("党性分析评议", "Party-spirit analysis"),
    },
    review.Step: {
        "mobilisation": ("思想发动", "Mobilisation"),
        "opinions_asked": ("征求群众意见", "Masses asked"),
        "talks_held": ("谈心交心", "Heart-to-heart talks"),
        "analysis_written": ("撰写党性分析材料", "Analysis written"),
    },
    review.Audience: {
        "members": ("党员", "Members"),
        "masses": ("群众", "Masses"),
    },
    review.Grade: {
        "excellent": ("优秀", "Excellent"),
        "qualified": ("合格", "Qualified"),
        "basically_qualified": ("基本合格", "Basically qualified"),
        "unqualified": ("不合格", "Unqualified"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    review.ReviewArranged: ("部署评议", "Review arranged"),
    review.ReviewStepCompleted: ("完成评议准备环节", "Preparatory step completed"),
    review.ReviewHeld: ("召开评议会", "Review held"),
    review.MassEvaluationRecorded: ("群众评议", "Masses' evaluation recorded"),
    review.ResultNotified: ("通报评议结果", "Results made known"),
    review.ReviewCorrected: ("更正评议登记", "Review corrected"),
    review.ReviewVoided: ("作废评议登记", "Review voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    review.ArrangeReview: ("部署评议", "Arrange review"),
    review.CompleteReviewStep: ("登记评议准备环节", "Record preparatory step"),
    review.HoldReview: ("登记评议会", "Record review"),
    review.RecordMassEvaluation: ("登记群众评议", "Record evaluation by the masses"),
    review.NotifyResult: ("登记通报评议结果", "Record that results were made known"),
    review.CorrectReview: ("更正评议登记", "Correct review"),
    review.VoidReview: ("作废评议登记", "Void review"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "arranged_under": ("所属集中评议", "Part of the round"),
    "asked": ("参评人数", "Number asked"),
    "audiences": ("通报范围", "Audience"),
    "opinion": ("综合评议意见", "Opinion"),
    "present": ("到会人数", "Number present"),
    "review": ("党员评议", "Review of members"),
    "satisfied": ("满意人数", "Number satisfied"),
    "step": ("准备环节", "Preparatory step"),
}

_ARRANGED: Final = {
    "type": ("评议类型", "Sort of review"),
    "period": ("评议年度", "Period"),
    "title": ("评议名称", "Title"),
    "occurred_on": ("部署日期", "Date arranged"),
    "document": ("部署文件", "Document"),
    "duties": ("对应条款", "Duties"),
}
_HELD: Final = {
    "type": ("评议类型", "Sort of review"),
    "period": ("评议年度", "Period"),
    "title": ("评议名称", "Title"),
    "occurred_on": ("评议日期", "Date of review"),
    "results": ("评议结果", "Results"),
    "meeting": ("专题组织生活会", "Meeting"),
    "duties": ("对应条款", "Duties"),
    "text": ("评议情况", "How it went"),
}
_STEP: Final = {"occurred_on": ("完成日期", "Date completed"), "text": ("完成情况", "What was done")}
_MASSES: Final = {"occurred_on": ("评议日期", "Date"), "text": ("群众意见", "What they said")}
_NOTIFIED: Final = {"occurred_on": ("通报日期", "Date made known"), "text": ("通报情况", "How it was made known")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    review.ReviewArranged: _ARRANGED,
    review.ArrangeReview: _ARRANGED,
    review.ReviewHeld: _HELD,
    review.HoldReview: _HELD,
    review.CorrectReview: _HELD,
    review.ReviewCorrected: {"held": ("评议登记", "Review")},
    review.ReviewStepCompleted: _STEP,
    review.CompleteReviewStep: _STEP,
    review.MassEvaluationRecorded: _MASSES,
    review.RecordMassEvaluation: _MASSES,
    review.ResultNotified: _NOTIFIED,
    review.NotifyResult: _NOTIFIED,
    review.Result: {"person": ("党员", "Party member"), "grade": ("评议等次", "Grade")},
}
