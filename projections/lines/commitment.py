"""Lines of commitments."""

from typing import Final

from domain import commitment
from domain.kernel import Entry
from projections.lines.line import Plain, Values, said


def _made(event: commitment.CommitmentMade) -> Values:
    return said(
        stage="made",
        on=event.occurred_on,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
        about=event.person,
    )


_LINES: Final = Plain(
    "commitment",
    opens={commitment.CommitmentMade: _made},
    corrected={commitment.CommitmentCorrected: "made"},
    stages={
        commitment.CommitmentAccepted: "accepted",
        commitment.CommitmentReturned: "returned",
        commitment.CommitmentFulfilled: "fulfilled",
        commitment.CommitmentConfirmed: "confirmed",
        commitment.CommitmentNotConfirmed: "not_confirmed",
        commitment.CommitmentVoided: "voided",
    },
    silent=(commitment.CommitmentRevised,),
)

READS: Final = _LINES.reads


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`; a revision says anew what is promised."""
    found = _LINES.fold(entry, lines)
    if isinstance(entry.event, commitment.CommitmentRevised):
        return [(ref, {**line, "title": entry.event.title, "stage": "made"}) for ref, line in found]
    return found
