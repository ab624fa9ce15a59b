"""Words of an account 账号."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import account
from domain.terms.common import Label

KIND: Final[Label] = ("账号", "Account")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    account.Role: {
        "clerk": ("经办人", "Clerk"),
        "responsible_person": ("责任人", "Responsible person"),
        "reviewer": ("审核人", "Reviewer"),
        "inspector": ("督查员", "Inspector"),
        "appraiser": ("考核员", "Appraiser"),
        "decision_maker": ("决策人", "Decision maker"),
        "supervisor": ("上级主管", "Supervisor"),
        "auditor": ("审计员", "Auditor"),
        "system_administrator": ("系统管理员", "System administrator"),
        "security_administrator": ("安全管理员", "Security administrator"),
        "audit_officer": ("安全审计员", "Audit officer"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    account.AccountOpened: ("开设账号", "Account opened"),
    account.AccountRoleGranted: ("授予账号权限", "Role granted"),
    account.AccountRoleWithdrawn: ("收回账号权限", "Role withdrawn"),
    account.AccountSuspended: ("停用账号", "Account suspended"),
    account.AccountReinstated: ("恢复账号", "Account reinstated"),
    account.PasswordResetRequired: ("要求重置密码", "Password reset required"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    account.OpenAccount: ("开设账号", "Open account"),
    account.GrantRole: ("授予账号权限", "Grant role"),
    account.WithdrawRole: ("收回账号权限", "Withdraw role"),
    account.SuspendAccount: ("停用账号", "Suspend account"),
    account.ReinstateAccount: ("恢复账号", "Reinstate account"),
    account.RequirePasswordReset: ("要求重置密码", "Require password reset"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "account": ("账号", "Account"),
    "grant": ("权限编号", "Grant"),
    "replaces": ("取代现有全部权限", "Takes the place of all present rights"),
    "others": ("使用人的其他账号", "Other accounts of the person"),
    "role": ("账号角色", "Role"),
    "sign_in_name": ("登录名", "Sign-in name"),
}

_GRANTED: Final = {
    "organisation": ("管辖范围（本组织及下级）", "Where: the organisation and all below it"),
    "first": ("生效日期", "First day"),
    "last": ("截止日期", "Last day"),
}

_ACCOUNT: Final = {
    "organisation": ("所属组织", "Organisation"),
    "person": ("使用人", "Used by"),
    "occurred_on": ("开设日期", "Date opened"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    account.AccountOpened: _ACCOUNT,
    account.OpenAccount: _ACCOUNT,
    account.AccountRoleGranted: _GRANTED,
    account.GrantRole: _GRANTED,
}
