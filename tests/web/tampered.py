"""What the owner of the machine can do to a row, whatever the program's own connections are kept from."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg


def change_row(place: Any, position: int, old: str, new: str) -> None:
    """Put other words into the body of an entry that stands."""
    if place.kind == "sqlite":
        with closing(sqlite3.connect(place.database)) as connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            done = connection.execute(
                "UPDATE ledger SET body = replace(body, ?, ?) WHERE position = ? AND instr(body, ?) > 0",
                (old, new, position, old),
            )
            for _, text in triggers:
                connection.execute(text)
            connection.commit()
    else:
        with psycopg.connect(place.owner) as owner:
            owner.execute("ALTER TABLE zeren.ledger DISABLE TRIGGER USER")
            done = owner.execute(
                "UPDATE zeren.ledger SET body = replace(body, %s, %s) WHERE position = %s AND strpos(body, %s) > 0",
                (old, new, position, old),
            )
            for trigger in ("refuse_change", "continue_log"):
                owner.execute(f"ALTER TABLE zeren.ledger ENABLE ALWAYS TRIGGER {trigger}".encode())
    assert done.rowcount == 1, "the row holds these words"
