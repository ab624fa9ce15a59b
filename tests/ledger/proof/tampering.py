"""What somebody with the whole database can do to it: triggers and rights do not stop the owner of the machine."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from ledger.application import LocalLedger
from ledger.port import Draft, Signature
from ledger.proof.fsck import Report, check
from ledger.proof.keys import create_signing_key
from ledger.proof.reader import open_rows
from ledger.proof.sealing import Sealer
from ledger.proof.store import APPEND_ONLY, ProofStore, create_store

COLUMNS = "position, stream, version, name, recorded_at, command_id, command_part, body"
FAR = 10**9


def work(title: str) -> Any:
    """Any event will do."""
    import datetime

    from domain.work import Act, WorkRecorded

    return WorkRecorded(
        organisation=f"org-{1:020x}", act=Act.TRAINING, title=title, occurred_on=datetime.date(2024, 3, 5)
    )


@dataclass
class Log:
    """A ledger with its tree, and the hands of whoever tampers with them."""

    place: Any
    ledger: LocalLedger
    proof: str
    key_file: Path

    def __post_init__(self) -> None:
        create_store(self.proof)
        self.key = create_signing_key(self.key_file, "office.example/zeren")

    @property
    def store(self) -> ProofStore:
        """Opened anew: what was read before the tampering does not count."""
        return ProofStore(self.proof)

    @property
    def sealer(self) -> Sealer:
        return Sealer(self.ledger, self.store, self.key)

    def write(self, count: int, key: str) -> None:
        """Acts of one or two events; streams of three."""
        for number in range(count):
            self.ledger.append(
                [Draft(stream=f"work-{key}{number:018d}", after=0, events=tuple(work(f"{n}") for n in range(3)))]
                if number % 3 == 0
                else [Draft(stream=f"work-{key}{number:018d}", after=0, events=(work("专题学习"),))],
                Signature(command_id=f"{key}-{number}", recorded_by="account-a", on_behalf_of=f"org-{1:020x}"),
            )

    def check(self, **more: Any) -> Report:
        with closing(open_rows(self.place.database)) as reader:
            return check(reader, self.store, self.key.verifier, **more)

    # --- tampering ---------------------------------------------------------------

    @property
    def _schema(self) -> str:
        return "" if self.place.kind == "sqlite" else "zeren."

    @contextmanager
    def hands(self, *, proof: bool = False) -> Iterator["Hands"]:
        """On the database itself, with triggers out of the way and put back."""
        if self.place.kind == "sqlite":
            with closing(sqlite3.connect(self.proof if proof else self.place.database)) as connection:
                triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for name, _ in triggers:
                    connection.execute(f"DROP TRIGGER {name}")
                yield Hands(connection, "", "?")
                for _, text in triggers:
                    connection.execute(text)
                connection.commit()
            return
        tables = APPEND_ONLY if proof else ("ledger",)
        with psycopg.connect(self.place.owner) as owner:
            for table in tables:
                owner.execute(f"ALTER TABLE zeren.{table} DISABLE TRIGGER USER".encode())
            yield Hands(owner, "zeren.", "%s")
            for table in tables:
                for trigger in ("refuse_change", *(("continue_log",) if table == "ledger" else ())):
                    owner.execute(f"ALTER TABLE zeren.{table} ENABLE ALWAYS TRIGGER {trigger}".encode())

    def tamper(self, *steps: tuple[str, Sequence[Any]] | str) -> None:
        """Statements on the ledger's table, which is called LEDGER in them."""
        with self.hands() as hands:
            for step in steps:
                text, values = (step, ()) if isinstance(step, str) else step
                hands.run(text, values)

    def rows(self) -> list[Any]:
        with self.hands() as hands:
            return hands.run(f"SELECT {COLUMNS} FROM LEDGER ORDER BY position").fetchall()

    def renumbered(self, beyond: int, by: int) -> tuple[str, ...]:
        """Statements that shift positions; in two steps, so that none is in the other's way."""
        return (
            f"UPDATE LEDGER SET position = position + {FAR + by} WHERE position > {beyond}",
            f"UPDATE LEDGER SET position = position - {FAR} WHERE position > {FAR // 2}",
        )

    def forged(self, position: int, *, stream: str = "work-forged", at: str | None = None) -> tuple[str, Sequence[Any]]:
        """An entry that nobody recorded, as good as any."""
        _, _, _, name, recorded_at, command, _, body = self.rows()[position - 2]
        body = body.replace("专题", "补记").replace(f'"{command}"', f'"forged-{position}"')
        return (
            f"INSERT INTO LEDGER ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (position, stream, 1, name, at or recorded_at, f"forged-{position}", 1, body),
        )

    def resealed(self) -> None:
        """Whoever has the key too: everything that was kept of the tree is made anew."""
        with self.hands(proof=True) as hands:
            for table in APPEND_ONLY:
                hands.run(f"DELETE FROM {hands.schema}{table}")
        self.sealer.seal()

    def saved(self, *, proof: bool) -> dict[str, list[Any]]:
        """A backup, as rows."""
        found = {}
        with self.hands(proof=proof) as hands:
            for table in APPEND_ONLY if proof else ("ledger",):
                found[table] = hands.run(f"SELECT * FROM {hands.schema}{table}").fetchall()
        return found

    def restored(self, backup: dict[str, list[Any]], *, proof: bool) -> None:
        """The backup in place of what stands."""
        with self.hands(proof=proof) as hands:
            for table, rows in backup.items():
                hands.run(f"DELETE FROM {hands.schema}{table}")
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    own = " OVERRIDING SYSTEM VALUE" if hands.schema else ""
                    hands.run(f"INSERT INTO {hands.schema}{table}{own} VALUES ({marks})", row)
            if not hands.schema and not proof:
                hands.run("UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM ledger) WHERE name = 'ledger'")


@dataclass
class Hands:
    """One connection, and how its database wants statements."""

    connection: Any
    schema: str
    mark: str

    def run(self, text: str, values: Sequence[Any] = ()) -> Any:
        text = text.replace("LEDGER", f"{self.schema}ledger").replace("?", self.mark)
        return self.connection.execute(text.encode() if self.schema else text, tuple(values))
