"""Words of a plan 规划计划、指标、制度."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import plan
from domain.terms.common import Label

KIND: Final[Label] = ("计划与制度", "Plan")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    plan.Type: {
        "plan_adopted": ("规划、计划", "Plan"),
        "year_points_issued": ("年度工作要点", "Points of the year"),
        "indicators_issued": ("考核指标", "Indicators"),
        "education_plan": ("党员教育计划", "Plan of member education"),
        "system_established": ("制度、办法", "Rules"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    plan.PlanAdopted: ("制定（印发）计划、指标、制度", "Plan laid down"),
    plan.PlanRevised: ("修订计划、指标、制度", "Plan revised"),
    plan.TargetReached: ("完成目标", "Target reached"),
    plan.PlanEnded: ("废止计划、指标、制度", "Plan ended"),
    plan.PlanCorrected: ("更正计划登记", "Plan corrected"),
    plan.PlanVoided: ("作废计划登记", "Plan voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    plan.AdoptPlan: ("登记计划、指标、制度", "Record plan"),
    plan.RevisePlan: ("修订计划、指标、制度", "Revise plan"),
    plan.ReachTarget: ("登记完成目标", "Record target reached"),
    plan.EndPlan: ("废止计划、指标、制度", "End plan"),
    plan.CorrectPlan: ("更正计划登记", "Correct plan"),
    plan.VoidPlan: ("作废计划登记", "Void plan"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "adopted": ("计划登记", "Plan"),
    "plan": ("计划与制度", "Plan"),
    "targets": ("目标", "Targets"),
}

_PLAN: Final = {
    "type": ("类别", "Sort"),
    "title": ("名称", "Title"),
    "occurred_on": ("印发日期", "Date laid down"),
    "document": ("文号", "Document number"),
    "text": ("主要内容", "What it says"),
}
_REVISED: Final = {"occurred_on": ("修订日期", "Date revised")}
_REACHED: Final = {
    "number": ("目标编号", "Number of the target"),
    "occurred_on": ("完成日期", "Date reached"),
    "text": ("完成情况", "What was done"),
    "evidence": ("佐证", "Evidence"),
}
_ENDED: Final = {"occurred_on": ("废止日期", "Date ended")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    plan.Target: {
        "number": ("目标编号", "Number"),
        "title": ("目标", "Target"),
        "indicator": ("量化指标", "Indicator"),
        "due_on": ("完成时限", "Due"),
        "responsible": ("责任人（单位）", "Responsible"),
    },
    plan.PlanAdopted: _PLAN,
    plan.AdoptPlan: _PLAN,
    plan.CorrectPlan: _PLAN,
    plan.PlanRevised: _REVISED,
    plan.RevisePlan: _REVISED,
    plan.TargetReached: _REACHED,
    plan.ReachTarget: _REACHED,
    plan.PlanEnded: _ENDED,
    plan.EndPlan: _ENDED,
}
