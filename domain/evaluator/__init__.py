"""Evaluator: what the facts of an organisation amount to under the rules that bind it. Pure.

`roles` says who held which role; `ground` lays out what is known about one organisation; `windows`
says when a clause binds it and where a fact falls; `matching` holds a fact against a rule; `plans` makes
clauses ready once for all organisations of a kind; `judging` says what they come to, `telling` with which
facts, `findings` what else is to be said; `governing` weighs comparable clauses; `lights` tells how a settled
status looks on a day.
"""

from datetime import date

from domain.evaluator.governing import Governing, comparable, governing, strictness
from domain.evaluator.ground import Ground, Settings, clauses_for, ground_of
from domain.evaluator.judging import judged_for, statuses_for
from domain.evaluator.lights import ItemStatus, at, item_status, light_at
from domain.evaluator.roles import Roles
from domain.evaluator.telling import Judged
from domain.evaluator.windows import binds
from domain.reading import World
from domain.rule import Status

__all__ = [
    "Governing",
    "Ground",
    "ItemStatus",
    "Judged",
    "Roles",
    "Settings",
    "all_statuses",
    "at",
    "binds",
    "clauses_for",
    "comparable",
    "effective",
    "governing",
    "ground_of",
    "item_status",
    "judged_for",
    "light_at",
    "statuses_for",
    "strictness",
]


def all_statuses(
    world: World, organisation: str, year: int, as_of: date, settings: Settings | None = None
) -> list[Status]:
    """Every status of an organisation in a year, as of a day, from the whole world."""
    if organisation not in world.organisations:
        return []
    return statuses_for(ground_of(world, organisation, settings), year, as_of)


def effective(statuses: list[Status], duty: str) -> list[Status]:
    """The statuses that decide on a duty: those of the clause that governs."""
    return [s for s in statuses if s.duty == duty and "stricter_governs" not in s.findings]
