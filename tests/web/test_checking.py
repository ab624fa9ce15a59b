"""``zeren fsck`` on an office: rows, tree, files of evidence and views, and what was kept elsewhere."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from office import SECRETARY, TODAY, TOWNSHIP, Office, opened

from domain.evidence import FileEvidence
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from ledger.proof.diagnosis import Verdict
from ledger.proof.receipt import make
from web import checking
from web.checking import Checked
from web.cli import main
from web.cli.fsck import plain, told


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        made.services.sealer.seal()
        made.services.catch_up()
        yield made


def check(office: Office, checkpoints: Any = (), receipts: Any = (), **more: Any) -> Checked:
    key = office.services.sealer.key.verifier
    return checking.run(office.services, key, checking.outside(key, checkpoints, receipts), **more)


def evidence(office: Office, content: bytes) -> str:
    """A file that was taken in and recorded."""
    taken = office.services.files.take(BytesIO(content))
    execute(
        office.services.ledger,
        FileEvidence(
            evidence=f"file-{taken.sha256}",
            organisation=TOWNSHIP,
            sha256=taken.sha256,
            size=taken.size,
            media_type=taken.media_type,
            title="会议签到表",
        ),
        Signature(command_id=f"file-{taken.sha256}", recorded_by=account_of("clerk"), on_behalf_of=TOWNSHIP),
        TODAY,
    )
    return taken.sha256


class TestOffice:
    def test_all_in_order(self, office: Office) -> None:
        checked = check(office)
        assert (checked.findings, checked.unchecked, checked.notes, checked.exit_code) == ((), (), (), 0)
        assert checked.views == len(office.services.views.names)
        assert "All is in order" in told(checked)
        assert plain(checked)["in_order"] is True

    def test_quick_looks_at_rows_and_tree_only(self, office: Office) -> None:
        checked = check(office, quick=True)
        assert (checked.files, checked.views, checked.exit_code) == (None, None, 0)

    def test_a_view_that_somebody_changed(self, office: Office) -> None:
        views = office.services.views
        with views._writing() as connection:
            table = views._tables("directory", views._marks(connection)["directory"].generation)["persons"]
            connection.execute(sa.update(table).where(table.c.ref == SECRETARY).values(sealed="王丙"))
        checked = check(office)
        assert [one.verdict for one in checked.findings] == [Verdict.VIEW]
        assert SECRETARY in told(checked)
        assert "王丙" not in told(checked)
        assert checked.exit_code == 1


class TestKeys:
    """Of every person of whom something is sealed a key is there, or else their erasure is on record."""

    def keys(self, office: Office, statement: str) -> None:
        with sqlite3.connect(office.services.settings.keys) as connection:
            assert connection.execute(statement, (SECRETARY,)).rowcount == 1

    def test_are_all_there(self, office: Office) -> None:
        checked = check(office, views=False)
        assert (checked.persons, checked.findings) == (3, ())

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM person_keys WHERE subject = ?",
            "UPDATE person_keys SET wrapped = NULL WHERE subject = ?",
            "UPDATE person_keys SET destroyed = '2024-06-20' WHERE subject = ?",
        ],
    )
    def test_gone_without_an_erasure(self, office: Office, statement: str) -> None:
        self.keys(office, statement)
        (found,) = check(office, views=False).findings
        assert found.verdict is Verdict.KEY
        assert SECRETARY in found.line

    def test_there_in_spite_of_an_erasure(self) -> None:
        (found,) = checking.compare_keys({SECRETARY: True}, {SECRETARY: 4}, {SECRETARY: 9})
        assert (found.verdict, found.position) == (Verdict.KEY, 9)
        assert checking.compare_keys({SECRETARY: False}, {SECRETARY: 4}, {SECRETARY: 9}) == []
        assert checking.compare_keys({}, {SECRETARY: 4}, {SECRETARY: 9}) == []

    def test_that_cannot_be_read_are_said_not_to_be_checked(self, office: Office) -> None:
        office.services.close()
        Path(office.services.settings.keys).unlink()
        checked = check(office, views=False)
        assert (checked.persons, checked.exit_code) == (None, 2)


class TestFiles:
    def path(self, office: Office, sha256: str) -> Path:
        return office.services.settings.files / sha256[:2] / sha256

    def test_as_they_were_recorded(self, office: Office) -> None:
        evidence(office, b"one")
        checked = check(office, views=False)
        assert (checked.files, checked.findings, checked.notes) == (1, (), ())

    def test_gone(self, office: Office) -> None:
        sha256 = evidence(office, b"one")
        self.path(office, sha256).unlink()
        (found,) = check(office, views=False).findings
        assert (found.verdict, found.position) == (Verdict.FILE, office.position())
        assert "is not in the folder" in found.line

    def test_changed(self, office: Office) -> None:
        path = self.path(office, evidence(office, b"one"))
        path.chmod(0o640)
        path.write_bytes(b"two")
        (found,) = check(office, views=False).findings
        assert "another content" in found.line

    def test_never_recorded(self, office: Office) -> None:
        """An upload whose form was not submitted is nothing wrong, and said all the same."""
        office.services.files.take(BytesIO(b"stray"))
        checked = check(office, views=False)
        assert checked.findings == ()
        assert len(checked.notes) == 1
        assert checked.exit_code == 0


class TestBroughtAlong:
    def test_a_checkpoint_from_paper(self, office: Office, tmp_path: Path) -> None:
        last = office.services.sealer.store.last()
        assert last is not None
        (tmp_path / "paper").write_bytes(last.note)
        assert check(office, [tmp_path / "paper"], views=False).exit_code == 0
        (tmp_path / "paper").write_bytes(b"nonsense")
        assert check(office, [tmp_path / "paper"], views=False).exit_code == 1

    def test_a_receipt(self, office: Office, tmp_path: Path) -> None:
        sealer = office.services.sealer
        leaf, proof = sealer.prove(5)
        (tmp_path / "receipt").write_bytes(make(leaf, proof, log=sealer.key.verifier).data)
        assert check(office, (), [tmp_path / "receipt"], views=False).exit_code == 0
        (tmp_path / "receipt").write_bytes(b"{}")
        assert check(office, (), [tmp_path / "receipt"], views=False).exit_code == 1

    def test_a_receipt_names_the_entry_that_was_rewritten(self, tmp_path: Path, database_kind: str, place: Any) -> None:
        if database_kind != "sqlite":
            pytest.skip("the tampering is written for a file; the ladder of attacks covers both databases")
        with opened(place, tmp_path) as office:
            sealer = office.services.sealer
            leaf, proof = sealer.prove(5)
            (tmp_path / "receipt").write_bytes(make(leaf, proof, log=sealer.key.verifier).data)
            with sqlite3.connect(place.database) as connection:
                connection.execute("DROP TRIGGER ledger_no_update")
                connection.execute(
                    "UPDATE ledger SET recorded_at = replace(recorded_at, '2024', '2023') WHERE position <= 5"
                )
            (tmp_path / "proof.db").unlink()
            for left in ("proof.db-wal", "proof.db-shm"):
                (tmp_path / left).unlink(missing_ok=True)
            from ledger.proof.store import create_store

            create_store(str(tmp_path / "proof.db"))
            sealer.store.close()
            sealer.seal()
            assert check(office, views=False).findings == ()
            found = check(office, (), [tmp_path / "receipt"], views=False).findings
            assert [(one.verdict, one.position) for one in found] == [(Verdict.ALTERED, 1), (Verdict.ALTERED, 5)]


class TestCommand:
    """What is typed, on a data folder of its own."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for name in (
            "ZEREN_LEDGER",
            "ZEREN_VIEWS",
            "ZEREN_KEYS",
            "ZEREN_SECRETS",
            "ZEREN_MASTER_KEY_FILE",
            "ZEREN_OWNER",
        ):
            monkeypatch.delenv(name, raising=False)
        folder = tmp_path / "data"
        assert self.zeren(folder, "start", "--name", "中共安平区委").exit_code == 0
        assert self.zeren(folder, "seal").exit_code == 0
        return folder

    def zeren(self, folder: Path, *words: str) -> Result:
        return CliRunner().invoke(main, list(words), env={"ZEREN_DATA": str(folder)}, catch_exceptions=False)

    def test_in_order(self, folder: Path) -> None:
        result = self.zeren(folder, "fsck")
        assert (result.exit_code, "All is in order" in result.output) == (0, True)

    def test_a_finding(self, folder: Path) -> None:
        with sqlite3.connect(folder / "ledger.db") as connection:
            connection.execute("DROP TRIGGER ledger_no_update")
            connection.execute("UPDATE ledger SET recorded_at = '2020' || substr(recorded_at, 5) WHERE position = 2")
        result = self.zeren(folder, "fsck", "--json")
        said = json.loads(result.stdout)
        assert (result.exit_code, said["first_bad_position"]) == (1, 2)
        assert said["findings"][0]["verdict"] == "altered"

    def test_another_key_from_elsewhere(self, folder: Path) -> None:
        from ledger.proof.note import new_key

        result = self.zeren(folder, "fsck", "--quick", "--key", new_key("another/log").verifier.text)
        assert result.exit_code == 1
        assert "signed by another key" in result.output

    @pytest.mark.parametrize("name", ["ledger.db", "proof.db", "log.key"])
    def test_what_is_not_there_cannot_be_checked(self, folder: Path, name: str) -> None:
        for path in folder.glob(f"{name}*"):
            path.unlink()
        result = self.zeren(folder, "fsck")
        assert (result.exit_code, "Traceback" in result.output) == (2, False)
        assert not (folder / name).exists()

    @pytest.mark.parametrize("name", ["ledger.db", "proof.db", "views.db"])
    @pytest.mark.parametrize("kept", [0, 50, 5_000])
    def test_a_file_that_was_overwritten_gives_no_traceback(self, folder: Path, name: str, kept: int) -> None:
        # A copy, which no connection of this process has open.
        folder = Path(shutil.copytree(folder, folder.with_name("copy")))
        path = folder / name
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        data = path.read_bytes()
        path.write_bytes(data[:kept] + bytes(max(0, len(data) - kept)))
        result = self.zeren(folder, "fsck")
        assert result.exit_code in (1, 2)
        assert "Traceback" not in result.output
