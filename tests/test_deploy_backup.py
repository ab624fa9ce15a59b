"""deploy/zeren-backup: what it copies is enough for an office to begin again elsewhere, and the keys lie apart."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pg_programs import pg_programs

from ledger.application import open_ledger
from web.cli import main

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "deploy" / "zeren-backup"


def zeren(env: dict[str, str], *words: str) -> str:
    result = CliRunner().invoke(main, list(words), env=env, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def office(place: Any, tmp_path: Path) -> dict[str, str]:
    """Settings of an office that has begun, and an evidence file."""
    env = {
        "ZEREN_DATA": str(tmp_path),
        "ZEREN_LEDGER": place.database,
        "BACKUP_PYTHON": sys.executable,
        "BACKUP_RECORDS": str(tmp_path / "records"),
        "BACKUP_KEYS": str(tmp_path / "keys apart"),
    }
    if place.owner:
        env |= {"ZEREN_OWNER": place.owner, "BACKUP_LEDGER": place.owner}
    zeren(env, "start", "--name", "中共安平区委")
    zeren(env, "seal")
    (tmp_path / "files" / "ab").mkdir()
    (tmp_path / "files" / "ab" / "abc").write_bytes(b"paper")
    for name in ("records", "keys apart"):
        (tmp_path / name).mkdir()
    return env


def backed_up(env: dict[str, str], **more: str) -> "subprocess.CompletedProcess[str]":
    where = {"PATH": f"{pg_programs()}:{os.environ['PATH']}", **env, **more}
    return subprocess.run([str(SCRIPT)], env=where, capture_output=True, text=True, check=False)


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_an_office_begins_again_from_the_copies(
    office: dict[str, str], place: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    done = backed_up(office)
    assert done.returncode == 0, done.stderr
    records, keys = Path(office["BACKUP_RECORDS"]), Path(office["BACKUP_KEYS"])
    assert not list(tmp_path.rglob("*.part"))
    assert {path.name.partition("-")[0] for path in keys.iterdir()} == {"keys", "secrets"}
    assert not [path for path in records.rglob("*") if path.name.startswith(("keys", "secrets", "master", "log.key"))]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*keys.iterdir(), *records.glob("*-*")])

    back = tmp_path / "back"
    back.mkdir()
    shutil.copy(only(keys, "keys-*"), back / "keys.db")
    shutil.copy(only(keys, "secrets-*"), back / "secrets.db")
    for key in ("master.key", "log.key"):
        shutil.copy(tmp_path / key, back / key)
    shutil.copytree(records / "files", back / "files")
    env = {"ZEREN_DATA": str(back), "ZEREN_LEDGER": str(back / "ledger.db")}
    if place.kind == "sqlite":
        shutil.copy(only(records, "ledger-*"), back / "ledger.db")
        shutil.copy(only(records, "proof-*"), back / "proof.db")
    else:
        cluster = request.getfixturevalue("postgres_cluster")
        made = cluster.create()
        request.addfinalizer(lambda: cluster.drop(made))
        restore = [str(pg_programs() / "pg_restore"), "--exit-on-error", f"--dbname={made.owner}"]
        subprocess.run([*restore, str(only(records, "ledger-*"))], check=True)
        env |= {"ZEREN_LEDGER": made.application, "ZEREN_OWNER": made.owner}
    zeren(env, "init")
    zeren(env, "rebuild")
    zeren(env, "fsck")
    assert (back / "files" / "ab" / "abc").read_bytes() == b"paper"
    assert rows(env["ZEREN_LEDGER"], back) == rows(place.database, tmp_path) != []


def rows(database: str, folder: Path) -> list[tuple[int, bytes]]:
    ledger = open_ledger(database, keys=str(folder / "keys.db"), master_key_file=folder / "master.key")
    try:
        return [(row.position, row.body) for row in ledger.rows(0, 100)]
    finally:
        ledger.close()


class TestFaults:
    @pytest.fixture
    def database_kind(self) -> str:
        """What does not depend on the database."""
        return "sqlite"

    def test_a_database_that_is_gone_fails_and_leaves_no_copy(self, office: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / "ledger.db").unlink()
        done = backed_up(office)
        assert done.returncode != 0
        assert not list((tmp_path / "records").glob("ledger-*.db"))
        assert not list((tmp_path / "keys apart").iterdir())

    def test_keys_in_postgresql_are_not_passed_over_in_silence(self, office: dict[str, str]) -> None:
        done = backed_up(office, ZEREN_KEYS="postgresql://zeren_keys@127.0.0.1/keys")
        assert done.returncode != 0
        assert "not copied" in done.stderr

    def test_old_copies_go_and_others_stay(self, office: dict[str, str], tmp_path: Path) -> None:
        old, other = tmp_path / "records" / "ledger-2020-01-01T010000.db", tmp_path / "records" / "letter.txt"
        for path in (old, other):
            path.write_bytes(b"")
            os.utime(path, (0, 0))
        assert backed_up(office).returncode == 0
        assert not old.exists()
        assert other.exists()
        assert only(tmp_path / "records", "ledger-*.db")


def test_it_names_the_settings_of_the_program() -> None:
    named = set(re.findall(r"\$\{(ZEREN_[A-Z_]+)", SCRIPT.read_text(encoding="utf-8")))
    source = (ROOT / "web" / "settings.py").read_text(encoding="utf-8")
    assert named
    assert all(f'"{name}"' in source for name in named)
