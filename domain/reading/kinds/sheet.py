"""Facts of appraisal sheets: that somebody was appraised, and that a result was used."""

from typing import Final

from domain import sheet
from domain.fact import FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get
from domain.reading.plain import fact_of

APPRAISED: Final = "appraised"
USED: Final = "result_used"
"""To make use of results is asked of whoever appraises (c2006-resp 四¶2), so this fact is the appraiser's."""

READS: Final = (sheet.SheetOpened, sheet.ResultUsed, sheet.SheetVoided)
IGNORES: Final = (
    sheet.SelfReportFiled,
    sheet.DebriefLinked,
    sheet.SheetScored,
    sheet.ResultIssued,
    sheet.ReviewRequested,
    sheet.ReviewDecided,
)


def changes(entry: Entry, get: Get) -> list[Change]:
    """The sheet stands under the stream, each use of its result under ``stream#version``."""
    event, stream = entry.event, entry.stream
    if isinstance(event, sheet.SheetOpened):
        person = (event.subject,) if event.subject != event.organisation else ()
        fact = fact_of(
            entry,
            FactKind.APPRAISAL,
            APPRAISED,
            event.organisation,
            event.occurred_on,
            title=event.title,
            period=event.period,
            performers=person,
            recipient=event.appraiser,
        )
        return [(stream, fact)]
    before = get(stream)
    if before is None:
        return []
    if isinstance(event, sheet.ResultUsed):
        assert before.recipient is not None
        used = fact_of(
            entry,
            FactKind.APPRAISAL,
            USED,
            before.recipient,
            event.occurred_on,
            ref=entry.ref,
            title=before.title,
            period=before.period,
            unit=before.organisation,
        )
        return [(entry.ref, used)]
    return [(stream, None)]  # voided, which no result survives: nothing was used yet
