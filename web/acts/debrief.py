"""Acts on debriefings 述职."""

from typing import Final

from domain import debrief
from web.acts.row import Act, standing

STANDING: Final = ("delivered", "evaluated")

ACTS: Final = (
    Act(command=debrief.DeliverDebrief, begins=True, counts=True),
    Act(command=debrief.EvaluateDebrief, stages=("delivered",), counts=True),
    Act(command=debrief.CorrectEvaluation, stages=("evaluated",), prefill=standing("evaluated"), counts=True),
    Act(command=debrief.CorrectDebrief, stages=STANDING, prefill=standing("delivered"), counts=True),
    Act(command=debrief.VoidDebrief, stages=STANDING),
)
