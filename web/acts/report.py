"""Acts on reports 报告."""

from typing import Final

from domain import report
from web.acts.row import Act, standing

HANDED_IN: Final = ("submitted", "resubmitted")

ACTS: Final = (
    Act(command=report.SubmitReport, begins=True, counts=True),
    Act(command=report.AcceptReport, stages=HANDED_IN),
    Act(command=report.ReturnReport, stages=HANDED_IN),
    Act(command=report.ResubmitReport, stages=("returned",), counts=True),
    Act(
        command=report.CorrectReport,
        stages=("submitted", "resubmitted", "returned", "accepted"),
        prefill=standing("submitted"),
        counts=True,
    ),
    Act(command=report.VoidReport, stages=("submitted", "resubmitted", "returned", "accepted")),
)
