"""Handling of a plan's commands."""

from collections.abc import Iterable
from typing import Any, Final

from domain import plan
from domain.handling.row import ANY, ORGANISATION, Mention, names, rows


def _responsible(command: Any, state: Any) -> Iterable[Mention]:
    for target in command.targets:
        if target.responsible:
            yield Mention(field="targets", ref=target.responsible)


def _adopting(command: Any, state: Any) -> Iterable[Mention]:
    yield Mention(field="organisation", ref=command.organisation, kind=ORGANISATION)
    yield from _responsible(command, state)


ROWS: Final = rows(
    plan,
    "plan",
    {
        plan.AdoptPlan: {"existing": _adopting},
        plan.RevisePlan: {"existing": _responsible},
        plan.ReachTarget: {"existing": names(evidence=ANY)},
        plan.EndPlan: {},
        plan.CorrectPlan: {"existing": _responsible},
        plan.VoidPlan: {},
    },
)
