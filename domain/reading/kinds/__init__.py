"""Readers of facts, one module a kind: ``READS`` names the events, ``changes`` says what they do to facts."""

from types import ModuleType
from typing import Final

from domain.reading.kinds import (
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
    debrief,
    appraisal,
    sheet,
    accountability,
    measure,
    commendation,
    leading_group,
    plan,
    commitment,
    reception,
    floating,
    dues,
    funding,
    project,
    research,
    approval,
)
"""In the order of the vocabulary."""
