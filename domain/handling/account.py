"""Handling of an account's commands: whoever grants looks at the person's other accounts."""

from collections.abc import Mapping
from typing import Any, Final

from domain import account
from domain.handling.row import ORGANISATION, PERSON, Need, names, rows
from domain.identity import is_stream_id


def _others(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    wanted = (one for one in dict.fromkeys(command.others) if one != command.account)
    streams = tuple(one for one in wanted if is_stream_id(one, "account"))
    return {"others": Need(streams=streams, build=lambda states: states)} if streams else {}


ROWS: Final = rows(
    account,
    "account",
    {
        account.OpenAccount: {"existing": names(organisation=ORGANISATION, person=PERSON), "needs": _others},
        account.GrantRole: {"existing": names(organisation=ORGANISATION), "needs": _others},
        account.WithdrawRole: {},
        account.SuspendAccount: {},
        account.ReinstateAccount: {},
        account.RequirePasswordReset: {},
    },
)
