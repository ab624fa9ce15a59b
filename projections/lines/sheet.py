"""Lines of appraisal sheets: under the organisation appraised, about the subject."""

from typing import Final

from domain import sheet
from projections.lines.line import Plain, Values, said


def _opened(event: sheet.SheetOpened) -> Values:
    return said(
        stage="opened",
        on=event.occurred_on,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
        about=event.subject,
    )


_LINES: Final = Plain(
    "sheet",
    opens={sheet.SheetOpened: _opened},
    stages={
        sheet.SelfReportFiled: "reported",
        sheet.SheetScored: "scored",
        sheet.ResultIssued: "issued",
        sheet.ReviewRequested: "contested",
        sheet.ReviewDecided: "reviewed",
        sheet.SheetVoided: "voided",
    },
    silent=(sheet.DebriefLinked, sheet.ResultUsed),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
