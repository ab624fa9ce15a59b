"""Handling of an approval's commands: whoever decides is held against whoever asked."""

from collections.abc import Mapping
from typing import Any, Final

from domain import approval
from domain.handling.row import ORGANISATION, Need, names, rows
from domain.identity import is_stream_id


def _two(by: str) -> Any:
    """``persons``: whose the two accounts are."""

    def needs(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
        named = () if state is None else (state.asked.asked_by, getattr(command, by))
        streams = tuple(one for one in dict.fromkeys(named) if is_stream_id(one, "account"))
        return {"persons": Need(streams=streams, build=_persons)} if streams else {}

    return needs


def _persons(states: Mapping[str, Any]) -> Mapping[str, str | None]:
    return {account: None if state is None else state.person for account, state in states.items()}


ROWS: Final = rows(
    approval,
    "approval",
    {
        approval.AskApproval: {"existing": names(organisation=ORGANISATION)},
        approval.GiveApproval: {"needs": _two("given_by")},
        approval.RefuseApproval: {"needs": _two("refused_by")},
        approval.WithdrawApproval: {},
    },
)
