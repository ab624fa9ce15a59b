"""Lines of lectures and situation reports."""

from typing import Final

from domain import lecture
from projections.lines.line import Plain, Values, said


def _delivered(event: lecture.LectureDelivered) -> Values:
    return said(
        stage="delivered",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
        about=event.unit or "",
    )


_LINES: Final = Plain(
    "lecture",
    opens={lecture.LectureDelivered: _delivered},
    corrected={lecture.LectureCorrected: "delivered"},
    stages={lecture.LectureVoided: "voided"},
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
