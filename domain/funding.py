"""Funding 经费: the money an organisation has for party building in a year, and what became of it.

Amounts are whole fen (1/100 yuan), so that no sum is ever rounded.

Rules
1. One budget a year and organisation (jianxi 第十一条（四）; shunde2015 四（一）8): approved once, adjusted
   with a reason.
2. Money comes from named sources, each once, each more than nothing; dues that are kept back for education are a
   source of their own (c2006-edu 三（六）; c2006-float 四).
3. An expense is more than nothing, is of the budget's year or of the one after (bills are settled late [inf]), and
   comes from a source of the budget.
4. Spending more than a source holds is no reason to refuse: what happened is recorded, and `State.left` shows it.
5. A correction of the budget or an adjustment names the sources that money was already spent from.
6. What was written down wrongly is corrected by adding: the budget as a whole, an expense by the number of its
   entry. An expense that was voided stays voided.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)
from domain.money import MOST


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
class Allocation:
    """Money from one source 经费来源明细."""

    source: Source
    amount: int
    """Fen."""


@record
class BudgetApproved:
    """The budget of a year was approved 预算批准."""

    organisation: str
    year: int
    lines: tuple[Allocation, ...]
    occurred_on: date
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class BudgetAdjusted:
    """It was adjusted 预算调整."""

    lines: tuple[Allocation, ...]
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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one budget."""

    organisation: str
    year: int
    approved: BudgetApproved
    stands_at: int
    """Version of the entry that now says what was approved."""
    lines: tuple[Allocation, ...]
    """Sources as last adjusted."""
    adjusted: bool = False
    expenses: Mapping[int, MoneySpent] = field(default_factory=dict)
    """Expenses that stand, by the version of the entry that first recorded them."""
    next_on: date | None = None
    """Day of the first adjustment."""
    last_on: date
    """Day of the last adjustment; of the approval, where there was none."""
    stage: str = "approved"
    version: int

    @property
    def left(self) -> Mapping[Source, int]:
        """Source -> fen that are left of it; less than nothing where more was spent than approved."""
        found = {line.source: line.amount for line in self.lines}
        for spent in self.expenses.values():
            found[spent.source] = found.get(spent.source, 0) - spent.amount
        return found


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, BudgetApproved):
        return State(
            organisation=event.organisation,
            year=event.year,
            approved=event,
            stands_at=version,
            lines=event.lines,
            last_on=event.occurred_on,
            version=version,
        )
    assert state is not None, "a budget begins with being approved"
    state = replace(state, version=version)
    match event:
        case BudgetAdjusted():
            first = state.next_on or event.occurred_on
            return replace(state, lines=event.lines, adjusted=True, next_on=first, last_on=event.occurred_on)
        case MoneySpent():
            return replace(state, expenses={**state.expenses, version: event})
        case SpendingCorrected():
            return replace(state, expenses={**state.expenses, event.spending: event.spent})
        case SpendingVoided():
            return replace(state, expenses={k: v for k, v in state.expenses.items() if k != event.spending})
        case BudgetCorrected():
            return replace(
                state,
                approved=event.approved,
                stands_at=version,
                lines=state.lines if state.adjusted else event.approved.lines,
                last_on=state.last_on if state.adjusted else event.approved.occurred_on,
            )
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class ApproveBudget:
    """Record the budget of a year 登记年度经费预算."""

    organisation: str
    year: int
    lines: tuple[Allocation, ...]
    occurred_on: date
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class AdjustBudget:
    """Adjust it 调整预算."""

    budget: str
    lines: tuple[Allocation, ...]
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
    lines: tuple[Allocation, ...]
    occurred_on: date
    reason: str
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


Command: TypeAlias = ApproveBudget | AdjustBudget | SpendMoney | CorrectSpending | VoidSpending | CorrectBudget

