"""Acts on collective education 集体教育."""

from typing import Final

from domain import education
from web.acts.row import Act, standing

ACTS: Final = (
    Act(command=education.HoldEducation, begins=True, counts=True),
    Act(command=education.CorrectEducation, stages=("held",), prefill=standing("held"), counts=True),
    Act(command=education.VoidEducation, stages=("held",)),
)
