"""Words of a measure 批评、诫勉、调整."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import measure
from domain.terms.common import Label

KIND: Final[Label] = ("批评诫勉调整", "Measure")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    measure.Type: {
        "education_and_help": ("教育帮助", "Education and help"),
        "criticism": ("批评", "Criticism"),
        "serious_criticism": ("严肃批评", "Serious criticism"),
        "notice_of_criticism": ("通报批评", "Public criticism"),
        "admonition": ("诫勉", "Admonition"),
        "post_adjustment": ("调整职务", "Post adjusted"),
        "leave_post_training": ("离岗锻炼", "Training off the post"),
        "transfer": ("调离岗位", "Transferred"),
        "non_leading_post": ("改任同级非领导职务", "Non-leading post of the same rank"),
        "removal": ("免职", "Removed"),
        "organisational_measure": ("其他组织处理", "Another organisational measure"),
    },
    measure.Ground: {
        "no_attention": ("思想不重视", "Lack of attention"),
        "weak_work": ("工作不得力", "Weak work"),
        "inaction": ("不作为", "Inaction"),
        "slowness": ("慢作为", "Slowness"),
        "laziness": ("懒作为", "Laziness"),
        "neglect": ("不负责任", "Neglect"),
        "shirking": ("推诿扯皮", "Shirking"),
        "unqualified_appraisal": ("考核不合格", "Unqualified appraisal"),
        "absence": ("无正当理由缺席集体教育", "Absence without reason"),
        "no_contact": ("长期不联系", "No contact"),
        "relation_not_transferred": ("不及时转接组织关系", "Relation not transferred"),
        "unreported_change": ("变动不报告", "Change not reported"),
        "other": ("其他事由", "Another ground"),
    },
    measure.Seriousness: {
        "minor": ("情节较轻", "Minor"),
        "fairly_serious": ("情节较重", "Fairly serious"),
        "serious": ("情节严重", "Serious"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    measure.MeasureTaken: ("作出处理", "Measure taken"),
    measure.MeasureNotified: ("处理送达", "Measure delivered"),
    measure.MeasureStatementTaken: ("听取处理对象陈述", "Statement on the measure taken"),
    measure.MeasureEnded: ("处理期满解除", "Measure ended"),
    measure.MeasureRevoked: ("撤销处理", "Measure revoked"),
    measure.MeasureCorrected: ("更正处理登记", "Measure corrected"),
    measure.MeasureVoided: ("作废处理登记", "Measure voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    measure.TakeMeasure: ("登记批评诫勉调整", "Record measure"),
    measure.NotifyMeasure: ("登记处理送达", "Record delivery"),
    measure.TakeMeasureStatement: ("登记处理对象陈述", "Record statement on the measure"),
    measure.EndMeasure: ("登记处理期满解除", "Record end of measure"),
    measure.RevokeMeasure: ("撤销处理", "Revoke measure"),
    measure.CorrectMeasure: ("更正处理登记", "Correct measure"),
    measure.VoidMeasure: ("作废处理登记", "Void measure"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "about": ("处理对象", "Whom it concerns"),
    "ground": ("处理事由", "Ground"),
    "measure": ("处理", "Measure"),
    "rectify_by": ("整改期限", "To be put right by"),
    "seriousness": ("情节", "Seriousness"),
    "taken": ("处理登记", "Measure"),
}

_MEASURE: Final = {
    "organisation": ("处理组织", "Who takes it"),
    "type": ("处理种类", "Sort of measure"),
    "subject": ("涉及单位", "Organisation concerned"),
    "cites": ("引证记录", "Records cited"),
    "title": ("事由", "Title"),
    "occurred_on": ("处理日期", "Date taken"),
    "document": ("处理文号", "Document"),
    "meeting": ("研究决定的会议", "Meeting that decided"),
    "ends_on": ("期满日期", "Runs until"),
    "text": ("处理内容", "Text"),
}
_NOTIFIED: Final = {"occurred_on": ("送达日期", "Date told"), "text": ("送达情况", "How it was told")}
_STATEMENT: Final = {"occurred_on": ("陈述日期", "Date heard"), "text": ("陈述内容", "What was said")}
_ENDED: Final = {"occurred_on": ("解除日期", "Date ended"), "text": ("解除说明", "Text")}
_REVOKED: Final = {"occurred_on": ("撤销日期", "Date revoked"), "document": ("撤销文号", "Document")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    measure.MeasureTaken: _MEASURE,
    measure.TakeMeasure: _MEASURE,
    measure.CorrectMeasure: _MEASURE,
    measure.MeasureNotified: _NOTIFIED,
    measure.NotifyMeasure: _NOTIFIED,
    measure.MeasureStatementTaken: _STATEMENT,
    measure.TakeMeasureStatement: _STATEMENT,
    measure.MeasureEnded: _ENDED,
    measure.EndMeasure: _ENDED,
    measure.MeasureRevoked: _REVOKED,
    measure.RevokeMeasure: _REVOKED,
}
