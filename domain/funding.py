"""Funding 经费: the money an organisation has for party building in a year, and what became of it. Amounts are fen (1/100 yuan).

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Source(StrEnum):
    """Where money comes from 经费来源."""

    FISCAL = "fiscal"
    RETAINED_DUES = "retained_dues"
    ORGANISATION_FEES = "organisation_fees"
    SUPERIOR_GRANT = "superior_grant"
    OTHER = "other"


class Purpose(StrEnum):
    """What it is spent on 支出用途."""

    EDUCATION = "education"
    ACTIVITIES = "activities"
    VENUE = "venue"
    TRAINING = "training"
    HARDSHIP = "hardship"
    PUBLICITY = "publicity"
    OFFICE = "office"
    OTHER = "other"


# --- values and events -----------------------------------------------------------


@record
class Line:
    """Money from one source 经费来源明细."""

    source: Source
    amount: int
    """Fen."""


@record
class BudgetApproved:
    """The budget of a year was approved 预算批准."""

    organisation: str
    year: int
    lines: tuple[Line, ...]
    occurred_on: date
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class BudgetAdjusted:
    """It was adjusted 预算调整."""

    lines: tuple[Line, ...]
    occurred_on: date
    reason: str


@record
class MoneySpent:
    """Money was spent 支出."""

    purpose: Purpose
    amount: int
    """Fen."""
    title: str
    occurred_on: date
    source: Source


@record
class SpendingCorrected:
    """An expense was written down wrongly 更正支出."""

    spending: int
    """Version of the entry that was wrong."""
    spent: MoneySpent
    reason: str


@record
class SpendingVoided:
    """An expense was recorded by mistake 作废支出."""

    spending: int
    reason: str


@record
class BudgetCorrected:
    """It was written down wrongly; ``approved`` is how it should read 更正预算登记."""

    corrects: int
    approved: BudgetApproved
    reason: str


Event: TypeAlias = BudgetApproved | BudgetAdjusted | MoneySpent | SpendingCorrected | SpendingVoided | BudgetCorrected

# --- commands --------------------------------------------------------------------


@record
class ApproveBudget:
    """Record the budget of a year 登记年度经费预算."""

    organisation: str
    year: int
    lines: tuple[Line, ...]
    occurred_on: date
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class AdjustBudget:
    """Adjust it 调整预算."""

    budget: str
    lines: tuple[Line, ...]
    occurred_on: date
    reason: str


@record
class SpendMoney:
    """Record an expense 登记支出."""

    budget: str
    purpose: Purpose
    amount: int
    """Fen."""
    title: str
    occurred_on: date
    source: Source


@record
class CorrectSpending:
    """Correct an expense 更正支出."""

    budget: str
    spending: int
    """Version of the entry that was wrong."""
    purpose: Purpose
    amount: int
    """Fen."""
    title: str
    occurred_on: date
    source: Source
    reason: str


@record
class VoidSpending:
    """Void an expense 作废支出."""

    budget: str
    spending: int
    reason: str


@record
class CorrectBudget:
    """Correct it 更正预算登记."""

    budget: str
    lines: tuple[Line, ...]
    occurred_on: date
    reason: str
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


Command: TypeAlias = ApproveBudget | AdjustBudget | SpendMoney | CorrectSpending | VoidSpending | CorrectBudget
