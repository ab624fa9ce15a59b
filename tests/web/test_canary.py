"""Erasure, to the last byte: after it no file anywhere holds what was erased, and every proof still stands."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from clerk import signed_in
from office import DISTRICT, TOWNSHIP, Office, opened

from domain.account import OpenAccount, Role
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from ledger.proof.receipt import verify
from projections import directory
from web.sealing import receipt_of
from web.secrets import Scope
from web.services import Services

PERSON = "person-" + "c" * 20
NAME, CORRECTED = "金丝雀甲", "金丝雀乙"
NUMBER = "990000200001017775"
PHONE = "0757-98765 4321"
CANARIES = (NAME, CORRECTED, NUMBER, PHONE)
ERASED = "已依法删除"


@dataclass
class Life:
    """An office in which somebody was on record, and where the databases lie."""

    office: Office
    folders: tuple[Path, ...]
    others: frozenset[Path]
    """Folders of databases of other offices on the same server: what is written for this one never comes there."""
    before: int
    """Last position before the erasure was asked for."""

    def asked(self, name: str, command: str, **body: Any) -> Any:
        answer = self.office.client(name).post(command, {"person": PERSON, **body})
        assert answer.status_code == 201, answer.get_json()
        return answer.get_json()

    def erase(self) -> None:
        day = self.office.services.today().isoformat()
        asked = {"ground": "unlawful", "reason": "未经同意登记", "occurred_on": day}
        self.asked("supervisor", "request_erasure", **asked)
        self.asked("second", "approve_erasure", occurred_on=day)

    def found(self) -> list[tuple[str, str]]:
        """Files that hold a canary, in any form in which one is written."""
        forms = {
            (canary, encoded)
            for canary in CANARIES
            for encoded in (
                canary.encode(),
                canary.encode("utf-16-le"),
                canary.encode("utf-16-be"),
                canary.encode("gbk"),
                quote(canary).encode(),
                canary.encode("unicode_escape"),
            )
        }
        hits = []
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.parent not in self.others and path.is_file() and not path.is_symlink():
                    try:
                        data = path.read_bytes()
                    except FileNotFoundError:  # a database tidies up while we read
                        continue
                    hits += [(canary, str(path.relative_to(folder))) for canary, form in forms if form in data]
        return hits


@pytest.fixture
def life(place: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Life]:
    with opened(place, tmp_path) as office:
        second = OpenAccount(
            account=account_of("second"),
            sign_in_name="second",
            organisation=DISTRICT,
            role=Role.SUPERVISOR,
            occurred_on=date(2024, 1, 2),
        )
        by = Signature(command_id="second", recorded_by=account_of("administrator"), on_behalf_of=DISTRICT)
        execute(office.services.ledger, second, by, office.services.today())
        secrets = office.services.secrets
        office.tokens["second"] = secrets.make_token(
            account_of("second"), "test", now=office.services.now(), scope=Scope.DECIDE
        )
        registered = {"name": NAME, "organisation": TOWNSHIP, "identity_number": NUMBER, "phone": PHONE}
        clerk = office.client()
        assert clerk.post("register_person", {"person": PERSON, **registered}).status_code == 201
        corrected = {**registered, "name": CORRECTED, "reason": "改名"}
        assert clerk.post("correct_person", {"person": PERSON, **corrected}).status_code == 201
        folders, others = [tmp_path], set[Path]()
        if place.kind == "postgresql":
            server = request.getfixturevalue("postgres_cluster").server
            folders.append(Path(server.pgdata))
            with psycopg.connect(place.owner) as connection:
                (own,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
            databases = Path(server.pgdata) / "base"
            assert (databases / str(own)).is_dir()
            others = {folder for folder in databases.iterdir() if folder.name.isdigit()} - {databases / str(own)}
        yield Life(office, tuple(folders), frozenset(others), office.position())


def looked_at(office: Office) -> None:
    """Pages and answers that show the person, before and after."""
    browser = signed_in(office)
    for path in (
        f"/people/{PERSON}",
        f"/people?organisation={TOWNSHIP}&q={quote(CORRECTED)}",
        f"/records/{PERSON}",
        f"/trail?person={PERSON}",
        f"/acts/hold_meeting?organisation={TOWNSHIP}",
        "/board",
    ):
        assert browser.get(path).status == 200, path
    assert office.client().get("/persons").status_code == 200


def test_nothing_is_left_and_nothing_was_ever_plain(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    looked_at(life.office)
    assert CORRECTED in signed_in(life.office).get(f"/people/{PERSON}").html
    assert life.found() == [], "not even before the erasure does a file hold it in plain"
    life.erase()
    looked_at(life.office)
    assert life.found() == []
    assert not any(canary in caplog.text for canary in CANARIES)


def test_pages_answers_and_the_past_say_erased(life: Life) -> None:
    office = life.office
    life.erase()
    browser = signed_in(office, "auditor")
    for path in (f"/records/{PERSON}", f"/people/{PERSON}", f"/trail?person={PERSON}"):
        for clocks in ("", f"{'&' if '?' in path else '?'}known_at={life.before}"):
            html = browser.get(path + clocks).html
            assert ERASED in html, path + clocks
            assert not any(canary in html for canary in CANARIES), path + clocks
    said = json.dumps(office.client("auditor").get(f"/records/{PERSON}").get_json(), ensure_ascii=False)
    assert TOWNSHIP in said
    assert not any(canary in said for canary in CANARIES)
    again = office.client().post(
        "correct_person", {"person": PERSON, "name": NAME, "organisation": TOWNSHIP, "reason": "再登记"}
    )
    assert again.status_code in (409, 422)


def test_proofs_stand_and_rows_are_what_they_were(life: Life) -> None:
    of = life.office.services
    rows = of.ledger.rows(0, life.before)
    receipts = {position: receipt_of(of, position, body=True) for position in range(1, life.before + 1)}
    life.erase()
    assert of.ledger.rows(0, life.before) == rows
    for position, receipt in receipts.items():
        assert verify(receipt, log=of.sealer.key.verifier).leaf.position == position
    of.sealer.seal(recompute=True)
    assert receipt_of(of, life.before) is not None


def test_rebuilt_views_are_what_they_were(life: Life) -> None:
    of = life.office.services
    life.erase()
    with of.reading() as reading:
        live = [directory.person_of(reading, PERSON, at) for at in (life.before, None)]
    of.rebuild()
    with of.reading() as reading:
        assert [directory.person_of(reading, PERSON, at) for at in (life.before, None)] == live
    assert [one.name for one in live if one] == [None, None]


def test_another_process_that_knew_the_name_forgets_it(life: Life) -> None:
    other = Services(life.office.services.settings)
    with other.opened(), other.reading() as reading:
        one = directory.person_of(reading, PERSON)
        assert one is not None
        assert one.name == CORRECTED
    other = Services(life.office.services.settings)
    with other.opened():
        with other.reading() as reading:
            directory.person_of(reading, PERSON)
        life.erase()
        with other.reading() as reading:
            one = directory.person_of(reading, PERSON)
            assert one is not None
            assert one.name is None
        assert other.ledger.stream(PERSON)[0].event.name.value is None


def test_keys_of_an_old_backup_bring_nobody_back(life: Life, tmp_path: Path) -> None:
    of = life.office.services
    backup = tmp_path / "backup.db"
    with of.reading():
        shutil.copy(of.settings.keys, backup)
    life.erase()
    of.close()
    for path in Path(of.settings.keys).parent.glob("keys.db*"):
        path.unlink()
    shutil.copy(backup, of.settings.keys)
    backup.unlink()
    again = Services(of.settings)
    with again.opened():
        with again.reading() as reading:
            one = directory.person_of(reading, PERSON, life.before)
            assert one is not None
            assert one.name is None
        assert again.ledger.stream(PERSON)[0].event.name.value is None
    assert life.found() == []


def test_who_reads_on_after_another_process_erased_hears_no_alarm(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    late = Services(life.office.services.settings)
    with late.opened():
        late.ledger.log(0, 1)  # who was erased so far has been asked
        life.erase()
        assert late.ledger.stream(PERSON)[0].event.name.value is None
    assert "no erasure is on record" not in caplog.text


def test_a_key_that_is_lost_is_an_alarm_and_stops_nobody(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    of = life.office.services
    of.close()
    with sqlite3.connect(of.settings.keys) as keys:
        keys.execute("DELETE FROM person_keys WHERE subject = ?", (PERSON,))
    browser = signed_in(life.office)
    page = browser.get(f"/people/{PERSON}")
    assert page.status == 200
    assert "〔密钥缺失〕" in page.html
    assert ERASED not in page.html
    assert browser.get("/board").status == 200
    assert caplog.text.count("no erasure is on record") == 1
    sent = {"person": PERSON, "name": NAME, "organisation": TOWNSHIP, "reason": "再登记"}
    answer = life.office.client().post("correct_person", sent)
    assert answer.status_code in (409, 422)
    assert "密钥缺失" in answer.get_json()["zh"]
