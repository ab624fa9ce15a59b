"""Forms as they come from a browser: read like the standard library reads them, and taken from our own pages only."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import Office, opened

from web.requests import fields

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
