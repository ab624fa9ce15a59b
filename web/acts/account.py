"""Acts on accounts 账号. Who keeps accounts does so within reach, and grants nothing to the own account."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain import account
from domain.identity import account_of, is_stream_id
from domain.kernel import Refused
from projections import directory
from web.acts.row import Act, Form
from web.asking import asking
from web.viewer import viewer


def _opened(form: Form, data: dict[str, Any]) -> account.OpenAccount:
    """The account's stream follows from the sign-in name."""
    name = data["sign_in_name"]
    if not is_stream_id(f"account-{name}", "account"):
        raise Refused(
            "sign_in_name",
            zh="登录名只能用小写字母、数字和 . _ -，首尾须为字母或数字，最长32个字符。",
            en="A sign-in name has lower-case letters, digits and . _ - inside, 32 at most.",
            field="sign_in_name",
        )
    own = account_of(name)
    return account.OpenAccount(**data, account=own, others=_others(data.get("person"), own))


def _granted(form: Form, data: dict[str, Any]) -> account.GrantRole:
    if form.stream == viewer().account:
        raise Refused(
            "own_account",
            zh="不能变更本人账号的权限，请由另一名安全管理员办理。",
            en="Nobody grants rights to the own account; ask another security administrator.",
        )
    if data["replaces"]:
        _require_whole(form.state)
        if data["role"] is not account.Role.AUDIT_OFFICER:
            _require_watch(form, form.state.grants)
    return account.GrantRole(**data, others=_others(form.state.person, form.stream))


def _withdrawn(form: Form, data: dict[str, Any]) -> account.WithdrawRole:
    grant = next((one for one in form.state.grants if one.number == data["grant"]), None)
    if grant is not None and not asking().reaches(grant.organisation):
        raise _elsewhere()
    _require_watch(form, () if grant is None else (grant,))
    return account.WithdrawRole(**data)


def _suspended(form: Form, data: dict[str, Any]) -> account.SuspendAccount:
    _require_whole(form.state)
    _require_watch(form, form.state.grants)
    return account.SuspendAccount(**data)


def _require_watch(form: Form, ended: Iterable[account.Grant]) -> None:
    """The last one who watches the other two does not go before somebody else watches them."""
    asked = asking()
    watched = {one.organisation for one in ended if one.role is account.Role.AUDIT_OFFICER and one.covers(asked.today)}
    if not watched or not form.state.active:
        return
    watching = {
        grant.organisation
        for other in directory.accounts(asked.reading)
        if other.active and other.id != form.stream
        for grant in other.in_force(asked.today)
        if grant.role is account.Role.AUDIT_OFFICER
    }
    if all({one, *(above.id for above in asked.tree().path(one))} & watching for one in watched):
        return
    raise Refused(
        "last_audit_officer",
        zh="这是该范围内唯一的安全审计员，请先会签授予另一人安全审计员权限，再停用或收回。",
        en="Nobody else is audit officer there: appoint another one first.",
    )


def _whole(form: Form, data: dict[str, Any]) -> Any:
    _require_whole(form.state)
    return form.act.command(**data)


def within_reach(state: Any) -> bool:
    """Whether all that is granted to an account lies in reach: what concerns it as a whole is decided above it all."""
    asked = asking()
    return all(asked.reaches(grant.organisation) for grant in state.grants if not grant.over(asked.today))


def _require_whole(state: Any) -> None:
    if not within_reach(state):
        raise _elsewhere()


def _elsewhere() -> Refused:
    return Refused(
        "granted_elsewhere",
        zh="该账号在您的管辖范围之外还有权限，请由上级安全管理员办理。",
        en="The account has rights outside your subtree; a superior's security administrator decides.",
    )


def _others(person: str | None, own: str) -> tuple[str, ...]:
    """The person's other accounts: nobody is two officers under two names."""
    if not person:
        return ()
    return tuple(one for one in directory.accounts_of(asking().reading, person) if one != own)


def _present(form: Form) -> Mapping[str, Any]:
    return {"organisation": form.state.organisation, "first": asking().today, "replaces": True}


ACTS: Final = (
    Act(command=account.OpenAccount, begins=True, build=_opened),
    Act(command=account.GrantRole, prefill=_present, build=_granted),
    Act(command=account.WithdrawRole, part="grant", build=_withdrawn),
    Act(command=account.SuspendAccount, build=_suspended),
    Act(command=account.ReinstateAccount, build=_whole),
    Act(command=account.RequirePasswordReset, build=_whole),
)
