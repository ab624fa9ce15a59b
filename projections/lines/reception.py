"""Lines of receptions: with the number of issues raised, and of those closed."""

from typing import Final

from domain import reception
from domain.kernel import Entry
from projections.lines.line import Plain, Values, said


def _held(event: reception.ReceptionHeld) -> Values:
    return said(
        stage="held", on=event.occurred_on, act=event.channel, organisation=event.organisation, title=event.title
    )


_LINES: Final = Plain(
    "reception",
    opens={reception.ReceptionHeld: _held},
    corrected={reception.ReceptionCorrected: "held"},
    stages={reception.ReceptionVoided: "voided"},
    parts={reception.IssueRaised: 1, reception.IssueVoided: -1},
    silent=(
        reception.IssueResolved,
        reception.IssueExplained,
        reception.CoordinationStarted,
        reception.IssueFedBack,
        reception.IssueClosed,
    ),
)

READS: Final = _LINES.reads


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`."""
    found = _LINES.fold(entry, lines)
    event = entry.event
    if isinstance(event, reception.IssueClosed | reception.IssueVoided):
        done = set(found[0][1]["done"].split()) - {str(event.number)}
        if isinstance(event, reception.IssueClosed):
            done.add(str(event.number))
        return [(ref, {**line, "done": " ".join(sorted(done))}) for ref, line in found]
    return found
