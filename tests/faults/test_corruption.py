"""A damaged database file: whatever bytes go wrong, every entry that changed is found, and the first is named.

What changed is told by reading the damaged file with the database's own library, entry by entry, and comparing with
what was recorded; the check has to come to the same first position without knowing what was recorded.
"""

import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import soak_table

from domain.work import Act, WorkRecorded
from ledger.application import init_ledger, open_ledger
from ledger.port import Draft, LedgerUnavailable, Row, Signature
from ledger.proof.diagnosis import Finding, Verdict
from ledger.proof.fsck import Report, check
from ledger.proof.keys import create_signing_key
from ledger.proof.note import SigningKey
from ledger.proof.reader import RowReader, Unreadable, open_rows
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore, create_store

NOON = datetime(2024, 6, 20, 4, tzinfo=UTC)
ENTRIES = 2_000
SEED = 20_240_620
ORGANISATION = f"org-{1:020x}"


@dataclass
class Kept:
    """A sealed ledger in one file, and its true rows."""

    ledger: Path
    proof: Path
    key: SigningKey
    rows: dict[int, Row]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Two thousand entries, sealed, the log of the database written back into its file."""
    folder = tmp_path_factory.mktemp("sound")
    path, proof, keys = folder / "ledger.db", folder / "proof.db", str(folder / "keys.db")
    init_ledger(str(path), keys=keys, master_key_file=folder / "master.key")
    create_store(str(proof))
    key = create_signing_key(folder / "log.key", "office.example/zeren")
    # At one moment: the same file, and the same damage to it, in every run.
    ledger = open_ledger(str(path), keys=keys, master_key_file=folder / "master.key", clock=lambda: NOON)
    ledger.append_many(
        [
            (
                [Draft(stream=f"work-{number * 7919 % ENTRIES:020d}", after=0, events=(_work(number),))],
                Signature(command_id=f"c-{number}", recorded_by="account-a", on_behalf_of=ORGANISATION),
            )
            for number in range(ENTRIES)
        ]
    )
    Sealer(ledger, ProofStore(str(proof)), key).seal()
    ledger.close()
    for file in (path, proof):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with closing(open_rows(str(path))) as reader:
        rows = {row.position: row for row in reader.page(0, ENTRIES)}
    return Kept(path, proof, key, rows)


def _work(number: int) -> WorkRecorded:
    title = f"第{number}次专题学习" + "记录" * (number % 40)
    return WorkRecorded(organisation=ORGANISATION, act=Act.TRAINING, title=title, occurred_on=date(2024, 3, 5))


# --- damage ----------------------------------------------------------------------------


def damage(data: bytearray, rng: random.Random) -> str:
    """One of the ways in which files go wrong."""
    way = rng.choice(("bit", "bit", "run", "zeros", "swap", "cut", "page"))
    place = rng.randrange(len(data))
    pages = len(data) // 4096
    match way:
        case "bit":
            data[place] ^= 1 << rng.randrange(8)
        case "run":
            length = rng.randrange(1, 64)
            data[place : place + length] = rng.randbytes(len(data[place : place + length]))
        case "zeros":
            end = min(len(data), place + rng.randrange(1, 3_000))
            data[place:end] = bytes(end - place)
        case "swap":
            one, other = (rng.randrange(1, pages) * 4096 for _ in range(2))
            data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]
        case "page":
            start = rng.randrange(1, pages) * 4096
            data[start : start + 4096] = rng.randbytes(4096)
        case "cut":
            del data[rng.randrange(len(data) // 2, len(data)) :]
    return way


QUERY = (
    "SELECT position, stream, version, name, recorded_at, command_id, command_part, CAST(body AS BLOB) FROM ledger"
    " WHERE position > ? ORDER BY position LIMIT ?"
)


def first_changed(path: Path, true: dict[int, Row]) -> int | None:
    """The first position at which a reader of the whole log does not read what was recorded: the judge of the check.

    An error in the midst of a statement is no change while another statement reads on from there. (The driver reads
    one row ahead, and loses the one before the damage.)
    """
    position = 0
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        while True:
            before = position
            for limit in (-1, 1):
                try:
                    for row in connection.execute(QUERY, (position, limit)):
                        read = [one.decode(errors="replace") if isinstance(one, bytes) else one for one in row[:-1]]
                        if true.get(position + 1) != (*read, row[-1]):
                            return position + 1
                        position += 1
                except sqlite3.Error:
                    continue
                if limit == -1:
                    return None if position == len(true) else position + 1
            if position == before:
                return position + 1 if position < len(true) else None


def is_read(path: Path, row: Row) -> bool:
    """Whether a reader who asks from this position on finds what was recorded there.

    In a damaged tree of pages, who looks for a position and who walks there from the start may come to other places.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        try:
            found = connection.execute(QUERY, (row.position - 1, 1)).fetchone()
        except sqlite3.Error:
            return False
    read = [one.decode(errors="replace") if isinstance(one, bytes) else one for one in (found or (b"",))[:-1]]
    return found is not None and (*read, found[-1]) == row


