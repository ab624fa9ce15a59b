"""Lines of appraisal rounds."""

from typing import Final

from domain import appraisal
from projections.lines.line import Plain, Values, said


def _opened(event: appraisal.AppraisalOpened) -> Values:
    return said(
        stage="opened",
        on=event.occurred_on,
        act=event.subjects,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
    )


_LINES: Final = Plain(
    "appraisal",
    opens={appraisal.AppraisalOpened: _opened},
    corrected={appraisal.AppraisalCorrected: "opened"},
    stages={
        appraisal.IndicatorsFixed: "fixed",
        appraisal.AppraisalClosed: "closed",
        appraisal.AppraisalVoided: "voided",
    },
    silent=(appraisal.IndicatorsChanged,),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
