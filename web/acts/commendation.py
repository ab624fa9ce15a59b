"""Acts on commendations 表彰."""

from typing import Final

from domain import commendation
from web.acts.row import Act, standing

_ALL: Final = ("granted", "withdrawn")

ACTS: Final = (
    Act(command=commendation.GrantCommendation, begins=True, counts=True),
    Act(command=commendation.WithdrawCommendation, stages=("granted",)),
    Act(command=commendation.CorrectCommendation, stages=_ALL, prefill=standing("granted"), counts=True),
    Act(command=commendation.VoidCommendation, stages=_ALL),
)
