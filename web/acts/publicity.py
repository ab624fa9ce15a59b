"""Acts on publicity 宣传、公开."""

from typing import Final

from domain import publicity
from web.acts.row import Act, standing

STANDING: Final = ("released", "spread")

ACTS: Final = (
    Act(command=publicity.ReleasePublicity, begins=True, counts=True),
    Act(command=publicity.SpreadExperience, stages=STANDING),
    Act(command=publicity.CorrectPublicity, stages=STANDING, prefill=standing("released"), counts=True),
    Act(command=publicity.VoidPublicity, stages=STANDING),
)
