"""Acts on funding 经费: the budget of a year, and each of its expenses."""

from collections.abc import Mapping
from typing import Any, Final

from domain import funding
from web.acts.row import Act, Form, standing, values_of
from web.services import services


def _this_year(form: Form) -> Mapping[str, Any]:
    return {"organisation": form.organisation, "year": services().today().year}


def _present(form: Form) -> Mapping[str, Any]:
    return {"lines": form.state.lines}


def _expense(form: Form) -> Mapping[str, Any]:
    spent = form.state.expenses.get(int(form.known.get("spending") or 0))
    return {} if spent is None else values_of(spent)


ACTS: Final = (
    Act(command=funding.ApproveBudget, begins=True, prefill=_this_year, counts=True),
    Act(command=funding.SpendMoney, stages=("approved",)),
    Act(command=funding.AdjustBudget, stages=("approved",), prefill=_present),
    Act(command=funding.CorrectBudget, stages=("approved",), prefill=standing("approved"), counts=True),
    Act(command=funding.CorrectSpending, part="spending", prefill=_expense),
    Act(command=funding.VoidSpending, part="spending"),
)
