"""What somebody would take instead: an environment of their own, made once, and their programs, asked line by line."""

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path

import psycopg

from bench.places import Place
from domain.meeting import HoldMeeting

HERE = Path(__file__).parent
PINS = HERE / "peers.txt"
TOOLS = {"django-simple-history": "peer_history.py", "SQLAlchemy-Continuum": "peer_continuum.py"}
TRIGGER = "an audit trigger"


@cache
def interpreter() -> str | None:
    """Python with the pinned peers, from an earlier run or made now; None where they cannot be fetched."""
    pins = PINS.read_bytes()
    folder = HERE.parent / "build" / f"peers-{hashlib.sha256(pins).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    if (folder / "made").exists():
        return str(python)
    shutil.rmtree(folder, ignore_errors=True)
    print(f"installing {PINS.name} into {folder}", flush=True)
    venv.create(folder, with_pip=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", PINS],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"NOT MEASURED: peers could not be installed: {done.stderr[-400:]}", file=sys.stderr, flush=True)
        return None
    (folder / "made").touch()
    return str(python)


def versions() -> str:
    """The pinned peers that are named in the tables."""
    pins = dict(line.split("==") for line in PINS.read_text(encoding="utf-8").splitlines() if "==" in line)
    named = ("Django", "django-simple-history", "SQLAlchemy-Continuum", "SQLAlchemy")
    return ", ".join(f"{name} {pins[name]}" for name in named)


def said(commands: Iterable[HoldMeeting]) -> Iterator[dict[str, object]]:
    """Meetings in plain values: what a peer's model holds of them."""
    for one in commands:
        values = asdict(one)
        yield {
            "stream": one.meeting,
            "organisation": one.organisation,
            "body": one.body.value,
            "title": one.title,
            "occurred_on": one.occurred_on.isoformat(),
            "chair": one.chair,
            "attendees": list(one.attendees),
            "agenda": list(values["agenda"]),
            "resolutions": list(values["resolutions"]),
            "minutes": one.minutes,
            "recorded_by": "account-clerk",
            "command_id": hashlib.sha256(one.meeting.encode()).hexdigest()[:32],
        }


class Peer:
    """One tool at work on a database of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, *words: object) -> float:
        """What it answers to one line: most often seconds a fact."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the peer ended"
        return float(answer)


def beside(place: Place, name: str, folder: Path) -> str:
    """An empty database beside a ledger's: a path, or a URL."""
    if place.kind == "sqlite":
        return str(folder / f"{name}.db")
    there = f"{place.owner_database}_{name}"
    with psycopg.connect(place.owner, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{there}"'.encode())
    return place.owner.replace(place.owner_database, there, 1)


@contextmanager
def peer(tool: str, place: Place, meetings: Iterable[HoldMeeting]) -> Iterator[Peer | None]:
    """A tool on an empty database beside this ledger's, with these meetings at hand; None where there is none."""
    python = interpreter()
    if python is None:
        yield None
        return
    name = tool.replace("-", "_").lower()
    facts = place.folder / f"{name}.jsonl"
    facts.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in said(meetings)), encoding="utf-8")
    database = beside(place, name, place.folder)
    process = subprocess.Popen(
        [python, HERE / TOOLS[tool], database, facts], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Peer(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


TRIGGERED = """
CREATE TABLE meeting (
    stream text PRIMARY KEY, organisation text NOT NULL, body text NOT NULL, title text NOT NULL,
    occurred_on date NOT NULL, chair text NOT NULL, attendees jsonb NOT NULL, agenda jsonb NOT NULL,
    resolutions jsonb NOT NULL, minutes text NOT NULL, recorded_by text NOT NULL, command_id text NOT NULL UNIQUE
);
CREATE INDEX ON meeting (organisation);
CREATE TABLE audit (
    id bigserial PRIMARY KEY, relation text NOT NULL, act text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    by text NOT NULL DEFAULT session_user, before jsonb, after jsonb
);
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (relation, act, before, after) VALUES (
        TG_TABLE_NAME, TG_OP,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
    );
    RETURN NULL;
END $$;
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON meeting FOR EACH ROW EXECUTE FUNCTION audited();
"""
"""A table and a trigger that keeps every version of its rows as JSON: no library at all."""


class Triggered:
    """The audit trigger, through the driver alone."""

    def __init__(self, place: Place, meetings: Iterable[HoldMeeting]) -> None:
        database = beside(place, "audit", place.folder)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(TRIGGERED.encode())
        self._connection = psycopg.connect(database, autocommit=True, prepare_threshold=0)
        self._rows = said(meetings)

    def record(self, count: int) -> list[tuple[bytes, dict[str, object]]]:
        """The next meetings, ready to be sent."""
        rows = [next(self._rows) for _ in range(count)]
        for row in rows:
            row |= {one: json.dumps(row[one], ensure_ascii=False) for one in ("attendees", "agenda", "resolutions")}
        names = list(rows[0])
        statement = f"INSERT INTO meeting ({', '.join(names)}) VALUES ({', '.join(f'%({one})s' for one in names)})"
        return [(statement.encode(), row) for row in rows]

    def send(self, ready: Iterable[tuple[bytes, dict[str, object]]]) -> None:
        """Each in a transaction of its own."""
        for statement, row in ready:
            self._connection.execute(statement, row)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
