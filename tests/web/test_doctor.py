"""The doctor: every sort of finding is brought about, and nothing is found where nothing is wrong."""

import base64
import inspect
import json
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import psycopg
import pytest
from click.testing import CliRunner
from office import Office, meeting, opened_in_files
from places import Place

from domain.identity import account_of
from ledger.application import init_ledger
from ledger.fences import missing_fences
from ledger.proof.keys import create_signing_key
from ledger.proof.note import COSIGNATURE
from web import doctor, sealing, settings
from web.cli import main
from web.doctor import SORTS, around, databases, places
from web.doctor.findings import Finding
from web.sealing import Alarm, seal
from web.services import Services
from web.settings import SingleSignOn
from web.standbys import Look, Standbys

Spoil = Callable[["Patient"], None]
CASES: Final[dict[str, Spoil]] = {}
"""Code of a finding -> what brings it about."""


class Patient:
    """An installation in order, until a test spoils it; settings are changed by `set`."""

    def __init__(self, office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office, self.folder, self.patch = office, folder, monkeypatch
        self.settings = office.services.settings
        self.environ = {"BACKUP_RECORDS": str(folder / "copies")}
        self.left: list[Any] = []

    def set(self, **changed: Any) -> None:
        self.settings = replace(self.settings, **changed)

    def execute(self, statement: str, name: str = "ledger") -> None:
        with sqlite3.connect(self.folder / f"{name}.db") as connection:
            connection.execute(statement)
        connection.close()

    def findings(self) -> list[Finding]:
        self.office.services.close()
        with Services(self.settings, clock=self.office.clock).opened() as services:
            return doctor.examine(services, self.environ)

    def codes(self) -> list[str]:
        return [one.code for one in self.findings()]


def case(spoil: Spoil) -> Spoil:
    CASES[spoil.__name__] = spoil
    return spoil


@pytest.fixture
def patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Patient]:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    # What stands in the machine's own environment is looked at in a test of its own.
    monkeypatch.setattr(around, "REQUIREMENTS", tmp_path / "none.txt")
    folder = tmp_path / "office"
    folder.mkdir(mode=0o700)
    with opened_in_files(folder) as office:
        made = Patient(office, folder, monkeypatch)
        seal(office.services)
        office.services.catch_up()
        office.services.secrets.set_password(account_of("clerk"), "安平区-测试-口令", now=office.clock.now)
        (folder / "copies").mkdir()
        copy = folder / "copies" / "ledger-2024-06-20.db"
        copy.touch()
        os.utime(copy, (office.clock.now.timestamp(),) * 2)
        listening = socket.create_server(("127.0.0.1", 0))
        made.left.append(listening)
        _witness(made, listening.getsockname()[1])
        yield made
        for one in made.left:
            one.close()


def _witness(patient: Patient, port: int) -> None:
    path = patient.folder / "witness.key"
    key = create_signing_key(path, "witness.anping.example", sort=COSIGNATURE)
    text = f"witness w1 {key.verifier.text} http://127.0.0.1:{port}/\nquorum w1\n"
    (patient.folder / "witnesses.policy").write_text(text, encoding="utf-8")
    patient.set(witness_policy_file=patient.folder / "witnesses.policy")


# --- what brings each about -----------------------------------------------------------


@case
def no_data(patient: Patient) -> None:
    patient.set(data=patient.folder / "elsewhere")


@case
def not_writable(patient: Patient) -> None:
    patient.patch.setattr(os, "access", lambda path, mode: Path(path).name != "files")


@case
def open_folder(patient: Patient) -> None:
    patient.folder.chmod(0o777)


@case
def open_file(patient: Patient) -> None:
    token = patient.folder / "metrics.token"
    token.write_text("x" * 40)
    token.chmod(0o644)
    patient.set(metrics_token_file=token)


@case
def disk(patient: Patient) -> None:
    patient.set(ready_free_mib=2**40)


@case
def root(patient: Patient) -> None:
    patient.patch.setattr(os, "geteuid", lambda: 0)


@case
def master_key(patient: Patient) -> None:
    patient.settings.master_key_file.unlink()


@case
def other_master_key(patient: Patient) -> None:
    patient.settings.master_key_file.write_bytes(base64.b64encode(b"x" * 32) + b"\n")


@case
def keys(patient: Patient) -> None:
    Path(patient.settings.keys).unlink()


@case
def log_key(patient: Patient) -> None:
    patient.settings.log_key_file.write_text("no key\n")


@case
def keys_beside_ledger(patient: Patient) -> None:
    patient.set(ledger="postgresql://zeren_app@127.0.0.1:1/zeren", keys="postgresql://zeren_app@127.0.0.1:1/zeren")


@case
def ledger(patient: Patient) -> None:
    (patient.folder / "ledger.db").unlink()


