"""Branching: the tree of organisations with how each stands; for pictures. As much of it as one page holds."""

from dataclasses import replace
from typing import Final

from domain.kernel import record
from projections.directory import Organisation, Tree
from web.pictures import reckoning
from web.registers.picturing import Pictured

NODES: Final = 220
"""Organisations on one page: what lies deeper, or further on, has a page of its own."""


@record
class Branch:
    """An organisation with what lies below it."""

    one: Organisation
    light: str
    """The light that asks for most attention, of its own duties with a number; empty: it owes none."""
    gaps: int
    """Its own windows with a gap."""
    below: int
    """Organisations below it."""
    troubled: int
    """Of these, how many have a gap."""
    children: tuple["Branch", ...]
    """Those shown with it: none where they stand on a page of their own."""


def branches_of(tree: Tree, pictured: Pictured, page: int) -> tuple[Branch | None, int]:
    """The root with what fits on the page, and how many pages there are."""
    root = tree.get(pictured.of.root)
    if root is None:
        return None, 1
    children = tree.children(root.id) if pictured.of.below else []
    pages = max(1, -(-len(children) // NODES))
    here = children[(min(page, pages) - 1) * NODES :][:NODES]
    # A whole rank or nothing of it: a tree of which some twigs are missing would mislead.
    ranks, room = 0, NODES
    rank = here
    while rank and len(rank) <= room:
        ranks, room = ranks + 1, room - len(rank)
        rank = [below for one in rank for below in tree.children(one.id)]
    shown = tuple(_branch(tree, pictured, child, ranks - 1) for child in here)
    return replace(_branch(tree, pictured, root, 0), children=shown), pages


def _branch(tree: Tree, pictured: Pictured, one: Organisation, ranks: int) -> Branch:
    """An organisation, with so many ranks below it."""
    windows = pictured.windows
    own = [each for each in windows.get(one.id, ()) if each.counted]
    below = tree.ids(one.id)[1:] if pictured.of.below else []
    children = [_branch(tree, pictured, child, ranks - 1) for child in tree.children(one.id)] if ranks > 0 else []
    return Branch(
        one=one,
        light=reckoning.worst(own).light if own else "",
        gaps=sum(each.shown.gap for each in own),
        below=len(below),
        troubled=sum(any(each.shown.gap for each in windows.get(id, ()) if each.counted) for id in below),
        children=tuple(children),
    )
