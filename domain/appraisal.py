"""Appraisal round 考核: who is appraised in a period, by which indicators, fixed before anybody is scored.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Subjects(StrEnum):
    """Whom a round appraises 考核对象."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Use(StrEnum):
    """What a result may be used for 结果运用."""

    PERFORMANCE_RATING = "performance_rating"
    SELECTION = "selection"
    TRAINING = "training"
    REWARD_AND_DISCIPLINE = "reward_and_discipline"


# --- values and events -----------------------------------------------------------


@record
class Indicator:
    """One indicator 考核指标; points are tenths of a point."""

    number: int
    title: str
    maximum: int
    """Tenths of a point."""
    clause: str = ""
    """Clause whose windows it looks at."""
    deduction: int = 0
    """Tenths taken off for each window missed; 0: scored by hand."""


@record
class AppraisalOpened:
    """An appraisal was opened 启动考核."""

    organisation: str
    """Who appraises."""
    subjects: Subjects
    period: str
    title: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    uses: tuple[Use, ...] = ()
    """Uses that the policy allows."""
    policy: str | None = None
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class IndicatorsChanged:
    """Indicators were changed before they were fixed 调整指标."""

    occurred_on: date
    indicators: tuple[Indicator, ...]
    reason: str


@record
class IndicatorsFixed:
    """Indicators were fixed; from now on sheets can be opened 确定指标."""

    occurred_on: date


@record
class AppraisalClosed:
    """The round was closed 结束考核."""

    occurred_on: date
    note: str = ""


@record
class AppraisalCorrected:
    """It was written down wrongly; ``opened`` is how it should read 更正考核登记."""

    corrects: int
    opened: AppraisalOpened
    reason: str


@record
class AppraisalVoided:
    """It was recorded by mistake 作废考核登记."""

    reason: str


Event: TypeAlias = (
    AppraisalOpened | IndicatorsChanged | IndicatorsFixed | AppraisalClosed | AppraisalCorrected | AppraisalVoided
)

# --- commands --------------------------------------------------------------------


@record
class OpenAppraisal:
    """Open an appraisal 启动考核."""

    appraisal: str
    organisation: str
    """Who appraises."""
    subjects: Subjects
    period: str
    title: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    uses: tuple[Use, ...] = ()
    """Uses that the policy allows."""
    policy: str | None = None
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ChangeIndicators:
    """Change the indicators 调整指标."""

    appraisal: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    reason: str


@record
class FixIndicators:
    """Fix the indicators 确定指标."""

    appraisal: str
    occurred_on: date


@record
class CloseAppraisal:
    """Close the round 结束考核."""

    appraisal: str
    occurred_on: date
    note: str = ""


@record
class CorrectAppraisal:
    """Correct it 更正考核登记."""

    appraisal: str
    subjects: Subjects
    period: str
    title: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    reason: str
    uses: tuple[Use, ...] = ()
    """Uses that the policy allows."""
    policy: str | None = None
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidAppraisal:
    """Void it 作废考核登记."""

    appraisal: str
    reason: str


Command: TypeAlias = (
    OpenAppraisal | ChangeIndicators | FixIndicators | CloseAppraisal | CorrectAppraisal | VoidAppraisal
)
