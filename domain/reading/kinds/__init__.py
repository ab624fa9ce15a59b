"""Readers of facts, one module a kind: ``READS`` names the events, ``changes`` says what they do to facts."""

from types import ModuleType
from typing import Final

KINDS: Final[tuple[ModuleType, ...]] = ()
"""In the order of the vocabulary."""
