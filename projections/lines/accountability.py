"""Lines of accountability cases."""

from typing import Final

from domain import accountability
from domain.kernel import Entry
from projections.lines.line import Plain, Values, said


def _opened(event: accountability.CaseOpened) -> Values:
    return said(
        stage="opened",
        on=event.occurred_on,
        act=event.route,
        organisation=event.organisation,
        title=event.title,
        about=event.subject,
    )


_LINES: Final = Plain(
    "accountability",
    opens={accountability.CaseOpened: _opened},
    corrected={accountability.CaseCorrected: "opened"},
    stages={
        accountability.NoticeGiven: "told",
        accountability.StatementTaken: "heard",
        accountability.AppealLodged: "appealed",
        accountability.CaseClosed: "closed",
        accountability.CaseVoided: "voided",
    },
    parts={accountability.ElementCited: 1, accountability.ElementWithdrawn: -1},
    silent=(accountability.ConsequenceImposed, accountability.CaseDecided, accountability.AppealDecided),
)

READS: Final = _LINES.reads


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`. ``held_to_account``, because a meeting is ``held`` too."""
    ((stream, line),) = _LINES.fold(entry, lines)
    event = entry.event
    if isinstance(event, accountability.CaseDecided):
        line["stage"] = "held_to_account" if event.held else "not_held_to_account"
    elif isinstance(event, accountability.AppealDecided):
        revoked = event.outcome is accountability.Outcome.REVOKED
        line["stage"] = "revoked" if revoked else "held_to_account"
    return [(stream, line)]
