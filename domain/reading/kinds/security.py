"""What was done to keys and proofs is no fact that a rule counts."""

from typing import Final, get_args

from domain import security
from domain.kernel import Entry
from domain.reading.changing import Change, Get

READS: Final[tuple[type, ...]] = ()
IGNORES: Final[tuple[type, ...]] = get_args(security.Event)


def changes(entry: Entry, get: Get) -> list[Change]:
    """Nothing, ever."""
    return []
