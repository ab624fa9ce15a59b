"""Account 账号: who may sign in, and what is granted to them: where, in which role, on which days.

Secrets stay outside the log.

Rules
1. A sign-in name is 3 to 32 characters: lower case letters, digits, ``.``, ``_`` and ``-``; it begins with a
   letter and ends with a letter or digit. The account's stream is named after it, so it is opened once.
2. An account is opened on or before the day it is recorded.
3. An active account is suspended, a suspended one reinstated; a password is reset for an active one only.
4. A grant is a role in an organisation's subtree, from a day to a day, or until it is withdrawn. No right is granted
   for days that have passed, and none ends before it begins. Opening an account grants the first one.
5. A grant that replaces the others ends them on the day before it begins; one that does not stands beside them.
6. System administrator, security administrator and audit officer (三员) are three people, and none of them reads or
   writes records: no account, nor two accounts of one person, holds one of these roles and another on one day.
7. A grant is withdrawn while it runs or before it begins, and ends at once.
8. Granting what an account already has records nothing. Every change says why.

The rules are the office's own; the regulations speak of persons and posts, not of accounts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias, assert_never

from domain.kernel import Refused, record, require_past, require_reason


class Role(StrEnum):
    """What an account may do within an organisation's subtree 账号角色."""

    CLERK = "clerk"
    """经办人: records facts for the organisation and those below it."""
    RESPONSIBLE_PERSON = "responsible_person"
    """责任人: records for the own organisation, and reads what lies below."""
    REVIEWER = "reviewer"
    """审核人: accepts and returns reports, verifies items of lists and rectifications."""
    INSPECTOR = "inspector"
    """督查员: inspections, the problems they find, and orders to put them right."""
    APPRAISER = "appraiser"
    """考核员: rounds of appraisal, sheets, evaluations of debriefings."""
    DECISION_MAKER = "decision_maker"
    """决策人: decides cases and appeals, imposes what follows, commends."""
    SUPERVISOR = "supervisor"
    """上级主管（组织部门）: what reviewer, inspector, appraiser and decision maker do, and registers, policies."""
    AUDITOR = "auditor"
    """审计员: reads everything in scope, writes nothing."""
    SYSTEM_ADMINISTRATOR = "system_administrator"
    """系统管理员: runs the system and looks after its seals; neither reads nor writes records."""
    SECURITY_ADMINISTRATOR = "security_administrator"
    """安全管理员: accounts and what is granted to them; neither reads nor writes records."""
    AUDIT_OFFICER = "audit_officer"
    """安全审计员: sees what the other two do; neither reads nor writes records."""


OFFICERS: Final = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_OFFICER})
"""The three officers 三员: nobody is two of them, and none of them is anything else."""


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
    """A role in an organisation's subtree was granted 授予权限."""

    organisation: str
    role: Role
    first: date | None
    """First day; None: since it was recorded."""
    last: date | None
    """Last day; None: until it is withdrawn or replaced."""
    replaces: bool
    """The other grants end the day before it begins."""
    reason: str


@record
class AccountRoleWithdrawn:
    """A grant was withdrawn, from now on 收回权限. ``grant`` is the version of the entry that gave it."""

    grant: int
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


Event: TypeAlias = (
    AccountOpened
    | AccountRoleGranted
    | AccountRoleWithdrawn
    | AccountSuspended
    | AccountReinstated
    | PasswordResetRequired
)


def opened_2(data: dict[str, Any]) -> dict[str, Any]:
    """The first stored form of an opening knew one administrator, who kept the accounts."""
    return {**data, "role": _role_2(data["role"])}


def role_granted_2(data: dict[str, Any]) -> dict[str, Any]:
    """The first stored form of a grant took the place of every right so far, at once and with no end."""
    return {**data, "role": _role_2(data["role"]), "first": None, "last": None, "replaces": True}


def _role_2(code: Any) -> Any:
    return "security_administrator" if code == "administrator" else code


# --- state -----------------------------------------------------------------------


