"""Readers of facts, one module a kind: ``READS`` names the events, ``changes`` says what they do to facts."""

from types import ModuleType
from typing import Final

from domain.reading.kinds import (
    lecture,
    publicity,
)

KINDS: Final[tuple[ModuleType, ...]] = (
    lecture,
    publicity,
)
"""In the order of the vocabulary."""
