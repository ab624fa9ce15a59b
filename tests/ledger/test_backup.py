"""Backup: what is written is what stood there, nothing half stays, and nothing wrong passes for right."""

import errno
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ledger_writers import draft, signature
from places import Place

from ledger import postgres_schema, sqlite_schema
from ledger.application import LocalLedger
from ledger.backup import making, restoring, vault, verifying
from ledger.backup.making import Another, Older, Sources, make
from ledger.backup.manifest import Foreign, listed_in, runs_in
from ledger.backup.sealing import HEAD, KEY, Unopened, opened, sealed
from ledger.backup.vault import Busy, Damaged, Vault
from ledger.port import Row
from ledger.proof.keys import create_signing_key
from ledger.proof.note import parse_signature
from ledger.proof.sealing import Sealer
from ledger.proof.store import Cosigned, ProofStore, create_store

NOON = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)
KEY_OF_BACKUP = bytes(range(KEY))


class House:
    """A ledger with its proofs and folders."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.place, self.folder = place, folder
        self.ledger: LocalLedger = place.open()
        self.proof = place.database if place.kind == "postgresql" else str(folder / "proof.db")
        create_store(self.proof)
        self.key = create_signing_key(folder / "log.key", "backup.example/zeren")
        self.sealer = Sealer(self.ledger, ProofStore(self.proof), self.key, clock=lambda: NOON)
        self.sources = Sources(evidence=folder / "files", disclosures=folder / "disclosures", papers=None)
        self.acts = 0

    def live(self, acts: int) -> "House":
        for _ in range(acts):
            self.acts += 1
            self.ledger.append([draft(f"work-{self.acts:020x}", 0, 1 + self.acts % 3)], signature(f"act-{self.acts}"))
        return self

    def rows(self) -> list[Row]:
        return self.ledger.rows(0, 10_000)

    def back_up(self, into: Vault, **more: Any) -> making.Made:
        return make(into, self.sealer, self.sources, now=NOON, **more)

    def close(self) -> None:
        self.ledger.close()
        self.sealer.store.close()


@pytest.fixture
def house(place: Place, tmp_path: Path) -> Iterator[House]:
    made = House(place, tmp_path).live(9)
    yield made
    made.close()


def rows_in(one: Vault) -> list[Row]:
    rows: list[Row] = []
    for run in runs_in(one, None):
        rows += verifying.rows_of(one, listed_in(one, run.manifest), len(rows))
    return rows


def restored(one: Vault, house: House, place: Place, folder: Path, **until: Any) -> tuple[restoring.Restored, House]:
    """The backup in another, empty place."""
    if place.kind == "postgresql":
        database, owner, proof = place.database, place.owner, place.database
    else:
        database, owner, proof = place.where.database, None, str(folder / "proof.db")
        Path(place.database).unlink()  # what is there is an empty ledger, and its keys
    chosen = restoring.plan(one, house.key.verifier, **until)
    restoring.restore_proofs(one, chosen, proof)
    restoring.restore_rows(one, chosen, database, owner=owner)
    (folder / "log.key").write_text(house.key.text + "\n")
    (folder / "log.key").chmod(0o600)
    back = House(place, folder)
    back.acts = 1_000
    return restoring.compare(back.ledger, back.sealer.store, back.key.name, database), back


class TestARun:
    def test_holds_every_row_byte_by_byte(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup")
        made = house.back_up(one, segment=4)
        assert made.position == len(house.rows()) == 18
        assert rows_in(one) == house.rows()
        checked = verifying.verify(one, house.key.verifier)
        assert (checked.position, checked.root) == (18, made.root)
        assert [path.name for path in sorted((tmp_path / "backup" / "ledger").iterdir())][:2] == [
            "000000001-000000004.jsonl.gz",
            "000000005-000000008.jsonl.gz",
        ]

    def test_increments_equal_one_whole(self, house: House, tmp_path: Path) -> None:
        little, whole = Vault(tmp_path / "little"), Vault(tmp_path / "whole")
        house.back_up(little)
        for _ in range(3):
            first = len(house.rows()) + 1
            house.live(2)
            assert house.back_up(little).first == first
        assert house.back_up(little).first == len(house.rows()) + 1  # nothing new
        house.back_up(whole)
        assert rows_in(little) == rows_in(whole) == house.rows()
        assert verifying.verify(little).root == verifying.verify(whole).root

    def test_into_the_other_database_and_back(
        self, house: House, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        one = Vault(tmp_path / "backup")
        house.back_up(one)
        house.live(1)
        house.sealer.seal()
        house.back_up(one)
        folder = tmp_path / "back"
        folder.mkdir()
        cluster = request.getfixturevalue("postgres_cluster") if house.place.kind == "sqlite" else None
        place = Place(folder, cluster)
        found, back = restored(one, house, place, folder)
        try:
            assert back.rows() == house.rows()
            assert back.sealer.store.checkpoints() == house.sealer.store.checkpoints()
            last = back.sealer.store.last()
            assert last is not None
            assert (found.position, found.root, found.sealed) == (len(house.rows()), last.root.hex(), last.size)
            # The fences stand again, and the log goes on where it ended.
            back.live(1)
            sealed_again = back.sealer.seal(recompute=True)
            assert sealed_again is not None
            assert sealed_again.size == len(back.rows()) > found.position
            assert back.sealer.prove(1)[0].position == 1
        finally:
            back.close()
            place.drop()

    def test_the_program_itself_may_not_restore(self, place: Place) -> None:
        """Neither into a ledger that holds something nor into an empty one: it takes the owner."""
        if place.kind == "postgresql":
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                postgres_schema.restore(place.database, [])
            assert place.owner is not None
            postgres_schema.restore(place.owner, [])
            with psycopg.connect(place.database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(
                    "INSERT INTO zeren.ledger VALUES (1, 'work-1', 1, 'a', '2024-01-01T00:00:00.000000Z', 'c', 1, '{}')"
                )
        else:
            with pytest.raises(FileExistsError):
                sqlite_schema.restore(Path(place.database), [])

    def test_to_a_position_and_to_a_moment(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup")
        house.back_up(one, segment=5)
        row = house.rows()[10]
        chosen = restoring.plan(one, house.key.verifier, moment=datetime.fromisoformat(row.recorded_at))
        assert house.rows()[chosen.position - 1].recorded_at == row.recorded_at
        folder = tmp_path / "back"
        folder.mkdir()
        found, back = restored(one, house, Place(folder), folder, position=11)
        assert back.rows() == house.rows()[:11]
        assert (found.position, found.sealed) == (11, 0)
        back.close()
        with pytest.raises(restoring.NothingThere):
            restoring.plan(one, house.key.verifier, position=99)
        with pytest.raises(restoring.NothingThere):
            restoring.plan(one, house.key.verifier, moment=datetime(2001, 1, 1, tzinfo=UTC))

    def test_writers_go_on_meanwhile(self, house: House, tmp_path: Path) -> None:
        stop, failed = threading.Event(), []

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    house.ledger.append([draft(f"work-f{number:019x}", 0)], signature(f"meanwhile-{number}"))
                except Exception as error:
                    failed.append(error)

        writer = threading.Thread(target=write)
        writer.start()
        one = Vault(tmp_path / "backup")
        try:
            for _ in range(3):
                house.back_up(one, segment=7)
        finally:
            stop.set()
            writer.join()
        assert not failed
        position = verifying.verify(one).position
        assert rows_in(one) == house.rows()[:position]

    def test_answers_of_witnesses_that_came_late_come_along(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup")
        position = house.back_up(one).position
        signed = house.key.sign("anything\n")
        cosigned = Cosigned(
            size=position, witness="w", signature=parse_signature(signed.line), received_at="2024-06-20T04:00:00Z"
        )
        house.sealer.store.keep_cosignature(cosigned)
        for _ in range(2):
            house.back_up(one)
        kept = [
            answer
            for run in runs_in(one, None)
            for answer in verifying.kept_in(one, listed_in(one, run.manifest))
            if isinstance(answer, Cosigned)
        ]
        assert kept == [cosigned]


class TestOneDatabase:
    """What does not depend on the database."""

    @pytest.fixture
    def database_kind(self) -> str:
        return "sqlite"

    @pytest.mark.parametrize("key", [None, KEY_OF_BACKUP], ids=["plain", "encrypted"])
    def test_every_flipped_byte_is_found(self, house: House, tmp_path: Path, key: bytes | None) -> None:
        one = Vault(tmp_path / "backup", key)
        evidence = house.folder / "files" / "23" / "239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5"
        evidence.parent.mkdir(parents=True)
        evidence.write_bytes(b"payload")
        house.back_up(one)
        house.live(1)
        house.back_up(one)
        files = [path for path in one.folder.rglob("*") if path.is_file() and path.name != ".lock"]
        assert len(files) == 9
        for path in files:
            data = path.read_bytes()
            places = range(0, len(data), 29 if key else 1 if path.suffix == ".note" else 17)
            for place in places:
                path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
                with pytest.raises((Damaged, Foreign)):
                    verifying.verify(one, house.key.verifier)
            path.write_bytes(data[:-1])
            with pytest.raises(Damaged):
                verifying.verify(one, house.key.verifier)
            path.unlink()
            if path.name != "000002.note":  # without its last manifest it is the backup of the day before
                with pytest.raises(Damaged):
                    verifying.verify(one, house.key.verifier)
            path.write_bytes(data)
        assert verifying.verify(one, house.key.verifier).files == 1

    def test_encrypted_it_tells_positions_and_no_more(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup", KEY_OF_BACKUP)
        house.back_up(one, segment=4)
        assert rows_in(one) == house.rows()
        everything = b"".join(path.read_bytes() for path in one.folder.rglob("*") if path.is_file())
        assert house.rows()[0].stream.encode() not in everything
        with pytest.raises(Foreign):
            verifying.verify(Vault(one.folder))
        with pytest.raises(Damaged):
            verifying.verify(Vault(one.folder, bytes(KEY)))
        with pytest.raises(Foreign):
            house.back_up(Vault(one.folder))

    def test_a_killed_run_goes_on_where_it_was(
        self, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = Vault(tmp_path / "backup")
        written: list[str] = []
        real = Vault.write

        def write(self: Vault, path: str, *rest: Any, **more: Any) -> vault.Piece:
            if len(written) == 3:
                raise KeyboardInterrupt
            written.append(path)
            return real(self, path, *rest, **more)

        monkeypatch.setattr(Vault, "write", write)
        with pytest.raises(KeyboardInterrupt):
            house.back_up(one, segment=4)
        monkeypatch.undo()
        before = {path.name: path.stat().st_mtime_ns for path in (one.folder / "ledger").iterdir()}
        assert len(before) == 3
        (one.folder / "ledger" / ".part-left").write_bytes(b"half")
        (one.folder / "ledger" / "000000009-000000012.jsonl.gz").write_bytes(b"half a segment")
        house.live(1)
        house.back_up(one, segment=4)
        after = {path.name: path.stat().st_mtime_ns for path in (one.folder / "ledger").iterdir()}
        assert sum(after[name] == before[name] for name in before) == 2
        assert ".part-left" not in after
        assert rows_in(one) == house.rows()

    @pytest.mark.parametrize("after", range(6))
    def test_a_full_disk_leaves_nothing_half(
        self, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
    ) -> None:
        one = Vault(tmp_path / "backup")
        house.back_up(one)
        house.live(3)
        before = verifying.verify(one)
        calls, real = [0], os.fsync

        def fsync(handle: int) -> None:
            calls[0] += 1
            if calls[0] > after:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(OSError, match="No space"):
            house.back_up(one, segment=4)
        monkeypatch.undo()
        assert not list(one.folder.rglob(".part-*"))
        assert verifying.verify(one).position in (before.position, len(house.rows()))
        house.back_up(one, segment=4)
        assert rows_in(one) == house.rows()

    def test_a_ledger_that_was_put_back_is_known_to_be_older(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup")
        house.back_up(one)
        folder = tmp_path / "back"
        folder.mkdir()
        _, back = restored(one, house, Place(folder), folder)
        house.live(4)
        house.back_up(one)
        with pytest.raises(Older) as older:
            back.back_up(one)
        assert (older.value.ledger, older.value.backup) == (18, len(house.rows()))
        back.live(9)
        with pytest.raises(Another):
            back.back_up(one)
        assert rows_in(one) == house.rows()
        # A newer checkpoint from elsewhere says how much is missing; one of another history is refused.
        note = house.sealer.store.signed()
        assert note is not None
        newest = restoring.newest_of(note[1].data, house.key.verifier)
        assert newest.size == len(house.rows())
        chosen = restoring.plan(one, house.key.verifier)
        restoring.check_newest(one, chosen, newest)
        with pytest.raises(restoring.Divided):
            restoring.check_newest(one, chosen, restoring.Newest(size=newest.size, root=bytes(32)))
        back.close()

    def test_nothing_is_restored_into_a_ledger_that_is_there(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup")
        house.back_up(one)
        chosen = restoring.plan(one, house.key.verifier)
        with pytest.raises(FileExistsError):
            restoring.restore_rows(one, chosen, house.place.database, owner=None)
        with pytest.raises(ValueError, match="already"):
            restoring.restore_proofs(one, chosen, house.proof)
        assert not list(tmp_path.glob("*.part"))

    def test_another_log_and_another_run_are_refused(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "backup")
        house.back_up(one)
        other = create_signing_key(tmp_path / "other.key", "backup.example/zeren")
        with pytest.raises(Foreign):
            verifying.verify(one, other.verifier)
        with one.writing(), pytest.raises(Busy):
            house.back_up(one)

    def test_evidence_that_is_damaged_is_named_and_left_out(self, house: House, tmp_path: Path) -> None:
        wrong = house.folder / "files" / "ab" / ("ab" * 32)
        wrong.parent.mkdir(parents=True)
        wrong.write_bytes(b"not what it was")
        house.sources.disclosures.mkdir()
        day = house.sources.disclosures / "2024-06-20.jsonl"
        day.write_bytes(b"{}\n")
        one = Vault(tmp_path / "backup")
        assert house.back_up(one).damaged == ("ab" * 32,)
        day.write_bytes(b"{}\n{}\n")
        house.back_up(one)
        chosen = restoring.plan(one, house.key.verifier)
        back = tmp_path / "back"
        assert restoring.restore_files(one, chosen, {"evidence": back / "f", "disclosures": back / "d"}) == 1
        assert (back / "d" / day.name).read_bytes() == b"{}\n{}\n"

    def test_old_copies_of_keys_go(self, house: House, tmp_path: Path) -> None:
        one = Vault(tmp_path / "keys")
        for _ in range(5):
            making.make_keys(one, house.key, [("keys", lambda: iter([b"{}\n"]))], position=1, now=NOON, keep=3)
        assert making.keys_in(one) == [3, 4, 5]
        assert list(restoring.keys_from(one, house.key.verifier)) == ["keys"]
        with pytest.raises(Foreign):
            restoring.keys_from(one, create_signing_key(tmp_path / "other.key", "else/where").verifier)


class TestSealing:
    @pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 200_000])
    def test_opens_to_what_it_was(self, length: int) -> None:
        data = bytes(length)
        whole = b"".join(sealed([data[:7], data[7:]], KEY_OF_BACKUP, "a"))
        assert whole.startswith(HEAD)
        assert b"".join(opened([whole[:40], whole[40:]], KEY_OF_BACKUP, "a")) == data

    def test_cut_off_at_a_piece_moved_or_exchanged_it_does_not(self) -> None:
        whole = b"".join(sealed([bytes(200_000)], KEY_OF_BACKUP, "a"))
        head, piece = len(HEAD) + 16, 65_536 + 16
        exchanged = whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece]
        for data, path in (
            (whole[: head + piece], "a"),
            (whole[:20], "a"),
            (b"", "a"),
            (whole + b"x", "a"),
            (exchanged + whole[head + 2 * piece :], "a"),
            (whole, "b"),
        ):
            with pytest.raises(Unopened):
                b"".join(opened([data], KEY_OF_BACKUP, path))
