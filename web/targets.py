"""Targets: by which field the commands of a kind name the record they are for."""

from typing import Final

from domain.identity import PREFIXES, prefix_of

_OTHER: Final = {"organisation": "organisation", "appointment": "organisation", "evidence": "evidence"}


def target_of(kind: str) -> str:
    """The field: called like the prefix of the kind's ids, but for three old kinds (posts go by their organisation)."""
    return _OTHER.get(kind) or prefix_of(kind)


def target_kind(kind: str) -> str:
    """Kind of record that the field names: the kind itself, except for posts."""
    field = target_of(kind)
    return PREFIXES.get(field, field)
