"""Sentences on approvals 会签."""

import re
from collections.abc import Mapping
from typing import Final

from domain import approval
from domain.terms import COMMANDS, Label
from web.sentences.telling import Tell, Telling, done

ACTS: Final[Mapping[str, Label]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower(): label for command, label in COMMANDS.items()
}
"""Name of an act -> what it is called."""


def _act(w: Telling, act: str) -> str:
    label = ACTS.get(act)
    return w.quote(act) if label is None else w.quote(w.pick(label))


def _asked(w: Telling, e: approval.ApprovalAsked) -> str:
    return w.t(
        f"{w.name(e.asked_by)}于{w.day(e.occurred_on)}提交{_act(w, e.act)}，待另一人会签",
        f"{w.name(e.asked_by)} asked on {w.day(e.occurred_on)} for {_act(w, e.act)}; another person decides",
    )


TELLS: Final[Mapping[type, Tell]] = {
    approval.ApprovalAsked: _asked,
    approval.ApprovalGiven: lambda w, e: w.t(
        f"{w.name(e.given_by)}于{w.day(e.occurred_on)}会签同意，所提交事项同时办理",
        f"{w.name(e.given_by)} let it happen on {w.day(e.occurred_on)}, and it was carried out with that",
    ),
    approval.ApprovalRefused: lambda w, e: w.t(
        f"{w.name(e.refused_by)}于{w.day(e.occurred_on)}会签不同意{w.because(e.reason)}",
        f"{w.name(e.refused_by)} refused it on {w.day(e.occurred_on)}{w.because(e.reason)}",
    ),
    approval.ApprovalWithdrawn: done("提交人撤回会签", "whoever asked withdrew it"),
}
"""Event -> how it is told."""