@case
def fences(patient: Patient) -> None:
    patient.execute("DROP TRIGGER ledger_no_update")


@case
def password_in_url(patient: Patient) -> None:
    patient.set(ledger="postgresql://zeren_app:canary@127.0.0.1:1/zeren")


@case
def owner_set(patient: Patient) -> None:
    patient.set(owner="postgresql://zeren_owner@127.0.0.1/zeren")


@case
def secrets(patient: Patient) -> None:
    patient.execute("DROP TABLE secret_passwords", "secrets")


@case
def views(patient: Patient) -> None:
    patient.execute("DROP TABLE view_bookmarks", "views")


@case
def views_outdated(patient: Patient) -> None:
    patient.execute("UPDATE view_bookmarks SET fingerprint = 'another' WHERE view = 'trail'", "views")


@case
def views_ahead(patient: Patient) -> None:
    patient.execute("UPDATE view_bookmarks SET position = position + 7", "views")


@case
def views_behind(patient: Patient) -> None:
    patient.set(ready_lag=0)
    patient.office.client().post("hold_meeting", meeting())


@case
def standby_away(patient: Patient) -> None:
    patient.set(standbys=("postgresql://zeren_app:canary@127.0.0.1:1/zeren",))


@case
def standby_promoted(patient: Patient) -> None:
    """A real one: tests/web/test_standbys.py."""
    standby_away(patient)
    patient.patch.setattr(Standbys, "looks", lambda _: [Look(answers=True, copies=False, level=1)])


@case
def standby_behind(patient: Patient) -> None:
    standby_away(patient)
    patient.set(ready_lag=1)
    patient.patch.setattr(Standbys, "looks", lambda _: [Look(answers=True, copies=True, level=1)])


@case
def alarm(patient: Patient) -> None:
    sealing._keep(patient.office.services, Alarm(code="failed", at="", position=0, why="OSError"))


@case
def unsealed(patient: Patient) -> None:
    patient.patch.setattr(sealing, "start", lambda work: None)
    patient.office.client().post("hold_meeting", meeting())
    patient.office.clock.forward(hours=2)


@case
def policy(patient: Patient) -> None:
    (patient.folder / "witnesses.policy").write_text("nonsense\n")


@case
def no_witness(patient: Patient) -> None:
    (patient.folder / "witnesses.policy").unlink()


@case
def witness_away(patient: Patient) -> None:
    patient.left.pop().close()


@case
def newer_program(patient: Patient) -> None:
    patient.patch.setattr(databases, "EVENTS", {})


@case
def clock_database(patient: Patient) -> None:
    patient.patch.setattr(databases, "clock_of", lambda _: patient.office.clock.now.timestamp() + 60)


@case
def clock_behind(patient: Patient) -> None:
    patient.office.clock.forward(days=-3000)


@case
def time_zone(patient: Patient) -> None:
    patient.patch.setattr(around, "LOCAL", SimpleNamespace(key="Nowhere/City"))


@case
def plain_http(patient: Patient) -> None:
    patient.set(url="http://zeren.anping.example")


@case
def cookies(patient: Patient) -> None:
    patient.set(url="https://zeren.anping.example", proxies=1)


@case
def cookies_over_http(patient: Patient) -> None:
    patient.set(secure_cookies=True)


@case
def proxies(patient: Patient) -> None:
    patient.set(url="https://zeren.anping.example", secure_cookies=True)


@case
def channels(patient: Patient) -> None:
    file = patient.folder / "reminders.toml"
    file.write_text("[mail")
    file.chmod(0o600)
    patient.set(reminders_file=file)


@case
def demonstration_accounts(patient: Patient) -> None:
    patient.office.services.secrets.set_password(account_of("auditor"), "zeren-demo", now=patient.office.clock.now)


@case
def nobody(patient: Patient) -> None:
    patient.execute("DELETE FROM secret_passwords", "secrets")


@case
def python(patient: Patient) -> None:
    patient.patch.setattr(around, "OLDEST", (99, 0))


@case
def packages(patient: Patient) -> None:
    (patient.folder / "pins.txt").write_text("click==0.0.1\n")
    patient.patch.setattr(around, "REQUIREMENTS", patient.folder / "pins.txt")


@case
def no_backup(patient: Patient) -> None:
    patient.environ.clear()


@case
def old_backup(patient: Patient) -> None:
    os.utime(patient.folder / "copies" / "ledger-2024-06-20.db", (0, 0))


ELSEWHERE: Final = {"settings", "unsafe_role"}
"""Brought about in tests of their own below."""


