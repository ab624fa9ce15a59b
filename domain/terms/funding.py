"""Words of funding 经费."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import funding
from domain.terms.common import Label

KIND: Final[Label] = ("经费", "Funding")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    funding.Source: {
        "fiscal": ("财政预算", "Public budget"),
        "retained_dues": ("留存党费", "Dues kept back"),
        "organisation_fees": ("单位列支", "Paid by the unit"),
        "superior_grant": ("上级拨付", "Grant of the superior"),
        "other": ("其他", "Other"),
    },
    funding.Purpose: {
        "education": ("党员教育", "Member education"),
        "activities": ("组织活动", "Activities"),
        "venue": ("活动场所", "Venues"),
        "training": ("教育培训", "Training"),
        "hardship": ("走访慰问", "Help in hardship"),
        "publicity": ("宣传", "Publicity"),
        "office": ("办公", "Office"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    funding.BudgetApproved: ("批准年度经费预算", "Budget approved"),
    funding.BudgetAdjusted: ("调整预算", "Budget adjusted"),
    funding.MoneySpent: ("经费支出", "Money spent"),
    funding.SpendingCorrected: ("更正支出", "Expense corrected"),
    funding.SpendingVoided: ("作废支出", "Expense voided"),
    funding.BudgetCorrected: ("更正预算登记", "Budget corrected"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    funding.ApproveBudget: ("登记年度经费预算", "Record budget"),
    funding.AdjustBudget: ("调整预算", "Adjust budget"),
    funding.SpendMoney: ("登记支出", "Record expense"),
    funding.CorrectSpending: ("更正支出", "Correct expense"),
    funding.VoidSpending: ("作废支出", "Void expense"),
    funding.CorrectBudget: ("更正预算登记", "Correct budget"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "approved": ("预算登记", "Budget"),
    "budget": ("年度经费", "Budget"),
    "lines": ("经费来源", "Sources"),
    "spending": ("支出", "Expense"),
    "spent": ("支出登记", "Expense"),
}

_BUDGET: Final = {
    "occurred_on": ("批准日期", "Date approved"),
    "document": ("批准文件", "Document"),
    "text": ("说明", "Remarks"),
}
_ADJUSTED: Final = {"occurred_on": ("调整日期", "Date adjusted")}
_SPENT: Final = {
    "purpose": ("支出用途", "Purpose"),
    "title": ("支出事项", "What for"),
    "occurred_on": ("支出日期", "Date spent"),
    "source": ("经费来源", "Source"),
    "amount": ("金额", "Amount"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    funding.Allocation: {"source": ("来源", "Source"), "amount": ("金额", "Amount")},
    funding.BudgetApproved: _BUDGET,
    funding.ApproveBudget: _BUDGET,
    funding.CorrectBudget: _BUDGET,
    funding.BudgetAdjusted: _ADJUSTED,
    funding.AdjustBudget: _ADJUSTED,
    funding.MoneySpent: _SPENT,
    funding.SpendMoney: _SPENT,
    funding.CorrectSpending: _SPENT,
}
