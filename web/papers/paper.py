"""What a paper consists of, whatever it is written as: a page, a Word file, or an office's own template."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeAlias

from domain.kernel import record


@record
class Link:
    """Words of a cell behind which stands the page they are taken from."""

    text: str
    url: str
    """Address with its host: a file is opened elsewhere than where it was made."""


Cell: TypeAlias = str | Link
_SHORT = 8


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
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    """Parts of the width; none: equal ones."""

    @property
    def centred(self) -> tuple[bool, ...]:
        """Columns of numbers and short words stand in the middle."""
        return tuple(all(len(cell_text(row[place])) < _SHORT for row in self.rows) for place in range(len(self.heads)))


@record
class Bullets:
    """Lines that belong together."""

    items: tuple[str, ...]


@record
class Attached:
    """Here begins an enclosure 附件, on a page of its own; all blocks up to the next belong to it."""

    title: str


@record
class Present:
    """Who was there, at the end of minutes 出席、请假、列席; GB/T 9704-2012, 10.3."""

    label: str
    text: str


Block: TypeAlias = Heading | Paragraph | Facts | Table | Bullets | Attached | Present


@record
class Paper:
    """A paper: title, blocks, and the line that says of what moment it is."""

    title: str
    kind: str
    """What sort of paper it is, above the title where no mark of the issuer stands."""
    blocks: Sequence[Block]
    moment: str
    """As of which day and as known when: a note below the day 附注."""
    mark: str = ""
    """Mark of the issuing body 发文机关标志, in red."""
    number: str = ""
    """Number of the document 发文字号."""
    upward: bool = False
    """Goes to a superior 上行文: who signs it off stands beside the number."""
    addressee: str = ""
    """To whom 主送机关."""
    flags: Sequence[str] = ()
    """What must be known before it is sent: no result yet, what it rests on was voided."""
    issuer: str = ""
    day: str = ""
    """Who signs, and when, below the text; empty: nobody."""
    copies: str = ""
    """Who else gets it 抄送."""
    printed: str = ""
    """Who prints it and when 印发机关和印发日期; empty: no closing lines 版记."""
    foot: bool = False
    """Whether the moment stands in the foot of each page too: of files that are kept, not sent."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What an office's own template may ask for besides, by name."""
    lists: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Rows that an office's own template may repeat, by name."""

    @property
    def text(self) -> list[Block]:
        """What stands before the first enclosure."""
        return self.blocks_by_enclosure[0]

    @property
    def enclosures(self) -> list[list[Block]]:
        """Each enclosure, which begins with its `Attached`."""
        return self.blocks_by_enclosure[1:]

    @property
    def blocks_by_enclosure(self) -> list[list[Block]]:
        """The text, then each enclosure."""
        found: list[list[Block]] = [[]]
        for block in self.blocks:
            if isinstance(block, Attached):
                found.append([])
            found[-1].append(block)
        return found

    @property
    def attachments(self) -> list[str]:
        """Titles of the enclosures 附件说明; several are numbered."""
        return [block.title for block in self.blocks if isinstance(block, Attached)]


def cell_text(cell: Cell) -> str:
    """A cell in words."""
    return cell if isinstance(cell, str) else cell.text
