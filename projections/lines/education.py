"""Lines of collective education."""

from typing import Final

from domain import education
from projections.lines.line import Plain, Values, said


def _held(event: education.EducationHeld) -> Values:
    return said(stage="held", on=event.occurred_on, act=event.form, organisation=event.organisation, title=event.title)


_LINES: Final = Plain(
    "education",
    opens={education.EducationHeld: _held},
    corrected={education.EducationCorrected: "held"},
    stages={education.EducationVoided: "voided"},
)

READS: Final = _LINES.reads
fold: Final = _LINES.fold
