"""The check of a ledger, against the bare reading of its rows in order and one SHA-256 of each body."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import perf_counter

import psycopg

from bench import large
from bench.facts import enter, meetings, township
from bench.measure import Row, compare
from bench.places import Place, Places, Sizes
from ledger.proof.fsck import check
from ledger.proof.keys import read_signing_key
from ledger.proof.note import SigningKey
from ledger.proof.reader import open_rows
from ledger.proof.store import ProofStore

COLUMNS = "position, stream, version, name, recorded_at, command_id, command_part, body"


def fsck(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """Rows and tree, and the whole of the ledger, at two sizes."""
    for size, rounds in ((sizes.facts, sizes.few), (sizes.large, 1)):
        for office in places.offices(*((kind, size) for kind in kinds), organisations=sizes.organisations):
            large.done("seal", office.place)
            yield from measured(office.place, read_signing_key(office.place.log_key), size, rounds=rounds)


def sealed(places: Places, kind: str, size: int) -> tuple[Place, SigningKey]:
    """A ledger of that many meetings, under one checkpoint."""
    place = places.fresh(kind)
    with closing(place.open()) as ledger:
        bodies, opening = township(20)
        enter(ledger, opening, "opening")
        enter(ledger, meetings(bodies, size, "meeting"), "meeting")
    large.sealing(place)
    return place, read_signing_key(place.log_key)


def measured(place: Place, key: SigningKey, size: int, *, rounds: int) -> list[Row]:
    """Seconds an entry: rows against the tree, and all that the ledger and its tree say of each other."""
    store = ProofStore(place.proof)

    def ours(quick: bool) -> float:
        started = perf_counter()
        with closing(open_rows(place.database)) as reader:
            report = check(reader, store, key.verifier, quick=quick)
        assert not report.findings
        return (perf_counter() - started) / report.entries

    found = [
        compare(
            "proof",
            work,
            place.kind,
            size=f"{size:,} entries",
            limit="SELECT in order, SHA-256 of each body",
            ours=lambda thorough=thorough: ours(not thorough),
            bare=lambda: _bare(place),
            target=target,
            rounds=rounds,
            settle=False,
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
