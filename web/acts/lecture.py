"""Acts on lectures and situation reports 党课、形势报告."""

from typing import Final

from domain import lecture
from web.acts.row import Act, standing

ACTS: Final = (
    Act(command=lecture.DeliverLecture, begins=True, counts=True),
    Act(command=lecture.CorrectLecture, stages=("delivered",), prefill=standing("delivered"), counts=True),
    Act(command=lecture.VoidLecture, stages=("delivered",)),
)
