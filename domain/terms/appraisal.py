"""Words of an appraisal round 考核."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import appraisal
from domain.terms.common import Label

KIND: Final[Label] = ("考核", "Appraisal")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    appraisal.Subjects: {
        "organisation": ("组织", "Organisations"),
        "person": ("个人", "Persons"),
    },
    appraisal.Use: {
        "performance_rating": ("实绩评定", "Rating of performance"),
        "selection": ("选拔任用", "Selection and appointment"),
        "training": ("培养教育", "Training"),
        "reward_and_discipline": ("奖励惩戒", "Reward and discipline"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    appraisal.AppraisalOpened: ("启动考核", "Appraisal opened"),
    appraisal.IndicatorsChanged: ("调整指标", "Indicators changed"),
    appraisal.IndicatorsFixed: ("确定指标", "Indicators fixed"),
    appraisal.AppraisalClosed: ("结束考核", "Appraisal closed"),
    appraisal.AppraisalCorrected: ("更正考核登记", "Appraisal corrected"),
    appraisal.AppraisalVoided: ("作废考核登记", "Appraisal voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    appraisal.OpenAppraisal: ("启动考核", "Open appraisal"),
    appraisal.ChangeIndicators: ("调整指标", "Change indicators"),
    appraisal.FixIndicators: ("确定指标", "Fix indicators"),
    appraisal.CloseAppraisal: ("结束考核", "Close appraisal"),
    appraisal.CorrectAppraisal: ("更正考核登记", "Correct appraisal"),
    appraisal.VoidAppraisal: ("作废考核登记", "Void appraisal"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "appraisal": ("考核", "Appraisal"),
    "deduction": ("每次扣分", "Off for each window missed"),
    "indicators": ("考核指标", "Indicators"),
    "maximum": ("分值", "Points to reach"),
    "subjects": ("考核对象", "Subjects"),
    "uses": ("结果运用", "Uses"),
}

_OPENED: Final = {
    "organisation": ("考核组织", "Appraiser"),
    "period": ("考核期", "Period"),
    "title": ("考核名称", "Title"),
    "occurred_on": ("启动日期", "Date opened"),
    "policy": ("依据文件", "Policy"),
    "document": ("文号", "Document"),
    "text": ("说明", "Text"),
}
_CHANGED: Final = {"occurred_on": ("调整日期", "Date changed")}
_FIXED: Final = {"occurred_on": ("确定日期", "Date fixed")}
_CLOSED: Final = {"occurred_on": ("结束日期", "Date closed")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    appraisal.Indicator: {
        "number": ("指标编号", "Number"),
        "title": ("考核指标", "Indicator"),
        "clause": ("对应条款", "Clause"),
    },
    appraisal.AppraisalOpened: _OPENED,
    appraisal.OpenAppraisal: _OPENED,
    appraisal.CorrectAppraisal: _OPENED,
    appraisal.AppraisalCorrected: {"opened": ("启动登记", "Opening")},
    appraisal.IndicatorsChanged: _CHANGED,
    appraisal.ChangeIndicators: _CHANGED,
    appraisal.IndicatorsFixed: _FIXED,
    appraisal.FixIndicators: _FIXED,
    appraisal.AppraisalClosed: _CLOSED,
    appraisal.CloseAppraisal: _CLOSED,
}
