"""Answers of the JSON API that hold two moments against each other."""

from datetime import date
from typing import Final

import msgspec

from web.api.answers import Told


class Moment(msgspec.Struct):
    """One of the two moments: as of a day, as known at a log position."""

    as_of: date
    known_at: int


class FieldChange(msgspec.Struct):
    """One field on both sides, in words; ``""``: nothing is there."""

    field: str
    before: str
    after: str


class Difference(msgspec.Struct):
    """One line that differs."""

    key: str
    sort: str
    """appeared, went or changed."""
    title: str
    group: str
    """The organisation, where the answer holds several."""
    fields: list[FieldChange]
    by_time: bool
    """The passing of time did it, or had a part in it."""
    entries: list[Told]
    """Entries recorded between the two moments that did it, as far as the account may see them."""


class Comparison(msgspec.Struct):
    """The same question at two moments."""

    of: str
    title: str
    first: Moment
    second: Moment
    total: int
    left_out: int
    """Organisations of a board that differ too and are not told: ask about those below one by one."""
    changes: list[Difference]
    cursor: str | None


ALL: Final = (Comparison,)
"""Every answer of its own."""
