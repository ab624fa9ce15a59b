"""Receipts as people meet them: on a page, as a file, over the API, at the command line; and what is said instead."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from click.testing import CliRunner, Result
from office import (
    ACCOUNTS,
    EAST,
    EASTERNER,
    NOON,
    POLICY,
    SECRETARY,
    TOWNSHIP,
    Office,
    meeting,
    opened,
    opened_in_files,
)
from tampered import change_row

from domain.identity import posts_of
from ledger.port import LedgerUnavailable
from ledger.proof.checkpoint import checkpoint_of
from ledger.proof.note import COSIGNATURE, VerifierKey, new_key, parse_note, verified
from ledger.proof.receipt import Verified, parse, verify
from ledger.proof.store import Cosigned, ProofStore, Refusal
from web import sealing
from web.access import WATCHERS
from web.cli import main
from web.proving import grouped, short_text

ELSEWHERE = {EAST, EASTERNER, posts_of(EAST), "account-east"}
"""Records of the other district."""
AT = "2024-06-20T04:00:00.000000Z"


@pytest.fixture
def office(place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(sealing, "start", lambda work: work())
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture
def sqlite_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """For what does not depend on the database."""
    monkeypatch.setattr(sealing, "start", lambda work: work())
    with opened_in_files(tmp_path) as office:
        yield office


def log_key(office: Office) -> VerifierKey:
    return office.services.sealer.key.verifier


def hold(office: Office, title: str = "党委会（研究党建工作）") -> int:
    """Record a meeting; its position in the log."""
    answer = office.client().post("hold_meeting", meeting(title=title))
    assert answer.status_code == 201, answer.json
    answer.close()
    return int(answer.json["position"])


def fetched(office: Office, position: int, name: str = "clerk", **query: Any) -> bytes:
    answer = office.client(name).get(f"/proof/entries/{position}", **query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return bytes(answer.data)


def checked(office: Office, data: bytes) -> Verified:
    return verify(parse(data), log=log_key(office))


class TestReceipts:
    def test_of_every_act_that_is_recorded(self, office: Office) -> None:
        clerk = office.client()
        held = hold(office)
        corrected = {name: value for name, value in meeting().items() if name != "organisation"}
        corrected["title"] = "党委会"
        stream = office.services.ledger.log(held - 1, 1)[0].stream
        answers = [
            clerk.post(
                "correct_meeting", {**corrected, "meeting": stream, "title": "党委会", "reason": "名称写错"}, match=1
            ),
            clerk.post("record_work", _work("专题学习")),
            clerk.post("register_person", {"organisation": TOWNSHIP, "name": "赵丁"}),
            office.client("supervisor").post(
                "supersede_policy", {"policy": POLICY, "last_day": "2024-06-30", "reason": "新规定施行"}
            ),
        ]
        positions = [held]
        for answer in answers:
            assert answer.status_code == 201, answer.json
            answer.close()
            positions += [entry["position"] for entry in answer.json["entries"]]
        for position in positions:
            found = checked(office, fetched(office, position))
            row = office.services.ledger.rows(position - 1, 1)[0]
            assert (found.leaf.position, found.leaf.stream, found.leaf.version) == (position, row.stream, row.version)
            assert found.checkpoint.size >= position
            whole = checked(office, fetched(office, position, body="true"))
            assert whole.body == row.body
        assert len(positions) >= 5

    def test_of_what_was_recorded_before_anything_was_sealed(self, office: Office) -> None:
        end = office.position()
        for position in range(1, end + 1):
            assert checked(office, fetched(office, position, "supervisor")).checkpoint.size == end
        answers = [office.client("auditor").get(f"/proof/entries/{position}") for position in range(1, end + 1)]
        for row, answer in zip(office.services.ledger.rows(0, end), answers, strict=True):
            assert (answer.status_code == 404) == (row.stream in ELSEWHERE), row
            assert answer.status_code == 404 or checked(office, bytes(answer.data)).leaf.position == row.position

    def test_a_later_one_is_of_a_larger_log(self, office: Office) -> None:
        first = hold(office)
        before = checked(office, fetched(office, first))
        office.clock.forward(minutes=30)
        hold(office)
        after = checked(office, fetched(office, first))
        assert before.leaf == after.leaf
        assert before.checkpoint.size < after.checkpoint.size

    def test_the_page_s_file_is_the_api_s(self, office: Office) -> None:
        position = hold(office)
        browser = signed_in(office)
        for query in ("", "?body=1"):
            file = browser.client.get(f"/proof/entries/{position}/receipt.json{query}")
            assert file.data == fetched(office, position, body="true" if query else "false")
            assert f'filename="receipt-{position}.json"' in file.headers["Content-Disposition"]

    def test_a_witness_that_nobody_named_is_left_out(self, office: Office) -> None:
        position = hold(office)
        witness = new_key("north.example/witness", COSIGNATURE)
        store = office.services.sealer.store
        sealed = store.last()
        assert sealed is not None
        signature = witness.sign(parse_note(sealed.note).text, now=NOON.timestamp)
        store.keep_cosignature(Cosigned(size=sealed.size, witness=witness.name, signature=signature, received_at=AT))
        assert checked(office, fetched(office, position)).witnesses == ()


def _work(title: str) -> dict[str, Any]:
    return {"organisation": TOWNSHIP, "act": "training", "title": title, "occurred_on": "2024-06-05"}


class TestThePage:
    def test_says_what_was_recorded_and_every_number(self, office: Office) -> None:
        position = hold(office, "党委会（研究整改）")
        browser = signed_in(office)
        page = browser.get(f"/proof/entries/{position}")
        assert page.status == 200
        found = checked(office, fetched(office, position))
        for said in (
            "党委会（研究整改）",
            "office.example/zeren",
            f"第{position}条",
            found.leaf.sha256,
            grouped(found.leaf.hash.hex()),
            grouped(found.checkpoint.root.hex()),
            log_key(office).fingerprint,
            "2024年6月20日 12:00:00",
            "尚无见证方签名",
        ):
            assert said in page.words, said
        assert 'class="qr"' in page.html
        assert "style=" not in page.html, "our own policy of content would not let it pass"
        browser.get("/language/en")
        assert "Hash of leaf" in browser.get(f"/proof/entries/{position}").words

    def test_the_code_holds_a_few_plain_lines(self, office: Office) -> None:
        position = hold(office)
        found = checked(office, fetched(office, position))
        text = short_text(found)
        assert text.isascii()
        assert len(text) < 320
        lines = dict(line.split(" ", 1) for line in text.splitlines()[1:])
        assert lines["position"] == str(position)
        assert lines["leaf"].replace(" ", "") == found.leaf.hash.hex()
        assert lines["root"].replace(" ", "") == found.checkpoint.root.hex()
        assert text in signed_in(office).get(f"/proof/entries/{position}").html

    def test_it_is_found_from_receipt_record_and_trail(self, office: Office) -> None:
        browser = signed_in(office)
        form = browser.get("/acts/hold_meeting")
        done = browser.post(
            "/acts/hold_meeting",
            {
                **{name: values for name, values in form.form("/acts/hold_meeting").items() if "-" not in name},
                "body": "committee",
                "title": "党委会",
                "occurred_on": "2024-06-05",
                "chair": SECRETARY,
                "attendees": [SECRETARY],
                "agenda-0-topic": "party_building",
                "agenda-0-title": "研究党建",
            },
        )
        link = f"/proof/entries/{office.position()}"
        stream = office.services.ledger.log(office.position() - 1, 1)[0].stream
        for page in (done.location, f"/records/{stream}", "/trail"):
            assert browser.get(page).read.links.count(link) == 1, page


class TestWhoMaySeeThem:
    def test_whoever_may_read_the_record(self, office: Office) -> None:
        position = hold(office)
        for name, status in {
            "clerk": 200,
            "supervisor": 200,
            "auditor": 200,
            "east": 404,
            "administrator": 404,
        }.items():
            browser = signed_in(office, name)
            assert browser.get(f"/proof/entries/{position}").status == status, name
            assert browser.get(f"/proof/entries/{position}/receipt.json").status == status, name
            assert office.client(name).get(f"/proof/entries/{position}").status_code == status, name

    def test_what_concerns_accounts_is_for_those_who_oversee_them(self, office: Office) -> None:
        answer = office.client("administrator").post("suspend_account", {"account": "account-clerk", "reason": "调离"})
        answer.close()
        position = answer.json["position"]
        for name, status in {"administrator": 200, "auditor": 200, "supervisor": 404, "east": 404}.items():
            assert office.client(name).get(f"/proof/entries/{position}").status_code == status, name

    def test_what_binds_the_township_is_read_there(self, office: Office) -> None:
        issued = next(row.position for row in office.services.ledger.rows(0, 100) if row.stream == POLICY)
        assert checked(office, fetched(office, issued)).leaf.name == "policy.issued/1"

    @pytest.mark.parametrize("position", ["0", "999", "9" * 30, "-1", "x"])
    def test_what_is_not_there(self, sqlite_office: Office, position: str) -> None:
        assert signed_in(sqlite_office).get(f"/proof/entries/{position}").status == 404
        assert sqlite_office.client().get(f"/proof/entries/{position}").status_code == 404

    def test_nobody_signed_in(self, sqlite_office: Office) -> None:
        http = sqlite_office.app.test_client()
        assert http.get("/proof/entries/1").status_code == 303
        assert http.get("/api/v1/proof/entries/1").status_code == 401


class TestWhereTheRecordWasChanged:
    @pytest.mark.parametrize(("old", "new"), [("原来的会议", "后来的会议"), ('"title"', "nonsense")])
    def test_no_receipt_but_an_alarm(self, office: Office, place: Any, old: str, new: str) -> None:
        position = hold(office, "原来的会议")
        other = hold(office)
        browser = signed_in(office)
        assert browser.get(f"/proof/entries/{position}").status == 200
        change_row(place, position, old, new)
        page = browser.get(f"/proof/entries/{position}")
        assert page.status == 500
        assert "立即联系审计人员" in page.words
        assert f"日志第{position}条" in page.words
        assert 'role="alert"' in page.html
        assert "会议" not in page.words
        assert 'class="qr"' not in page.html
        answer = office.client().get(f"/proof/entries/{position}")
        assert (answer.status_code, answer.json["code"]) == (500, "history_changed")
        assert browser.get(f"/proof/entries/{position}/receipt.json").status == 500
        assert browser.get(f"/proof/entries/{other}").status == 500, "until this is cleared up there are none"
        overview = signed_in(office, "auditor").get("/proof")
        assert overview.status == 200
        assert "立即联系审计人员" in overview.words
        change_row(place, position, new, old)
        sealing.seal(office.services)
        assert browser.get(f"/proof/entries/{position}").status == 200
        assert "立即联系审计人员" not in signed_in(office, "auditor").get("/proof").words

    def test_a_tree_that_was_changed(self, sqlite_office: Office) -> None:
        office = sqlite_office
        position = hold(office)
        assert signed_in(office).get(f"/proof/entries/{position}").status == 200
        with sqlite3.connect(office.services.settings.proof) as connection:
            connection.execute("DROP TRIGGER leaves_no_update")
            connection.execute("UPDATE leaves SET hashes = zeroblob(length(hashes))")
        office.services.close()
        assert signed_in(office).get(f"/proof/entries/{position}").status == 500
        assert "立即联系审计人员" in signed_in(office, "auditor").get("/proof").words

    def test_a_checkpoint_that_was_changed(self, sqlite_office: Office) -> None:
        office = sqlite_office
        position = hold(office)
        with sqlite3.connect(office.services.settings.proof) as connection:
            connection.execute("DROP TRIGGER checkpoints_no_update")
            connection.execute(
                "UPDATE checkpoints SET note = CAST(replace(note, 'office.example', 'orrice.example') AS BLOB)"
            )
        assert signed_in(office).get(f"/proof/entries/{position}").status == 500
        assert "立即联系审计人员" in signed_in(office, "auditor").get("/proof").words

    def test_a_store_that_cannot_be_read(self, sqlite_office: Office) -> None:
        office = sqlite_office
        position = hold(office)
        with sqlite3.connect(office.services.settings.proof) as connection:
            connection.execute("DROP TRIGGER checkpoints_no_update")
            connection.execute("UPDATE checkpoints SET note = 'x'")
        assert signed_in(office).get(f"/proof/entries/{position}").status == 500
        assert "立即联系审计人员" in signed_in(office, "auditor").get("/proof").words

    def test_a_store_that_does_not_answer(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*_: object) -> None:
            raise LedgerUnavailable("the database of proofs does not answer")

        position = hold(office)
        for name in ("last", "signed"):
            monkeypatch.setattr(ProofStore, name, gone)
        assert signed_in(office).get(f"/proof/entries/{position}").status == 503
        assert office.client().get(f"/proof/entries/{position}").status_code == 503
        assert signed_in(office, "auditor").get("/proof").status == 503

    def test_a_key_that_is_gone(self, office: Office) -> None:
        office.services.settings.log_key_file.unlink()
        answer = office.client().get("/proof/entries/1")
        assert answer.status_code in (404, 503)
        position = hold(office)
        answer = office.client().get(f"/proof/entries/{position}")
        assert (answer.status_code, answer.json["code"]) == (503, "log_key")


class TestOverview:
    def test_for_those_who_watch(self, sqlite_office: Office) -> None:
        for name, (role, _) in ACCOUNTS.items():
            browser = signed_in(sqlite_office, name)
            status = 200 if role in WATCHERS else 403
            assert browser.get("/proof").status == status
            assert ("/proof" in browser.get("/trail").read.links) == (status == 200)

    def test_says_how_far_the_log_is_sealed(self, office: Office) -> None:
        auditor = signed_in(office, "auditor")
        assert "尚未签名" in auditor.get("/proof").words
        hold(office)
        page = auditor.get("/proof").words
        assert f"已签名 {office.position()}条" in page
        assert "未签名 没有" in page
        assert "逐条重算" in page
        assert log_key(office).text in page
        assert log_key(office).fingerprint in page
        hold(office)
        assert f"未签名 1条 （第{office.position()}条至第{office.position()}条）" in auditor.get("/proof").words

    def test_hands_out_checkpoints(self, office: Office) -> None:
        hold(office)
        auditor = signed_in(office, "auditor")
        link = next(one for one in auditor.get("/proof").read.links if one.startswith("/proof/checkpoints/"))
        note = parse_note(auditor.client.get(link).data)
        assert verified(note, [log_key(office)])
        assert checkpoint_of(note).size == office.position()
        assert auditor.get("/proof/checkpoints/3").status == 404
        assert auditor.get(f"/proof/checkpoints/{'9' * 30}").status == 404

    def test_shows_witnesses_and_what_they_refused(self, office: Office) -> None:
        hold(office)
        store = office.services.sealer.store
        sealed = store.last()
        assert sealed is not None
        witness = new_key("north.example/witness", COSIGNATURE)
        for _ in range(2):
            signature = witness.sign(parse_note(sealed.note).text, now=NOON.timestamp)
            store.keep_cosignature(
                Cosigned(size=sealed.size, witness=witness.name, signature=signature, received_at=AT)
            )
        auditor = signed_in(office, "auditor")
        page = auditor.get("/proof").words
        assert page.count("north.example/witness") == 1
        assert "拒绝签名" not in page
        store.keep_refusal(
            Refusal(size=sealed.size, witness="south.example/witness", status=409, answer="12\n", received_at=AT)
        )
        page = auditor.get("/proof").words
        assert "拒绝签名" in page
        assert "south.example/witness" in page

    def test_a_failure_of_sealing_is_an_alarm(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*_: object, **__: object) -> None:
            raise LedgerUnavailable("away")

        with monkeypatch.context() as patched:
            patched.setattr(ProofStore, "keep", gone)
            hold(office)
        auditor = signed_in(office, "auditor")
        assert "最近一次签名没有成功" in auditor.get("/proof").words
        assert "存证有警报" in auditor.get("/trail").words, "on every page of those who watch"
        assert "存证有警报" not in signed_in(office).get("/trail").words
        sealing.seal(office.services)
        assert "存证有警报" not in auditor.get("/trail").words


class TestAtTheCommandLine:
    """Without a database: whoever was handed a receipt has none of ours."""

    @pytest.fixture
    def file(self, sqlite_office: Office, tmp_path: Path) -> Path:
        position = hold(sqlite_office)
        path = tmp_path / "receipt.json"
        path.write_bytes(fetched(sqlite_office, position))
        return path

    def verify(self, *words: str) -> Result:
        environment = {"ZEREN_DATA": "/nonexistent", "ZEREN_LEDGER": "/nonexistent/ledger.db"}
        return CliRunner().invoke(main, ["verify", "receipt", *words], env=environment, catch_exceptions=False)

    def test_holds(self, sqlite_office: Office, file: Path, tmp_path: Path) -> None:
        done = self.verify(str(file), "--key", log_key(sqlite_office).text)
        assert done.exit_code == 0, done.output
        for said in ("成立 HOLDS", "office.example/zeren", "2024-06-20 12:00:00", "meeting.held/1", "没有 none"):
            assert said in done.output
        assert log_key(sqlite_office).fingerprint in done.output
        printed = CliRunner().invoke(
            main, ["key"], env={"ZEREN_DATA": str(sqlite_office.services.settings.data)}, catch_exceptions=False
        )
        paper = tmp_path / "key.txt"
        paper.write_text(printed.output, encoding="utf-8")
        assert self.verify(str(file), "--key-file", str(paper)).exit_code == 0

    def test_agrees_with_itself_only(self, file: Path) -> None:
        done = self.verify(str(file))
        assert done.exit_code == 2
        assert "未指定公钥" in done.output
        assert "HOLDS" not in done.output

    def test_does_not_hold(self, sqlite_office: Office, file: Path, tmp_path: Path) -> None:
        trusted = ("--key", log_key(sqlite_office).text)
        other = new_key("office.example/zeren").verifier.text
        assert self.verify(str(file), "--key", other).exit_code == 1
        changed = tmp_path / "changed.json"
        changed.write_bytes(re.sub(rb"meeting\.held/1", b"meeting.hold/1", file.read_bytes()))
        done = self.verify(str(file), str(changed), *trusted)
        assert done.exit_code == 1
        assert "不成立 DOES NOT HOLD" in done.output
        assert "[path]" in done.output
        assert self.verify(str(changed)).exit_code == 1, "a key or none"
        assert self.verify(str(tmp_path / "nosuch.json"), *trusted).exit_code == 1
        witness = new_key("north.example/witness", COSIGNATURE).verifier.text
        done = self.verify(str(file), *trusted, "--witness", witness)
        assert done.exit_code == 1
        assert "[witness]" in done.output

    def test_keys_that_are_none(self, sqlite_office: Office, file: Path, tmp_path: Path) -> None:
        key = log_key(sqlite_office).text
        paper = tmp_path / "key.txt"
        paper.write_text("no key here\n", encoding="utf-8")
        for words in (
            ("--key", "x"),
            ("--key-file", str(paper)),
            ("--key-file", str(tmp_path / "nosuch")),
            ("--key", key, "--key-file", str(paper)),
            ("--witness", "x"),
        ):
            done = self.verify(str(file), *words)
            assert done.exit_code == 1
            assert "Traceback" not in done.output


@pytest.mark.skipif(not all(map(shutil.which, ("bash", "jq", "openssl"))), reason="bash, jq or openssl is not here")
class TestByHand:
    """The commands in docs/howto/receipts.md, as they stand there."""

    def script(self) -> str:
        text = (Path(__file__).parents[2] / "docs" / "howto" / "receipts.md").read_text(encoding="utf-8")
        return text.partition("```bash\n")[2].partition("```")[0]

    def run(self, folder: Path, key: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "R": "receipt.json", "KEY": key}
        return subprocess.run(
            ["bash", "-c", self.script()], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    def test_they_check_a_receipt(self, sqlite_office: Office, tmp_path: Path) -> None:
        position = hold(sqlite_office)
        key = log_key(sqlite_office)
        for number in (1, 2, position - 1, position):
            (tmp_path / "receipt.json").write_bytes(fetched(sqlite_office, number, "supervisor", body="true"))
            done = self.run(tmp_path, key.text)
            assert done.returncode == 0, done.stderr
            found = checked(sqlite_office, (tmp_path / "receipt.json").read_bytes())
            for said in (
                "the content is what",
                "the entry stands there",
                "Verified Successfully",
                found.leaf.hash.hex(),
            ):
                assert said in done.stdout, done.stdout + done.stderr
            assert key.fingerprint.replace(" ", "") in done.stdout

    def test_and_refuse_another(self, sqlite_office: Office, tmp_path: Path) -> None:
        data = fetched(sqlite_office, hold(sqlite_office), body="true")
        (tmp_path / "receipt.json").write_bytes(data)
        assert self.run(tmp_path, new_key("office.example/zeren").verifier.text).returncode != 0
        for old, new in ((b"meeting.held", b"meeting.hold"), ("党委会".encode(), "党组会".encode())):
            assert old in data
            (tmp_path / "receipt.json").write_bytes(data.replace(old, new))
            assert "DOES NOT FIT" in self.run(tmp_path, log_key(sqlite_office).text).stdout
