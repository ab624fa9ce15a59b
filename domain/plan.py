"""Plan 规划计划、指标、制度: what an organisation lays down for itself or those below, with targets.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Type(StrEnum):
    """What is laid down 类别."""

    PLAN_ADOPTED = "plan_adopted"
    YEAR_POINTS_ISSUED = "year_points_issued"
    INDICATORS_ISSUED = "indicators_issued"
    EDUCATION_PLAN = "education_plan"
    SYSTEM_ESTABLISHED = "system_established"


# --- values and events -----------------------------------------------------------


@record
class Target:
    """One target 目标."""

    number: int
    title: str
    indicator: str = ""
    due_on: date | None = None
    responsible: str = ""
    """Person or organisation that answers for it."""


@record
class PlanAdopted:
    """A plan was adopted 制定（印发）."""

    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    targets: tuple[Target, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class PlanRevised:
    """It was revised 修订."""

    occurred_on: date
    targets: tuple[Target, ...]
    reason: str


@record
class TargetReached:
    """A target was reached 完成目标."""

    number: int
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class PlanEnded:
    """It ceased to hold 废止."""

    occurred_on: date
    reason: str


@record
class PlanCorrected:
    """It was written down wrongly; ``adopted`` is how it should read 更正计划登记."""

    corrects: int
    adopted: PlanAdopted
    reason: str


@record
class PlanVoided:
    """It was recorded by mistake 作废计划登记."""

    reason: str


Event: TypeAlias = PlanAdopted | PlanRevised | TargetReached | PlanEnded | PlanCorrected | PlanVoided

# --- commands --------------------------------------------------------------------


@record
class AdoptPlan:
    """Adopt a plan 登记规划计划、指标、制度."""

    plan: str
    organisation: str
    type: Type
    period: str
    title: str
    occurred_on: date
    targets: tuple[Target, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class RevisePlan:
    """Revise it 修订."""

    plan: str
    occurred_on: date
    targets: tuple[Target, ...]
    reason: str


@record
class ReachTarget:
    """Record a target reached 登记完成目标."""

    plan: str
    number: int
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class EndPlan:
    """End it 废止."""

    plan: str
    occurred_on: date
    reason: str


@record
class CorrectPlan:
    """Correct it 更正计划登记."""

    plan: str
    type: Type
    period: str
    title: str
    occurred_on: date
    reason: str
    targets: tuple[Target, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidPlan:
    """Void it 作废计划登记."""

    plan: str
    reason: str


Command: TypeAlias = AdoptPlan | RevisePlan | ReachTarget | EndPlan | CorrectPlan | VoidPlan
