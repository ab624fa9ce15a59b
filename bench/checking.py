"""The check of a ledger, against the bare reading of its rows in order and one SHA-256 of each body."""

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter

import psycopg

from bench.facts import enter, meetings, township
from bench.measure import Row, compare
from bench.places import Place, Places
from ledger.proof.fsck import check
from ledger.proof.keys import create_signing_key
from ledger.proof.note import SigningKey
from ledger.proof.reader import open_rows
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore, create_store

SIZES = (200_000, 1_000_000)
COLUMNS = "position, stream, version, name, recorded_at, command_id, command_part, body"


def fsck(places: Places, kinds: list[str], *, quick: bool) -> list[Row]:
    """Rows and tree, the whole of the ledger, and the memory that it takes, at two sizes."""
    rows: list[Row] = []
    for kind in kinds:
        memory = []
        for size in (2_000, 10_000) if quick else SIZES:
            place, proof, key = sealed(places, kind, size)
            rows += measured(place, proof, key, size, rounds=2 if quick else 5)
            memory.append(_memory(place, proof))
        rows.append(_flat(kind, *memory))
    return rows


def sealed(places: Places, kind: str, size: int) -> tuple[Place, str, SigningKey]:
    """A ledger of that many meetings, under one checkpoint."""
    place = places.fresh(kind)
    proof = place.database if kind == "postgresql" else str(place.folder / "proof.db")
    create_store(proof)
    key = create_signing_key(place.folder / "log.key", "bench.example/zeren")
    with closing(place.open()) as ledger:
        bodies, opening = township(20)
        enter(ledger, opening, "opening")
        enter(ledger, list(meetings(bodies, size, "meeting")), "meeting")
        store = ProofStore(proof)
        Sealer(ledger, store, key).seal()
        store.close()
    return place, proof, key


def measured(place: Place, proof: str, key: SigningKey, size: int, *, rounds: int) -> list[Row]:
    """Seconds an entry: rows against the tree, and all that the ledger and its tree say of each other."""
    store = ProofStore(proof)

    def ours(quick: bool) -> float:
        started = perf_counter()
        with closing(open_rows(place.database)) as reader:
            report = check(reader, store, key.verifier, quick=quick)
        assert not report.findings
        return (perf_counter() - started) / report.entries

    found = [
        compare(
            work,
            place.kind,
            size=f"{size:,} entries",
            limit="SELECT in order, SHA-256 of each body",
            ours=lambda thorough=thorough: ours(not thorough),
            bare=lambda: _bare(place),
            target=target,
            rounds=rounds,
        )
        for work, thorough, target in (
            ("check: rows, tree, checkpoints", False, 0.25),
            ("check: bodies, streams and file besides", True, 0.08),
        )
    ]
    store.close()
    return found


def _bare(place: Place) -> float:
    started, count = perf_counter(), 0
    if place.kind == "sqlite":
        with closing(sqlite3.connect(place.database)) as connection:
            blob = COLUMNS.replace("body", "CAST(body AS BLOB)")
            for row in connection.execute(f"SELECT {blob} FROM ledger ORDER BY position"):
                hashlib.sha256(row[7]).digest()
                count += 1
    else:
        with psycopg.connect(place.database) as connection, connection.cursor("rows") as cursor:
            cursor.itersize = 2_000
            for row in cursor.execute(f"SELECT {COLUMNS} FROM zeren.ledger ORDER BY position"):
                hashlib.sha256(row[7].encode()).digest()
                count += 1
    return (perf_counter() - started) / count


_CHILD = """
import sys
from contextlib import closing
from pathlib import Path
from ledger.proof.fsck import check
from ledger.proof.keys import read_signing_key
from ledger.proof.reader import open_rows
from ledger.proof.store import ProofStore
with closing(open_rows(sys.argv[1])) as reader:
    assert not check(reader, ProofStore(sys.argv[2]), read_signing_key(Path(sys.argv[3])).verifier).findings
# Of this process alone: what getrusage says begins with the memory of the one that started it.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _memory(place: Place, proof: str) -> float:
    """Megabytes of a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, place.database, proof, str(place.folder / "log.key")],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout) / 1024


def _flat(kind: str, small: float, large: float) -> Row:
    ratio = small / large
    print(f"check: memory {kind}: {small:.0f} MB at the smaller size, {large:.0f} MB at the larger")
    return Row(
        work="check: memory at the larger size (MB)",
        database=kind,
        size="five times the entries",
        limit="memory at the smaller size (MB)",
        ours_us=large,
        limit_us=small,
        ratio=ratio,
        low=ratio,
        high=ratio,
        target=0.9,
    )