def outcome(kept: Kept, path: Path, number: int) -> tuple[str, str, str]:
    """Way of damage, what became of it, and the verdict. Fails where a change is not named."""
    rng = random.Random(SEED + number)
    data = bytearray(kept.ledger.read_bytes())
    way = damage(data, rng)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(data)
    changed = first_changed(path, kept.rows)
    report = checked(kept, path)
    first = report.first
    if changed is None:
        return way, "noticed, entries whole" if report.findings else "without effect", ""
    assert first is not None, f"damage {number} ({way}) changed entry {changed} and was not found"
    early = first.position < changed and not is_read(path, kept.rows[first.position])
    assert early or first.position == changed, f"damage {number} ({way}): first is {changed}, named was {first.line}"
    return way, "found", first.verdict.en


def checked(kept: Kept, path: Path) -> Report:
    try:
        reader = open_rows(str(path))
    except Unreadable as error:
        finding = Finding(verdict=Verdict.UNREADABLE, position=1, until=ENTRIES, zh="", en=str(error))
        return Report(findings=(finding,), entries=0, sealed=0, checkpoints=0, cosignatures=0, subjects={})
    with closing(reader):
        return check(reader, ProofStore(str(kept.proof)), kept.key.verifier)


@pytest.mark.parametrize("number", range(30))
def test_a_damaged_file(kept: Kept, tmp_path: Path, number: int) -> None:
    outcome(kept, tmp_path / "ledger.db", number)


@pytest.mark.parametrize("number", range(30))
def test_damaged_proofs_never_cast_doubt_on_entries(kept: Kept, tmp_path: Path, number: int) -> None:
    """What is kept of the tree may be damaged too: then that is said, and no entry is blamed."""
    data = bytearray(kept.proof.read_bytes())
    damage(data, random.Random(SEED + number))
    (tmp_path / "proof.db").write_bytes(data)
    store = ProofStore(str(tmp_path / "proof.db"))
    with closing(open_rows(str(kept.ledger))) as reader:
        try:
            report = check(reader, store, kept.key.verifier, quick=True)
        except LedgerUnavailable:
            return  # nothing of it can be read: the check says that it could not be made
    assert report.entries == ENTRIES
    assert {finding.verdict for finding in report.findings} <= {Verdict.TREE, Verdict.FOREIGN}


class Liar:
    """Reads the sound file, and answers as one with damaged pages may: rows again, out of turn, or not at all."""

    def __init__(self, reader: RowReader, seed: int) -> None:
        self._reader, self._seed, self.asked = reader, seed, 0

    def page(self, after: int, limit: int) -> list[Row]:
        self.asked += 1
        assert self.asked < 5_000, "the check does not come to an end"
        limit = min(limit, 50)
        rows = self._reader.page(after, limit)
        # The same question gets the same answer: that is what damage does.
        rng = random.Random(f"{self._seed} {after // 100}")
        if 1 <= after // 100 <= 3:
            match rng.randrange(5):
                case 0:
                    rows = [*self._reader.page(after - 1, 1), *rows[: limit - 1]]
                case 1:
                    rows = rows[:1] * 2 + rows[2:]
                case 2:
                    rows = rows[::-1]
                case 3 if rng.random() < 0.5 or limit > 1:
                    raise Unreadable("damaged")
                case _:
                    rows = []
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


@pytest.mark.parametrize("seed", range(30))
def test_a_database_that_answers_what_it_was_not_asked_is_read_to_an_end(kept: Kept, seed: int) -> None:
    with closing(open_rows(str(kept.ledger))) as reader:
        report = check(Liar(reader, seed), ProofStore(str(kept.proof)), kept.key.verifier)
    assert report.findings
    assert report.first is not None
    assert 90 <= report.first.position <= 420


@pytest.mark.soak
def test_a_thousand_damaged_files(kept: Kept, tmp_path: Path) -> None:
    seen: Counter[tuple[str, str, str]] = Counter()
    first = soak_table.seed()
    for number in range(first, first + 1_000):
        seen[outcome(kept, tmp_path / "ledger.db", number)] += 1
    became = Counter(one for (_, one, _), count in seen.items() for _ in range(count))
    soak_table.note(
        "damaged file: entries changed",
        "sqlite",
        detected=f"{became['found']} of {became['found']}",
        noticed_and_entries_whole=became["noticed, entries whole"],
        without_effect=became["without effect"],
    )
    print()
    for (way, became, verdict), count in sorted(seen.items()):
        print(f"{way:<8} {became:<24} {verdict:<28} {count:>5}")
