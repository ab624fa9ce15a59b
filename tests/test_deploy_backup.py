"""deploy/zeren-backup: what it copies is enough for an office to begin again elsewhere, and the keys lie apart."""

import hashlib
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
PAPER = b"paper"
SHA256 = hashlib.sha256(PAPER).hexdigest()


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
        "BACKUP_ZEREN": str(Path(sys.executable).with_name("zeren")),
        "BACKUP_RECORDS": str(tmp_path / "records"),
        "BACKUP_KEYS": str(tmp_path / "keys apart"),
    }
    if place.owner:
        env |= {"ZEREN_OWNER": place.owner, "BACKUP_LEDGER": place.owner}
    zeren(env, "start", "--name", "中共安平区委")
    zeren(env, "seal")
    (tmp_path / "files" / SHA256[:2]).mkdir()
    (tmp_path / "files" / SHA256[:2] / SHA256).write_bytes(PAPER)
    for name in ("records", "keys apart"):
        (tmp_path / name).mkdir()
    return env


def backed_up(env: dict[str, str], **more: str) -> "subprocess.CompletedProcess[str]":
    where = {"PATH": f"{pg_programs()}:{os.environ['PATH']}", **env, **more}
    return subprocess.run([str(SCRIPT)], env=where, capture_output=True, text=True, check=False)


def test_an_office_begins_again_from_the_copies(
    office: dict[str, str], place: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    done = backed_up(office)
    assert done.returncode == 0, done.stderr
    records, keys = Path(office["BACKUP_RECORDS"]), Path(office["BACKUP_KEYS"])
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name]
    assert {path.name.partition("-")[2] for path in keys.glob("*.gz")} == {"keys.jsonl.gz", "secrets.jsonl.gz"}
    assert not [path for path in records.rglob("*") if re.search("keys|secrets|master|log.key", path.name)]
    for path in [records, keys]:
        assert all(one.stat().st_mode & 0o077 == 0 for one in path.rglob("*"))

    back = tmp_path / "back"
    back.mkdir()
    for key in ("master.key", "log.key"):
        shutil.copy(tmp_path / key, back / key)
    env = {"ZEREN_DATA": str(back), "ZEREN_LEDGER": str(back / "ledger.db")}
    if place.kind == "postgresql":
        made = _database(request)
        env |= {"ZEREN_LEDGER": made.application, "ZEREN_OWNER": made.owner}
    zeren(env, "restore", str(records), "--keys", str(keys))
    zeren(env, "rebuild")
    zeren(env, "seal")
    zeren(env, "fsck")
    assert (back / "files" / SHA256[:2] / SHA256).read_bytes() == PAPER
    before = rows(place.database, tmp_path)
    assert rows(env["ZEREN_LEDGER"], back)[: len(before)] == before != []

    # On PostgreSQL the dump beside it comes back by the tools of the server.
    dumps = list(records.glob("ledger-*.dump"))
    assert len(dumps) == (place.kind == "postgresql")
    for dump in dumps:
        made = _database(request)
        restore = [str(pg_programs() / "pg_restore"), "--exit-on-error", f"--dbname={made.owner}"]
        subprocess.run([*restore, str(dump)], check=True)
        zeren({**office, "ZEREN_LEDGER": made.application, "ZEREN_OWNER": made.owner}, "init")
        assert rows(made.application, tmp_path) == before


def _database(request: pytest.FixtureRequest) -> Any:
    """One that nobody has used."""
    cluster = request.getfixturevalue("postgres_cluster")
    made = cluster.create()
    request.addfinalizer(lambda: cluster.drop(made))
    return made


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
        assert not list((tmp_path / "records").rglob("*.note"))
        assert not list((tmp_path / "keys apart").iterdir())

    def test_encrypted_where_a_key_is_named_and_old_dumps_go_while_the_backup_stays(
        self, office: dict[str, str], tmp_path: Path
    ) -> None:
        """The backup of the night before is made here: what is looked at is what tonight's leaves of it."""
        key, records = tmp_path / "backup.key", tmp_path / "records"
        zeren(office, "backup", "key", str(key))
        encrypted = ("--encrypt", str(key))
        zeren(office, "backup", "make", str(records), "--keys", office["BACKUP_KEYS"], *encrypted)
        before = {path for path in records.rglob("*") if path.is_file()}
        assert before
        zeren(office, "seal")
        old, other = records / "ledger-2020-01-01T010000.dump", records / "letter.txt"
        old.write_bytes(b"")
        other.write_bytes(b"")
        for path in records.rglob("*"):
            os.utime(path, (0, 0))
        done = backed_up(office, BACKUP_ENCRYPT=str(key))
        assert done.returncode == 0, done.stderr
        assert not old.exists()
        assert other.exists()
        assert {path for path in before if not path.exists()} == set()
        assert all(path.name.endswith((".sealed", ".note")) for path in (tmp_path / "keys apart").glob("0*"))
        zeren(office, "backup", "verify", str(records), *encrypted)


def test_it_names_the_settings_of_the_program() -> None:
    named = set(re.findall(r"\$\{(ZEREN_[A-Z_]+)", SCRIPT.read_text(encoding="utf-8")))
    source = (ROOT / "web" / "settings.py").read_text(encoding="utf-8")
    assert named
    assert all(f'"{name}"' in source for name in named)