class TestFindings:
    def test_nothing_is_wrong_with_an_installation_in_order(self, patient: Patient) -> None:
        assert patient.findings() == []

    def test_every_sort_is_brought_about(self) -> None:
        assert set(CASES) | ELSEWHERE == set(SORTS)

    @pytest.mark.parametrize("code", CASES)
    def test_found(self, patient: Patient, code: str) -> None:
        # The look that tells it, alone: the others would only take time.
        looks = tuple(look for look in doctor._LOOKS if f'found("{code}"' in inspect.getsource(look))
        patient.patch.setattr(doctor, "_LOOKS", looks)
        CASES[code](patient)
        findings = {one.code: one for one in patient.findings()}
        assert code in findings, sorted(findings)
        one = findings[code]
        for text in (*one.what, *one.why, one.mend):
            assert text
            assert "{" not in text
        assert "canary" not in str([one.what for one in findings.values()])

    def test_files_that_hold_secrets(self, patient: Patient) -> None:
        """Each of them, in a folder that others may enter."""
        patient.folder.chmod(0o755)
        single = SingleSignOn(issuer="", client="", secret_file=patient.folder / "oidc.secret")
        single.secret_file.touch()
        patient.set(single_sign_on=single, reminders_file=patient.folder / "reminders.toml")
        (patient.folder / "reminders.toml").touch()
        files = ["master.key", "log.key", "keys.db", "secrets.db", "oidc.secret", "reminders.toml"]
        for name in files:
            (patient.folder / name).chmod(0o644)
        with Services(patient.settings).opened() as services:
            told = [one.told["place"] for one in places.secret_files(services, {})]
        assert sorted(told) == sorted(str(patient.folder / name) for name in files)

    def test_nothing_is_changed(self, patient: Patient) -> None:
        for name in ("keys", "secrets", "views"):
            (patient.folder / f"{name}.db").unlink()
        shutil.rmtree(patient.folder / "copies")
        patient.findings()
        assert not [name for name in ("keys", "secrets", "views") if (patient.folder / f"{name}.db").exists()]


class TestGuards:
    def test_of_a_ledger_in_order_none_is_missing(self, place: Place) -> None:
        assert missing_fences(place.database) == []

    @pytest.mark.postgresql
    @pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
    def test_a_trigger_that_was_switched_off(self, place: Place) -> None:
        database, url = place.database, place.owner
        assert url is not None
        with psycopg.connect(url) as owner:
            owner.execute("ALTER TABLE zeren.ledger DISABLE TRIGGER refuse_change")
        assert missing_fences(database) == ["ledger.refuse_change"]

    @pytest.mark.postgresql
    @pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
    def test_a_role_that_could_change_the_ledger(self, place: Place, tmp_path: Path) -> None:
        assert place.database
        of = settings.from_environment({"ZEREN_DATA": str(tmp_path), "ZEREN_LEDGER": place.owner or ""})
        init_ledger(str(tmp_path / "l.db"), keys=of.keys, master_key_file=of.master_key_file)
        with Services(of).opened() as services:
            assert [one.code for one in databases.ledger(services, {})] == ["unsafe_role"]
            assert list(databases.clocks(services, {})) == []


class TestCommand:
    def run(self, *words: str, **environ: str) -> Any:
        return CliRunner().invoke(main, ["doctor", *words], env=environ, catch_exceptions=False)

    def test_exit_codes_and_json(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        result = self.run("--json", ZEREN_DATA=str(tmp_path / "none"))
        said = json.loads(result.output)
        assert (result.exit_code, said["exit_code"]) == (2, 2)
        assert {"no_data", "ledger", "master_key", "log_key", "keys"} <= {one["code"] for one in said["findings"]}
        assert said["findings"][0]["grave"]
        assert {"zh", "en"} == set(said["findings"][0]["what"])
        assert not (tmp_path / "none").exists(), "it looks, and makes nothing"
        printed = self.run(ZEREN_DATA=str(tmp_path / "none")).output
        assert "数据目录不存在" in printed
        assert "mend: zeren init" in printed

    def test_of_smaller_things_only_and_of_none(self) -> None:
        from web.cli.doctor import exit_code, told
        from web.doctor import found

        assert exit_code([found("no_witness")]) == 1
        assert exit_code([found("no_witness"), found("cookies")]) == 2
        assert exit_code([]) == 0
        assert told([]) == "没有发现问题。Nothing is wrong."

    def test_a_setting_that_cannot_be_read(self, tmp_path: Path) -> None:
        result = self.run(ZEREN_DATA=str(tmp_path), ZEREN_FOUR_EYES="perhaps")
        assert result.exit_code == 2
        assert "ZEREN_FOUR_EYES is on or off" in result.output
        other = CliRunner().invoke(main, ["key"], env={"ZEREN_FOUR_EYES": "perhaps"}, catch_exceptions=False)
        assert other.exit_code == 1
        assert "ZEREN_FOUR_EYES is on or off" in other.output


def test_python_is_new_enough_here() -> None:
    assert sys.version_info[:2] >= around.OLDEST
