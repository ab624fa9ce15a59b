"""Responsibility list 责任清单: one for each organisation and year, its items, and what became of each."""

from datetime import date
from typing import TypeAlias

from domain.kernel import record


@record
class Item:
    """One line of the list 清单事项."""

    item: str
    """Number within the list, e.g. ``7``; kept for life."""
    title: str
    clause: str
    """Catalogue clause it comes from, or ``""`` for the office's own."""
    policy: str
    """Stream of the policy, or ``""``."""
    person: str | None
    """Responsible person 责任人."""
    department: str
    """Responsible department 责任部门."""
    due_on: date | None
    """Time limit 完成时限."""
    indicator: str = ""
    """Quantified indicator 量化指标 (township 三（一）)."""
    standard: str = ""
    """Standard to reach 标准要求 (township 三（一）)."""


@record
class ResponsibilityListDrafted:
    """A list for an organisation and year was drafted 起草清单.

    ``required`` names the fields that the policies in force demand of every item;
    ``baseline`` the clauses that they demand the list to cover.
    """

    organisation: str
    year: int
    policies: tuple[str, ...]
    required: tuple[str, ...]
    baseline: tuple[str, ...]


@record
class ResponsibilityItemAdded:
    """An item was added to the draft 增列事项."""

    item: Item


@record
class ResponsibilityItemAssigned:
    """Person, department and time limit were laid down 落实责任人. Drafts only."""

    item: str
    person: str | None
    department: str
    due_on: date | None


@record
class ResponsibilityItemWithdrawn:
    """An item was taken off the list 撤销事项. ``list_version`` is the list's new version, 0 for a draft."""

    item: str
    list_version: int
    reason: str
    clause: str


@record
class ResponsibilityListIssued:
    """The list was issued as version 1 印发清单."""

    list_version: int
    occurred_on: date


@record
class ResponsibilityItemAmended:
    """An item of an issued list was changed, making a new version 调整事项."""

    item: Item
    list_version: int
    reason: str
    clause: str
    """Clause or document on which the change rests."""


@record
class ResponsibilityItemReassigned:
    """Another person answers for the item from a day on 改派."""

    item: str
    person: str
    occurred_on: date
    reason: str


@record
class ResponsibilityItemStarted:
    """Work on the item began 启动办理."""

    item: str
    occurred_on: date
    note: str


@record
class ResponsibilityItemCompleted:
    """The item was reported done, with evidence 完成. ``evidence`` are refs of records or files."""

    item: str
    occurred_on: date
    evidence: tuple[str, ...]
    note: str


@record
class ResponsibilityItemVerified:
    """Another person confirmed the completion 核验. ``person`` verified."""

    item: str
    person: str
    occurred_on: date
    note: str


@record
class ResponsibilityItemReturned:
    """The completion was not accepted 退回."""

    item: str
    person: str
    occurred_on: date
    reason: str


@record
class CompletionVoided:
    """A completion was reported by mistake 作废完成登记."""

    item: str
    reason: str


@record
class ResponsibilityListClosed:
    """The year's list was closed 年终关闭."""

    occurred_on: date
    note: str


@record
class ResponsibilityListVoided:
    """A draft made by mistake was voided 作废清单; the year's list may then be drafted anew."""

    reason: str


Event: TypeAlias = (
    ResponsibilityListDrafted
    | ResponsibilityItemAdded
    | ResponsibilityItemAssigned
    | ResponsibilityItemWithdrawn
    | ResponsibilityListIssued
    | ResponsibilityItemAmended
    | ResponsibilityItemReassigned
    | ResponsibilityItemStarted
    | ResponsibilityItemCompleted
    | ResponsibilityItemVerified
    | ResponsibilityItemReturned
    | CompletionVoided
    | ResponsibilityListClosed
    | ResponsibilityListVoided
)


@record
class DraftList:
    """Draft the list of a year 起草清单; ``items`` come from the policies that bind the organisation."""

    organisation: str
    year: int
    policies: tuple[str, ...]
    required: tuple[str, ...]
    baseline: tuple[str, ...]
    items: tuple[Item, ...] = ()


@record
class AddItem:
    """Add an item to a draft 增列事项."""

    list: str
    title: str
    clause: str = ""
    policy: str = ""
    person: str | None = None
    department: str = ""
    due_on: date | None = None
    indicator: str = ""
    standard: str = ""


@record
class AssignItem:
    """Lay down person, department and time limit 落实责任人."""

    list: str
    item: str
    person: str | None
    department: str
    due_on: date | None


@record
class WithdrawItem:
    """Take an item off 撤销事项."""

    list: str
    item: str
    reason: str
    clause: str = ""


@record
class IssueList:
    """Issue the list 印发清单."""

    list: str
    occurred_on: date


@record
class AmendItem:
    """Change an item of an issued list 调整事项."""

    list: str
    item: str
    title: str
    reason: str
    clause: str
    person: str | None = None
    department: str = ""
    due_on: date | None = None
    indicator: str = ""
    standard: str = ""


@record
class ReassignItem:
    """Give the item to another person 改派."""

    list: str
    item: str
    person: str
    occurred_on: date
    reason: str


@record
class StartItem:
    """Record that work began 登记启动."""

    list: str
    item: str
    occurred_on: date
    note: str = ""


@record
class CompleteItem:
    """Report an item done 登记完成."""

    list: str
    item: str
    occurred_on: date
    evidence: tuple[str, ...]
    note: str = ""


@record
class VerifyItem:
    """Confirm a completion 核验."""

    list: str
    item: str
    person: str
    occurred_on: date
    note: str = ""


@record
class ReturnItem:
    """Do not accept a completion 退回."""

    list: str
    item: str
    person: str
    occurred_on: date
    reason: str


@record
class VoidCompletion:
    """Void a completion reported by mistake 作废完成登记."""

    list: str
    item: str
    reason: str


@record
class CloseList:
    """Close the year's list 年终关闭."""

    list: str
    occurred_on: date
    note: str = ""


@record
class VoidList:
    """Void a draft 作废清单."""

    list: str
    reason: str


Command: TypeAlias = (
    DraftList
    | AddItem
    | AssignItem
    | WithdrawItem
    | IssueList
    | AmendItem
    | ReassignItem
    | StartItem
    | CompleteItem
    | VerifyItem
    | ReturnItem
    | VoidCompletion
    | CloseList
    | VoidList
)
