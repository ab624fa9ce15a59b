"""Evidence bags: what goes in and what stays out, the same every time, whole or not at all; on both databases."""

import io
import json
import os
import resource
import signal
import sqlite3
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bagged import FILE, Lived, bag, cosign, filed, files, lived, verifier
from clerk import signed_in
from click.testing import CliRunner
from judged import case_opened, does, held
from office import ACCOUNTS, DEPUTY, DISTRICT, EAST, EASTERNER, SECRETARY, TOWNSHIP, VILLAGE, Office, meeting
from places import Place

from domain import person
from domain.account import Role
from domain.identity import account_of
from domain.kernel import Refused
from ledger.execution import execute
from ledger.port import Signature
from ledger.proof.sealing import HistoryChanged
from web.bag.scope import receiver
from web.cli import main
from web.errors import Forbidden, NotFound
from web.viewer import Viewer

VERIFY = verifier()


@pytest.fixture
def story(place: Any, tmp_path: Path) -> Iterator[Lived]:
    with lived(place, tmp_path) as made:
        yield made


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Lived]:
    """On SQLite alone, where the database makes no difference."""
    with lived(Place(tmp_path), tmp_path) as made:
        yield made


def verified(folder: Path, given: str = "") -> list[str]:
    said: list[str] = []
    VERIFY.verify(str(folder), given, lambda zh, en: said.append(zh))
    return said


def erase(office: Office, subject: str) -> None:
    """By two officers, as the law has it."""
    day = office.services.today()
    why = {"ground": person.ErasureGround.UNLAWFUL, "reason": "登记没有依据"}
    asked = person.RequestErasure(person=subject, occurred_on=day, asked_by=account_of("supervisor"), **why)
    approved = person.ApproveErasure(person=subject, occurred_on=day, approved_by=account_of("second"))
    for number, act in enumerate((asked, approved)):
        by = Signature(command_id=f"erase-{number}-{subject}", recorded_by=account_of("x"), on_behalf_of=DISTRICT)
        execute(office.services.ledger, act, by, day)
    office.services.catch_up()


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "data" / "events.jsonl").read_text("utf-8").splitlines()]


def streams(folder: Path) -> set[str]:
    return {line["stream"] for line in lines(folder)}


