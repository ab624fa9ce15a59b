"""Account 账号: who may sign in, for which organisation, in which role. Secrets stay outside the log.

Rules
1. A sign-in name is 3 to 32 characters: lower case letters, digits, ``.``, ``_`` and ``-``; it begins with a
   letter and ends with a letter or digit. The account's stream is named after it, so it is opened once.
2. An account is opened on or before the day it is recorded.
3. An active account is suspended, a suspended one reinstated; a password is reset for an active one only.
4. Granting what an account already has records nothing. Every change says why.

The rules are the office's own; the regulations speak of persons and posts, not of accounts.
"""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

from domain.kernel import Refused, record, require_past, require_reason


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


# --- events ----------------------------------------------------------------------


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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules, and whoever signs in, need to know of one account."""

    sign_in_name: str
    organisation: str
    role: Role
    person: str | None
    active: bool
    version: int


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, AccountOpened):
        return State(
            sign_in_name=event.sign_in_name,
            organisation=event.organisation,
            role=event.role,
            person=event.person,
            active=True,
            version=version,
        )
    assert state is not None, "an account begins with being opened"
    match event:
        case AccountRoleGranted():
            return replace(state, organisation=event.organisation, role=event.role, version=version)
        case AccountSuspended():
            return replace(state, active=False, version=version)
        case AccountReinstated():
            return replace(state, active=True, version=version)
        case PasswordResetRequired():
            return replace(state, version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


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

# --- decisions -------------------------------------------------------------------

_SIGN_IN_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,30}[a-z0-9]")


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case OpenAccount():
            return [_opened(state, command, today)]
        case GrantRole():
            account = _known(state)
            if (account.organisation, account.role) == (command.organisation, command.role):
                return []
            return [
                AccountRoleGranted(
                    organisation=command.organisation, role=command.role, reason=require_reason(command.reason)
                )
            ]
        case SuspendAccount():
            _active(state)
            return [AccountSuspended(reason=require_reason(command.reason))]
        case ReinstateAccount():
            if _known(state).active:
                raise Refused("not_suspended", zh="该账号未停用，无需恢复。", en="This account is not suspended.")
            return [AccountReinstated(reason=require_reason(command.reason))]
        case RequirePasswordReset():
            _active(state)
            return [PasswordResetRequired(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _known(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到这个账号。", en="There is no such account.")
    return state


def _active(state: State | None) -> State:
    account = _known(state)
    if not account.active:
        raise Refused("suspended", zh="该账号已停用，请先恢复。", en="This account is suspended; reinstate it first.")
    return account


def _opened(state: State | None, command: OpenAccount, today: date) -> AccountOpened:
    name = command.sign_in_name
    if _SIGN_IN_NAME.fullmatch(name) is None:
        raise Refused(
            "sign_in_name",
            zh="登录名应为3至32位小写字母、数字或“.”“_”“-”，以字母开头，以字母或数字结尾。",
            en="A sign-in name is 3 to 32 of a-z, 0-9, '.', '_' and '-'; it begins with a letter, ends with no sign.",
            field="sign_in_name",
        )
    if command.account != f"account-{name}":
        raise Refused(
            "not_the_name",
            zh="账号编号与登录名不符。",
            en="The account's number and its sign-in name do not agree.",
            field="account",
        )
    if state is not None:
        raise Refused(
            "exists",
            zh=f"登录名“{name}”已被使用，请换一个。",
            en=f"The sign-in name {name} is taken; choose another.",
            field="sign_in_name",
        )
    return AccountOpened(
        sign_in_name=name,
        organisation=command.organisation,
        role=command.role,
        person=command.person,
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("开设日期", "Date opened")),
    )
