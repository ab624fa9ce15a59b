"""New ids: the one place where chance enters. 80 random bits, so that nothing can be read from an id."""

import secrets

from domain.identity import HEX, RANDOM, prefix_of


def new_id(kind: str) -> str:
    """Stream id for a new record of ``kind`` (``meeting``, ``person``, …)."""
    prefix = prefix_of(kind)
    if prefix not in RANDOM:
        raise ValueError(f"{kind} has ids that follow from what it is")
    return f"{prefix}-{secrets.token_hex(HEX // 2)}"


def new_command_id() -> str:
    """Id of one act, made when its form is first shown: sent twice, it is recorded once."""
    return f"c-{secrets.token_hex(12)}"


def prefixed(kind: str, body: str) -> str:
    """Stream id of a record whose body follows from something else: twenty hexadecimal digits."""
    return f"{prefix_of(kind)}-{body}"
