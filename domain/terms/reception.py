"""Words of mass reception 接待群众."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import reception
from domain.terms.common import Label

KIND: Final[Label] = ("接待群众", "Reception")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    reception.Channel: {
        "reception_day": ("接待日", "Reception day"),
        "visit": ("走访", "Visit to households"),
        "letter": ("来信", "Letter"),
        "hotline": ("热线电话", "Hotline"),
        "online": ("网络", "Online"),
        "station": ("党员服务站（点）", "Service station"),
        "other": ("其他", "Other"),
    },
    reception.Category: {
        "livelihood": ("生活困难", "Livelihood"),
        "housing": ("住房", "Housing"),
        "employment": ("就业", "Employment"),
        "land": ("土地", "Land"),
        "environment": ("环境", "Environment"),
        "conduct": ("干部作风", "Conduct of cadres"),
        "suggestion": ("意见建议", "Suggestion"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    reception.ReceptionHeld: ("接待群众", "People received"),
    reception.IssueRaised: ("反映问题", "Issue raised"),
    reception.IssueResolved: ("解决问题", "Issue solved"),
    reception.IssueExplained: ("解释说明", "Issue explained"),
    reception.CoordinationStarted: ("协调办理", "Coordination started"),
    reception.IssueFedBack: ("反馈办理情况", "Fed back"),
    reception.IssueClosed: ("问题办结", "Issue closed"),
    reception.IssueVoided: ("作废问题登记", "Issue voided"),
    reception.ReceptionCorrected: ("更正接待登记", "Reception corrected"),
    reception.ReceptionVoided: ("作废接待登记", "Reception voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    reception.HoldReception: ("登记接待群众", "Record reception"),
    reception.RaiseIssue: ("登记反映的问题", "Record issue"),
    reception.ResolveIssue: ("登记解决情况", "Record solution"),
    reception.ExplainIssue: ("登记解释说明", "Record explanation"),
    reception.StartCoordination: ("登记协调办理", "Record coordination"),
    reception.FeedIssueBack: ("登记反馈", "Record feedback"),
    reception.CloseIssue: ("问题办结", "Close issue"),
    reception.VoidIssue: ("作废问题登记", "Void issue"),
    reception.CorrectReception: ("更正接待登记", "Correct reception"),
    reception.VoidReception: ("作废接待登记", "Void reception"),
}

FIELDS: Final[Mapping[str, Label]] = {}

_COMMON: Final[Mapping[str, Label]] = {
    "reception": ("接待登记", "Reception"),
    "receivers": ("接待人", "Received by"),
    "channel": ("接待渠道", "Channel"),
    "title": ("接待名称", "Title"),
    "place": ("地点", "Place"),
    "visitors": ("来访人数", "Visitors"),
    "duties": ("对应条款", "Clauses"),
    "number": ("问题编号", "Issue number"),
    "category": ("问题类别", "Category"),
    "held": ("接待登记", "Reception"),
    "organisations": ("协调单位", "Asked to help"),
}


def _own(**more: Label) -> Mapping[str, Label]:
    """The words of the kind, and what one record means by a field besides."""
    return {**_COMMON, **more}


_HELD: Final = _own(occurred_on=("接待日期", "Date"), text=("接待情况", "Text"))
_RAISED: Final = _own(occurred_on=("反映日期", "Date raised"), text=("问题", "Issue"))
_SOLVED: Final = _own(occurred_on=("解决日期", "Date solved"), text=("解决情况", "Solution"))
_EXPLAINED: Final = _own(occurred_on=("解释日期", "Date explained"), text=("解释说明", "Explanation"))
_ASKED: Final = _own(occurred_on=("协调日期", "Date"), text=("协调情况", "What was agreed"))
_TOLD: Final = _own(occurred_on=("反馈日期", "Date of feedback"), text=("反馈情况", "Feedback"))
_CLOSED: Final = _own(occurred_on=("办结日期", "Date closed"))

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    reception.ReceptionHeld: _HELD,
    reception.HoldReception: _HELD,
    reception.CorrectReception: _HELD,
    reception.ReceptionCorrected: _HELD,
    reception.VoidReception: _HELD,
    reception.IssueRaised: _RAISED,
    reception.RaiseIssue: _RAISED,
    reception.IssueResolved: _SOLVED,
    reception.ResolveIssue: _SOLVED,
    reception.IssueExplained: _EXPLAINED,
    reception.ExplainIssue: _EXPLAINED,
    reception.CoordinationStarted: _ASKED,
    reception.StartCoordination: _ASKED,
    reception.IssueFedBack: _TOLD,
    reception.FeedIssueBack: _TOLD,
    reception.IssueClosed: _CLOSED,
    reception.CloseIssue: _CLOSED,
    reception.IssueVoided: _CLOSED,
    reception.VoidIssue: _CLOSED,
}
