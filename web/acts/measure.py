"""Acts on measures 批评、诫勉、调整."""

from typing import Final

from domain import measure
from web.acts.row import Act, standing

_RUNNING: Final = measure.RUNNING
_ALL: Final = (*_RUNNING, "ended", "revoked")

ACTS: Final = (
    Act(command=measure.TakeMeasure, begins=True, counts=True),
    Act(command=measure.NotifyMeasure, stages=("taken",)),
    Act(command=measure.TakeMeasureStatement, stages=_RUNNING),
    Act(command=measure.EndMeasure, stages=_RUNNING),
    Act(command=measure.RevokeMeasure, stages=_RUNNING),
    Act(command=measure.CorrectMeasure, stages=_ALL, prefill=standing("taken"), counts=True),
    Act(command=measure.VoidMeasure, stages=_ALL),
)
