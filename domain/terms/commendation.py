"""Words of a commendation 表彰."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import commendation
from domain.terms.common import Label

KIND: Final[Label] = ("表彰", "Commendation")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    commendation.Honour: {
        "advanced_organisation": ("先进基层党组织", "Advanced organisation"),
        "advanced_member": ("优秀共产党员", "Excellent member"),
        "advanced_worker": ("优秀党务工作者", "Excellent party worker"),
        "pace_setter": ("学习标兵", "Pace-setter in study"),
        "model": ("先进典型", "Model"),
        "other": ("其他表彰", "Another honour"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    commendation.CommendationGranted: ("表彰", "Commendation granted"),
    commendation.CommendationWithdrawn: ("撤销表彰", "Commendation withdrawn"),
    commendation.CommendationCorrected: ("更正表彰登记", "Commendation corrected"),
    commendation.CommendationVoided: ("作废表彰登记", "Commendation voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    commendation.GrantCommendation: ("登记表彰", "Record commendation"),
    commendation.WithdrawCommendation: ("撤销表彰", "Withdraw commendation"),
    commendation.CorrectCommendation: ("更正表彰登记", "Correct commendation"),
    commendation.VoidCommendation: ("作废表彰登记", "Void commendation"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "commendation": ("表彰", "Commendation"),
    "granted": ("表彰登记", "Commendation"),
    "honour": ("表彰类别", "Honour"),
}

_COMMENDATION: Final = {
    "organisation": ("表彰组织", "Who commends"),
    "recipients": ("表彰对象", "Commended"),
    "title": ("表彰名称", "Title"),
    "occurred_on": ("表彰日期", "Date granted"),
    "cites": ("引证记录", "Records cited"),
    "document": ("表彰文号", "Document"),
    "text": ("主要事迹", "Text"),
}
_WITHDRAWN: Final = {"occurred_on": ("撤销日期", "Date withdrawn")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    commendation.CommendationGranted: _COMMENDATION,
    commendation.GrantCommendation: _COMMENDATION,
    commendation.CorrectCommendation: _COMMENDATION,
    commendation.CommendationWithdrawn: _WITHDRAWN,
    commendation.WithdrawCommendation: _WITHDRAWN,
}
