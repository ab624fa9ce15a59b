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
        "supervisor": ("上级主管", "Supervisor"),
        "auditor": ("审计员", "Auditor"),
        "administrator": ("系统管理员", "Administrator"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    account.AccountOpened: ("开设账号", "Account opened"),
    account.AccountRoleGranted: ("变更账号权限", "Role granted"),
    account.AccountSuspended: ("停用账号", "Account suspended"),
    account.AccountReinstated: ("恢复账号", "Account reinstated"),
    account.PasswordResetRequired: ("要求重置密码", "Password reset required"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    account.OpenAccount: ("开设账号", "Open account"),
    account.GrantRole: ("变更账号权限", "Grant role"),
    account.SuspendAccount: ("停用账号", "Suspend account"),
    account.ReinstateAccount: ("恢复账号", "Reinstate account"),
    account.RequirePasswordReset: ("要求重置密码", "Require password reset"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "account": ("账号", "Account"),
    "role": ("账号角色", "Role"),
    "sign_in_name": ("登录名", "Sign-in name"),
}

_ACCOUNT: Final = {
    "organisation": ("所属组织", "Organisation"),
    "person": ("使用人", "Used by"),
    "occurred_on": ("开设日期", "Date opened"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    account.AccountOpened: _ACCOUNT,
    account.OpenAccount: _ACCOUNT,
}