@record
class Grant:
    """A role in an organisation's subtree, on the days from ``first`` to ``last``."""

    number: int
    """Version of the entry that gave it."""
    organisation: str
    role: Role
    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return (self.first is None or self.first <= day) and not self.over(day)

    def over(self, day: date) -> bool:
        """Whether it ended before ``day``."""
        return self.last is not None and self.last < day

    def meets(self, other: "Grant") -> bool:
        """Whether there is a day on which both hold."""
        firsts = [one.first for one in (self, other) if one.first is not None]
        return not firsts or not (self.over(max(firsts)) or other.over(max(firsts)))


@record
class State:
    """What the rules, and whoever signs in, need to know of one account."""

    sign_in_name: str
    organisation: str
    """Organisation it belongs to: where it was opened, or where it was moved since."""
    person: str | None
    grants: tuple[Grant, ...]
    """In order of being given; those withdrawn or replaced before they began are gone."""
    active: bool
    version: int

    def in_force(self, day: date) -> tuple[Grant, ...]:
        """Grants that hold on ``day``, in order of being given."""
        return tuple(grant for grant in self.grants if grant.covers(day))

    @property
    def parties(self) -> tuple[str, ...]:
        """Organisations in which something is granted: who keeps accounts there sees this one."""
        return tuple(dict.fromkeys(grant.organisation for grant in self.grants))

    def has_part(self, part: str) -> bool:
        """Whether a grant of this number is held."""
        return any(str(grant.number) == part for grant in self.grants)


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, AccountOpened):
        return State(
            sign_in_name=event.sign_in_name,
            organisation=event.organisation,
            person=event.person,
            grants=(
                Grant(
                    number=version,
                    organisation=event.organisation,
                    role=event.role,
                    first=event.occurred_on,
                    last=None,
                ),
            ),
            active=True,
            version=version,
        )
    assert state is not None, "an account begins with being opened"
    match event:
        case AccountRoleGranted():
            grants = (*_beside(state.grants, event), _grant(event, version))
            organisation = event.organisation if event.replaces else state.organisation
            return replace(state, organisation=organisation, grants=grants, version=version)
        case AccountRoleWithdrawn():
            left = tuple(grant for grant in state.grants if grant.number != event.grant)
            return replace(state, grants=left, version=version)
        case AccountSuspended():
            return replace(state, active=False, version=version)
        case AccountReinstated():
            return replace(state, active=True, version=version)
        case PasswordResetRequired():
            return replace(state, version=version)
        case _:
            assert_never(event)


def _grant(event: AccountRoleGranted, version: int) -> Grant:
    return Grant(number=version, organisation=event.organisation, role=event.role, first=event.first, last=event.last)


def _beside(grants: Iterable[Grant], event: AccountRoleGranted) -> tuple[Grant, ...]:
    """What stands beside a new grant."""
    if not event.replaces:
        return tuple(grants)
    if event.first is None:
        return ()
    before = event.first - timedelta(days=1)
    return tuple(
        grant if grant.over(event.first) else replace(grant, last=before)
        for grant in grants
        if grant.first is None or grant.first < event.first
    )


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
    others: tuple[str, ...] = ()
    """Other accounts of the person, as far as they are on record."""


@record
class GrantRole:
    """Grant a role 授予权限."""

    account: str
    organisation: str
    role: Role
    reason: str
    first: date | None = None
    """First day; None: today."""
    last: date | None = None
    """Last day; None: until it is withdrawn or replaced."""
    replaces: bool = True
    """The other grants end the day before it begins."""
    others: tuple[str, ...] = ()
    """Other accounts of the person, as far as they are on record."""


@record
class WithdrawRole:
    """Withdraw a grant 收回权限."""

    account: str
    grant: int
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


Command: TypeAlias = OpenAccount | GrantRole | WithdrawRole | SuspendAccount | ReinstateAccount | RequirePasswordReset

# --- decisions -------------------------------------------------------------------

