"""Approvals are no facts that a rule counts: what they let happen is."""

from typing import Final, get_args

from domain import approval
from domain.kernel import Entry
from domain.reading.changing import Change, Get

READS: Final[tuple[type, ...]] = ()
IGNORES: Final[tuple[type, ...]] = get_args(approval.Event)


def changes(entry: Entry, get: Get) -> list[Change]:
    """Nothing, ever."""
    return []
