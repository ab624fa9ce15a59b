"""Account 账号: who may sign in, for which organisation, in which role. Secrets stay outside the log."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Role(StrEnum):
    """What an account may do within its organisation's subtree 账号角色."""

    CLERK = "clerk"
    """经办人: records facts for the organisation and those below it."""
    SUPERVISOR = "supervisor"
    """上级主管（组织部门）: also registers organisations, posts and policies, accepts and returns."""
    AUDITOR = "auditor"
    """审计: reads everything in scope, writes nothing."""
    ADMINISTRATOR = "administrator"
    """系统管理员: accounts only; neither reads nor writes records."""


@record
class AccountOpened:
    """An account was opened 开设账号. ``sign_in_name`` is no personal name."""

    sign_in_name: str
    organisation: str
    role: Role
    person: str | None
    occurred_on: date


@record
class AccountRoleGranted:
    """Role or organisation changed from now on 变更权限."""

    organisation: str
    role: Role
    reason: str


@record
class AccountSuspended:
    """It may no longer sign in 停用账号."""

    reason: str


@record
class AccountReinstated:
    """It may sign in again 恢复账号."""

    reason: str


@record
class PasswordResetRequired:
    """The password must be set anew 重置密码."""

    reason: str


Event: TypeAlias = AccountOpened | AccountRoleGranted | AccountSuspended | AccountReinstated | PasswordResetRequired


@record
class OpenAccount:
    """Open an account 开设账号."""

    account: str
    sign_in_name: str
    organisation: str
    role: Role
    occurred_on: date
    person: str | None = None


@record
class GrantRole:
    """Change role or organisation 变更权限."""

    account: str
    organisation: str
    role: Role
    reason: str


@record
class SuspendAccount:
    """Suspend it 停用账号."""

    account: str
    reason: str


@record
class ReinstateAccount:
    """Let it sign in again 恢复账号."""

    account: str
    reason: str


@record
class RequirePasswordReset:
    """Require a new password 重置密码."""

    account: str
    reason: str


Command: TypeAlias = OpenAccount | GrantRole | SuspendAccount | ReinstateAccount | RequirePasswordReset
