"""Extent 范围: about which organisations a register is asked, and which of its rows stand on one page."""

from collections.abc import Sequence
from math import ceil
from typing import Final, Generic, TypeVar

from flask import request

from domain.identity import is_stream_id
from domain.kernel import record
from web.asking import Clocks, asking
from web.errors import Misshapen, NotFound
from web.schemas.fields import Problem
from web.viewer import viewer

T = TypeVar("T")

ROWS: Final = 100
"""Rows on one page of a register."""


@record
class Extent:
    """An organisation, alone or with all below it."""

    root: str
    below: bool
    bodies: tuple[str, ...]
    """The organisations, top down, as the tree stood on the day and was known."""

    def parameters(self) -> dict[str, str]:
        """For links and forms that keep to it."""
        return {"organisation": self.root, "below": "" if self.below else "0"}


def extent(when: Clocks) -> Extent:
    """The organisations that the address asks about: the viewer's own and all below it, unless it says otherwise."""
    asked = asking()
    root = request.args.get("organisation", "").strip() or viewer().organisation
    if not is_stream_id(root, "organisation"):
        raise NotFound
    asked.require(root)
    said = request.args.get("below", "")
    if said not in ("", "0", "1", "false", "true"):
        raise Misshapen([Problem(field="below", zh="“范围”没有这个选项。", en="below is true or false.")])
    below = said not in ("0", "false")
    bodies = tuple(asked.tree(when.as_of, when.known_at).ids(root)) if below else ()
    return Extent(root=root, below=below, bodies=bodies or (root,))


def number(name: str, default: int, *, least: int = 1, most: int = 9_999) -> int:
    """A whole number of the address, or the default."""
    text = request.args.get(name, "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default
    return min(max(found, least), most)


@record
class Sheet(Generic[T]):
    """One page of rows."""

    rows: Sequence[T]
    page: int
    pages: int
    total: int


def sheet(rows: Sequence[T], size: int = ROWS, name: str = "page") -> Sheet[T]:
    """The page of these rows that the address asks for; ``name``: by which parameter."""
    pages = max(1, ceil(len(rows) / size))
    page = min(number(name, 1), pages)
    return Sheet(rows=rows[(page - 1) * size : page * size], page=page, pages=pages, total=len(rows))
