"""Forms as they come from a browser: read like the standard library reads them, and taken from our own pages only."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from clerk import Browser, Page, signed_in
from hypothesis import given
from hypothesis import strategies as st
from office import DEPUTY, EAST, SECRETARY, TODAY, TOWNSHIP, Office, opened

from domain.account import GrantRole, Role, SuspendAccount
from domain.organisation import RenameOrganisation
from ledger.execution import execute
from ledger.port import Signature
from web.requests import fields
from web.services import Services

ASCII = st.text(alphabet="a%=+&\r\n \t_.Zf09E4B8AD\x00", max_size=20)


class TestReading:
    @given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=40)), max_size=6))
    def test_what_was_typed_comes_back(self, typed: list[tuple[str, str]]) -> None:
        typed = [(name, value) for name, value in typed if (name + value).isprintable()]
        assert fields(urlencode(typed).encode()) == typed

    @given(ASCII)
    def test_odd_bytes_are_read_as_the_standard_library_reads_them(self, text: str) -> None:
        assert fields(text.encode()) == parse_qsl(text, keep_blank_values=True, errors="replace")

    def test_bytes_that_are_no_text_are_marked(self) -> None:
        assert fields(b"title=%E4%BD&x=\xff") == [("title", "\ufffd"), ("x", "\ufffd")]


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def _session(office: Office) -> str:
    of = office.services
    of.secrets.set_password("account-clerk", "a long password", now=of.now(), position=office.position())
    return of.secrets.open_session("account-clerk", now=of.now())


def _sent(office: Office, session: str, token: str) -> int:
    http = office.app.test_client()
    http.set_cookie("zeren_session", session)
    return http.post("/tokens", data={"csrf_token": token, "label": "x"}).status_code


def _token(office: Office, session: str) -> str:
    http = office.app.test_client()
    http.set_cookie("zeren_session", session)
    page = http.get("/password")
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


class TestOwnPagesOnly:
    def test_a_token_is_good_for_its_own_session(self, office: Office) -> None:
        session = _session(office)
        token = _token(office, session)
        assert token != _token(office, session), "each page has another"
        assert _sent(office, session, token) == 200
        assert _sent(office, session, token) == 200, "a form may be sent again"

    def test_and_for_no_other(self, office: Office) -> None:
        of, session = office.services, _session(office)
        token = _token(office, session)
        other = of.secrets.open_session("account-clerk", now=of.now())
        assert _sent(office, other, token) == 400

    def test_nor_with_a_letter_changed_or_missing(self, office: Office) -> None:
        session = _session(office)
        token = _token(office, session)
        changed = ("0" if token[0] != "0" else "1") + token[1:]
        for wrong in ("", changed, token[:-1], token[:16], "密" * 20):
            assert _sent(office, session, wrong) == 400

    def test_signing_in_needs_the_page_s_own_token(self, office: Office) -> None:
        http = office.app.test_client()
        assert http.post("/sign-in", data={"sign_in_name": "clerk", "password": "x"}).status_code == 400
        found = re.search(r'name="csrf_token" value="([^"]+)"', http.get("/sign-in").text)
        assert found
        typed = {"sign_in_name": "clerk", "password": "x", "csrf_token": found[1]}
        assert http.post("/sign-in", data=typed).status_code == 422


class TestActsOnTrust:
    """A form is recorded on what a worker keeps of records; what changed elsewhere meanwhile still counts."""

    @pytest.fixture
    def elsewhere(self, office: Office) -> Iterator[Services]:
        """Another worker, with states of its own."""
        with Services(office.services.settings, clock=office.clock).opened() as other:
            yield other

    def _act(self, of: Services, command: Any, on_behalf_of: str = TOWNSHIP) -> None:
        signature = Signature(
            command_id=f"elsewhere-{type(command).__name__}",
            recorded_by="account-administrator",
            on_behalf_of=on_behalf_of,
        )
        execute(of.ledger, command, signature, TODAY)

    def _hold(self, browser: Browser, page: Page, title: str) -> Page:
        fields = page.form("/acts/hold_meeting")
        typed = {
            **{name: values for name, values in fields.items() if "-" not in name},
            "body": "committee",
            "title": title,
            "occurred_on": "2024-06-05",
            "chair": SECRETARY,
            "attendees": [SECRETARY, DEPUTY],
            "agenda-0-topic": "party_building",
            "agenda-0-title": "研究二季度党建重点任务",
        }
        return browser.post("/acts/hold_meeting", typed)

    def _ready(self, office: Office) -> tuple[Browser, Page]:
        """A browser with an open form, at a worker that has recorded one and knows all that the next one needs."""
        browser = signed_in(office)
        done = self._hold(browser, browser.get("/acts/hold_meeting"), "第一次会议")
        assert done.status == 303, done.words
        return browser, browser.get("/acts/hold_meeting")

    def test_what_did_not_move_is_not_read(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        browser, page = self._ready(office)
        monkeypatch.setattr(type(office.services.ledger), "news", None)
        monkeypatch.setattr(type(office.services.ledger), "stream", None)
        assert self._hold(browser, page, "第二次会议").status == 303

    def test_a_role_taken_away_elsewhere_is_gone(self, office: Office, elsewhere: Services) -> None:
        browser, page = self._ready(office)
        self._act(
            elsewhere, GrantRole(account="account-clerk", organisation=TOWNSHIP, role=Role.AUDITOR, reason="轮岗")
        )
        end = office.position()
        assert self._hold(browser, page, "第二次会议").status == 403
        assert office.position() == end

    def test_an_account_suspended_elsewhere_is_out(self, office: Office, elsewhere: Services) -> None:
        browser, page = self._ready(office)
        self._act(elsewhere, SuspendAccount(account="account-clerk", reason="调离"))
        end = office.position()
        answer = self._hold(browser, page, "第二次会议")
        assert answer.status == 401
        assert "第二次会议" in answer.words, "what was typed is shown"
        assert office.position() == end

    def test_an_organisation_moved_elsewhere_is_out_of_reach(self, office: Office, elsewhere: Services) -> None:
        browser, page = self._ready(office)
        self._act(elsewhere, GrantRole(account="account-clerk", organisation=EAST, role=Role.CLERK, reason="轮岗"))
        end = office.position()
        assert self._hold(browser, page, "第二次会议").status == 404
        assert office.position() == end

    def test_what_moved_without_harm_does_no_harm(self, office: Office, elsewhere: Services) -> None:
        browser, page = self._ready(office)
        self._act(
            elsewhere,
            RenameOrganisation(organisation=TOWNSHIP, name="柳溪镇党委", occurred_on=TODAY, reason="撤乡设镇"),
        )
        assert self._hold(browser, page, "第二次会议").status == 303

    def test_a_form_sent_twice_is_recorded_once(self, office: Office) -> None:
        browser, page = self._ready(office)
        first = self._hold(browser, page, "第二次会议")
        end = office.position()
        assert self._hold(browser, page, "第二次会议").location == first.location
        assert office.position() == end
