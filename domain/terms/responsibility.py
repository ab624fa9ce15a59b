"""Words of a responsibility list 责任清单."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import responsibility
from domain.terms.common import Label

KIND: Final[Label] = ("责任清单", "Responsibility list")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    responsibility.ResponsibilityListDrafted: ("起草清单", "List drafted"),
    responsibility.ResponsibilityItemAdded: ("增列事项", "Item added"),
    responsibility.ResponsibilityItemAssigned: ("落实责任人", "Item assigned"),
    responsibility.ResponsibilityItemWithdrawn: ("撤销事项", "Item withdrawn"),
    responsibility.ResponsibilityListIssued: ("印发清单", "List issued"),
    responsibility.ResponsibilityItemAmended: ("调整事项", "Item amended"),
    responsibility.ResponsibilityItemReassigned: ("改派责任人", "Item reassigned"),
    responsibility.ResponsibilityItemStarted: ("启动办理", "Item started"),
    responsibility.ResponsibilityItemCompleted: ("完成事项", "Item completed"),
    responsibility.ResponsibilityItemVerified: ("核验事项", "Item verified"),
    responsibility.ResponsibilityItemReturned: ("退回事项", "Item returned"),
    responsibility.CompletionVoided: ("作废完成登记", "Completion voided"),
    responsibility.ResponsibilityListClosed: ("年终关闭清单", "List closed"),
    responsibility.ResponsibilityListVoided: ("作废清单", "List voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    responsibility.DraftList: ("起草清单", "Draft list"),
    responsibility.AddItem: ("增列事项", "Add item"),
    responsibility.AssignItem: ("落实责任人", "Assign item"),
    responsibility.WithdrawItem: ("撤销事项", "Withdraw item"),
    responsibility.IssueList: ("印发清单", "Issue list"),
    responsibility.AmendItem: ("调整事项", "Amend item"),
    responsibility.ReassignItem: ("改派责任人", "Reassign item"),
    responsibility.StartItem: ("登记启动", "Start item"),
    responsibility.CompleteItem: ("登记完成", "Complete item"),
    responsibility.VerifyItem: ("核验事项", "Verify item"),
    responsibility.ReturnItem: ("退回事项", "Return item"),
    responsibility.VoidCompletion: ("作废完成登记", "Void completion"),
    responsibility.CloseList: ("年终关闭清单", "Close list"),
    responsibility.VoidList: ("作废清单", "Void list"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "baseline": ("必列条款", "Clauses to be covered"),
    "clause": ("依据条款", "Clause"),
    "indicator": ("量化指标", "Indicator"),
    "item": ("清单事项", "Item"),
    "items": ("清单事项", "Items"),
    "list": ("责任清单", "Responsibility list"),
    "list_version": ("清单版本", "List version"),
    "policies": ("依据文件", "Policies"),
    "required": ("必填项目", "Required fields"),
    "standard": ("标准要求", "Standard"),
    "year": ("年度", "Year"),
}

_ITEM: Final = {
    "title": ("事项", "Item"),
    "person": ("责任人", "Responsible person"),
    "clause": ("条款", "Clause"),
}
_AMENDED: Final = {**_ITEM, "clause": ("调整依据（条款或文件）", "Clause or document")}
_WITHDRAWN: Final = {"clause": ("依据", "Clause")}
_ASSIGNED: Final = {"person": ("责任人", "Responsible person")}
_MOVED: Final = {"person": ("新责任人", "New responsible person"), "occurred_on": ("改派日期", "Date of the change")}
_ISSUED: Final = {"occurred_on": ("印发日期", "Date issued")}
_STARTED: Final = {"occurred_on": ("启动日期", "Date started"), "note": ("说明", "Note")}
_DONE: Final = {
    "occurred_on": ("完成日期", "Date completed"),
    "evidence": ("佐证", "Evidence"),
    "note": ("完成情况", "Note"),
}
_VERIFIED: Final = {
    "person": ("核验人", "Verified by"),
    "occurred_on": ("核验日期", "Date verified"),
    "note": ("核验意见", "Note"),
}
_SENT_BACK: Final = {"person": ("退回人", "Returned by"), "occurred_on": ("退回日期", "Date returned")}
_SHUT: Final = {"occurred_on": ("关闭日期", "Date closed"), "note": ("说明", "Note")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    responsibility.Item: _ITEM,
    responsibility.AddItem: _ITEM,
    responsibility.AmendItem: _AMENDED,
    responsibility.ResponsibilityItemWithdrawn: _WITHDRAWN,
    responsibility.WithdrawItem: _WITHDRAWN,
    responsibility.ResponsibilityItemAmended: {"clause": ("调整依据（条款或文件）", "Clause or document")},
    responsibility.ResponsibilityItemAssigned: _ASSIGNED,
    responsibility.AssignItem: _ASSIGNED,
    responsibility.ResponsibilityItemReassigned: _MOVED,
    responsibility.ReassignItem: _MOVED,
    responsibility.ResponsibilityListIssued: _ISSUED,
    responsibility.IssueList: _ISSUED,
    responsibility.ResponsibilityItemStarted: _STARTED,
    responsibility.StartItem: _STARTED,
    responsibility.ResponsibilityItemCompleted: _DONE,
    responsibility.CompleteItem: _DONE,
    responsibility.ResponsibilityItemVerified: _VERIFIED,
    responsibility.VerifyItem: _VERIFIED,
    responsibility.ResponsibilityItemReturned: _SENT_BACK,
    responsibility.ReturnItem: _SENT_BACK,
    responsibility.ResponsibilityListClosed: _SHUT,
    responsibility.CloseList: _SHUT,
}
