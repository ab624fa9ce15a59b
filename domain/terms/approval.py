"""Words of an approval 会签."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import approval
from domain.terms.common import Label

KIND: Final[Label] = ("会签", "Approval")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    approval.ApprovalAsked: ("提交会签", "Approval asked for"),
    approval.ApprovalGiven: ("会签同意", "Approval given"),
    approval.ApprovalRefused: ("会签不同意", "Approval refused"),
    approval.ApprovalWithdrawn: ("撤回会签", "Approval withdrawn"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    approval.AskApproval: ("提交会签", "Ask for approval"),
    approval.GiveApproval: ("会签同意", "Give approval"),
    approval.RefuseApproval: ("会签不同意", "Refuse approval"),
    approval.WithdrawApproval: ("撤回会签", "Withdraw request"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "approval": ("会签", "Approval"),
    "digest": ("内容校验值", "Digest"),
    "given_by": ("会签人账号", "Given by"),
    "withdrawn_by": ("撤回人账号", "Withdrawn by"),
}

_ASKED: Final = {
    "act": ("会签事项", "Act"),
    "about": ("所涉记录", "Record"),
    "body": ("会签内容", "What it says"),
    "asked_by": ("提交人账号", "Asked by"),
    "occurred_on": ("提交日期", "Asked on"),
}
_DECIDED: Final = {"occurred_on": ("会签日期", "Decided on")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    approval.ApprovalAsked: _ASKED,
    approval.AskApproval: _ASKED,
    approval.ApprovalGiven: _DECIDED,
    approval.ApprovalRefused: _DECIDED,
    approval.ApprovalWithdrawn: {"occurred_on": ("撤回日期", "Withdrawn on")},
}
