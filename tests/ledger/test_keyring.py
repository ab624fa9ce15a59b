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
    read_master_keys,
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


class TestErased:
    def test_reads_as_nothing_and_seals_nothing(self, home: Path) -> None:
        keyring = open_keyring(home)
        sealed = keyring.seal(PERSON, "张甲")
        assert keyring.text(PERSON, sealed) == "张甲"
        keyring.erased([PERSON])
        assert (keyring.unseal(PERSON, sealed), keyring.text(PERSON, sealed)) == (None, None)
        with pytest.raises(KeyDestroyed):
            keyring.seal(PERSON, "张甲")

    def test_nothing_of_the_key_is_left_in_the_files(self, home: Path) -> None:
        keyring = open_keyring(home)
        keyring.seal("person-other", "李乙")
        keyring.seal(PERSON, "张甲")
        with sqlite3.connect(home / "keys.db") as database:
            (wrapped,) = database.execute("SELECT wrapped FROM person_keys WHERE subject = ?", (PERSON,)).fetchone()
        keyring.erased([PERSON])
        files = [path.read_bytes() for path in home.iterdir() if path.is_file()]
        assert not any(wrapped in data for data in files)
        with sqlite3.connect(home / "keys.db") as database:
            rows = database.execute("SELECT subject, wrapped IS NULL, destroyed IS NULL FROM person_keys").fetchall()
        assert sorted(rows) == [("person-00000000000000000007", 1, 0), ("person-other", 0, 1)]

    def test_keys_of_an_old_backup_bring_nobody_back(self, home: Path) -> None:
        first = open_keyring(home)
        sealed = first.seal(PERSON, "张甲")
        first.close()
        backup = (home / "keys.db").read_bytes()
        open_keyring(home).erased([PERSON])
        for path in home.glob("keys.db*"):
            path.unlink()
        (home / "keys.db").write_bytes(backup)
        again = open_keyring(home)
        assert again.unseal(PERSON, sealed) == "张甲", "the backup works"
        again.erased([PERSON])
        assert again.unseal(PERSON, sealed) is None
        with sqlite3.connect(home / "keys.db") as database:
            assert database.execute("SELECT count(*) FROM person_keys WHERE wrapped IS NOT NULL").fetchone() == (0,)

    def test_a_database_that_does_not_answer_keeps_nobody_readable(
        self, home: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        keyring = open_keyring(home)
        sealed = keyring.seal(PERSON, "张甲")
        for path in home.glob("keys.db*"):
            path.unlink()
        (home / "keys.db").mkdir()
        keyring.erased([PERSON])
        assert keyring.unseal(PERSON, sealed) is None
        assert "could not be destroyed yet" in caplog.text
        assert "张甲" not in caplog.text


class TestLost:
    def test_a_key_marked_destroyed_without_an_erasure_is_an_alarm(
        self, home: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        sealed = open_keyring(home).seal(PERSON, "张甲")
        with sqlite3.connect(home / "keys.db") as database:
            database.execute(
                "UPDATE person_keys SET wrapped = NULL, destroyed = '2024-05-01' WHERE subject = ?", (PERSON,)
            )
        keyring = open_keyring(home)
        for _ in range(3):
            with pytest.raises(KeyMissing):
                keyring.unseal(PERSON, sealed)
        assert caplog.text.count("no erasure is on record") == 1
        with pytest.raises(KeyMissing):
            keyring.seal(PERSON, "张甲")

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
        assert [len(key) for key in read_master_keys(path)] == [32]
        assert [one.name for one in home.glob("master.key*")] == ["master.key"]

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


class _Crash(Exception):
    pass


class TestAnotherMasterKey:
    def test_opens_what_was_sealed_and_the_old_one_opens_nothing(self, home: Path) -> None:
        running = open_keyring(home)
        sealed = running.seal(PERSON, "张甲")
        print_before = running.fingerprint(b"act")
        old = (home / "master.key").read_bytes()
        assert open_keyring(home).rotate() == 2
        new = (home / "master.key").read_bytes()
        assert new != old
        assert len(read_master_keys(home / "master.key")) == 1
        assert (home / "master.key").stat().st_mode & 0o777 == 0o600
        assert running.unseal(PERSON, sealed) == "张甲", "a process that was running goes on"
        running.seal("person-new", "李乙")
        fresh = open_keyring(home)
        assert fresh.unseal(PERSON, sealed) == "张甲"
        assert fresh.fingerprint(b"act") == print_before
        (home / "master.key").write_bytes(old)
        with pytest.raises(Undecipherable):
            open_keyring(home).unseal(PERSON, sealed)

    @pytest.mark.parametrize("step", ["file holds both", "rows are wrapped anew"])
    def test_a_crash_on_the_way_loses_nothing(self, home: Path, step: str) -> None:
        sealed = open_keyring(home).seal(PERSON, "张甲")

        def crash(reached: str) -> None:
            if reached == step:
                raise _Crash

        with pytest.raises(_Crash):
            open_keyring(home).rotate(after=crash)
        assert open_keyring(home).unseal(PERSON, sealed) == "张甲"
        other = open_keyring(home).seal("person-other", "李乙")
        assert open_keyring(home).rotate() == 2
        assert len(read_master_keys(home / "master.key")) == 1
        keyring = open_keyring(home)
        assert (keyring.unseal(PERSON, sealed), keyring.unseal("person-other", other)) == ("张甲", "李乙")


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