# --- decisions -------------------------------------------------------------------

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case ApproveBudget():
            if state is not None:
                raise Refused(
                    "exists",
                    zh=f"{state.year}年度经费预算已经登记过；如有变化，请登记预算调整。",
                    en=f"The budget of {state.year} is already on record; adjust it if it changed.",
                    clause="jianxi 第十一条（四）",
                )
            return [_approved(command, command.organisation, command.year, today)]
        case AdjustBudget():
            return _adjusted(_standing(state), command, today)
        case SpendMoney():
            return [_spent(_standing(state), command, today)]
        case CorrectSpending():
            standing = _standing(state)
            before = _expense(standing, command.spending)
            spent = _spent(standing, command, today)
            reason = require_reason(command.reason)
            return [] if spent == before else [SpendingCorrected(spending=command.spending, spent=spent, reason=reason)]
        case VoidSpending():
            _expense(_standing(state), command.spending)
            return [SpendingVoided(spending=command.spending, reason=require_reason(command.reason))]
        case CorrectBudget():
            return _corrected(_standing(state), command, today)
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a budget that is on record."""
    if state is None:
        raise Refused("unknown", zh="没有找到这个年度的经费预算。", en="There is no budget of this year on record.")
    return state


def _expense(state: State, spending: int) -> MoneySpent:
    if spending not in state.expenses:
        raise Refused(
            "unknown_spending",
            zh="没有找到这笔支出，或者它已经作废。",
            en="There is no such expense on record, or it was voided.",
            field="spending",
        )
    return state.expenses[spending]


def _amount(amount: int, name: str, label: tuple[str, str]) -> int:
    if not 0 < amount <= MOST:
        raise Refused(
            "amount_out_of_range",
            zh=f"“{label[0]}”应大于零，且不超过{MOST // 100}元。",
            en=f"{label[1]} is more than nothing and at most {MOST // 100} yuan.",
            field=name,
            clause="jianxi 第十一条（四）",
        )
    return amount


def _lines(lines: tuple[Allocation, ...]) -> tuple[Allocation, ...]:
    if not lines:
        raise Refused("lines_missing", zh="请至少填写一项经费来源。", en="Name at least one source.", field="lines")
    refuse_repeat((line.source for line in lines), "lines", label=("经费来源", "Sources"))
    for line in lines:
        _amount(line.amount, "lines", ("金额", "Amount"))
    return lines


def _keep_spent(state: State, lines: tuple[Allocation, ...]) -> None:
    """Money was spent from these sources: they stay in the budget."""
    if {spent.source for spent in state.expenses.values()} - {line.source for line in lines}:
        raise Refused(
            "source_spent",
            zh="已有支出的经费来源须予保留；来源登记有误的，请先更正支出。",
            en="A source that money was spent from stays; correct the expense first if its source is wrong.",
            field="lines",
        )


def _approved(command: ApproveBudget | CorrectBudget, organisation: str, year: int, today: date) -> BudgetApproved:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            "year_out_of_range",
            zh=f"“年度”应在{FIRST_YEAR}至{LAST_YEAR}之间。",
            en=f"The year lies between {FIRST_YEAR} and {LAST_YEAR}.",
            field="year",
        )
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    return BudgetApproved(
        organisation=organisation,
        year=year,
        lines=_lines(command.lines),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("批准日期", "Date approved")),
        document=allow_text(command.document, "document", limit=200, label=("批准文件", "Document")),
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", label=("说明", "Remarks")),
    )


def _adjusted(state: State, command: AdjustBudget, today: date) -> list[Event]:
    day = require_past(command.occurred_on, today, "occurred_on", label=("调整日期", "Date adjusted"))
    if day < state.last_on:
        raise Refused(
            "out_of_order",
            zh=f"“调整日期”不能早于上一环节的日期（{state.last_on.isoformat()}）。",
            en=f"It cannot be adjusted before what went before it ({state.last_on.isoformat()}).",
            field="occurred_on",
        )
    lines = _lines(command.lines)
    _keep_spent(state, lines)
    if lines == state.lines:
        return []
    return [BudgetAdjusted(lines=lines, occurred_on=day, reason=require_reason(command.reason))]


def _spent(state: State, command: SpendMoney | CorrectSpending, today: date) -> MoneySpent:
    day = require_past(command.occurred_on, today, "occurred_on", label=("支出日期", "Date spent"))
    if not state.year <= day.year <= state.year + 1:
        raise Refused(
            "another_year",
            zh=f"这是{state.year}年度的经费，支出日期应在{state.year}年或下一年内。",
            en=f"This is the money of {state.year}; it is spent in that year or the next.",
            field="occurred_on",
        )
    if command.source not in {line.source for line in state.lines}:
        raise Refused(
            "source_unknown",
            zh="预算中没有这项经费来源，请先调整预算。",
            en="The budget holds no money from this source; adjust the budget first.",
            field="source",
        )
    return MoneySpent(
        purpose=command.purpose,
        amount=_amount(command.amount, "amount", ("金额", "Amount")),
        title=require_text(command.title, "title", label=("支出事项", "What for")),
        occurred_on=day,
        source=command.source,
    )


def _corrected(state: State, command: CorrectBudget, today: date) -> list[Event]:
    approved = _approved(command, state.organisation, state.year, today)
    if approved == state.approved:
        return []
    if not state.adjusted:
        _keep_spent(state, approved.lines)
    if state.next_on is not None and approved.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"该预算在{state.next_on.isoformat()}已有调整，批准日期不能晚于这一天。",
            en=f"It was adjusted on {state.next_on.isoformat()}; it cannot have been approved later.",
            field="occurred_on",
        )
    return [BudgetCorrected(corrects=state.stands_at, approved=approved, reason=require_reason(command.reason))]
