"""Acts on accounts 账号."""

from collections.abc import Mapping
from typing import Any, Final

from domain import account
from domain.identity import account_of, is_stream_id
from domain.kernel import Refused
from web.acts.row import Act, Form


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
    return account.OpenAccount(**data, account=account_of(name))


def _present(form: Form) -> Mapping[str, Any]:
    return {"organisation": form.state.organisation, "role": form.state.role}


ACTS: Final = (
    Act(command=account.OpenAccount, begins=True, build=_opened),
    Act(command=account.GrantRole, prefill=_present),
    Act(command=account.SuspendAccount),
    Act(command=account.ReinstateAccount),
    Act(command=account.RequirePasswordReset),
)
