"""What a paper consists of, whatever it is written as."""

from collections.abc import Sequence
from typing import TypeAlias

from domain.kernel import record


@record
class Heading:
    """A heading of the first (一、) or second (（一）) level."""

    text: str
    level: int = 1


@record
class Paragraph:
    """A paragraph; ``strong``: the words at its beginning that stand out."""

    text: str
    strong: str = ""
    small: bool = False


@record
class Facts:
    """Pairs of label and text, as on the cover of a file."""

    rows: tuple[tuple[str, str], ...]


@record
class Table:
    """A table; its heads are repeated on each page."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    """Parts of the width; none: equal ones."""


@record
class Bullets:
    """Lines that belong together."""

    items: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Facts | Table | Bullets


@record
class Paper:
    """A paper: title, blocks, and the line that says of what moment it is."""

    title: str
    kind: str
    """What sort of paper it is, above the title."""
    blocks: Sequence[Block]
    moment: str
    """As of which day and as known when; stands at the end and in the foot of each page."""
    issuer: str = ""
    day: str = ""
    """Who signs, and when, below the text; empty: nobody."""
