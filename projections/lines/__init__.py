"""Lines of records, one module a kind: ``READS`` names the events, ``fold`` says what they do to the record's lines."""

from types import ModuleType
from typing import Final

from projections.lines import (
    calendar,
    education,
    inspection,
    lecture,
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
)
"""In the order of the vocabulary."""
