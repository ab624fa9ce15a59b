"""Pages: signing in, who may see what, the two clocks, both languages, evidence files, and what a browser is told."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from clerk import PASSWORD, Browser, Page, give_password, signed_in
from judged import does
from office import (
    ACCOUNTS,
    DISTRICT,
    EAST,
    EASTERNER,
    POLICY,
    SECRETARY,
    TOWNSHIP,
    VILLAGE,
    Office,
    opened,
    opened_in_files,
)

from domain.account import Role
from domain.approval import AskApproval
from domain.handling import HANDLING
from domain.identity import account_of
from domain.kernel import Refused
from domain.security import RotateMasterKey
from domain.terms import COMMANDS
from projections import directory
from web.access import ACTS as RIGHTS
from web.access import PAGES, PUBLIC, may_act
from web.acts import ACTS
from web.filestore import FileDamaged, FileStore
from web.pages.lists import LAST
from web.schemas import SHAPES

FOUND_OUT = {
    "IssuePolicy": {"catalogue"},
    "DraftList": {"policies", "required", "baseline", "items"},
    "AddItem": {"policy"},
    "FileEvidence": {"evidence", "sha256", "size", "media_type"},
    "OpenAccount": {"account", "others"},
    "GrantRole": {"others"},
    "GiveApproval": {"given_by"},
    "RefuseApproval": {"refused_by"},
    "WithdrawApproval": {"withdrawn_by"},
    "RotateMasterKey": {"security"},
    "RequestErasure": {"asked_by"},
    "ApproveErasure": {"approved_by"},
    "RefuseErasure": {"refused_by"},
}
"""Fields of commands that no form asks for: they follow from what is on record, or from who is signed in."""

QUESTIONS = [
    "/board",
    "/board?every=1&gaps=1",
    "/organisations",
    f"/organisations/{TOWNSHIP}",
    f"/organisations/{TOWNSHIP}/duties",
    "/records",
    "/records?below=1&voided=1&kind=meeting&q=x",
    "/registers/rectifications",
    "/registers/inspections",
    "/registers/reports",
    "/registers/asks",
    "/people",
    "/policies",
    f"/policies/{POLICY}",
    f"/records/{POLICY}",
    f"/records/{SECRETARY}",
    f"/records/posts-{TOWNSHIP.removeprefix('org-')}",
    f"/records/{VILLAGE}",
    "/trail",
    f"/trail?person={SECRETARY}",
    f"/trail?record={VILLAGE}",
]


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for what does not depend on the database."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as made:
        yield made


class TestQuestions:
    def test_every_page_answers_in_both_languages_and_at_other_times(self, office: Office) -> None:
        browser = signed_in(office, "supervisor")
        for language in ("zh", "en"):
            browser.get(f"/language/{language}", next="/")
            for path in QUESTIONS:
                page = browser.get(path)
                assert page.status == 200, (path, page.words[:300])
                assert ("截至日期" if language == "zh" else "As of") in page.words, "the clocks are always in sight"
                assert "知悉时点" in page.words or language == "en"
                joined = "&" if "?" in path else "?"
                earlier = browser.get(f"{path}{joined}as_of=2024-03-31&known_at=2024-06-20")
                assert earlier.status in (200, 404), path

    def test_a_thousand_organisations_stay_a_small_page(
        self, sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree = directory.Tree.subtree

        def many(self: directory.Tree, root: str) -> list[tuple[int, directory.Organisation]]:
            rows = tree(self, root)
            return [*rows, *[(depth + 1, one) for depth, one in rows[-1:] for _ in range(1000)]]

        monkeypatch.setattr(directory.Tree, "subtree", many)
        browser = signed_in(sqlite_office, "supervisor")
        first, second = browser.get("/organisations"), browser.get("/organisations", page="2", as_of="2024-07-01")
        assert max(len(one.html.encode()) for one in (first, second)) < 150_000
        assert "page=2" in first.html
        assert "接上页：安平区委" in second.words
        assert "as_of=2024-07-01" in "".join(link for link in second.read.links if "page=3" in link)
        assert browser.get("/organisations", page="99").status == 200

    def test_a_wrong_day_is_named(self, sqlite_office: Office) -> None:
        page = signed_in(sqlite_office).get("/board", as_of="2023-02-29")
        assert page.status == 422
        assert "截至日期" in page.words

    def test_before_anything_was_recorded_nothing_is_known(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office)
        assert "不是当前情况" in browser.get("/board", known_at="1").words
        assert browser.get(f"/records/{SECRETARY}", known_at="1").status == 404

    def test_pages_hold_no_script_and_nothing_from_elsewhere(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office)
        for path in QUESTIONS:
            page = browser.get(path)
            assert "<script" not in page.html
            assert "style=" not in page.html
            assert "http://" not in page.html.replace("http://www.w3.org/2000/svg", "")
            assert "https://" not in page.html
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert page.headers["X-Content-Type-Options"] == "nosniff"
            assert page.headers["Cache-Control"] == "no-store"

    def test_every_link_of_every_page_leads_somewhere(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office)
        links = {link.partition("#")[0] for path in QUESTIONS for link in browser.get(path).read.links}
        for link in sorted(link for link in links if link and not link.startswith(("/language", "/static"))):
            assert browser.get(link).status in (200, 303), link


class TestLists:
    def test_a_long_history_stands_on_the_page_of_the_record(self, sqlite_office: Office) -> None:
        office, browser = sqlite_office, signed_in(sqlite_office)
        stream = does(office, "clerk", "draft_list", organisation=TOWNSHIP, year=2024)
        whole = versions(browser.get(f"/records/{stream}"))
        assert whole == [*range(1, len(whole) + 1)]
        assert len(whole) > LAST, "it is drafted with an item for each duty"
        page = browser.get(f"/lists/{stream}")
        assert versions(page) == whole[-LAST:]
        assert f"共{len(whole)}条，以下为最近{LAST}条" in page.words
        assert f"/records/{stream}" in page.read.links
        trail = browser.get(f"/trail?organisation={TOWNSHIP}")
        assert f"/records/{stream}#v{len(whole)}" in trail.read.links, "where each of them stands"
        early = browser.get(f"/lists/{stream}", known_at=str(office.position() - len(whole) + 2))
        assert versions(early) == [1, 2]
        assert "以下为最近" not in early.words


def versions(page: Page) -> list[int]:
    """Entries of a history that stand on a page."""
    return [int(number) for number in re.findall(r'<li class="[a-z]*" id="v(\d+)"', page.html)]


class TestWhoMaySeeWhat:
    def test_every_route_stands_in_the_matrix(self, sqlite_office: Office) -> None:
        endpoints = {rule.endpoint for rule in sqlite_office.app.url_map.iter_rules()}
        assert endpoints == set(PAGES) | (PUBLIC & endpoints)

    def test_every_command_has_a_right_a_shape_and_a_form(self) -> None:
        # Nobody sends the asking for an approval: acts that take two people ask by themselves. Nor what the program
        # notes of keys and proofs.
        noted = {command for command, row in HANDLING.items() if row.kind == "security"} - {RotateMasterKey}
        commands = set(HANDLING) - {AskApproval} - noted
        assert set(COMMANDS) == set(HANDLING)
        assert commands == set(RIGHTS)
        assert {act.command for act in ACTS.values()} == commands
        for command in commands:
            asked = set(SHAPES[command]().fields) | FOUND_OUT.get(command.__name__, set())
            assert asked == {one.name for one in fields(command)}, command.__name__

    @pytest.mark.parametrize("name", ["administrator", "auditor", "clerk", "supervisor"])
    def test_pages_and_forms_keep_to_it(self, sqlite_office: Office, name: str) -> None:
        browser, role = signed_in(sqlite_office, name), ACCOUNTS[name][0]
        for rule in sqlite_office.app.url_map.iter_rules():
            if rule.arguments or "GET" not in (rule.methods or ()) or rule.endpoint in PUBLIC:
                continue
            status = browser.get(rule.rule).status
            assert (status == 403) == (role not in PAGES[rule.endpoint]), (rule.rule, status)
        for act in ACTS.values():
            status = browser.get(f"/acts/{act.name}").status
            assert (status == 403) == (not may_act(role, act.command)), (act.name, status)

    def test_the_auditor_is_offered_no_act(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office, "auditor")
        for path in QUESTIONS:
            links = browser.get(path).read.links
            assert not [link for link in links if link.startswith("/acts/")], path

    def test_another_subtree_does_not_exist(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office)
        for path in (
            f"/organisations/{EAST}",
            f"/organisations/{EAST}/duties",
            f"/board?organisation={EAST}",
            f"/records?organisation={EAST}",
            f"/people?organisation={EAST}",
            f"/records/{EASTERNER}",
            f"/records/{DISTRICT}",
            f"/trail?organisation={EAST}",
            f"/trail?account={account_of('east')}",
            "/records/nonsense",
            f"/records/{'x' * 300}",
            f"/records/{EAST}",
            "/acts/nonsense",
        ):
            assert browser.get(path).status == 404, path
        east = signed_in(sqlite_office, "east")
        assert "李乙" not in east.get("/people").words
        assert "柳溪乡" not in east.get("/board").words


class TestSigningIn:
    def test_a_wrong_name_and_a_wrong_password_are_answered_alike(self, office: Office) -> None:
        give_password(office, "clerk")
        browser = Browser(office.app)
        wrong, unknown = browser.sign_in("clerk", "wrong"), browser.sign_in("nobody", "wrong")
        assert wrong.status == unknown.status == 422
        assert wrong.words.replace("clerk", "") == unknown.words.replace("nobody", "")

    def test_too_many_failures_make_one_wait(self, office: Office) -> None:
        give_password(office, "clerk")
        browser = Browser(office.app)
        for _ in range(8):
            browser.sign_in("clerk", "wrong")
        held = browser.sign_in("clerk")
        assert held.status == 429
        office.clock.forward(minutes=16)
        assert browser.sign_in("clerk").status == 303

    def test_an_idle_session_ends_and_what_was_typed_is_shown(self, office: Office) -> None:
        browser = signed_in(office)
        path = f"/acts/record_work?organisation={TOWNSHIP}"
        fields = browser.get(path).form("/acts/record_work")
        office.clock.forward(minutes=61)
        page = browser.post("/acts/record_work", {**fields, "title": "打了很久的字"})
        assert page.status == 401
        assert "打了很久的字" in page.words
        assert browser.get("/board").status == 303

    def test_signing_out_ends_the_session_on_the_server(self, office: Office) -> None:
        browser = signed_in(office)
        token = browser.client.get_cookie("zeren_session")
        assert token is not None
        browser.post("/sign-out", browser.get("/board").form("/sign-out"))
        browser.client.set_cookie("zeren_session", token.value)
        assert browser.get("/board").status == 303

    def test_a_suspended_account_is_out_at_once(self, office: Office) -> None:
        browser, administrator = signed_in(office), signed_in(office, "administrator")
        path = f"/acts/suspend_account?account={account_of('clerk')}"
        assert administrator.fill(path, reason="岗位调整").status == 303
        assert browser.get("/board").status == 303
        assert Browser(office.app).sign_in("clerk").status == 422

    def test_a_password_that_is_to_be_reset_must_be_changed(self, office: Office) -> None:
        give_password(office, "clerk")
        administrator, first = signed_in(office, "administrator"), PASSWORD
        path = f"/acts/require_password_reset?account={account_of('clerk')}"
        assert administrator.fill(path, reason="怀疑泄露").status == 303
        browser = Browser(office.app)
        assert browser.sign_in("clerk", first).status == 303
        assert browser.get("/board").location.endswith("/password")
        fields = browser.get("/password").form("/password")
        short = browser.post("/password", {**fields, "old": first, "new": "short", "again": "short"})
        assert short.status == 422
        new = "another-fixture-word"
        assert browser.post("/password", {**fields, "old": first, "new": new, "again": new}).status == 303
        assert browser.get("/board").status == 200

    @pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
    def test_nobody_is_sent_elsewhere(self, sqlite_office: Office, target: str) -> None:
        give_password(sqlite_office, "clerk")
        browser = Browser(sqlite_office.app)
        form = browser.get("/sign-in").form("/sign-in")
        answer = browser.post("/sign-in", {**form, "sign_in_name": "clerk", "password": PASSWORD, "next": target})
        assert answer.location == "/"

    def test_secrets_are_kept_as_hashes_only(self, office: Office) -> None:
        browser = signed_in(office)
        token = browser.client.get_cookie("zeren_session")
        assert token is not None
        kept = (office.services.settings.data / "secrets.db").read_bytes()
        kept += (office.services.settings.data / "secrets.db-wal").read_bytes()
        for secret in (token.value, PASSWORD, office.tokens["clerk"]):
            assert secret.encode() not in kept


def pdf(text: str = "x") -> bytes:
    return b"%PDF-1.4\n" + text.encode() + b"\n%%EOF"


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in names:
            out.writestr(name, "x")
    return made.getvalue()


class TestEvidence:
    def upload(self, browser: Browser, content: bytes, name: str = "纪要.pdf") -> Any:
        path = f"/acts/file_evidence?organisation={TOWNSHIP}"
        fields = browser.get(path).form("/acts/file_evidence")
        data = {**fields, "title": "会议纪要", "file": (io.BytesIO(content), name)}
        return browser.client.post("/acts/file_evidence", data=data, content_type="multipart/form-data")

    def test_is_kept_by_content_handed_out_and_attached(self, office: Office) -> None:
        browser = signed_in(office)
        answer = self.upload(browser, pdf())
        assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
        receipt = browser.get(answer.location)
        stream = next(link for link in receipt.read.links if link.startswith("/records/file-")).removeprefix(
            "/records/"
        )
        content = browser.client.get(f"/records/{stream}/content")
        assert content.data == pdf()
        assert content.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in content.headers["Content-Security-Policy"]
        assert signed_in(office, "east").get(f"/records/{stream}/content").status == 404
        attached = browser.fill(f"/acts/attach_evidence?evidence={stream}", subject=SECRETARY)
        assert attached.status in (303, 422)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "文件是空的"),
            (b"MZ\x90\x00\x03", "只接受"),
            (b"<html><script>alert(1)</script>", "只接受"),
            (archive("a.txt"), "只接受"),
            (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "带有宏"),
        ],
    )
    def test_what_is_not_on_the_list_is_refused(self, sqlite_office: Office, content: bytes, said: str) -> None:
        before = sqlite_office.position()
        answer = self.upload(signed_in(sqlite_office), content)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
        assert sqlite_office.position() == before

    def test_a_damaged_file_is_not_handed_out(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path, limit=100)
        taken = store.take(io.BytesIO(pdf()))
        path = tmp_path / taken.sha256[:2] / taken.sha256
        path.chmod(0o600)
        path.write_bytes(pdf("y"))
        with pytest.raises(FileDamaged):
            store.read(taken.sha256)

    def test_a_file_beyond_the_limit_leaves_nothing_behind(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path, limit=20)
        with pytest.raises(Refused):
            store.take(io.BytesIO(pdf("x" * 100)))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("content", "media_type"),
        [
            (pdf(), "application/pdf"),
            (b"\x89PNG\r\n\x1a\nx", "image/png"),
            ("党委会记录".encode("gb18030"), "text/plain"),
            (
                archive("[Content_Types].xml", "xl/workbook.xml"),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        ],
    )
    def test_types_are_told_by_content(self, tmp_path: Path, content: bytes, media_type: str) -> None:
        assert FileStore(tmp_path, limit=10_000).take(io.BytesIO(content)).media_type == media_type


def test_roles_are_spoken_of_by_their_names() -> None:
    assert {role for role, _ in ACCOUNTS.values()} == set(Role)