class TestWhatGoesIn:
    def test_a_bag_of_a_district_holds_all_of_it_and_verifies(self, story: Lived, tmp_path: Path) -> None:
        key = cosign(story.office)
        made = bag(story.office, tmp_path / "bag", witnesses=[key.verifier])
        said = verified(tmp_path / "bag", made.log.fingerprint)
        assert any("superior.example/witness于2024-06-20 12:00:00" in line for line in said)
        assert {story.case, story.cited, story.decided_at, story.evidence} < streams(tmp_path / "bag")
        assert (tmp_path / "bag" / "data" / "files" / story.evidence.removeprefix("file-")).read_bytes() == FILE
        assert made.entries == len(lines(tmp_path / "bag"))

    def test_nothing_of_the_other_district_leaks(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag")
        for name, content in files(tmp_path / "bag").items():
            for secret in (EAST, story.elsewhere, EASTERNER, "东岭", "王丙"):
                assert secret.encode() not in content, (name, secret)

    def test_a_township_sees_itself_and_what_binds_it(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag", TOWNSHIP)
        held = streams(tmp_path / "bag")
        assert {TOWNSHIP, VILLAGE, story.case, f"policy-{1:020x}", account_of("clerk")} < held
        assert not held & {DISTRICT, EAST, account_of("supervisor")}
        verified(tmp_path / "bag")

    def test_the_policies_of_a_superior_come_along(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag", VILLAGE)
        assert streams(tmp_path / "bag") == {VILLAGE, f"policy-{1:020x}"}

    def test_days_and_positions_cut(self, story: Lived, tmp_path: Path) -> None:
        office = story.office
        office.clock.forward(days=3)
        later = held(office, "2024-06-21", title="迟些的会")
        bag(office, tmp_path / "first", last=date(2024, 6, 22))
        bag(office, tmp_path / "second", first=date(2024, 6, 23), last=date(2024, 6, 23))
        bag(office, tmp_path / "third", until=5)
        assert later not in streams(tmp_path / "first")
        assert streams(tmp_path / "second") == {later}
        assert [line["position"] for line in lines(tmp_path / "third")] == [1, 3, 4, 5]
        for name in ("first", "second", "third"):
            verified(tmp_path / name)

    def test_single_records(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag", records=(story.cited,))
        assert streams(tmp_path / "bag") == {story.cited}
        with pytest.raises(NotFound):
            bag(story.office, tmp_path / "other", records=(story.elsewhere,))
        assert not (tmp_path / "other").exists()

    def test_nothing_there_is_refused(self, here: Lived, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="nothing_to_export"):
            bag(here.office, tmp_path / "bag", first=date(2030, 1, 1))


class TestADecision:
    def test_comes_with_what_it_cites_and_the_files_for_it(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag", decision=story.case)
        assert streams(tmp_path / "bag") == {story.case, story.cited, story.decided_at, story.evidence}
        assert any("决定引用6处" in line for line in verified(tmp_path / "bag"))
        report = (tmp_path / "bag" / "data" / "report.zh.txt").read_text("utf-8")
        assert "决定所依据的记录" in report
        assert f"（{story.cited}）" in report

    def test_provenance_says_who_used_what(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag", decision=story.case)
        said = json.loads((tmp_path / "bag" / "data" / "prov.json").read_text("utf-8"))
        assert f"zeren:{story.cited}#1" in said["entity"]
        used = {(one["prov:activity"].rpartition("#")[0], one["prov:entity"]) for one in said["used"].values()}
        assert used == {
            (f"zeren:act-{story.case}", f"zeren:{story.cited}#1"),
            (f"zeren:act-{story.case}", f"zeren:{story.decided_at}#1"),
        }
        # The decision stands under the account that gave it, beside the one that asked for it.
        accounts = {f"zeren:account-{name}" for name in ("supervisor", "decider", "clerk")}
        assert set(said["agent"]) == {*accounts, f"zeren:{TOWNSHIP}"}
        delegates = {(one["prov:delegate"], one["prov:responsible"]) for one in said["actedOnBehalfOf"].values()}
        assert delegates == {(f"zeren:account-{name}", f"zeren:{TOWNSHIP}") for name in ("supervisor", "decider")}

    def test_a_provenance_that_says_more_than_the_decision_is_refused(self, here: Lived, tmp_path: Path) -> None:
        bag(here.office, tmp_path / "bag", decision=here.case)
        path = tmp_path / "bag" / "data" / "prov.json"
        said = json.loads(path.read_text("utf-8"))
        next(iter(said["used"].values()))["prov:entity"] = f"zeren:{here.evidence}#1"
        path.write_bytes(VERIFY.json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        with pytest.raises(VERIFY.NotVerified):
            verified(tmp_path / "bag")

    def test_what_lies_beyond_the_receiver_is_named_and_stays_out(self, here: Lived, tmp_path: Path) -> None:
        office = here.office
        post = {"organisation": DISTRICT, "person": SECRETARY, "post": "secretary", "occurred_on": "2022-01-01"}
        does(office, "supervisor", "appoint_role", **post)
        above = does(office, "supervisor", "hold_meeting", **meeting(organisation=DISTRICT, title="区委会议"))
        element = {"element": "duty", "refs": [above], "text": "见区委会议", "occurred_on": "2024-06-11"}
        case = case_opened(office, "另一件")
        does(office, "supervisor", "cite_element", accountability=case, **element)
        bag(office, tmp_path / "bag", TOWNSHIP, decision=case)
        assert streams(tmp_path / "bag") == {case}
        said = json.loads((tmp_path / "bag" / "data" / "prov.json").read_text("utf-8"))
        assert said["entity"][f"zeren:{above}"] == {"zeren:in_bag": False}
        report = (tmp_path / "bag" / "data" / "report.zh.txt").read_text("utf-8")
        assert f"超出接收方的查看范围，不在包内：{above}" in report
        assert "引用：区委会议" not in report
        verified(tmp_path / "bag")

    def test_of_another_district_does_not_exist(self, story: Lived, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            bag(story.office, tmp_path / "bag", EAST, decision=story.case)


class TestTheReceiver:
    def test_an_administrator_gets_none(self, here: Lived) -> None:
        role, body = ACCOUNTS["administrator"]
        who = Viewer(account="account-administrator", sign_in_name="", role=role, organisation=body, person=None)
        with here.office.app.test_request_context("/"), pytest.raises(Forbidden):
            receiver("", who)

    def test_nobody_gets_more_than_their_reach(self, here: Lived) -> None:
        who = Viewer(account="account-clerk", sign_in_name="", role=Role.CLERK, organisation=TOWNSHIP, person=None)
        with here.office.app.test_request_context("/"):
            assert receiver("", who).organisation == TOWNSHIP
            assert receiver(VILLAGE, who).organisation == VILLAGE
            with pytest.raises(NotFound):
                receiver(DISTRICT, who)


class TestPersonalValues:
    def test_are_sealed_in_bodies_and_read_as_on_the_pages(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "bag")
        found = files(tmp_path / "bag")
        assert not any("李乙".encode() in content for name, content in found.items() if name.endswith(".body"))
        assert "李乙".encode() in found["data/events.jsonl"]
        for name in ("data/prov.json", "data/keys.txt", "data/checkpoint", "bag-info.txt"):
            assert "李乙".encode() not in found.get(name, b"")

    def test_what_was_erased_says_so_and_proves_the_same(self, story: Lived, tmp_path: Path) -> None:
        office = story.office
        bag(office, tmp_path / "before")
        erase(office, DEPUTY)
        bag(office, tmp_path / "after")
        before, after = files(tmp_path / "before"), files(tmp_path / "after")
        assert "李乙".encode() in before["data/events.jsonl"]
        assert "（已依法删除）".encode() in after["data/events.jsonl"]
        bodies = {name for name in before if name.endswith(".body")}
        assert bodies
        assert {name: after[name] for name in bodies} == {name: before[name] for name in bodies}
        for name, content in after.items():
            assert "李乙".encode() not in content, name
            assert content == before.get(name, content) or "/tile/" not in name
        verified(tmp_path / "after")


class TestTheSameAgain:
    def test_twice_the_same_bag(self, story: Lived, tmp_path: Path) -> None:
        bag(story.office, tmp_path / "one")
        bag(story.office, tmp_path / "two")
        assert files(tmp_path / "one") == files(tmp_path / "two")

    def test_of_several_checkpoints_the_one_that_witnesses_signed(self, story: Lived, tmp_path: Path) -> None:
        key = cosign(story.office)
        size = story.office.position()
        held(story.office, "2024-06-12", title="后来的会")
        story.office.services.sealer.seal()
        made = bag(story.office, tmp_path / "bag", decision=story.case, witnesses=[key.verifier])
        assert made.size == size
        assert bag(story.office, tmp_path / "all").size == story.office.position()
        assert any("superior.example/witness" in line for line in verified(tmp_path / "bag"))

    def test_a_signature_without_a_key_is_named(self, here: Lived, tmp_path: Path) -> None:
        cosign(here.office)
        bag(here.office, tmp_path / "bag")
        assert any("未核对" in line for line in verified(tmp_path / "bag"))


class TestWholeOrNotAtAll:
    def test_nothing_is_overwritten(self, here: Lived, tmp_path: Path) -> None:
        (tmp_path / "bag").mkdir()
        with pytest.raises(Refused, match="bag_exists"):
            bag(here.office, tmp_path / "bag")
        assert not list((tmp_path / "bag").iterdir())

    def test_what_goes_wrong_on_the_way_leaves_nothing(self, here: Lived, tmp_path: Path) -> None:
        def stop(done: int, total: int) -> None:
            if done == 10:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            bag(here.office, tmp_path / "out" / "bag", progress=stop)
        assert not list((tmp_path / "out").iterdir())

    def test_a_full_disk_leaves_nothing(self, here: Lived, tmp_path: Path) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)

        def full(done: int, total: int) -> None:
            if done == 5:
                resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))

        try:
            with pytest.raises(OSError, match="File too large"):
                bag(here.office, tmp_path / "out" / "bag", progress=full)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert not list((tmp_path / "out").iterdir())

    def test_a_kill_leaves_nothing_under_the_name(self, here: Lived, tmp_path: Path) -> None:
        def kill(done: int, total: int) -> None:
            if done == 20:
                os.kill(os.getpid(), signal.SIGKILL)

        child = os.fork()
        if child == 0:
            bag(here.office, tmp_path / "out" / "bag", progress=kill)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert not (tmp_path / "out" / "bag").exists()
        assert bag(here.office, tmp_path / "out" / "bag").entries
        verified(tmp_path / "out" / "bag")

    def test_a_lost_file_is_named_and_the_rest_stands(self, here: Lived, tmp_path: Path) -> None:
        second = filed(here.office, "第二份材料".encode())
        sha256 = second.removeprefix("file-")
        path = here.office.services.settings.files / sha256[:2] / sha256
        path.chmod(0o600)
        path.write_bytes(b"something else")
        made = bag(here.office, tmp_path / "bag")
        assert made.missing == (sha256,)
        assert any("另有1份材料" in line for line in verified(tmp_path / "bag"))
        assert sha256 in (tmp_path / "bag" / "data" / "report.zh.txt").read_text("utf-8")

    def test_a_rewritten_entry_is_not_handed_out(self, here: Lived, tmp_path: Path) -> None:
        office = here.office
        office.services.sealer.seal()
        with sqlite3.connect(office.services.settings.ledger) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            position = database.execute("SELECT position FROM ledger WHERE stream = ?", (here.cited,)).fetchone()[0]
            database.execute(
                "UPDATE ledger SET body = replace(body, '二季度', '三季度') WHERE position = ?", (position,)
            )
        with pytest.raises(HistoryChanged) as raised:
            bag(office, tmp_path / "bag")
        assert raised.value.position == position
        assert not (tmp_path / "bag").exists()


class TestThePage:
    @pytest.mark.parametrize("name", ["auditor", "supervisor"])
    def test_a_bag_is_downloaded_and_verifies(self, story: Lived, tmp_path: Path, name: str) -> None:
        browser = signed_in(story.office, name)
        page = browser.get("/exports")
        assert story.office.services.sealer.key.verifier.fingerprint in page.words
        answer = browser.client.post("/exports", data={**page.form("/exports"), "decision": story.case})
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            archive.extractall(tmp_path / "out")
            assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        (folder,) = (tmp_path / "out").iterdir()
        verified(folder)
        again = browser.client.post("/exports", data={**page.form("/exports"), "decision": story.case})
        assert again.data == answer.data
        answer = browser.client.post("/exports", data={**page.form("/exports"), "form": "tar.gz"})
        with tarfile.open(fileobj=io.BytesIO(answer.data), mode="r:gz") as archive:
            archive.extractall(tmp_path / "tar", filter="data")
        (folder,) = (tmp_path / "tar").iterdir()
        verified(folder)

    def test_is_not_for_those_who_record_or_administer(self, here: Lived) -> None:
        for name in ("clerk", "administrator"):
            assert signed_in(here.office, name).get("/exports").status == 403

    def test_says_what_is_wrong(self, here: Lived) -> None:
        browser = signed_in(here.office, "auditor")
        form = browser.get("/exports").form("/exports")
        for changed, status in (
            ({"organisation": EAST}, 404),
            ({"organisation": "nothing"}, 404),
            ({"decision": here.elsewhere}, 404),
            ({"decision": "x"}, 404),
            ({"first": "never"}, 422),
            ({"until": "-1"}, 422),
            ({"form": "rar"}, 422),
            ({"first": "2031-01-01"}, 409),
        ):
            assert browser.client.post("/exports", data={**form, **changed}).status_code == status, changed


def command(office: Office, *words: str) -> Any:
    settings = office.services.settings
    environment = {
        "ZEREN_DATA": str(settings.data),
        "ZEREN_LEDGER": settings.ledger,
        "ZEREN_KEYS": settings.keys,
        "ZEREN_MASTER_KEY_FILE": str(settings.master_key_file),
        "ZEREN_LOG_KEY_FILE": str(settings.log_key_file),
        "ZEREN_FILES": str(settings.files),
    }
    return CliRunner().invoke(main, ["export", "bag", *words], env=environment)


class TestTheCommand:
    def test_writes_a_bag(self, story: Lived, tmp_path: Path) -> None:
        done = command(story.office, str(tmp_path / "bag"), "--organisation", "柳溪乡党委", "--to", "2024-12-31")
        assert done.exit_code == 0, done.output
        assert story.office.services.sealer.key.verifier.fingerprint in done.output
        assert DISTRICT not in streams(tmp_path / "bag")
        verified(tmp_path / "bag")

    def test_for_an_account_no_more_than_it_may_see(self, here: Lived, tmp_path: Path) -> None:
        done = command(here.office, str(tmp_path / "bag"), "--as", "clerk")
        assert done.exit_code == 0, done.output
        held = streams(tmp_path / "bag")
        assert story_of(held) == {"org", "policy", "posts", "person", "meeting", "file", "accountability", "approval"}
        for words, said in (
            (("--as", "clerk", "--organisation", "安平区委"), "超出接收方的查看范围"),
            (("--as", "administrator"), "不能查看业务记录"),
            (("--as", "nobody"), "no active account"),
            (("--record", here.cited, "--decision", here.case), "Either"),
            (("--decision", "case-1"), "没有找到"),
            (("--organisation", "没有"), "No organisation"),
        ):
            done = command(here.office, str(tmp_path / "other"), *words)
            assert done.exit_code, words
            assert said in done.output, (words, done.output)
            assert not (tmp_path / "other").exists()

    def test_the_topmost_where_none_is_named(self, here: Lived, tmp_path: Path) -> None:
        done = command(here.office, str(tmp_path / "bag"), "--decision", here.case)
        assert done.exit_code == 0, done.output
        assert here.case in streams(tmp_path / "bag")


def story_of(held: set[str]) -> set[str]:
    return {stream.partition("-")[0] for stream in held}
