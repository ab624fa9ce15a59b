"""Readers of facts, one module a kind: ``READS`` names the events, ``changes`` says what they do to facts."""

from types import ModuleType
from typing import Final

from domain.reading.kinds import (
    calendar,
    inspection,
    lecture,
    publicity,
    rectification,
)

KINDS: Final[tuple[ModuleType, ...]] = (
    lecture,
    publicity,
    inspection,
    rectification,
    calendar,
)
"""In the order of the vocabulary."""
