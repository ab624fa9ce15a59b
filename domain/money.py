"""Money 金额: typed and shown in yuan with two decimals, kept as whole fen, so that no sum is ever rounded."""

import re
from typing import Final

MOST: Final = 10**13
"""Largest amount taken, in fen (a hundred thousand million yuan): beyond it something was mistyped."""

_YUAN: Final = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")


def fen_of(text: str) -> int:
    """Fen of an amount written in yuan: ``12``, ``12.5`` and ``12.50``; ValueError for anything else."""
    found = _YUAN.fullmatch(text)
    if found is None:
        raise ValueError(f"not an amount in yuan: {text!r}")
    fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if fen > MOST:
        raise ValueError(f"too large an amount: {text!r}")
    return fen


def yuan_of(fen: int) -> str:
    """The amount in yuan, as it is typed: ``1234.50``."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02}"
