"""Waiting: how long a PostgreSQL server is waited for, by whoever connects to one.

A statement that hangs holds up whoever asked for it, and soon everybody: the threads of a server are few. So each has
an end, after which its sender is told and the connection goes on to the next.
"""

from typing import Any, Final

CONNECT: Final = 5
"""Seconds to wait for a connection, and for a lock where that has a limit of its own."""
STATEMENT: Final = 30
"""Seconds that a statement may take on the server, waiting for locks included: a proxy waits longer for the answer."""
LONG_STATEMENT: Final = 600
"""The same for what reads or writes whole tables, and for which nobody waits at a page."""
IDLE: Final = 60
"""Seconds that a transaction may lie open between two statements, holding up others."""

ALIVE: Final = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""A server whose machine or cable is gone ends no statement: so the system notices within a minute."""


def arguments(*, statement: int = STATEMENT, idle: int = IDLE, **more: str) -> dict[str, Any]:
    """How to connect: with an end to each wait. ``more`` are settings of the session."""
    told = {"statement_timeout": f"{statement}s", "idle_in_transaction_session_timeout": f"{idle}s", **more}
    options = " ".join(f"-c {name}={value}" for name, value in told.items())
    return {"connect_timeout": CONNECT, "options": options, **ALIVE}
