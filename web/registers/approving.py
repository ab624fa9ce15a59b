"""Approving 会签: what waits for the viewer, for the navigation and the page a day begins with."""

from typing import Final
from weakref import WeakKeyDictionary

from domain.account import Role
from domain.approval import State
from domain.kernel import record
from projections import records
from web.access import FOUR_EYES, may_give, sees_approval
from web.acts import ACTS
from web.asking import asking
from web.services import Services, services
from web.viewer import viewer

MOST: Final = 200
"""More is not looked through for one page."""


@record
class Waiting:
    """An act that somebody asked for and that another person has to let happen."""

    approval: str
    state: State
    mine: bool
    """The viewer may give or refuse it; else it is the viewer's own, or somebody else's to decide."""
    lapsed: bool


def open_approvals() -> list[Waiting]:
    """What waits for another person in the viewer's subtree, as far as the viewer may see it."""
    asked, who = asking(), viewer()
    wanted = records.Wanted(organisations=asked.scope(), kinds=("approval",), stages=("asked",))
    found = records.find(asked.reading, wanted, limit=MOST)
    states: dict[str, State] = {line.stream: asked.standing.state(line.stream) for line in found}
    return [
        Waiting(
            approval=one,
            state=state,
            mine=state.asked.asked_by != who.account
            and not state.lapsed(asked.today)
            and may_give(who.role, ACTS[state.asked.act].command)
            and who.acts_for(state.organisation),
            lapsed=state.lapsed(asked.today),
        )
        for one, state in states.items()
        if state.stage == "asked" and sees_approval(who.role, state.asked.act)
    ]


def waiting() -> list[Waiting]:
    """What waits for the viewer's own decision, the newest first."""
    return [one for one in open_approvals() if one.mine] if _gives(viewer().role) else []


def _gives(role: Role) -> bool:
    return any(role in roles for roles in FOUR_EYES.values())


_COUNTED: Final[WeakKeyDictionary[Services, tuple[tuple[object, ...], dict[tuple[str, int], int]]]] = (
    WeakKeyDictionary()
)
"""How many wait for whom: while nothing is recorded and the day is the same, the number is."""


def how_many() -> int:
    """How many wait for the viewer."""
    who, asked = viewer(), asking()
    if not _gives(who.role):
        return 0
    at = (asked.reading.positions[records.NAME], asked.today)
    kept = _COUNTED.get(services())
    if kept is None or kept[0] != at:
        kept = _COUNTED[services()] = (at, {})
    key = (who.account, who.grant)
    if key not in kept[1]:
        kept[1][key] = len(waiting())
    return kept[1][key]
