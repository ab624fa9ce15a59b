"""Keys of persons: made once, kept apart, wrapped; lost and destroyed are different answers."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.keyring import (
    KeyDestroyed,
    KeyMissing,
    Keyring,
    MasterKeyProblem,
    Undecipherable,
    create_master_key,
    read_master_key,
)
from ledger.port import LedgerUnavailable

PERSON = "person-00000000000000000007"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Keyring.create(str(tmp_path / "keys.db"), tmp_path / "master.key")
    return tmp_path


def open_keyring(home: Path) -> Keyring:
    return Keyring(str(home / "keys.db"), home / "master.key")


class TestSealing:
    def test_what_was_sealed_is_read_by_another_process(self, home: Path) -> None:
        sealed = open_keyring(home).seal(PERSON, "张甲")
        assert open_keyring(home).unseal(PERSON, sealed) == "张甲"

    def test_the_same_text_is_sealed_differently_each_time(self, home: Path) -> None:
        keyring = open_keyring(home)
        assert keyring.seal(PERSON, "张甲") != keyring.seal(PERSON, "张甲")

    def test_a_value_cannot_be_moved_to_another_person(self, home: Path) -> None:
        keyring = open_keyring(home)
        sealed = keyring.seal(PERSON, "张甲")
        keyring.seal("person-other", "李乙")
        with pytest.raises(Undecipherable):
            keyring.unseal("person-other", sealed)

    def test_an_altered_value_does_not_open(self, home: Path) -> None:
        keyring = open_keyring(home)
        sealed = keyring.seal(PERSON, "张甲")
        with pytest.raises(Undecipherable):
            keyring.unseal(PERSON, sealed[:-1] + bytes([sealed[-1] ^ 1]))

    def test_a_key_is_committed_before_it_is_used(self, home: Path) -> None:
        keyring = open_keyring(home)
        keyring.seal(PERSON, "张甲")
        rows = sqlite3.connect(home / "keys.db").execute("SELECT subject, length(wrapped) FROM person_keys").fetchall()
        assert rows == [(PERSON, 12 + 32 + 16)]

    def test_keyrings_that_make_a_key_at_once_agree(self, home: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            sealed = list(pool.map(lambda _: open_keyring(home).seal(PERSON, "张甲"), range(8)))
        assert {open_keyring(home).unseal(PERSON, one) for one in sealed} == {"张甲"}


class TestLostAndDestroyed:
    def test_a_destroyed_key_reads_as_nothing_and_seals_nothing(self, home: Path) -> None:
        sealed = open_keyring(home).seal(PERSON, "张甲")
        with sqlite3.connect(home / "keys.db") as database:
            database.execute(
                "UPDATE person_keys SET wrapped = NULL, destroyed = '2024-05-01' WHERE subject = ?", (PERSON,)
            )
        assert open_keyring(home).unseal(PERSON, sealed) is None
        with pytest.raises(KeyDestroyed):
            open_keyring(home).seal(PERSON, "张甲")

    def test_a_lost_key_is_an_error(self, home: Path) -> None:
        sealed = open_keyring(home).seal(PERSON, "张甲")
        with sqlite3.connect(home / "keys.db") as database:
            database.execute("DELETE FROM person_keys")
        with pytest.raises(KeyMissing, match=PERSON):
            open_keyring(home).unseal(PERSON, sealed)

    def test_a_database_that_is_gone_is_said_to_be(self, home: Path) -> None:
        keyring = open_keyring(home)
        (home / "keys.db").unlink()
        (home / "keys.db").mkdir()
        with pytest.raises(LedgerUnavailable):
            keyring.seal(PERSON, "张甲")


class TestMasterKey:
    def test_is_made_once_and_for_the_owner_only(self, home: Path) -> None:
        path = home / "master.key"
        before = path.read_bytes()
        create_master_key(path)
        assert path.read_bytes() == before
        assert path.stat().st_mode & 0o777 == 0o600
        assert (home / "keys.db").stat().st_mode & 0o777 == 0o600
        assert len(read_master_key(path)) == 32

    def test_a_file_open_to_others_is_refused(self, home: Path) -> None:
        os.chmod(home / "master.key", 0o644)
        with pytest.raises(MasterKeyProblem, match="0600"):
            open_keyring(home).seal(PERSON, "张甲")

    def test_a_missing_or_malformed_file_is_refused(self, home: Path) -> None:
        (home / "master.key").write_text("short")
        with pytest.raises(MasterKeyProblem, match="32 bytes"):
            open_keyring(home).seal(PERSON, "张甲")
        (home / "master.key").unlink()
        with pytest.raises(MasterKeyProblem):
            open_keyring(home).seal(PERSON, "张甲")

    def test_another_master_key_opens_nothing(self, home: Path) -> None:
        sealed = open_keyring(home).seal(PERSON, "张甲")
        (home / "master.key").unlink()
        create_master_key(home / "master.key")
        with pytest.raises(Undecipherable, match="master key"):
            open_keyring(home).unseal(PERSON, sealed)


class TestFingerprint:
    def test_is_the_same_in_every_process_and_tells_acts_apart(self, home: Path) -> None:
        first = open_keyring(home).fingerprint(b"act")
        assert first == open_keyring(home).fingerprint(b"act")
        assert first != open_keyring(home).fingerprint(b"another")
        assert len(first) == 16

    def test_cannot_be_tried_out_without_the_key(self, home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
        other = tmp_path_factory.mktemp("other")
        Keyring.create(str(other / "keys.db"), other / "master.key")
        assert open_keyring(home).fingerprint(b"act") != open_keyring(other).fingerprint(b"act")