_SIGN_IN_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,30}[a-z0-9]")


NO_OTHERS: Final[Mapping[str, State | None]] = {}


def decide(
    state: State | None, command: Command, *, today: date, others: Mapping[str, State | None] = NO_OTHERS
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`. ``others``: the person's other accounts."""
    match command:
        case OpenAccount():
            return [_opened(state, command, today, others)]
        case GrantRole():
            return _granted(_known(state), command, today, others)
        case WithdrawRole():
            return [_withdrawn(_known(state), command, today)]
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


def _opened(
    state: State | None, command: OpenAccount, today: date, others: Mapping[str, State | None]
) -> AccountOpened:
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
    event = AccountOpened(
        sign_in_name=name,
        organisation=command.organisation,
        role=command.role,
        person=command.person,
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("开设日期", "Date opened")),
    )
    _separate(evolve(None, event).grants[0], _elsewhere(command.person, others))
    return event


def _granted(account: State, command: GrantRole, today: date, others: Mapping[str, State | None]) -> list[Event]:
    reason = require_reason(command.reason)
    first = command.first or today
    if first < today:
        raise Refused(
            "past_date",
            zh=f"权限不能自已经过去的日期起授予，生效日期应不早于今天（{today.isoformat()}）。",
            en=f"No right is granted for days that have passed; it begins today ({today.isoformat()}) or later.",
            field="first",
        )
    if command.last is not None and command.last < first:
        raise Refused(
            "ends_before_it_begins",
            zh="截止日期不能早于生效日期。",
            en="The last day cannot lie before the first.",
            field="last",
        )
    event = AccountRoleGranted(
        organisation=command.organisation,
        role=command.role,
        first=first,
        last=command.last,
        replaces=command.replaces,
        reason=reason,
    )
    grant, left = _grant(event, account.version + 1), _beside(account.grants, event)
    if _has_already(account, event, left):
        return []
    _separate(grant, (*left, *_elsewhere(account.person, others)))
    return [event]


def _has_already(account: State, event: AccountRoleGranted, left: Iterable[Grant]) -> bool:
    """Whether the account holds these rights on these days, and would lose none."""
    same = [
        grant
        for grant in account.grants
        if (grant.organisation, grant.role) == (event.organisation, event.role)
        and (grant.first is None or event.first is None or grant.first <= event.first)
        and (grant.last is None or (event.last is not None and event.last <= grant.last))
    ]
    if not event.replaces:
        return bool(same)
    ended = [grant for grant in account.grants if grant not in left]
    return len(ended) == 1 and ended[0] in same and ended[0].last == event.last


def _withdrawn(account: State, command: WithdrawRole, today: date) -> AccountRoleWithdrawn:
    reason = require_reason(command.reason)
    grant = next((grant for grant in account.grants if grant.number == command.grant), None)
    if grant is None or grant.over(today):
        raise Refused(
            "not_granted",
            zh="该账号没有这项权限，或者这项权限已经终止。",
            en="The account does not hold this grant, or it has ended.",
            field="grant",
        )
    return AccountRoleWithdrawn(grant=command.grant, reason=reason)


def _elsewhere(person: str | None, others: Mapping[str, State | None]) -> tuple[Grant, ...]:
    """What the person's other accounts are granted, suspended ones included: they may be reinstated."""
    if person is None:
        return ()
    return tuple(
        grant for state in others.values() if state is not None and state.person == person for grant in state.grants
    )


def _separate(grant: Grant, others: Iterable[Grant]) -> None:
    """Refuse what would make one person two officers, or an officer somebody who reads or writes records."""
    for other in others:
        if grant.role is other.role or OFFICERS.isdisjoint((grant.role, other.role)) or not grant.meets(other):
            continue
        raise Refused(
            "officers_apart",
            zh="系统管理员、安全管理员、安全审计员应由三人分别担任，且不得兼任其他角色（三员分立）。",
            en="System administrator, security administrator and audit officer are three people with no other role.",
            field="role",
        )
