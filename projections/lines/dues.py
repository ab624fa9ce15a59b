"""Lines of dues: one a member and year, with the number of payments."""

from typing import Final

from domain import dues
from domain.kernel import Entry
from projections.lines.line import Plain, Values, said


def _noted(event: dues.DuesPaid | dues.DuesDifficultyRecorded) -> Values:
    return said(
        stage="recorded",
        on=event.occurred_on,
        organisation=event.organisation,
        period=str(event.year),
        about=event.person,
    )


_LINES: Final = Plain(
    "dues",
    opens={dues.DuesPaid: _noted, dues.DuesDifficultyRecorded: _noted},
    corrected={dues.PaymentCorrected: "paid"},
    stages={},
    parts={dues.DuesPaid: 1, dues.PaymentVoided: -1},
    silent=(),
)

READS: Final = _LINES.reads


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`; the day is that of the latest entry in time, not of the last recorded."""
    before = lines.get(entry.stream)
    found = _LINES.fold(entry, lines)
    if before is None:
        return found
    return [(ref, {**line, "occurred_on": max(line["occurred_on"], before["occurred_on"])}) for ref, line in found]
