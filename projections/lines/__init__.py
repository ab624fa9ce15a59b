"""Lines of records, one module a kind: ``READS`` names the events, ``fold`` says what they do to the record's lines."""

from types import ModuleType
from typing import Final

from projections.lines import (
    accountability,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    debrief,
    dues,
    education,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    member,
    plan,
    project,
    publicity,
    reception,
    rectification,
    research,
    review,
    sheet,
)

KINDS: Final[tuple[ModuleType, ...]] = (
    lecture,
    publicity,
    inspection,
    rectification,
    calendar,
    member,
    education,
    review,
    accountability,
    measure,
    commendation,
    leading_group,
    plan,
    commitment,
    reception,
    floating,
    dues,
    debrief,
    appraisal,
    sheet,
    funding,
    project,
    research,
    approval,
)
"""In the order of the vocabulary."""
