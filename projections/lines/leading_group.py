"""Lines of leading groups."""

from typing import Final

from domain import leading_group
from projections.lines.line import Plain, Values, said


def _established(event: leading_group.GroupEstablished) -> Values:
    return said(
        stage="standing",
        on=event.occurred_on,
        act=event.type,
        organisation=event.organisation,
        title=event.title,
    )


_LINES: Final = Plain(
    "leading_group",
    opens={leading_group.GroupEstablished: _established},
    corrected={leading_group.GroupCorrected: "established"},
    stages={leading_group.GroupDissolved: "dissolved", leading_group.GroupVoided: "voided"},
    silent=(leading_group.GroupChanged,),
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
