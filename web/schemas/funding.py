"""Shapes of the acts on funding 经费."""

from domain import funding as acts
from web.schemas.derived import shape_of

ApproveBudget = shape_of(acts.ApproveBudget)
AdjustBudget = shape_of(acts.AdjustBudget)
SpendMoney = shape_of(acts.SpendMoney)
CorrectSpending = shape_of(acts.CorrectSpending)
VoidSpending = shape_of(acts.VoidSpending)
CorrectBudget = shape_of(acts.CorrectBudget)
