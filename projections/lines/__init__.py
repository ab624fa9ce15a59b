"""Lines of records, one module a kind: ``READS`` names the events, ``fold`` says what they do to the record's lines."""

from types import ModuleType
from typing import Final

from projections.lines import (
    accountability,
    calendar,
    commendation,
    education,
    inspection,
    lecture,
    measure,
    member,
    publicity,
    rectification,
    review,
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
)
"""In the order of the vocabulary."""
